"""Every shape of question answers from another record as it stands, and the words follow that
record's rows.
"""

import csv
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
import second_record
from conftest import ROOT
from markupsafe import escape
from pages import EXPLORE
from records import Rows
from samples import Tags
from topics import FIRST, of_the_first

from analysis.build.build import build
from analysis.build.progress import lines
from analysis.record.csvfiles import DATA
from analysis.record.record import Record
from analysis.report.outputs import find_answer, outputs, record
from analysis.report.wording import plain

SHAPES = sorted({path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} - {EXPLORE})
NARROW = '\nscope = "articles"\nagainst = []\napart = []'
NO_OTHERS = 'scope = "articles"\nagainst = {}'
DIVIDED = '{ sent-home = ["ordered", "custody"], returned = ["ordered"] }'
# The parameters of each question, in TOML, by id and notebook.
QUESTIONS = {
    ("unread", "drafts"): 'sources = []\nscope = "articles"',
    (
        "returned",
        "totals",
    ): f'totals = ["la-1400", "bu-1520"]\nflow = "la-260"\nparts = []\ntopics = '
    f'["returns"]{NARROW}',
    (
        "passports",
        "totals",
    ): f'totals = []\nflow = ""\nparts = ["bu-410", "bu-95"]\ntopics = []{NARROW}',
    ("wider", "totals"): """
totals = ["bu-1520"]
flow = ""
parts = []
topics = []
scope = "record"
against = ["la-1400"]
apart = ["wi-120"]""",
    ("ledger", "ledger"): """
scope = "record"
populations = ["returned", "sent-home"]
supposed = []
beside = []
rivals = []
since = "2031\"""",
    ("pace-beside", "pace"): """
flow = "la-260"
totals = ["bu-1520"]
since = ""
topics = []
scope = "record"
series = ""
against = { flow = ["la-260"], totals = ["bu-1520"] }""",
    ("pace", "pace"): f"""{NO_OTHERS}
flow = "la-260"
totals = ["bu-1520", "la-1400"]
since = ""
series = ""
topics = ["returns"]""",
    ("time", "years"): f"""{NO_OTHERS}
flow = "la-260"
totals = ["bu-1520"]
since = "la-accord"
groups = ["la-900", "la-320"]
others = []
divided = {DIVIDED}
topics = ["returns"]""",
    ("unnamed", "years"): f"""{NO_OTHERS}
flow = "la-260"
totals = ["bu-1520"]
since = "la-accord"
groups = ["la-900"]
others = []
divided = {{}}
topics = ["returns"]""",
    ("groups", "populations"): """
scope = "articles"
figures = ["la-900", "la-320"]
named = []
quoted = ["wi-harvest"]
unheard = "worker\"""",
    ("claims", "claims"): """
scope = "record"
passed_over = ["photograph", "publication"]
beside = ["la-take-back"]
reports = ["wi-silence"]""",
    ("cooperation", "positions"): """
target = ["cooperation"]
beside = ["returns"]
points = {}
reported = ["la-accord", "la-ferry"]
outside = []
silent = "silence"
unheard = ""
""",
    ("requests", "positions"): """
target = ["returns"]
beside = ["cooperation"]
points = { names_before_boats = ["la-names"], the_travel_fee = ["wi-hold", "la-fee"] }
reported = ["la-meeting"]
outside = []
silent = "silence"
unheard = ""
""",
    ("timeline", "timeline"): """
scope = "articles"
turning = ["wi-pier", "la-accord", "la-ferry"]
turn = "2032"
every_title = "Every event"
""",
    ("course", "course"): """
scope = "articles"
begun = ["la-accord"]
held = ["la-fee"]
ended = ["la-ruling"]
told = ["la-boats", "wi-pier"]
covered = ["la-900"]
figures = ["la-260", "la-1400"]
arrivals = "sent-home"
during = "2030/2032"
quoted = ["wi-hold"]
unheard = "harvest worker"
""",
    ("bare", "course"): """
scope = "articles"
begun = []
held = []
ended = []
told = ["la-meeting"]
covered = []
figures = []
arrivals = ""
during = "2030/2032"
quoted = []
unheard = ""
""",
    ("voices", "voices"): 'silent = "silence"',
    ("dating", "dating"): "",
    ("series", "series"): """
scope = "record"
populations = ["sent-home"]
whole = ""
parts = []
heads = []
events = ["la-accord"]""",
    ("turn", "turn"): """
scope = "record"
event = "la-accord"
population = "sent-home"
beside = []
parts = []
happened = []
since = ["2010-01-01"]""",
    ("beside", "beside"): """
scope = "record"
populations = ["custody", "ordered"]
others = ["cooks"]
parts = []
measure = "stock"
heads = []""",
    ("beside-nothing", "beside"): """
scope = "record"
populations = ["sent-home", "returned"]
others = []
parts = []
measure = "flow"
heads = []""",
    (
        "stocks",
        "stocks",
    ): 'scope = "record"\npopulations = ["ordered", "custody", "cooks"]\nbeside = []',
    ("arrivals", "coverage"): """
scope = "record"
total = "la-1400"
yearly = "sent-home"
beside = []
ceiling = ""
apart = ["wi-120"]""",
    ("expected", "arrivals"): """
scope = "record"
announced = ["cooks"]
came = ["sent-home"]
beside = ["returned"]
parts = []
every = true""",
    ("unasked", "arrivals"): """
scope = "record"
announced = []
came = []
beside = []
parts = []
every = true""",
    ("clues", "clues"): """
scope = "record"
source = "wire"
past = { la-ruling = "wi-photo" }
this_month = { la-office = "wi-silence" }
older = ["la-published"]
newer = []
circular = ["wi-silence"]""",
}
IDS = [id for id, _ in QUESTIONS]
# Of which nothing follows that could be drawn, or a sentence says it better.
UNDRAWN = (
    "unnamed",
    "passports",
    "dating",
    "claims",
    "unasked",
    "unread",
    "bare",
    "beside",
    "beside-nothing",
)

