"""Every answer of this project, and every text that could stand in its place, can be read and
quoted at sight.
"""

import json
import re
import shutil
import statistics
from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
import second_record
from conftest import ROOT
from samples import Tags

from analysis.build.build import build
from analysis.build.progress import lines
from analysis.build.questions import load_questions
from analysis.build.site import LIST
from analysis.record.references import MIME
from analysis.report.texts import faults, title_faults
from analysis.text.cuts import sentence_ends

QUESTIONS = load_questions(ROOT / LIST)
IDS = [question.id for question in QUESTIONS.sound]


def outputs(site: Path, id: str, role: str) -> list[dict[str, Any]]:
    """What the outputs of a built question that have this role say of themselves."""
    nb = json.loads((site / "reports" / f"{id}.ipynb").read_bytes())
    cells = [cell.get("outputs", []) for cell in nb["cells"]]
    said = [output.get("data", {}).get(MIME, {}) for output in chain.from_iterable(cells)]
    return [each for each in said if each.get("role") == role]


def said(site: Path, id: str) -> dict[str, Any]:
    """What the answer of a built question says of itself."""
    (answer,) = outputs(site, id, "answer")
    return answer


@pytest.mark.parametrize("id", IDS)
def test_every_text_that_can_stand_reads_as_the_house_style_asks(site, id):
    texts = said(site, id)["texts"]
    assert {finding: faults(text["words"]) for finding, text in texts.items()} == {
        finding: [] for finding in texts
    }


@pytest.mark.parametrize("id", IDS)
def test_every_title_and_heading_that_can_stand_reads_as_the_house_style_asks(site, id):
    tables = [said(site, id)["titles"], *(told["texts"] for told in outputs(site, id, "heading"))]
    texts = [text["words"] for table in tables for text in table.values()]
    assert {words: title_faults(words) for words in texts} == {words: [] for words in texts}


@pytest.mark.parametrize("id", IDS)
def test_the_text_that_stands_is_the_question_s_own(site, id):
    answer = said(site, id)
    assert answer["texts"][answer["finding"]]["own"]
    assert answer["told"] == ""


@pytest.mark.parametrize("id", IDS)
def test_a_question_has_words_of_its_own_for_several_findings(id):
    given = QUESTIONS.by_id(id).parameters["answers"]
    assert len(given) > 1


def test_sentences_are_short_as_a_rule(site):
    lengths = []
    for id in IDS:
        answer = said(site, id)
        words = answer["texts"][answer["finding"]]["words"]
        ends = [0, *(after for _, after in sentence_ends(words)), len(words)]
        lengths += [len(words[start:end].split()) for start, end in pairwise(ends)]
    assert statistics.median(lengths) <= 18
    assert max(lengths) <= 30


# ---- a changed row changes the finding, and with it the text that stands

ASKED = """
[[question]]
id = "returned"
text = "How many came home?"
notebook = "totals"

[question.parameters]
scope = "articles"
title = "Workers sent home"
totals = ["la-1400", "bu-1520"]
flow = ""
parts = []
against = []
apart = []
topics = []

[question.answer]
clash = "{la-1400:unit} or {bu-1520:unit}: these do not fit each other."
"""


def asked(root: Path, words: dict[str, str], question: str = ASKED) -> tuple[dict[str, Any], str]:
    """What the answer of a question to the second record says of itself, with other words in its
    sources; and what the build said.
    """
    rows = second_record.valid_rows()
    texts = second_record.reworded(rows, words) if words else second_record.TEXTS
    assert second_record.write_project(root, rows, texts) == []
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    (root / "notebooks" / "questions.toml").write_text(question, encoding="utf-8")
    told: list[str] = []
    status = build(root, (), lines(told.append))
    return (said(root, "returned") if status == 0 else {}), "\n".join(told)


def test_the_question_s_own_words_stand_while_they_hold(tmp_path):
    answer, told = asked(tmp_path, {})
    assert (answer["finding"], answer["texts"]["clash"]["own"], answer["told"]) == (
        "clash",
        True,
        "",
    )
    assert answer["texts"]["clash"]["words"].startswith("Fewer than 1,400 people or")
    assert "has no words" not in told


def test_once_a_row_turns_the_finding_the_notebook_s_words_stand_and_the_build_says_so(tmp_path):
    answer, told = asked(tmp_path, {"fewer than 1,400": "more than 1,400"})
    assert (answer["finding"], answer["texts"]["agree"]["own"]) == ("agree", False)
    assert 'the question has no words for "agree"; the notebook’s own stand' in told


