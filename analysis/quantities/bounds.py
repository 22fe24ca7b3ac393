"""Bound: a number as far as it is known, as the lowest and the highest value that it can have.

"More than 1,900" is every value above 1,900; "about 40" is 40, marked as having no known width.
Arithmetic is interval arithmetic with open ends: whatever the true values are, the true result lies
within the resulting bound. Ends are fractions, so nothing is lost to binary rounding. `read` takes
a bound from a source's words, `words` gives it back.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from analysis.errors import BoundError, shown
from analysis.text import numbers

Number = Fraction | float  # a float is only ever an infinity
KINDS = ("exact", "more_than", "at_least", "less_than", "at_most", "about", "between")
# What is counted, by its unit: one, and many.
NOUNS = {
    "persons": ("person", "people"),
    "remains": ("remains", "remains"),
    "documents": ("document", "documents"),
    "countries": ("country", "countries"),
    "events": ("event", "events"),
    "sets": ("set", "sets"),
    "rows": ("row", "rows"),
    "usd": ("US dollar", "US dollars"),
    "years": ("year", "years"),
    "days": ("day", "days"),
    "words": ("word", "words"),
    "quotations": ("quotation", "quotations"),
    "comments": ("comment", "comments"),
    "entries": ("entry", "entries"),
}
# What is said of an about that is smaller than the last place its rounded inputs are good for.
TOO_SMALL = "too small beside what was rounded to tell"
_INF = math.inf
ROUNDED = 5  # half of ten: a number with a zero at its end may be off by that or more
_DECIMAL = re.compile(rf"[+-]?(?![0-9.]{{{numbers.MOST_DIGITS + 2}}})[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Bound:
    """All values from `low` to `high`, each end left out where it is open; infinite ends always
    are.

    `about` marks a number that its source rounded or guessed by an amount nobody stated; its ends
    are then no limits. `width` names the policy that gave it limits (see `widen`). `near` is the
    source's own word for a number that is a little less ("nearly 700"), in which it is printed; no
    calculation goes by it. `digits` are the significant digits that an about is good for: 2 for
    about 1,900; 0 where it has no last digit, and for what is no about. They follow from the
    number, and through arithmetic from the least precise operand. They are negative where no digit
    is left (see `is_too_small`). Raises BoundError for ends that hold no value.
    """

    low: Number
    high: Number
    low_open: bool = False
    high_open: bool = False
    about: bool = False
    width: str = ""
    digits: int = field(default=0, compare=False, repr=False)
    near: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        low, high = _number(self.low), _number(self.high)
        low_open, high_open = self.low_open or low == -_INF, self.high_open or high == _INF
        if low > high or low == _INF or high == -_INF or (low == high and (low_open or high_open)):
            wrong = f"no number lies between {_digits(low)} and {_digits(high)}"
            raise BoundError(
                "bound",
                wrong,
                "give the lower end first, and two equal ends only for an exact number",
            )
        for name, value in {
            "low": low,
            "high": high,
            "low_open": low_open,
            "high_open": high_open,
        }.items():
            object.__setattr__(self, name, value)
        if not self.about:
            object.__setattr__(self, "digits", 0)
        elif not self.digits:
            object.__setattr__(self, "digits", _stated_digits(low, high))

    @classmethod
    def of(
        cls,
        kind: str,
        value: int | str | Fraction,
        high: int | str | Fraction | None = None,
        near: str = "",
    ) -> "Bound":
        """The bound of a row: `kind` of KINDS, its value, the upper value of a range ("" or None:
        none), its word.
        """
        if kind not in KINDS:
            raise BoundError(
                "bound", f'"{kind}" is no kind of bound', f"use one of {', '.join(KINDS)}"
            )
        is_range = high is not None and high != ""
        if is_range != (kind == "between") and not (is_range and kind == "about"):
            wrong = (
                f"a bound of kind {kind} has "
                f"{'one value, not two' if is_range else 'two values, not one'}"
            )
            raise BoundError(
                "bound",
                wrong,
                "give a higher value for between (and for about, if a range is meant) only",
            )
        low = _number(value)
        if kind in ("more_than", "at_least"):
            return cls(low, _INF, low_open=kind == "more_than")
        if kind in ("less_than", "at_most"):
            return cls(-_INF, low, high_open=kind == "less_than", near=near)
        top = _number(high) if high is not None and is_range else low
        if is_range and low == top:
            raise BoundError(
                "bound",
                f"{_digits(low)} to {_digits(top)} is no range",
                "give two different values",
            )
        return cls(low, top, about=kind == "about")

    @property
    def kind(self) -> str:
        """The nearest of KINDS: a range with an open end is "between". Raises BoundError where
        nothing is known.
        """
        if self.about:
            return "about"
        if self.low == self.high:
            return "exact"
        if self.low == -_INF and self.high == _INF:
            raise BoundError("bound", "it can be any number", "a bound without an end has no kind")
        if self.high == _INF:
            return "more_than" if self.low_open else "at_least"
        if self.low == -_INF:
            return "less_than" if self.high_open else "at_most"
        return "between"

    @property
    def number(self) -> Fraction | None:
        """The one number that was said, without its hedge: 1,900 of "more than 1,900"; None for a
        range or for none.
        """
        ends = {end for end in (self.low, self.high) if not isinstance(end, float)}
        return ends.pop() if len(ends) == 1 else None

    @property
    def is_too_small(self) -> bool:
        """Whether an about is smaller than the last place that what was rounded is good for: about
        1,900 − 1,899.

        The rounding may then be larger than all of it, so that it cannot be told.
        """
        return self.about and not self.width and self.digits < 0

    @property
    def fields(self) -> tuple[str, str, str]:
        """(bound, value, value_high) as a row of figures.csv holds them.

        `Bound.of(*b.fields)` is b, or where b is a range with an open end, b with that end closed.
        Raises BoundError where no row can say it (about 40 or more, 1/3).
        """
        kind, ends = self.kind, [end for end in (self.low, self.high) if not isinstance(end, float)]
        texts = [_digits(end).replace(",", "").replace("−", "-") for end in dict.fromkeys(ends)]
        if (kind == "about" and len(ends) < 2) or "/" in "".join(texts):
            raise BoundError(
                "bound",
                f'no row can say "{self}"',
                "a row holds one kind of bound and decimal numbers",
            )
        return kind, texts[0], texts[1] if len(texts) > 1 else ""

    def words(self, unit: str = "") -> str:
        """The bound in English ("more than 1,900", "between 40 and 50"), which `read` turns back
        into the same bound.

        `unit` is "%", or what is counted, of many ("people", "people a year"): of one it is put as
        "1 person".

        Exceptions, where no words can: one-sided abouts ("about 40 or more"), widened ones (the
        policy is not said), fractions without an end ("1/3"), decimals that could be thousands
        ("1.234"), "any number" and TOO_SMALL. "%" is joined by a no-break space (U+00A0).
        """
        if self.is_too_small:
            return TOO_SMALL
        low, high = _digits(self.low), _digits(self.high)
        of_count = (
            unit not in ("", "%")
            and not isinstance(self.high, float)
            and self.high.denominator == 1
        )
        under = self.near or (
            ("fewer than" if of_count else "less than") if self.high_open else "at most"
        )
        over = "more than" if self.low_open else "at least"
        if self.low == self.high:
            text = low
        elif self.low == -_INF:
            text = (
                "any number"
                if self.high == _INF
                else f"{high} or less"
                if self.about
                else f"{under} {high}"
            )
        elif self.high == _INF:
            text = f"{low} or more" if self.about else f"{over} {low}"
        elif self.about:
            text = f"{low} to {high}"
        else:
            is_closed = not (self.low_open or self.high_open)
            text = f"between {low} and {high}" if is_closed else f"{over} {low} and {under} {high}"
        about = "about " if self.about and text != "any number" else ""
        return (
            about
            + text
            + (("\u00a0%" if unit == "%" else f" {_agreeing(unit, text)}") if unit else "")
        )

    __str__ = words

    def __contains__(self, value: Number) -> bool:
        """Whether `value` lies within the ends; for an about without a width that proves
        nothing.
        """
        above = value > self.low or (value == self.low and not self.low_open)
        return above and (value < self.high or (value == self.high and not self.high_open))

    def __neg__(self) -> "Bound":
        return replace(
            self,
            low=-self.high,
            high=-self.low,
            low_open=self.high_open,
            high_open=self.low_open,
            near="",
        )

    def __add__(self, other: "Bound | int | Fraction") -> "Bound":
        other = _bound(other)
        low, high = _plus(self.low, other.low), _plus(self.high, other.high)
        opens = self.low_open or other.low_open, self.high_open or other.high_open
        return Bound(low, high, *opens, *_about(self, other), _sum_digits(self, other, low, high))

    def __mul__(self, other: "Bound | int | Fraction") -> "Bound":
        other = _bound(other)
        corners = [_times(a, b) for a in self._ends() for b in other._ends()]
        # Where corners tie, a closed one wins: its value can be reached.
        (low, low_open), (high, high_open) = (
            min(corners),
            max(corners, key=lambda corner: (corner[0], not corner[1])),
        )
        return Bound(
            low, high, low_open, high_open, *_about(self, other), _fewest_digits(self, other)
        )

    def __sub__(self, other: "Bound | int | Fraction") -> "Bound":
        return self + -_bound(other)

    def __rsub__(self, other: int | Fraction) -> "Bound":
        return _bound(other) + -self

    def __truediv__(self, other: "Bound | int | Fraction") -> "Bound":
        """Raises BoundError if the divisor can be zero."""
        return self * _bound(other)._reciprocal()

    def __rtruediv__(self, other: int | Fraction) -> "Bound":
        return _bound(other) * self._reciprocal()

    __radd__, __rmul__ = __add__, __mul__

    def _ends(self) -> tuple[tuple[Number, bool], tuple[Number, bool]]:
        return (self.low, self.low_open), (self.high, self.high_open)

    def _reciprocal(self) -> "Bound":
        if 0 in self:
            raise BoundError(
                "bound",
                f'cannot divide by "{self}", which can be zero',
                "divide by a bound without zero",
            )
        low = Fraction(0) if isinstance(self.high, float) else 1 / self.high if self.high else -_INF
        high = Fraction(0) if isinstance(self.low, float) else 1 / self.low if self.low else _INF
        return replace(
            self, low=low, high=high, low_open=self.high_open, high_open=self.low_open, near=""
        )

    def whole(self) -> "Bound":
        """The bound of a count: more than 1,900 persons are at least 1,901.

        Open and broken ends move to the next whole number within. An about keeps its ends. Raises
        BoundError if no whole number lies within.
        """
        if self.about:
            return self
        low, high = self.low, self.high
        if not isinstance(low, float):
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if not isinstance(high, float):
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        if low > high:
            raise BoundError(
                "bound", f'no whole number is "{self}"', "count whole things, or keep the fraction"
            )
        return Bound(low, high)

    def round_out(self, decimals: int = 0) -> "Bound":
        """Both ends moved outward to `decimals` places, never inward; an end that moves becomes
        closed.
        """
        unit = Fraction(10) ** -decimals
        low = self.low if isinstance(self.low, float) else math.floor(self.low / unit) * unit
        high = self.high if isinstance(self.high, float) else math.ceil(self.high / unit) * unit
        opens = self.low_open and low == self.low, self.high_open and high == self.high
        return Bound(low, high, *opens, self.about, self.width)

    def told(self, decimals: int | None = None) -> "Bound":
        """The bound as a reader is told it, to at most `decimals` places: the one rule for rounding
        what is derived.

        - An exact result has no range. It is rounded to the nearest, halves up (44.25 is told as
          44.3), but never to nothing unless it is nothing ("less than 0.1").
        - Limits are rounded outward, never inward, so that they stay true.
        - The ends of an about are no limits. They are rounded to the nearest, to the digits that
          the least precise input is good for (1,900 / 7 is about 270), but never to nothing. An
          about with a width has limits.

        Without `decimals` only an about is rounded.
        """
        if self.is_too_small:
            return self
        if self.about and not self.width:
            low, high = (self._told_end(end, decimals) for end in (self.low, self.high))
            return Bound(low, high, about=True, digits=self.digits)
        if decimals is None:
            return self
        if self.low != self.high:
            return self.round_out(decimals)
        unit = Fraction(10) ** -decimals
        nearest = _nearest(self.low, unit)
        if nearest == 0 and self.low != 0:
            return Bound.of("less_than", unit) if self.low > 0 else Bound.of("more_than", -unit)
        return replace(self, low=nearest, high=nearest)

    def _told_end(self, end: Number, decimals: int | None) -> Number:
        """An end of an about, rounded to the digits that the about is good for, and to at most
        `decimals` places.
        """
        if isinstance(end, float) or end == 0:
            return end
        units = [Fraction(0)]
        if self.digits:
            units.append(_place(self))
        if decimals is not None:
            units.append(Fraction(10) ** -decimals)
        # An end that is small beside the other still shows its first digit.
        first_digit = Fraction(10) ** _exponent(end)
        unit = min(max(units), first_digit)
        return _nearest(end, unit) if unit else end

    def compare(self, other: "Bound") -> str:
        """Say "below" or "above" if every value of this is under or over every value of `other`,
        else "unknown".

        "equal" needs two exact values that are the same. An about that no policy has widened is
        always "unknown".
        """
        if _is_vague(self, other):
            return "unknown"
        if self.high < other.low or (self.high == other.low and (self.high_open or other.low_open)):
            return "below"
        if other.high < self.low or (other.high == self.low and (other.high_open or self.low_open)):
            return "above"
        is_exact = self.low == self.high == other.low == other.high and not (
            self.about or other.about
        )
        return "equal" if is_exact else "unknown"

    def agrees(self, other: "Bound") -> bool | None:
        """Whether both can be true of one number; None, not False, with an about that no policy has
        widened.

        Test the result with `is`: None says that the words don't tell.
        """
        return None if _is_vague(self, other) else self.compare(other) not in ("below", "above")

    def rounds(self, other: "Bound") -> bool:
        """Whether this is one plain number, and that of `other` with its hedge left out or rounded
        to tens or more.

        145,000 rounds "more than 145,000", and 1,400 rounds 1,412; neither is true of the reverse.
        """
        number, exact = self.number, other.number
        if number is None or exact is None or self.low != self.high:
            return False
        half = last_digit(number) if number else Fraction(0)
        return number == exact or (half >= ROUNDED and abs(number - exact) <= half)

    def widen(self, policy: str) -> "Bound":
        """An about with the width that `policy` of WIDTHS gives it, still about; any other bound is
        unchanged.
        """
        if policy not in WIDTHS:
            raise BoundError(
                "bound", f'"{policy}" is no policy of widths', f"use one of {', '.join(WIDTHS)}"
            )
        if not self.about or self.width:
            return self
        low = self.low if isinstance(self.low, float) else self.low - WIDTHS[policy](self.low)
        high = self.high if isinstance(self.high, float) else self.high + WIDTHS[policy](self.high)
        return replace(self, low=low, high=high, width=policy)


def last_digit(value: Fraction) -> Fraction:
    """Half a unit of the last digit of `value` that is not zero: 5 for 40, 50 for 1,900, 1/20 for
    1.4.

    The rule is that a rounded number is written with the digits it is good for. Raises BoundError
    for a number without such a digit (0, 1/3).
    """
    power = _last_power(value)
    if power is None:
        raise BoundError(
            "bound",
            f"{_digits(value)} has no last digit",
            "state its limits by hand, with their reason",
        )
    return Fraction(10) ** power / 2


def _last_power(value: Fraction) -> int | None:
    """The power of ten of the last digit that is not zero: 2 for 1,900, -1 for 1.4; None for 0 and
    for 1/3.
    """
    if not value:
        return None
    powers = range(30, -31, -1)
    return next(
        (power for power in powers if (value / Fraction(10) ** power).denominator == 1), None
    )


def _exponent(value: Fraction) -> int:
    """The power of ten of the first digit: 3 for 1,900, -2 for 0.05; `value` is not zero."""
    size = abs(value)
    power = len(str(size.numerator)) - len(str(size.denominator))
    return power if size >= Fraction(10) ** power else power - 1


def _largest(*ends: Number) -> Fraction:
    """The size of the largest finite end; 0 where there is none."""
    return max((abs(end) for end in ends if not isinstance(end, float)), default=Fraction(0))


def _stated_digits(low: Number, high: Number) -> int:
    """How many significant digits an about is stated with: 2 for about 1,900, 3 for about 1,250; 0
    if none is last.
    """
    powers = [_last_power(end) for end in (low, high) if end and not isinstance(end, float)]
    known = [power for power in powers if power is not None]
    if not known or len(known) < len(powers):
        return 0
    return _exponent(_largest(low, high)) - min(known) + 1


def _place(about: Bound) -> Fraction:
    """The unit of the last digit that an about is good for: 100 for about 1,900; 1 for about 0, 0
    if there is none.
    """
    largest = _largest(about.low, about.high)
    digits = about.digits
    if digits < 0:
        return Fraction(10) ** ((_exponent(largest) if largest else 0) - digits)
    if not largest:
        return Fraction(1)
    return Fraction(10) ** (_exponent(largest) - digits + 1) if digits else Fraction(0)


def _sum_digits(a: Bound, b: Bound, low: Number, high: Number) -> int:
    """The digits of a sum from `low` to `high`: none stands right of the last one of either about.

    Where all of it stands right of that one, no digit is left: minus the places between them.
    """
    place = max((_place(bound) for bound in (a, b) if bound.about), default=Fraction(0))
    largest = _largest(low, high)
    if not place:
        return 0
    if not largest:
        is_of_nothing = not _largest(a.low, a.high, b.low, b.high)
        return min(a.digits, b.digits, 0) if is_of_nothing else min(-1, -_exponent(place))
    digits = _exponent(largest) - _exponent(place) + 1
    return digits if digits > 0 else digits - 1


def _fewest_digits(a: Bound, b: Bound) -> int:
    """The digits of a product: those of the about that has fewest."""
    return min((bound.digits for bound in (a, b) if bound.digits), default=0)


def _nearest(value: Number, unit: Fraction) -> Number:
    """`value` rounded to a multiple of `unit`, halves up; an infinity as it is."""
    return value if isinstance(value, float) else math.floor(value / unit + Fraction(1, 2)) * unit


WIDTHS: dict[str, Callable[[Fraction], Fraction]] = {"last_digit": last_digit}


def read(words: str) -> Bound:
    """The bound that a source's words state: "more than 1,900", "Twenty-eight", "between 40 and
    50", "only 40".

    Exactly one hedged number; see `numbers.stated` for what may stand around it. Raises BoundError
    otherwise.
    """
    found = [Bound.of(*statement) for statement in numbers.stated(words)]
    low, high = found[0], found[-1]
    if len(found) == 1:
        return replace(low, near=numbers.near_word(words))
    return Bound(low.low, high.high, low.low_open, high.high_open)


def percent(share: Bound, decimals: int = 1) -> Bound:
    """A share in percent, from 0 to 100, as a reader is told it: rounded as `Bound.told` says.

    An end at 0 or 100 goes without saying, and a single value is never rounded to 100 unless it is
    that.
    """
    told = share.told(decimals)
    if share.low != share.high:
        if told.low == 0 and told.high < 100:
            return replace(told, low=-_INF)
        if told.high == 100 and told.low > 0:
            return replace(told, high=_INF)
    elif told.low == 100 and share.low != 100 and not share.about:
        return Bound.of("more_than", 100 - Fraction(10) ** -decimals)
    return told


def _agreeing(unit: str, number: str) -> str:
    """What is counted, as it follows the words of a number: "person" after "more than 1", "people"
    after any other.
    """
    if number.split()[-1] != "1":
        return unit
    for one, many in NOUNS.values():
        if unit == many or unit.startswith(f"{many} "):
            return one + unit.removeprefix(many)
    return unit


def _number(value: Number | int | str) -> Number:
    if isinstance(value, (int, Fraction)) or (isinstance(value, str) and _DECIMAL.fullmatch(value)):
        return Fraction(value)
    if isinstance(value, float) and math.isinf(value):
        return value
    found = shown(value) if isinstance(value, str) else repr(value)
    raise BoundError(
        "bound",
        f"{found} is no exact number",
        'give an int, a Fraction or decimal text such as "1900"',
    )


def _bound(value: Bound | int | Fraction) -> Bound:
    return value if isinstance(value, Bound) else Bound(Fraction(value), Fraction(value))


def _plus(a: Number, b: Number) -> Number:
    return a if isinstance(a, float) else b if isinstance(b, float) else a + b


def _times(a: tuple[Number, bool], b: tuple[Number, bool]) -> tuple[Number, bool]:
    """The product of two ends, and whether it is open. A zero end makes zero of all of the other,
    infinity too.
    """
    (x, x_open), (y, y_open) = a, b
    if x == 0 or y == 0:
        return Fraction(0), not ((x == 0 and not x_open) or (y == 0 and not y_open))
    if isinstance(x, float) or isinstance(y, float):
        return (_INF if (x > 0) == (y > 0) else -_INF), True
    return x * y, x_open or y_open


def _about(a: Bound, b: Bound) -> tuple[bool, str]:
    """The mark and the policy of a result: one vague operand makes it vague, whatever the other's
    policy.
    """
    policies = {bound.width for bound in (a, b) if bound.about}
    return bool(policies), policies.pop() if len(policies) == 1 else ""


def _is_vague(*bounds: Bound) -> bool:
    return any(bound.about and not bound.width for bound in bounds)


def _digits(number: Number) -> str:
    """A number as read in English: "1,900", "74.3", "−5"; "1/3" where decimals don't end."""
    if isinstance(number, float):
        return "∞" if number > 0 else "−∞"
    sign, size = "−" if number < 0 else "", abs(number)
    places = next((places for places in range(31) if (size * 10**places).denominator == 1), None)
    if places is None:
        return f"{sign}{size.numerator}/{size.denominator}"
    whole, decimals = divmod(int(size * 10**places), 10**places)
    return f"{sign}{whole:,}" + (f".{decimals:0{places}d}" if places else "")
