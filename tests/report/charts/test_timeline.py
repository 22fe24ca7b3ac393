"""Timelines give each who acts a lane, busy years room, and every mark its words; long ones are
parted into sheets."""

import re

import pytest
from charting import LONG, artist, assert_text_fits, drawn, lines, moment
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report import charts
from analysis.report.charts import is_spread, sheets, timeline
from analysis.report.charts.canvas import width_of
from analysis.report.charts.style import NARROW, SMALL, WIDE

# As high as a chart may be that fits paper below a heading (178 mm) with letters of 7.5 pt.
ON_PAPER = 178 / 25.4 * 72 * SMALL / 7.5

GOVERNMENT = {"side": "Ruritania", "body": "government"}


def many(count: int) -> list[charts.Moment]:
    """So many events of a few years, most of them in one."""
    dates = [f"2017-{n % 12 + 1:02}-{n % 27 + 1:02}" for n in range(count)]
    dates[::4] = [f"{2002 + n % 20}" for n in range(len(dates[::4]))]
    who = [("Ruritania", "government"), ("Graustark", "government"), ("Graustark", "court")]
    return [
        moment(date, side=who[n % 3][0], body=who[n % 3][1], note=f"{letters(n)} arrives")
        for n, date in enumerate(dates)
    ]


def letters(n: int) -> str:
    return "A ship of many people named " + chr(65 + n % 26) * (n // 26 + 1)


def heights(chart: charts.Chart) -> list[float]:
    return [float(re.search(r'viewBox="0 0 \S+ ([\d.]+)"', svg)[1]) for svg in both(chart)]


def both(chart: charts.Chart) -> tuple[str, str]:
    return chart.svg, chart.narrow


def gids(svg: str, part: str = "") -> list[str]:
    return re.findall(rf'id="(row-\d+-[\w-]*{part})"', svg)


@pytest.mark.parametrize("count", [1, 7, 40, 85, 200])
def test_texts_of_many_and_of_few_entries_keep_apart_at_both_widths(plates, count):
    drawn(timeline, many(count))
    for plate in plates:
        assert_text_fits(plate)


@pytest.mark.parametrize("words", [LONG, "W" * 90, "a"])
@pytest.mark.parametrize("named", [(), ("e",)], ids=["all named", "one named"])
def test_texts_keep_apart_whatever_they_say(plates, words, named):
    dates = ["2017-09-14", "2017", "/2017-09", "2002/..", "2018-02-01?", "1975/2024", "2009-07-01"]
    rows = [moment(date, words, side="Ruritania", note=words, id="e") for date in dates * 2]
    drawn(timeline, [*rows, moment("", words, note=words)], named=named)
    for plate in plates:
        assert_text_fits(plate)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.dates(), min_size=1, max_size=12))
def test_every_dated_entry_is_drawn_once_and_named_at_both_widths(days):
    rows = [moment(str(day), note=f"event {chr(65 + n)}") for n, day in enumerate(days)]
    chart = drawn(timeline, rows)
    for svg in both(chart):
        assert sorted(gids(svg)) == sorted(f"row-{n}-exact-dot" for n in range(len(rows)))
        assert all(f"event {chr(65 + n)}" in svg for n in range(len(rows)))


@pytest.mark.parametrize("count", [1, 30, 85, 200])
def test_each_sheet_of_many_entries_fits_paper_and_none_is_lost(count):
    rows = [*many(count), moment("", note="a storm")]
    parts = sheets(rows).values()
    assert sorted(row.note for part in parts for row in part) == sorted(row.note for row in rows)
    for part in parts:
        wide, _ = heights(drawn(timeline, part))
        assert wide <= ON_PAPER


def test_sheets_of_one_month_lose_nothing_and_are_called_by_days():
    days = [f"2017-09-{n % 30 + 1:02}" for n in range(300)]
    rows = [moment(day, note=f"event {n} of many words", side="A") for n, day in enumerate(days)]
    found = sheets(rows)
    assert len(found) > 1
    assert sum(len(part) for part in found.values()) == len(rows)
    assert all("September 2017" in name for name in found)


def test_sheets_go_by_date_and_are_called_by_what_they_span():
    (name,) = sheets(many(7))
    assert name == ""
    busy = [moment(f"2017-{n // 9 + 3:02}-{n % 9 + 10}", note=LONG) for n in range(36)]
    rows = [moment("2018-02-01", note="last"), *busy, moment("1990", note="first")]
    names = list(sheets(rows))
    assert len(names) > 1
    assert names[0].startswith("1990 to ")
    assert names[0].endswith(" 2017")
    assert all("2017" in name for name in names[1:])
    assert names[-1].endswith(" to 2018")
    days = [row.extent.start for part in sheets(rows).values() for row in part]
    assert days == sorted(days)


def test_what_cannot_be_parted_is_one_sheet():
    rows = [moment("2017-09-14", note=LONG) for _ in range(40)]
    assert list(sheets(rows)) == [""]


def test_a_year_in_which_much_happened_gets_a_scale_of_its_own():
    busy = [moment(f"2017-0{n}-01", note="a ship") for n in range(1, 9)]
    rows = [moment("1990-01-01"), *busy, moment("2020-01-01"), moment("2021-01-01")]
    said = lines(drawn(timeline, rows))
    assert {"1990", "2017", "2020–2021"} <= set(said)
    assert "Each period has a scale of its own." in " ".join(said)
    quiet = lines(drawn(timeline, [*rows[:5], *rows[-2:]]))
    assert "2020–2021" not in quiet
    assert "scale of its own" not in " ".join(quiet)


