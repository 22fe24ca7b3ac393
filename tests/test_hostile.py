"""Untrusted words do nothing and lose nothing: in every text column, in every block, in a real
browser, as CSV.

The words are the Big List of Naughty Strings where ../shared holds it, and always the strings of
OWN.
"""

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from io import StringIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import samples
from bs4 import BeautifulSoup
from conftest import ROOT
from markupsafe import Markup
from playwright.sync_api import Page
from records import SIDES, Rows, descriptor, valid_rows, with_cited, write_record

from analysis.errors import BuildError, DateError, ProseError, RecordError, UnusableInput
from analysis.measures import unknowns, voices
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import parse
from analysis.record import verify
from analysis.record.csvfiles import MAX_ROW, read_csv, replace_fields
from analysis.record.csvfiles import PACKAGE as DESCRIPTOR
from analysis.record.record import Record
from analysis.record.rules import check_rules
from analysis.record.tables import Field, Package, Table, check_tables, load_package, read_tables
from analysis.report import charts, content, gate, index, prose, sources, table_columns, wording
from analysis.report.blocks import Block
from analysis.report.charts.canvas import PIXELS
from analysis.text.anchors import span_at
from analysis.text.lexicon import number_tokens, typed_numbers

BLNS = ROOT.parent / "shared" / "naughty-strings" / "blns.json"
OWN = (
    "",
    " ",
    "  padded  ",
    "line\nbreak, then\tTAB",
    "boats\none two\nthree",
    "two\n\nparagraphs",
    '"',
    '"an opening mark alone',
    'a closing mark alone"',
    '"""",""\n"',
    "“never closed",
    "never opened”",
    "=HYPERLINK(\"https://example.org/?\"&A1)",
    "=cmd|' /C calc'!A0",
    "+SUM(A:A)",
    "@SUM(A:A)",
    "＝SUM(A:A)",
    "\t=SUM(A:A)",
    "-2+3+cmd|' /C calc'!A0",
    "<script>document.title = 'run'; alert(this)</script>",
    "</title></style></textarea><script>document.title = 'run'</script>",
    "<img src=https://example.org/x.png onerror=\"document.title = 'run'\">",
    "<meta http-equiv='refresh' content='0;url=https://example.org'><base "
    "href='https://example.org'>",
    "<!-- ]]> --!><![CDATA[ <!DOCTYPE html>",
    "</q></blockquote></article></main></body></html>",
    "</a><a class='evidence' href='#e-q-1'>a link</a>",
    "<footer>not the footer</footer> &amp;lt; &#60; &lt &nbsp;",
    "[words](javascript:alert(1)) ![picture](https://example.org/y.png) **$\\frac12$** \\(x\\)",
    "{{ 'row' ~ 'boat' }} {% raw %} {name:aspect} {0} {} %s %(x)s",
    "\u202egnp.exe\u202c \u2066turned\u2069 \u200eleft\u200f \u061cright",
    "zero\u200bwidth, soft\u00adhyphen, word\u2060joiner, \ufeffmark, vowel\u180e, "
    "\ufff9note\ufffabelow\ufffb",
    "កម្ពុជា\u200bនិងអាមេរិក",
    "क्\u200dष नु\u200cपु \U0001f469\u200d\U0001f4bb e\u0301\u0301\u0301",
    "\x1b[31mred\x1b[0m \x07\x08\x0b\x0c\x7f\x85\x9b",
    "\u2028line\u2029paragraph \ufffe\ufdd0\U0010ffff\ue000",
    "40",
    "forty boats on 2 May 2021",
    "-1",
    "a; b;;c",
    "left … right [...] more",
    "https://example.org/",
    "javascript:alert(1)",
    "../../etc/passwd",
    "clipped: as the reader sees",
)  # fmt: skip
LIST: tuple[str, ...] = tuple(json.loads(BLNS.read_text("utf-8"))) if BLNS.is_file() else ()
STRINGS = tuple(dict.fromkeys([*LIST, *OWN]))
PAGES = 8
PLACE = re.compile(
    r"(?P<file>\S*\w\.csv):(?P<line>\d+) [a-z]+ .+?(?:, column (?P<column>\w+))?", re.DOTALL
)

