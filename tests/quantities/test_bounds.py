import math
import operator
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import BoundError
from analysis.quantities.bounds import (
    KINDS,
    TOO_SMALL,
    WIDTHS,
    Bound,
    last_digit,
    percent,
    read,
)
from analysis.quantities.units import OWN
from tests.strategies import bounds, bounds_with_a_value, decimals, numbers, spelled_numbers

INF = math.inf
about_bounds = bounds.map(lambda b: Bound(b.low, b.high, b.low_open, b.high_open, about=True))
worded = bounds_with_a_value(decimals).map(lambda drawn: drawn[0])


def within(inner, outer):
    """Whether no value of `inner` lies outside `outer`."""
    low = inner.low > outer.low or (
        inner.low == outer.low and (inner.low_open or not outer.low_open)
    )
    high = inner.high < outer.high or (
        inner.high == outer.high and (inner.high_open or not outer.high_open)
    )
    return low and high


# ---- arithmetic


@given(
    bounds_with_a_value(),
    bounds_with_a_value(),
    st.sampled_from([operator.add, operator.sub, operator.mul]),
)
def test_the_true_value_of_a_result_lies_within_its_bound(first, second, operation):
    (a, x), (b, y) = first, second
    assert operation(x, y) in operation(a, b)


@given(bounds_with_a_value(), bounds_with_a_value())
def test_the_true_value_of_a_quotient_lies_within_its_bound(first, second):
    (a, x), (b, y) = first, second
    if 0 in b:
        with pytest.raises(BoundError, match="which can be zero"):
            a / b
    else:
        assert x / y in a / b


@given(bounds_with_a_value(), numbers)
def test_plain_numbers_count_as_exact_on_either_side(drawn, number):
    bound, value = drawn
    for operation in (operator.add, operator.sub, operator.mul):
        assert operation(value, number) in operation(bound, number)
        assert operation(number, value) in operation(number, bound)
        assert operation(number, bound) == operation(Bound(number, number), bound)
    if number:
        assert value / number in bound / number
    if 0 not in bound:
        assert number / value in number / bound


@given(bounds, bounds)
def test_a_result_is_no_wider_than_its_inputs_make_it(a, b):
    # Each finite end of a sum or product is reached, or approached as closely as one likes.
    for operation in (operator.add, operator.mul):
        result = operation(a, b)
        corners = {operation(m, n) for m in _near(a) for n in _near(b)}
        for end in (result.low, result.high):
            if not isinstance(end, float):
                assert min(abs(corner - end) for corner in corners) <= Fraction(1, 10**6)


def _near(bound) -> list[Fraction]:
    tiny = Fraction(1, 10**30)
    low = -Fraction(10**9) if bound.low == -INF else bound.low
    high = Fraction(10**9) if bound.high == INF else bound.high
    ends = [low + tiny, high - tiny] if low < high else [low]
    return [
        *ends,
        *(end for end in (low, high) if end in bound),
        *([Fraction(0)] if 0 in bound else []),
    ]


def test_open_ends_and_infinities_travel():
    more = Bound.of("more_than", 1900)
    assert str(more + 28) == "more than 1,928"
    assert str(572 - Bound.of("at_least", 28)) == "at most 544"
    assert str(-more) == "less than −1,900"
    assert str(more - more) == "any number"
    assert str(Bound.of("between", -2, 3) * Bound.of("between", 5, 7)) == "between −14 and 21"
    assert 100 / Bound(0, INF, low_open=True) == Bound(0, INF, low_open=True)
    assert Bound(0, 5) * Bound.of("more_than", 0) == Bound(0, INF)
    assert Bound(-2, 2, high_open=True) * Bound(-3, 3, high_open=True) == Bound(
        -6, 6, low_open=True
    )
    assert sum([Bound.of("exact", 2), Bound.of("more_than", 3)]) == Bound.of("more_than", 5)


def test_numbers_too_large_for_a_float_are_kept():
    huge = 10**400
    assert Bound.of("more_than", huge) + huge == Bound.of("more_than", 2 * huge)
    assert Bound.of("exact", huge) * Bound.of("at_least", 3) == Bound.of("at_least", 3 * huge)


