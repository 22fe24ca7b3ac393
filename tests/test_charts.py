"""Charts draw what was reported and no more, in words that fit, with the same bytes every time."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from records import valid_rows, write_record

from analysis import charts, clues, coverage, dates, findings, measures, wording
from analysis.bounds import KINDS, Bound
from analysis.charts import (
    Chart,
    Entry,
    Mark,
    Moment,
    Observation,
    Year,
    dot_rows,
    ledger,
    narrowing,
    nested_bars,
    positions,
    year_columns,
)
from analysis.csvfiles import is_formula
from analysis.errors import RecordError
from analysis.gate import visible
from analysis.record import BODIES, MIME, Record

LONG = "people counted by an office whose name goes on " * 4
DATED = (positions, narrowing)  # forms whose rows are moments
FORMS = (dot_rows, nested_bars, *DATED)


def bound(kind: str) -> Bound:
    return Bound.of(kind, 40, 60 if kind == "between" else None)


def evidence(
    publisher: str = "Harbour Post", published: str = "4 May 2021", id: str = "e"
) -> dict[str, Any]:
    return {"id": id, "kind": "figure", "source": {"publisher": publisher, "published": published}}


def numbers(*values: int, **more: Any) -> list[Mark]:
    return [
        Mark(f"group {n}", Bound.of("exact", value), id=f"g{n}", **more)
        for n, value in enumerate(values)
    ]


def moment(date: str, label: str = "Aske Lund", **more: Any) -> Moment:
    return Moment(label, dates.parse(date) if date else None, **more)


def rows_for(form: charts.Form, label: str = "a group", note: str = "a note") -> list[Any]:
    """Rows of every kind, for any of the forms."""
    if form in DATED:
        texts = (
            "2017-09-14",
            "2017",
            "/2017-09",
            "2002/..",
            "2018-02-01?",
            "[2018-02-23..2018-02-28]",
            "",
        )
        return [moment(text, label, side="Ruritania", note=note) for text in texts]
    return [Mark(label, bound(kind), id=kind, note=note) for kind in KINDS]


def drawn(form: charts.Form, rows: list[Any] | None = None, **options: Any) -> Chart:
    return charts.draw(
        form,
        rows_for(form) if rows is None else rows,
        **{"name": "n", "title": "Some groups"} | options,
    )


def every_form() -> str:
    return "".join(drawn(form).svg for form in FORMS)


def real_charts() -> dict[str, tuple[Any, ...]]:
    """(form, rows, options) of a chart of each shape of report, as the notebooks select them."""
    record = Record.load()
    totals, flow = record.figures(["kt-572", "kt-500"]), record.figure("kt-28")
    before = measures.results(measures.attempt(measures.before, record, totals[0], flow))
    waiting = record.figures(["rfa-26", "kt-92", "kt-1900", "kt-1412"])
    layout = findings.structure(record, waiting)
    unstated = [(a.id, b.id) for a, b, _ in layout.unknown]
    said = record.quotes(
        target=["cooperation", "remains_search", "linkage"], mode=["direct", "partial"]
    )
    told = record.events(
        ["rfa-visa-decision", "rfa-rejection", "kt-stall", "kt-continued", "kt-report-continued"]
    )
    sides = {"KH": "Cambodia", "US": "United States", "": "not stated"}
    start, waiting_long = record.event("kt-memorandum"), record.figures(["kt-1412", "kt-1900"])
    paces = [measures.average(flow), *(measures.average(total, start) for total in totals)]
    both = ["final-order", "final-order-convicted"]
    named = {"deported-convicted": both, "repatriated": both}
    pairs = product(waiting_long, paces)
    times = [measures.attempt(measures.years_to_clear, record, *pair, named) for pair in pairs]
    quotes = record.quotes(mode=["direct", "partial"])
    volumes = [
        measures.words_quoted(f"w-{n}", q[0].speaker.name, q)
        for n, q in enumerate(findings.by_speaker(quotes))
    ]
    notes = {volume.id: wording.side_and_sources(volume.inputs, sides) for volume in volumes}
    every = charts.moments(findings.in_order(record.events()), sides)
    return {
        "pace": (dot_rows, charts.marks(paces), {"unit": "people a year"}),
        "years": (dot_rows, charts.marks(measures.results(*times)), {"unit": "years"}),
        "words": (nested_bars, charts.marks(volumes, notes=notes), {"unit": "words"}),
        "timeline": (positions, every, {"sides": sides.values()}),
        "totals": (dot_rows, charts.marks([*totals, flow, *before]), {"unit": "people"}),
        "populations": (
            nested_bars,
            charts.marks(waiting, layout.parts),
            {"unit": "people", "unstated": unstated},
        ),
        "positions": (positions, charts.moments(findings.in_order([*said, *told]), sides), {}),
    }


@pytest.fixture
def plates(monkeypatch) -> Iterator[list[Canvas]]:
    """What matplotlib held when it wrote each chart."""
    kept: list[Canvas] = []
    save = Canvas.savefig

    def savefig(canvas: Canvas, *args: Any, **options: Any) -> None:
        save(canvas, *args, **options)
        kept.append(canvas)

    monkeypatch.setattr(Canvas, "savefig", savefig)
    return kept


def texts(plate: Canvas) -> list[Text]:
    return [text for text in plate.findobj(Text) if text.get_visible() and text.get_text().strip()]


def artist(plate: Canvas, gid: str) -> Any:
    (found,) = plate.findobj(lambda each: each.get_gid() == gid)
    return found


def lines(chart: Chart) -> list[str]:
    """The lines of text of a chart, in the order drawn."""
    tree = ElementTree.fromstring(chart.svg)
    return ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]


def marks_of(chart: Chart, row: int = 0) -> set[str]:
    """The parts of the mark of a row, by kind: {"exact-dot"}."""
    return set(re.findall(rf'id="row-{row}-(?!side)([\w-]+)"', chart.svg))


# ---- the same bytes


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> str:
    """Every form drawn in another process, folder, language, style and hash order, and the modules
    that took.
    """
    code = "import sys, test_charts; print(test_charts.every_form(), *sys.modules, sep='\\n')"
    paths = os.pathsep.join(
        str(path) for path in (Path(__file__).parent, Path(charts.__file__).parent.parent)
    )
    environment = os.environ | {
        "PYTHONPATH": paths,
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C.UTF-8",
        "TZ": "Asia/Tokyo",
    }
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "matplotlibrc").write_text(
        "font.size: 30\npath.sketch: 1, 100, 2\naxes.xmargin: 0.4\n"
    )
    run = [sys.executable, "-c", code]
    return subprocess.run(
        run, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_same_rows_give_the_same_bytes():
    assert every_form() == every_form()


def test_the_same_rows_give_the_same_bytes_in_another_process(elsewhere):
    assert elsewhere.startswith(every_form())


def test_pyplot_is_never_loaded(elsewhere):
    loaded = elsewhere.splitlines()
    assert "matplotlib.figure" in loaded
    assert "matplotlib.pyplot" not in loaded


@pytest.mark.parametrize("form", FORMS)
def test_no_date_of_drawing_is_written(form):
    assert "date>" not in drawn(form).svg


def test_ids_of_two_charts_do_not_clash():
    first, second = (
        set(re.findall(r' id="([cmh][0-9a-f]{8,})"', drawn(dot_rows, name=n).svg))
        for n in ("a", "b")
    )
    assert first
    assert not first & second


# ---- how a hedge is drawn


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("exact", {"dot"}),
        ("more_than", {"tick", "arrow"}),
        ("at_least", {"tick", "arrow"}),
        ("less_than", {"tick", "arrow"}),
        ("at_most", {"tick", "arrow"}),
        ("about", {"band", "halo", "dot"}),
        ("between", {"line", "ticks"}),
    ],
)
def test_each_kind_of_bound_has_its_mark(kind, parts):
    chart = drawn(dot_rows, [Mark("a group", bound(kind))])
    assert marks_of(chart) == {f"{kind}-{part}" for part in parts}
    assert bound(kind).words() in lines(chart)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("exact", {"bar"}),
        ("more_than", {"bar", "fade", "arrow"}),
        ("at_least", {"bar", "fade", "arrow"}),
        ("less_than", {"most"}),
        ("at_most", {"most"}),
        ("about", {"bar", "fade"}),
        ("between", {"bar", "range"}),
    ],
)
def test_each_kind_of_bound_has_its_bar(kind, parts):
    chart = drawn(nested_bars, [Mark("a group", bound(kind))])
    assert {re.sub(r"-\d+$", "", part) for part in marks_of(chart)} == {
        f"{kind}-{part}" for part in parts
    }


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2017-09-14", {"exact-dot"}),
        ("2017-09-14?", {"about-band", "about-halo", "about-dot"}),
        ("2017-09", {"range-band", "range-dot"}),
        ("2002/", {"at_least-tick", "at_least-arrow"}),
        ("/2002", {"at_most-tick", "at_most-arrow"}),
        ("", set()),
    ],
)
def test_what_is_not_known_of_a_date_is_drawn(date, parts):
    assert marks_of(drawn(positions, [moment("2003-01-01"), moment(date)]), row=1) == parts


@pytest.mark.parametrize(("kind", "points_right"), [("more_than", True), ("at_most", False)])
def test_the_arrow_points_to_where_the_number_may_be(plates, kind, points_right):
    drawn(dot_rows, [Mark("a group", bound(kind))])
    tick, arrow = (
        artist(plates[0], f"row-0-{kind}-{part}").get_window_extent() for part in ("tick", "arrow")
    )
    assert bool(arrow.x1 + arrow.x0 > tick.x0 + tick.x1) == points_right


def test_an_exact_dot_is_solid_and_an_about_hollow(plates):
    drawn(dot_rows, [Mark("a", bound("exact")), Mark("b", bound("about"))])
    fills = [
        artist(plates[0], gid).get_markerfacecolor()
        for gid in ("row-0-exact-dot", "row-1-about-dot")
    ]
    assert fills == [charts.BLUE, "white"]


def test_an_about_without_one_end_is_drawn_open():
    assert "at_least-arrow" in marks_of(
        drawn(dot_rows, [Mark("a", bound("about") + bound("at_least"))])
    )


@pytest.mark.parametrize("form", [dot_rows, nested_bars])
def test_an_axis_of_numbers_starts_at_zero(plates, form):
    drawn(form, numbers(400, 500))
    assert 0 in plates[0].axes[0].get_xticks()


# ---- bars in bars


def test_the_bar_of_a_part_lies_inside_that_of_its_whole(plates):
    whole, part = (
        Mark("all", bound("more_than"), id="all"),
        Mark("some", Bound.of("exact", 30), id="some", group="all"),
    )
    drawn(nested_bars, [part, whole])
    own, inner, outer = (
        artist(plates[0], gid).get_window_extent()
        for gid in ("row-0-more_than-bar", "row-1-exact-bar", "row-1-exact-in-0-bar")
    )
    assert (outer.x0, outer.x1) == (own.x0, own.x1)
    assert outer.x0 <= inner.x0 < inner.x1 < outer.x1
    assert outer.y0 < inner.y0 < inner.y1 < outer.y1


def test_parts_follow_their_whole():
    rows = [Mark("part", bound("exact"), "p", group="w"), Mark("other", bound("exact"), "o")]
    chart = drawn(nested_bars, [*rows, Mark("whole", bound("at_least"), "w")])
    assert [line for line in lines(chart) if line in ("part", "other", "whole")] == [
        "other",
        "whole",
        "part",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [Mark("a", bound("exact"), "a", group="elsewhere")],
        [Mark("a", bound("exact"), "a", group="a")],
        [Mark("a", bound("exact"), "a", group="b"), Mark("b", bound("exact"), "b", group="a")],
    ],
    ids=["unknown", "itself", "circle"],
)
def test_a_bar_that_nothing_contains_is_refused(rows):
    with pytest.raises(
        RecordError, match=r"chart row '[ab]': no bar contains it: its group is '(elsewhere|a|b)'"
    ):
        drawn(nested_bars, rows)


def test_an_overlap_that_is_not_stated_is_said_between_the_bars():
    chart = drawn(
        nested_bars, numbers(1, 2, 3), unstated=[("g0", "g1"), ("g2", "g0"), ("g1", "g2")]
    )
    said = [line for line in lines(chart) if "overlap" in line]
    assert said == [
        "overlap with the bar above not stated",
        "overlap with the bars above not stated",
    ]


def test_an_overlap_with_one_of_two_bars_names_it():
    chart = drawn(nested_bars, numbers(1, 2, 3), unstated=[("g2", "g0")])
    assert [line for line in lines(chart) if "overlap" in line] == [
        "overlap with “group 0” not stated"
    ]
    assert "overlap of group 2 and group 0 not stated" in chart.alt


def test_many_overlaps_that_are_not_stated_are_told_once():
    chart = drawn(
        nested_bars, numbers(1, 2, 3), unstated=[("g0", "g1"), ("g0", "g2"), ("g1", "g2")]
    )
    assert chart.alt.count("overlap") == 1
    assert "overlap between the others not stated" in chart.alt


# ---- positions


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


def test_the_key_tells_what_each_shape_speaks_for():
    bodies = ("government", "party", "government and news medium")
    chart = drawn(positions, [moment("2017", side="Ruritania", body=body) for body in bodies])
    said = " ".join(lines(chart))
    assert "Circle: government. Diamond: party. Cross: government and news medium." in said
    assert "Aske Lund · party, Ruritania" in lines(chart)


def test_every_body_of_the_record_has_a_shape_of_its_own():
    shapes = [charts.SHAPES[body] for body in dict.fromkeys(BODIES.values())]
    assert len({marker for marker, _ in [*shapes, charts.SEVERAL]}) == len(shapes) + 1


# ---- text


@pytest.mark.parametrize(
    "name", ["totals", "populations", "positions", "pace", "years", "words", "timeline"]
)
def test_text_of_the_real_charts_stays_apart_and_inside(plates, name):
    form, rows, options = real_charts()[name]
    drawn(form, rows, **options)
    assert_text_fits(plates[0])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("label", ["a group", LONG, "W" * 90], ids=["short", "long", "one word"])
def test_text_stays_apart_and_inside(plates, form, label):
    unit = {} if form in DATED else {"unit": label}
    drawn(form, [*rows_for(form, label, label), *rows_for(form)], title=label, **unit)
    assert_text_fits(plates[0])


@pytest.mark.parametrize(
    "values",
    [(1,), (0,), (-40, 40), (10**12,), (1, 1_234_567)],
    ids=["one", "zero", "negative", "huge", "apart"],
)
def test_text_fits_whatever_the_numbers(plates, values):
    drawn(dot_rows, numbers(*values), unit="people")
    assert_text_fits(plates[0])


@pytest.mark.parametrize(
    "ends", [("0001-01-01", "9999-12-31"), ("2017-09-14", "2017-09-15"), ("1975", "2018-02"), ("",)]
)
def test_text_fits_whatever_the_dates(plates, ends):
    drawn(positions, [moment(end, note="a note") for end in ends])
    assert_text_fits(plates[0])


def assert_text_fits(plate: Canvas) -> None:
    renderer = RendererSVG(*plate.bbox.size, StringIO(), image_dpi=72)
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(plate)]
    assert len(boxes) > 3
    outside = [
        words
        for words, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > plate.bbox.x1 or box.y1 > plate.bbox.y1
    ]
    assert outside == []
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n]]
    assert [(a, b) for (a, one), (b, two) in pairs if one.overlaps(two)] == []


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
    drawn_text = re.sub(r"\s", "", "".join(lines(chart)))
    shown = re.sub(r"\s", "", visible(label))
    assert drawn_text.count(shown) >= len(chart.rows) + 2  # a label that repeats is drawn once
    assert visible(label) in chart.alt
    assert chart.rows[0][0] == label


@pytest.mark.parametrize("form", FORMS)
def test_what_a_line_or_xml_cannot_hold_is_replaced(form):
    chart = drawn(form, rows_for(form, "one\ntwo\r\n\u2028three\x00\ud800\uffff"))
    assert any(line.startswith("one two three⟦U+0000⟧\ufffd\ufffd") for line in lines(chart))
    assert "\n" not in chart.alt


def test_khmer_clusters_are_not_broken_between_lines():
    broken = [
        line for line in lines(drawn(dot_rows, [Mark("ក្រុ" * 40, bound("exact"))])) if "ក" in line
    ]
    assert len(broken) > 1
    assert all(line.startswith("ក") and not line.endswith("\u17d2") for line in broken)


def test_text_has_enough_contrast_on_white(plates):
    for form, rows, options in real_charts().values():
        drawn(form, rows, **options)
    colours = {text.get_color() for plate in plates for text in texts(plate)}
    assert {colour for colour in colours if 1.05 / (luminance(colour) + 0.05) < 4.5} == set()
    assert {plate.get_facecolor() for plate in plates} == {(1, 1, 1, 1)}


def luminance(colour: Any) -> float:
    """Relative luminance by WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# ---- what goes with the picture