def test_lanes_are_of_those_who_act_and_the_rarest_go_together():
    bodies = ["government", "court", "party", "civil society", "company", "news medium"]
    rows = [moment(f"20{n:02}-01-01", side="Ruritania", body=body) for n, body in enumerate(bodies)]
    assert "Others" not in lines(drawn(timeline, rows))
    said = lines(drawn(timeline, [*rows, moment("2020-01-01", "the crew", body="group")]))
    assert "Others" in said
    assert "The crew" not in said


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (moment("2017", **GOVERNMENT), ("Ruritania", "")),
        (moment("2017", side="Ruritania", body="court and government"), ("Ruritania", "court")),
        (
            moment("2017", side="Ruritania", body="news medium and government"),
            ("Ruritania", ""),
        ),
        (moment("2017", "the crew", body="group"), ("The crew", "")),
        (moment("2017", side="Ruritania", body="group and court"), ("Ruritania", "court")),
        (moment("2017", body="news medium"), ("News medium", "")),
        (moment("2017", side="not stated", body="not named"), ("Not named", "")),
        (moment("2017", "Aske Lund"), ("Aske Lund", "")),
    ],
)
def test_the_lane_is_that_of_the_government_or_body_that_acts(row, name):
    assert (row.lane.name, row.lane.body) == name


def test_a_side_keeps_its_colour_whichever_sides_a_chart_shows(plates):
    row, other = moment("2020-01-01", side="Graustark"), moment("2020-01-01", side="Ruritania")
    for n, rows in enumerate(([row], [other, row], [other, other, row])):
        drawn(timeline, rows, sides=["Ruritania", "Graustark"])
        mark = artist(plates[-1], f"row-{n}-exact-dot")
        assert mark.get_color() == charts.COLOURS[1]


def test_a_news_medium_has_the_colour_of_no_side(plates):
    drawn(timeline, [moment("2020-01-01", body="news medium")], sides=["Ruritania"])
    assert artist(plates[0], "row-0-exact-dot").get_color() == charts.QUIET


def test_what_is_only_cited_is_in_italics_beside_what_is_held(plates):
    held = moment("2017-01-01", note="held")
    cited = moment("2018-01-01", note="read", is_cited=True)
    drawn(timeline, [held, cited])
    styles = {text.get_text(): text.get_style() for text in plates[0].axes[0].texts}
    assert (styles["held"], styles["read"]) == ("normal", "italic")
    drawn(timeline, [cited])
    assert "italic" not in [text.get_style() for text in plates[-1].axes[0].texts]


def test_every_mark_has_its_words_those_of_named_entries_in_bold(plates):
    rows = [moment("2017-09-14", note=f"speech {n}", id=f"s{n}") for n in range(60)]
    drawn(timeline, rows, named=["s59"])
    for plate in plates:
        weights = {text.get_text(): text.get_weight() for text in plate.axes[0].texts}
        said = {text for text in weights if text.startswith("speech")}
        assert said == {f"speech {n}" for n in range(60)}
        assert {text for text in said if weights[text] == "bold"} == {"speech 59"}


def test_what_has_no_date_is_said_below_and_has_no_mark():
    chart = drawn(timeline, [moment("2017-01-01"), moment("", note="a storm"), moment("", "Ann")])
    assert "No date given: a storm; Ann." in lines(chart)
    assert gids(chart.svg) == ["row-0-exact-dot"]


def test_a_timeline_of_no_known_date_only_says_so():
    chart = drawn(timeline, [moment("", note="a storm")])
    assert "No date given: a storm." in lines(chart)
    assert gids(chart.svg) == []


def test_a_band_covers_the_days_that_a_date_leaves(plates):
    drawn(timeline, [moment("2017-01-01"), moment("2017"), moment("2017-12-31")])
    first, band, last = (
        artist(plates[0], gid).get_xdata()
        for gid in ("row-0-exact-dot", "row-1-range-band", "row-2-exact-dot")
    )
    assert band[0] <= first[0] <= last[0] <= band[1]


def test_names_of_lanes_stand_beside_marks_where_the_chart_is_wide_else_above(plates):
    drawn(timeline, [moment("2017-01-01", note="a ship", **GOVERNMENT)])
    wide, narrow = plates
    for plate, is_beside in ((wide, True), (narrow, False)):
        places = {text.get_text(): text.get_position()[1] for text in plate.axes[0].texts}
        assert (places["Ruritania"] == places["a ship"]) == is_beside
    assert [round(width_of(plate.axes[0])) for plate in plates] == [WIDE - 24, NARROW - 24]


@pytest.mark.parametrize(
    ("dates", "spread"),
    [
        (["2017-09-14"] * 9, False),
        (["2017-09-14", "2018-02", "[2018-02-22..2018-02-27]", "/2018-02"], False),
        (["2002", "2017-09-14", "2018-01-25"], True),
        (["/2002", "2017-09-14", "2018-01-25/.."], True),
        (["2002/..", "2017-09-14", "2018-01-25"], False),
        (["", "2017-09-14", "2018-01-25"], False),
        ([], False),
    ],
)
def test_dates_are_spread_where_three_follow_one_another_for_certain(dates, spread):
    assert is_spread([moment(date) for date in dates]) == spread
