"""The report page: what is let in, what leads where, and what is refused."""

import base64
import hashlib
import html
import re
from itertools import pairwise
from urllib.parse import unquote

import nbformat
import pytest
import samples
from conftest import ROOT
from samples import (
    HOSTILE,
    Tags,
    alike,
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
    sentence,
    shown,
    with_question,
)

from analysis.record.csvfiles import is_formula
from analysis.record.references import MIME
from analysis.report import checks, export, naming, picture, seal

LINK = '<a class="evidence" href="#e-boats">more than 40</a>'


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>a</p>",
        "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'/></svg>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<style>p { color: red }</style>",
        "<p style='background: url(https://example.org/x)'>a</p>",
        "<iframe src='https://example.org'></iframe>",
        "<form action='https://example.org'><input name=a></form>",
        "<base href='https://example.org'>",
        "<meta http-equiv='refresh' content='0;url=https://example.org'>",
        "<link rel=stylesheet href='https://example.org/x.css'>",
        "<img src='https://example.org/x.png' onerror='alert(1)'>",
        "<object data='x'></object><embed src='x'><video src='x'></video>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
        "<a href='//example.org'>a</a>",
        "<a href='/etc/passwd'>a</a>",
        "<template><script>alert(1)</script></template>",
        "<button popovertarget=x>a</button><details id=x name=y>a</details>",
    ],
)
@pytest.mark.parametrize("way", ["output", "Markdown"])
def test_hostile_html_is_taken_out(html, way):
    page = Tags(page_of(sentence(f"<div>{html}</div>") if way == "output" else html))
    plain = Tags(page_of("a"))
    assert page.names() - plain.names() <= {"p", "div", "a", "details"}
    assert page.names().isdisjoint(
        "script iframe form input base link svg math object embed video template".split()
    )
    assert [tag for tag, _ in page.tags if tag in ("meta", "style")] == [
        "meta",
        "meta",
        "meta",
        "meta",
        "style",
    ]
    assert not [
        name
        for _, attributes in page.tags
        for name in attributes
        if name.startswith("on") or name == "style"
    ]
    ways = r"#|https?://example\.org/boats|(index|sources)\.html$"
    assert all(re.match(ways, url) for url in page.values("href"))
    assert page.values("src") == []


def test_structure_and_words_stay():
    html = (
        "<h3>Boats</h3><ul><li>a <em>boat</em></li></ul><table><tr><th "
        "scope='row'>a</th><td>b</td></tr></table>"
    )
    page = page_of("## Found", sentence(html))
    for kept in (
        "<h3>Boats</h3>",
        "<li>a <em>boat</em></li>",
        '<th scope="row">a</th>',
        "<td>b</td>",
    ):
        assert kept in page


def test_outer_links_are_kept():
    assert '<a href="https://example.org/a">a</a>' in page_of(
        '<a href="https://example.org/a" target="_blank">a</a>'
    )


def test_an_output_gives_no_id():
    assert 'id="mine"' not in page_of(sentence('<p id="mine">a</p>'))


@pytest.mark.parametrize(
    "said", [{}, {"role": ""}, {"role": "sonnet"}, {"role": ["answer"]}, [], "answer", None]
)
def test_an_output_without_a_known_role_is_refused(said):
    bundle = {"text/html": "<p>a</p>", MIME: said}
    assert "cell 2: the role is" in refused(code(answer()), code(bundle))


def test_an_output_without_html_is_refused():
    assert 'the quote has no "text/html"' in refused(code(answer()), code(shown("quote", "")))


LAST = sentence("<p>There were boats.</p>")