@pytest.mark.parametrize(
    ("form", "kind"),
    [(dot_rows, "Dot chart"), (nested_bars, "Nested bars"), (positions, "Dated positions")],
)
def test_alternative_text_names_the_chart_and_every_row(form, kind):
    chart = drawn(form, rows_for(form)[:3])
    said = [", ".join(row) for row in chart.rows]
    assert chart.alt.startswith(f"{kind} of Some groups: {'; '.join(said)}.")


@pytest.mark.parametrize(
    ("rows", "reading"),
    [
        (numbers(26, 92, 40), "The highest is group 1, 92."),
        (numbers(92, 92), ""),
        (numbers(92), ""),
        ([*numbers(92), Mark("more", Bound.of("more_than", 90))], ""),
        (
            [*numbers(92), Mark("more", Bound.of("more_than", 92))],
            "The highest is more, more than 92.",
        ),
        ([*numbers(92), Mark("about", Bound.of("about", 900))], ""),
        (
            [moment("2017"), moment("2018-02-03"), moment("")],
            "The dates run from 1 January 2017 to 3 February 2018.",
        ),
        (
            [moment("/2017-09-14"), moment("2002/..")],
            "The dates run from 1 January 2002 to 14 September 2017.",
        ),
        ([moment("2017-09-14")], ""),
        ([moment("")], ""),
    ],
)
def test_alternative_text_ends_with_what_the_rows_certainly_show(rows, reading):
    alt = drawn(positions if isinstance(rows[0], Moment) else dot_rows, rows).alt
    assert alt.endswith(reading)
    assert bool(reading) == bool(re.search("highest is|dates run", alt))


