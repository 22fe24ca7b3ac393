"""Offsets, context, value and bound are filled from the words, and nothing else of a file
changes.
"""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from records import TEXTS, span, valid_rows, write_record

from analysis.record.fill import fill_tables
from analysis.record.rules import check_rules
from analysis.record.tables import check_tables, load_package, read_tables
from analysis.record.verify import ANCHORED, row_verdict, verify_record

BLANK = {"start": "", "end": "", "prefix": "", "suffix": ""}
READ = {"value": "", "value_high": "", "bound": ""}


@pytest.fixture
def rows():
    return valid_rows()


@pytest.fixture
def fill(tmp_path) -> Callable[..., tuple[dict[str, int], str]]:
    """Write rows and fill them: the rows filled per table, and problems and warnings as one
    string.
    """

    def fill_rows(rows, texts=TEXTS) -> tuple[dict[str, int], str]:
        return fill_folder(write_record(tmp_path, rows), texts)

    return fill_rows


def fill_folder(folder, texts=TEXTS):
    filled, problems, warnings = fill_tables(read_tables(folder), texts)
    return filled, "\n".join(map(str, [*problems, *warnings]))


def blank(rows, table, key, **cells: str):
    """Empty what `fill` fills in a row, of the columns that it has, and set `cells`."""
    row = rows[table][key]
    row |= {
        column: "" for column in (BLANK | READ if table == "figures" else BLANK) if column in row
    } | cells


def row_of(folder, table, key):
    return next(row for row in read_tables(folder)[table].records() if key in row.values())


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refusal(fill, folder, rows, table, key):
    """The problem that `fill` has with a row, which it leaves with all else as it was."""
    before = files(write_record(folder, rows))
    filled, problems = fill(rows)
    assert filled == {}
    assert files(folder) == before
    assert f"{table}.csv:" in problems
    assert "column exact: " in problems
    assert key in problems or table == "exclusions"
    return problems


@pytest.mark.parametrize(
    ("table", "key"), [(table, key) for table in ANCHORED for key in valid_rows()[table]]
)
def test_what_is_emptied_is_filled_again_byte_for_byte(tmp_path, fill, rows, table, key):
    sound = files(write_record(tmp_path, rows))
    blank(rows, table, key)
    assert fill(rows) == ({table: 1}, "")
    assert files(tmp_path) == sound


def test_several_rows_and_tables_are_filled_at_once(tmp_path, fill, rows):
    sound = files(write_record(tmp_path, rows))
    for table, key in (
        ("figures", "hp-31"),
        ("figures", "pm-convicted"),
        ("events", "hp-commented"),
    ):
        blank(rows, table, key)
    assert fill(rows) == ({"figures": 2, "events": 1}, "")
    assert files(tmp_path) == sound


def test_filled_rows_are_not_touched(tmp_path, fill, rows):
    rows["figures"]["hp-31"] |= {"start": "7", "end": "9", "prefix": "other", "suffix": "words"}
    before = files(write_record(tmp_path, rows))
    assert fill(rows) == ({}, "")
    assert files(tmp_path) == before


def test_every_other_byte_stays_in_a_file_with_every_cell_quoted_and_no_last_line_end(
    tmp_path, rows
):
    blank(rows, "figures", "hp-310", value="310", bound="exact")
    path = write_record(tmp_path, rows) / "figures.csv"
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        csv.reader(io.StringIO(path.read_text()))
    )
    quoted = out.getvalue().removesuffix("\n")
    path.write_text(quoted)
    assert fill_folder(tmp_path) == ({"figures": 1}, "")
    want = span("harbour-post", "310 of whom")
    given, filled = (
        '"","","310 of whom","",""',
        '{start},{end},"310 of whom","{prefix}",{suffix}'.format(**want),
    )
    assert quoted.count(given) == 1
    assert path.read_text() == quoted.replace(given, filled)


