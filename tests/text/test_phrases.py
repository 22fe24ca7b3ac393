"""A number never stands without its hedge: a whole phrase is read or refused, and a number cut out
of it is not exact.

`cases/` has sentences as newspapers write them. `hedged-numbers.csv` gives a number alone, which
must not pass as exact, and the whole phrase with what it may be read as; `readable-numbers.csv`
gives what must be read; `unknown-words.csv` gives words before or behind a number that only a
person can read. Microsoft's cases are read from ../shared, where they are held.
"""

import csv
import json
import re
from collections import Counter

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BoundError
from analysis.quantities import bounds
from analysis.quantities.bounds import Bound
from analysis.text import neutral
from analysis.text.anchors import find
from analysis.text.cuts import unknown_words
from analysis.text.lexicon import CARDINALS, ORDINALS, PARTS, PLURALS, SCALES
from analysis.text.phrases import unknown_after, unknown_before

CASES = ROOT / "tests" / "cases"
RECOGNIZERS = ROOT.parent / "shared" / "cases" / "recognizers-text"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def tabulated(sentence: str, words: str) -> Bound | str:
    """What a row with these words of a sentence is read as, or why it does not pass."""
    finding = find(sentence, words)
    if not finding.verdict.passes or finding.span is None:
        return f"{finding.verdict.name}: {finding.verdict.detail}"
    if unknown := unknown_words(sentence, finding.span.start, finding.span.end):
        return f"unread: {unknown}"
    try:
        return bounds.read(words)
    except BoundError as error:
        return f"refused: {error.wrong}"


def admitted(reads: str) -> list[Bound]:
    return [Bound.of(*read.split()) for read in reads.split("|") if read]


@pytest.mark.parametrize(
    "case", rows("hedged-numbers.csv"), ids=lambda case: f"{case['whole']} | {case['sentence']}"
)
def test_a_number_without_its_hedge_does_not_pass_and_with_it_is_read_right_or_not_at_all(case):
    alone, whole = (tabulated(case["sentence"], case[name]) for name in ("number_alone", "whole"))
    assert isinstance(alone, str) or alone in admitted(case["reads"])
    assert isinstance(whole, str) or whole in admitted(case["reads"])


@pytest.mark.parametrize(
    "case", rows("readable-numbers.csv"), ids=lambda case: f"{case['exact']} | {case['sentence']}"
)
def test_plain_sentences_of_reporting_are_read(case):
    assert tabulated(case["sentence"], case["exact"]) in admitted(case["reads"])


UNKNOWN = [f"{case['before']}#{case['after']}" for case in rows("unknown-words.csv")]


@pytest.mark.parametrize("phrase", UNKNOWN)
def test_words_on_no_list_leave_a_number_to_a_person(phrase):
    before, _, after = phrase.partition("#")
    gap = "" if after[:1] in "*†?" else " "
    words = "540 people" if before else f"540{gap}{after}"
    sentence = f"Officials say {before} {words} by then.".replace("  ", " ")
    number = "540 people" if before or after.startswith("people") else "540"
    assert isinstance(tabulated(sentence, number), str)
    assert isinstance(tabulated(sentence, f"{before} {words}".strip()), str)


LETTERS = st.text(
    "abcdefghijklmnopqrtuvwxz", min_size=2, max_size=6
)  # not "s": a plural is what is counted


@given(LETTERS)
def test_no_word_that_is_on_no_list_is_known_before_a_number(word):
    assert unknown_before(f"They zz{word} ") != ""
    assert unknown_before(f"They saw a zz{word} ") != ""
    assert unknown_before("They saw ") == ""


@given(LETTERS)
def test_no_abbreviation_is_known_behind_a_number(word):
    is_adjective = neutral.ADJECTIVE.fullmatch(f"zz{word}")
    assert unknown_after(f" zz{word} of it") == ("" if is_adjective else f"zz{word}")
    assert unknown_after(f"zz{word}") == f"zz{word}"


SCALES_UNKNOWN = (
    "mill zillion thou myriad milliard mille lacs kilo mega milion thousend dozn bill arab".split()
)


@pytest.mark.parametrize("word", [*SCALES_UNKNOWN, "ghost", "phantom", "pseudo", "mock", "gross"])
@pytest.mark.parametrize("noun", ["people", "workers", "dollars"])
def test_no_unknown_word_before_a_noun_is_taken_for_what_it_tells_of_it(word, noun):
    sentence = f"They counted 540 {word} {noun}."
    assert isinstance(tabulated(sentence, "540"), str)
    assert isinstance(tabulated(sentence, f"540 {word} {noun}"), str)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("before", ["several", "many", "a few", "some", "the", "these", ""])
def test_a_scale_without_a_multiplier_is_no_number(scale, before):
    sentence = f"In all {before} {scale} people came.".replace("  ", " ")
    assert isinstance(tabulated(sentence, f"{scale} people"), str)
    assert isinstance(tabulated(sentence, f"{before} {scale} people".strip()), str)