def test_alternative_text_of_many_rows_says_how_many_more():
    assert (
        "group 7, 7 people; and 3 more" in drawn(dot_rows, numbers(*range(11)), unit="people").alt
    )
    assert "more" not in drawn(dot_rows, numbers(*range(8))).alt


def test_alternative_text_says_what_is_part_of_what():
    rows = [Mark("all", bound("about"), "all"), Mark("some", bound("at_most"), "some", group="all")]
    chart = drawn(nested_bars, rows, unit="people")
    assert "some, part of all, at most 40 people" in chart.alt
    assert chart.columns == ("label", "relation", "value")
    assert chart.rows[1] == ("some", "part of all", "at most 40 people")


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ([evidence(), evidence(id="f")], "Source: Harbour Post, 4 May 2021"),
        (
            [evidence(), evidence("Bulletin", "March 2021")],
            "Sources: Harbour Post, 4 May 2021; Bulletin, March 2021",
        ),
        ([{"id": "e", "source": None}], ""),
    ],
)
def test_the_source_line_names_each_source_of_the_evidence_once(found, line):
    chart = drawn(dot_rows, numbers(1, 2, evidence=tuple(found)))
    assert chart.caption == line
    assert (
        " ".join(reversed([part for part in lines(chart) if part in line and not part.isdecimal()]))
        == line
    )


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


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (numbers(26, 92), ""),
        (
            [Mark("a", bound("more_than")), Mark("b", bound("at_least"))],
            "Arrow to the right: more is possible.",
        ),
        ([Mark("a", bound("at_most"))], "Arrow to the left: less is possible."),
        ([Mark("a", bound("about"))], "Soft edge: about, how wide is not known."),
        ([Mark("a", bound("between"))], "Between two ticks: anywhere in between."),
        ([moment("2017")], "Hollow marks: some day between them."),
        ([moment("/2017")], "Arrow to the left: that day or before."),
        ([moment("2017-09-14"), moment("")], ""),
    ],
)
def test_a_key_explains_the_marks_that_do_not_speak_for_themselves(rows, key):
    drawn_text = " ".join(
        lines(drawn(positions if isinstance(rows[0], Moment) else dot_rows, rows))
    )
    assert (key in drawn_text) if key else not re.search("Arrow|Soft|Hollow|ticks", drawn_text)


