"""Dot charts group the rows that have one label, and lay labels and marks out at both widths."""

import pytest
from charting import LONG, artist, assert_text_fits, bound, drawn, lines, numbers, texts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from analysis.quantities.bounds import KINDS, Bound
from analysis.report.charts import Mark, dot_rows
from analysis.report.charts.canvas import Texts, finish, new_canvas
from analysis.report.charts.style import NARROW, WIDE, in_style


def text(plate: Canvas, words: str) -> Text:
    (found,) = [each for each in texts(plate) if each.get_text() == words]
    return found


def base(plate: Canvas, words: str) -> float:
    """The base line of a text, in points from the top."""
    return text(plate, words).get_position()[1]


def test_a_label_that_repeats_heads_its_group_once():
    shown = drawn(
        dot_rows,
        [Mark(label, bound("exact"), note=note) for label, note in zip("aab", "xyz", strict=True)],
    )
    assert [line for line in lines(shown) if line in "ABXYZ"] == ["A", "X", "Y", "B", "Z"]


def test_a_label_stands_beside_its_mark_where_there_is_room_and_above_it_where_there_is_none(
    plates,
):
    drawn(dot_rows, numbers(430, 500))
    wide, narrow = plates[:2]
    assert base(wide, "Group 0") == pytest.approx(base(wide, "430"))
    assert base(narrow, "Group 0") < base(narrow, "430")


def test_numbers_at_one_place_have_no_axis_and_others_have_a_grid(plates):
    drawn(dot_rows, numbers(40))
    drawn(dot_rows, numbers(40, 50))
    one, _, _, two = plates[:4]
    assert not one.axes[0].axison
    assert two.axes[0].axison
    assert len(artist(two, "grid").get_xdata()) > 0


@pytest.mark.parametrize(
    ("cited", "styles"),
    [
        ([True, False], ["italic", "normal"]),
        ([True, True], ["normal", "normal"]),
        ([False, False], ["normal", "normal"]),
    ],
)
def test_a_label_is_in_italics_where_only_some_are_cited(plates, cited, styles):
    rows = [
        Mark(f"row {n}", bound("exact"), note="by an office", is_cited=each)
        for n, each in enumerate(cited)
    ]
    chart = drawn(dot_rows, rows)
    assert [text(plates[0], f"Row {n}").get_style() for n in range(2)] == styles
    assert ("Italics: only cited" in " ".join(lines(chart))) == ("italic" in styles)
    assert [row[-1].endswith(", cited") for row in chart.rows] == cited


marks = st.builds(
    Mark,
    label=st.sampled_from(["a group", LONG, "W" * 90]),
    bound=st.builds(
        lambda kind, low, more: Bound.of(kind, low, low + more if kind == "between" else None),
        st.sampled_from(KINDS),
        st.integers(0, 10**9),
        st.integers(1, 10**9),
    ),
    note=st.sampled_from(["", "an office, 2017", LONG]),
    is_cited=st.booleans(),
)


@settings(max_examples=25)
@given(rows=st.lists(marks, min_size=1, max_size=14), width=st.sampled_from([WIDE, NARROW]))
@example(rows=numbers(1), width=WIDE)
@example(rows=numbers(*range(40)), width=NARROW)
def test_text_stays_apart_and_inside_whatever_the_rows(rows, width):
    with in_style():
        plate, ax = new_canvas(width)
        dot_rows(rows, ax, unit="people")
        finish(plate, ax, Texts("Some groups", "People", "", "A key.", "Source: an office"))
        assert_text_fits(plate)
