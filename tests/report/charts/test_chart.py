"""A chart gives its picture, its words and its record, in parts where it is long."""

import json

import pytest
from charting import bound, drawn, evidence, moment, numbers

from analysis.errors import RecordError
from analysis.record.references import MIME
from analysis.report import charts
from analysis.report.charts import Mark, dot_rows, positions


def test_a_chart_gives_its_picture_its_words_and_its_record():
    rows = numbers(26, 92, evidence=(evidence(),))
    chart = drawn(dot_rows, rows, unit="people", name="waiting", title="<Waiting>")
    bundle = json.loads(json.dumps(chart._repr_mimebundle_()))
    assert set(bundle) == {"image/svg+xml", "text/plain", "text/html", MIME}
    assert bundle["image/svg+xml"] == chart.svg
    assert bundle["text/plain"] == chart.alt
    assert chart.caption in bundle["text/html"]
    assert bundle[MIME] == {
        "role": "chart",
        "name": "waiting",
        "title": "<Waiting>",
        "alt": chart.alt,
        "caption": "Source: Harbour Post, 4 May 2021",
        "columns": ["label", "value"],
        "rows": [["group 0", "26 people"], ["group 1", "92 people"]],
        "row_ids": ["g0", "g1"],
        "data": chart.data,
        "evidence": [evidence()],
    }


def test_html_holds_no_markup_from_a_label():
    page = drawn(dot_rows, [Mark('"><script>', bound("exact"))])._repr_mimebundle_()["text/html"]
    assert "<script" not in page


def test_no_rows_are_refused():
    with pytest.raises(RecordError, match="chart empty: there are no rows"):
        drawn(dot_rows, [], name="empty")


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (10, [10]), (11, [5, 6]), (29, [9, 10, 10])]
)
def test_many_rows_are_drawn_in_parts_of_a_page_each_and_none_is_lost(count, sizes):
    rows = [moment("2020", label=f"n{n}") for n in range(count)]
    parts = charts.draw_in_parts(positions, rows, name="words", title="Words").charts
    assert [len(chart.rows) for chart in parts] == sizes
    assert [row[0] for chart in parts for row in chart.rows] == [f"n{n}" for n in range(count)]
    assert (
        len({chart.name for chart in parts}) == len({chart.title for chart in parts}) == len(parts)
    )
    last = "ABC"[len(parts) - 1]
    assert parts[0].name == "words"
    assert parts[0].title == "Words" + f" (part A of {last})" * (len(parts) > 1)


def test_no_rows_are_no_parts():
    with pytest.raises(RecordError, match="there are no rows"):
        charts.draw_in_parts(positions, [], name="words", title="Words")
