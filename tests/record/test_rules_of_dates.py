"""Dates agree with their words, and nothing happened after it was read."""

import pytest
from records import found, shortened, valid_rows, with_cited

from analysis.quantities import dates


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        ("blog-landing", {"date": "2022-02-03"}),
        ("blog-landing", {"date": "2022"}),
        ("blog-landing", {"date": "2021/.."}),
        ("blog-landing", {"date": "2021/2022"}),
        ("blog-landing", {"date": "2031", "kind": "plan"}),
        ("hp-published", {"date": "2021-05-06", "date_basis": "external", "kind": "comment"}),
    ],
)
def test_an_event_of_the_day_of_reading_a_plan_and_a_comment_are_not_too_late(tmp_path, key, cells):
    rows = with_cited()
    rows["events"][key] |= cells
    assert shortened("D05", found(tmp_path, rows)) == []


@pytest.mark.parametrize("published", ["", "2021-05-04/.."])
@pytest.mark.parametrize("date", ["9999", "2021-05-01/9999", "9999-12-31"])
def test_no_event_but_a_plan_is_later_than_today_where_no_day_is_known_of_its_source(
    tmp_path, date, published
):
    rows = valid_rows()
    rows["sources"]["harbour-post"] |= {"published": published, "accessed": ""}
    rows["events"]["hp-commented"] |= {
        "date": date,
        "date_basis": "external",
        "date_note": "By a letter",
    }
    (problem,) = [problem for problem in found(tmp_path, rows) if problem.code == "D05"]
    assert problem.wrong == f'"{date}" is after today (UTC), "{dates.today()}"'
    rows["events"]["hp-commented"]["kind"] = "plan"
    assert not [problem for problem in found(tmp_path, rows) if problem.code == "D05"]


def test_an_event_that_is_too_late_is_told_how_to_be_a_plan(tmp_path):
    rows = with_cited()
    rows["events"]["blog-landing"]["date"] = "9999"
    (problem,) = [problem for problem in found(tmp_path, rows) if problem.code == "D05"]
    assert problem.wrong == '"9999" is after the day its source was read, "2022-02-03"'
    assert problem.do == 'check the year; what is only planned has the kind "plan"'


@pytest.mark.parametrize(
    ("period", "is_late"),
    [("2030", True), ("2021-06", True), ("2020/2030", True), ("2021", False), ("2021-05", False)],
)
def test_no_figure_counts_what_came_after_its_source_was_published(tmp_path, period, is_late):
    rows = valid_rows()
    counted = {
        "period": period,
        "period_text": "",
        "period_basis": "external",
        "period_note": "By a letter",
    }
    rows["figures"]["hp-1250"] |= counted | {"measure": "flow"}
    problems = [problem for problem in found(tmp_path, rows) if problem.code == "D05"]
    wrong = f'"{period}" is after the day its source was published, "2021-05-04"'
    assert [problem.wrong for problem in problems] == ([wrong] if is_late else [])


def test_an_interval_whose_ends_the_words_give_may_be_stated(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-400"] |= {
        "period": "2011/2020",
        "period_text": "since 2011 … in 2020",
        "period_basis": "stated",
    }
    assert found(tmp_path, rows) == []
    rows["figures"]["hp-400"] |= {"period": "2011/..", "period_text": "since 2011"}
    assert found(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2017", "since 2017"),
        ("2017", "not in 2017"),
        ("2017", "before 2017"),
        ("2017", "after 2017"),
        ("2017", "by 2017"),
        ("2017", "early 2017"),
        ("2017", "in fiscal year 2017"),
        ("2017/..", "in 2017"),
        ("../2017", "in 2017"),
        ("2017/..", "until 2017"),
        ("/2017", "until 2017"),
    ],
)
def test_no_period_is_stated_that_its_words_only_name(tmp_path, period, words):
    rows = valid_rows()
    stated = {"period": period, "period_text": words, "period_basis": "stated"}
    rows["figures"]["pm-34"] |= stated
    assert "figure pm-34, column period" in shortened("D03", found(tmp_path, rows))


@pytest.mark.parametrize(
    ("date", "words", "is_stated"),
    [
        ("2021", "The ships sailed in 2021", True),
        ("2021", "The ships have sailed since 2021", True),
        ("2021", "The ships sailed until 2021", False),
        ("../2021", "The ships sailed until 2021", True),
        ("2021", "The ships sailed before 2021", False),
        ("2021-05-03", "The journey of 1900 Ruritanians began on 3 May 2021", True),
        ("1900", "The journey of 1900 Ruritanians began", False),
        ("2021", "The ships sailed, but not in 2021", False),
    ],
)
def test_an_event_is_stated_on_the_day_that_its_sentence_states(tmp_path, date, words, is_stated):
    rows = valid_rows()
    rows["events"]["hp-published"] |= {"date": date, "exact": words}
    assert (shortened("D03", found(tmp_path, rows)) == []) == is_stated


def test_a_number_of_people_states_no_year(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-31"] |= {"period_text": "deported 2020 people"}
    assert shortened("D03", found(tmp_path, rows)) == ["figure hp-31, column period"]


def test_a_year_with_no_other_word_states_it(tmp_path):
    rows = valid_rows()
    dated = {"period": "2020", "period_text": "2020", "period_basis": "stated"}
    rows["figures"]["hp-31"] |= dated
    rows["figures"]["hp-31-again"] |= dated
    assert found(tmp_path, rows) == []
    rows["figures"]["hp-31"]["period"] = "2021"
    assert "figure hp-31, column period" in shortened("D03", found(tmp_path, rows))


def test_a_weekday_may_be_any_day_of_an_interval(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-310"] |= {
        "period": "[2021-04-28..2021-04-30]",
        "period_text": "on Thursday",
    }
    assert found(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("period", "words", "is_wrong"),
    [
        ("2020-05-14", "le 14 mai 2020", False),
        ("2020-05-14", "14/05/2020", False),
        ("2020", "en 2020", False),
        ("2018/2020", "de 2018 à 2020", False),
        ("2020-05-15", "le 14 mai 2020", True),
        ("2020/..", "en 2020", True),
        ("2020-05-14", "le 14 mai", True),
        ("2019", "en 2020", True),
    ],
)
def test_a_date_in_another_language_is_stated_by_its_numbers(tmp_path, period, words, is_wrong):
    rows = valid_rows()
    rows["sources"]["bulletin"]["language"] = "fr"
    dated = {"period": period, "period_text": words, "period_basis": "stated"}
    rows["figures"]["pm-34"] |= dated
    assert ("figure pm-34, column period" in shortened("D03", found(tmp_path, rows))) == is_wrong
