from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BoundError, UnknownWords
from analysis.text.lexicon import (
    CURRENCIES,
    DEGREES,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    NEAR,
    SCALE_ABBREVIATIONS,
    SCALE_LETTERS,
    VAGUE,
)
from analysis.text.numbers import (
    MOST_CHARACTERS,
    MOST_DIGITS,
    READ_BY_HAND,
    counted_as,
    has_digits,
    is_money,
    near_word,
    number_value,
    stated,
    unit_of,
)
from tests.strategies import spell, spelled_numbers


@given(spelled_numbers())
def test_a_spelled_number_is_read_as_its_value(drawn):
    words, number = drawn
    assert number_value(words) == number


@given(st.integers(0, 10**15), st.integers(0, 999))
def test_digits_are_read_with_and_without_separators(whole, thousandths):
    value = whole + Fraction(thousandths, 1000)
    assert number_value(f"{whole:,}.{thousandths:03d}") == value
    assert number_value(f"{whole}.{thousandths:03d}") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1.4 million", 1_400_000),
        ("42 thousand", 42_000),
        ("two million", 2_000_000),
        ("one million two hundred thousand and three", 1_200_003),
        ("fifteen hundred", 1500),
        ("a hundred", 100),
        ("a dozen", 12),
        ("a hundred and six", 106),
        ("half a million", 500_000),
        ("half a dozen", 6),
        ("two and a half million", 2_500_000),
        ("3 and a half", Fraction(7, 2)),
        ("a million and a half", 1_500_000),
        ("3½", Fraction(7, 2)),
        ("½", Fraction(1, 2)),
        ("1\u00a0900", 1900),
        ("1\u202f900\u202f000", 1_900_000),
        ("5 lakh", 500_000),
        ("2 crore", 20_000_000),
        ("3mn", 3_000_000),
        ("5 grand", 5000),
        ("two dozen", 24),
        ("3 score", 60),
        ("Twenty\u2011eight", 28),
        ("two\nhundred and\u00a0six", 206),
    ],
)
def test_a_number_in_other_spellings_is_read(words, value):
    assert number_value(words) == value


@pytest.mark.parametrize(
    "words",
    [
        "twenty fifteen", "forty and fifty", "twenty and one", "one two", "twenty zero", "one hundred and zero",
        "zero hundred", "one thousand hundred", "hundred hundred", "one hundred one hundred",
        "ten hundred thousand", "two thousand million", "one thousand thousand",
        "score twenty", "six thousand dozen", "hundred and dozen", "1,90", "1,9000", "0,123", "12,34", "40s", "20th",
        "1.2.3", "soon", "", "and", "hundred", "dozen", "million and a half", "half", "half a dozens",
        "two hundred and a half",
        "3 tln", "3½½", "hundred and six",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_an_example_given(words):
    with pytest.raises(BoundError, match='is no number; write one such as "1,900"'):
        number_value(words)


@given(st.integers(21, 999_999), st.integers(0, 10**6))
def test_a_swap_of_number_words_never_keeps_the_value(number, seed):
    words = spell(number).replace("-", " ").split()
    at = seed % len(words)
    swapped = [*words[:at], "seven" if words[at] == "six" else "six", *words[at + 1 :]]
    try:
        assert number_value(" ".join(swapped)) != number
    except BoundError:
        return


@pytest.mark.parametrize(
    "number",
    [
        "9" * (MOST_DIGITS + 1),
        "1" + ",000" * 20,
        "hundred " * 3000,
        "one hundred and " * 2000 + "six",
    ],
)
def test_a_number_of_any_length_is_refused_with_a_message(number):
    with pytest.raises(BoundError, match=r"too many words|is no number"):
        number_value(number)
    with pytest.raises(BoundError):
        stated(number)


# ---- what the words around a number say


@pytest.mark.parametrize(("words", "kind"), HEDGES_BEFORE.items())
def test_every_hedge_before_a_number_gives_its_kind(words, kind):
    assert stated(f"{words} 40 people") == [(kind, 40, None)]
    assert stated(f"{words.upper()} 40") == [(kind, 40, None)]


@pytest.mark.parametrize(("words", "kind"), HEDGES_AFTER.items())
def test_every_hedge_after_a_number_gives_its_kind(words, kind):
    assert stated(f"40 {words}") == [(kind, 40, None)]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "the ",
        "these ",
        "all ",
        "another ",
        "a total of ",
        "So far, ",
        "There were ",
        "“So far, the ",
        "(",
    ],
)
@pytest.mark.parametrize("currency", ["", "$", "US$", *(f"{code} " for code in CURRENCIES)])
def test_determiners_and_currencies_leave_a_number_exact(before, currency):
    assert stated(f"{before}{currency}40") == [("exact", 40, None)]


