"""What JupyterLab shows below a sentence: the words behind its numbers; a page and a build have none of it."""

import builtins
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from records import loaded, valid_rows, with_cited

from analysis.record import lookups
from analysis.record.record import Record
from analysis.report import beside, prose
from analysis.report.blocks import Block


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path, with_cited())


@pytest.fixture
def explored(monkeypatch) -> None:
    """As in a cell that a person runs."""
    monkeypatch.setattr(builtins, "get_ipython", lambda: None, raising=False)


def shown(block: Block) -> BeautifulSoup:
    return BeautifulSoup(block._repr_mimebundle_()["text/html"], "html.parser")


def test_the_words_behind_a_number_stand_in_a_fold_below_it(record, explored):
    page = shown(prose.say(f"{record.figure('hp-31'):unit} came."))
    assert page.p.get_text() == f"{record.figure('hp-31').label()} people came."
    assert page.details.summary
    assert page.details.mark.get_text() == record.figure("hp-31").span.exact
    assert record.figure("hp-31").source.named in page.details.get_text()


def test_a_link_leads_to_the_address_of_its_source_and_none_into_a_page(record, explored):
    figures = [figure for figure in record.figures() if figure.source.url]
    for figure in figures:
        page = shown(prose.say(f"{figure:unit} came."))
        assert {link["href"] for link in page.find_all("a")} == {figure.source.url}
    assert figures
    without = [figure for figure in record.figures() if not figure.source.url]
    for figure in without:
        assert not shown(prose.say(f"{figure:unit} came.")).find_all("a")


def test_an_address_that_could_run_is_no_link():
    assert beside._address({"source": {"url": "javascript:alert(1)"}}) == ""


def test_what_a_source_says_is_escaped(tmp_path, explored):
    rows = valid_rows()
    rows["sources"]["harbour-post"]["publisher"] = "<script>boats</script>"
    record = loaded(tmp_path, rows)
    page = shown(prose.say(f"{record.figure('hp-31'):unit} came."))
    assert not page.find_all("script")


def test_long_evidence_is_cut_with_a_line_that_says_so(record, explored, monkeypatch):
    monkeypatch.setattr(beside, "MOST", 1)
    page = shown(prose.table(record.figures(["hp-31", "pm-34"])))
    assert [item.get_text() for item in page.find_all("li")][1:] == ["and 1 more"]


def test_a_page_and_a_build_have_no_fold(record, monkeypatch, tmp_path):
    block = prose.say(f"{record.figure('hp-31'):unit} came.")
    plain = str(block.html)
    assert block._repr_mimebundle_()["text/html"] == plain
    monkeypatch.setattr(builtins, "get_ipython", lambda: None, raising=False)
    monkeypatch.setattr(lookups, "_running", [(lookups.Lookups(), Path(tmp_path))])
    assert block._repr_mimebundle_()["text/html"] == plain