def csv_of(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(chart.data.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("exact", "40", "40"),
        ("more_than", "40", ""),
        ("at_least", "40", ""),
        ("less_than", "", "40"),
        ("at_most", "", "40"),
        ("about", "40", "40"),
        ("between", "40", "60"),
    ],
)
def test_the_csv_of_numbers_gives_their_bounds_as_numbers_and_in_words(kind, low, high):
    (row,) = csv_of(
        drawn(
            dot_rows, [Mark("boats", bound(kind), id="b", note="a note", group="g")], unit="people"
        )
    )
    assert row == {
        "id": "b",
        "label": "boats",
        "part_of": "g",
        "value": bound(kind).words("people"),
        "bound": kind,
        "low": low,
        "high": high,
        "note": "a note",
    }


def test_one_of_what_a_chart_counts_is_one():
    chart = drawn(
        dot_rows,
        [Mark("spoken", Bound.of("exact", 1)), Mark("written", Bound.of("exact", 2))],
        unit="words",
    )
    assert [row["value"] for row in csv_of(chart)] == ["1 word", "2 words"]
    assert [row[1] for row in chart.rows] == ["1 word", "2 words"]
    assert "1 words" not in chart.svg + chart.alt


def test_the_csv_of_dates_gives_their_days():
    rows = [moment("[2018-02-23..2018-02-28]", side="Ruritania"), moment("/2017"), moment("")]
    columns = ("side", "date", "edtf", "earliest", "latest")
    assert [tuple(row[column] for column in columns) for row in csv_of(drawn(positions, rows))] == [
        (
            "Ruritania",
            "between 23 and 28 February 2018",
            "[2018-02-23..2018-02-28]",
            "2018-02-23",
            "2018-02-28",
        ),
        ("", "in or before 2017", "/2017", "", "2017-12-31"),
        ("", "no date given", "", "", ""),
    ]


def test_a_decimal_stays_one_in_the_csv():
    (row,) = csv_of(drawn(dot_rows, [Mark("share", Bound.of("at_most", "74.3"))], unit="%"))
    assert row["high"] == "74.3"


STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]


@pytest.mark.parametrize(
    "start",
    [
        "\t",
        "\r",
        *STARTS,
        *(f"{c}=" for c in " \n\xa0\u200b\u200d\ufeff\u2009\u3000\xad"),
        " \n ﹣",
    ],
)
def test_no_cell_of_the_csv_is_a_formula_to_a_spreadsheet(start):
    (row,) = csv_of(drawn(dot_rows, [Mark(f"{start}SUM(A1)", bound("exact"), note=f"{start}1+1")]))
    for cell, words in ((row["label"], f"{start}SUM(A1)"), (row["note"], f"{start}1+1")):
        assert cell.replace("'", "") == words
        assert not [piece for piece in [cell, *re.split(r"[;\t\r\n]", cell)] if is_formula(piece)]


@pytest.mark.parametrize("cell", ["a=b", " 7", "’tis", "1-2"])
def test_what_begins_no_formula_is_left_as_it_is(cell):
    assert csv_of(drawn(dot_rows, [Mark(cell, bound("exact"))]))[0]["label"] == cell