@pytest.mark.parametrize("role", ["answer", "sentence", "quote", "limits"])
@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>There were 40 boats.</p>", "40"),
        ("<p>There were f<b>or</b>ty boats.</p>", "forty"),
        (f"<p>{LINK}, or 41</p>", "41"),
        ('<p><a href="#e-boats">40</a></p>', "40"),
        ('<p><a class="evidence" href="#e-boats">boats</a> in <em>May</em></p>', "May"),
        ("<table><tr><th>a</th></tr></table><p>40</p>", "40"),
        ("<p>x</p>4<p>0</p>", "4"),
        ("<p>on <time>2 May</time></p>", "2"),
        ("<table><tr><td>41</td></tr></table>", "41"),
        ("<blockquote><p>forty boats</p></blockquote>", "forty"),
        ("<p><q>forty</q></p>", "forty"),
        ("<p><q>0</q></p>", "0"),
    ],
)
def test_a_number_that_leads_to_no_evidence_is_refused_with_its_cell(role, html, found):
    answers = [code(answer())] if role != "answer" else []
    words = refused("# Harbour", code(shown(role, html, evidence(), cited())), *answers, LAST)
    assert words.startswith("question boats, notebooks/harbour.ipynb cell 2")
    assert words.endswith(
        f': "{found}" leads to no evidence; let it come in from evidence, as a link to it'
    )


def test_a_number_on_a_link_to_a_record_that_does_not_have_it_is_refused_with_its_cell():
    link = '<p><a class="evidence" href="#e-source-gazette">40</a></p>'
    words = refused(code(answer()), sentence(link, evidence(), cited()))
    assert words.startswith('question boats, notebooks/harbour.ipynb cell 2: "40" does not stand')
    words = refused(code(answer()), sentence(link.replace("gazette", "herald")))
    assert words.startswith(
        "question boats, notebooks/harbour.ipynb cell 2: the page links to #e-source-herald"
    )


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (["# Harbour", "There were 40 boats.", code(answer()), LAST], "cell 2 (Markdown)"),
        (["# Harbour", "## The 40 boats", code(answer()), LAST], "cell 2 (Markdown)"),
        ([code(answer()), "## Of 40 boats", "Why?", LAST], "cell 2 (Markdown)"),
        ([code(answer()), "| a |\n|--|\n| all 40 boats |", LAST], "cell 2 (Markdown)"),
        (
            [code(answer()), sentence("<p>There were 40 boats.</p>", evidence()), "Why?", LAST],
            "cell 2",
        ),
    ],
)
def test_a_number_is_refused_with_the_number_and_kind_of_its_cell_and_its_words(cells, place):
    words = re.search(
        r"notebooks/harbour\.ipynb (.*?), in \"(.*?)\": \"40\" leads to no evidence",
        refused(*cells),
    )
    assert words[1] == place
    assert words[2] in ("There were 40 boats.", "The 40 boats", "Of 40 boats", "a all 40 boats")


def test_an_invented_quotation_in_a_cell_of_words_is_refused_with_that_cell():
    assert (
        'cell 2 (Markdown), in "He said “We will go” then.": "We will go" is no quotation'
        in refused(code(answer()), "He said “We will go” then.", LAST)
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{LINK}, and <q>more than 40</q>, and <q>more <i>than</i> 40</q></p>",
        "<blockquote><p><q>more than 40</q></p></blockquote>",
        f"<table><tr><td>{LINK}</td><td><q>more than 40</q></td></tr></table>",
        '<p><a class="evidence" href="#e-boats"><time>2 March</time></a></p>',
        '<p><a class="evidence" href="#e-boats">about <b>40</b> <q>more than 40</q>, 2019</a></p>',
        "<p>boats</p><script>40</script>",
    ],
)
def test_a_number_may_stand_in_a_link_to_its_record_and_in_a_quotation_of_it(html):
    assert page_of(sentence(html, evidence()))


def test_an_error_is_refused():
    error = nbformat.v4.new_output(
        "error", ename="ValueError", evalue="no boats", traceback=["/srv/someone"]
    )
    assert refused(code(answer()), code(error)) == (
        "question boats, notebooks/harbour.ipynb cell 2: ValueError: no boats; mend the cell"
    )


def test_the_answer_stands_first_and_once():
    page = page_of("## Found", "There were boats.")
    assert page.count("</a> boats.") == 1
    assert (
        page.index('<section id="answer"')
        < page.index("more than 40</a> boats.")
        < page.index("</section>")
    )


def test_the_policy_is_second_in_the_head_and_names_the_hash_of_the_style():
    page = page_of()
    head = re.search(r"<head>(.*?)</head>", page, re.S)[1]
    style = re.search(r"<style>(.*?)</style>", head, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert re.findall(r"<(\w+ [a-z-]+=\"[^\"]+\")", head)[:2] == [
        'meta charset="utf-8"',
        'meta http-equiv="Content-Security-Policy"',
    ]
    assert Tags(head).values("content")[0] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        f"form-action 'none'"
    )


