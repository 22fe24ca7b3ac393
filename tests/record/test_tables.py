"""Reading and checking the tables."""

import csv
import io
import json
from pathlib import Path

import pytest
from frictionless import Package
from records import valid_rows, write_record

from analysis.errors import RecordError, UnusableInput, shown_path
from analysis.record.csvfiles import DATA, MAX_ROW, PACKAGE
from analysis.record.tables import check_tables, load_package, place, read_tables


def problems(folder: Path) -> list[RecordError]:
    return check_tables(read_tables(folder), load_package(folder))


def broken(folder: Path, table: str, key: str, **cells: str) -> list[RecordError]:
    rows = valid_rows()
    rows[table][key] |= cells
    return problems(write_record(folder, rows))


def frictionless_faults(folder: Path) -> set[tuple[str, int]]:
    """(table, row) of every error that frictionless reports, rows counted from 0 below the
    header.
    """
    report = Package(str(folder / PACKAGE)).validate()
    return {(task.name, error.row_number - 2) for task in report.tasks for error in task.errors}


def csv_lines(path: Path) -> list[int]:
    """The line on which each row starts, by the csv module: after the last line of the row
    before.
    """
    reader = csv.reader(io.StringIO(path.read_bytes().decode(), newline="\n"))
    return [1 + reader.line_num for _ in reader][:-1]


# ---- the descriptor


def test_the_descriptor_and_the_record_satisfy_frictionless():
    assert Package.validate_descriptor(str(DATA / PACKAGE)).valid
    assert Package(str(DATA / PACKAGE)).validate().valid


def test_every_field_has_a_title_and_a_description():
    for resource in json.loads((DATA / PACKAGE).read_bytes())["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["title"], field
            assert field["description"].endswith("."), field


def test_every_reference_names_a_column_that_exists():
    package = load_package(DATA)
    references = [f.reference for r in package.resources.values() for f in r.fields if f.reference]
    assert references
    assert all(column in package.resources[table].columns for table, column in references)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"resources": [{"name": "figures"}]}', '{"resources": {}, "a": 1']
)
def test_a_broken_descriptor_is_unusable(tmp_path, text):
    (tmp_path / PACKAGE).write_text(text)
    with pytest.raises(UnusableInput, match=PACKAGE):
        load_package(tmp_path)


def constrain(descriptor, table, name, **constraints: object) -> None:
    field(descriptor, table, name)["constraints"].update(constraints)


FAULTS = {
    "a pattern that is none": (lambda d: constrain(d, "figures", "figure_id", pattern="^[a-z"), "figure_id"),
    "a minimum in words": (lambda d: constrain(d, "sources", "chars", minimum="one"), "sources.chars"),
    "a length in words": (lambda d: constrain(d, "figures", "prefix", maxLength="32"), "figures.prefix"),
    "required in words": (lambda d: constrain(d, "quotes", "exact", required="no"), "quotes.exact"),
    "a constraint that nothing holds to": (
        lambda d: constrain(d, "figures", "value", maximum=9),
        "maximum: 9",
    ),
    "a vocabulary of one word": (lambda d: constrain(d, "figures", "bound", enum="exact"), "bound"),
    "a vocabulary of nothing": (lambda d: field(d, "quotes", "topics")["items"].update(enum=[]), "topics"),
    "an unknown type": (lambda d: field(d, "figures", "value").update(type="decimal"), "figures.value"),
    "a list of types": (lambda d: field(d, "figures", "value").update(type=["number"]), "figures.value"),
    "a list without delimiter": (lambda d: field(d, "quotes", "topics").update(delimiter=""), "quotes.topics"),
    "a column twice": (lambda d: schema(d, "figures")["fields"].append(field(d, "figures", "note")), "figures"),
    "an unknown primary key": (lambda d: schema(d, "figures").update(primaryKey=["id"]), "figures"),
    "a primary key that is no list": (lambda d: schema(d, "figures").update(primaryKey="figure_id"), "figures"),
    "no primary key": (lambda d: schema(d, "figures").update(primaryKey=[]), "figures"),
    "a key of an unknown column": (lambda d: keys(d).append(key("id", "speakers", "speaker_id")), "figures"),
    "a key into an unknown table": (lambda d: keys(d).append(key("unit", "units", "unit")), "units"),
    "a key into an unknown column": (lambda d: keys(d).append(key("unit", "populations", "units")), "ns.units"),
    "items in an unknown table": (
        lambda d: field(d, "events", "actors")["items"]["reference"].update(resource="people"),
        "people",
    ),
    "a missing table": (lambda d: d["resources"].pop(), "lacks the table exclusions"),
    "a table twice": (lambda d: d["resources"].append(d["resources"][0]), "twice"),
    "a path that is none": (lambda d: d["resources"][0].update(path=["sources.csv"]), "sources"),
}  # fmt: skip


