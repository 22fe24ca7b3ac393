"""A built page is printed by the system's Chromium, or the reason why not is said."""

import stat
from pathlib import Path

import pytest
from samples import page_of

from analysis.errors import BuildError
from analysis.report.paper import print_pdf


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "reports" / "boats.html"
    path.parent.mkdir()
    path.write_text(page_of(), encoding="utf-8")
    return path


def test_a_page_is_printed_beside_itself_on_a4_and_tagged(page, browser):
    pdf = print_pdf(page)
    assert pdf == page.with_suffix(".pdf")
    assert b"/StructTreeRoot" in pdf.read_bytes()
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf.read_bytes()
    assert sorted(path.name for path in page.parent.iterdir()) == ["boats.html", "boats.pdf"]


def test_the_whole_page_is_printed_where_that_is_asked_for(page):
    browser = browser_that(page, [PRINTS, 'for last; do :; done; echo "$last" > "$0.asked"'])
    asked = Path(f"{browser}.asked")
    print_pdf(page, [browser])
    assert asked.read_text().strip() == page.as_uri()
    print_pdf(page, [browser], full=True)
    assert asked.read_text().strip() == f"{page.as_uri()}#full"


def test_a_page_that_is_not_built_is_refused_with_what_to_run(tmp_path):
    with pytest.raises(BuildError, match=r"boats\.html: is not built; run make reports Q=boats"):
        print_pdf(tmp_path / "boats.html")


def test_a_missing_browser_is_named_with_how_to_install_it(page):
    with pytest.raises(BuildError, match="no Chromium is installed; sudo apt install chromium"):
        print_pdf(page, ["no-such-browser"])


def browser_that(page, lines):
    script = page.parent.parent / "browser"
    script.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    script.chmod(stat.S_IRWXU)
    return str(script)


PRINTS = (
    'for flag; do case "$flag" in --print-to-pdf=*) echo new > "${flag#*=}"; echo '
    '"${flag#*=}" > "$0.at";; esac; done'
)


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ((), "printed nothing"),
        ((PRINTS, "exit 3"), "ended with 3"),
        (("kill -9 $$",), "ended with -9"),
    ],
)
def test_a_browser_that_fails_is_an_error_and_leaves_the_last_file_as_it_was(page, lines, wrong):
    page.with_suffix(".pdf").write_text("old")
    with pytest.raises(BuildError, match=wrong):
        print_pdf(page, [browser_that(page, lines)])
    assert page.with_suffix(".pdf").read_text() == "old"
    assert sorted(path.name for path in page.parent.iterdir()) == ["boats.html", "boats.pdf"]


def test_a_page_is_printed_into_its_own_folder_which_every_browser_that_reads_it_can_reach(page):
    browser = browser_that(page, [PRINTS])
    assert print_pdf(page, [browser]).read_text() == "new\n"
    printed = Path(Path(f"{browser}.at").read_text().strip())
    assert page.parent.resolve() in printed.parents
    assert sorted(path.name for path in page.parent.iterdir()) == ["boats.html", "boats.pdf"]