# What shows nothing of itself but changes how words are shown, or hides some: a page names it.
UNSEEN = {
    *range(0x20),
    *range(0x7F, 0xA0),
    0xAD,
    0x61C,
    0x180E,
    0x200E,
    0x200F,
    *range(0x2028, 0x202F),
}
UNSEEN |= {*range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC)}
UNSEEN |= {
    0x34F,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    *range(0x180B, 0x1810),
    0x2065,
    0x3164,
    *range(0xFE00, 0xFE10),
}
UNSEEN |= {0xFFA0, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)}
UNSEEN |= {code for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
UNSEEN -= {ord("\t"), ord("\n"), 0x200B, 0x200C, 0x200D}
KHMER = "[\u1780-\u17ff\u19e0-\u19ff]"


def shown(text: str) -> str:
    """What a page shows of `text`: every character, and those that show nothing by their names."""
    named = re.sub(f"(?<!{KHMER})\u200b|\u200b(?!{KHMER})", "⟦U+200B⟧", text)
    return "".join(f"⟦U+{ord(c):04X}⟧" if ord(c) in UNSEEN else c for c in named)


# ---- the list


def test_the_list_is_whole_where_it_is_held():
    if not LIST:
        pytest.skip(f"{BLNS} is not held here: the strings of this file's own list are tried alone")
    assert len(LIST) == 515


def test_the_own_list_is_of_admissible_and_inadmissible_strings():
    assert len({*OWN}) == len(OWN) >= 40
    assert len(STRINGS) > len(LIST)


# ---- the record check: every string in every column


def package_of_the_tests() -> Package:
    """The descriptor of the record that the tests write, which has sides of its own."""
    with TemporaryDirectory() as folder:
        Path(folder, DESCRIPTOR).write_text(descriptor(SIDES), encoding="utf-8")
        return load_package(Path(folder))


PACKAGE = package_of_the_tests()
COLUMNS = [
    (table.name, field.name) for table in PACKAGE.resources.values() for field in table.fields
]
TEXTS = ("string", "list")


def field_of(table: str, column: str) -> Field:
    return next(field for field in PACKAGE.resources[table].fields if field.name == column)


def is_free(field: Field) -> bool:
    """Whether a column takes any words."""
    is_closed = field.choices or field.reference or field.edtf or "pattern" in field.constraints
    return field.type in TEXTS and not is_closed


UNIT = ("figures", "unit")  # its words are those of the unit of its population
FREE = [pair for pair in COLUMNS if is_free(field_of(*pair)) and pair != UNIT]


@pytest.fixture(scope="module")
def valid(tmp_path_factory) -> dict[str, Table]:
    return read_tables(write_record(tmp_path_factory.mktemp("valid"), with_cited()))


def crowded(tables: Mapping[str, Table], name: str, column: str) -> dict[str, Table]:
    """The tables, with a row more for every string, which stands in `column`."""
    table, many = tables[name], len(STRINGS)
    added = {c: [cells[0]] * many for c, cells in table.cells.items()}
    apart = [
        field.name for field in PACKAGE.resources[name].fields if field.constraints.get("unique")
    ]
    for key in [*table.key[:1], *apart]:
        added[key] = [f"{n:064x}" for n in range(many)]
    added[column] = list(STRINGS)
    cells = {c: [*table.cells[c], *added[c]] for c in table.cells}
    lines = [*table.lines, *range(table.lines[-1] + 1, table.lines[-1] + 1 + many)]
    return {**tables, name: replace(table, cells=cells, lines=lines)}


def found(tables: dict[str, Table]) -> list[RecordError]:
    return [*check_tables(tables, PACKAGE), *check_rules(tables)]


Problems = Callable[[str, str], tuple[dict[str, Table], list[RecordError]]]


@pytest.fixture(scope="module")
def problems(valid) -> Problems:
    """The tables with every string in a column, and what the check finds wrong with them."""

    @cache
    def of(name: str, column: str) -> tuple[dict[str, Table], list[RecordError]]:
        crowd = crowded(valid, name, column)
        return crowd, found(crowd)

    return of


def refused(problems: Problems, name: str, column: str, named: str = "") -> set[str]:
    """The strings that the check refuses in `column`, or in the one `named`; every problem that it
    finds says where.
    """
    crowd, wrong = problems(name, column)
    lines, strings = crowd[name].lines, set()
    for problem in wrong:
        place = PLACE.fullmatch(problem.where)
        assert place, problem
        assert problem.wrong
        if place["file"].endswith(f"/{name}.csv") and place["column"] == (named or column):
            strings.add(crowd[name].column(column)[lines.index(int(place["line"]))])
    return strings


def is_in_form(field: Field, cell: str, tables: Mapping[str, Table]) -> bool:
    """Whether a closed column may hold `cell`, by the descriptor alone."""
    if field.edtf:
        return is_date(cell)
    if field.type in ("integer", "number"):
        digits = r"[0-9]{1,18}" + r"(\.[0-9]{1,18})?" * (field.type == "number")
        return bool(re.fullmatch(digits, cell)) and float(cell) >= field.constraints.get(
            "minimum", 0
        )
    known = {
        *field.choices,
        *(tables[field.reference[0]].column(field.reference[1]) if field.reference else ()),
    }
    parts = cell.split(field.delimiter) if field.delimiter else [cell]
    pattern = field.constraints.get("pattern", ".*").strip("^$")
    return all(
        re.fullmatch(pattern, part, re.DOTALL) and (part in known or not known) for part in parts
    )


def is_date(cell: str) -> bool:
    try:
        parse(cell)
    except DateError:
        return False
    return True


def inadmissible(field: Field) -> set[str]:
    """The strings that a column of free words refuses by the descriptor."""
    most, parts = field.constraints.get("maxLength", MAX_ROW), field.delimiter or "\0"
    empty = {""} if field.constraints.get("required") else set()
    padded = {
        s
        for s in STRINGS
        if s and field.delimiter and any(p != p.strip() or not p for p in s.split(parts))
    }
    return empty | padded | {s for s in STRINGS if len(s) > most}


@pytest.mark.parametrize(
    ("table", "column"), [pair for pair in COLUMNS if pair not in (*FREE, UNIT)]
)
def test_a_closed_column_refuses_every_string_that_has_not_its_form(valid, problems, table, column):
    field = field_of(table, column)
    tables = crowded(valid, table, column) if field.reference == (table, column) else valid
    wrong = {s for s in STRINGS if s and not is_in_form(field, s, tables)}
    wrong |= {""} if field.constraints.get("required") else set()
    assert len(wrong) > 30
    assert wrong - refused(problems, table, column) == set()


def test_a_unit_that_is_not_that_of_its_population_is_refused(problems):
    assert refused(problems, *UNIT) == {*STRINGS} - {"persons"}


# Words that say what another column holds, which is then the one to mend.
READ_AGAIN = {
    ("figures", "exact"): "value",
    ("figures", "period_text"): "period",
    ("events", "exact"): "date",
}
NUMBERLESS = (("relations", "note"), ("quotes", "presupposes"), ("populations", "label"))


@pytest.mark.parametrize(
    ("table", "column"), [pair for pair in FREE if pair not in (*READ_AGAIN, *NUMBERLESS)]
)
def test_a_column_of_free_words_refuses_nothing_but_what_is_empty_too_long_or_no_list(
    problems, table, column
):
    assert refused(problems, table, column) == inadmissible(field_of(table, column)) | unnoted(
        table, column
    )


def unnoted(table: str, column: str) -> set[str]:
    """The empty note or attribution, where the row to which the strings are added needs one."""
    needed = {("figures", "note"), ("figures", "attribution"), ("quotes", "note")}
    return {""} if (table, column) in needed else set()


@pytest.mark.parametrize(("table", "column"), READ_AGAIN)
def test_words_that_do_not_say_what_the_row_holds_are_refused(problems, table, column):
    silent = {s for s in STRINGS if s and not typed_numbers(s)}
    assert len(silent) > 20
    assert silent <= refused(problems, table, column, READ_AGAIN[table, column])
    assert refused(problems, table, column) <= {""}


@pytest.mark.parametrize(("table", "column"), NUMBERLESS)
def test_words_that_pages_print_as_the_records_own_are_refused_where_they_hold_a_number(
    problems, table, column
):
    assert refused(problems, table, column) - {""} == {s for s in STRINGS if typed_numbers(s)}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_refusal_brings_no_control_character_to_the_terminal(problems, table, column):
    for problem in problems(table, column)[1]:
        strange = [c for c in str(problem) if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]
        assert strange == [], ascii(str(problem))


OFFSETS = [
    "-1",
    "+1",
    "1e3",
    "0x10",
    " 1",
    "1 ",
    "1.0",
    "1,000",
    "١٢",
    "１２",
    "²",
    "½",
    "NaN",
    "1_000",
    "9" * 19,
    "",
]


@pytest.mark.parametrize("column", ["start", "end"])
@pytest.mark.parametrize("table", ["regions", "figures", "quotes", "events", "exclusions"])
@pytest.mark.parametrize("offset", [*OFFSETS, "9" * 18])
def test_an_offset_that_is_none_or_lies_outside_the_text_is_refused_by_its_column(
    valid, table, column, offset
):
    held = valid[table]
    cells = {**held.cells, column: [offset, *held.cells[column][1:]]}
    problems = found({**valid, table: replace(held, cells=cells)})
    told = {PLACE.fullmatch(problem.where)["column"] for problem in problems}
    assert {"start", "end"} & told if offset == "9" * 18 else column in told


# ---- the files: written, read, edited


FITS = [s for s in STRINGS if "\0" not in s and "\r" not in s]


def filled_rows() -> Rows:
    """A row of every table for every string, which stands in every cell of it."""
    rows: Rows = {}
    for table in PACKAGE.resources.values():
        rows[table.name] = {f"n-{n}": dict.fromkeys(table.columns, s) for n, s in enumerate(FITS)}
    return rows


def test_every_string_reads_back_from_every_column_as_it_was_written(tmp_path):
    tables = read_tables(write_record(tmp_path, filled_rows()))
    for table in tables.values():
        header, columns, _ = read_csv(table.path)
        assert header == table.columns
        assert columns == [FITS] * len(header)


def test_every_string_that_is_filled_into_a_file_reads_back_and_leaves_the_rest(tmp_path):
    rows = {
        "speakers": {
            f"n-{n}": {"name": "A", "role": "B", "kind": "person"} for n in range(len(FITS))
        }
    }
    folder = write_record(tmp_path, valid_rows() | rows)
    replace_fields(folder / "speakers.csv", {n: {"name": s} for n, s in enumerate(FITS)})
    table = read_tables(folder)["speakers"]
    assert table.column("name") == FITS
    assert {*table.column("role")} == {"B"}


@pytest.mark.parametrize("cell", ["a\rb", "a\r\nb", "a\0b", "\ud800"])
@pytest.mark.parametrize("quoted", [True, False])
def test_what_no_cell_can_hold_is_refused_with_the_file_and_the_line(tmp_path, cell, quoted):
    message = unreadable(tmp_path, f'"{cell}"' if quoted else cell)
    assert re.match(
        r"\S+/populations\.csv:6: (holds a (carriage return|NUL byte)|is not UTF-8)", message
    ), message


@pytest.mark.parametrize("cell", ['"open', 'shut"', '"a"b"', '"a" ', ' "a"', '""""""x', '"a""'])
def test_an_unbalanced_quotation_mark_is_refused_with_the_file_and_the_line(tmp_path, cell):
    wrong = r"has a quotation mark outside|has \d fields where the header has 6; .*quote"
    assert re.match(rf"\S+/populations\.csv:6: ({wrong})", unreadable(tmp_path, cell))


def unreadable(folder: Path, cell: str) -> str:
    """What is said of a record in which a raw cell stands in the last line of a table."""
    path = write_record(folder) / "populations.csv"
    path.write_bytes(
        path.read_bytes()
        + f"more,{cell},all of them,persons,none\n".encode("utf-8", "surrogatepass")
    )
    with pytest.raises(UnusableInput) as error:
        read_tables(folder)
    return str(error.value)


# ---- a record of which every free column and every text is made of the strings


TEXTUAL = [s for s in FITS if s.strip()]
DATED = {"said_on": "2021-05-03", "said_on_basis": "external"}
VOICE = {"mode": "heading", "target": "none", "stance": "none", "part": "1"}
Story = dict[str, dict[str, dict[str, str]]]


def parts_of(string: str) -> dict[str, str]:
    """The pieces of a source text: the string as a headline, a body, and a headline with the string
    on both sides.
    """
    return {
        "string": string,
        "body": "There were 40 boats at the quay.",
        "around": f"{string} Boats {string}",
    }


def text_of(string: str) -> str:
    return "\n\n".join(parts_of(string).values()) + "\n"


def anchor(n: int, string: str, words: str, part: str, context: bool = True) -> dict[str, str]:
    """The anchor cells of `words`, which stand first in a part of the text of the string."""
    text, parts = text_of(string), parts_of(string)
    before = [*parts][: [*parts].index(part)]
    start = sum(len(parts[name]) + len("\n\n") for name in before) + parts[part].index(words)
    span = span_at(text, start, start + len(words))
    cells = {
        "source_id": f"n-{n}",
        "start": str(span.start),
        "end": str(span.end),
        "exact": span.exact,
    }
    return cells | ({"prefix": span.prefix, "suffix": span.suffix} if context else {})


def story(n: int, s: str) -> Story:
    """The rows of one string, which stands in every cell that may hold any words, and in its own
    source.
    """
    text, listed = text_of(s), "" if ";" in s or s != s.strip() else s
    dated = {
        "published": "2021-05-04",
        "published_basis": "external",
        "published_note": s,
        "rights": s,
    }
    source = {
        "title": s,
        "publisher": s,
        "authors": listed,
        "translator": s,
        "genre": "report",
        "language": "en",
    }
    held = {
        "file": f"n-{n}.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "chars": str(len(text)),
    }
    said = {"speaker_id": f"n-{n}", "note": s, **DATED}
    period = {"period": "2021-05", "period_text": s, "period_basis": "external", "period_note": s}
    kinds = {"string": "headline", "body": "body", "around": "headline"}
    regions = {
        f"n-{n}-{part}": anchor(n, s, words, part, False) for part, words in parts_of(s).items()
    }
    return {
        "sources": {f"n-{n}": source | dated | held},
        "regions": {
            id: {"kind": kind, **{c: regions[id][c] for c in ("source_id", "start", "end")}}
            for id, kind in zip(regions, kinds.values(), strict=True)
        },
        "speakers": {
            f"n-{n}": {
                "name": s,
                "family_name": s,
                "aliases": listed,
                "kind": "person",
                "role": s,
                "side": "XR",
            }
        },
        "populations": {
            f"n-{n}": {
                "label": s,
                "definition": s,
                "unit": "persons",
                "status": "none",
            }
        },
        "relations": {
            f"n-{n}": {"population_a": f"n-{n}", "population_b": "none", "relation": "disjoint"}
            | noted(s)
        },
        "figures": {
            f"f-{n}": {
                "claim_id": f"f-{n}",
                "value": "40",
                "bound": "exact",
                "unit": "persons",
                "measure": "stock",
            }
            | {"population_id": f"n-{n}", "attribution": s, "rank": "normal", "rank_reason": s}
            | {**said, **period, **anchor(n, s, "40 boats", "body")}
        },
        "quotes": {
            f"q-{n}": {
                **VOICE,
                "utterance_id": f"q-{n}",
                "venue": s,
                **said,
                **anchor(n, s, s, "string"),
            },
            f"b-{n}": {
                **VOICE,
                "utterance_id": f"b-{n}",
                "venue": s,
                **said,
                **anchor(n, s, "Boats", "around"),
            },
        },
        "events": {
            f"e-{n}": {
                "label": s,
                "kind": "report",
                "date": "2021-05",
                "date_basis": "external",
                "actors": f"n-{n}",
            }
            | anchor(n, s, s, "string", False)
        },
        "exclusions": dict(excluded(n, s)),
    }


def noted(string: str) -> dict[str, str]:
    """Basis and note of a relation, whose note holds no number."""
    return {"basis": "assumed", "note": "nobody knows" if typed_numbers(string) else string}


def excluded(n: int, string: str) -> Iterator[tuple[str, dict[str, str]]]:
    """An exclusion for every number that the string brings into its text."""
    text = text_of(string)
    body = text.index("There were 40 boats")
    for token in number_tokens(text):
        if not body < token.start < body + 20:
            place = {
                "source_id": f"n-{n}",
                "start": str(token.start),
                "end": str(token.end),
                "exact": token.text,
            }
            yield f"x-{n}-{token.start}", place | {"reason": string}


def told(strings: Mapping[int, str], without: Iterable[tuple[str, str]] = ()) -> Rows:
    """The rows of many strings, but for these (table, key); of figures, only the words around them
    are left out.
    """
    rows: Rows = {name: {} for name in PACKAGE.resources}
    rows["populations"]["none"] = {
        "label": "nobody",
        "definition": "Nobody",
        "unit": "persons",
        "status": "none",
    }
    for n, string in strings.items():
        for table, cells in story(n, string).items():
            rows[table] |= cells
    for table, key in {*without}:
        if table == "figures":
            rows[table][key] |= {"period_text": "", "attribution": ""}
        else:
            del rows[table][key]
    return rows


def problems_of(folder: Path, rows: Rows, strings: Mapping[int, str]) -> list[RecordError]:
    """Write the record of the strings, its texts and its receipt; returns what the check and the
    verification find.
    """
    write_record(folder, rows)
    (folder / "sources").mkdir(exist_ok=True)
    for n, string in strings.items():
        (folder / "sources" / f"n-{n}.txt").write_text(
            text_of(string), encoding="utf-8", newline=""
        )
    tables = read_tables(folder)
    texts, unheld = verify.held_texts(tables["sources"], [folder / "sources"])
    outcome = verify.verify_record(tables, texts, {}, date(2021, 6, 1))
    (folder / verify.RECEIPT).write_bytes(verify.receipt_bytes(outcome.receipt))
    # A label that holds a number is refused, and pages are tried with it all the same.
    checked = [problem for problem in found(tables) if problem.code != "R06"]
    return [*unheld, *checked, *outcome.problems]


@dataclass
class Told:
    """The record of all strings, by their numbers, without the rows that were refused; and why
    those were.
    """

    record: Record
    problems: list[RecordError]
    remaining: list[RecordError]


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Told:
    data, strings = tmp_path_factory.mktemp("naughty") / "data", dict(enumerate(TEXTUAL))
    problems = problems_of(data, told(strings), strings)
    out = re.compile(r".*/(\w+)\.csv:\d+ (?:figure|quote|event) ([a-z]-\d+),.*", re.DOTALL)
    rows = told(
        strings, [match.groups() for problem in problems if (match := out.fullmatch(problem.where))]
    )
    remaining = problems_of(data, rows, strings)
    return Told(Record.load(data), problems, remaining)


def test_a_text_made_of_any_string_is_quoted_from_verbatim(kept):
    assert kept.remaining == []
    assert {item.standing.verdict for item in (*kept.record.quotes(), *kept.record.events())} == {
        "verbatim"
    }
    whole = [kept.record.quote(f"q-{n}").span.exact for n in range(len(TEXTUAL))]
    assert whole == TEXTUAL


def test_only_a_cut_negation_another_date_and_words_apart_are_refused(kept):
    assert {problem.code for problem in kept.problems} <= {"V03", "V04", "D03"}
    for problem in kept.problems:
        assert PLACE.fullmatch(problem.where)["column"] in (
            "exact",
            "period",
            "date",
            "period_text",
            "attribution",
        )
        assert problem.code != "V03" or problem.wrong.startswith("clipped: leaves out")
    assert len(kept.problems) < 40


def test_the_record_hands_out_every_cell_as_it_was_written(kept):
    for n, s in enumerate(TEXTUAL):
        figure, quote = kept.record.figure(f"f-{n}"), kept.record.quote(f"q-{n}")
        source, speaker, population = figure.source, quote.speakers[0], figure.population
        handed = [
            source.title,
            source.publisher,
            source.translator,
            source.published_note,
            source.rights,
        ]
        handed += [
            speaker.name,
            speaker.family_name,
            speaker.role,
            population.label,
            population.definition,
        ]
        handed += [figure.period_note, figure.rank_reason, figure.note, quote.venue, quote.note]
        assert {*handed} == {s}


# ---- blocks


REFUSED = r"(leads to no evidence|is typed by hand|is not reported by their evidence)"
QUOTED = r"(is no quotation of its evidence|mixes letters of two scripts)"
UNPAIRED = re.compile(
    r"\W*[\"'“”‘’„‟«»]\W*"
)  # a quotation mark and no letter: a page would seem to quote on and on
SAID = {
    "f": ("population", "read_as"),
    "q": ("words", "speaker", "introduced", "publisher"),
    "e": ("title", "words", "speaker"),
}


def items_of(record: Record, n: int) -> dict[str, Any]:
    return {"f": record.figure(f"f-{n}"), "q": record.quote(f"q-{n}")} | (
        {"e": record.event(f"e-{n}")} if record.events(source_id=f"n-{n}") else {}
    )


def makers(record: Record, n: int) -> Iterator[Callable[[], Block]]:
    """What makes a block of a string, for every kind of block that shows words of the record."""
    items = items_of(record, n)
    figure, quote = items["f"], items["q"]
    told = [items["e"]] if "e" in items else []
    note = record.relation(f"n-{n}", "none").note
    yield lambda: prose.quotes([quote])
    yield lambda: prose.table([figure])
    if told:
        yield lambda: prose.table(told)
    yield lambda: prose.table([figure, quote, *told], table_columns.DATES)
    yield lambda: prose.table([quote, *told], table_columns.STATEMENTS)
    yield lambda: prose.table([quote], table_columns.PUBLISHED)
    yield lambda: prose.table([quote], table_columns.RETOLD)
    yield lambda: prose.say(f"So: {figure.rank_reason}")
    yield lambda: prose.table(voices.by_body([quote]), table_columns.BODIES)
    yield lambda: prose.gaps(
        [unknowns.Gap("relation", (figure,), note), unknowns.Gap("alone", (figure,))]
    )
    for name, item in items.items():
        for aspect in SAID[name]:
            if aspect != "read_as" or item.period_text:
                yield lambda item=item, aspect=aspect: prose.say(f"Of {item:{aspect}}.")


@cache
def words_of(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


def blocks_of(record: Record, n: int) -> list[Block]:
    """The blocks of a string, which each shows whole.

    One that is refused holds a number, a mark of quotation, a word of two scripts or a capital that
    is no name of the record, and the refusal names it.
    """
    string, made = TEXTUAL[n], []
    for block in map(attempted, makers(record, n)):
        if isinstance(block, RecordError):
            if re.search(QUOTED, block.wrong):
                assert re.search(r"[\"'“”‘’„‟«»]|[^\W\d_a-zA-Z]", string), block
            elif "stands in no evidence of the text" in block.wrong:
                assert re.search("[A-Z]", unicodedata.normalize("NFKC", string)), block
            else:
                assert re.search(REFUSED, block.wrong), block
                assert typed_numbers(string), block
        else:  # a sentence, or a cell, may begin with a capital that the record has not
            assert string.casefold() in words_of(block.html).casefold()
            made.append(block)
    return made


def attempted(make: Callable[[], Any]) -> Any:
    """What is made, or the refusal to make it."""
    try:
        return make()
    except (ProseError, BuildError) as error:
        return error


def test_a_refusal_of_words_brings_no_control_character_to_the_terminal():
    refusal = attempted(lambda: wording.own("\x1b[31m40 boats\u202e", []))
    assert isinstance(refusal, ProseError)
    assert [c for c in str(refusal) if not c.isprintable()] == []


# ---- pages


def drawn(record: Record, numbers: Iterable[int]) -> list[charts.Chart]:
    """The strings as rows of both kinds: of figures, and of what is dated."""
    events = [event for n in numbers for event in record.events(source_id=f"n-{n}")]
    bars = charts.marks(record.figure(f"f-{n}") for n in numbers)
    dots = charts.moments(events, {"XR": "Ruritania"})
    return [
        charts.draw(charts.dot_rows, bars, name="bars", title="Boats"),
        charts.draw(charts.timeline, dots, name="dots", title="Words"),
    ]


@dataclass
class Report:
    """A page made of many strings: its file, its blocks and charts."""

    path: Path
    numbers: Sequence[int]
    blocks: list[Block]
    charts: list[charts.Chart]


@pytest.fixture(scope="module", params=range(PAGES))
def report(kept, tmp_path_factory, request) -> Report:
    numbers = [
        n for n in range(request.param, len(TEXTUAL), PAGES) if not UNPAIRED.fullmatch(TEXTUAL[n])
    ]
    blocks = {n: blocks_of(kept.record, n) for n in numbers}
    pictures = drawn(kept.record, numbers)
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page_of(*map(joined, blocks.values()), *pictures), encoding="utf-8", newline="")
    return Report(path, numbers, [block for made in blocks.values() for block in made], pictures)


def joined(blocks: list[Block]) -> Block:
    """Blocks as one, which a notebook takes in faster."""
    html = Markup().join(block.html for block in blocks)
    return Block("table", html, tuple(record for block in blocks for record in block.evidence))


def page_of(*blocks: Block | charts.Chart) -> str:
    """The page of a notebook that answers and then shows these blocks and charts."""
    return samples.page_of(samples.code(*(block._repr_mimebundle_() for block in blocks)))


@dataclass
class Visit:
    """What a page did when it was opened."""

    page: Page
    done: list[str]


@pytest.fixture(scope="module")
def watched(window: Page) -> Visit:
    """The page that these tests share, and what it does."""
    page, visit = window, Visit(window, [])
    page.on("request", lambda request: visit.done.append(f"request {request.url[:200]}"))
    page.on("console", lambda message: visit.done.append(f"console {message.text}"))
    page.on("pageerror", lambda error: visit.done.append(f"error {error}"))
    page.on(
        "dialog", lambda dialog: (visit.done.append(f"dialog {dialog.message}"), dialog.dismiss())
    )
    page.on("popup", lambda popup: visit.done.append("popup"))
    return visit


@pytest.fixture
def visit(watched: Visit) -> Visit:
    watched.done.clear()
    return watched


def opened(visit: Visit, path: Path) -> list[str]:
    """What the page did besides being asked for and showing the pictures it carries in itself."""
    visit.page.goto(path.as_uri())
    own = (f"request {path.as_uri()}", "request data:image/svg+xml,")
    return [did for did in visit.done if not did.startswith(own)]


def strings_of(numbers: Iterable[int]) -> list[str]:
    return [TEXTUAL[n] for n in numbers]


def counted(page: Page, selector: str) -> int:
    """The number of elements that a selector finds."""
    return page.evaluate("selector => document.querySelectorAll(selector).length", selector)


def texts_of(page: Page, selector: str) -> list[str]:
    """The text of each element that a selector finds, by the browser's own search: that of
    Playwright takes seconds to go through a large page.
    """
    script = "selector => [...document.querySelectorAll(selector)].map(e => e.textContent)"
    return page.evaluate(script, selector)


ENTRIES = """[...document.querySelectorAll('article')].map(e => [e.id, e.querySelector('h3, h4').textContent, e.querySelector('mark')?.textContent ?? '',
    e.querySelector('p:not(.back)')?.textContent ?? '', [...e.querySelectorAll('dt')].map(dt => [dt.textContent, dt.nextElementSibling.textContent])])"""


def test_a_page_of_hostile_words_does_nothing_and_loses_nothing(report, visit):
    assert opened(visit, report.path) == []
    assert visit.page.title() == "How many boats were there? · Record"
    assert counted(visit.page, "script, iframe, object, svg, form, base, link, style ~ style") == 0
    assert_in_order(visit.page.text_content("main"), report.blocks)
    assert_entries(visit.page.evaluate(ENTRIES), report)
    assert_charts(visit.page, report)


def assert_in_order(text: str, blocks: Iterable[Block]) -> None:
    """Every block stands whole in the page, after those before it."""
    at = 0
    for block in blocks:
        words = shown(words_of(block.html))
        found = text.find(words, at)
        assert found >= 0, ascii(words)
        at = found + len(words)


def assert_entries(entries: list[Any], report: Report) -> None:
    """Every string stands, alone and whole, in each place of the annex that its cells fill."""
    found = {id: (label, mark, dict(facts)) for id, label, mark, _, facts in entries}
    sources = {id: source for id, _, _, source, _ in entries}
    for n, s in zip(report.numbers, map(shown, strings_of(report.numbers)), strict=True):
        label, mark, facts = found[f"e-q-{n}"]
        assert [label, mark, facts["Venue"], facts["Note"], facts["Family name"]] == [
            f"“{s}”",
            s,
            s,
            s,
            s,
        ]
        assert facts["Said by"] == f"{s} ({s})"
        label, _, facts = found[f"e-source-n-{n}"]
        assert [label, facts["Translated by"], facts["On that date"], facts["Rights"]] == [s] * 4
        assert sources[f"e-source-n-{n}"].startswith(f"{s}, ")
        _, _, facts = found[f"e-f-{n}"]
        assert [facts["Counts"], facts["On the period"], facts["Note"]] == [f"{s} (persons)", s, s]
        assert facts["Rank"] == f"on a par with other counts of the same thing: {s}"
        assert facts.get("Attributed in the words", f"“{s}”") == f"“{s}”"
    events = {id: entry for id, entry in found.items() if id.startswith("e-e-")}
    assert len(events) > len(report.numbers) / 2
    for id, (label, mark, _) in events.items():
        assert [label, mark] == [shown(TEXTUAL[int(id.removeprefix("e-e-"))])] * 2


def assert_charts(page: Page, report: Report) -> None:
    cells = page.evaluate(
        "[...document.querySelectorAll('.chart tbody tr')]"
        ".map(row => [...row.cells].map(cell => cell.textContent))"
    )
    tables = [content.told_once(chart.columns, chart.rows)[1] for chart in report.charts]
    assert cells == [list(map(as_copied, row)) for row in chain.from_iterable(tables)]
    labels = [row[0] for row in cells]
    assert [s for s in map(as_copied, strings_of(report.numbers)) if s not in labels] == []
    assert page.evaluate("[...document.images].every(e => e.complete && e.naturalWidth > 0)")


def test_the_index_of_hostile_words_does_nothing_and_loses_nothing(tmp_path, visit):
    entries = [index.Entry(f"n-{n}", s, problem=s) for n, s in enumerate(TEXTUAL)]
    path = tmp_path / "index.html"
    path.write_text(index.index_page(entries), encoding="utf-8", newline="")
    assert opened(visit, path) == []
    assert counted(visit.page, "script, iframe, img, svg, form, base, link") == 0
    titles = texts_of(visit.page, "th[scope=row] > b")
    assert titles == [shown(s) for s in TEXTUAL]
    problems = texts_of(visit.page, "tr:has(> td)")
    assert [
        s for s, words in zip(TEXTUAL, problems, strict=True) if f"Failed: {shown(s)}." not in words
    ] == []


def test_the_page_of_sources_of_hostile_words_does_nothing_and_loses_nothing(tmp_path, visit):
    items = []
    for n, s in enumerate(TEXTUAL):
        source = {**samples.SOURCE, "id": f"n-{n}", "publisher": s}
        lines = [["Publisher", s], ["Published", "2 March 2019 (stated)"], ["Rights", s]]
        item = {"id": f"source-n-{n}", "label": s, "lines": lines, "source": source}
        items.append(samples.cited(**item, date="2019-03-02"))
    nb = samples.notebook(samples.code(samples.shown("answer", "<p>None.</p>", *items)))
    path = tmp_path / "sources.html"
    page = sources.sources_page([index.Entry("boats", "Boats?", nb=nb, page="a")])
    path.write_text(page, encoding="utf-8", newline="")
    assert opened(visit, path) == []
    assert counted(visit.page, "script, iframe, img, svg, form, base, link") == 0
    found = texts_of(visit.page, "article h4")
    lost = {shown(sources.Source(item, [], is_verified=True).title) for item in items} - {*found}
    assert lost == set()


def test_a_row_is_led_back_to_its_record_across_a_line_break():
    item = samples.evidence("more", lines=[["Counts", "boats\none more\nthree in all"]])
    row = charts.Mark(
        "boats\none more\nthree in all",
        Bound.of("more_than", 40),
        "more",
        evidence=(item, samples.cited()),
    )
    page = page_of(charts.draw(charts.dot_rows, [row], name="boats", title="Boats"))
    assert "boats\none more\nthree in all</a></th>" in page


# ---- what does not show


def test_every_character_that_does_not_show_is_named_and_no_other():
    for code in (*range(0x3000), *range(0xD7FF, 0x10FFFF, 0x101), *range(0xFE00, 0x10000)):
        text = f"a{chr(code)}b"
        assert gate.visible(text) == shown(text), ascii(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\u202egnp.exe", "⟦U+202E⟧gnp.exe"),
        ("\u2066a\u2069", "⟦U+2066⟧a⟦U+2069⟧"),
        ("a\u200bb", "a⟦U+200B⟧b"),
        ("ក\u200bខ", "ក\u200bខ"),
        ("ក\u200bb", "ក⟦U+200B⟧b"),
        ("\u200bខ", "⟦U+200B⟧ខ"),
        ("क\u094d\u200dष \u0646\u200c\u0647", "क\u094d\u200dष \u0646\u200c\u0647"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[0m\x85", "⟦U+001B⟧[0m⟦U+0085⟧"),
    ],
)
def test_a_character_that_does_not_show_is_named_in_its_place(text, said):
    assert gate.visible(text) == said == shown(text)


# ---- CSV


FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def exported(*rows: charts.Mark) -> list[dict[str, str]]:
    """The rows of a chart as a spreadsheet reads them."""
    data = charts.draw(charts.dot_rows, rows, name="boats", title="Boats").data
    return list(csv.DictReader(StringIO(data.removeprefix("\ufeff"), newline="")))


def begins_a_formula(cell: str) -> bool:
    begins = cell.startswith(("\t", "\r")) or re.sub(r"^[\s\ufeff\u200b\"']+", "", cell).startswith(
        FORMULA
    )
    return begins and not re.fullmatch(r"[-+]?\d+(\.\d+)?", cell)


def as_words(cell: str) -> str:
    """A cell as it is taken along: marked with an apostrophe where it, or a piece of it, begins
    like a formula.
    """
    first, *others = re.split(r"([;\t\r\n])", cell)
    marked = first
    for separator, piece in zip(others[::2], others[1::2], strict=True):
        marked += separator + (f"'{piece}" if begins_a_formula(piece) else piece)
    return f"'{marked}" if begins_a_formula(marked) else marked


def as_copied(cell: str) -> str:
    """A cell as it stands in a page, from where it may be copied into a spreadsheet: marked where
    it would be taken.
    """
    return shown(f"’{cell}" if begins_a_formula(cell) else cell)


def test_every_string_stands_whole_in_the_rows_that_are_taken_along_and_none_is_a_formula(report):
    bars = list(csv.DictReader(StringIO(report.charts[0].data.removeprefix("\ufeff"), newline="")))
    assert [row["label"] for row in bars] == [as_words(s) for s in strings_of(report.numbers)]
    notes = [as_words(row[-1]) for row in report.charts[1].rows]
    dots = list(csv.DictReader(StringIO(report.charts[1].data.removeprefix("\ufeff"), newline="")))
    assert [row["note"] for row in dots] == notes
    assert {row["value"] for row in bars} == {"40"}


@pytest.mark.parametrize("cell", ["\r=A1", "a\rb", "a\r\nb", 'a"\n"=A1'])
def test_a_line_end_in_a_cell_ends_no_row(cell):
    (row,) = exported(charts.Mark(cell, Bound.of("exact", 7), note=cell))
    assert [row["label"], row["note"]] == [as_words(cell)] * 2


@pytest.mark.parametrize("number", ["0", "7", "-7", "+7", "-0.5", "+12.25", "1000000"])
def test_a_number_is_never_marked_as_words(number):
    (row,) = exported(charts.Mark(number, Bound.of("exact", 7), note=number))
    assert [row["label"], row["note"]] == [number] * 2
    assert [row["value"], row["low"], row["high"]] == ["7"] * 3


@pytest.mark.parametrize(
    "cell", ["-7-1", "-7 ", "+7%", "-7\n=A1", "=7", "-", "--7", "-7e3", "@7", "＋7"]
)
def test_what_only_begins_like_a_number_is_marked_as_words(cell):
    (row,) = exported(charts.Mark(cell, Bound.of("exact", 7)))
    assert row["label"] == as_words(cell)
    assert row["label"].startswith("'")


# ---- oversized


WORD = "a" * 100_000
NESTED = "“" * 10_000 + "boats" + "”" * 10_000


@pytest.mark.parametrize("column", ["name", "role", "family_name"])
def test_a_cell_beyond_a_megabyte_is_refused_with_its_line(tmp_path, column):
    rows = valid_rows()
    rows["speakers"]["aske-lund"][column] = "a" * (MAX_ROW + 1)
    with pytest.raises(
        UnusableInput, match=r"/speakers\.csv:3: is a row of more than 1,048,576 characters"
    ):
        read_tables(write_record(tmp_path, rows))


@pytest.mark.parametrize("column", [c for t, c in COLUMNS if t == "quotes"])
def test_a_cell_of_a_megabyte_is_refused_in_few_words_or_taken_whole(valid, column):
    big, quotes = "ab " * 333_333, valid["quotes"]
    tables = {
        **valid,
        "quotes": replace(quotes, cells={**quotes.cells, column: [big, *quotes.cells[column][1:]]}),
    }
    problems = [str(problem) for problem in found(tables)]
    assert (
        problems
        if ("quotes", column) not in FREE
        else column in ("prefix", "suffix", "exact") or not problems
    )
    assert max(map(len, problems), default=0) < 2000


@pytest.mark.parametrize(
    "string", [WORD, NESTED, '"' * 20_000, "<q>" * 10_000, "ab " * 333_333, "&amp;" * 20_000]
)
def test_an_oversized_string_is_verified_quoted_and_shown_whole(tmp_path, visit, string):
    TEXT = string.strip()  # noqa: N806
    span = span_at(f"{TEXT}\n\nBoats.\n", 0, len(TEXT))
    assert verify.row_verdict(
        "quotes", {**vars(span), "start": "0", "end": str(span.end)}, f"{TEXT}\n"
    ).passes
    item = samples.evidence(
        "big", span={**vars(span)}, label=TEXT, lines=[["Counts", TEXT]], kind="quote"
    )
    block = Block("quote", Markup("<p><q>{}</q></p>").format(TEXT), (item,))
    path = tmp_path / "big.html"
    path.write_text(page_of(block), encoding="utf-8")
    assert opened(visit, path) == []
    assert visit.page.locator("main > p q").text_content() == TEXT
    assert visit.page.locator("#e-big mark").text_content() == TEXT
    assert visit.page.locator("#e-big h4").text_content() == TEXT


@pytest.mark.parametrize("tag", ["q", "div", "blockquote", "a", "b"])
def test_markup_that_is_nested_ten_thousand_deep_is_refused_or_shown(tag):
    html = f"<{tag}>" * 10_000 + "rafts" + f"</{tag}>" * 10_000
    page = attempted(lambda: samples.page_of(samples.code(samples.shown("sentence", html))))
    assert (
        "is no quotation" in page.wrong
        if tag in ("q", "blockquote")
        else "rafts" in page.partition("Contents")[2]
    )


PNG_LIMIT = 2**23  # pixels, which matplotlib's images fall short of in each direction


def test_a_word_of_a_hundred_kilobytes_is_drawn_to_its_end(plates):
    chart = charts.draw(
        charts.dot_rows, [charts.Mark(WORD, Bound.of("exact", 7))], name="boats", title="Boats"
    )
    lines = re.findall(r">(A?a+)</text>", chart.svg)  # a label begins with a capital
    assert "".join(lines).lower() == WORD
    assert chart.rows[0][0] == WORD
    assert plates[0].get_figheight() * PIXELS < PNG_LIMIT