def test_division_by_a_bound_that_holds_zero_is_refused():
    with pytest.raises(BoundError, match='cannot divide by "at most 5", which can be zero'):
        Bound.of("exact", 10) / Bound.of("at_most", 5)


@given(st.one_of(bounds, about_bounds), st.one_of(bounds, about_bounds))
def test_about_is_contagious(a, b):
    assert (a + b).about == (a - b).about == (a * b).about == (a.about or b.about)
    assert Bound(a.low, a.high, a.low_open, a.high_open) + b == Bound(
        (a + b).low, (a + b).high, (a + b).low_open, (a + b).high_open, b.about
    )


# ---- whole numbers and rounding


@given(bounds_with_a_value(), st.integers(-3, 4))
def test_rounding_outward_never_tightens_a_bound(drawn, decimals):
    bound, value = drawn
    rounded = bound.round_out(decimals)
    assert within(bound, rounded)
    assert value in rounded
    assert rounded.round_out(decimals) == rounded
    for end, old in ((rounded.low, bound.low), (rounded.high, bound.high)):
        assert end == old or abs(end - old) < Fraction(10) ** -decimals


@given(
    bounds_with_a_value(st.integers(-99, 99).map(lambda n: Fraction(n, 2))), st.integers(-200, 200)
)
def test_whole_keeps_every_whole_number_and_adds_none(drawn, number):
    bound, _ = drawn
    try:
        whole = bound.whole()
    except BoundError:
        assert number not in bound
        return
    assert (number in whole) == (number in bound)
    assert within(whole, bound)
    assert whole.low_open == (whole.low == -INF)
    assert whole.high_open == (whole.high == INF)


def test_an_end_that_rounding_moves_becomes_closed():
    assert Bound.of("more_than", "1.5").round_out() == Bound.of("at_least", 1)
    assert Bound.of("less_than", "1.5").round_out() == Bound.of("at_most", 2)
    assert Bound.of("more_than", "1.5").round_out(1) == Bound.of("more_than", "1.5")


# ---- what a reader is told


@given(numbers, st.integers(0, 2))
def test_an_exact_number_is_told_as_one_number_rounded_halves_up(value, decimals):
    told, unit = Bound(value, value).told(decimals), Fraction(10) ** -decimals
    halves_up = math.floor(value / unit + Fraction(1, 2)) * unit
    if value and not halves_up:
        assert value in told
        assert told in (Bound.of("less_than", unit), Bound.of("more_than", -unit))
    else:
        assert told == Bound(halves_up, halves_up)


@given(bounds_with_a_value(), st.integers(0, 2))
def test_limits_are_told_so_that_they_hold_all_that_they_held(drawn, decimals):
    bound, value = drawn
    assume(bound.low != bound.high)
    told = bound.told(decimals)
    assert within(bound, told)
    assert value in told


def significant(number: Fraction) -> int:
    """The digits of a number from the first to the last that is not zero, counted on its
    decimals.
    """
    digits = f"{float(number):.12f}".replace(".", "").replace("-", "").strip("0")
    return len(digits)


rounded_counts = st.builds(
    lambda digits, zeros: Fraction(digits * 10**zeros), st.integers(1, 999), st.integers(0, 4)
)


@given(rounded_counts, st.integers(1, 5000), st.integers(0, 2))
def test_an_about_is_told_with_no_more_digits_than_it_was_stated_with(stated, divisor, decimals):
    quotient = Bound.of("about", stated) / divisor
    told = quotient.told(decimals)
    assert told.about
    assert told.low == told.high
    assert told.low > 0
    assert significant(told.low) <= significant(stated)
    assert abs(told.low - quotient.low) < quotient.low  # of the same size