# What the answers say of the second record as it stands; more than one line for a question is said
# in this order.
SAID = {
    "returned": [
        "The count is 1,520 people from 2022 to 2031, according to the Return Office, and "
        "fewer than 1,400 people from 2022 to 2031, according to ",
        "They do not fit each other.",
    ],
    "passports": [
        "The counts of the Return Office are 410 documents and 95 documents.",
        "Together we calculate 505 documents.",
    ],
    "wider": ["The count is 1,520 people from 2022 to 2031, according to the Return Office."],
    "ledger": [
        "Yes. The running totals and the groups that arrived between them can all be true. The latest "
        "total is",
    ],
    "pace-beside": [
        "No. The count is 260 people in 2031, according to the Return Office, and on average "
        "between 140 and 158 people a year before 2031.",
    ],
    "pace": [
        "No. The count is 260 people in 2031, according to the Return Office, and on average at "
        "most 143 people a year before 2031.",
    ],
    "time": [
        "It would take about 3.5 years at the pace of 2031, 260 people a year, according to the "
        "Return Office.",
        "The group is 900 people on 31 March 2032. This is a division, not a forecast.",
    ],
    "unnamed": ["No time can be given for 900 people, according to the Return Office."],
    "groups": [
        "900 people on 31 March 2032, according to the Return Office. The other groups counted "
        "are part of this group.",
    ],
    "claims": [
        "Other reports contradict 2 of 9 figures, confirm none and leave 7 open. The Return Office "
        "has fewer than 1,400 people from 2022 to 2031, but other reports make 1,520 people.",
        "This holds if",
        "those sent home and those counted as returned are the same workers",
    ],
    "cooperation": [
        "Yes, Oda Merrin of the Harvest Ministry said on 10 June 2032. Nobody quoted denies it.",
    ],
    "requests": [
        "Those who spoke or acted on it are the government of Brenmark, Oda Merrin and the "
        "government of Quillonia.",
        "Jarl Tovik of the Return Office criticised or denied it on 10 June 2032.",
    ],
    "timeline": [
        "Of 12 entries, 2 are dated to the day.",
        "Both countries sign the Harbour Accord in March 2021. The Return Office plans a new pier "
        "in 2033.",
    ],
    "course": [
        "It had ended by the last date known here. Both countries sign the Harbour Accord in March "
        "2021. A court allows night crossings between 3 and 5 May 2032.",
    ],
    "bare": ["How it stands cannot be told. No dated event of it is known here."],
    "voices": [
        "65 words are quoted from speakers on different sides, 45 of them from Quillonia.",
        "Everyone quoted speaks for an office or an organisation.",
        "Different articles report 260 people.",
    ],
    "dating": [
        "The day of publication is missing in Northern Wire and Return Office.",
        "Of 30 entries, the source states the date of 13.",
        "For 5 it follows from the text, for 8 from outside evidence.",
        "For 2 no date is known.",
    ],
    "series": [
        "The highest figure for harvest workers sent home is 260 people in 2031, the last given.",
    ],
    "turn": [
        "No averages before and after March 2021 can be compared.",
    ],
    "stocks": [
        "900 people on 31 March 2032, according to the Return Office. These are harvest workers "
        "under a removal order.",
    ],
    "beside": ["Fewer than 320 people are at most 35.5 % of 900 people, on 31 March 2032."],
    "beside-nothing": ["We found no period with a number for each of these counts."],
    "arrivals": [
        "The total of fewer than 1,400 people from 2022 to 2031 cannot be checked against yearly "
        "figures. We found none before 2031. The figures found, from 2031 on, "
        "come to 260 people.",
    ],
    "expected": [
        "No announcement found can be set against a group that arrived. The latest is about 120 "
        "people on 31 March 2032, according to Pickers’ Union.",
    ],
    "unasked": ["No announcement found can be set against a group that arrived."],
    "unread": ["No draft is left."],
    "clues": [
        "Northern Wire probably published the article between 12 and 30 June 2032, we infer. By its own words alone, "
        "with what dates them, it came out between 10 and 30 June 2032.",
    ],
}

