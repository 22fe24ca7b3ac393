"""What stands in a sentence for its evidence, and that nobody types a number beside it."""

import re
from dataclasses import replace

import pytest
from records import loaded
from sentences import refusal, words

from analysis.errors import ProseError, Refusal
from analysis.measures import sums
from analysis.measures.derived import Derived
from analysis.measures.findings import Finding
from analysis.record.record import Record
from analysis.record.verify import Standing
from analysis.report import prose
from analysis.report.prose import say
from analysis.report.wording import plain
from analysis.text.lexicon import MONTHS, WEEKDAYS


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


# ---- what a person types


@pytest.mark.parametrize(
    "typed",
    [
        "31",
        "1,900",
        "20th",
        "٣",
        "½",
        "Ⅳ",
        "forty",
        "Twenty",
        "dozens",
        "half",
        "twice",
        "first",
        "majority",
        "percent",
    ]
    + [name.title() for name in (*MONTHS, *WEEKDAYS)]
    + ["Sept", "Dec"],
)
def test_no_number_and_no_name_of_a_month_or_day_is_typed_by_hand(record, typed):
    template = f"In all, {typed} of {{f}} came."
    assert f'{typed}" is typed by hand; let it come in from evidence' in refusal(
        template, f=record.figure("hp-31")
    )
    assert "typed by hand" in refusal("In {f} {word}.", f=record.figure("hp-31"), word=typed)


def test_the_verb_may_and_words_that_only_contain_a_number_pass(record):
    template = "Someone may march alone, often; nobody {counted} {f}."
    assert (
        words(template, f=record.figure("hp-31"), counted="weighs")
        == "Someone may march alone, often; nobody weighs 31."
    )


@pytest.mark.parametrize("typed", ["31", "forty", "half", "Sept", "٣"])
def test_no_number_is_typed_beside_evidence_in_an_f_string(record, typed):
    figure = record.figure("hp-31")
    with pytest.raises(ProseError, match=f'"{typed}" is typed by hand'):
        say(f"In all, {typed} of {figure:unit} came.")


def test_words_of_a_record_that_look_like_a_reference_are_refused(record):
    figure = record.figure("hp-31")
    with pytest.raises(ProseError, match="brackets here hold no reference"):
        say(f"{figure:unit}, as ⟦hp-400:unit⟧ says.")


# ---- what stands for evidence


def test_an_unknown_aspect_lists_the_aspects(record):
    message = refusal("{f:colour}", f=record.figure("hp-31"))
    assert 'evidence hp-31: no aspect "colour"' in message
    assert {"unit", "when", "population", "assuming"} <= set(re.findall(r"\w+", message))


def test_an_aspect_that_no_evidence_has_is_named_in_an_f_string_too(record):
    figure = record.figure("hp-31")
    with pytest.raises(ProseError, match='no aspect "colour"'):
        say(f"{figure:colour}")


def test_an_aspect_that_evidence_cannot_have_is_refused_instead_of_leaving_a_hole(record):
    assert 'evidence hp-safe: it has no "read_as"' in refusal(
        "Since {q:read_as}.", q=record.quote("hp-safe")
    )


def test_labels_and_assumptions_hold_no_number_that_their_evidence_does_not_report(record):
    figure = record.figure("pm-34")
    for number in ("34", "2020"):
        named = replace(figure.population, label=f"those of {number}")
        of = replace(figure, population=named)
        assert words("Of {f:population}.", f=of) == f"Of those of {number}."
    for aspect, changed in {
        "population": replace(figure, population=replace(figure.population, label="the 9,999")),
        "assuming": Derived("n", "n", figure.bound, "persons", "n", (figure,), ("9,999 is right",)),
        "assumptions": Finding("agree", (figure, figure), ("in May",)),
    }.items():
        assert "is not reported by their evidence" in refusal(f"So {{f:{aspect}}}.", f=changed)


def test_numbers_and_words_that_do_not_stand_as_verified_say_so_in_a_sentence(record):
    cut = Standing("clipped", "2021-06-01", outside="more than")
    figure = replace(record.figure("hp-400"), standing=cut)
    loose = replace(record.figure("hp-31"), standing=Standing("unverified"))
    assert (
        words("{f:unit} came.", f=figure)
        == "More than 400 people (clipped; left outside: “more than”) came."
    )
    assert words("{f}, {f:words}, {f:when}.", f=loose) == (
        "31 (unverified), “31 Ruritanian sailors” (unverified), in 2020."
    )
    assert (
        words("{b:unit} left.", b=sums.before(record, figure, loose))
        == "At least 370 people (unverified) left."
    )
    assert (
        plain(prose.outcome(Refusal("x", "no", "ask"), [loose]).html)
        == "For 31 people (unverified), no. Ask."
    )
