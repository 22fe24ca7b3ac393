"""What is gathered for a page: links that lead back, sources, what is only cited."""

import re

import pytest
from samples import (
    SOURCE,
    Tags,
    answer,
    chart,
    cited,
    code,
    entry,
    evidence,
    notebook,
    only_cited,
    page_of,
    refused,
    seen,
    sentence,
    shown,
)

from analysis.record.references import MIME
from analysis.report import content, export

LINK = '<a class="evidence" href="#e-boats">more than 40</a>'


def test_the_first_link_of_each_section_is_counted_and_led_back_to():
    page = page_of(
        "## Found",
        sentence(f"<p>{LINK} and {LINK}</p>", evidence()),
        "## Drawn",
        code(chart()),
        sentence(f"<p>{LINK}</p>", evidence()),
    )
    uses = re.findall(r'id="(u-\d+)" href="#e-boats"', page)
    assert uses == ["u-1", "u-2"]
    assert re.findall(r'<a href="#(u-\d+)"', entry(page, "boats")) == uses


def test_a_link_in_markdown_leads_back_too():
    page = page_of("## Found", 'There were <a href="#e-boats">boats</a>.')
    assert 'id="u-2" href="#e-boats"' in page


@pytest.mark.parametrize("words", ["Ole Lund lied.", "## What *The Gazette* counts"])
def test_markdown_that_names_a_speaker_or_a_source_of_the_page_is_refused(words):
    said_by = sentence("<p>a</p>", evidence("rafts", by="the Port Ministry, Ole Lund"), cited())
    wrong = refused(code(answer()), said_by, words)
    assert "(Markdown): names" in wrong
    assert "Markdown leads to no evidence" in wrong


RAFTS = '<p>There were <a class="evidence" href="#e-rafts">3 rafts</a>.</p>'


def test_a_page_says_once_which_of_its_numbers_are_cited_and_underlines_them_with_dots():
    page = page_of(sentence(RAFTS + f"<p>{LINK}</p>", only_cited(), evidence()))
    assert (
        '<p class="note">Numbers with a <span class="dotted">dotted underline</span> are cited: '
        "they come from pages of which no copy is kept here, and each leads to its address.</p>"
    ) in page
    assert page.count("are cited") == 1
    assert re.findall(r'<a class="cited" id="[^"]*" href="#e-([a-z]+)"', page) == ["rafts"]
    assert "a.cited" in page
    assert "(cited)" in re.search("<style>(.*?)</style>", page, re.S)[1]  # for screen readers


def test_a_page_that_rests_on_nothing_cited_says_nothing_of_it():
    assert "are cited" not in page_of()
    assert 'class="cited"' not in page_of()


def test_a_page_of_which_all_is_cited_says_so_and_marks_no_link():
    said = shown("answer", RAFTS, only_cited(), cited())
    page, _ = export.report_exporter().from_notebook_node(notebook(code(said)))
    assert '<p class="note">All numbers on this page are cited: they come from pages' in page
    assert 'class="cited"' not in page


def test_a_number_calculated_from_cited_ones_is_cited_too():
    rest = evidence("rest", kind="derived", label="1", formula="3 − 2", verdict="cited")
    rest |= {"inputs": ["rafts"], "span": None, "source": None}
    link = RAFTS.replace("#e-rafts", "#e-rest").replace("3 rafts", "1")
    page = page_of(sentence(link, only_cited(), rest))
    assert re.findall(r'"cited" id="[^"]*" href="#e-([a-z]+)"', page) == ["rest"]
    assert "are cited, or calculated from what is cited: they come from pages" in page
    assert "calculated from what is cited" in entry(page, "rest")


def test_what_all_rows_of_a_chart_say_stands_once_above_them():
    columns = ["Place", "Body", "When"]
    rows = [["Harbour", "Port Ministry", place] for place in ("here", "there", "far")]
    told = {"columns": columns, "rows": rows, "row_ids": ["boats"] * 3, "alt": "Bars"}
    page = page_of(code(chart(**told)))
    assert "<caption>All rows: Harbour; Port Ministry</caption>" in page
    assert '<thead><tr><th scope="col">When</th></tr></thead>' in page
    assert '<th scope="row"><a href="#e-boats">far</a></th></tr>' in page


@pytest.mark.parametrize("words", ["", "in 2019", "“unfair”", "forty"])
def test_what_leads_to_evidence_of_one_row_stands_in_each(words):
    rows = [[place, words] for place in ("here", "there", "far")]
    columns, shown_rows, alike = content.told_once(["Place", "Note"], rows)
    assert (columns, alike) == (["Place", "Note"], [])
    assert [[*row] for row in shown_rows] == rows


def test_a_way_back_names_the_section_it_leads_to():
    page = page_of("## Harbour", sentence(f"<p>{LINK} {LINK}</p>", evidence()))
    back = re.search(r'<p class="back">(.*?)</p>', entry(page, "boats"), re.S)[1]
    assert " ".join(plain_words(back).split()) == "↩ Answer ↩ Harbour"


def plain_words(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def test_the_page_says_under_its_title_as_of_when_its_answer_is_and_when_it_was_verified():
    dated = evidence(as_of="2017/2019-03-02", lines=[["Period", "2017 to 2 March 2019"]])
    answered = shown("answer", f"<p>{LINK}</p>", dated, cited())
    nb = notebook(code(answered), sentence("<p>a</p>", *seen()))
    page, _ = export.report_exporter().from_notebook_node(nb)
    header = page[page.index("<header>") : page.index("</header>")]
    assert "As of 2 March 2019. Last verified on 21 November 2026." in Tags(header).words()
    assert re.findall(r'href="#e-([a-z]+)"', header) == ["boats", "seen"]


def test_a_chart_of_many_sources_names_three_and_leads_to_all():
    sources = [
        cited(id=f"source-{name}", source=SOURCE | {"id": name, "publisher": name.title()})
        for name in ("herald", "post", "courier", "echo")
    ]
    page = page_of(
        "## Found",
        code(chart() | {MIME: chart()[MIME] | {"evidence": [evidence(), cited(), *sources]}}),
    )
    caption = page.partition('<p class="note">Sources: ')[2].partition("</p>")[0]
    assert re.findall(r">([\w ]+)</a>", caption) == ["The Gazette", "Herald", "Post"]
    assert '<a href="#sources">and others, in the record of sources</a>' in caption