# What the answers say, in this order, once the rows of `flipped` are other ones; then what they no
# longer say.
TURNED = {
    "claims": (
        ["2 of 10 figures", "The Return Office has 60 people in 2031", "make at least 61 people"],
        "fewer than 1,400",
    ),
    "returned": (
        ["and more than 1,400 people from 2022 to 2031, according to"],
        "do not fit",
    ),
    "passports": (["No total can be given"], "505"),
    "pace": (["Yes. The count is 60 people in 2031", "at least 149 people a year"], "No."),
    "time": (["It would take 15 years at the pace of 2031, 60 people a year"], "3.5 years"),
    "groups": (
        [
            "900 people on 31 March 2032, according to the Return Office. How all of the groups counted relate to each other is not stated."
        ],
        "are part of this group",
    ),
    "cooperation": (
        ["No, Oda Merrin of the Harvest Ministry said on 10 June 2032.", "Nobody quoted affirms"],
        "Nobody quoted denies it",
    ),
    "timeline": (["The ferry closes by May 2031. The Return Office plans"], "Harbour Accord"),
    "course": (
        ["It had ended by the last date known here. A court allows night crossings"],
        "Harbour Accord",
    ),
    "voices": (
        [
            "All 43 words quoted are from Quillonia, 25 of them from the government of Quillonia.",
            "The three articles share no number.",
        ],
        "from speakers on different sides",
    ),
    "dating": (
        [
            "the source states the date of 12. For 4 it follows from the text, for 6 from outside",
            "For 3 no date is known.",
        ],
        "the date of 13",
    ),
}


def flipped() -> tuple[Rows, second_record.Texts]:
    """The second record with other rows wherever one decides a sentence, and texts that say so."""
    rows = second_record.valid_rows()
    texts = second_record.reworded(
        rows,
        {
            "fewer than 1,400": "more than 1,400",
            "260 Quillonian": "60 Quillonian",
            "260 harvest": "61 harvest",
            "We will take back every picker who asks": "We have stopped taking back pickers",
        },
    )
    rows["quotes"]["la-take-back"]["stance"] = "denies"
    rows["quotes"] = {
        id: cells for id, cells in rows["quotes"].items() if cells["speaker_id"] != "jarl-tovik"
    }
    rows["figures"]["wi-260"]["claim_id"] = "wi-260"
    rows["relations"]["passports"]["basis"] = rows["relations"]["custody"]["basis"] = "assumed"
    rows["events"]["la-accord"] |= {"date": "", "date_basis": "unknown"}
    return rows, texts