@given(rounded_counts, rounded_counts, st.integers(1, 5000))
def test_the_least_precise_number_decides(a, b, exact):
    quotient = (Bound.of("about", a) * exact / Bound.of("about", b)).told()
    assert significant(quotient.low) <= min(significant(a), significant(b))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ([("about", 135_000), ("about", 15_000), ("exact", 867_451)], "about 1,017,000"),
        ([("about", 1250), ("exact", 31)], "about 1,280"),
        ([("about", 40), ("exact", 40)], "about 80"),
        ([("about", 0), ("about", 20)], "about 20"),
        ([("about", "1.5"), ("exact", "0.25")], "about 1.8"),
    ],
)
def test_a_sum_is_told_to_the_last_place_that_all_its_numbers_are_good_for(terms, words):
    assert str(sum((Bound.of(*term) for term in terms), start=Bound.of("exact", 0)).told()) == words


def test_a_small_quotient_of_an_about_still_shows_a_digit():
    assert str((Bound.of("about", 2) / 300).told(1)) == "about 0.007"
    assert str((Bound.of("about", 1900) - 1750).told()) == "about 200"


@pytest.mark.parametrize(
    "left",
    [
        Bound.of("about", 1900) - 1899,
        Bound.of("about", 1900) - 1950,
        Bound.of("about", 1900) - 1850,
        Bound.of("about", 1900) - 1900,
        1899 - Bound.of("about", 1900),
        Bound.of("about", 1900) - Bound.of("about", 1890),
        Bound.of("about", 2000, 3000) - 2500,
        (Bound.of("about", 1900) - 1899) / 7,
        (Bound.of("about", 1900) - 1899) * 28,
        (Bound.of("about", 1900) - 1899) + 2,
    ],
)
def test_what_is_smaller_than_the_place_of_what_was_rounded_is_not_told_as_a_number(left):
    assert left.is_too_small
    for told in (left, left.told(), left.told(1)):
        assert str(told) == told.words("people") == TOO_SMALL
    assert percent(left).words("%") == TOO_SMALL


def test_a_number_that_is_larger_than_the_place_of_what_was_rounded_is_told_to_that_place():
    lost = Bound.of("about", 1900) - 1899
    assert str((lost + 5000).told()) == "about 5,000"
    assert str((Bound.of("about", 1900) - 1800).told()) == "about 100"
    assert not (Bound.of("about", 0) + 0).is_too_small
    assert not (Bound.of("about", 1900).widen("last_digit") - 1899).is_too_small


def test_an_about_keeps_its_digits_through_a_calculation_that_returns_to_it():
    about = Bound.of("about", 1400)
    assert (about.digits, (about / 7).digits, (about / 7 * 7).digits) == (2, 2, 2)
    assert Bound.of("exact", 1400).digits == 0


def test_an_about_with_a_width_has_limits_which_are_told_rounded_outward():
    wide = Bound.of("about", 1900).widen("last_digit") / 7
    told = wide.told()
    assert told == wide
    assert within(wide, wide.told(0))
    assert str(wide.told(0)) == "about 264 to 279"


def test_persons_are_whole():
    assert Bound.of("more_than", 1900).whole() == Bound.of("at_least", 1901)
    assert Bound.of("less_than", 5).whole() == Bound.of("at_most", 4)
    assert Bound.of("at_most", "4.5").whole() == Bound.of("at_most", 4)
    assert Bound.of("about", "40.5").whole() == Bound.of("about", "40.5")
    with pytest.raises(BoundError, match="no whole number"):
        Bound.of("between", "4.2", "4.8").whole()


# ---- comparison


@given(bounds_with_a_value(), bounds_with_a_value())
def test_a_comparison_holds_for_the_true_values(first, second):
    (a, x), (b, y) = first, second
    verdict = a.compare(b)
    assert verdict == {"below": "above", "above": "below"}.get(b.compare(a), b.compare(a))
    assert {"below": x < y, "above": x > y, "equal": x == y, "unknown": True}[verdict]
    assert (verdict == "equal") == (a == b and a.low == a.high)


@given(bounds_with_a_value(), bounds)
def test_bounds_that_share_a_value_agree(drawn, other):
    bound, value = drawn
    if value in other:
        assert bound.agrees(other) is True
    assert bound.agrees(other) is other.agrees(bound)
    assert (bound.agrees(other) is False) == (bound.compare(other) in ("below", "above"))


@given(about_bounds, st.one_of(bounds, about_bounds))
def test_nothing_is_said_of_an_about_without_a_policy(vague, other):
    assert vague.compare(other) == other.compare(vague) == "unknown"
    assert vague.agrees(other) is None
    assert other.agrees(vague) is None