def test_the_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert drawn(dot_rows, [Mark("Hun’s", bound("exact"))]).data.startswith('\ufeff"id","label"')


def test_a_negative_number_stays_a_number_in_the_csv():
    (row,) = csv_of(drawn(dot_rows, [Mark("change", Bound.of("exact", "-4.5"))]))
    assert (row["low"], row["high"]) == ("-4.5", "-4.5")


def test_a_label_that_repeats_heads_its_group_once():
    shown = drawn(
        dot_rows,
        [Mark(label, bound("exact"), note=note) for label, note in zip("aab", "xyz", strict=True)],
    )
    assert [line for line in lines(shown) if line in "abxyz"] == ["a", "x", "y", "b", "z"]


def test_a_side_keeps_its_mark_whichever_sides_a_chart_shows(plates):
    row, other = moment("2020", side="Graustark"), moment("2020", side="Ruritania")
    for n, rows in enumerate(([row], [other, row], [other, other, row])):
        drawn(positions, rows, sides=["Ruritania", "Graustark"])
        mark = artist(plates[-1], f"row-{n}-side")
        assert mark.get_color() == charts.COLOURS[1]


def test_no_rows_are_refused():
    with pytest.raises(RecordError, match="chart empty: there are no rows"):
        drawn(dot_rows, [], name="empty")


# ---- rows from the record


@pytest.fixture
def record(tmp_path) -> Record:
    rows = valid_rows()
    rows["quotes"]["hp-unfair"]["speaker_id"] = ""
    return Record.load(write_record(tmp_path, rows))


def test_a_figure_is_marked_with_what_it_counts_and_who_said_it(record):
    (mark,) = charts.marks([record.figure("hp-400")])
    assert (mark.label, mark.id) == ("sailors sent home from Graustark", "hp-400")
    assert mark.bound == Bound.of("more_than", 400)
    assert mark.note == "Port Ministry, 2011 to 2020"
    assert [item["id"] for item in mark.evidence] == ["hp-400", "source-harbour-post"]


def test_a_part_is_marked_within_its_whole(record):
    part, whole = record.figure("hp-310"), record.figure("hp-1250")
    assert [mark.group for mark in charts.marks([part, whole], within=[(part, whole)])] == [
        "hp-1250",
        "",
    ]


def test_a_derived_number_is_marked_as_derived_with_its_inputs(record):
    share = measures.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    (mark,) = charts.marks([share])
    assert mark.note.startswith(f"derived: {share.formula}")
    assert mark.words("%") == share.label()
    assert {"hp-310", "hp-1250"} <= {item["id"] for item in mark.evidence}


def test_a_newspaper_is_not_its_country(record):
    quote = record.quote("hp-passage")
    (row,) = charts.moments([quote], {"XR": "Ruritania", "": "not stated"})
    assert quote.speaker.country == "XR"
    assert (row.side, row.body, row.whose) == ("", "news medium", "news medium")


def test_who_speaks_for_a_party_is_no_government():
    rows = {
        row.id: row
        for row in charts.moments(Record.load().events(), {"KH": "Cambodia", "US": "United States"})
    }
    assert rows["kt-arrest"].whose == "party, Cambodia"
    assert rows["rfa-careful"].whose == "civil society, Cambodia"
    assert rows["kt-continued"].whose == "government, Cambodia"
    assert rows["kt-ruling"].whose == "court and government, United States"
    assert rows["kt-stall"].whose == rows["rfa-visa-law"].whose == "news medium"


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


def test_moments_of_cited_events_know_that_they_are_cited():
    rows = charts.moments(Record.load(scope="record").events(["kt-ruling", "injunction-2018"]), {})
    assert [row.is_cited for row in rows] == [False, True]


def test_parts_of_a_split_quotation_are_one_moment_for_each_position(record):
    parts = record.quotes(["hp-not-stop", "hp-safe"])
    assert [moment.id for moment in charts.moments(parts, {})] == ["hp-not-stop", "hp-safe"]
    same = [parts[0], replace(parts[1], stance=parts[0].stance, target=parts[0].target)]
    assert [moment.id for moment in charts.moments(same, {})] == ["hp-not-stop"]


def test_a_position_in_a_chart_is_said_in_words_and_not_in_codes(record):
    first, second = charts.moments(record.quotes(["hp-not-stop", "hp-safe"]), {})
    assert (first.note, second.note) == ("affirms cooperation", "qualifies returns")


def test_a_moment_without_speaker_or_date_says_so(record):
    unnamed, event = charts.moments(
        [record.quote("hp-unfair"), record.event("pm-silence")], {"XG": "Graustark"}
    )
    assert (unnamed.label, unnamed.side) == ("nobody named", "")
    assert (event.label, event.side) == ("Seafarers’ League, Port Ministry", "Graustark")
    assert (event.body, event.whose) == (
        "civil society and government",
        "civil society and government, Graustark",
    )
    assert (event.note, event.words()) == ("The league sends no report", "no date given")


# ---- spans of days


def spans_of(*dates_of: str, together: str = "") -> list[Moment]:
    rows = [moment(text, label=f"clue {n}", id=f"c{n}") for n, text in enumerate(dates_of)]
    return [*rows, *([moment(together, label="all", id="all")] if together else [])]


def test_what_all_spans_leave_stands_behind_every_row(plates):
    rows = spans_of("2018-02-09/..", "/2018-02-28", together="[2018-02-09..2018-02-28]")
    drawn(narrowing, rows, together="all")
    column, solid = artist(plates[0], "together"), artist(plates[0], "row-2-span")
    first, last = (
        dates.parse("2018-02-09").earliest.toordinal(),
        dates.parse("2018-02-28").latest.toordinal() + 1,
    )
    assert (column.get_x(), column.get_x() + column.get_width()) == (first, last)
    assert (solid.get_alpha(), artist(plates[0], "row-0-span").get_alpha()) == (1.0, 0.3)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2018-02-20/..", {"first", "last-open"}),
        ("/2018-02-20", {"first-open", "last"}),
        ("[2018-02-20..2018-02-22]", {"first", "last"}),
        ("1975/..", {"first-open", "last-open"}),
        ("1975/2030", {"first-open", "last-open"}),
    ],
)
def test_an_end_that_is_open_or_far_away_is_an_arrow_and_one_nearby_a_tick(plates, text, ends):
    drawn(narrowing, spans_of(text, together="[2018-02-09..2018-02-28]"), together="all")
    ids = {
        each.get_gid()
        for each in plates[0].findobj()
        if (each.get_gid() or "").startswith("row-0-")
    }
    assert ids == {"row-0-span", *(f"row-0-{end}" for end in ends)}