def title_of(id: str) -> str:
    """The parameter for the title of a question's chart; none where its notebook draws none."""
    return "" if id in ("dating", "claims", "unread") else f'title = "What was reported of {id}"'


class Reports:
    """A project built from rows of the second record with the notebooks as they are."""

    def __init__(
        self, root: Path, rows: Rows, texts: second_record.Texts, ids: Iterable[str] = ()
    ) -> None:
        self.root, self.said = root, list[str]()
        self.problems = second_record.write_project(root, rows, texts)
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
        tables = (
            f'[[question]]\nid = "{id}"\ntext = "What of {id}?"\nnotebook = '
            f'"{shape}"\n[question.parameters]\n{given}\n'
            f"{title_of(id)}\n"
            for (id, shape), given in QUESTIONS.items()
        )
        (root / "notebooks" / "questions.toml").write_text("\n".join(tables), encoding="utf-8")
        self.status = build(root, list(ids), lines(self.said.append))

    def answer(self, id: str) -> str:
        nb = nbformat.read(self.root / "reports" / f"{id}.ipynb", as_version=4)
        return plain(find_answer(nb)).replace("\u00a0", " ")

    def page(self, id: str) -> str:
        return (self.root / "reports" / f"{id}.html").read_text(encoding="utf-8")

    def named(self, folder: str, kind: str) -> set[str]:
        return {path.stem for path in (self.root / folder).glob(f"*.{kind}")}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Reports:
    return Reports(
        tmp_path_factory.mktemp("second"), second_record.valid_rows(), second_record.TEXTS
    )


@pytest.fixture(scope="module")
def turned(tmp_path_factory) -> Reports:
    """Pages on the articles and on the wider record, after the rows are turned."""
    ids = [*TURNED, "wider", "pace-beside"]
    return Reports(tmp_path_factory.mktemp("flipped"), *flipped(), ids=ids)


def sentences(answer: str) -> list[str]:
    """The sentences of an answer, without what it assumes."""
    said, _, _ = answer.partition("\nThis holds if")
    return re.split(r"(?<=[.!?])\s+", said)


def missing(answer: str, said: list[str]) -> list[str]:
    """The words of `said` that the answer does not hold after those before them, upper or lower
    case.
    """
    answer, found = answer.lower(), []
    for words in said:
        before, at, after = answer.partition(words.lower())
        found += [] if at else [words]
        answer = after if at else before
    return found


# ---- the second record


def test_the_second_record_keeps_every_rule_and_accounts_for_every_number(tmp_path):
    assert second_record.write_project(tmp_path) == []


def test_so_it_does_with_the_rows_that_turn_the_findings(tmp_path):
    assert second_record.write_project(tmp_path, *flipped()) == []


@pytest.mark.parametrize(
    ("table", "key", "cells", "code"),
    [
        ("exclusions", "third", None, "V05"),
        ("figures", "wi-260", {"attribution": "the Border Court said"}, "V04"),
        ("figures", "la-1400", {"value": "1400", "bound": "exact"}, "S06"),
        ("events", "la-ferry", {"date": "/2030-05"}, "D03"),
        ("relations", "passports", {"population_b": "adult-passports"}, "R01"),
    ],
)
def test_a_row_of_it_that_is_wrong_is_found(tmp_path, table, key, cells, code):
    rows = second_record.valid_rows()
    changed = rows[table].pop(key)
    rows[table] |= {key: changed | cells} if cells else {}
    assert code in {problem.code for problem in second_record.write_project(tmp_path, rows)}


# ---- every shape builds


def test_every_shape_builds_from_the_second_record(reports):
    assert (reports.problems, reports.status) == ([], 0), "\n".join(reports.said)
    assert {shape for _, shape in QUESTIONS} == set(SHAPES)
    assert reports.named("reports", "html") == {*IDS, "index", "sources"}


