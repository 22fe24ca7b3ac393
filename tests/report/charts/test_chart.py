"""A chart gives its picture, its words and its record, at two widths."""

import base64
import json

import pytest
from charting import bound, drawn, evidence, numbers

from analysis.errors import RecordError
from analysis.record.references import MIME
from analysis.report.charts import Mark, dot_rows
from analysis.report.charts.style import WIDE


def test_a_chart_gives_its_picture_its_words_and_its_record():
    rows = numbers(26, 92, evidence=(evidence(),))
    chart = drawn(dot_rows, rows, unit="people", name="waiting", title="<Waiting>")
    bundle = json.loads(json.dumps(chart._repr_mimebundle_()))
    assert set(bundle) == {"image/svg+xml", "image/png", "text/plain", "text/html", MIME}
    assert bundle["image/svg+xml"] == chart.svg
    assert base64.b64decode(bundle["image/png"]) == chart.png
    assert bundle["text/plain"] == chart.alt
    assert chart.caption in bundle["text/html"]
    assert bundle[MIME] == {
        "role": "chart",
        "name": "waiting",
        "title": "<Waiting>",
        "subtitle": "",
        "narrow": chart.narrow,
        "alt": chart.alt,
        "caption": "Source: Harbour Post, 4 May 2021",
        "columns": ["label", "value"],
        "rows": [["group 0", "26 people"], ["group 1", "92 people"]],
        "row_ids": ["g0", "g1"],
        "data": chart.data,
        "evidence": [evidence()],
    }


def test_the_png_has_two_pixels_a_point_and_is_the_same_every_time():
    first, second = (drawn(dot_rows, numbers(26, 92)) for _ in range(2))
    assert first.png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(first.png[16:20]) == 2 * WIDE
    assert first.png == second.png


def test_a_subtitle_that_is_the_title_is_not_said_twice():
    once, twice = (drawn(dot_rows, numbers(26), title="Boats", subtitle=s) for s in ("", "Boats"))
    assert once.svg == twice.svg
    assert "of each harbour" in drawn(dot_rows, numbers(26), subtitle="of each harbour").svg


def test_html_holds_no_markup_from_a_label():
    page = drawn(dot_rows, [Mark('"><script>', bound("exact"))])._repr_mimebundle_()["text/html"]
    assert "<script" not in page


def test_no_rows_are_refused():
    with pytest.raises(RecordError, match="chart empty: there are no rows"):
        drawn(dot_rows, [], name="empty")
