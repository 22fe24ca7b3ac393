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
from matplotlib.font_manager import FontProperties, findfont
from pages import IDS
from playwright.sync_api import Page

from analysis.record.references import MIME
from analysis.report.export import numbers_of_rows
from analysis.report.gate import folded, numbers

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