AS_PLANNED = """
It could rise to 540 people. | It may have risen to 540 people. | It is expected to rise to 540 people.
The quota was raised to 540 people. | It could amount to 540 people. | The target was 540 people.
The limit is 540 people. | The upper limit is 540 people. | The estimate was 540 people.
It is believed that 540 people came. | It is expected that 540 people come. | They hope that 540 people came.
The claim that 540 people came is old. | It is possible that 540 people came. | Call it 540 people.
Say 540 people came. | At worst, 540 people came. | In round numbers, 540 people came. | In thousands: 540 people.
540 people were sent home (or more). | 540 people were sent home last year, at least.
540 people were sent home, the ministry said, perhaps more. | 540 people came; the true number is higher.
540 people, an undercount, came. | 540 people came, he claimed. | Between 500 people and 540 people came.
They sent 540 people-plus. | 540 people would be deported. | 540 people will be deported next year.
540 people are to be deported. | 540 people to be deported live here. | 540 people are set to leave.
540 people might be deported. | 540 people are awaiting deportation.
540 people due for deportation live here. | 540 people could be sent home. | 540 people were to leave.
540 people soon to be deported live here. | 540 people are going to be deported. | 540 people shall leave.
"""


@pytest.mark.parametrize(
    "sentence",
    [each.strip() for line in AS_PLANNED.split("\n") for each in line.split("|") if each.strip()],
)
def test_a_number_that_is_planned_thought_or_taken_back_in_its_sentence_does_not_pass(sentence):
    assert isinstance(tabulated(sentence, "540 people"), str)


@pytest.mark.parametrize(
    "year",
    [
        "in fiscal {}",
        "in fiscal year {}",
        "in May {}",
        "in the year {}",
        "by the end of {}",
        "({})",
    ],
)
def test_a_year_behind_the_first_number_makes_no_range_of_it(year):
    sentence = f"The number rose from 54 {year.format(2016)} to 92 {year.format(2017)}."
    assert tabulated(sentence, "54") == Bound.of("exact", 54)
    assert tabulated(sentence, "92") == Bound.of("exact", 92)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("540+ people", "at_least 540"), ("540 at most", "at_most 540"), ("540-odd people", "about 540"),
        ("540 or so people", "about 540"), ("540 people or more", "at_least 540"), ("540 tops", "at_most 540"),
    ],
)  # fmt: skip
def test_a_hedge_behind_a_number_that_is_taken_in_is_no_unknown_word(words, read):
    assert tabulated(f"They counted {words} by then.", words) == admitted(read)[0]


@pytest.mark.parametrize("change", ["rose", "fell", "had risen", "went up", "dropped sharply"])
def test_what_rises_from_one_number_to_another_is_no_range(change):
    sentence = f"The number {change} from 54 to 92 last year."
    assert tabulated(sentence, "54") == Bound.of("exact", 54)
    assert tabulated(sentence, "92") == Bound.of("exact", 92)
    for words in ("from 54 to 92", "54 to 92", f"{change} from 54 to 92"):
        assert str(tabulated(sentence, words)).startswith(("clipped: cuts", "refused")), words


# ---- Microsoft's cases of numbers and ranges

WORDS = {
    **dict.fromkeys(CARDINALS, "n"), **dict.fromkeys((*ORDINALS, *PARTS), "part"), **dict.fromkeys(PLURALS, "ns"),
}  # fmt: skip


def form(words: str) -> str:
    """The form of a number's words, whatever number they say: "9", "n and n part", "9 : 9"."""
    lower = re.sub(r"\d+", "9", words.lower())
    return " ".join(WORDS.get(token, token) for token in re.findall(r"[a-z]+|9|[^\w\s]", lower))


def expected(model: str, value: str) -> tuple[float, float]:
    if model == "NumberModel":
        return float(value), float(value)
    low, high = value[1:-1].split(",")
    return float(low or "-inf"), float(high or "inf")


def recognized(model: str) -> list[tuple[str, str, str]]:
    """(sentence, words, value) of every number that the cases find in a sentence."""
    path = RECOGNIZERS / f"{model}.json"
    if not path.exists():
        pytest.skip("shared/cases/recognizers-text is not here")
    cases = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for case in cases:
        for result in case["Results"]:
            words = (
                case["Input"][result["Start"] : result["End"] + 1]
                if "Start" in result
                else result["Text"]
            )
            found.append((case["Input"], words, result["Resolution"].get("value") or "nan"))
    return found


@pytest.mark.parametrize("model", ["NumberModel", "NumberRangeModel"])
def test_no_case_of_another_recognizer_is_read_wrong(model):
    wrong = []
    for sentence, words, value in recognized(model):
        for read in (tabulated(sentence, words), tabulated(words, words)):
            if isinstance(read, str):
                continue
            low, high = expected(model, value)
            is_right = (float(read.low), float(read.high)) == pytest.approx((low, high), rel=1e-9)
            is_about = read.about and float(read.low) in (low, high)
            if not (is_right or is_about):
                wrong.append((sentence, words, str(read), value))
    assert wrong == []


@pytest.mark.parametrize("model", ["NumberModel", "NumberRangeModel"])
def test_the_forms_that_are_refused_are_these(model):
    """A form that is newly read, or newly refused, is seen here."""
    refused = Counter()
    for _, words, _ in recognized(model):
        if isinstance(tabulated(words, words), str):
            refused[form(words)] += 1
    listed = (CASES / f"refused-{model}.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(refused) == listed


@pytest.mark.parametrize(
    "words",
    [
        "more than 40 tonnes of wheat", "about 300 flats", "900 eviction notices", "12 ha", "200 MW",
        "1.5m doses", "250 cubic metres of water", "some 90 wind turbines", "nearly €400,000",
    ],
)  # fmt: skip
def test_the_phrases_of_other_topics_are_read(words):
    assert bounds.read(words)