@pytest.mark.parametrize("shape", SHAPES)
def test_its_notebook_is_the_real_one_unedited(reports, shape):
    name = Path("notebooks", f"{shape}.ipynb")
    assert (reports.root / name).read_bytes() == (ROOT / name).read_bytes()


@pytest.mark.parametrize("id", IDS)
def test_its_answer_says_what_the_rows_decide(reports, id):
    assert missing(reports.answer(id), SAID[id]) == []


@pytest.mark.parametrize("id", IDS)
def test_its_answer_is_one_to_five_sentences(reports, id):
    assert 1 <= len(sentences(reports.answer(id))) <= 5


@pytest.mark.parametrize("id", IDS)
def test_its_charts_have_their_data_beside_them(reports, id):
    charts = {name for name in reports.named("figures", "svg") if name.startswith(f"{id}-")}
    assert bool(charts) == (id not in UNDRAWN)
    assert charts <= reports.named("figures", "csv")


@pytest.mark.parametrize("id", IDS)
def test_readers_comments_stand_in_no_chart_and_no_stance(reports, id):
    for path in (reports.root / "figures").glob(f"{id}-*.csv"):
        assert "comment" not in path.read_text(encoding="utf-8").lower()
    assert "reader" not in reports.answer(id).lower()


@pytest.mark.parametrize("id", IDS)
def test_the_index_shows_the_answer_as_far_as_its_notebook_marks_it(reports, id):
    (said,) = (output for output in answers(reports, id) if output["role"] == "answer")
    short = plain(said["short"]).replace("\u00a0", " ")
    assert reports.answer(id).startswith(short)
    # A first sentence without evidence says nothing by itself: then the next stands beside it.
    assert len(sentences(short)) <= 2
    assert short in " ".join(Tags(reports.page("index")).words().split())


def answers(reports: Reports, id: str) -> Iterator[Mapping[str, Any]]:
    executed = nbformat.read(reports.root / "reports" / f"{id}.ipynb", as_version=4)
    yield from (record(output) for _, output in outputs(executed) if record(output))


def words_at(root: Path, id: str) -> str:
    """The words of a page of the project that was built in a folder, in one line."""
    page = (root / "reports" / f"{id}.html").read_text(encoding="utf-8")
    return " ".join(Tags(page).words().split()).replace("\u00a0", " ")


def words_of(reports: Reports, id: str) -> str:
    """The words of a page of the second record, in one line."""
    return words_at(reports.root, id)


def test_no_page_of_another_record_has_a_word_of_the_first(reports):
    names = [*reports.named("reports", "html")]
    assert [name for name in names if of_the_first(reports.page(name))] == []
    charts = [*(reports.root / "figures").glob("*.*")]
    assert [path.name for path in charts if FIRST.search(path.read_text(encoding="utf-8"))] == []


def test_a_total_of_the_wider_record_is_set_against_that_of_the_articles(reports, turned):
    total = "The total of 1,520 people from 2022 to 2031"
    assert (
        f"{total} is higher than that of the articles, fewer than 1,400 people from 2022 to 2031, "
        "assuming that "
    ) in words_of(reports, "wider")
    assert (
        f"{total} is not known to be higher or lower than that of the articles, more than 1,400 "
        "people from 2022 to 2031."
    ) in words_of(turned, "wider")


def test_a_year_of_the_wider_record_is_set_against_that_of_the_articles(reports, turned):
    counted = "were counted in that year than on average before."
    same, turned = words_of(reports, "pace-beside"), words_of(turned, "pace-beside")
    assert "The Return Office counts 260 people in 2031. We calculate between 140" in same
    assert f"So more {counted}" in same
    assert "The Return Office counts 60 people in 2031. We calculate between 162" in turned
    assert f"So fewer {counted}" in turned


def test_a_table_tells_what_others_make_of_each_claim(reports):
    text = words_of(reports, "claims")
    assert "Return Officecontradicted1,520 people (Return Office)" in text
    assert "left open: others give the same number260 people (Northern Wire)" in text
    assert "left open: no other sourcenothing noted" in text
    assert "We will take back every picker who asks" in text


