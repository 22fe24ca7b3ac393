"""Which outputs and sections of a notebook a page shows, and how its cells are counted."""

import re

import nbformat
import pytest
import samples
from samples import (
    answer,
    cited,
    code,
    entry,
    evidence,
    page_of,
    refused,
    sentence,
    shown,
)


@pytest.mark.parametrize(
    "cell",
    [
        code(nbformat.v4.new_output("stream", name="stdout", text="SEEN")),
        code(nbformat.v4.new_output("stream", name="stderr", text="SEEN")),
        code({"text/plain": "SEEN"}),
        code({"text/plain": "SEEN", "text/html": "<table><tr><td>SEEN</td></tr></table>"}),
        code({"text/html": "<p>SEEN</p>", "image/svg+xml": samples.SVG.replace("Harbour", "SEEN")}),
        code({"image/png": "SEEN"}),
        code({"text/markdown": "SEEN", "text/latex": "SEEN", "application/javascript": "SEEN"}),
        nbformat.v4.new_raw_cell("SEEN"),
        nbformat.v4.new_raw_cell("SEEN", metadata={"raw_mimetype": "text/html"}),
    ],
)
def test_only_outputs_that_say_what_they_rest_on_are_published(cell):
    page = page_of(cell)
    assert "SEEN" not in page
    assert page.count("<img") == 0


LAST = sentence("<p>There were boats.</p>")


def test_a_cell_is_counted_as_in_its_notebook_whatever_is_left_out_of_the_page():
    default, given = code(), code()
    default.metadata["tags"], given.metadata["tags"] = ["parameters"], ["injected-parameters"]
    cells = [
        "# Harbour",
        default,
        given,
        "## Silent",
        code(),
        code(answer()),
        "There were 40 boats.",
        LAST,
    ]
    assert "cell 6 (Markdown), in" in refused(*cells)


def test_cells_are_counted_without_the_one_that_papermill_puts_in():
    put_in = code()
    put_in.metadata["tags"] = ["injected-parameters"]
    assert "cell 2: the role is" in refused(
        code(answer()), put_in, code(shown("sonnet", "<p>a</p>"))
    )


@pytest.mark.parametrize(
    ("answers", "found"),
    [(0, 'no output has the role "answer"'), (2, '2 outputs have the role "answer"')],
)
def test_there_is_exactly_one_answer(answers, found):
    assert found in refused("# Harbour", *[code(answer()) for _ in range(answers)])


def test_an_answer_without_a_word_is_refused():
    assert "the answer has no word" in refused(
        code(shown("answer", "<p>.</p>", evidence(), cited()))
    )


def test_a_heading_over_code_that_shows_nothing_is_left_out_with_its_contents():
    page = page_of("## Silent", code(), "## Said", sentence("<p>a</p>"), "## Words alone")
    assert [words for words in ("Silent", "Said", "Words alone") if words in page] == [
        "Said",
        "Words alone",
    ]


@pytest.mark.parametrize("below", [["## How\n\nBy hand."], ["## How", "By hand."]])
def test_a_section_that_has_text_of_its_own_stays_over_code_that_shows_nothing(below):
    page = page_of(*below, code(), "## Silent", code())
    assert [words for words in ("How", "By hand.", "Silent") if words in page] == [
        "How",
        "By hand.",
    ]


def heading(words: str):
    """A cell that shows a heading of a section."""
    return code(shown("heading", f"<h2>{words}</h2>"))


def test_a_heading_in_code_is_a_section_as_one_in_markdown_is():
    number = f'<a class="evidence" href="#e-boats">{evidence()["label"]}</a> came'
    cell = code(shown("heading", f"<h2>{number}</h2>", evidence(), cited()))
    page = page_of(cell, sentence("<p>a</p>"), "## Words")
    assert re.search(r'<h2 id="s-1"><a [^>]*href="#e-boats"[^>]*>[^<]*</a> came</h2>', page)
    contents = re.search(r'<details class="contents">(.*?)</details>', page, re.S)[1]
    assert f'<a href="#s-1">{evidence()["label"]} came</a>' in contents
    assert f"↩ {evidence()['label']} came" in entry(page, "boats")


def test_a_heading_in_code_over_what_shows_nothing_is_left_out():
    said = [heading("Said"), "Note", code(), sentence("<p>a</p>")]
    told = [heading("Told"), code(), "Text", code()]
    page = page_of(
        heading("Silent"), code(), "## Bare", code(), *said, *told, heading("Last"), code()
    )
    words = ("Silent", "Bare", "Said", "Note", "Told", "Text", "Last")
    assert [each for each in words if each in page] == ["Said", "Note", "Told", "Text"]