def test_a_page_loads_nothing():
    page = Tags(page_of("## Found", code(chart())))
    assert all(src.startswith("data:image/svg+xml,") for src in page.values("src"))
    assert page.names().isdisjoint({"script", "link", "iframe", "object", "embed", "base", "form"})


def test_the_title_says_the_question():
    page = Tags(page_of())
    assert ("title", "How many boats were there? · Record") in page.texts
    assert ("h1", "How many boats were there?") in page.texts
    assert page.values("lang") == ["en"]


def test_the_description_is_the_answer_in_plain_words():
    assert "There were more than 40 boats." in Tags(page_of()).values("content")


def test_headings_never_skip_a_level_and_there_is_one_h1():
    page = page_of("#### Deep", "# Another title", "##### Deeper", "## Back", "###### Deepest")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_list_every_section():
    page = page_of("## *Found* & lost", "## Found & lost", sentence(f"<p>{LINK}</p>", evidence()))
    contents = re.search(r'<details class="contents">(.*?)</details>', page, re.S)[1]
    targets = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', contents)
    assert [words for _, words in targets[:2]] == ["Found &amp; lost", "Found &amp; lost"]
    ids = [id for id in re.findall(r'<h2 id="([^"]+)"', page) if id != "onward"]
    # What is folded is opened by a link into it.
    assert [id for id, _ in targets] == [*ids[:2], "sources", "cells"]
    for id in ("sources", "cells"):
        assert re.search(
            f'<details class="fold">\\s*<summary>[^<]*</summary>\\s*<div id="{id}">', page
        )


def test_code_is_shown_as_it_was_run():
    cell = code()
    cell.source = "boats = 1 < 2  # <b>&amp;"
    assert "boats = 1 &lt; 2  # &lt;b&gt;&amp;amp;" in page_of(cell)


@pytest.mark.parametrize(
    "cell",
    [
        '<a href="#e-rafts">rafts</a>',
        code(chart(row_ids=["rafts"], rows=[["Rafts", "many"]], alt="Bars")),
    ],
)
def test_a_link_to_evidence_that_is_not_handed_over_is_refused(cell):
    words = refused(code(answer()), cell, LAST)
    assert re.search(
        r" cell 2(?: \(Markdown\))?: the page links to #e-rafts, which it does not hold", words
    )


def test_an_input_that_is_not_handed_over_is_refused():
    derived = evidence("rest", kind="derived", formula="40 − 12", inputs=["rafts"])
    assert "links to #e-rafts" in refused(code(answer()), sentence("<p>a</p>", derived))


@pytest.mark.parametrize("change", [{"kind": "rumour"}, {"id": "a b"}, {"id": ""}, {"label": ""}])
def test_evidence_without_a_usable_id_kind_or_label_is_refused(change):
    assert "lacks a usable id, kind or label" in refused(
        code(answer()), sentence("<p>a</p>", evidence() | change)
    )


def test_two_pieces_of_evidence_under_one_id_are_refused():
    other = evidence(span={"start": 0, "end": 1, "exact": "4", "prefix": "", "suffix": ""})
    assert "two different pieces of evidence are called boats" in refused(
        code(answer()), sentence("<p>a</p>", other)
    )


def test_an_entry_shows_the_words_of_the_source_with_what_stands_around_them():
    words = Tags(entry(page_of(), "boats")).words()
    assert "…There were more than 40 boats at the quay.…" in words
    for fact in (
        "characters 12 to 24",
        "0f" * 6,
        "verbatim, verified on 21 November 2026 against the text",
        "2 March 2019",
    ):
        assert fact in words
    assert "<mark>more than 40</mark>" in page_of()


def test_a_cited_source_leads_to_its_own_entry():
    page = page_of()
    assert '<a href="#e-source-gazette">The Gazette, 2019-03-02</a>' in entry(page, "boats")


