"""Hypothesis strategies that several tests share: bounds with a value in them, spelled-out numbers,
EDTF dates.
"""

import math
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from analysis.quantities.bounds import Bound

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

numbers = st.one_of(
    st.integers(-50, 50).map(Fraction), st.fractions(-3_000_000, 3_000_000, max_denominator=1000)
)
# Not three places: "1.234" may mean thousands, and is not read.
decimals = st.decimals(-3_000_000, 3_000_000, places=2).map(Fraction)


@st.composite
def bounds_with_a_value(
    draw: st.DrawFn, ends: st.SearchStrategy[Fraction] = numbers
) -> tuple[Bound, Fraction]:
    """A bound that is not "about" (open, closed or endless on either side, or exact) and a value
    that lies in it.
    """
    value = draw(ends)
    if draw(st.integers(0, 4)) == 0:
        return Bound(value, value), value
    low, low_open = draw(_limit(value, -1, ends))
    high, high_open = draw(_limit(value, 1, ends))
    return Bound(low, high, low_open, high_open), value


@st.composite
def _limit(
    draw: st.DrawFn, value: Fraction, direction: int, ends: st.SearchStrategy[Fraction]
) -> tuple[Fraction | float, bool]:
    """A lower (-1) or upper (1) limit of `value`, and whether it is open."""
    what = draw(
        st.sampled_from(["at the value", "apart, open", "apart, closed", "at zero", "none"])
    )
    if what == "none":
        return direction * math.inf, True
    if what == "at zero" and value * direction < 0:
        return Fraction(0), draw(st.booleans())
    distance = abs(draw(ends.filter(bool)))
    return (
        (value, False)
        if what == "at the value"
        else (value + direction * distance, what == "apart, open")
    )


bounds = bounds_with_a_value().map(lambda drawn: drawn[0])


def spell(number: int, hyphen: str = "-", joint: str = " and ") -> str:
    """A number from 0 to 999,999 in words, written independently of the reader under test."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (hyphen + ONES[number % 10] if number % 10 else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % size
    tail = (joint if rest < 100 else " ") + spell(rest, hyphen, joint) if rest else ""
    return f"{spell(number // size, hyphen, joint)} {name}{tail}"


@st.composite
def spelled_numbers(draw: st.DrawFn, below: int = 1_000_000) -> tuple[str, int]:
    """(words, number): "Two hundred and six", "forty two thousand", in the spellings that
    newspapers use.
    """
    number = draw(st.one_of(st.integers(0, min(below, 200) - 1), st.integers(0, below - 1)))
    words = spell(
        number, draw(st.sampled_from(["-", " ", "\u2011"])), draw(st.sampled_from([" and ", " "]))
    )
    return draw(st.sampled_from([words, words.capitalize(), words.upper()])), number


days = st.dates(date(1000, 1, 1), date(2099, 12, 31))
# A day, month or year in EDTF.
points = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))


@st.composite
def edtf_dates(draw: st.DrawFn) -> str:
    """Text of any EDTF form in use: a point, an uncertain point, an interval, an endless interval,
    a set.
    """
    first, last = sorted([draw(points), draw(points)])
    open_end = draw(st.sampled_from(["", ".."]))
    mark = draw(st.sampled_from(["", "?"]))
    forms = [
        first + mark,
        f"{first}{mark}/{last}",
        f"{first}{mark}/{open_end}",
        f"{open_end}/{last}{mark}",
    ]
    return draw(st.sampled_from([*forms, f"[{first}..{last}]"] if first != last else forms))