@pytest.mark.parametrize(
    "words",
    [
        "nearly all 40", "few of the 40", "some of the 40", "most of those 40", "an average of 40",
        "every 40", "up from 40", "did not exceed 40", "to 40", "by 40",
        "times 40", "overall 40", "once 40", "40 (approximately)", "40, roughly", "40 approximately",
        "40 people, possibly", "40 or maybe not", "40 men or boys", "40 at the best",
        "40 people at the very least", "forty-something", "40-something", "40-fold", "40 fold", "40-ish",
        "40 on average", "40 maximum", "40 max", "40-member group", "1.900", "42.000 people",
        "40 in 2017", "40 May", "40 of September",
    ],
)  # fmt: skip
def test_words_that_may_hedge_or_change_a_number_in_an_unknown_way_are_refused(words):
    with pytest.raises(BoundError):
        stated(words)


@pytest.mark.parametrize(
    "words",
    [
        "denied that 600 people", "Ana Bel denied that 600 people were sent", "rejecting that more than 600",
        "denial of 600", "it is false that 600", "the alleged 600", "if 600 people", "whether between 500 and 600",
        "denied that 500 to 600", "denied that more than 500 but fewer than 600", "not 600", "never more than 600",
        "600 people were sent, he denied", "600 people, which is untrue", "600 people if they agree",
        "600 people, it is alleged", "600 people except captains", "500 to 600 people, a figure "
                                                                   "Bel rejected",
    ],
)  # fmt: skip
def test_a_number_that_is_denied_or_conditional_is_refused_and_its_note_asked_for(words):
    with pytest.raises(BoundError, match='the reason in note after "clipped:"'):
        stated(words)


@pytest.mark.parametrize(
    "words",
    ["in 600", "a target of 600", "600 more people", "600 extra", "600 G", "600*", "600 tln"],
)
def test_words_that_are_not_known_are_left_for_a_person_to_read(words):
    with pytest.raises(UnknownWords) as caught:
        stated(words)
    assert caught.value.do == READ_BY_HAND


@pytest.mark.parametrize(
    ("words", "kind"),
    [("around 40 more", "about"), ("a low of under 40", "less_than"), ("40 more", "")],
)
def test_a_hedge_that_is_known_is_told_beside_unknown_words(words, kind):
    with pytest.raises(UnknownWords) as caught:
        stated(words)
    assert caught.value.kind == kind


def test_no_note_is_asked_for_where_the_words_leave_no_number_to_read():
    with pytest.raises(BoundError) as caught:
        stated("600 (approximately)")
    assert not isinstance(caught.value, UnknownWords)
    assert caught.value.do == "give the number, whole with its hedge, and nothing else"


UNKNOWN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).map("zz".__add__)


@given(
    st.lists(UNKNOWN, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["", " more than", " the", " only"]),
)
def test_no_unknown_word_may_stand_before_a_number(unknown, between):
    with pytest.raises(BoundError, match="is no hedge in use"):
        stated(f"{unknown}{between} 40 people")


@pytest.mark.parametrize(("abbreviation", "size"), SCALE_ABBREVIATIONS.items())
@pytest.mark.parametrize("gap", ["", " ", "-", "\u00a0"])
def test_an_abbreviated_scale_multiplies(abbreviation, size, gap):
    for words in (f"40{gap}{abbreviation}", f"$40{gap}{abbreviation.upper()}. in all"):
        assert stated(words) == [("exact", 40 * size, None)]


@pytest.mark.parametrize("words", ["2 grand juries", "3 grand prizes", "5 grand pianos"])
def test_what_is_grand_is_no_thousand(words):
    with pytest.raises(BoundError):
        stated(words)


@pytest.mark.parametrize(
    "words", ["$2 grand", "$2 grand a head", "$2-grand", "2 grand", "2 grand."]
)
def test_a_grand_of_money_is_a_thousand(words):
    assert stated(words)[0].value == 2000


@pytest.mark.parametrize(
    "words", ["100m women's", "400m men’s", "100m boys' race", "5k Women's final"]
)
def test_a_race_is_no_million(words):
    with pytest.raises(BoundError):
        stated(words)