def test_a_row_that_is_otherwise_incomplete_is_filled(tmp_path, fill, rows):
    rows["figures"]["new"] = {"source_id": "bulletin", "exact": "62.5 percent"}
    assert fill(rows) == ({"figures": 1}, "")
    written = csv.DictReader((tmp_path / "figures.csv").open(encoding="utf-8", newline=""))
    row = next(row for row in written if row["figure_id"] == "new")
    assert {column: cell for column, cell in row.items() if cell} == {
        "figure_id": "new",
        "source_id": "bulletin",
        "value": "62.5",
        "bound": "exact",
        **{column: cell for column, cell in span("bulletin", "62.5 percent").items() if cell},
    }


def test_a_row_with_nothing_but_its_id_is_left_alone(tmp_path, fill, rows):
    rows["quotes"]["new"] = {}
    assert fill(rows) == ({}, "")


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ({}, ("between", "20", "25")),
        ({"value": "20"}, ("between", "20", "25")),
        ({"bound": "between", "value_high": "25"}, ("between", "20", "25")),
    ],
)
def test_value_and_bound_are_read_where_empty(tmp_path, fill, rows, cells, read):
    blank(rows, "figures", "pm-convicted", **cells)
    assert fill(rows) == ({"figures": 1}, "")
    row = row_of(tmp_path, "figures", "pm-convicted")
    assert (row["bound"], row["value"], row["value_high"]) == read


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (
            {"value": "19"},
            'value is "19", but "Between 20 and 25" reads as "20"; empty value, or mend the words',
        ),
        ({"bound": "about"}, 'bound is "about", but "Between 20 and 25" reads as "between"'),
        ({"value": "20", "value_high": "26", "bound": "between"}, 'value_high is "26", but'),
    ],
)
def test_a_value_or_bound_that_the_words_contradict_is_refused(tmp_path, fill, rows, cells, why):
    blank(rows, "figures", "pm-convicted", **cells)
    assert why in refusal(fill, tmp_path, rows, "figures", "pm-convicted")


def test_a_figure_without_a_number_is_refused(tmp_path, fill, rows):
    blank(rows, "figures", "hp-31", exact="Ruritanian sailors")
    assert "number" in refusal(fill, tmp_path, rows, "figures", "hp-31")


# Words that stand more than once


def test_words_that_stand_twice_are_listed_with_their_context(tmp_path, fill, rows):
    blank(rows, "figures", "hp-31", exact="31")
    problems = refusal(fill, tmp_path, rows, "figures", "hp-31")
    text = TEXTS["harbour-post"]
    assert "the words stand 2 times; give more words" in problems
    assert (
        f'\n    {text.index("31")}: "…Graustark sent home [31] Ruritanian sailors in 2020, bri…"'
        in problems
    )
    assert (
        f'\n    {text.rindex("31")}: "…Aske Lund said again that [31] sailors had come home in '
        f'2020.…"' in problems
    )


@pytest.mark.parametrize(("table", "key"), [("events", "hp-published"), ("exclusions", "second")])
def test_where_a_table_has_no_context_the_advice_is_to_give_the_start(
    tmp_path, fill, rows, table, key
):
    blank(rows, table, key, source_id="harbour-post", exact="sailors")
    problems = refusal(fill, tmp_path, rows, table, key)
    assert "give more words, or the start:" in problems
    assert "prefix" not in problems


@pytest.mark.parametrize(
    ("cells", "nth"),
    [
        ({"prefix": "Graustark sent home "}, 0),
        ({"prefix": "sent home"}, 0),
        ({"suffix": " sailors had"}, 1),
        ({"suffix": "sailors had"}, 1),
        ({"prefix": "said again that ", "suffix": " sailors"}, 1),
        ({"start": str(TEXTS["harbour-post"].rindex("31"))}, 1),
        ({"end": str(TEXTS["harbour-post"].index("31") + 2)}, 0),
    ],
)
def test_what_the_row_gives_of_its_place_decides(tmp_path, fill, rows, cells, nth):
    blank(rows, "figures", "hp-31", exact="31", **cells)
    assert fill(rows) == ({"figures": 1}, "")
    text = TEXTS["harbour-post"]
    start = (text.index("31"), text.rindex("31"))[nth]
    row = row_of(tmp_path, "figures", "hp-31")
    assert (row["start"], row["end"]) == (str(start), str(start + 2))
    around = (
        text[start - 32 : start].rpartition("\n")[2],
        text[start + 2 : start + 34].partition("\n")[0],
    )
    assert (row["prefix"], row["suffix"]) == around