def test_touching_ends_decide():
    assert Bound.of("less_than", 5).compare(Bound.of("at_least", 5)) == "below"
    assert Bound.of("at_most", 5).compare(Bound.of("at_least", 5)) == "unknown"
    assert Bound.of("exact", 5).compare(Bound.of("exact", 5)) == "equal"
    assert Bound.of("exact", 572).agrees(Bound.of("more_than", 500)) is True
    assert Bound.of("exact", 500).agrees(Bound.of("more_than", 500)) is False


# ---- about and its widths


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("40", "35", "45"),
        ("1900", "1850", "1950"),
        ("42000", "41500", "42500"),
        ("7", "6.5", "7.5"),
        ("1.4", "1.35", "1.45"),
        ("0.25", "0.245", "0.255"),
        ("-40", "-45", "-35"),
    ],
)
def test_the_last_digit_gives_an_about_its_width_and_it_stays_about(value, low, high):
    wide = Bound.of("about", value).widen("last_digit")
    assert (wide.low, wide.high) == (Fraction(low), Fraction(high))
    assert wide.about
    assert wide.width == "last_digit"
    assert wide.widen("last_digit") == wide


def test_a_widened_about_can_agree_or_not_but_never_equal():
    forty = Bound.of("about", 40).widen("last_digit")
    assert forty.agrees(Bound.of("exact", 43)) is True
    assert forty.agrees(Bound.of("exact", 46)) is False
    assert forty.compare(forty) == "unknown"
    assert (forty + forty).compare(Bound.of("exact", 91)) == "below"
    assert (forty + Bound.of("about", 40)).compare(Bound.of("exact", 1000)) == "unknown"


@given(bounds, st.sampled_from(sorted(WIDTHS)))
def test_only_an_about_is_widened(bound, policy):
    assert bound.widen(policy) == bound


@pytest.mark.parametrize("value", [Fraction(0), Fraction(1, 3)])
def test_a_number_without_a_last_digit_gets_no_width(value):
    with pytest.raises(BoundError, match="has no last digit"):
        last_digit(value)


def test_an_unnamed_policy_is_refused():
    with pytest.raises(
        BoundError, match='"ten_percent" is no policy of widths; use one of last_digit'
    ):
        Bound.of("about", 40).widen("ten_percent")


# ---- rows


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_row_is_given_back(kind):
    row = (kind, "40", "50" if kind == "between" else "")
    assert Bound.of(*row).fields == row
    assert Bound.of(*row).kind == kind


@given(worded)
def test_a_row_never_says_more_than_its_bound(bound):
    assume(bound != Bound(-INF, INF))
    row = Bound.of(*bound.fields)
    assert within(bound, row)
    assert row.kind == bound.kind
    assert row == bound or bound.kind == "between"


def test_what_no_row_can_say_is_refused():
    for bound in (
        Bound.of("about", 40) + Bound.of("more_than", 5),
        Bound(Fraction(1, 3), Fraction(1, 3)),
    ):
        with pytest.raises(BoundError, match="no row can say"):
            _ = bound.fields
    with pytest.raises(BoundError, match="any number"):
        _ = Bound(-INF, INF).fields


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("roughly", "40"), "use one of exact, more_than"),
        (("between", "40"), "has two values, not one"),
        (("more_than", "40", "50"), "has one value, not two"),
        (("between", "50", "40"), "no number lies between 50 and 40; give the lower end first"),
        (("between", "40", "40"), "is no range; give two different values"),
        (
            ("exact", "1,900"),
            'no exact number; give an int, a Fraction or decimal text such as "1900"',
        ),
        (("exact", ""), "is no exact number"),
        (("exact", "1e3"), "is no exact number"),
        (("exact", 0.1), "is no exact number"),
        (("exact", math.nan), "is no exact number"),
        (("exact", "9" * 5000), "is no exact number"),
        (("exact", "0." + "9" * 31), "is no exact number"),
    ],
)
def test_a_row_that_makes_no_bound_is_refused_with_what_was_expected(row, expected):
    with pytest.raises(BoundError, match=expected):
        Bound.of(*row)


