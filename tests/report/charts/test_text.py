"""Whatever a label holds, it is drawn in words that fit."""

import re

import pytest
from charting import FORMS, bound, drawn, lines, rows_for

from analysis.report.charts import Mark, dot_rows
from analysis.report.charts.text import balanced, measure, wrap
from analysis.report.gate import visible


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "label",
    [
        "$x^2$ costs $5",
        r"\frac{1}{2} \N{BULLET} {0} %s",
        "<script>alert('&amp;')</script> & \"quoted\" ]]>",
        "x" * 500,
        "\u202eright to left\u202c \u2066isolated\u2069 \u200fmark",
        "ប្រទេសកម្ពុជា រាជរដ្ឋាភិបាល",
        "👩‍👩‍👧 é e\u0301",
    ],
    ids=["mathtext", "escapes", "markup", "long", "bidi", "khmer", "clusters"],
)
def test_a_hostile_label_is_drawn_as_it_stands(form, label):
    chart = drawn(form, rows_for(form, label, label), title=label)
    drawn_text = re.sub(r"\s", "", "".join(lines(chart))).casefold()  # labels have a capital
    shown = re.sub(r"\s", "", visible(label)).casefold()
    assert drawn_text.count(shown) >= len(chart.rows) + 2  # a label that repeats is drawn once
    assert visible(label) in chart.alt
    assert chart.rows[0][0] == label


@pytest.mark.parametrize("form", FORMS)
def test_what_a_line_or_xml_cannot_hold_is_replaced(form):
    chart = drawn(form, rows_for(form, "one\ntwo\r\n\u2028three\x00\ud800\uffff"))
    said = "".join(lines(chart)).casefold()  # a label may go on in the next line
    assert "one two three⟦u+0000⟧\ufffd\ufffd" in said
    assert "\n" not in chart.alt


def test_khmer_clusters_are_not_broken_between_lines():
    broken = [
        line for line in lines(drawn(dot_rows, [Mark("ក្រុ" * 40, bound("exact"))])) if "ក" in line
    ]
    assert len(broken) > 1
    assert all(line.startswith("ក") and not line.endswith("\u17d2") for line in broken)


@pytest.mark.parametrize("date", ["28 February 2018", "March 2002", "fiscal 2022", "3 May"])
def test_a_date_is_not_broken_between_lines(date):
    for width in range(130, 300, 7):
        lines = wrap(f"General department of immigration, by {date}, in short", width, 12)
        assert any(date in line for line in lines)


def test_balanced_lines_are_as_few_and_leave_no_word_over():
    text = "Share of those removed with a prior conviction, for some years not published"
    lines = balanced(text, 560, 15, "bold")
    assert " ".join(lines) == text
    assert len(lines) == len(wrap(text, 560, 15, "bold"))
    widths = [measure(line, 15, "bold") for line in lines]
    assert min(widths) > max(widths) * 0.7
    assert balanced("", 560, 15) == []
    assert balanced("one", 560, 15) == ["one"]
