"""Terms: the values of the vocabularies that a record's descriptor gives as categories."""

from analysis.quantities.units import PERCENT, Unit, from_category
from analysis.record.tables import Field, Tables


class Term(str):
    """A value of a vocabulary, which is text as a cell holds it; `label` is what a sentence calls
    it.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> "Term":
        """The text of the value, with its label."""
        term = super().__new__(cls, value)
        term.label = label or value.replace("_", " ")
        return term


def terms(field: Field) -> dict[str, Term]:
    """The values that a column may hold, by themselves, each with its label."""
    found = {}
    for category in field.categories:
        value = category["value"]
        found[value] = Term(value, category.get("label", ""))
    return found


def units_of(tables: Tables) -> dict[str, Unit]:
    """The units that the descriptor describes, by id, but for that of shares, which every record
    has.
    """
    found = {}
    for category in tables["populations"].fields["unit"].categories:
        unit = from_category(category)
        if unit != PERCENT:
            found[str(unit)] = unit
    return found
