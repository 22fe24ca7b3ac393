"""The index page: every question with its answer, what it rests on, and how its report stands."""

import re

import pytest
from samples import (
    HOSTILE,
    SOURCE,
    Tags,
    answer,
    chart,
    cited,
    code,
    evidence,
    notebook,
    page_of,
    shown,
)

from analysis.errors import BuildError
from analysis.report import export, index


def indexed(**changes: object) -> str:
    nb = notebook(code(answer(), chart()))
    page, _ = export.report_exporter().from_notebook_node(nb)
    entry = {"id": "boats", "text": "How many boats?", "nb": nb, "page": page} | changes
    return index.index_page([index.Entry(**entry)])


def test_the_index_gives_question_answer_chart_and_fingerprint():
    page = Tags(indexed())
    assert "boats.html" in page.values("href")
    assert "There were more than 40 boats." in page.words()
    assert page.values("alt") == ["Bars: harbour more than 40."]
    assert export.fingerprint(page_of()) not in page.words()
    assert "Stale" not in page.words()


def test_the_index_tells_what_is_only_cited_from_what_leads_to_words():
    assert "leads to the words that reported it." in Tags(indexed()).words()
    assert "only cited" not in indexed()
    source = {**SOURCE, "sha256": ""}
    items = [evidence(), evidence("ports", verdict="cited", source=source, span=None, verified="")]
    nb = notebook(code(shown("answer", "<p>None.</p>", *items, {**cited(), "source": source})))
    words = Tags(indexed(nb=nb)).words()
    assert (
        "the words that reported it or, where it is marked as cited, to the address at which it "
        "stood" in words
    )
    assert "1 source (1 only cited), 2 figures (1 only cited)" in words


def test_the_chart_of_a_report_opens_whole_and_leads_to_its_place_there():
    page = indexed()
    assert re.search(r"<details>\s*<summary>Chart</summary>\s*<div class=\"plate\"><img", page)
    assert "boats.html#chart-boats" in Tags(page).values("href")


def test_the_index_holds_no_link_into_a_page_of_its_own():
    page = Tags(indexed())
    targets = {target[1:] for target in page.values("href") if target.startswith("#")}
    assert targets <= set(page.values("id"))


def test_the_index_names_the_fingerprint_of_the_report():
    nb = notebook(code(answer()))
    page, _ = export.report_exporter().from_notebook_node(nb)
    assert re.search(r'id="fingerprint">(.{12})', page)[1] in index.index_page(
        [index.Entry("boats", "Boats?", nb=nb, page=page)]
    )


def test_a_stale_report_stays_listed_with_the_reason():
    page = Tags(indexed(problem="question boats: <b>the kernel died</b>"))
    assert "boats.html" in page.values("href")
    assert (
        "Stale: question boats: <b>the kernel died</b>; this is the last good report."
        in page.words()
    )


def test_a_stale_report_says_since_when():
    words = Tags(indexed(problem="question boats: the kernel died", since="2026-11-26")).words()
    assert (
        "Stale since 26 November 2026: question boats: the kernel died; this is the last good "
        "report." in words
    )
    assert "since" not in Tags(indexed(since="2026-11-26")).words()


def test_a_question_that_never_had_a_report_says_why():
    page = Tags(indexed(nb=None, page="", problem="question boats: no boats"))
    assert "boats.html" not in page.values("href")
    assert re.search(
        r"Status: failed; no report yet\.\s+Failed: question boats: no boats\.", page.words()
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ValueError: 40 people", "ValueError: … people"),
        ("forty-two of 1,900.5 on 2017-09-14", "… of … on …"),
        ("[Errno 2] No such file", "[Errno …] No such file"),
        ('"kt-501" is not in f12 or data/e2.csv', '"kt-501" is not in f12 or data/e2.csv'),
    ],
)
def test_a_problem_is_worded_without_numbers_but_for_its_place(said, shown):
    problem = BuildError("notebooks/harbour.ipynb cell 3", said, said)
    assert index.problem_words(problem) == f"notebooks/harbour.ipynb cell 3: {shown}; {shown}"


def test_the_index_has_the_same_policy_and_runs_nothing():
    page = Tags(indexed(id="<script>", text=HOSTILE, page="", problem=HOSTILE))
    assert page.values("content")[0].startswith("default-src 'none'; style-src 'sha256-")
    assert page.names().isdisjoint({"script", "link", "iframe"})
    assert page.words().count(HOSTILE) == 2