@pytest.mark.parametrize(
    "cells",
    [{"prefix": "sent back"}, {"suffix": " boats"}, {"start": "97"}, {"end": "x"}, {"start": "-1"}],
)
def test_a_place_that_the_row_contradicts_is_not_taken(tmp_path, fill, rows, cells):
    blank(rows, "figures", "hp-31", **cells)
    problems = refusal(fill, tmp_path, rows, "figures", "hp-31")
    assert "do not stand with the start, end, prefix and suffix that the row gives" in problems
    assert "[31 Ruritanian sailors]" in problems


def test_words_that_stand_more_often_than_is_looked_for_are_not_placed(tmp_path, rows):
    blank(rows, "figures", "pm-34", prefix="first")
    text = "first 34, then" + " 34, then" * 200
    filled, problems = fill_folder(write_record(tmp_path, rows), {"bulletin": text})
    assert filled == {}
    assert "the words stand 100 or more times" in problems


# Words that do not stand there


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("32 Ruritanian sailors", 'the source has "31", not "32"'),
        ("31 sailors of Ruritania in 1999", "the words stand nowhere in the source"),
        ("nothing of the kind 5", "the words stand nowhere in the source"),
        (" 31 Ruritanian sailors", "altered: the words agree, but not the space between them"),
        ("Graustark sent home … in 2020", 'altered: an ellipsis leaves out "31"'),
    ],
)
def test_other_words_than_the_sources_are_refused_with_the_reason(tmp_path, fill, rows, words, why):
    blank(rows, "figures", "hp-31", exact=words)
    assert why in refusal(fill, tmp_path, rows, "figures", "hp-31")


def test_a_near_miss_shows_the_nearest_words(tmp_path, fill, rows):
    blank(rows, "quotes", "hp-not-stop", exact="We will stop taking our people back")
    problems = refusal(fill, tmp_path, rows, "quotes", "hp-not-stop")
    assert "“We will not stop taking our people back,” Port Minister" in problems
    assert 'all words in order, but the source has "not" between "will" and "stop"' in problems


def test_an_ellipsis_that_swallows_a_negation_is_refused(tmp_path, fill, rows):
    blank(rows, "quotes", "hp-not-stop", exact="We will … stop taking our people back")
    problems = refusal(fill, tmp_path, rows, "quotes", "hp-not-stop")
    assert (
        'altered: an ellipsis leaves out "not"; quote the source\'s words as they stand' in problems
    )


@pytest.mark.parametrize(
    ("source", "texts"), [("harbour-post", {}), ("nowhere", TEXTS), ("", TEXTS)]
)
def test_a_row_whose_text_is_not_held_is_refused(tmp_path, rows, source, texts):
    blank(rows, "quotes", "hp-unfair", source_id=source)
    before = files(write_record(tmp_path, rows))
    filled, problems = fill_folder(tmp_path, texts)
    assert filled == {}
    assert f'the text of "{source}" is not held; put its file in data/sources/' in problems
    assert files(tmp_path) == before


def test_an_exclusion_must_be_verbatim(tmp_path, fill, rows):
    blank(rows, "exclusions", "second", exact='"unfair"')
    assert "altered" in refusal(fill, tmp_path, rows, "exclusions", "")


def test_one_row_that_cannot_be_filled_is_reported_and_every_other_is_filled(tmp_path, fill, rows):
    blank(rows, "figures", "hp-31", exact="31")
    blank(rows, "figures", "hp-310")
    blank(rows, "quotes", "hp-unfair")
    before = row_of(write_record(tmp_path, rows), "figures", "hp-31")
    filled, problems = fill(rows)
    assert filled == {"figures": 1, "quotes": 1}
    assert ["hp-31," in line for line in problems.splitlines() if not line.startswith(" ")] == [
        True
    ]
    assert row_of(tmp_path, "figures", "hp-31") == before
    assert row_of(tmp_path, "figures", "hp-310")["value"] == "310"


