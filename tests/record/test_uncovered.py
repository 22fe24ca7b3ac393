"""Every number of a text is covered by a row, or a problem."""

from collections.abc import Callable
from functools import partial

import pytest
from records import TEXTS, span, valid_rows, write_record
from verifying import codes, messages, verified, without_context

from analysis.record.tables import read_tables
from analysis.record.uncovered import coverage
from analysis.record.verify import Verification


@pytest.fixture
def rows():
    return valid_rows()


@pytest.fixture
def run(tmp_path) -> Callable[..., Verification]:
    """Verify rows in a folder of their own; see `verified`."""
    return partial(verified, tmp_path)


def uncovered(outcome):
    return [problem.wrong.split('"')[1] for problem in outcome.problems if problem.code == "V05"]


def test_a_number_that_no_row_names_is_reported_with_its_context(run, rows):
    del rows["figures"]["hp-310"]
    outcome = run(rows)
    assert codes(outcome) == ["V05"]
    at = TEXTS["harbour-post"].index("310")
    assert f'source harbour-post: V05 "310" at {at} in "…' in messages(outcome)
    assert "League said, 310 of whom lack papers." in messages(outcome)


def test_a_quotation_covers_no_number(run, rows):
    del rows["figures"]["hp-310"]
    rows["quotes"]["hp-unfair"] |= span("harbour-post", "310 of whom lack papers")
    assert uncovered(run(rows)) == ["310"]


def test_an_event_covers_its_dates_and_no_other_number(run, rows):
    words = "4 May 2021\n\nGraustark sent home 31 Ruritanian sailors"
    rows["events"]["hp-published"] |= without_context("harbour-post", words)
    del rows["figures"]["hp-31"], rows["figures"]["hp-400"]
    assert uncovered(run(rows)) == ["31", "2020", "400", "2011"]


def test_an_event_covers_no_number_that_could_be_a_year(tmp_path, rows):
    text = TEXTS["bulletin"] + "\nGraustark sent 1900 people in 2019.\n"
    start = text.index("Graustark sent 1900")
    words = text[start:-1]
    rows["events"]["pm-silence"] |= {"start": str(start), "end": str(len(text) - 1), "exact": words}
    found = coverage(read_tables(write_record(tmp_path, rows)), {"bulletin": text})
    assert [problem.wrong.split('"')[1] for problem in found if problem.code == "V05"] == ["1900"]


def test_an_event_covers_no_number_behind_the_month_that_dates_it(tmp_path, rows):
    text = TEXTS["bulletin"] + "\nIn December 28 sailors were sent home.\n"
    start = text.index("In December")
    words = {"start": str(start), "end": str(len(text) - 1), "exact": text[start:-1]}
    rows["events"]["pm-silence"] |= words | {"date": "2020-12"}
    found = coverage(read_tables(write_record(tmp_path, rows)), {"bulletin": text})
    assert [problem.wrong.split('"')[1] for problem in found if problem.code == "V05"] == ["28"]


def test_in_another_language_an_event_covers_the_numbers_of_its_date_alone(tmp_path, rows):
    rows["sources"]["bulletin"]["language"] = "fr"
    text = TEXTS["bulletin"] + "\nLe 4 mai 2019, 300 marins sont partis, 5 sont restés.\n"
    start = text.index("Le 4 mai")
    words = {"start": str(start), "end": str(len(text) - 1), "exact": text[start:-1]}
    rows["events"]["pm-silence"] |= words | {"date": "2019-05-04"}
    found = coverage(read_tables(write_record(tmp_path, rows)), {"bulletin": text})
    left = [problem.wrong.split('"')[1] for problem in found if problem.code == "V05"]
    assert left == ["300", "5"]


def test_an_event_that_is_typographically_shorter_than_its_source_covers_its_dates(run, rows):
    whole = without_context("harbour-post", "will go on\n\nBy Mira Holt, 4 May 2021")
    rows["events"]["hp-published"] |= whole | {"exact": "will go on By Mira Holt, 4 May 2021"}
    assert run(rows).problems == []


def test_a_period_covers_its_words_where_they_stand_nearest(run, rows):
    rows["figures"]["hp-400"]["period_text"] = ""
    assert uncovered(run(rows)) == ["2011"]
    rows["figures"]["hp-31-again"]["period_text"] = ""
    assert uncovered(run(rows)) == ["2011", "2020"]