def test_an_entry_tells_what_its_report_rests_on_its_size_and_how_it_stands():
    quote = evidence("said", kind="quote", label="“boats”", verified="2026-11-21")
    comment = evidence("cheer", kind="quote", label="“more boats”", is_comment=True)
    nb = notebook(code(answer(), shown("sentence", "<p>a</p>", quote, comment)))
    page, _ = export.report_exporter().from_notebook_node(nb)
    words = " ".join(Tags(indexed(nb=nb, page=page)).words().split())
    kilobytes = -(-len(page.encode()) // 1000)
    rests = "1 source, 1 figure, 1 quotation; record verified on 21 November 2026"
    assert f"Status: fresh; {rests}; {kilobytes} kB;" in words


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "fresh"),
        ({"problem": "no boats"}, "stale"),
        ({"page": "", "nb": None, "problem": "no boats"}, "failed"),
        ({"page": "", "nb": None}, "not built"),
    ],
)
def test_a_report_is_fresh_stale_failed_or_not_built(changes, status):
    entry = {"id": "boats", "text": "Boats?", "nb": notebook(code(answer())), "page": "a"} | changes
    assert index.Entry(**entry).status == status


def test_questions_stand_by_topic_in_their_order_and_those_without_last():
    entries = [
        index.Entry(id, "Boats?", topic)
        for id, topic in zip("abcd", ("", "Boats", "Rafts", "Boats"), strict=True)
    ]
    found = index.by_topic(entries)
    assert {topic: [entry.id for entry in listed] for topic, listed in found.items()} == {
        "Boats": ["b", "d"],
        "Rafts": ["c"],
        "Other questions": ["a"],
    }
    assert list(found) == ["Boats", "Rafts", "Other questions"]


def test_a_source_lists_the_reports_that_rest_on_it():
    other = cited(
        id="source-other", label="Rafts", source=evidence()["source"] | {"publisher": "The Herald"}
    )
    nb, more = (
        notebook(code(answer())),
        notebook(code(answer(), shown("sentence", "<p>a</p>", other))),
    )
    entries = [
        index.Entry("a", "A?", nb=nb, page="a"),
        index.Entry("b", "B?", nb=more, page="b"),
        index.Entry("c", "C?"),
    ]
    assert {
        source: [entry.id for entry in listed]
        for source, listed in index.by_source(entries).items()
    } == {
        "Boats counted in the harbour, The Gazette": ["a", "b"],
        "Rafts, The Herald": ["b"],
    }


def test_the_index_shows_what_the_notebook_marks_as_its_short_answer():
    short = (
        '<p>As the U.S. embassy and Mr. Rao count, <a class="evidence" href="#e-boats">more '
        "than 40</a> boats.</p>"
    )
    whole = short.replace("</p>", " They sank.</p>")
    nb = notebook(code(answer(whole, short=short)))
    page = indexed(nb=nb)
    assert "As the U.S. embassy and Mr. Rao count, more than 40 boats." in Tags(page).words()
    assert "They sank" not in page
    assert 'href="boats.html#e-boats"' in page


def test_an_answer_that_marks_no_short_one_is_shown_whole():
    whole = (
        '<p>There were <a class="evidence" href="#e-boats">more than 40</a>. They sank in the '
        "U.S. harbour.</p>"
    )
    assert (
        "There were more than 40. They sank in the U.S. harbour."
        in Tags(indexed(nb=notebook(code(answer(whole))))).words()
    )


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["2017", "2018-02", "2018-01-25"], "February 2018"),
        (["1975/2000", "1999-12"], "2000"),
        (["2018-02", "[2018-02-23..2018-02-28]", "/2018-02"], "between 23 and 28 February 2018"),
        (["2017", "2002/.."], "2017"),
        (["", "2002/"], ""),
    ],
)
def test_an_answer_is_as_of_the_latest_date_that_its_evidence_is_about(dates, said):
    items = [evidence(f"boats-{n}", as_of=date) for n, date in enumerate(dates)]
    later = shown("sentence", "<p>a</p>", evidence("later", as_of="2030"))
    nb = notebook(code(shown("answer", "<p>Some.</p>", *items), later))
    entry = index.Entry("boats", "Boats?", nb=nb, page="a")
    assert entry.as_of == said
    assert (
        f"As of the latest date in its evidence, {said}." in Tags(index.index_page([entry])).words()
    ) == bool(said)


def test_everything_in_one_file_is_named_where_there_is_one():
    assert "all.zip" in Tags(index.index_page([], "all.zip")).values("href")
    assert "offline" not in index.index_page([])
