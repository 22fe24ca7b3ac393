"""A chart in a page: its two drawings, made small."""

import re
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

from samples import (
    SVG,
    Tags,
    chart,
    cited,
    code,
    evidence,
    page_of,
)

from analysis.quantities.bounds import Bound
from analysis.report import charts, picture


def test_a_chart_has_a_drawing_for_paper_and_wide_windows_and_one_for_others():
    wide = SVG.replace("468", "936")
    page = page_of("## Found", code(chart() | {picture.SVG: wide}))
    tags = Tags(page).tags
    source = next(attributes for tag, attributes in tags if tag == "source")
    image = next(attributes for tag, attributes in tags if tag == "img")
    assert source["media"] == "print, (min-width: 46em)"
    assert unquote(source["srcset"].partition(",")[2]) == wide
    assert source["width"] == "1248"
    assert unquote(image["src"].partition(",")[2]) == SVG


# What draws something: no path that goes nowhere.
SHAPE = r'<text|<use|<path id|<path d="[^"LC]*[LCHV]'


def test_the_picture_in_a_page_is_the_chart_without_what_the_page_has_itself():
    row = charts.Mark(
        "<boats> & g L M z", Bound.of("more_than", 40), "boats", evidence=(evidence(), cited())
    )
    svg = charts.draw(charts.dot_rows, [row], name="boats", title="Boats").svg
    small = picture.compact(svg)
    assert len(small) < 0.7 * len(svg)
    assert "<metadata>" not in small
    texts = [re.findall(r"<text[^>]*>(.*?)</text>", drawn) for drawn in (svg, small)]
    assert texts[0] == texts[1] != []
    shapes = [len(re.findall(SHAPE, drawn)) for drawn in (svg, small)]
    assert shapes[0] == shapes[1]
    paths = re.findall(' d="([^"]*)"', small)
    assert paths
    assert not re.search("[A-Za-z],|,[A-Za-z]", "".join(paths))  # nothing is drawn of such a path
    assert {el.tag.rpartition("}")[2] for el in fromstring(small).iter()} <= {
        *"svg title defs style path use text".split()
    }


def test_a_curve_in_a_chart_stays_a_path_that_a_browser_reads():
    curve = "M 0 2 \nC 0.53 2 1.03 1.78 1.41 1.41 \nz\n"
    small = picture.compact(f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{curve}"/></svg>')
    assert ' d="M0,2C0.5,2,1.0,1.7,1.4,1.4z"' in small


def test_a_picture_in_a_page_has_no_group_or_path_that_draws_nothing():
    kept = '<g clip-path="url(#a)"><text>b</text></g>'
    svg = f'<svg><g id="x"><g>{kept}</g><path d="M 1 2 " style="fill:none"/></g></svg>'
    assert picture.compact(svg) == f"<svg>{kept}</svg>"


def test_a_sign_stands_once_in_a_chart_of_a_page_and_places_are_told_to_a_tenth_of_a_point():
    sign = '<defs><path id="{}" d="M 0 5.25 L 4 8 z "/></defs><use xlink:href="#{}" x="1.239"/>'
    style = '<g style="opacity: 0.25"><path d="M 0 1 L 2 3 "/></g>'
    svg = "<svg>" + "".join(sign.format(id, id) for id in ("a", "b")) + style + "</svg>"
    small = picture.compact(svg)
    assert small.count("<defs>") == 1
    assert small.count('<use href="#m0" x="1.2"/>') == 2
    assert 'd="M0,5.2L4,8z"' in small
    assert "opacity:0.25" in small