def test_a_row_that_waits_for_fill_is_one_problem(tmp_path, rows):
    blank(rows, "figures", "hp-31", exact="31 Ruritanian sailors")
    blank(rows, "exclusions", "second")
    rows["exclusions"]["more"] = dict(rows["exclusions"]["second"])
    tables = read_tables(write_record(tmp_path, rows))
    problems = [*check_tables(tables, load_package(tmp_path)), *check_rules(tables)]
    assert [(problem.code, "waits" in problem.wrong) for problem in problems] == [("S06", True)] * 3


def checked(folder) -> list[tuple[str, str]]:
    """The code and the advice of every problem that `check` finds in a folder."""
    tables = read_tables(folder)
    problems = [*check_tables(tables, load_package(folder)), *check_rules(tables)]
    return [(problem.code, problem.do) for problem in problems]


@pytest.mark.parametrize("key", ["hp-not-stop", "hp-safe"])
def test_a_part_of_an_utterance_that_waits_for_fill_is_one_problem_and_its_other_parts_none(
    tmp_path, rows, key
):
    assert (
        rows["quotes"]["hp-not-stop"]["utterance_id"] == rows["quotes"]["hp-safe"]["utterance_id"]
    )
    blank(rows, "quotes", key)
    assert [code for code, _ in checked(write_record(tmp_path, rows))] == ["S06"]


@pytest.mark.parametrize(
    "cells", [{"value": "", "bound": ""}, {"bound": ""}, {"value": "", "value_high": ""}]
)
@pytest.mark.parametrize("words", ["31", "home 31 Ruritanian sailors", "31 M3"])
def test_a_figure_that_waits_for_fill_is_one_problem_whatever_it_gives(
    tmp_path, rows, words, cells
):
    blank(rows, "figures", "hp-31-again")
    blank(rows, "figures", "hp-31", exact=words, **({"value": "99", "bound": "exact"} | cells))
    assert (
        checked(write_record(tmp_path, rows))
        == [("S06", "run `python -m analysis fill`, which finds them")] * 2
    )


FOREIGN = (
    'give value and bound by hand, and say in note after "read:" which words tell them; then run '
    "`python -m analysis fill`"
)


@pytest.mark.parametrize(
    "cells", [{}, {"value": "31", "bound": "exact"}, {"note": "read: the words are plain here"}]
)
def test_a_figure_in_another_language_is_told_to_be_read_by_hand_before_it_is_filled(
    tmp_path, fill, rows, cells
):
    rows["sources"]["harbour-post"]["language"] = "fr"
    others = [
        key
        for key, row in rows["figures"].items()
        if row["source_id"] == "harbour-post" and key != "hp-31"
    ]
    for key in others:
        rows["figures"][key]["note"] = PERSON_READ["note"]
    blank(rows, "figures", "hp-31", **cells)
    assert checked(write_record(tmp_path, rows)) == [("S06", FOREIGN)]
    rows["figures"]["hp-31"] |= PERSON_READ
    assert checked(write_record(tmp_path, rows)) == [
        ("S06", "run `python -m analysis fill`, which finds them")
    ]
    assert fill(rows) == ({"figures": 1}, "")


def test_a_value_is_read_where_only_the_offsets_stand(tmp_path, fill, rows):
    rows["figures"]["hp-31"] |= {"value": "", "bound": ""}
    assert fill(rows) == ({"figures": 1}, "")
    assert row_of(tmp_path, "figures", "hp-31")["value"] == "31"


PERSON_READ = {"value": "31", "bound": "exact", "note": "read: the words are plain here"}


def test_words_that_are_not_known_are_left_for_a_person_to_read(tmp_path, fill, rows):
    blank(rows, "figures", "hp-31", exact="home 31 Ruritanian sailors")
    filled, problems = fill(rows)
    assert filled == {}
    assert (
        'give value and bound by hand, and say in note after "read:" which words tell them'
        in problems
    )
    rows["figures"]["hp-31"] |= PERSON_READ
    assert fill(rows) == ({"figures": 1}, "")


def test_no_bound_is_read_in_a_language_whose_hedges_are_not_known(tmp_path, fill, rows):
    rows["sources"]["harbour-post"]["language"] = "fr"
    blank(rows, "figures", "hp-31")
    filled, problems = fill(rows)
    assert filled == {}
    assert (
        'the hedges of its language, "fr", are not known here; give value and bound by hand'
        in problems
    )
    rows["figures"]["hp-31"] |= PERSON_READ
    assert fill(rows) == ({"figures": 1}, "")