@pytest.mark.parametrize(("letter", "size"), SCALE_LETTERS.items())
def test_a_scale_of_one_letter_needs_a_currency_or_people_beside_it(letter, size):
    for words in (
        f"$40{letter}",
        f"US$40{letter.upper()} in all",
        f"40{letter} people",
        f"40{letter} Cambodian refugees",
    ):
        assert stated(words) == [("exact", 40 * size, None)]
    for words in (
        f"40{letter}",
        f"40 {letter}",
        f"$40 {letter}",
        f"40 {letter} people",
        f"40{letter} hurdles",
    ):
        with pytest.raises(BoundError):
            stated(words)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("from 40 to 50 people", 40, 50),
        ("40 or 50 people", 40, 50),
        ("1.2mn to 1.4mn people", 1_200_000, 1_400_000),
        ("1.2 to 1.4mn", 1_200_000, 1_400_000),
        ("between 5 and 10 lakh", 500_000, 1_000_000),
        ("2 to 3 hundred people", 200, 300),
        ("2 or 3 hundred people", 200, 300),
        ("5 to 10 dozen", 60, 120),
        ("between 2 and 3 hundred", 200, 300),
        ("a hundred or two hundred", 100, 200),
        ("from 5 to 600", 5, 600),
        ("between 40,000 and 50,000", 40_000, 50_000),
    ],
)
def test_a_range_is_read_from_any_of_its_forms(words, low, high):
    assert stated(words) == [("between", low, high)]


@pytest.mark.parametrize(
    "words",
    [
        "two or three hundred people", "about two or three hundred", "between two and three hundred people",
        "one or two hundred", "two to three dozen people", "40 or 50,000 people", "40-50,000 people",
        "40 to 50,000 people", "about 40 or 50,000", "some 40-50,000", "5 or 600", "5-600", "5 to 600",
    ],
)  # fmt: skip
def test_a_lower_end_that_may_share_the_scale_of_the_upper_one_makes_no_range(words):
    with pytest.raises(BoundError, match="is not said"):
        stated(words)


@pytest.mark.parametrize("words", ["Nobody", "no one", "None", "none of them"])
def test_a_word_for_nobody_is_nought(words):
    assert stated(words) == [("exact", 0, None)]


@pytest.mark.parametrize("degree", DEGREES)
def test_a_degree_leaves_the_kind_of_its_hedge(degree):
    assert stated(f"{degree} over 40 people") == [("more_than", 40, None)]


UNITS = {
    "persons": ("people", "person"),
    "usd": ("$", "US$", "USD", "dollars", "US dollars"),
    "countries": (),
}


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("US$3m", "usd"), ("$40 million", "usd"), ("USD 40", "usd"), ("40 US dollars", "usd"), ("40 dollars", "usd"),
        ("€2.5 million", "another currency"), ("£4m", "another currency"), ("A$5m", "another currency"),
        ("7 million euros", "another currency"), ("40 Canadian dollars", "another currency"),
        ("KHR 40", "another currency"),
        ("12.5 percent", "percent"), ("12 %", "percent"), ("26 percentage points", "percentage points"),
        ("40‰", "per mille"), ("40 ‰", "per mille"), ("40 per mille", "per mille"), ("40 per mil", "per mille"),
        ("40 per thousand", "per mille"), ("40 permille", "per mille"), ("40 basis points", "basis points"),
        ("40 bps", "basis points"), ("40-basis-point", "basis points"), ("40 ppm", "per million"),
        ("540 people", "persons"), ("540 returns", ""), ("540", ""),
    ],
)  # fmt: skip
def test_what_words_count_is_told_where_they_say_it(words, unit):
    assert unit_of(words, UNITS) == unit


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("€2.5 million", "eur"), ("7 million euros", "eur"), ("EUR 40", "eur"), ("£4m", "another currency"),
        ("12ha", "area"), ("540 hectares", "area"), ("Forty dollars", "usd"), ("12 chairs", ""),
    ],
)  # fmt: skip
def test_a_record_may_have_units_of_its_own(words, unit):
    units = UNITS | {"eur": ("€", "EUR", "euros"), "area": ("ha", "hectares")}
    assert unit_of(words, units) == unit


