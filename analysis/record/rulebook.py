"""The rulebook: which rules there are, by their codes, and how a rule is entered."""

from collections.abc import Callable, Iterator

from analysis.record.tables import Problem, Tables

WITHOUT_NUMBER = "say it without a number"
Problems = Iterator[Problem]
Rule = Callable[[Tables], Problems]
RULES: dict[str, Rule] = {}


def rule(code: str) -> Callable[[Rule], Rule]:
    """Registers a function as the rule `code`."""

    def register(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return register