def test_a_filled_row_beside_whose_number_unknown_words_stand_is_warned_of(tmp_path, rows):
    texts = {**TEXTS, "bulletin": TEXTS["bulletin"].replace("2020: 34.", "2020: nudging 34.")}
    blank(rows, "figures", "pm-34", exact="34")
    filled, warned = fill_folder(write_record(tmp_path, rows), texts)
    assert filled == {"figures": 1}
    assert '2020: nudging" beside its number is not known to leave it as it is' in warned


# What fill takes, verify takes too, or says why not


@pytest.mark.parametrize(
    ("table", "key", "words", "verdict"),
    [
        ("events", "pm-silence", "The Seafarers' League sent no report", "typographic"),
        ("quotes", "hp-unfair", 'called the new fees "unfair" and asked', "typographic"),
        ("quotes", "hp-unfair", "in Graustark … April", "elided"),
        ("quotes", "hp-unfair", "unfair", "verbatim"),
        ("quotes", "hp-not-stop", "stop taking our people back", "clipped"),
        ("figures", "hp-400", "400", "clipped"),
        ("figures", "hp-1250", "250 sailors", "clipped"),
    ],
)
def test_verify_gives_a_filled_row_its_verdict(tmp_path, fill, rows, table, key, words, verdict):
    blank(rows, table, key, exact=words)
    filled, warned = fill(rows)
    assert filled == {table: 1}
    assert ("filled, but clipped: " in warned) == (verdict == "clipped")
    row = row_of(tmp_path, table, key)
    assert row["exact"] == words
    assert row_verdict(table, row, TEXTS[row["source_id"]]).name == verdict


def test_a_clipped_row_is_filled_and_verify_reports_it(tmp_path, fill, rows):
    blank(rows, "quotes", "hp-not-stop", exact="stop taking our people back")
    assert (
        'filled, but clipped: leaves out "We will not", which governs it; take in the words'
        in fill(rows)[1]
    )
    problems = verify_record(read_tables(tmp_path), TEXTS, {}, date(2021, 6, 1)).problems
    assert [problem.code for problem in problems] == ["V03"]


def test_an_id_keeps_the_letters_of_its_words_without_their_accents(tmp_path, fill, rows):
    text = TEXTS["bulletin"] + "\n“Pas négociable à Élise”\n"
    cells = {"quote_id": "", "source_id": "bulletin", "speaker_id": "port-ministry"}
    blank(rows, "quotes", "hp-unfair", exact="Pas négociable à Élise", **cells)
    assert fill(rows, TEXTS | {"bulletin": text})[0] == {"quotes": 1}
    table = read_tables(tmp_path)["quotes"]
    assert "bulletin-pas-negociable-a" in table.column("quote_id")


def test_a_clipped_row_whose_note_says_why_is_filled_without_a_warning(tmp_path, fill, rows):
    note = "clipped: what they refuse is told beside it"
    blank(rows, "quotes", "hp-not-stop", exact="stop taking our people back", note=note)
    assert fill(rows) == ({"quotes": 1}, "")
    assert verify_record(read_tables(tmp_path), TEXTS, {}, date(2021, 6, 1)).problems == []


# Writing


def test_a_write_that_fails_leaves_the_file_and_no_other(tmp_path, fill, rows, monkeypatch):
    blank(rows, "figures", "hp-31")
    before = files(write_record(tmp_path, rows))

    def fail(source, target) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        fill(rows)
    assert files(tmp_path) == before


def test_context_stops_at_a_carriage_return_which_no_cell_can_hold(tmp_path, rows):
    blank(rows, "figures", "pm-34")
    text = (
        TEXTS["bulletin"]
        .replace(" returned", "\r\nreturned")
        .replace("Between 20", "Between\r\n20")
    )
    assert fill_folder(write_record(tmp_path, rows), {"bulletin": text}) == ({"figures": 1}, "")
    row = row_of(tmp_path, "figures", "pm-34")
    assert (row["prefix"], row["suffix"]) == ("returned in 2020: ", ". Between")
    assert row_verdict("figures", row, text).passes