@pytest.mark.parametrize(
    "ends", [(5, 4), (5, 5, True), (5, 5, False, True), (INF, INF), (-INF, -INF)]
)
def test_a_bound_without_a_value_is_refused(ends):
    with pytest.raises(BoundError, match="no number lies between"):
        Bound(*ends)


# ---- words


@given(worded)
def test_words_and_reading_round_trip(bound):
    assume(bound != Bound(-INF, INF))
    assert read(bound.words()) == bound
    assert read(bound.words("people")) == bound
    assert read(bound.words("%")) == bound


@given(decimals, decimals)
def test_words_and_reading_round_trip_for_abouts(first, second):
    low, high = sorted([first, second])
    assert read(Bound(low, high, about=True).words()) == Bound(low, high, about=True)


@given(spelled_numbers(), st.sampled_from(["", "only ", "just ", "“", "exactly "]))
def test_spelled_out_numbers_are_exact(drawn, before):
    words, number = drawn
    assert read(f"{before}{words} Cambodians") == Bound.of("exact", number)


@given(spelled_numbers(), spelled_numbers())
def test_spelled_out_ranges_are_read_or_refused_but_never_misread(first, second):
    (low_words, low), (high_words, high) = first, second
    try:
        bound = read(f"between {low_words} and {high_words}")
    except BoundError:
        may_share = high_words.lower().endswith(
            ("hundred", "thousand", "million")
        )  # "one to two hundred"
        assert low >= high or may_share or " and " in f"{low_words} {high_words}".lower()
    else:
        assert bound == Bound.of("between", low, high)


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("more than 1,900", ("more_than", 1900)),
        ("just over 40", ("more_than", 40)),
        ("more than a hundred people", ("more_than", 100)),
        ("more than US$1.4 million", ("more_than", 1_400_000)),
        (">40", ("more_than", 40)),
        ("28 or more", ("at_least", 28)),
        ("at least 28 or more", ("at_least", 28)),
        ("40 Cambodian nationals or more", ("at_least", 40)),
        ("No fewer\nthan 28", ("at_least", 28)),
        ("not less than 28", ("at_least", 28)),
        ("500+", ("at_least", 500)),
        ("40-plus", ("at_least", 40)),
        ("fewer than 1,000 people", ("less_than", 1000)),
        ("under 40", ("less_than", 40)),
        ("not even 40", ("less_than", 40)),
        ("no more than 5", ("at_most", 5)),
        ("up to 40", ("at_most", 40)),
        ("18 or under", ("at_most", 18)),
        ("around 40", ("about", 40)),
        ("nearly 40", ("less_than", 40)),
        ("well over 40", ("more_than", 40)),
        ("half a million", ("exact", 500_000)),
        ("from 28 to 40", ("between", 28, 40)),
        ("only about 40", ("about", 40)),
        ("some 40 or so", ("about", 40)),
        ("an estimated 900", ("about", 900)),
        ("40-odd", ("about", 40)),
        ("~40", ("about", 40)),
        ("about 40 to 50", ("about", 40, 50)),
        ("between 40 and 50", ("between", 40, 50)),
        ("between forty and fifty", ("between", 40, 50)),
        ("between one hundred and two hundred and fifty", ("between", 100, 250)),
        ("between 900 and 1.1 million", ("between", 900, 1_100_000)),
        ("1.2 to 1.4 million", ("between", 1_200_000, 1_400_000)),
        ("1,000 to two thousand", ("between", 1000, 2000)),
        ("40–50 people", ("between", 40, 50)),
        ("Twenty-eight Cambodians", ("exact", 28)),
        ("only 40 [of these]", ("exact", 40)),
        ("1,412 of whom", ("exact", 1412)),
        ("“So far, 572 Cambodian citizens", ("exact", 572)),
        ("1.4 million", ("exact", 1_400_000)),
        ("a dozen", ("exact", 12)),
        ("28 may be deported", ("exact", 28)),
        ("40 percent", ("exact", 40)),
        ("74.3\u00a0%", ("exact", "74.3")),
        ("−5", ("exact", -5)),
        ("minus five", ("exact", -5)),
    ],
)
def test_words_of_a_source_are_read(words, row):
    assert read(words) == Bound.of(*row)