def test_a_source_that_is_not_handed_over_is_refused():
    assert refused(code(shown("answer", LINK, evidence()))) == (
        'question boats, notebooks/harbour.ipynb: evidence boats stands in "gazette", which the '
        "page does not hold; hand over its source with it"
    )


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ({"span": None}, "span"),
        ({"source": None}, "source"),
        ({"verdict": ""}, "verdict"),
        ({"kind": "quote", "span": {}}, "span"),
        ({"kind": "derived", "inputs": ["boats"]}, "formula"),
        ({"kind": "derived", "formula": "40 − 12", "inputs": []}, "inputs"),
    ],
)
def test_a_record_that_leaves_a_reader_nothing_to_check_is_refused(change, lacking):
    item = evidence("made-up") | change
    assert f"evidence made-up has no {lacking}; hand over the whole record" in refused(
        sentence("<p>a</p>", item)
    )


def test_a_record_that_differs_in_anything_from_another_of_its_id_is_refused():
    assert "two different pieces" in refused(
        code(answer()), sentence("<p>a</p>", evidence(label="more than 41 boats"))
    )


@pytest.mark.parametrize("html", ["<p><q>nobody was deported</q></p>", "<p><q>more than</q></p>"])
def test_a_quotation_that_no_record_holds_is_refused(html):
    assert "is no quotation of its evidence" in refused(code(answer()), sentence(html, evidence()))
    assert "is no quotation of its evidence" in refused(code(answer()), html)


@pytest.mark.parametrize(
    "words",
    [
        "<pre>999 people</pre>",
        "```\n999 people\n```",
        "    999 people",
        "<article class='entry'>999</article>",
    ],
)
def test_no_number_comes_in_as_code_or_as_a_record_made_by_hand(words):
    assert '"999" leads to no evidence' in refused(code(answer()), words)


CELL = "=HYPERLINK(place)"


@pytest.mark.parametrize(
    "cell",
    [
        f"| place | boats |\n|--|--|\n| {CELL} | {CELL} |",
        sentence(f"<table><tr><th>{CELL}</th><td><b>{CELL}</b></td></tr></table>"),
        code(
            chart(
                rows=[[CELL, f" {CELL}"]],
                alt="Bars",
                data=f"id,label,value\nboats,'{CELL},' {CELL}\n",
            )
        ),
    ],
)
def test_no_cell_of_a_table_of_the_page_is_a_formula_to_a_spreadsheet(cell):
    cells = re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", page_of(cell), re.S)
    words = [html.unescape(re.sub("<[^>]*>", "", found)) for found in cells]
    assert len([found for found in words if CELL in found]) == 2
    assert not [found for found in words if is_formula(found)]


def test_a_list_has_no_start_of_its_own():
    assert "999" not in page_of('<ol start="999"><li>boats</li></ol>')


def test_the_code_shows_the_defaults_of_parameters_and_below_them_what_the_question_gives():
    default, given = code(), code()
    default.source, given.source = "place = 'Harbour'", "place = 'River'"
    default.metadata["tags"], given.metadata["tags"] = ["parameters"], ["injected-parameters"]
    page = page_of(default, given)
    assert 0 < page.index("Harbour&#39;") < page.index("River&#39;")


def test_the_entry_of_a_source_gives_publisher_dates_hash_and_address():
    found = entry(page_of(), "source-gazette")
    words = Tags(found).words()
    for fact in ("The Gazette", "2019-03-02", "Printed below it.", "0f" * 32):
        assert words.count(fact) == 1
    assert '<a href="https://example.org/boats">https://example.org/boats</a>' in found


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,a", "//example.org", "ftp://example.org"]
)
def test_an_address_that_is_not_of_the_web_is_no_link(url):
    item = cited(id="source-other", source=samples.SOURCE | {"id": "other", "url": url})
    page = page_of(sentence("<p>a</p>", item))
    assert url in Tags(entry(page, "source-other")).words()
    assert url not in Tags(page).values("href")


def test_a_source_without_an_address_shows_none():
    item = cited(id="source-other", source=samples.SOURCE | {"id": "other", "url": ""})
    assert "Address not recorded" in entry(page_of(sentence("<p>a</p>", item)), "source-other")