def test_clues_are_drawn_with_what_they_leave_and_end_with_what_all_of_them_leave():
    record = Record.load(scope="record")
    every = [
        clues.clue("past", record.figure("final-order-convicted-2017-12-bee")),
        clues.clue("this month", record.event("risch-meets-sar-kheng")),
    ]
    found = clues.window("kt", every)
    rows = charts.spans(every, found)
    assert [row.date for row in rows] == [*(clue.period for clue in every), found.period]
    assert [row.is_cited for row in rows] == [True, True, False]
    assert rows[0].label.startswith("1,412 ")
    assert (
        rows[1].note
        == "not before 9 February 2018 and not after 28 February 2018: it puts this earlier in "
        "its own month"
    )
    assert rows[-1].id == found.id


# ---- years


def year(period: str, bound: Bound | None, **more: Any) -> Year:
    note = bound.words() if bound else "not known"
    return Year("arrivals", dates.parse(period), f"y{period[:4]}", note=note, bound=bound, **more)


def test_a_year_without_a_number_is_a_hatched_gap_and_no_column(plates):
    chart = drawn(
        year_columns,
        [year("2001", bound("exact")), year("2002", None), year("2003", Bound.of("exact", 0))],
    )
    gap = artist(plates[0], "row-1-gap")
    assert gap.get_hatch()
    assert (gap.get_height(), artist(plates[0], "row-2-exact").get_height()) == (charts.COLUMN, 0)
    assert artist(plates[0], "row-2-none")
    assert any(line.startswith("Hatched: no number is known") for line in lines(chart))


def test_columns_are_as_high_as_their_numbers_and_as_wide_as_their_periods(plates):
    rows = [year("2001", Bound.of("exact", 50)), year("2002/2003", Bound.of("exact", 200))]
    drawn(year_columns, rows)
    small, tall = (artist(plates[0], f"row-{n}-exact") for n in (0, 1))
    assert tall.get_height() == 4 * small.get_height() == charts.COLUMN
    assert (small.get_width(), tall.get_width()) == (365, 730)


def test_what_lies_between_years_is_hatched_too(plates):
    drawn(
        year_columns,
        [year("2005", bound("exact")), year("2001", bound("exact")), year("2000/2002", None)],
    )
    (between,) = plates[0].findobj(lambda each: (each.get_gid() or "").startswith("between-"))
    assert between.get_hatch()
    assert between.get_width() == 365 + 366
    with pytest.raises(ValueError, match="unpack"):
        artist(plates[0], "between-1")


def test_about_is_pale(plates):
    drawn(year_columns, [year("2001", bound("exact")), year("2002", bound("about"))])
    assert (
        artist(plates[0], "row-1-about").get_alpha() < artist(plates[0], "row-0-exact").get_alpha()
    )


@pytest.mark.parametrize("unit", ["people", LONG])
@pytest.mark.parametrize("label", ["arrivals", LONG, "x" * 500, "$x^2$", "ប្រទេសកម្ពុជា"])
def test_text_fits_whatever_the_years(plates, unit, label):
    numbered = [year(str(n), Bound.of("exact", n * 977 % 5000)) for n in range(1990, 2024, 2)]
    gaps = [replace(year(period, None), label=label) for period in ("1975/1989", "1991", "1993")]
    drawn(year_columns, [*gaps, *numbered], unit=unit)
    assert_text_fits(plates[0])


@pytest.mark.parametrize(
    "rows", [[Year("arrivals", None)], [Year("arrivals", dates.parse("2002/.."))]]
)
def test_years_without_dates_say_so(rows):
    assert "no dates given" in lines(drawn(year_columns, rows))


def test_the_csv_of_years_leaves_an_unknown_number_empty():
    chart = drawn(year_columns, [year("2001", bound("about")), year("2002", None)])
    known, unknown = list(csv.DictReader(StringIO(chart.data.removeprefix(charts.BOM))))
    assert (known["bound"], known["low"], known["high"], known["value"]) == (
        "about",
        "40",
        "40",
        "about 40",
    )
    assert (unknown["bound"], unknown["low"], unknown["high"], unknown["value"]) == (
        "",
        "",
        "",
        "not known",
    )


def test_a_series_is_drawn_with_its_gaps_and_the_times_that_it_leaves_out():
    record = Record.load(scope="record")
    total, series = record.figure("kt-145000"), record.series("dhs-refugee-arrivals")
    gaps = record.gaps(population_id="dhs-refugee-arrivals")
    left = coverage.stretches(total, coverage.within(total.period, series), gaps)
    rows = charts.years([*series, *gaps, *left])
    assert len(rows) == len(series) + len(gaps) + len(left)
    assert rows[0].id == left[0].id
    assert {row.id for row in rows if row.bound is None} == {item.id for item in (*gaps, *left)}
    assert [row.date.earliest for row in rows] == sorted(row.date.earliest for row in rows)


# ---- in parts


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


# ---- editions


def observed(
    year: int, value: int | None, edition: str = "", *, old: bool = False, **more: Any
) -> Observation:
    given = None if value is None else Bound.of("exact", value)
    id = f"{more.get('series', 's')}-{year}-{edition or 'none'}"
    what = {
        "series": "a group",
        "note": "withheld by the office" * (value is None),
        "evidence": (evidence(id=id),),
    }
    date = dates.parse(f"{year - 1}-10-01/{year}-09-30")
    return Observation(
        f"FY {year}", date, given, edition=edition, id=id, is_superseded=old, **what | more
    )


