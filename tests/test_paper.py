"""A built page is printed by the system's Chromium, or the reason why not is said."""

import stat

import pytest
from samples import page_of

from analysis.errors import BuildError
from analysis.paper import print_pdf


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "boats.html"
    path.write_text(page_of(), encoding="utf-8")
    return path


def test_a_page_is_printed_beside_itself_on_a4_and_tagged(page, browser):
    pdf = print_pdf(page)
    assert pdf == page.with_suffix(".pdf")
    assert b"/StructTreeRoot" in pdf.read_bytes()
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf.read_bytes()
    assert sorted(path.name for path in page.parent.iterdir()) == ["boats.html", "boats.pdf"]


def test_a_page_that_is_not_built_is_refused_with_what_to_run(tmp_path):
    with pytest.raises(BuildError, match=r"boats\.html: is not built; run make reports Q=boats"):
        print_pdf(tmp_path / "boats.html")


def test_a_missing_browser_is_named_with_how_to_install_it(page):
    with pytest.raises(BuildError, match="no Chromium is installed; sudo apt install chromium"):
        print_pdf(page, ["no-such-browser"])


def test_a_browser_that_prints_nothing_is_an_error_and_leaves_no_file(page):
    idle = page.parent / "idle"
    idle.write_text("#!/bin/sh\n")
    idle.chmod(stat.S_IRWXU)
    with pytest.raises(BuildError, match="printed nothing"):
        print_pdf(page, [str(idle)])
    assert not page.with_suffix(".pdf").exists()
