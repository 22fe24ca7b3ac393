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
from itertools import product

from analysis.errors import BoundError, shown
from analysis.quantities.units import Noun
from analysis.text import numbers

Number = Fraction | float  # a float is only ever an infinity
End = tuple[Number, bool]  # a limit, and whether it is left out
KINDS = ("exact", "more_than", "at_least", "less_than", "at_most", "about", "between")
# What is said of an about that is smaller than the last place its rounded inputs are good for.
TOO_SMALL = "too small beside what was rounded to tell"
_INF = math.inf
_ZERO = Fraction(0)
_TEN = Fraction(10)
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
        low = _number(self.low)
        high = _number(self.high)
        low_open = self.low_open or low == -_INF
        high_open = self.high_open or high == _INF
        is_open = low_open or high_open
        if low > high or (low == high and is_open):
            wrong = f"no number lies between {_digits(low)} and {_digits(high)}"
            do = "give the lower end first, and two equal ends only for an exact number"
            raise BoundError("bound", wrong, do)
        digits = 0
        if self.about:
            digits = self.digits or _stated_digits(low, high)
        # An attribute of a frozen dataclass cannot be assigned.
        vars(self).update(low=low, high=high, low_open=low_open, high_open=high_open, digits=digits)

    @classmethod
    def of(
        cls,
        kind: str,
        value: int | str | Fraction,
        high: int | str | Fraction | None = None,
        near: str = "",
    ) -> "Bound":
        """The bound of a row: `kind` of KINDS, its value, the upper value of a range ("" or None:
        none), its word. Raises BoundError for values that do not go with the kind.
        """
        if kind not in KINDS:
            do = f"use one of {', '.join(KINDS)}"
            raise BoundError("bound", f'"{kind}" is no kind of bound', do)
        top = None if high in (None, "") else high
        do = "give a higher value for between (and for about, if a range is meant) only"
        if top is None and kind == "between":
            raise BoundError("bound", "a bound of kind between has two values, not one", do)
        if top is not None and kind not in ("between", "about"):
            raise BoundError("bound", f"a bound of kind {kind} has one value, not two", do)
        low = _number(value)
        if kind in ("more_than", "at_least"):
            return cls(low, _INF, low_open=kind == "more_than")
        if kind in ("less_than", "at_most"):
            return cls(-_INF, low, high_open=kind == "less_than", near=near)
        if top is None:
            return cls(low, low, about=kind == "about")
        upper = _number(top)
        if low == upper:
            wrong = f"{_digits(low)} to {_digits(upper)} is no range"
            raise BoundError("bound", wrong, "give two different values")
        return cls(low, upper, about=kind == "about")

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
        ends = set(_finite(self.low, self.high))
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
        kind = self.kind
        ends = _finite(self.low, self.high)
        texts = [_decimal(end) for end in dict.fromkeys(ends)]
        is_one_sided_about = kind == "about" and len(ends) < 2
        if is_one_sided_about or any("/" in text for text in texts):
            do = "a row holds one kind of bound and decimal numbers"
            raise BoundError("bound", f'no row can say "{self}"', do)
        value, *rest = texts
        return kind, value, rest[0] if rest else ""

    def words(self, noun: str = "") -> str:
        """The bound in English ("more than 1,900", "between 40 and 50"), which `read` turns back
        into the same bound.

        `noun` is "%", or what is counted, of many ("people", "people a year"): of one it is put as
        "1 person", where it is a Noun and knows how one is called.

        Exceptions, where no words can: one-sided abouts ("about 40 or more"), widened ones (the
        policy is not said), fractions without an end ("1/3"), decimals that could be thousands
        ("1.234"), "any number" and TOO_SMALL. "%" is joined by a no-break space (U+00A0).
        """
        if self.is_too_small:
            return TOO_SMALL
        if not noun:
            return self._hedged("less than")
        named = Noun.of(noun)
        # "Fewer" is said of whole things that are counted.
        is_count = named.is_counted and self.high % 1 == 0
        text = self._hedged("fewer than" if is_count else "less than", named.sign)
        last_word = text.split()[-1]
        return text + named.after(is_one=last_word == "1")

    __str__ = words

    def _hedged(self, less: str, sign: str = "") -> str:
        """The bound in English without what is counted; `less` is "less than" or "fewer than",
        `sign` what stands before each number, as "€".
        """
        low = sign + _digits(self.low)
        high = sign + _digits(self.high)
        if self.low == self.high:
            return f"about {low}" if self.about else low
        has_low = self.low != -_INF
        has_high = self.high != _INF
        if not has_low and not has_high:
            return "any number"
        if self.about:
            if has_low and has_high:
                return f"about {low} to {high}"
            return f"about {low} or more" if has_low else f"about {high} or less"
        over = "more than" if self.low_open else "at least"
        under = less if self.high_open else "at most"
        under = self.near or under
        if not has_high:
            return f"{over} {low}"
        if not has_low:
            return f"{under} {high}"
        if self.low_open or self.high_open:
            return f"{over} {low} and {under} {high}"
        return f"between {low} and {high}"

    def __contains__(self, value: Number) -> bool:
        """Whether `value` lies within the ends; for an about without a width that proves
        nothing.
        """
        if value == self.low:
            return not self.low_open
        if value == self.high:
            return not self.high_open
        return self.low < value < self.high

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
        low = _plus(self.low, other.low)
        high = _plus(self.high, other.high)
        return Bound(
            low,
            high,
            low_open=self.low_open or other.low_open,
            high_open=self.high_open or other.high_open,
            about=self.about or other.about,
            width=_common_width(self, other),
            digits=_sum_digits(self, other, low, high),
        )

    def __mul__(self, other: "Bound | int | Fraction") -> "Bound":
        other = _bound(other)
        corners = [_times(a, b) for a, b in product(self._ends(), other._ends())]
        # Where corners tie, a closed one wins: its value can be reached.
        low, low_open = min(corners)
        high, high_open = max(corners, key=_closed_last)
        return Bound(
            low,
            high,
            low_open,
            high_open,
            about=self.about or other.about,
            width=_common_width(self, other),
            digits=_fewest_digits(self, other),
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

    __radd__ = __add__
    __rmul__ = __mul__

    def _ends(self) -> tuple[End, End]:
        return (self.low, self.low_open), (self.high, self.high_open)

    def _reciprocal(self) -> "Bound":
        if 0 in self:
            wrong = f'cannot divide by "{self}", which can be zero'
            raise BoundError("bound", wrong, "divide by a bound without zero")
        return replace(
            self,
            low=_inverse(self.high, of_zero=-_INF),
            high=_inverse(self.low, of_zero=_INF),
            low_open=self.high_open,
            high_open=self.low_open,
            near="",
        )

    def whole(self) -> "Bound":
        """The bound of a count: more than 1,900 persons are at least 1,901.

        Open and broken ends move to the next whole number within. An about keeps its ends. Raises
        BoundError if no whole number lies within.
        """
        if self.about:
            return self
        low = _up(self.low)
        high = _down(self.high)
        if self.low_open:
            low = _down(self.low) + 1
        if self.high_open:
            high = _up(self.high) - 1
        if low > high:
            do = "count whole things, or keep the fraction"
            raise BoundError("bound", f'no whole number is "{self}"', do)
        return Bound(low, high)

    def round_out(self, decimals: int = 0) -> "Bound":
        """Both ends moved outward to `decimals` places, never inward; an end that moves becomes
        closed.
        """
        unit = _TEN**-decimals
        low = _down(self.low, unit)
        high = _up(self.high, unit)
        low_open = self.low_open and low == self.low
        high_open = self.high_open and high == self.high
        return Bound(low, high, low_open, high_open, self.about, self.width)

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
            low = self._told_end(self.low, decimals)
            high = self._told_end(self.high, decimals)
            return Bound(low, high, about=True, digits=self.digits)
        if decimals is None:
            return self
        if self.low != self.high:
            return self.round_out(decimals)
        unit = _TEN**-decimals
        nearest = _nearest(self.low, unit)
        if nearest != 0 or self.low == 0:
            return replace(self, low=nearest, high=nearest)
        if self.low > 0:
            return Bound.of("less_than", unit)
        return Bound.of("more_than", -unit)

    def _told_end(self, end: Number, decimals: int | None) -> Number:
        """An end of an about, rounded to the digits that the about is good for, and to at most
        `decimals` places.
        """
        if isinstance(end, float) or end == 0:
            return end
        unit = _place(self)
        if decimals is not None:
            unit = max(unit, _TEN**-decimals)
        # An end that is small beside the other still shows its first digit.
        unit = min(unit, _TEN ** _exponent(end))
        return _nearest(end, unit) if unit else end

    def compare(self, other: "Bound") -> str:
        """Say "below" or "above" if every value of this is under or over every value of `other`,
        else "unknown".

        "equal" needs two exact values that are the same. An about that no policy has widened is
        always "unknown".
        """
        if _is_vague(self, other):
            return "unknown"
        if _is_below(self, other):
            return "below"
        if _is_below(other, self):
            return "above"
        is_exact = self.low == self.high and not self.about
        return "equal" if is_exact and self == other else "unknown"

    def agrees(self, other: "Bound") -> bool | None:
        """Whether both can be true of one number; None, not False, with an about that no policy has
        widened.

        Test the result with `is`: None says that the words don't tell.
        """
        if _is_vague(self, other):
            return None
        return self.compare(other) not in ("below", "above")

    def rounds(self, other: "Bound") -> bool:
        """Whether this is one plain number, and that of `other` with its hedge left out or rounded
        to tens or more.

        145,000 rounds "more than 145,000", and 1,400 rounds 1,412; neither is true of the reverse.
        """
        number = self.number
        exact = other.number
        if number is None or exact is None or self.low != self.high:
            return False
        half = last_digit(number) if number else _ZERO
        is_near = half >= ROUNDED and abs(number - exact) <= half
        return number == exact or is_near

    def widen(self, policy: str) -> "Bound":
        """An about with the width that `policy` of WIDTHS gives it, still about; any other bound is
        unchanged.
        """
        if policy not in WIDTHS:
            do = f"use one of {', '.join(WIDTHS)}"
            raise BoundError("bound", f'"{policy}" is no policy of widths', do)
        if not self.about or self.width:
            return self
        half = WIDTHS[policy]
        low = self.low
        high = self.high
        if not isinstance(low, float):
            low -= half(low)
        if not isinstance(high, float):
            high += half(high)
        return replace(self, low=low, high=high, width=policy)


def last_digit(value: Fraction) -> Fraction:
    """Half a unit of the last digit of `value` that is not zero: 5 for 40, 50 for 1,900, 1/20 for
    1.4.

    The rule is that a rounded number is written with the digits it is good for. Raises BoundError
    for a number without such a digit (0, 1/3).
    """
    power = _last_power(value)
    if power is None:
        wrong = f"{_digits(value)} has no last digit"
        raise BoundError("bound", wrong, "state its limits by hand, with their reason")
    return _TEN**power / 2


def _last_power(value: Fraction) -> int | None:
    """The power of ten of the last digit that is not zero: 2 for 1,900, -1 for 1.4; None for 0 and
    for 1/3.
    """
    if not value:
        return None
    for power in range(30, -31, -1):
        if (value / _TEN**power).denominator == 1:
            return power
    return None


def _exponent(value: Fraction) -> int:
    """The power of ten of the first digit: 3 for 1,900, -2 for 0.05; `value` is not zero."""
    size = abs(value)
    power = len(str(size.numerator)) - len(str(size.denominator))
    if size < _TEN**power:
        power -= 1
    return power


def _finite(*ends: Number) -> list[Fraction]:
    """The ends that are no infinities."""
    return [end for end in ends if not isinstance(end, float)]


def _largest(*ends: Number) -> Fraction:
    """The size of the largest finite end; 0 where there is none."""
    return max(map(abs, _finite(*ends)), default=_ZERO)


def _stated_digits(low: Number, high: Number) -> int:
    """How many significant digits an about is stated with: 2 for about 1,900, 3 for about 1,250; 0
    if none is last.
    """
    powers = [_last_power(end) for end in _finite(low, high) if end]
    known = [power for power in powers if power is not None]
    if not known or len(known) < len(powers):
        return 0
    return _exponent(_largest(low, high)) - min(known) + 1


def _place(about: Bound) -> Fraction:
    """The unit of the last digit that an about is good for: 100 for about 1,900; 1 for about 0, 0
    if there is none.
    """
    largest = _largest(about.low, about.high)
    exponent = _exponent(largest) if largest else 0
    if about.digits < 0:
        return _TEN ** (exponent - about.digits)
    if not largest:
        return Fraction(1)
    if not about.digits:
        return _ZERO
    return _TEN ** (exponent - about.digits + 1)


def _sum_digits(a: Bound, b: Bound, low: Number, high: Number) -> int:
    """The digits of a sum from `low` to `high`: none stands right of the last one of either about.

    Where all of it stands right of that one, no digit is left: minus the places between them.
    """
    place = max((_place(bound) for bound in (a, b) if bound.about), default=_ZERO)
    if not place:
        return 0
    largest = _largest(low, high)
    if largest:
        digits = _exponent(largest) - _exponent(place) + 1
        return digits if digits > 0 else digits - 1
    if _largest(a.low, a.high, b.low, b.high):
        return min(-1, -_exponent(place))
    return min(a.digits, b.digits, 0)  # of nothing and nothing


def _fewest_digits(a: Bound, b: Bound) -> int:
    """The digits of a product: those of the about that has fewest."""
    return min((bound.digits for bound in (a, b) if bound.digits), default=0)


def _down(value: Number, unit: Fraction = Fraction(1)) -> Number:
    """`value` rounded down to a multiple of `unit`; an infinity as it is."""
    if isinstance(value, float):
        return value
    return math.floor(value / unit) * unit


def _up(value: Number, unit: Fraction = Fraction(1)) -> Number:
    """`value` rounded up to a multiple of `unit`; an infinity as it is."""
    return -_down(-value, unit)


def _nearest(value: Number, unit: Fraction) -> Number:
    """`value` rounded to a multiple of `unit`, halves up."""
    return _down(value + unit / 2, unit)


WIDTHS: dict[str, Callable[[Fraction], Fraction]] = {"last_digit": last_digit}


def read(words: str) -> Bound:
    """The bound that a source's words state: "more than 1,900", "Twenty-eight", "between 40 and
    50", "only 40".

    Exactly one hedged number; see `numbers.stated` for what may stand around it. Raises BoundError
    otherwise.
    """
    bounds = [Bound.of(*statement) for statement in numbers.stated(words)]
    first, *others = bounds
    if not others:
        return replace(first, near=numbers.near_word(words))
    upper = others[-1]
    return replace(first, high=upper.high, high_open=upper.high_open)


def percent(share: Bound, decimals: int = 1) -> Bound:
    """A share in percent, from 0 to 100, as a reader is told it: rounded as `Bound.told` says.

    An end at 0 or 100 goes without saying, and a single value is never rounded to 100 unless it is
    that.
    """
    told = share.told(decimals)
    if share.low == share.high:
        if told.low == 100 and share.low != 100 and not share.about:
            return Bound.of("more_than", 100 - _TEN**-decimals)
    elif told.low == 0 and told.high < 100:
        return replace(told, low=-_INF)
    elif told.high == 100 and told.low > 0:
        return replace(told, high=_INF)
    return told


def _number(value: Number | int | str) -> Number:
    """The end that `value` gives. Raises BoundError for what is no exact number."""
    if isinstance(value, float) and math.isinf(value):
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Fraction(value)
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    found = shown(value) if isinstance(value, str) else repr(value)
    do = 'give an int, a Fraction or decimal text such as "1900"'
    raise BoundError("bound", f"{found} is no exact number", do)


def _bound(value: Bound | int | Fraction) -> Bound:
    if isinstance(value, Bound):
        return value
    number = Fraction(value)
    return Bound(number, number)


def _plus(a: Number, b: Number) -> Number:
    """The sum of two ends. No float is made of a fraction: it may be too large for one."""
    if isinstance(a, float):
        return a
    if isinstance(b, float):
        return b
    return a + b


def _times(a: End, b: End) -> End:
    """The product of two ends, and whether it is open. A zero end makes zero of all of the other,
    infinity too.
    """
    x, x_open = a
    y, y_open = b
    if x == 0 and y == 0:
        return _ZERO, x_open and y_open
    if x == 0:
        return _ZERO, x_open
    if y == 0:
        return _ZERO, y_open
    if isinstance(x, float) or isinstance(y, float):
        has_same_sign = (x > 0) == (y > 0)
        return _INF if has_same_sign else -_INF, True
    return x * y, x_open or y_open


def _closed_last(end: End) -> tuple[Number, bool]:
    """A key by which ends sort as numbers, and of equal ones the closed one last."""
    value, is_open = end
    return value, not is_open


def _inverse(end: Number, of_zero: float) -> Number:
    """1 / `end`: 0 of an infinity, and `of_zero`, an infinity, of 0."""
    if isinstance(end, float):
        return _ZERO
    return 1 / end if end else of_zero


def _common_width(a: Bound, b: Bound) -> str:
    """The policy of a result: that of the operand that is about, or of both where they agree."""
    widths = {bound.width for bound in (a, b) if bound.about}
    return widths.pop() if len(widths) == 1 else ""


def _is_below(a: Bound, b: Bound) -> bool:
    """Whether every value of `a` is under every value of `b`."""
    if a.high == b.low:
        return a.high_open or b.low_open
    return a.high < b.low


def _is_vague(*bounds: Bound) -> bool:
    return any(bound.about and not bound.width for bound in bounds)


def _digits(number: Number) -> str:
    """A number as read in English: "1,900", "74.3", "−5"; "1/3" where decimals don't end."""
    if isinstance(number, float):
        return "∞" if number > 0 else "−∞"
    return _decimal(number, thousands=",").replace("-", "−")


def _decimal(number: Fraction, thousands: str = "") -> str:
    """`number` in decimals: "1900", "-0.05"; "1/3" where they don't end, or only after 30 places.

    `thousands` is what parts them, "," or nothing.
    """
    if number.denominator == 1:
        return f"{number.numerator:{thousands}}"
    power = _last_power(number)
    if power is None:
        return str(number)
    sign = "-" if number < 0 else ""
    scaled = int(abs(number) / _TEN**power)
    whole, decimals = divmod(scaled, 10**-power)
    return f"{sign}{whole:{thousands}}.{decimals:0{-power}d}"
