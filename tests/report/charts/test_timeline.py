"""Positions stand in the order given, told apart by colour and by shape."""

from typing import Any

from charting import artist, drawn, lines, moment

from analysis.report import charts
from analysis.report.charts import positions


def test_positions_keep_the_order_given():
    names = ["Third", "First", "Second"]
    chart = drawn(
        positions, [moment(f"201{n}", name) for n, name in zip((7, 1, 4), names, strict=True)]
    )
    assert [line for line in lines(chart) if line in names] == names


def test_a_position_takes_two_lines(plates):
    rows = [
        moment(date, side="Ruritania", note="affirms returns")
        for date in ("2017-01-01", "2018-01-01", "")
    ]
    drawn(positions, rows[:1])
    drawn(positions, rows)
    one, three = (plate.axes[0].get_ylim()[0] for plate in plates)
    assert three - one <= 2 * 4 * charts.TEXT


def test_an_undated_position_says_so():
    assert "no date given" in lines(drawn(positions, [moment("")]))


def looks(plate: Any, rows: int) -> list[tuple[Any, Any]]:
    keys = [artist(plate, f"row-{n}-side") for n in range(rows)]
    return [(key.get_marker(), key.get_color()) for key in keys]


def test_sides_differ_in_colour_and_say_their_names():
    rows = [moment("2017", side=side) for side in ("Ruritania", "Graustark")]
    assert {"Aske Lund · Ruritania", "Aske Lund · Graustark"} <= set(lines(drawn(positions, rows)))


def test_a_side_is_told_by_colour_and_what_speaks_for_it_by_shape(plates):
    given = [
        ("Ruritania", "government"),
        ("Graustark", "government"),
        ("Ruritania", "party"),
        ("Ruritania", "court"),
    ]
    drawn(positions, [moment("2017", side=side, body=body) for side, body in given])
    (a, b, c, d) = looks(plates[0], 4)
    assert a[0] == b[0] != c[0] != d[0]
    assert a[1] == c[1] == d[1] != b[1]


def test_a_news_medium_has_the_mark_of_no_country_and_no_government(plates):
    rows = [moment("2017", side=side, body="government") for side in ("Ruritania", "Graustark", "")]
    drawn(positions, [*rows[:2], moment("2017", body="news medium")])
    *governments, medium = looks(plates[0], 3)
    for part in (0, 1):
        assert medium[part] not in [look[part] for look in governments]


def test_a_side_keeps_its_mark_whichever_sides_a_chart_shows(plates):
    row, other = moment("2020", side="Graustark"), moment("2020", side="Ruritania")
    for n, rows in enumerate(([row], [other, row], [other, other, row])):
        drawn(positions, rows, sides=["Ruritania", "Graustark"])
        mark = artist(plates[-1], f"row-{n}-side")
        assert mark.get_color() == charts.COLOURS[1]


def test_what_is_only_cited_has_a_hollow_sign_and_says_so(plates):
    held, cited = (
        moment("2017", "Held", body="government"),
        moment("2017", "Read", body="government", is_cited=True),
    )
    chart = drawn(positions, [held, cited])
    faces = [artist(plates[0], f"row-{n}-side").get_markerfacecolor() for n in (0, 1)]
    assert faces == [charts.QUIET, "white"]
    assert "Read · government, cited" in lines(chart)
    assert "Held · government" in lines(chart)
    assert any("only cited" in line for line in lines(chart))
    assert "government, cited" in chart.data
    assert not any("only cited" in line for line in lines(drawn(positions, [held])))