def test_a_derived_number_shows_formula_inputs_and_assumptions():
    derived = evidence(
        "rest", kind="derived", label="more than 28", formula="more than 40 − 12", inputs=["boats"]
    )
    derived |= {"assumptions": ["no boat left", "no boat sank"], "span": None, "source": None}
    page = page_of(sentence('<p><a class="evidence" href="#e-rest">more than 28</a></p>', derived))
    found = entry(page, "rest")
    assert '<p><a href="#e-boats">more than 40</a> − 12 · calculated</p>' in found
    assert '<a href="#e-boats">more than 40</a>' in found
    assert found.count("<dt>Assuming</dt>") == 2


def test_the_numbers_of_a_formula_are_links_and_an_input_that_it_does_not_name_stands_below():
    rest = evidence("rest", kind="derived", label="28", formula="40 − 12 − 12", span=None)
    rest |= {"inputs": ["all", "left", "sank", "boats"], "source": None}
    items = [
        evidence(id, label=label) for id, label in (("all", "40"), ("left", "12"), ("sank", "12"))
    ]
    found = entry(page_of(sentence("<p>a</p>", *items, rest)), "rest")
    assert (
        '<a href="#e-all">40</a> − <a href="#e-left">12</a> − <a href="#e-sank">12</a> · calculated'
    ) in found
    assert '<dt>From</dt><dd><a href="#e-boats">more than 40</a></dd>' in found


def test_words_left_outside_and_a_verdict_that_does_not_pass_are_marked():
    clipped = evidence(
        "cut",
        verdict="clipped",
        verdict_words="clipped: the hedge stands outside",
        outside="more than",
    )
    found = entry(page_of(sentence("<p>a</p>", clipped)), "cut")
    assert '<span class="warn">clipped: the hedge stands outside</span>' in found
    assert 'Left outside: <span class="warn">more than</span>' in found
    assert 'class="warn"' not in entry(page_of(), "boats")


RAFTS = '<p>There were <a class="evidence" href="#e-rafts">3 rafts</a>.</p>'


def test_the_entry_of_what_is_only_cited_says_so():
    found = entry(page_of(sentence(RAFTS, only_cited())), "rafts")
    assert "<i>cited</i>" in found
    assert "<blockquote>" not in found
    assert 'class="warn"' not in found


def test_what_is_only_cited_brings_no_words():
    item = only_cited(span=evidence()["span"])
    assert "evidence rafts is only cited, and yet brings words" in refused(
        sentence("<p>a</p>", item)
    )
    assert "evidence rafts has no source" in refused(sentence("<p>a</p>", only_cited(source=None)))


def test_every_piece_of_evidence_stands_under_its_source_once():
    derived = {"formula": "40 + 0", "inputs": ["boats"]}
    items = [evidence(kind, kind=kind, **derived) for kind in checks.KINDS if kind != "source"]
    page = page_of(sentence("<p>a</p>", *items))
    found = page[page.index('<h2 id="record">') : page.index("<footer>")]
    places = re.findall(r'<h3>([^<]+)</h3>|<article id="e-([^"]+)"', found)
    assert [title or id for title, id in places] == [
        "Calculated here", "derived", "source-gazette", "boats", "figure", "gap", "quote", "event",
        "draft", "Speakers", "speaker",
    ]  # fmt: skip


def test_what_several_entries_say_alike_is_said_once_before_them_with_how_to_quote_one():
    page = page_of(sentence("<p>a</p>", *alike(3)))
    assert page.count("<dt>Measure</dt><dd>flow</dd>") == 1
    assert page.index("<dd>flow</dd>") < page.index('id="e-rafts-0"')
    assert "<dt>To quote one</dt><dd>0 rafts (The Gazette, 2019-03-02)</dd>" in page
    assert ('<p>Rafts, 2012 · <a href="#e-source-gazette">source</a>, <i>cited</i></p>') in entry(
        page, "rafts-2"
    )


def test_what_two_entries_say_alike_stands_in_both():
    page = page_of(sentence("<p>a</p>", *alike(2)))
    assert page.count("<dt>Measure</dt><dd>flow</dd>") == 2


def test_who_is_counted_is_defined_once_a_page():
    items = [item | {"lines": [*item["lines"], ["Note", item["id"]]]} for item in alike(3)]
    page = page_of(sentence("<p>a</p>", *items))
    assert "<dt>rafts</dt><dd>Rafts on the river</dd>" in page
    assert page.count("Rafts on the river") == 1
    assert page.count("<dt>Note</dt>") == 3


