"""A rule is entered in the rulebook under its code."""

from analysis.record import rulebook


def test_a_function_is_entered_by_its_code_and_stays_what_it_is(monkeypatch):
    monkeypatch.setattr(rulebook, "RULES", {})

    def holds(tables: object) -> list[object]:
        return []

    assert rulebook.rule("X01")(holds) is holds
    assert {"X01": holds} == rulebook.RULES
