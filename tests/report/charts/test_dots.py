"""Dot charts group the rows that have one label."""

from charting import bound, drawn, lines

from analysis.report.charts import Mark, dot_rows


def test_a_label_that_repeats_heads_its_group_once():
    shown = drawn(
        dot_rows,
        [Mark(label, bound("exact"), note=note) for label, note in zip("aab", "xyz", strict=True)],
    )
    assert [line for line in lines(shown) if line in "abxyz"] == ["a", "x", "y", "b", "z"]
