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
from records import Rows
from samples import Tags

from analysis.build.build import build
from analysis.build.progress import lines
from analysis.record.csvfiles import DATA
from analysis.record.record import Record
from analysis.report.export import find_answer, outputs, record
from analysis.report.prose import plain

SHAPES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SIDES = '{ XQ = "Quillonia", XB = "Brenmark", "" = "not stated" }'
NARROW = '\nscope = "articles"\nagainst = []\napart = []'
NO_OTHERS = 'scope = "articles"\nseries = ""\npaces = []\nagainst = {}'
DIVIDED = '{ sent-home = ["ordered", "custody"], returned = ["ordered"] }'
# The parameters of each question, in TOML, by id and notebook.
QUESTIONS = {
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
waiting = []
divided = {}
topics = []
scope = "record"
series = ""
paces = []
against = { flow = ["la-260"], totals = ["bu-1520"] }""",
    ("pace", "pace"): f"""{NO_OTHERS}
flow = "la-260"
totals = ["bu-1520", "la-1400"]
since = ""
waiting = []
divided = {{}}
topics = ["returns"]""",
    ("clearing", "pace"): f"""{NO_OTHERS}
flow = "la-260"
totals = ["bu-1520"]
since = "la-accord"
waiting = ["la-900", "la-320"]
divided = {DIVIDED}
topics = ["returns"]""",
    ("unnamed", "pace"): f"""{NO_OTHERS}
flow = "la-260"
totals = ["bu-1520"]
since = "la-accord"
waiting = ["la-900"]
divided = {{}}
topics = ["returns"]""",
    ("groups", "populations"): 'figures = ["la-900", "la-320", "wi-120"]\nquoted = ["wi-harvest"]',
    ("cooperation", "positions"): f"""
matter = "Quillonia’s cooperation on returns"
target = ["cooperation"]
beside = ["returns"]
points = {{}}
reported = ["la-accord", "la-ferry"]
silent = "silence"
sides = {SIDES}""",
    ("requests", "positions"): f"""
matter = "What each side asks of the other"
target = ["returns"]
beside = ["cooperation"]
points = {{ names_before_boats = ["la-names"], the_travel_fee = ["wi-hold", "la-fee"] }}
reported = ["la-meeting"]
silent = "silence"
sides = {SIDES}""",
    ("timeline", "timeline"): f"""
scope = "articles"
turning = ["wi-pier", "la-accord", "la-ferry"]
turn = "2032"
sides = {SIDES}""",
    ("voices", "voices"): f'silent = "silence"\nsides = {SIDES}',
    ("dating", "dating"): 'rest = "external"',
    ("series", "series"): """
scope = "record"
populations = ["sent-home"]
parts = []
events = ["la-accord"]""",
    ("turn", "turn"): """
scope = "record"
event = "la-accord"
population = "sent-home"
beside = []
parts = []
since = ["2010-01-01"]""",
    ("stocks", "stocks"): 'scope = "record"\npopulations = ["ordered", "custody", "cooks"]',
    ("arrivals", "coverage"): """
scope = "record"
total = "la-1400"
yearly = "sent-home"
beside = []
ceiling = ""
apart = ["wi-120"]""",
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
UNTITLED = ("voices", "dating")  # whose charts have one title whatever the record

# What the answers say of the second record as it stands; more than one line for a question is said
# in this order.
SAID = {
    "returned": [
        "The Return Office counts 1,520 people from 2022 to 2031 (harvest workers returned), the "
        "total preferred here; of the other totals reported, fewer than 1,400 people, from 2022 "
        "to 2031, contradict it, if those sent home and those counted as returned are the same "
        "workers.",
        "Without the 260 people in 2031 we calculate 1,260 people",
    ],
    "passports": [
        "Reported are 410 documents (passports of adults; on 31 March 2032, as the Return Office "
        "gives it) and 95",
        "; together we calculate 505 documents",
        "The sum counts documents",
    ],
    "wider": [
        "From fewer than 1,400 people from 2022 to 2031 in the articles, the wider record changes "
        "the answer to a higher total, assuming that those sent home and those counted as "
        "returned are the same workers: the Return Office counts 1,520 people",
        "Other groups are counted too, which nothing relates to it: about 120 people",
    ],
    "ledger": [
        "The running totals do not contradict each other, nor what arrived between them: 1,520 "
        "people (harvest workers returned; from 2022 to 2031, as the Return Office gives it) and "
        "fewer than 1,400 people",
    ],
    "pace-beside": [
        "The wider record reports no later year than in 2031, and the answer stays the same: more "
        "than the average",
    ],
    "pace": [
        "More than the average of the years before: 260 people (harvest workers sent home) in "
        "2031, as the Return Office counts them, beside at most 143 people a year",
        "So it is beside between 140 and 158 people a year (1,260 people from 2022 to 31 December "
        "2030), assuming that those sent home and those counted as returned are the same workers.",
    ],
    "clearing": [
        "It would take 3.5 years for 900 people (harvest workers under a removal order) and at "
        "most 1.3 years for fewer than 320 people (harvest workers in custody under a removal "
        "order) at the pace in 2031, 260 people a year (harvest workers sent home): a "
        "calculation, not a forecast, assuming that returns go on at this pace; that all who are "
        "returned come from this group; that nobody joins the group, and nobody leaves it "
        "otherwise.",
        "the Return Office counts those returned, the Return Office the groups",
    ],
    "unnamed": [
        "No time can be given for 900 people (harvest workers under a removal order; on 31 March "
        "2032, as the Return Office gives it) on what the record holds.",
    ],
    "groups": [
        "No total is given, for how some of these groups relate to each other is not stated: 900 "
        "people (harvest workers under a removal order; on 31 March 2032, as the Return Office "
        "gives it) and about 120 people (cooks waiting for a boat; on 31 March 2032, as Pickers’ "
        "Union gives it).",
        "Stated to be part of another group: fewer than 320 people (harvest workers in custody "
        "under a removal order) of 900 people (harvest workers under a removal order; on 31 March "
        "2032, as the Return Office gives it), at most 35.5 %.",
    ],
    "cooperation": [
        "Quillonia’s cooperation on returns is affirmed by Oda Merrin (10 June 2032)",
        "nobody quoted in the three articles denies it",
        "qualified by Oda Merrin (10 June 2032); criticised by Jarl Tovik (between 20 and 22 June "
        "2032: “a partner in name alone”)",
        "both countries sign the Harbour Accord (March 2021); the ferry closes (by May 2031)",
    ],
    "requests": [
        "What each side asks of the other: the travel fee (the government of Brenmark, 2024 to "
        "2026); names before boats (Oda Merrin, 10 June 2032); the travel fee (the government of "
        "Quillonia, between 20 and 22 June 2032).",
        "In words quoted on returns: criticised by Jarl Tovik (10 June 2032: “long overdue”); the "
        "subject of requests by Sanne Okuro (between 20 and 22 June 2032); suspended by the "
        "government of Quillonia",
        "Oda Merrin and Jarl Tovik meet (no date given)",
    ],
    "timeline": [
        "By date, as far as the dates give an order: both countries sign the Harbour Accord "
        "(March 2021); the ferry closes (by May 2031); the Return Office plans a new pier (2033).",
        "In the three articles 12 events are reported: 2 dated to a certain day, 9 dated within a "
        "longer time and 1 not dated",
    ],
    "voices": [
        "65 words are quoted, 45 of them by speakers from Quillonia, more than from any other side",
        "the Harvest Ministry sends no answer (between 20 and 22 June 2032, as Northern Wire "
        "reports)",
        "Different articles report 260 people, but several also quote the same bodies, the "
        "government of Quillonia and the government of Brenmark",
    ],
    "dating": [
        "How the dates of 30 entries of the three articles are known: 13 stated, 5 resolved from "
        "the text, 8 by outside evidence, 2 assumed and 2 not known.",
        "Northern Wire (published between 20 and 22 June 2032)",
        "the periods of 260 people and about 120 people",
    ],
    "series": [
        "harvest workers sent home: the most that is given for any year is 260 people in 2031, "
        "and for the latest 260",
    ],
    "turn": [
        "both countries sign the Harbour Accord (March 2021): no averages before and after that "
        "day can be compared on what the record holds.",
        "What came after need not have come of it.",
    ],
    "stocks": [
        "No definition has numbers at different times: 900 people (harvest workers under a "
        "removal order; on 31 March 2032, as the Return Office gives it), fewer than 320 people",
        "A number by another definition is no change.",
    ],
    "arrivals": [
        "% of the time of fewer than 1,400 people (harvest workers sent home; from 2022 to 2031, "
        "as the Return Office gives it): they add up to 260 people, and would leave at most 1,139 "
        "people for the time without them.",
    ],
    "clues": [
        "Northern Wire published the article between 12 and 30 June 2032: not before 12 June 2032 "
        "(the article is published, 12 June 2032); not before 10 June 2032 and not after 30 June "
        "2032 (the Return Office gives its count, 10 June 2032), assuming that the articles next "
        "to it stand in the order of publication",
        "By its own words alone, with what dates them, it came out between 10 and 30 June 2032.",
    ],
}

# What the answers say, in this order, once the rows of `flipped` are other ones; then what they no
# longer say.
TURNED = {
    "returned": (
        ["more than 1,400 people, from 2022 to 2031, do not contradict it, even if"],
        "it, if those",
    ),
    "passports": (["No sum is given"], "505"),
    "pace": (["Fewer than the average of the years before", "60 people"], "More than the average"),
    "wider": (["not known to be higher than more than 1,400 people"], "to a higher total"),
    "groups": (
        [
            "900 people",
            "fewer than 320 people (harvest workers in custody under a removal order; on 31",
        ],
        "Stated to be part of another",
    ),
    "cooperation": (
        [
            "is denied by Oda Merrin (10 June 2032)",
            "nobody quoted in the three articles affirms it",
        ],
        "is affirmed by",
    ),
    "voices": (
        [
            "all of them by speakers from Quillonia",
            "nobody is quoted there from the other side (Brenmark)",
            "paraphrased, not quoted: Return Office",
            "No figure is shared by the three articles",
        ],
        "more than from any other side",
    ),
    "dating": (["12 stated, 4 resolved", "3 not known"], "13 stated"),
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
            + f'title = "What was reported of {id}"\n'
            * (shape not in UNTITLED)
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
    return Reports(tmp_path_factory.mktemp("flipped"), *flipped(), ids=TURNED)


def sentences(answer: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", answer)


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
    assert reports.named("reports", "html") == {*IDS, "index"}


@pytest.mark.parametrize("shape", SHAPES)
def test_its_notebook_is_the_real_one_unedited(reports, shape):
    name = Path("notebooks", f"{shape}.ipynb")
    assert (reports.root / name).read_bytes() == (ROOT / name).read_bytes()


@pytest.mark.parametrize("id", IDS)
def test_its_answer_says_what_the_rows_decide(reports, id):
    assert missing(reports.answer(id), SAID[id]) == []


@pytest.mark.parametrize("id", IDS)
def test_its_answer_is_one_to_three_sentences(reports, id):
    assert 1 <= len(sentences(reports.answer(id))) <= 3


@pytest.mark.parametrize("id", IDS)
def test_its_charts_have_their_data_beside_them(reports, id):
    charts = {name for name in reports.named("figures", "svg") if name.startswith(f"{id}-")}
    assert charts
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
    assert len(sentences(short)) == 1
    assert short in " ".join(Tags(reports.page("index")).words().split())


def answers(reports: Reports, id: str) -> Iterator[Mapping[str, Any]]:
    executed = nbformat.read(reports.root / "reports" / f"{id}.ipynb", as_version=4)
    yield from (record(output) for _, output in outputs(executed) if record(output))


def test_a_group_and_a_pace_that_the_question_does_not_name_together_are_not_divided(reports):
    text = " ".join(Tags(reports.page("unnamed")).words().split())
    assert "not stated to be the same group; a question that names both would allow it" in text
    assert " years for 900" not in text


# ---- a count over less than a year, of the real record

EIGHT = """
[[question]]
id = "eight"
text = "How many a year?"
notebook = "pace"

[question.parameters]
scope = "record"
title = "People returned a year"
flow = "returned-2017-05-03"
totals = []
since = ""
waiting = ["kt-1900"]
divided = { memorandum-returns = ["final-order"] }
series = ""
paces = ["returned-2017-04-embassy"]
against = { flow = ["returned-2017-04-embassy"], waiting = ["kt-1900"] }
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
    page = (root / "reports" / f"{id}.html").read_text(encoding="utf-8")
    return " ".join(Tags(page).words().split()).replace("\u00a0", " ")


def test_eight_people_on_one_day_are_no_number_a_year_on_any_page(tmp_path):
    text = page_of_the_real_record(tmp_path, EIGHT, "eight")
    assert "No time can be given for more than 1,900 people" in text
    assert "no number a year is given: its period is shorter than a year" in text
    assert re.findall(r"[\d,.]+ people a year", text) == []


REAL = (ROOT / "notebooks" / "questions.toml").read_text(encoding="utf-8")
WITH_PARTS = ["removals-series", "before-and-after-sanctions"]


@pytest.mark.parametrize("id", WITH_PARTS)
def test_a_page_that_adds_parts_says_that_they_add_up_wherever_that_can_be_tested(tmp_path, id):
    text = page_of_the_real_record(tmp_path, REAL, id)
    assert (
        "In all 20 rows (cited) of the tables that give a total and its parts, the parts add up "
        "to it." in text
    )


@pytest.mark.parametrize("id", WITH_PARTS)
def test_a_page_that_adds_parts_says_where_they_do_not_add_up(tmp_path, id):
    text = page_of_the_real_record(tmp_path, REAL, id, {"dhs-fy2003-removals-ed2008": "67"})
    assert (
        "In 1 (cited) of 20 rows (cited) of the tables that give a total and its parts, the parts "
        "do not add up to it: 67 people in the fiscal year 2003 (cited), and their parts 66 "
        "(cited)."
    ) in text
    assert "In all 2" not in text
    assert "as is so in all 2" not in text


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
def test_what_is_turned_is_still_one_to_three_sentences(turned, id):
    assert 1 <= len(sentences(turned.answer(id))) <= 3