def test_a_page_on_people_says_that_none_of_them_is_quoted_where_none_is(reports):
    said = "No worker is quoted here: everyone quoted speaks for an office or an organisation."
    assert said in words_of(reports, "groups")


def test_a_course_tells_what_came_last_whom_it_covers_and_who_is_not_heard(reports):
    text = words_of(reports, "course")
    assert "The last event told here is dated between 3 and 5 May 2032." in text
    assert "Who is counted" in text
    assert "No harvest worker is quoted." in text


def test_a_table_tells_how_long_each_group_takes_at_each_pace(reports):
    text = words_of(reports, "time")
    assert "At most 1.3 yearsFewer than 320 people" in text
    assert "Between 4.7 and 6 years900 people" in text


def test_a_group_and_a_pace_that_the_question_does_not_name_together_are_not_divided(reports):
    text = " ".join(Tags(reports.page("unnamed")).words().split())
    assert "not stated to be the same group. A question that names both would allow it" in text
    assert " years for 900" not in text


# ---- a count over less than a year, of the real record

EIGHT = """
[[question]]
id = "eight"
text = "How many a year?"
notebook = "years"

[question.parameters]
scope = "record"
title = "People returned a year"
groups = ["kt-1900"]
flow = "returned-2017-05-03"
others = ["returned-2017-04-embassy"]
totals = []
since = ""
divided = { memorandum-returns = ["final-order"] }
against = { flow = ["returned-2017-04-embassy"], groups = ["kt-1900"] }
topics = ["returns"]
"""


def page_of_the_real_record(
    root: Path, questions: str, id: str, changes: Mapping[str, str] | None = None
) -> str:
    """The words of a page on the real record, in which some figures have another value, by their
    ids.
    """
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    shutil.copytree(DATA, root / "data")
    (root / "notebooks" / "questions.toml").write_text(questions, encoding="utf-8")
    path = root / "data" / "figures.csv"
    lines_kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for id_changed, value in (changes or {}).items():
        [place] = [n for n, line in enumerate(lines_kept) if line.startswith(f"{id_changed},")]
        cells = lines_kept[place].split(",")
        lines_kept[place] = ",".join([*cells[:3], value, *cells[4:]])
    path.write_text("".join(lines_kept), encoding="utf-8", newline="")
    said: list[str] = []
    assert build(root, [id], lines(said.append)) == 0, "\n".join(said)
    return words_at(root, id)


def test_eight_people_on_one_day_are_no_number_a_year_on_any_page(tmp_path):
    text = page_of_the_real_record(tmp_path, EIGHT, "eight")
    assert "No time can be given for more than 1,900 people" in text
    assert "no number a year is given: its period is shorter than a year" in text
    assert re.findall(r"[\d,.]+ people a year", text) == []