def test_a_number_that_is_a_little_less_is_printed_in_the_words_of_its_source():
    nearly = read("nearly 1,900 people")
    assert nearly == Bound.of("less_than", 1900)
    assert nearly.words("people") == "nearly 1,900 people"
    assert (-nearly).words() == "more than −1,900"
    assert (nearly + 1).words("people") == "fewer than 1,901 people"
    assert nearly.round_out(-3).words() == "at most 2,000"
    assert Bound.of("less_than", 1900, near="almost").words() == "almost 1,900"


def test_two_hedges_around_two_numbers_limit_one_number():
    assert read("more than 500 but fewer than 600 people") == Bound(
        500, 600, low_open=True, high_open=True
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "it has no number; give a number with its hedge"),
        ("soon", "it has no number"),
        ("more than", "it has no number"),
        ("1,90", 'it has "1,90"; give one number, written as 1,900'),
        ("dozens of people", 'it has "dozens"'),
        ("several hundred", 'it has "hundred"'),
        ("the 20th century", 'it has "20th"'),
        ("more than 500 since 2002", '2 numbers ("500", "2002")'),
        ("1,412 of 1,900", '2 numbers ("1,412", "1,900")'),
        ("one of the 40", "2 numbers"),
        ("40 plus 5", "2 numbers"),
        ("more than 5 and more than 10", "2 numbers"),
        ("in 2017", '"in" before it is no hedge in use'),
        ("since at least 2002", '"since" before it is no hedge'),
        ("January 25", '"January" before it is no hedge'),
        ("14 September", '"September" after it may change it'),
        ("between 50 and 40", "give the lower first"),
        ("between 40 and 40", "make no range"),
        ("between 28 and", "make no range"),
        ("between one hundred and six", "make no range"),
        ("between one thousand and two hundred and two thousand", "make no range"),
        ("rose from 28 to 40", '"rose" before it is no hedge'),
        ("more than 40 to 50", "a range cannot be"),
        (
            "more than an estimated 900",
            '"an estimated" and "more than" together are no one kind of bound',
        ),
        ("up to 40 or more", "together are no one kind"),
        ("more than the 40", '"more than the" before it is no hedge in use'),
        ("about the 40", "before it is no hedge in use"),
        ("28 Cambodians, or more", '"or" after it may change it'),
        ("not 40", '"not" before it is no hedge'),
        ("wasn’t 40", "before it is no hedge"),
        ("denied that 40 people", '"denied that" before it is no hedge'),
        ("40 people were sent, he denied", '"denied" after it may take it back'),
        ("no one came", '"no" before it is no hedge'),
        ("twenty fifteen", "is no number"),
    ],
)
def test_words_that_state_no_one_bound_are_refused_with_the_reason(words, expected):
    with pytest.raises(BoundError) as caught:
        read(words)
    assert expected in str(caught.value)


@given(worded, st.sampled_from(["in 2017", "of 1,900", "and two others", "or half of them"]))
def test_a_second_number_is_never_silently_dropped(bound, more):
    assume(bound != Bound(-INF, INF))
    with pytest.raises(BoundError):
        read(f"{bound} {more}")


@pytest.mark.parametrize("unit", [unit for unit in OWN.values() if not unit.noun.place])
def test_one_of_what_is_counted_is_worded_as_one(unit):
    one, many = unit.noun.one, unit.noun
    assert Bound.of("exact", 1).words(many) == f"1 {one}"
    assert Bound.of("more_than", 1).words(many.a_year()) == f"more than 1 {one} a year"
    assert Bound.of("between", 0, 1).words(many) == f"between 0 and 1 {one}"
    assert [Bound.of("exact", n).words(many) for n in (0, 11, "1.5", 21)] == [
        f"0 {many}", f"11 {many}", f"1.5 {many}", f"21 {many}",
    ]  # fmt: skip
    assert str(Bound.of("about", 1)) == "about 1"


