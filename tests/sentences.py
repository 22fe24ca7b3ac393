"""What `say` makes of a sentence, or has against it."""

import pytest

from analysis.errors import ProseError
from analysis.record.selections import Selection
from analysis.report.prose import say
from analysis.report.wording import plain


def filled(template: str, evidence: dict[str, object]) -> str:
    """What an f-string would be, of evidence by name; a list of it is a selection."""
    given = {name: Selection(e) if isinstance(e, list) else e for name, e in evidence.items()}
    return template.format(**given)


def words(template: str, **evidence: object) -> str:
    return plain(say(filled(template, evidence)).html)


def refusal(template: str, **evidence: object) -> str:
    with pytest.raises(ProseError) as refused:
        say(filled(template, evidence))
    return str(refused.value)