def test_words_of_a_currency_are_told_from_others():
    assert [is_money([word]) for word in ("€", "US$", "EUR", "US dollars", "ha", "people")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("word", NEAR)
def test_a_word_for_a_little_less_limits_from_above_and_is_kept(word):
    assert stated(f"{word} 40 people") == [("less_than", 40, None)]
    assert near_word(f"{word.capitalize()} US$40") == word
    assert near_word(f"fewer than 40, {word}") == ""


@pytest.mark.parametrize(
    ("words", "values", "others"),
    [
        ("plus de 500 personnes", ["500"], ["600", "50", "5000", "5"]),
        ("31 personnes", ["31"], ["3.1", "310", "31000", "0.31", "13"]),
        ("1.900 personas", ["1900", "1.9"], ["19", "190", "19000"]),
        ("1,5 millones", ["1500000"], ["1600000"]),
        ("4 ម៉ឺន នាក់", ["40000"], ["50000"]),
        ("cinco mil", ["5000"], []),
        ("31 militantes", ["31"], ["31000", "31000000"]),
        ("31 bilans", ["31"], ["310000000", "31000000000"]),
        ("31 cents", ["31"], ["3100"]),
        ("31 trimestres", ["31"], ["31000", "31000000000000"]),
        ("3 millones", ["3000000"], ["300", "3"]),
        ("2 mil millones", ["2000000000"], ["2000", "2000000"]),
        ("31 mil personas", ["31000"], ["31", "310"]),
        ("3 Mrd. Euro", ["3000000000"], ["3000000", "3"]),
        ("5 тысяч человек", ["5000"], ["5", "5000000"]),
        ("5 km", ["5"], ["5000"]),
        ("5 k", ["5", "5000"], ["50000"]),
        ("៤ ពាន់នាក់", ["4000"], ["4"]),
        ("3万人", ["30000"], ["3"]),
    ],
)
def test_the_digits_of_a_value_stand_in_words_of_any_language(words, values, others):
    assert [value for value in values if not has_digits(words, value)] == []
    assert [value for value in others if has_digits(words, value)] == []


@pytest.mark.parametrize(
    ("words", "word"),
    [("There were nearly 700 people", "nearly"), ("In total almost 700", "almost"), ("(nearly 700)", "nearly"),
     ("almost exactly 700", "almost"), ("700, nearly all of them men", "")],
)  # fmt: skip
def test_the_word_for_a_little_less_is_kept_wherever_it_stands(words, word):
    assert near_word(words) == word


@pytest.mark.parametrize("word", VAGUE)
def test_no_uncertainty_behind_a_number_is_passed_over(word):
    with pytest.raises(BoundError):
        stated(f"40 people, {word}")


@pytest.mark.parametrize(
    "words",
    [
        "40 " * 20_000,
        "1,000," * 20_000 + "x",
        "about the " * 20_000 + "40",
        "40" + " or more" * 20_000,
    ],
)
def test_words_too_long_for_one_number_are_refused_unread(words):
    with pytest.raises(BoundError, match=f"more than {MOST_CHARACTERS} characters"):
        stated(words)


def test_seats_that_were_won_are_no_money():
    assert unit_of("26 seats won", {}) == ""


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("between $90,000 and $110,000", ("between", 90_000, 110_000)),
        ("between $90,000 and 110,000", ("between", 90_000, 110_000)),
        ("$90,000 to $110,000", ("between", 90_000, 110_000)),
        ("from €2 million to €3 million", ("between", 2_000_000, 3_000_000)),
        ("about €2 million to €3 million", ("about", 2_000_000, 3_000_000)),
        ("between 10% and 12%", ("between", 10, 12)),
        ("8.5 per cent to 9 per cent", ("between", Fraction("8.5"), 9)),
    ],
)
def test_a_range_may_name_its_unit_at_both_ends(words, bound):
    assert stated(words) == [bound]


@pytest.mark.parametrize(
    "words",
    [
        "40 — 50",
        "$90 to €110",
        "10% to 12",
        "$5 and $6",
        "rose from $5 to $6",
        "from $1 to $5 million",
        "between $1 and $5 million",
        "$1 or $5 million",
    ],
)
def test_two_units_or_a_change_make_no_range(words):
    with pytest.raises(BoundError):
        stated(words)


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("412 street trees", "trees"),
        ("around 21,000 trees of the town", "trees"),
        ("one tree", "trees"),
        ("at home 540 people", ""),
        ("540 flight attendants", ""),
        ("540 home’s owners", ""),
        ("40 home repairs", ""),
        ("540 homes, all told", "homes"),
        ("trees", ""),
    ],
)
def test_the_unit_is_the_noun_that_the_number_counts(words, unit):
    names = {
        "trees": ("trees", "tree"),
        "homes": ("homes", "home"),
        "flights": ("flights", "flight"),
    }
    assert counted_as(words, names) == unit