def drawn_editions(rows: list[Observation]) -> Chart:
    return charts.draw(charts.editions, rows, name="n", title="Some groups", unit="people")


def test_each_edition_has_a_mark_of_its_own_and_a_line_joins_those_that_differ(plates):
    rows = [
        observed(2001, 17, "old", old=True),
        observed(2001, 20, "new"),
        observed(2002, 5, "new"),
    ]
    chart = drawn_editions(rows)
    found = [artist(plates[-1], f"{row.id}-exact") for row in rows]
    assert [mark.get_marker() for mark in found] == ["o", "s", "s"]
    assert found[0].get_markerfacecolor() == "white"
    assert list(artist(plates[-1], f"joined-{rows[0].id}").get_xdata()) == [17, 20]
    assert "17 → 20" in lines(chart)
    assert [line for line in lines(chart) if "Circle: old. Square: new." in line]


def test_editions_that_agree_are_joined_by_no_line_and_give_their_number_once():
    chart = drawn_editions([observed(2001, 18, "old", old=True), observed(2001, 18, "new")])
    assert "joined-" not in chart.svg
    assert lines(chart).count("18") == 1


def test_what_an_edition_gives_by_its_parts_alone_says_so_and_stands_in_the_order_of_editions():
    public, parts = (
        Record.load(scope="record"),
        ["dhs-removals-convicted", "dhs-removals-not-convicted"],
    )
    wholes = public.figures(population_id="dhs-removals")
    sums = findings.without_whole(wholes, measures.sums_of_parts(public, "dhs-removals", parts))
    rows = charts.observations([*wholes, *sums])
    years = {
        year: [row for row in rows if row.label == f"FY {year}"] for year in (2007, 2008, 2013)
    }
    words = [set(lines(drawn_editions(found))) for found in years.values()]
    assert "29" in words[0]
    assert "38 → 40 (sum of its parts)" in words[1]
    assert "17 (sum of its parts) → 16" in words[2]
    assert [row.is_superseded for row in years[2013]] == [True, False]


def test_a_gap_stands_as_its_reason_and_as_no_mark(plates):
    gap = observed(2002, None, "new")
    chart = drawn_editions([observed(2001, 18, "new"), gap])
    assert "withheld by the office" in lines(chart)
    assert not plates[-1].findobj(lambda each: str(each.get_gid() or "").startswith(gap.id))
    assert list(csv.DictReader(StringIO(chart.data.removeprefix("\ufeff"))))[1]["low"] == ""


def test_an_event_stands_below_the_period_that_contains_it(plates):
    event = Observation(
        "Something happens", dates.parse("2001-03"), id="event", evidence=(evidence(id="event"),)
    )
    drawn_editions([observed(2001, 18, "new"), observed(2002, 19, "new"), event])
    line = artist(plates[-1], "event-event").get_ydata()[0]
    above, below = (
        artist(plates[-1], f"s-{year}-new-exact").get_ydata()[0] for year in (2001, 2002)
    )
    assert above < line < below


def test_groups_that_are_counted_apart_stand_apart():
    chart = drawn_editions(
        [observed(2001, 31, "new"), observed(2001, 29, "press", series="another group")]
    )
    assert [line for line in lines(chart) if line in ("a group", "another group")] == [
        "a group",
        "another group",
    ]
    assert "31 → 29" not in lines(chart)


def test_alternative_text_names_the_periods_for_which_editions_differ():
    chart = drawn_editions(
        [observed(2001, 17, "old", old=True), observed(2001, 20, "new"), observed(2002, 5, "new")]
    )
    assert chart.alt.endswith("Editions differ for FY 2001.")


def test_editions_of_many_periods_are_drawn_in_parts_of_one_scale_and_none_is_lost(plates):
    rows = [
        observed(year, year - 1980, "new", series=name)
        for name in ("one", "other")
        for year in range(1990, 2020)
    ]
    event = Observation(
        "Something happens", dates.parse("2001-03"), id="event", evidence=(evidence(id="event"),)
    )
    parts = charts.draw_editions(
        [*rows, event], name="n", title="Some groups", unit="people"
    ).charts
    assert [part.name for part in parts] == ["n", "n-2", "n-3", "n-4"]
    assert [id for part in parts for id in part.row_ids if id != "event"] == [
        row.id for row in rows
    ]
    assert ["event" in part.row_ids for part in parts] == [True, False, True, False]
    assert len({plate.axes[0].get_xlim()[1] for plate in plates}) == 1


def test_an_edition_keeps_its_mark_whichever_periods_a_chart_shows():
    public = Record.load(scope="record")
    rows = charts.observations(public.figures(population_id="dhs-removals"))
    parts = charts.draw_editions(rows, name="n", title="Some groups", unit="people").charts
    assert [("Circle:" in part.svg, "Diamond:" in part.svg) for part in parts] == [
        (True, False),
        (False, True),
    ]


def test_the_real_editions_keep_their_text_apart_and_inside(plates):
    public = Record.load(scope="record")
    numbers = [
        *public.figures(population_id="dhs-removals"),
        *public.gaps(population_id="dhs-removals"),
    ]
    events = public.events(["memorandum-signed", "visa-sanctions-effect"])
    chart = drawn_editions(charts.observations(numbers, events))
    assert_text_fits(plates[-1])
    assert len(chart.rows) == len(numbers) + len(events)