def test_a_period_that_is_a_year_with_no_other_word_covers_it(tmp_path, rows):
    text = TEXTS["bulletin"] + "\n2031   52   61\n2032   53   62\n"
    start = text.index("52")
    cells = {"start": str(start), "end": str(start + 2), "exact": "52", "period_text": "2031"}
    rows["figures"]["pm-34"] |= cells
    found = coverage(read_tables(write_record(tmp_path, rows)), {"bulletin": text})
    left = [problem.wrong.split('"')[1] for problem in found if problem.code == "V05"]
    assert left[-4:] == ["61", "2032", "53", "62"]
    assert "2031" not in left


def test_a_count_that_looks_like_its_year_is_not_covered_by_it(tmp_path, rows):
    text = TEXTS["bulletin"] + "\nThe port took in 2031 sailors on 53 boats in the year 2031.\n"
    start = text.index("53")
    cells = {"start": str(start), "end": str(start + 2), "exact": "53", "period_text": "2031"}
    rows["figures"]["pm-34"] |= cells
    found = coverage(read_tables(write_record(tmp_path, rows)), {"bulletin": text})
    left = [problem.wrong.split('"')[1] for problem in found if problem.code == "V05"]
    assert "2031" in left


def test_a_number_covered_in_part_is_not_covered(run, rows):
    rows["figures"]["hp-1250"] |= span("harbour-post", "Some 1")
    assert uncovered(run(rows)) == ["1,250"]


@pytest.mark.parametrize("column", ["attribution", "period_text"])
def test_the_words_of_period_and_attribution_cover_no_number_but_a_date(run, rows, column):
    del rows["figures"]["hp-1250"]
    rows["figures"]["hp-310"][column] = (
        "Some 1,250 sailors were waiting in Graustark at the end of April"
    )
    assert uncovered(run(rows)) == ["1,250"]


def test_a_century_is_a_date(tmp_path, rows):
    rows["figures"]["pm-34"]["period_text"] = "until the 20th century"
    tables = read_tables(write_record(tmp_path, rows))
    text = TEXTS["bulletin"] + "\nSo it was until the 20th century for the 20th time.\n"
    moved = text.replace("\n\n", " ")  # one paragraph, so that the words stand near
    del rows["exclusions"]["second"]
    found = [
        problem.wrong
        for problem in coverage(tables, {"bulletin": moved})
        if problem.code == "V05" and "20th" in problem.wrong
    ]
    assert len(found) == 1
    assert "for the 20th time" in found[0]


def test_words_that_do_not_stand_in_the_source_cover_nothing(tmp_path, rows):
    rows["figures"]["pm-34"]["attribution"] = "said by nobody"
    tables = read_tables(write_record(tmp_path, rows))
    text = TEXTS["bulletin"].replace("Bulletin", "12 boats", 1)
    assert ['"12"' in problem.wrong for problem in coverage(tables, {"bulletin": text})] == [True]


def test_an_exclusion_covers_what_it_names(run, rows):
    rows["exclusions"].clear()
    assert uncovered(run(rows)) == ["second"]


def test_text_outside_every_region_is_reported(run, rows):
    del rows["regions"]["harbour-post-headline-2"]
    outcome = run(rows)
    assert codes(outcome) == ["V06"]
    assert '"A safe passage" stands in no region' in messages(outcome)


def test_only_held_texts_are_covered(run, rows):
    rows["exclusions"].clear()
    receipt = run(rows).receipt
    assert run(rows, {"bulletin": TEXTS["bulletin"]}, receipt).problems == []


@pytest.mark.parametrize(
    ("words", "date", "left"),
    [
        ("Le 14 mars 2031, 14 familles et 3 enfants sont partis.", "2031-03-14", ["14", "3"]),
        ("Le 14/3/2031, 3 enfants sont partis.", "2031-03-14", ["3"]),
        ("De 2030 à 2031, et encore en 2031.", "2030/2031", []),
    ],
)
def test_in_another_language_each_number_of_a_date_covers_one_of_the_text(
    tmp_path, rows, words, date, left
):
    rows["sources"]["bulletin"]["language"] = "fr"
    text = f"{TEXTS['bulletin']}\n{words}\n"
    start = text.index(words)
    place = {"start": str(start), "end": str(start + len(words)), "exact": words}
    rows["events"]["pm-silence"] |= place | {"date": date}
    found = coverage(read_tables(write_record(tmp_path, rows)), {"bulletin": text})
    numbers = [problem.wrong.split('"')[1] for problem in found if problem.code == "V05"]
    assert numbers == left
