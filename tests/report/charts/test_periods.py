"""Events are lines and averages brackets above the years that they are of."""

from dataclasses import replace

from charting import artist, drawn_editions, event, lines, observed

from analysis.quantities import dates
from analysis.quantities.bounds import Bound


def test_an_event_is_a_thin_line_with_its_day_and_words_beside(plates):
    chart = drawn_editions([observed(2001, 18), observed(2002, 19), event("2001-03-05")])
    line = artist(plates[0], "event-event")
    assert line.get_xdata()[0] == dates.parse("2001-03-05").earliest.toordinal() + 0.5
    assert "5 March 2001: Something happens" in lines(chart)


def test_an_event_of_which_the_day_is_not_known_is_a_soft_band(plates):
    rows = [observed(2001, 18), observed(2002, 19), event("2001")]
    drawn_editions(rows)
    assert artist(plates[0], "event-event").get_width() == 365


def test_an_event_outside_the_years_is_left_out():
    chart = drawn_editions([observed(2001, 18), event("1990-03-05")])
    assert "event-event" not in chart.svg
    assert chart.row_ids[-1] == "event"


def test_an_average_is_a_bracket_over_its_years(plates):
    period = dates.parse("2000-10-01/2002-09-30")
    rows = [observed(year, 40, "new") for year in (2001, 2002, 2003)]
    average = replace(rows[0], date=period, id="mean", bound=Bound.of("exact", 40), is_average=True)
    chart = drawn_editions([*rows, average])
    xs = artist(plates[0], "average-mean").get_xdata()
    columns = [artist(plates[0], f"{row.id}-exact") for row in rows]
    ends = (
        plates[0]
        .axes[0]
        .transData.inverted()
        .transform([(x * plates[0].axes[0].bbox.width + plates[0].axes[0].bbox.x0, 0) for x in xs])[
            :, 0
        ]
    )
    assert ends[0] < columns[0].get_x()
    assert columns[1].get_x() < ends[-1] < columns[2].get_x()
    assert "Average: 40" in lines(chart)


def test_the_words_of_events_are_crossed_by_no_line_of_another(plates):
    rows = [observed(year, 18) for year in range(2001, 2021)]
    days = ("2003-03-01", "2009-03-01", "2019-03-01")
    drawn_editions([*rows, *(event(day, day, "Something of many words happens") for day in days)])
    for plate in plates:
        tops = {day: artist(plate, f"event-{day}").get_ydata()[0] for day in days}
        assert tops["2019-03-01"] < tops["2003-03-01"] < tops["2009-03-01"]
