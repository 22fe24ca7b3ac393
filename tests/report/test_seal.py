"""The seal of a page, and its links to other reports."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from samples import (
    SVG,
    Tags,
    answer,
    chart,
    code,
    notebook,
    page_of,
    refused,
    seen,
    sentence,
    with_question,
)

from analysis import __version__
from analysis.fingerprints import tables_digest
from analysis.report import cite, export, picture, seal

HOLDING = "<text>&lt;<!--fingerprint--><footer>x</footer><!--citation--></text></svg>"


def printed(page: str, tmp_path: Path) -> str:
    """What the command that stands in the footer of a page prints when it is run."""
    pre = next(
        text for tag, text in Tags(page).texts if tag == "pre" and text.startswith("python3")
    )
    (tmp_path / "boats.html").write_bytes(page.encode())
    command = pre.replace("python3", shlex.quote(sys.executable), 1)
    return subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.strip()


def stated(page: str) -> str:
    """The fingerprint that a page states in its one seal."""
    (digits,) = re.findall('id="fingerprint">([0-9a-f]{64})</span>', page)
    return digits


@pytest.mark.parametrize("svg", [SVG, SVG.replace("</svg>", HOLDING)])
def test_the_command_in_the_footer_prints_the_fingerprint_whatever_the_page_holds(svg, tmp_path):
    drawn = code(chart() | {picture.SVG: svg})
    page = page_of(
        drawn, sentence("<p>&lt;footer&gt; <footer>a</footer> &lt;!--fingerprint--&gt;</p>")
    )
    assert printed(page, tmp_path) == stated(page) == seal.fingerprint(page)


EDITS = {
    "prose": lambda page: page.replace("boats in the harbour", "boats in the arbour"),
    "footer": lambda page: page.replace("Every entry of the record", "No entry of the record"),
    "version": lambda page: page.replace(f"of version {__version__}", "of version 9"),
    "behind the end": lambda page: f"{page}<p>behind</p>",
    "a space at the end": lambda page: f"{page} ",
    "noughts in place of the fingerprint": lambda page: page.replace(stated(page), seal.BLANK, 1),
    "the fingerprint once more": lambda page: page.replace("</h1>", f"<i>{stated(page)}</i></h1>"),
    "noughts put in": lambda page: page.replace("</h1>", f"<i>{seal.BLANK}</i></h1>"),
    "bare noughts in prose": lambda page: page.replace(
        "boats in the harbour", f"boats in the {seal.BLANK}harbour"
    ),
    "more noughts than digits": lambda page: page.replace(
        "boats in the harbour", f"boats in the {'0' * 99} harbour"
    ),
    "noughts in the style sheet": lambda page: page.replace("<style>", f"<style>/*{seal.BLANK}*/"),
    "noughts before the fingerprint": lambda page: page.replace(
        stated(page), seal.BLANK + stated(page), 1
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_fingerprint_covers_every_character_of_the_file(edit, tmp_path):
    page = page_of()
    edited = edit(page)
    assert edited != page
    assert seal.fingerprint(edited) != stated(page)
    assert printed(edited, tmp_path) == seal.fingerprint(edited)


def test_nothing_stands_behind_the_seal_but_the_end_of_the_file():
    page = page_of()
    sealed = seal.SEALED.search(page)
    assert page[sealed.end() :] == seal.END
    assert sealed.groupdict() == {
        "id": "boats", "version": __version__, "tables": tables_digest({}), "digits": stated(page)
    }  # fmt: skip


def test_the_seal_names_the_tables_that_the_exporter_is_told_of():
    tables = tables_digest({"data/figures.csv": b"a\n"})
    page, _ = export.report_exporter().from_notebook_node(
        notebook(code(answer())), {"tables": tables}
    )
    assert seal.SEALED.search(page)["tables"] == tables
    assert seal.fingerprint(page) == stated(page)


@pytest.mark.parametrize(
    "words",
    [seal.BLANK, seal.SEAL.format(id="a", version="1", tables="b" * 64, digits="c" * 64)],
    ids=["noughts", "a seal"],
)
def test_a_page_that_holds_what_could_be_taken_for_its_seal_is_refused(words):
    drawn = code(chart() | {picture.SVG: SVG.replace("</svg>", f"{words}</svg>")})
    assert "the page holds words like those of a seal, or a row of 64 noughts" in refused(
        code(answer()), drawn
    )


def test_a_page_can_be_sealed_again_for_other_tables_and_is_then_as_if_made_from_them():
    nb, tables = notebook("# Harbour", code(answer())), "ab" * 32
    page, _ = export.report_exporter().from_notebook_node(nb)
    other, _ = export.report_exporter().from_notebook_node(nb, {"tables": tables})
    assert seal.sealed_again(page, tables) == other != page
    assert seal.sealed_again(other, tables) == other
    assert seal.sealed_again("no page", tables) == "no page"


def test_the_footer_cites_the_page_with_its_fingerprint_and_the_day_of_its_record():
    page = page_of(sentence("<p>a</p>", *seen()))
    footer = page[page.index("<footer>") :]
    digest = re.search(r'id="fingerprint">([0-9a-f]{64})<', footer)[1]
    assert digest == seal.fingerprint(page)
    assert footer.count(digest) == 1 + len(cite.FORMS)
    assert "record verified on 21 November 2026" in footer


LINKS = [
    {"id": "rafts", "called": "Related", "short": "Rafts & all", "scope": "record"},
    {"id": "ships", "called": "Next", "short": "Ships", "scope": "articles"},
]


def test_a_page_leads_to_other_reports_where_they_are_published_and_is_sealed_as_it_then_is():
    page = with_question(scope="articles", links=LINKS)
    assert 'Related: <a data-page="rafts" href="rafts.html">Rafts &amp; all</a>' in page
    some = seal.linked(page, lambda id: id == "ships")
    assert '<a data-page="rafts">Rafts &amp; all</a>' in some
    assert '<a data-page="ships" href="ships.html">Ships</a>' in some
    assert seal.SEALED.search(some)["digits"] == seal.fingerprint(some)
    assert seal.linked(some, lambda id: True) == page
    assert seal.linked(page, lambda id: True) == page
    assert seal.unlinked(some) != some


def test_a_page_without_a_seal_has_its_links_alone_changed():
    link = '<a data-page="rafts" href="rafts.html">'
    assert seal.linked(link, lambda id: False) == '<a data-page="rafts">'
    assert seal.linked('<a data-page="rafts" href="https://example.org">', lambda id: True) == (
        '<a data-page="rafts" href="https://example.org">'
    )