def test_an_entry_has_a_line_to_quote_its_number_by():
    item = evidence(by="Anna Meer", when="2 March 2019 (stated)", group="boats in the harbour")
    words = Tags(entry(page_of(sentence("<p>a</p>", item | {"id": "more"})), "more")).words()
    assert "Boats in the harbour, 2 March 2019 (stated) · verbatim" in words
    assert "more than 40 (Anna Meer, in The Gazette, 2019-03-02)" in words


def hostile_evidence() -> dict[str, object]:
    """Evidence with hostile words in every field that holds words."""
    source = dict.fromkeys(("title", "publisher", "published", "url", "sha256"), HOSTILE)
    source["id"] = "gazette"
    span = {"start": 0, "end": 1, "exact": HOSTILE, "prefix": HOSTILE, "suffix": HOSTILE}
    fields = dict.fromkeys(("label", "verdict", "verdict_words", "outside", "formula"), HOSTILE)
    return evidence(
        "hostile",
        source=source,
        span=span,
        lines=[[HOSTILE, HOSTILE]],
        assumptions=[HOSTILE],
        **fields,
    )


def test_hostile_words_in_evidence_are_only_words():
    item = hostile_evidence()
    plain = re.sub("[\"']", "", HOSTILE)
    drawn = chart(title=plain, alt=plain, columns=[HOSTILE] * 2, rows=[[HOSTILE] * 2])
    page = page_of(
        sentence("<p>a</p>", item, item | {"id": "from", "inputs": ["hostile"]}), code(drawn)
    )
    tags = Tags(page)
    assert "script" not in tags.names()
    assert [attributes["alt"] for tag, attributes in tags.tags if tag == "img"] == [plain]
    assert not [name for _, attributes in tags.tags for name in attributes if name.startswith("on")]
    assert tags.words().count(HOSTILE) >= 25
    assert "ROWBOAT" not in tags.words()


def test_a_hostile_question_is_only_words():
    nb = notebook(code(answer()))
    nb.metadata["question"]["text"] = unquoted = re.sub("[\"']", "", HOSTILE)
    page, _ = export.report_exporter().from_notebook_node(nb)
    assert ("h1", unquoted) in Tags(page).texts
    assert "<script" not in page


def test_a_chart_is_a_picture_with_its_words_and_data():
    page = page_of("## Found", code(chart()))
    image = next(attributes for tag, attributes in Tags(page).tags if tag == "img")
    assert unquote(image["src"].partition(",")[2]) == samples.SVG
    assert image["alt"] == "Bars: harbour more than 40."
    assert (image["width"], image["height"]) == ("624", "293")  # CSS pixels, of 468 by 220 points
    source = '<a id="u-2" href="#e-source-gazette">The Gazette, '
    assert f'<p class="note">Source: {source}<span class="date">2019-03-02</span></a></p>' in page
    assert '<th scope="col">Place</th>' in page
    head = '<a href="#e-boats">Harbour</a>'
    assert f'<th scope="row">{head}</th><td>more than 40</td>' in page
    assert '<a href="#chart-boats">↩ Found</a>' in entry(page, "boats")


def test_a_cell_is_named_by_the_heading_of_its_column_where_rows_become_blocks():
    table = (
        "<table><thead><tr><th>A</th><th>B {c} "
        "&lt;/style&gt;</th></tr></thead><tr><td>a</td><td>b</td></tr></table>"
    )
    page = page_of(sentence(table), sentence(table), code(chart()))
    style = re.search("<style>(.*?)</style>", page, re.S)[1]
    assert (
        '.t-1 td:nth-child(2)::before{content:"B \\00007bc\\00007d \\00003c\\00002fstyle\\00003e: '
        '"}' in style
    )
    assert '.t-2 td:nth-child(2)::before{content:"Boats: "}' in style
    assert page.count('<table class="t-1">') == 2
    assert page.count('<table class="t-2">') == 1


def test_the_readme_gives_the_command_that_the_pages_give():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"\n{seal.COMMAND} reports/returned-total.html\n" in readme


def test_whether_a_text_is_at_hand_changes_nothing_in_a_page():
    held, unheld = (
        page_of(sentence("<p>a</p>", evidence("more", held=held))) for held in (True, False)
    )
    assert held == unheld