@pytest.mark.parametrize(
    "label", [LONG, "W" * 90, "$x^2$ costs $5", "<script>alert('&amp;')</script>"]
)
def test_text_of_editions_fits_whatever_it_says(plates, label):
    rows = [
        observed(2001, 17, label, old=True),
        observed(2001, 20, "new"),
        observed(2002, None, "new", note=label),
    ]
    event = replace(observed(2001, None), label=label, series="")
    drawn_editions([*(replace(row, label=f"{label} {n}") for n, row in enumerate(rows)), event])
    assert_text_fits(plates[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_hedged_number_of_an_edition_has_the_mark_of_its_hedge(plates, kind):
    row = replace(observed(2001, 17, "new"), bound=bound(kind))
    drawn_editions([row, observed(2002, 100, "new")])
    assert plates[-1].findobj(lambda each: str(each.get_gid() or "").startswith(f"{row.id}-{kind}"))
    assert_text_fits(plates[-1])


# ---- ledgers


def entry(count: Bound, day: str, **more: Any) -> Entry:
    return Entry("sailors", count, day, "a note", date=dates.parse(day), **more)


LEDGER = [
    entry(Bound.of("exact", 40), "2017-01-01"),
    entry(Bound.of("exact", 9), "2017-06-01", is_flow=True),
    entry(
        Bound.of("exact", 44),
        "2018-01-01",
        left=Bound.of("at_least", 49),
        breaks="44: the others leave 49",
    ),
    entry(Bound.of("at_least", 45), "2018-06-01", left=Bound.of("between", 49, 60)),
]
CORRIDOR = [(date(2017, 1, 1), Bound.of("exact", 40)), (date(2017, 6, 1), Bound.of("at_least", 49))]


def wide_ledgers() -> list[tuple[list[Entry], list[Any]]]:
    """The rows and the corridor of the ledgers that are drawn from the record, without and with a
    supposition.
    """
    record, since = Record.load(scope="record"), dates.parse("2016-12")
    names = ["memorandum-returns", "repatriated", "deported-convicted", "reception-arrivals"]
    groups = [(names[:3], []), (names, [(names[3], names[0])])]
    found = [
        findings.ledger(record, record.figures(population_id=ids), pairs) for ids, pairs in groups
    ]
    return [(charts.entries(one, since), one.corridor(since.earliest)) for one in found]


def test_a_total_that_contradicts_the_others_is_crossed_out_joined_to_them_and_said():
    chart = drawn(ledger, LEDGER, unit="people", corridor=CORRIDOR)
    assert marks_of(chart, 0) == {"exact-dot"}
    assert marks_of(chart, 2) == {"exact-dot", "exact-cross", "left"}
    assert marks_of(chart, 3) == {"at_least-tick", "at_least-arrow", "left"}
    assert "× 44: the others leave 49" in lines(chart)


def test_a_total_whose_words_were_verified_is_ringed_and_one_that_is_only_cited_is_not():
    rows = [LEDGER[0], replace(LEDGER[3], is_held=True)]
    chart = drawn(ledger, rows)
    assert "held" in marks_of(chart, 1)
    assert "held" not in marks_of(chart, 0)
    assert "Ringed: its words were verified" in " ".join(lines(chart))
    assert "Ringed" not in " ".join(lines(drawn(ledger, rows[:1])))
    held = {row.label for row in wide_ledgers()[0][0] if row.is_held and not row.is_flow}
    assert held == {"Cambodian citizens repatriated", "Cambodians deported after conviction"}


def test_an_arrival_is_a_mark_below_the_totals_and_a_contradicted_flow_a_bar():
    flow = replace(LEDGER[1], breaks="9: the others leave 12")
    chart = drawn(ledger, LEDGER, corridor=CORRIDOR)
    assert marks_of(chart, 1) == {"step"}
    assert "+9" in lines(chart)
    assert marks_of(drawn(ledger, [LEDGER[0], flow], corridor=CORRIDOR), 1) == {"flow", "cross"}


def test_the_band_is_drawn_only_where_something_limits_the_total():
    assert 'id="band"' in drawn(ledger, LEDGER, corridor=CORRIDOR).svg
    assert 'id="band"' not in drawn(ledger, LEDGER).svg


@pytest.mark.parametrize(("kind", "points_up"), [("more_than", True), ("at_most", False)])
def test_the_arrow_of_a_total_points_up_where_more_is_possible(plates, kind, points_up):
    drawn(ledger, [*LEDGER, entry(bound(kind), "2018-03-01")])
    tick, arrow = (
        artist(plates[0], f"row-4-{kind}-{part}").get_window_extent() for part in ("tick", "arrow")
    )
    assert (arrow.y1 + arrow.y0 > tick.y1 + tick.y0) == points_up


@pytest.mark.parametrize("kind", KINDS)
def test_a_total_is_drawn_as_it_was_hedged(kind):
    parts = {"exact": {"dot"}, "about": {"dot"}, "between": {"line", "ticks"}}.get(
        kind, {"tick", "arrow"}
    )
    chart = drawn(ledger, [entry(bound(kind), "2018-03-01")])
    assert marks_of(chart) == {f"{kind}-{part}" for part in parts}


def test_groups_are_told_by_shape_and_named():
    rows = [LEDGER[0], replace(LEDGER[3], label="cooks")]
    assert "Circle: sailors. Diamond: cooks." in " ".join(lines(drawn(ledger, rows)))


def test_a_label_without_room_is_told_below():
    crowd = [entry(Bound.of("exact", 1_000_000 + n), "2018-03-01") for n in range(40)]
    said = " ".join(lines(drawn(ledger, crowd)))
    assert all(row.words() in said for row in crowd)
    assert "Not labelled: " in said


@pytest.mark.parametrize("which", [0, 1], ids=["without", "with a supposition"])
def test_text_of_the_real_ledgers_stays_apart_and_inside(plates, which):
    rows, corridor = wide_ledgers()[which]
    drawn(ledger, rows, unit="people", corridor=corridor)
    assert_text_fits(plates[0])


def test_the_real_ledger_shows_where_it_breaks():
    rows, _ = wide_ledgers()[1]
    broken = [row.breaks for row in rows if row.breaks]
    assert [words.rpartition("leave ")[2] for words in broken] == [
        "at least 37 (5 + 8 + 8 + 7 + 9)",
        "at least 575 (566 + 9)",
        "at least 684 (566 + 9 + 43 + 30 + 36)",
        "at least 738 (701 + 37)",
        "at least 774 (749 + 25)",
    ]
    assert all(row.date.latest >= date(2016, 12, 1) for row in rows)


def test_each_row_of_a_ledger_leads_to_what_says_its_numbers():
    for rows, _ in wide_ledgers():
        for row in rows:
            assert row.id in {record["id"] for record in row.evidence}
