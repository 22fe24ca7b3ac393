"""Populations: the groups that figures count, and how two of them stand to one another."""

from dataclasses import dataclass, field
from typing import Any

from analysis.quantities.dates import Date
from analysis.quantities.units import Unit

# The note on two populations that no row relates.
NO_RELATION = "The record does not say how these groups overlap."


@dataclass(frozen=True)
class Population:
    """A group that figures count, exactly as the source defines it; before `begins` nobody belongs
    to it. `record` is the Record that hands it out and knows its relations to others.
    """

    id: str
    label: str
    definition: str
    unit: Unit
    status: str
    begins: Date | None = None
    record: Any = field(default=None, compare=False, repr=False)

    def summary(self) -> dict[str, str]:
        """It as a row of plain strings."""
        cells = {"id": self.id, "label": self.label, "definition": self.definition}
        return cells | {"unit": self.unit, "since": str(self.begins or "")}


@dataclass(frozen=True)
class Relation:
    """How two populations stand to one another (`a` relation `b`), on what basis."""

    a: str
    b: str
    relation: str
    basis: str
    note: str

    @property
    def is_stated(self) -> bool:
        """Whether a source says so, rather than this record."""
        return self.basis == "stated"

    @property
    def is_told(self) -> bool:
        """Whether it is known, or a row says what is not known of it."""
        return self.note != NO_RELATION
