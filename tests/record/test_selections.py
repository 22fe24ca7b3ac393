"""Selections are shown as tables and given to pandas, whatever their cells hold."""

import pytest
from records import HOSTILE, loaded, valid_rows, write_record

from analysis.record import selections
from analysis.record.record import Record
from analysis.record.tables import read_tables


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_a_selection_gives_a_frame_with_a_row_for_each_item(record):
    frame = record.figures(["pm-34", "hp-400"]).frame()
    assert list(frame["value"]) == ["34", "400"]
    assert list(frame["bound"]) == ["exact", "more than"]
    assert list(frame["verdict"]) == ["verbatim", "verbatim"]


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("speakers", "aske-lund", {"name": HOSTILE}),
        ("sources", "harbour-post", {"publisher": HOSTILE}),
        ("quotes", "hp-not-stop", {"exact": HOSTILE}),
    ],
)
def test_html_escapes_whatever_the_tables_hold(tmp_path, table, key, cells):
    rows = valid_rows()
    rows[table][key] |= cells
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    for shown in (record.quotes(), record.quote("hp-not-stop")):
        markup = shown._repr_html_()
        assert "<script>" not in markup
        assert (
            "&lt;script&gt;alert(&quot;it&#x27;s&quot;)&lt;/script&gt; &amp; &#x27;more&#x27;"
            in markup
        )


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        (
            "figures",
            "hp-1250",
            ["1,250", "about", "Some 1,250 sailors", "Seafarers’ League", "2021-04-30"],
        ),
        (
            "figures",
            "pm-convicted",
            ["20–25", "between", "Between 20 and 25", "Port Ministry", "2020"],
        ),
        (
            "quotes",
            "hp-not-stop",
            ["affirms", "We will not stop taking our people back", "Aske Lund", "2021-05-03"],
        ),
        (
            "events",
            "hp-published",
            ["The article is published", "4 May 2021", "Harbour Post", "2021-05-04"],
        ),
    ],
)
def test_html_shows_value_bound_or_stance_words_speaker_source_and_verdict(
    record, table, key, cells
):
    (item,) = getattr(record, table)(key)
    for markup in (item._repr_html_(), getattr(record, table)()._repr_html_()):
        for words in (key, *cells, item.source.publisher, "verbatim"):
            assert f"<td>{words}</td>" in markup


def test_items_of_several_kinds_share_a_table(record):
    items = record.items(["pm-silence", "hp-31", "hp-unfair"])
    assert [item.kind for item in items] == ["event", "figure", "quote"]
    assert items._repr_html_().count("<tr>") == 4
    assert {len(row.split("<td>")) for row in items._repr_html_().split("<tr>")[2:]} == {
        len(items.frame().columns) + 1
    }


def test_an_empty_selection_and_the_record_itself_say_what_they_are(record):
    assert record.figures([])._repr_html_() == "<p>Nothing in the record matches.</p>"
    assert f"{len(record.tables['figures'])} figures" in record._repr_html_()


def test_no_cell_of_a_selection_is_a_formula_to_a_spreadsheet(tmp_path):
    rows = valid_rows()
    rows["events"]["hp-published"]["label"] = "=HYPERLINK(A1)"
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    assert "<td>’=HYPERLINK(A1)</td>" in record.event("hp-published")._repr_html_()
    assert "<td>’=HYPERLINK(A1)</td>" in record.events()._repr_html_()


def test_a_long_selection_is_cut_with_a_line_that_says_so(record, monkeypatch):
    figures = record.figures()
    assert "frame()" not in figures._repr_html_()
    monkeypatch.setattr(selections, "MOST_ROWS", 2)
    shown = figures._repr_html_()
    assert shown.count("<tr>") == 3
    assert shown.endswith(f"<p>The first 2 of {len(figures)} rows; frame() has all of them.</p>")
    assert len(figures.frame()) == len(figures)
