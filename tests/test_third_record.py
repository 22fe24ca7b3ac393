"""The third record: made from nothing in the steps of docs/your-own-record.md, and it answers."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from conftest import ROOT
from third_record import THIRD, TITLE, typed, write_third
from topics import of_the_first

import analysis.__main__ as command_line
from analysis.build.build import build
from analysis.build.progress import lines

TYPED = {path.stem: typed(path) for path in sorted((THIRD / "typed").glob("*.csv"))}


@pytest.fixture(scope="module")
def third(tmp_path_factory) -> Path:
    """The record with its pages."""
    root = tmp_path_factory.mktemp("third") / "rents in sallmere"
    assert write_third(root) == []
    done = CliRunner().invoke(command_line.main, ["--project", str(root), "verify"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "to be filled" not in done.stdout
    assert "draft" not in done.stdout
    said: list[str] = []
    assert build(root, (), lines(said.append)) == 0, said
    return root


def words_of(root: Path, question: str) -> str:
    page = BeautifulSoup((root / f"reports/{question}.html").read_text(), "html.parser")
    return page.main.get_text(" ", strip=True).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("drafts", "No draft is left."),
        ("evictions", "1,487 evictions"),
        ("hearings", "Marta Quill"),
        ("what-happened", "The council approves the fund"),
        ("by-year", "1,420 evictions"),
        ("who-waits", "2,300 households"),
        ("the-fund", "€2,400,000"),
        ("who-speaks", "Tenants"),
    ],
)
def test_every_question_is_answered_from_its_own_evidence(third, question, words):
    assert words in words_of(third, question)


def test_the_pages_have_the_title_of_the_record_and_its_sides(third):
    assert TITLE in (third / "reports/index.html").read_text()
    assert "different sides" in words_of(third, "who-speaks")


def test_no_page_has_a_word_of_the_first_record(third):
    for page in (third / "reports").glob("*.html"):
        assert of_the_first(page.read_text(encoding="utf-8")) == []


def test_every_row_that_was_typed_has_its_place_and_its_number(third):
    for name in ("figures", "quotes", "events", "exclusions"):
        rows = typed(third / "data" / f"{name}.csv")
        assert len(rows) == len(TYPED[name])
        assert all(row["start"] and row["end"] for row in rows)
    assert {row["value"] for row in typed(third / "data/figures.csv")} > {"2400000", "1487", "38"}


def test_the_guide_shows_the_record_as_it_was_typed():
    guide = (ROOT / "docs/your-own-record.md").read_text()
    blocks = re.findall(r"```csv\n(.*?)```", guide, re.DOTALL)
    shown = Counter(line for block in blocks for line in block.splitlines())
    tables = [path.read_text().splitlines() for path in sorted((THIRD / "typed").glob("*.csv"))]
    known = {line for table in tables for line in table}
    assert shown
    assert set(shown) <= known


def test_a_figure_is_seven_cells_and_a_quotation_six():
    figures = [sum(map(bool, row.values())) for row in TYPED["figures"]]
    plain = [cells for row, cells in zip(TYPED["figures"], figures, strict=True) if not row["note"]]
    assert sorted(plain)[len(plain) // 2] <= 7
    assert {sum(map(bool, row.values())) for row in TYPED["quotes"]} == {6}