def schema(descriptor, table):
    return next(r["schema"] for r in descriptor["resources"] if r["name"] == table)


def field(descriptor, table, name):
    return next(f for f in schema(descriptor, table)["fields"] if f["name"] == name)


def keys(descriptor):
    return schema(descriptor, "figures")["foreignKeys"]


def key(column, table, target):
    return {"fields": [column], "reference": {"resource": table, "fields": [target]}}


@pytest.mark.parametrize("case", FAULTS)
def test_a_mistake_in_the_descriptor_is_named(tmp_path, case):
    spoil, named = FAULTS[case]
    descriptor = json.loads((DATA / PACKAGE).read_bytes())
    spoil(descriptor)
    (tmp_path / PACKAGE).write_text(json.dumps(descriptor))
    with pytest.raises(UnusableInput, match=PACKAGE) as refused:
        load_package(tmp_path)
    assert named in str(refused.value)


def test_a_descriptor_of_endless_brackets_is_unusable(tmp_path):
    (tmp_path / PACKAGE).write_text("[" * 100_000)
    with pytest.raises(UnusableInput, match="RecursionError"):
        load_package(tmp_path)


# ---- reading


def test_the_invented_record_has_no_problem(tmp_path):
    assert problems(write_record(tmp_path)) == []


def test_a_table_gives_its_columns_and_its_records(tmp_path):
    populations = read_tables(write_record(tmp_path))["populations"]
    assert len(populations) == 4
    assert populations.column("unit") == ["persons"] * 4
    assert (
        next(populations.records())["population_id"] == populations.rows[0][0] == "returned-sailors"
    )


def test_a_table_without_rows_is_read(tmp_path):
    rows = valid_rows() | {"exclusions": {}}
    exclusions = read_tables(write_record(tmp_path, rows))["exclusions"]
    assert (len(exclusions), exclusions.rows, exclusions.column("reason")) == (0, [], [])