def test_the_same_notebook_gives_the_same_page_and_stays_as_it_was():
    nb = notebook("# Harbour", code(answer(), chart()))
    before = nbformat.writes(nb)
    exporter = export.report_exporter()
    assert (
        exporter.from_notebook_node(nb)[0]
        == exporter.from_notebook_node(nb)[0]
        == export.report_exporter().from_notebook_node(nb)[0]
    )
    assert nbformat.writes(nb) == before


def test_what_does_not_show_is_named_in_the_page():
    page = page_of(sentence("<p>a\u202eb\u200bc</p>"), "d\u2066e")
    assert "a⟦U+202E⟧b⟦U+200B⟧c" in page
    assert "d⟦U+2066⟧e" in page


def test_a_number_shows_its_words_on_its_link_and_other_evidence_does_not():
    quote = evidence("said", kind="quote", label="“boats”")
    page = page_of(sentence('<p><a class="evidence" href="#e-said">boats</a></p>', quote))
    tags = [
        attributes
        for tag, attributes in Tags(page).tags
        if tag == "a" and "interestfor" in attributes
    ]
    assert {tag["interestfor"] for tag in tags} == {"h-boats"}
    hint = re.search(r'<div popover="hint" class="hint" id="h-boats">(.*?)</div>', page, re.S)[1]
    assert Tags(hint).words().strip() == "more than 40 The Gazette, verbatim"


def test_a_page_without_a_date_has_no_line_under_its_title():
    assert "As of" not in page_of()


def test_a_page_describes_itself_by_the_first_sentence_of_its_answer():
    assert Tags(with_question()).values("content")[-1] == "There were some boats."
    assert Tags(page_of()).values("content")[-1] == "There were more than 40 boats."


def test_a_page_states_its_address_where_that_is_known():
    assert "canonical" not in with_question(address="")
    page = Tags(with_question(address="https://example.org/record/"))
    (link,) = [given for tag, given in page.tags if tag == "link"]
    assert link == {"rel": "canonical", "href": "https://example.org/record/boats.html"}
    said = {given["property"]: given["content"] for tag, given in page.tags if "property" in given}
    assert said == {
        "og:title": "How many boats were there? · Record",
        "og:description": "There were some boats.",
        "og:url": "https://example.org/record/boats.html",
    }


def test_a_page_is_shared_with_its_first_chart_where_its_address_is_known():
    cells = [code(chart()), code(chart(name="rafts", alt="Rafts."))]
    nb = samples.notebook(code(answer()), *cells)
    assert "og:image" not in export.report_exporter().from_notebook_node(nb)[0]
    nb.metadata.question["address"] = "https://example.org/record/"
    page = Tags(export.report_exporter().from_notebook_node(nb)[0])
    said = {given["property"]: given["content"] for tag, given in page.tags if "property" in given}
    assert said["og:image"] == "https://example.org/record/boats-boats.png"
    assert said["og:image:alt"] == "Bars: harbour more than 40."


def test_a_page_is_cited_by_the_author_that_the_site_names():
    page = with_question(author="The harbour & its boats")
    assert "The harbour &amp; its boats. “How many boats were there?”" in page
    assert naming.contributors(naming.WORK) not in page


def test_a_text_in_a_chart_that_looks_like_an_attribute_stays_a_text():
    looks = ' style="x:a" xlink:href="#m1"'
    text = f'<text style="x:a">b{looks}</text><text style="x:a">c{looks}</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><defs><style>*{{}}</style></defs>{text}</svg>'
    small = picture.compact(svg)
    assert small.count(f"b{looks}<") == small.count(f"c{looks}<") == 1
    assert small.count('class="s0"') == 2
    assert ".s0{x:a}</style>" in small


def test_a_path_in_a_page_has_no_space_where_an_address_would_end():
    svg = '<svg><path d="M 0 5 C 1 5 2 5 3 6 L 4 8 z " style="a: b"/></svg>'
    assert 'd="M0,5C1,5,2,5,3,6L4,8z" style="a:b"' in picture.compact(svg)
    sources = [
        given for tag, given in Tags(picture.picture(svg, svg, "a")).tags if tag != "picture"
    ]
    assert not any(" " in given.get("srcset", "") for given in sources)