# A table of a question that may not stand, or words of its answer, and what is wrong with them.
TABLES_AT_FAULT = {
    'titles]\nclash = "12 came"': 'titles.clash: "12 came": "12" is typed by hand',
    'headings.reported]\nclash = "12"': 'headings.reported.clash: "12": "12" is typed',
    'headings.reported]\nclash = "Most"': 'headings.reported.clash: "Most": "Most" is',
    'headings.reported]\nclsh = "Some"': "headings.reported.clsh: notebooks/totals.ipynb",
    'headings.report]\nclash = "Some"': 'no such section; did you mean "reported"',
}
WORDS_AT_FAULT = {
    "{la-1400:unit} and 12 more.": '"12" is typed by hand',
    "{la-1400:unit}. Both can be true.": '"Both can be true" is licensed neither',
    "The Border Court counts {la-1400:unit}.": 'names "Border Court"',
    "{la-1410:unit}.": "{la-1410} is no evidence that this text can have",
    "{left:colour}.": 'no aspect "colour"',
    "“{la-1400}” came.": "is no quotation of its evidence",
}


@pytest.fixture(scope="module")
def told_of(tmp_path_factory) -> Callable[[str], str]:
    """What one build says of the question with some table or words at fault, without its id."""
    unanswered = f"{ASKED.partition('[question.answer]')[0]}[question.answer]\nclash = "
    questions = {table: f"{ASKED}\n[question.{table}\n" for table in TABLES_AT_FAULT}
    questions |= {words: f'{unanswered}"{words}"\n' for words in WORDS_AT_FAULT}
    ids = {fault: f"returned-{number}" for number, fault in enumerate(questions, start=10)}
    asked_for = [
        question.replace('"returned"', f'"{ids[fault]}"') for fault, question in questions.items()
    ]
    _, told = asked(tmp_path_factory.mktemp("faults"), {}, "".join(asked_for))

    def of(fault: str) -> str:
        place = f"question {ids[fault]}, "
        return "\n".join(line for line in told.splitlines() if place in line).replace(place, "")

    return of


@pytest.mark.parametrize(("table", "wrong"), TABLES_AT_FAULT.items())
def test_a_title_or_heading_that_may_not_stand_fails_the_question_at_its_place(
    told_of, table, wrong
):
    assert wrong in told_of(table)


@pytest.mark.parametrize(("words", "wrong"), WORDS_AT_FAULT.items())
def test_words_that_may_not_stand_fail_the_question_and_say_what_to_do(told_of, words, wrong):
    assert wrong in told_of(words)
    assert "answer.clash: " in told_of(words)


# ---- the page around an answer


def above_the_record(site: Path, id: str) -> str:
    """The words of a page before its record of sources."""
    page = (site / "reports" / f"{id}.html").read_text(encoding="utf-8")
    words = " ".join(Tags(page).words().split()).replace("\u00a0", " ")
    return words.partition("Every number, date and quotation, with its words")[0]


def pictures(site: Path, id: str) -> str:
    """What the pictures of a page say."""
    page = (site / "reports" / f"{id}.html").read_text(encoding="utf-8")
    return " ".join(Tags(page).values("alt"))


def test_a_condition_that_the_answer_states_is_not_listed_under_it(site):
    text = above_the_record(site, "returned-total-record")
    assert "These do not fit if both cover the same time." in text
    assert "This holds if" not in text


@pytest.mark.parametrize(
    ("id", "day"),
    [
        ("timeline", "23 to 28 February 2018"),
        ("timeline-record", "27 March 2025"),
        ("refugee-arrivals", "fiscal 2023"),
    ],
)
def test_a_page_is_as_of_the_latest_that_it_tells(site, id, day):
    assert f"As of {day}. " in above_the_record(site, id)


@pytest.mark.parametrize("id", IDS)
def test_a_page_that_speaks_of_fiscal_years_explains_them_once(site, id):
    text = above_the_record(site, id)
    explained = text.count("A fiscal year is named after the year in which it ends: fiscal")
    assert explained == bool(re.search(r"iscal (year )?\d", text))


def test_a_chart_title_that_names_what_no_check_holds_is_true(site):
    text = said(site, "voices")
    assert "every speaker is from Cambodia" in pictures(site, "voices")
    assert "are from Cambodia: " in text["texts"][text["finding"]]["words"]


def test_the_title_of_a_chart_has_the_number_of_its_answer(site):
    text = said(site, "years-to-clear")
    [years] = re.findall(r"at least \d+ years", text["texts"][text["finding"]]["words"])
    assert f"all final orders would take {years}" in pictures(site, "years-to-clear")