def test_rows_keep_their_lines_across_quoted_line_ends(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-31"]["note"] = 'first line\nsecond "line",\n\nfourth'
    figures = read_tables(write_record(tmp_path, rows))["figures"]
    assert figures.lines == csv_lines(tmp_path / "figures.csv")
    assert figures.lines[1] > 2 + 3
    assert figures.column("note")[0] == rows["figures"]["hp-31"]["note"]


UNREADABLE = {
    "not UTF-8": (lambda data: data + b"caf\xe9\n", "is not UTF-8"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "UTF-16"),
    "byte order mark": (lambda data: b"\xef\xbb\xbf" + data, "byte order mark"),
    "CRLF": (lambda data: data.replace(b"\n", b"\r\n"), "carriage return"),
    "CR": (lambda data: data + b"a\rb\n", "carriage return"),
    "NUL": (lambda data: data + b"a\0b\n", "NUL"),
    "empty": (lambda data: b"", "header lacks"),
    "no header": (lambda data: data.split(b"\n", 1)[1], "header lacks"),
    "a column renamed": (lambda data: data.replace(b"note\n", b"notes\n", 1), 'lacks note, has "notes"'),
    "columns swapped": (lambda data: data.replace(b"basis,note", b"note,basis", 1), "another order"),
    "a column twice": (lambda data: data.replace(b"basis,note", b"note,note", 1), "lacks basis"),
    "a ragged row": (lambda data: data + b"a,b,same,stated\n", "4 fields where the header has 5"),
    "a long row": (lambda data: data + b"a,b,same,stated,,x\n", "6 fields where the header has 5"),
    "an empty line": (lambda data: data + b"\n", "empty line"),
    "an unclosed quote": (lambda data: data + b'a,b,same,stated,"open\n', "quotation mark"),
    "text after a quote": (lambda data: data + b'a,b,same,stated,"x"y\n', "quotation mark"),
    "a quote inside": (lambda data: data + b'a,b,same,stated,x"y\n', "quotation mark"),
    "10 MB in a field": (lambda data: data + b"a,b,same,stated," + b"x" * 10**7 + b"\n", f"{MAX_ROW:,} characters"),
    "10 MB quoted": (lambda data: data + b'a,b,same,stated,"' + b"x\n" * 5 * 10**6 + b'"\n', f"{MAX_ROW:,} characters"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_file_is_named_with_its_line_and_the_reason(tmp_path, case):
    spoil, reason = UNREADABLE[case]
    path = write_record(tmp_path) / "relations.csv"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(UnusableInput, match=reason) as caught:
        read_tables(tmp_path)
    line = {
        "not UTF-8": 5,
        "CR": 5,
        "NUL": 5,
        "a ragged row": 5,
        "a long row": 5,
        "an empty line": 5,
    }.get(case)
    line = 5 if case.startswith(("an unclosed", "text after", "a quote", "10 MB")) else line or 1
    assert caught.value.where == f"{path}:{line}"


def test_a_missing_file_and_a_folder_in_its_place_are_unusable(tmp_path):
    path = write_record(tmp_path) / "relations.csv"
    path.unlink()
    with pytest.raises(UnusableInput, match="is missing"):
        read_tables(tmp_path)
    path.mkdir()
    with pytest.raises(UnusableInput, match="cannot be read"):
        read_tables(tmp_path)


# ---- checking

BAD_CELLS = {
    "an unknown source": ("figures", "hp-31", {"source_id": "buletin"}, 'sources.csv; did you '
                                                                        'mean "bulletin"?'),
    "an unknown speaker": ("quotes", "hp-safe", {"speaker_id": "nobody-like-it"}, "is not in speakers.csv"),
    "an unknown body": ("speakers", "aske-lund", {"affiliation_id": "port-minstry"}, 'did you mean "port-ministry"?'),
    "an unknown population": ("relations", "papers", {"population_b": "waiting"}, "is not in populations.csv"),
    "a word that is no kind": ("regions", "bulletin-body-1", {"kind": "boddy"}, 'navigation, unread; did you mean "body"?'),
    "a missing cell": ("quotes", "hp-unfair", {"exact": ""}, "is empty; every quote needs it: "
                                                             "Exact words"),
    "an upper-case id": ("figures", "hp-31", {"claim_id": "HP-31"}, '"HP-31" does not have the '
                                                                    'form'),
    "words for a number": ("figures", "hp-31", {"value": "many"}, '"many" is not a decimal number'),
    "a fraction for an offset": ("figures", "hp-31", {"start": "1.5"}, '"1.5" is not a whole '
                                                                       'number'),
    "a part before the first": ("quotes", "hp-safe", {"part": "0"}, '"0" is less than 1'),
    "a long prefix": ("figures", "hp-31", {"prefix": "x" * 33}, "is longer than 32 characters"),
    "a short hash": ("sources", "bulletin", {"sha256": "0f" * 31}, "does not have the form"),
    "a relative address": ("sources", "bulletin", {"url": "www.example.org/a"}, "does not have the form"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_CELLS)
def test_a_bad_cell_is_reported_with_its_place_and_frictionless_agrees(tmp_path, case):
    table, key, cells, wrong = BAD_CELLS[case]
    found = broken(tmp_path, table, key, **cells)
    row = list(valid_rows()[table]).index(key)
    (column,) = cells
    tables = read_tables(tmp_path)
    # A key that changes breaks what refers to it as well: here no case does, so there is one
    # problem.
    assert [error.where for error in found] == [place(tables[table], row, column)]
    assert wrong in str(found[0])
    assert frictionless_faults(tmp_path) == {(table, row)}


# What a cell must be beyond what frictionless checks, or reads more loosely.
STRICTER = {
    "a date that is none": ("events", "hp-published", {"date": "2021-13-01"}, '"2021-13-01" is not a date'),
    "an unknown actor": ("events", "pm-silence", {"actors": "port-ministry;reader-on"}, 'did you mean "reader-one"?'),
    "an unknown topic": ("quotes", "hp-safe", {"topics": "returns;familly"}, '"familly" is not one of'),
    "a padded topic": ("quotes", "hp-safe", {"topics": "returns; family"}, '" family" is an empty or padded item'),
    "an empty item": ("quotes", "hp-safe", {"topics": "returns;"}, '"" is an empty or padded item'),
    "digits of another script": ("figures", "hp-31", {"value": "៣១"}, "is not a decimal number"),
    "a separator in digits": ("figures", "hp-31", {"value": "1_000"}, "is not a decimal number"),
    "not a number": ("figures", "hp-31", {"value_high": "NaN"}, "is not a decimal number"),
    "an exponent": ("figures", "hp-31", {"value": "3e1"}, "is not a decimal number"),
    "a padded number": ("figures", "hp-31", {"start": " 1"}, "is not a whole number"),
    "5,000 digits": ("figures", "hp-31", {"value": "9" * 5000}, "is not a decimal number"),
    "an address that runs": ("sources", "bulletin", {"url": "javascript:alert(1)"}, "does not have the form"),
    "an address with markup": ("sources", "bulletin", {"url": 'https://a.example/"><b>'}, "does not have the form"),
    "an id with a line end": ("figures", "hp-31", {"claim_id": "hp-31\n"}, '"hp-31<U+000A>" does not have the form'),
}  # fmt: skip


@pytest.mark.parametrize("case", STRICTER)
def test_a_cell_is_read_more_strictly_than_by_frictionless(tmp_path, case):
    table, key, cells, wrong = STRICTER[case]
    found = broken(tmp_path, table, key, **cells)
    (column,) = cells
    assert [(error.where.split()[1:], wrong in str(error)) for error in found] == [
        ([table.removesuffix("s"), f"{key},", "column", column], True)
    ]


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        ("‮", "RIGHT-TO-LEFT OVERRIDE"),
        ("​", "ZERO WIDTH SPACE"),
        ("\x07", "U+0007"),
        ("⁦", "LEFT-TO-RIGHT ISOLATE"),
    ],
)
def test_an_id_with_a_character_that_nobody_sees_is_refused_and_says_so(tmp_path, hidden, name):
    (error,) = broken(tmp_path, "figures", "hp-31-again", figure_id=f"hp{hidden}31")
    assert f'"hp<{name}>31" does not have the form' in str(error)
    assert hidden not in str(error)


@pytest.mark.parametrize(
    "words", ["‮reversed", "​", "<script>alert(1)</script>", "=1+1", "ខ្មែរ", "a\nb\n", "'; --"]
)
def test_free_text_stays_free(tmp_path, words):
    rows = valid_rows()
    rows["figures"]["hp-31"]["note"] = words
    folder = write_record(tmp_path, rows)
    assert problems(folder) == []
    assert read_tables(folder)["figures"].column("note")[0] == words


def test_a_repeated_key_names_the_line_that_has_it(tmp_path):
    rows = valid_rows()
    rows["relations"]["again"] = rows["relations"]["papers"] | {"relation": "same"}
    rows["figures"]["again"] = rows["figures"]["hp-400"] | {"figure_id": "hp-31"}
    rows["sources"]["bulletin"]["file"] = "harbour-post.txt"
    found = [
        str(error).removeprefix(str(tmp_path)) for error in problems(write_record(tmp_path, rows))
    ]
    assert found == [
        '/sources.csv:3 source bulletin, column file: "harbour-post.txt" stands in line 2 '
        "already; it must be unique",
        "/relations.csv:5 relation waiting-without-papers waiting-sailors: "
        '"waiting-without-papers", "waiting-sailors" '
        "stands in line 3 already; it must be unique",
        '/figures.csv:10 figure hp-31, column figure_id: "hp-31" stands in line 2 already; it '
        "must be unique",
    ]
    assert frictionless_faults(tmp_path) == {("sources", 1), ("relations", 3), ("figures", 8)}


def test_every_problem_is_reported_in_the_order_of_the_file(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-31"] |= {"value": "x", "bound": "y", "source_id": "z"}
    rows["figures"]["hp-400"]["rank"] = "best"
    rows["speakers"]["aske-lund"]["side"] = "Ruritania"
    found = problems(write_record(tmp_path, rows))
    assert [error.where.split()[-1] for error in found] == [
        "side",
        "source_id",
        "value",
        "bound",
        "rank",
    ]


def test_the_message_has_the_form_that_people_were_promised(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = valid_rows()
    rows["figures"]["hp-31"]["source_id"] = "buletin"
    (error,) = problems(write_record(Path("data"), rows))
    assert str(error) == (
        'data/figures.csv:2 figure hp-31, column source_id: "buletin" is not in sources.csv; did '
        'you mean "bulletin"?'
    )


def test_a_broken_file_of_many_rows_is_not_searched_for_hints_for_ever(tmp_path):
    rows = valid_rows()
    rows["speakers"] |= {f"speaker-{n}": {"name": "x", "kind": "person"} for n in range(2000)}
    plain = rows["quotes"]["hp-unfair"]
    rows["quotes"] |= {f"q-{n}": plain | {"speaker_id": f"speakr-{n}"} for n in range(500)}
    found = problems(write_record(tmp_path, rows))
    assert len(found) == 500
    assert 0 < sum("did you mean" in error.do for error in found) < 50


def test_a_path_outside_the_working_directory_is_shown_whole(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown_path(Path("data/figures.csv")) == "data/figures.csv"
    assert shown_path(tmp_path / "figures.csv") == str(tmp_path / "figures.csv")