REAL = (ROOT / "notebooks" / "questions.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("arrived", "is_named"), [("7", True), ("6", False)])
def test_an_arrival_is_named_only_where_the_others_make_the_number_without_it(
    tmp_path, arrived, is_named
):
    changes = {"returned-2017-05-17": arrived}
    text = page_of_the_real_record(tmp_path, REAL, "totals-against-arrivals", changes)
    made = 30 + int(arrived)
    assert f"The groups reported for 2017 make at least {made} people, but" in text
    without = "Without the group of 20 December 2017 they make exactly 28: 5, 8, 8 and 7."
    assert (without in text) == is_named


def test_a_group_is_part_only_of_the_whole_that_was_counted_at_its_time(site):
    text = words_at(site, "who-was-returned")
    assert "32 of 37" in text
    assert "without a share that can be given: 3" not in text
    assert "Nobody is quoted here: no official, no deportee and no relative." in text


def test_a_group_that_two_newspapers_report_stands_once_among_those_who_came(site):
    text = words_at(site, "flights")
    assert "43 people (the general department of immigration)" in text
    assert "43 people (Associated Press)" not in text
    assert "rests on Khmer Times alone for 43 people" not in text


# What the answer to a question says once a figure has another value.
NO = "No. The US Department of Homeland Security counts 60 Cambodian nationals removed"
TURNED_FIGURES = [
    ("returned-pace-record", {"dhs-fy2022-removals-ed2022": "60"}, NO),
    (
        "returned-pace-record",
        {"dhs-fy2018-removals-ed2022": "73"},
        "The highest published figure is 81",
    ),
    ("years-to-clear-record", {"ice-fy2019-removals": "100"}, "take about 19 years"),
]


@pytest.mark.parametrize(("id", "changes", "said"), TURNED_FIGURES)
def test_another_value_turns_the_answer_in_the_words_of_the_question(
    site, tmp_path, id, changes, said
):
    assert said not in words_at(site, id)
    assert said in page_of_the_real_record(tmp_path, REAL, id, changes)


WITH_PARTS = ["removals-series", "before-and-after-sanctions"]


# A figure of the real record with another value, and what the answer then says.
OTHERWISE = {
    "removals-series": (
        {"dhs-fy2022-removals-ed2022": "120"},
        "shows 120 removals of Cambodian nationals in fiscal 2022, the last year and the highest",
    ),
    "removals-by-conviction": (
        {"dhs-fy2019-removals-convicted-ed2022": "106"},
        "in fiscal 2019 had a prior conviction, the highest figure in the US Year",
    ),
    "before-and-after-sanctions": (
        {"dhs-fy2022-removals-ed2022": "300"},
        "On average more Cambodian nationals were removed after the visa sanctions than before",
    ),
    "flights": (
        {"returned-2018-04-05": "51", "returned-2018-12-19": "46"},
        "51 people came on 5 April 2018, the same number as had been expected.",
    ),
    "announced-and-done": (
        {"returned-2018-04-05": "243"},
        "at least 309 people",
    ),
    "refugee-arrivals": (
        {"dhs-fy1990-refugees-ed2004": "216600"},
        "does not fit the yearly figures",
    ),
}


@pytest.mark.parametrize("id", OTHERWISE)
def test_another_number_of_the_real_record_brings_up_the_words_for_another_finding(tmp_path, id):
    changes, says = OTHERWISE[id]
    assert says in page_of_the_real_record(tmp_path, REAL, id, changes)


def test_removals_that_did_not_rise_and_fall_are_not_said_to(tmp_path):
    id = "before-and-after-sanctions"
    text = page_of_the_real_record(tmp_path, REAL, id, {"dhs-fy2017-removals-ed2022": "120"})
    assert "averaged at least 45 a year after the visa sanctions, " in text
    assert "nationals rose from 1" not in text


def test_removals_that_were_higher_before_are_not_called_the_highest(tmp_path):
    id = "before-and-after-sanctions"
    text = page_of_the_real_record(tmp_path, REAL, id, {"dhs-fy2004-removals-ed2008": "170"})
    assert "averaged at least 45 a year after the visa sanctions, " in text
    assert "nationals rose from 31" not in text


def test_a_page_says_where_a_sum_of_parts_stands_back_behind_a_printed_total(site, tmp_path):
    said = "the parts add up to 40 people in fiscal 2008. We keep the printed total of 38."
    assert said in words_at(site, "removals-series")
    other = {"dhs-fy2008-removals-not-convicted-corgis": "16"}
    text = page_of_the_real_record(tmp_path, REAL, "removals-series", other)
    assert "the parts add up to 3" not in text


def test_the_parts_that_do_not_make_up_a_printed_total_are_told(site):
    text = words_at(site, "removals-by-conviction")
    assert "For fiscal 2008 the parts add up to 40, and the printed total is 38." in text


@pytest.mark.parametrize("id", WITH_PARTS)
def test_a_page_that_adds_parts_says_that_they_add_up_wherever_that_can_be_tested(site, id):
    text = words_at(site, id)
    assert "In all 20 table rows that print both a total and its parts, they agree." in text


@pytest.mark.parametrize("id", WITH_PARTS)
def test_a_page_that_adds_parts_says_where_they_do_not_add_up(tmp_path, id):
    text = page_of_the_real_record(tmp_path, REAL, id, {"dhs-fy2003-removals-ed2008": "67"})
    assert (
        "In 1 of 20 table rows that print both a total and its parts, they do not agree: 67 people "
        "in fiscal 2003, and the parts 66."
    ) in text
    assert "In all 2" not in text


# ---- nothing of the real record


def cells_of(folder: Path, columns: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for table, names in columns.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from filter(None, (row[name] for name in names))


NAMED = {
    "speakers": ("name", "family_name", "aliases"),
    "sources": ("publisher", "title", "authors", "translator"),
    "populations": ("label",),
}
KEYS = {"figures": ("figure_id",), "quotes": ("quote_id",), "events": ("event_id",)}


@cache
def real_words(own: str) -> frozenset[str]:
    """The names of the real record: its ids, whole labels, and capitalised words, but for those
    that `own` has too.
    """
    cells, articles = list(cells_of(DATA, NAMED)), Record.load(DATA).tables
    # Word by word those of the articles alone: the headlines and publishers that are only cited
    # hold words of any page.
    told = [
        cell
        for table, columns in NAMED.items()
        for column in columns
        for cell in articles[table].column(column)
    ]
    names = {name for cell in told for name in re.findall(r"\b[A-Z][^\W\d_]{2,}", cell)}
    known = {*names, *cells, *cells_of(DATA, KEYS)}
    return frozenset(words for words in known if not holds(own, words))


def holds(text: str, words: str) -> bool:
    if words not in text:  # so of most, each of which would be compiled
        return False
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


def own_words(reports: Reports) -> str:
    files = [
        path for path in (reports.root / "data").rglob("*.*") if path.suffix in (".csv", ".txt")
    ]
    return " ".join(path.read_text(encoding="utf-8") for path in files)


def shown(reports: Reports, id: str) -> str:
    """All that a page and its charts show, but for the cell of default parameters in the listing of
    its code.
    """
    shape = next((shape for name, shape in QUESTIONS if name == id), "")
    page = reports.page(id)
    for cell in (
        nbformat.read(ROOT / "notebooks" / f"{shape}.ipynb", as_version=4).cells if shape else ()
    ):
        if "parameters" in cell.metadata.get("tags", []):
            page = page.replace(f"<code>{escape(cell.source)}</code>", "")
    tags = Tags(page)
    kept = [text for tag, text in tags.texts if tag != "style"]
    charts = [
        path.read_text(encoding="utf-8") for path in (reports.root / "figures").glob(f"{id}-*.csv")
    ]
    return " ".join(
        [*kept, *tags.values("alt"), *tags.values("aria-label"), *tags.values("content"), *charts]
    )


@pytest.mark.parametrize("id", [*IDS, "index"])
def test_its_page_has_no_word_of_the_real_record(reports, id):
    words, text = real_words(own_words(reports)), shown(reports, id)
    assert len(words) > 100
    assert [word for word in sorted(words) if holds(text, word)] == []


# ---- the data choose the sentence


def test_a_total_that_was_replaced_contradicts_none_and_is_told_with_the_reason(tmp_path):
    rows = second_record.valid_rows()
    rows["figures"]["la-1400"] |= {"rank": "superseded", "rank_reason": "Corrected to 1,520 since"}
    reports = Reports(tmp_path, rows, second_record.TEXTS, ids=["returned"])
    assert reports.status == 0, "\n".join(reports.said)
    assert sentences(reports.answer("returned")) == [
        "The count is 1,520 people from 2022 to 2031, according to the Return Office."
    ]
    told = "No longer relied on: fewer than 1,400 people from 2022 to 2031."
    assert told in words_of(reports, "returned")


def test_the_changed_record_builds_too(turned):
    assert (turned.problems, turned.status) == ([], 0), "\n".join(turned.said)


@pytest.mark.parametrize("id", TURNED)
def test_other_rows_turn_the_words_of_the_answer(reports, turned, id):
    says, no_longer = TURNED[id]
    assert missing(turned.answer(id), says) == []
    assert missing(reports.answer(id), says) != []
    assert no_longer in reports.answer(id)
    assert no_longer not in turned.answer(id)


@pytest.mark.parametrize("id", TURNED)
def test_what_is_turned_is_still_one_to_five_sentences(turned, id):
    assert 1 <= len(sentences(turned.answer(id))) <= 5
