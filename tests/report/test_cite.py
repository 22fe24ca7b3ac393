"""A page is cited in forms that other tools read, with the day of its record and its
fingerprint.
"""

import json
import re
from dataclasses import replace

import pytest

from analysis import __version__
from analysis.report import cite
from analysis.report.cite import Citation

CITED = Citation(
    "returned-total",
    "How many were returned?",
    "2026-11-21",
    "0f" * 32,
    "The harbour",
    "Harbour Record",
)
UNVERIFIED = Citation(
    "returned-total", "How many were returned?", "", "0f" * 32, "The harbour", "Harbour Record"
)
HOSTILE = Citation(
    "odd",
    'A } title\\with { "quotes"\nand lines',
    "2026-11-21",
    "0f" * 32,
    "The harbour",
    "Harbour Record",
)


@pytest.mark.parametrize("form", cite.FORMS.values())
def test_every_form_gives_title_version_day_and_fingerprint(form):
    said = form(CITED)
    for words in (
        CITED.title,
        __version__,
        "21 November 2026",
        CITED.fingerprint,
        CITED.author,
        CITED.work,
    ):
        assert words in said


@pytest.mark.parametrize("form", cite.FORMS.values())
def test_a_page_that_rests_on_nothing_verified_says_so(form):
    assert "record not verified" in form(UNVERIFIED).lower()
    assert "2026" not in form(UNVERIFIED)


def test_csl_json_is_an_item_with_its_date_in_parts():
    (item,) = json.loads(cite.csl(HOSTILE))
    assert item["title"] == HOSTILE.title
    assert item["accessed"] == {"date-parts": [[2026, 11, 21]]}
    assert "accessed" not in json.loads(cite.csl(UNVERIFIED))[0]
    assert "issued" not in item


def test_bibtex_is_one_entry_with_balanced_braces():
    entry = cite.bibtex(HOSTILE)
    assert entry.startswith("@misc{harbour-record-odd,\n")
    assert entry.count("{") == entry.count("}")
    assert r"title = {{A \textbraceright{} title\textbackslash{}with \textbraceleft{} " in entry
    assert "year" not in entry


@pytest.mark.parametrize("character", "&%#$_{}~^\\")
def test_bibtex_holds_no_character_that_latex_reads_as_a_command(character):
    title = re.search(
        r"title = \{\{A (.*) B\}\}", cite.bibtex(replace(CITED, title=f"A {character} B"))
    )[1]
    assert title == cite.LATEX[character]
    assert title.startswith("\\")


def test_ris_has_a_tag_on_every_line_and_ends():
    lines = cite.ris(HOSTILE).splitlines()
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - ELEC", "ER  - ")
    assert "Y2  - 2026/11/21" in lines
    assert not [line for line in lines if line.startswith(("DA", "PY"))]


NUMBER = {
    "kind": "figure",
    "label": "28",
    "by": "the Harbour Office",
    "source": {"publisher": "The Gazette", "published": "between 2 and 5 March 2019 (assumed)"},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "28 (the Harbour Office, in The Gazette, between 2 and 5 March 2019)"),
        ({"by": ""}, "28 (The Gazette, between 2 and 5 March 2019)"),
        ({"source": {"publisher": "", "published": "", "named": "Boats 2019, table 4"}}, "28 (the Harbour Office, in Boats 2019, table 4)"),
        ({"source": None}, ""),
    ],
)  # fmt: skip
def test_one_number_is_quoted_with_who_gives_it_and_where(change, said):
    assert cite.one(NUMBER | change) == said