def test_words_carry_their_unit():
    assert Bound.of("more_than", 1900).words("people") == "more than 1,900 people"
    assert Bound.of("less_than", 5).words("people") == "fewer than 5 people"
    assert Bound.of("less_than", 5).words("%") == "less than 5\u00a0%"
    assert Bound.of("between", "1", "2").words("years") == "between 1 and 2 years"
    assert str(Bound.of("about", 40) + Bound.of("more_than", 5)) == "about 45 or more"
    assert str(Bound(Fraction(1, 3), Fraction(1, 3))) == "1/3"


# ---- shares


def test_a_share_of_more_than_1900_persons_is_at_most():
    whole = Bound.of("more_than", 1900).whole()
    assert percent(1412 / whole * 100).words("%") == "at most 74.3\u00a0%"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Bound(Fraction(28, 572), Fraction(28, 572)), "4.9 %"),
        (Bound(Fraction(1, 2), Fraction(1, 2)), "50 %"),
        (Bound(Fraction(1, 2), 1), "at least 50 %"),
        (Bound(0, 1), "between 0 and 100 %"),
        (Bound(0, INF), "at least 0 %"),
        (Bound(Fraction(1, 2), Fraction(3, 2)), "between 50 and 150 %"),
        (Bound(Fraction(1, 3), Fraction(2, 3)), "between 33.3 and 66.7 %"),
        (Bound(Fraction(7, 10), Fraction(7, 10), about=True), "about 70 %"),
        (Bound.of("about", 1400) / Bound.of("about", 1900), "about 74 %"),
        (Bound.of("about", 1995) / 2000, "about 99.8 %"),
        (Bound.of("about", 19) / 19, "about 100 %"),
        (Bound(0, 0), "0 %"),
        (Bound(1, 1), "100 %"),
        (Bound(Fraction(1, 5000), Fraction(1, 5000)), "less than 0.1 %"),
        (Bound(Fraction(4999, 5000), Fraction(4999, 5000)), "more than 99.9 %"),
    ],
)
def test_a_share_in_words(share, words):
    assert percent(share * 100).words("%") == words.replace(" %", "\u00a0%")


@given(
    st.lists(st.fractions(0, 1, max_denominator=2000), min_size=3, max_size=3).map(sorted),
    st.integers(0, 2),
)
def test_a_share_in_words_still_holds_its_true_value(ends, decimals):
    low, value, high = ends
    assume(low < high)
    told = percent(Bound(low, high) * 100, decimals)
    assert value * 100 in told
    assert value * 100 in read(told.words("%"))


@given(st.fractions(0, 1, max_denominator=2000), st.integers(0, 2))
def test_a_single_share_is_rounded_to_the_nearest_and_never_to_all_or_none(value, decimals):
    said = read(percent(Bound(value, value) * 100, decimals).words("%"))
    if said.kind == "exact":
        assert abs(said.low - value * 100) <= Fraction(10) ** -decimals / 2
        assert (said.low in (0, 100)) == (value in (0, 1))
    else:
        assert value * 100 in said


@pytest.mark.parametrize(
    ("plain", "other", "is_rounding"),
    [
        (Bound.of("exact", 145000), Bound.of("more_than", 145000), True),
        (Bound.of("more_than", 145000), Bound.of("exact", 145000), False),
        (Bound.of("exact", 1400), Bound.of("exact", 1412), True),
        (Bound.of("about", 1400), Bound.of("exact", 1412), True),
        (Bound.of("exact", 1412), Bound.of("exact", 1400), False),
        (Bound.of("exact", 1400), Bound.of("exact", 1451), False),
        (Bound.of("exact", 28), Bound.of("exact", 28), True),
        (Bound.of("exact", 28), Bound.of("exact", 29), False),
        (Bound.of("exact", 0), Bound.of("exact", 3), False),
        (Bound.of("exact", 40), Bound.of("between", 38, 42), False),
        (Bound(-INF, INF), Bound.of("exact", 3), False),
    ],
)
def test_a_number_rounds_another_where_it_is_that_without_its_hedge_or_to_tens_or_more(
    plain, other, is_rounding
):
    assert plain.rounds(other) is is_rounding
