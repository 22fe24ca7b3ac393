"""Units: what numbers count, by the id that tables hold, with what one and many of it are called.

The units of a record are data, in its ``datapackage.json``. Here are only those that the package
itself counts in: years, days, words, rows.

>>> units.Unit.of("days").noun.after(is_one=True), units.Unit.of("days").a_year().noun
(' day', 'days a year')
"""

from collections.abc import Mapping
from typing import Any

PER_YEAR = "/year"
RATE = " a year"
PERCENT = "percent"  # the one unit that every record has: a share is in it
NO_BREAK = "\u00a0"


class Noun(str):
    """What many of a unit are called, or its sign: "people", "people a year", "%", "€".

    `one` is what one of it is called. A sign has a place, "before" the number or "after" it; a word
    has none. `rate` is what follows both, as " a year". `is_counted`: "fewer" is said of it, not
    "less".
    """

    one: str
    place: str
    rate: str
    is_counted: bool

    def __new__(
        cls, many: str, one: str = "", place: str = "", rate: str = "", is_counted: bool = True
    ) -> "Noun":
        """The text that an axis shows, with what else is said of it."""
        noun = super().__new__(cls, f"{many}{rate}")
        noun.one = one or many
        noun.place = place
        noun.rate = rate
        noun.is_counted = is_counted
        return noun

    @classmethod
    def of(cls, words: str) -> "Noun":
        """A noun as it is, that of a unit of OWN; other words as those of any number of things."""
        if isinstance(words, Noun):
            return words
        if words == "%":
            return OWN[PERCENT].noun
        return OWN[words].noun if words in OWN else cls(words)

    @property
    def sign(self) -> str:
        """The sign that stands before each number; "" where it is none or stands behind it."""
        return self.removesuffix(self.rate) if self.place == "before" else ""

    def after(self, is_one: bool) -> str:
        """What stands behind a number, with the space before it."""
        if self.place == "before":
            return self.rate
        if self.place == "after":
            return f"{NO_BREAK}{self}"
        return f" {self.one}{self.rate}" if is_one else f" {self}"

    def a_year(self) -> "Noun":
        """That of an average: "people a year"."""
        return Noun(self.removesuffix(self.rate), self.one, self.place, RATE, self.is_counted)


class Unit(str):
    """The id of a unit, which is text as a cell holds it, and its noun.

    `is_counted`: it counts whole things; what comes in fractions is measured. `words` are those
    beside a number that say it is of this unit ("€", "euros").
    """

    noun: Noun
    is_counted: bool
    words: tuple[str, ...]

    def __new__(
        cls,
        id: str,
        noun: Noun | None = None,
        is_counted: bool = True,
        words: tuple[str, ...] = (),
    ) -> "Unit":
        """The text of the id, with what else is said of it."""
        unit = super().__new__(cls, id)
        unit.noun = noun or Noun(id)
        unit.is_counted = is_counted
        unit.words = words
        return unit

    @classmethod
    def of(cls, id: str) -> "Unit":
        """A unit as it is where it has a noun; else, by its id, one that the package counts in, or
        one that is called as its id.
        """
        if isinstance(id, Unit):
            return id
        return OWN.get(id) or cls(id)

    @property
    def is_average(self) -> bool:
        """Whether it is that of a number a year."""
        return self.endswith(PER_YEAR)

    @property
    def sign_alone(self) -> Noun:
        """Its noun where that is a sign, which no number goes without; else an empty one."""
        sign = self.noun.removesuffix(self.noun.rate)
        return Noun(sign, place=self.noun.place) if self.noun.place else Noun("")

    @property
    def alike(self) -> str:
        """What two numbers of it count if they count one thing: "the same people"."""
        return f"the same {self.noun}" if self and self.is_counted else "the same"

    def a_year(self) -> "Unit":
        """The unit of an average: "persons/year" of persons."""
        return Unit(f"{self}{PER_YEAR}", self.noun.a_year(), is_counted=False)


def from_category(category: Mapping[str, Any]) -> Unit:
    """The unit that a category of the descriptor describes."""
    id = category["value"]
    many = category.get("label", id)
    symbol = category.get("symbol", "")
    is_counted = not category.get("fractional", False)
    words = (*category.get("words", ()), *filter(None, [symbol]))
    if symbol:
        place = "before" if category.get("before") else "after"
        noun = Noun(symbol, place=place, is_counted=False)
    else:
        noun = Noun(many, category.get("singular", ""), is_counted=is_counted)
    return Unit(id, noun, is_counted, words)


# What the package itself counts in, in any record.
OWN = {
    PERCENT: Unit(PERCENT, Noun("%", place="after", is_counted=False), is_counted=False),
    "years": Unit("years", Noun("years", "year"), is_counted=False),
    "entries": Unit("entries", Noun("entries", "entry")),
}
for _one in "day word row figure event quotation comment count".split():
    OWN[f"{_one}s"] = Unit(f"{_one}s", Noun(f"{_one}s", _one))
