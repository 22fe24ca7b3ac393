"""Every chart of the project, at both widths, as a browser with the fonts of its measures lays it
out.
"""

import base64
import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from charting import luminance
from matplotlib.font_manager import FontProperties, findfont
from pages import IDS
from playwright.sync_api import Page

from analysis.record.references import MIME
from analysis.report.checks import numbers_of_rows
from analysis.report.gate import folded, numbers

Colour = tuple[float, float, float]  # red, green and blue, each from 0 to 1
WHITE = (1.0, 1.0, 1.0)
TEXT = "{http://www.w3.org/2000/svg}text"
# The boxes of all texts, without what lies above capitals and below base lines.
BOXES = """svg => {
  document.body.innerHTML = svg;
  const plate = document.querySelector('svg').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('svg text')].map(text => {
    const { left, top, right, bottom, height } = text.getBoundingClientRect();
    return [text.textContent, left, top + height * .24, right, bottom - height * .2];
  });
  return [[plate.left, plate.top, plate.right, plate.bottom], boxes];
}"""

# The colour of each text, and of what is painted below the middle of it, the uppermost first.
LAYERS = """svg => {
  document.body.innerHTML = svg;
  const paint = element => {
    const { fill, fillOpacity, opacity } = getComputedStyle(element);
    return [fill, fillOpacity * opacity];
  };
  return [...document.querySelectorAll('svg text')].map(text => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    const below = document.elementsFromPoint((left + right) / 2, (top + bottom) / 2)
      .filter(element => ['path', 'rect', 'use'].includes(element.localName));
    return [text.textContent, paint(text), below.map(paint)];
  });
}"""


def face(weight: str) -> str:
    """A rule that gives the browser the font by which charts measure."""
    path = findfont(FontProperties(family="DejaVu Sans", weight=weight))
    data = base64.b64encode(Path(path).read_bytes()).decode()
    source = f"url(data:font/ttf;base64,{data})"
    return f"@font-face {{ font-family: 'DejaVu Sans'; font-weight: {weight}; src: {source} }}"


@pytest.fixture
def plate(page: Page) -> Page:
    """An empty page that has the font of charts."""
    faces = "".join(face(weight) for weight in ("normal", "bold"))
    page.goto("about:blank")
    page.set_content(f"<style>{faces} svg {{ width: auto; height: auto }}</style>")
    page.evaluate(
        "Promise.all(['16px', 'bold 16px'].map(s => document.fonts.load(s + ' \"DejaVu Sans\"')))"
    )
    return page


def drawings(site: Path, id: str) -> list[tuple[dict[str, Any], str]]:
    """What each chart of a report says of itself, with its SVG: the wide one, then the narrow."""
    nb = json.loads((site / "reports" / f"{id}.ipynb").read_bytes())
    found = []
    for cell in nb["cells"]:
        for output in cell.get("outputs", []):
            said = output.get("data", {}).get(MIME, {})
            if said.get("role") == "chart":
                wide = "".join(output["data"]["image/svg+xml"])
                found += [(said, wide), (said, said["narrow"])]
    return found


def ticks(tree: ElementTree.Element) -> set[str]:
    """The texts of the axes, which tell where numbers and days stand."""
    groups = [group for group in tree.iter() if re.match("x?tick", group.get("id", ""))]
    return {"".join(text.itertext()) for group in groups for text in group.iter(TEXT)}


@pytest.mark.parametrize("id", IDS)
def test_no_two_texts_of_a_chart_overlap_and_none_leaves_its_plate(site, plate, id):
    for said, svg in drawings(site, id):
        edges, boxes = plate.evaluate(BOXES, svg[svg.index("<svg") :])
        left, top, right, bottom = edges
        assert boxes
        for words, *box in boxes:
            is_inside = box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom
            assert is_inside, (said["name"], words)
        meet = [(a[0], b[0]) for a, b in combinations(boxes, 2) if overlap(a[1:], b[1:])]
        assert meet == [], said["name"]


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two boxes share a part of more than a pixel's breadth."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 0


@pytest.mark.parametrize("id", IDS)
def test_every_text_of_a_chart_can_be_read_on_what_lies_below_it(site, plate, id):
    plate.set_viewport_size({"width": 900, "height": 3000})
    for said, svg in drawings(site, id):
        for words, paint, below in plate.evaluate(LAYERS, svg[svg.index("<svg") :]):
            ground = WHITE
            for layer in reversed(below):
                ground = painted(layer, ground)
            found = contrast(painted(paint, ground), ground)
            assert found >= 4.5, (said["name"], words, round(found, 2))


def painted(paint: tuple[str, float], ground: Colour) -> Colour:
    """The colour that a paint, of a CSS fill and an opacity, makes of what lies below it; a pattern
    or none leaves it.
    """
    fill, opacity = paint
    parts = [float(part) for part in re.findall(r"[\d.]+", fill)[:3]]
    if not fill.startswith("rgb"):
        return ground
    red, green, blue = (
        opacity * part / 255 + (1 - opacity) * below
        for part, below in zip(parts, ground, strict=True)
    )
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours by WCAG 2.2."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        ("<text y='20'>words</text>", 21),
        ("<text y='20' style='fill: #767676; opacity: 0.9'>words</text>", 3.76),
        ("<path d='M0 0H90V90H0z' fill='#0072b2'/><text y='20' fill='white'>words</text>", 5.19),
        ("<path d='M0 0H90V90H0z' opacity='0'/><text y='20' fill='white'>words</text>", 1),
    ],
)
def test_contrast_is_that_with_what_is_painted_below(plate, svg, expected):
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'>{svg}</svg>"
    [(_, paint, below)] = plate.evaluate(LAYERS, svg)
    ground = WHITE
    for layer in reversed(below):
        ground = painted(layer, ground)
    assert contrast(painted(paint, ground), ground) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("id", IDS)
def test_each_number_drawn_stands_in_a_row_of_its_chart(site, id):
    for said, svg in drawings(site, id):
        tree = ElementTree.fromstring(svg)
        on_axes = ticks(tree)
        known = numbers_of_rows(said) | {folded(number) for number in numbers(said["caption"])}
        texts = ["".join(text.itertext()) for text in tree.iter(TEXT)]
        drawn = set(numbers(" | ".join(text for text in texts if text not in on_axes)))
        digits = {number for number in drawn if re.search(r"\d", number)}
        assert {number for number in digits if folded(number) not in known} == set(), said["name"]


@pytest.mark.parametrize("id", IDS)
def test_no_text_of_a_chart_is_small(site, id):
    for said, svg in drawings(site, id):
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
        sizes += [float(size) for size in re.findall(r"font: (?:bold |italic )*([\d.]+)px", svg)]
        assert min(sizes) >= 9, said["name"]
