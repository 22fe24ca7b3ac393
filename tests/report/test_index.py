"""The index page: every question with its answer, what it rests on, and how its report stands."""

import re
from dataclasses import replace

import pytest
from samples import (
    HOSTILE,
    Tags,
    answer,
    chart,
    code,
    evidence,
    notebook,
    page_of,
    shown,
)

from analysis.errors import BuildError, TextError
from analysis.quantities.dates import parse
from analysis.record.record import Record
from analysis.report import export, index, seal


def dated(id: str, date: str, **changes: object) -> dict[str, object]:
    """A figure that is about a date, which its record says in words."""
    lines = [["Period", parse(date).words()]] if date else []
    return evidence(id, as_of=date, lines=lines, **changes)


@pytest.fixture(scope="module")
def record() -> Record:
    return Record.load(scope="record")


def indexed(site: dict[str, str] | None = None, **changes: object) -> str:
    nb = notebook(code(answer(), chart()))
    page, _ = export.report_exporter().from_notebook_node(nb)
    entry = {"id": "boats", "text": "How many boats?", "nb": nb, "page": page} | changes
    return index.index_page([index.Entry(**entry)], site=site)


def test_the_index_holds_no_link_into_a_page_of_its_own():
    page = Tags(indexed())
    targets = {target[1:] for target in page.values("href") if target.startswith("#")}
    assert targets <= set(page.values("id"))


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
    assert re.search(r"How many boats\?\s+Failed: question boats: no boats\.", page.words())


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


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, ""),
        ({"problem": "no boats"}, "Stale"),
        ({"page": "", "nb": None, "problem": "no boats"}, "Failed"),
        ({"page": "", "nb": None}, "Not built"),
    ],
)
def test_a_report_that_is_not_as_the_record_gives_it_is_stale_failed_or_not_built(changes, status):
    entry = {"id": "boats", "text": "Boats?", "nb": notebook(code(answer())), "page": "a"} | changes
    assert index.Entry(**entry).status == status


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
        (
            ["2018-02", "[2018-02-23..2018-02-28]", "/2018-02"],
            "23 to 28 February 2018",
        ),
        (["2017", "2002/.."], "2017"),
        (["2018", "2021-10-01/2022-09-30"], "fiscal 2022"),
        (["", "2002/"], ""),
    ],
)
def test_an_answer_is_as_of_the_latest_date_that_its_evidence_is_about(dates, said):
    items = [dated(f"boats-{n}", date) for n, date in enumerate(dates)]
    later = shown("sentence", "<p>a</p>", evidence("later", as_of="2030"))
    nb = notebook(code(shown("answer", "<p>Some.</p>", *items), later))
    entry = index.Entry("boats", "Boats?", nb=nb, page="a")
    assert Tags(str(entry.as_of)).words() == said
    assert bool(said) == ("e-boats-" in entry.as_of)
    assert str(entry.as_of) in index.index_page([entry])


def test_everything_in_one_file_is_named_where_there_is_one():
    assert "all.zip" in Tags(index.index_page([], "all.zip")).values("href")
    assert "offline" not in index.index_page([])


def test_the_index_gives_title_question_answer_and_scope_and_nothing_of_how_pages_are_made():
    page = Tags(indexed(short="Boats in all", scope="record", site={"record": "All ports"}))
    words = page.words()
    assert "boats.html" in page.values("href")
    for said in ("Boats in all", "How many boats?", "more than 40 boats.", "All ports"):
        assert said in words
    assert seal.fingerprint(page_of())[:12] not in words
    assert not re.search(r"fresh|fingerprint|\bkB\b|Stale|Failed", words.partition("</style>")[2])
    assert page.values("alt") == []


def test_questions_stand_by_subject_which_reports_lead_to():
    entries = [
        index.Entry(id, "Boats?", topic)
        for id, topic in zip("abc", ("Boats & rafts", "", "Boats & rafts"), strict=True)
    ]
    found = index.by_topic(entries)
    assert {topic: [entry.id for entry in listed] for topic, listed in found.items()} == {
        "Boats & rafts": ["a", "c"],
        "Other questions": ["b"],
    }
    assert 'id="t-boats-rafts"' in index.index_page(entries)
    nb = notebook(code(answer()))
    nb.metadata["question"] |= {
        "topic": "Boats & rafts",
        "scope": "articles",
        "scopes": {"articles": "The logs", "record": "All ports"},
    }
    page, _ = export.report_exporter().from_notebook_node(nb)
    assert 'href="index.html#t-boats-rafts">Boats &amp; rafts</a>' in page
    assert '<span class="tag">The logs</span>' in page


def test_a_key_number_is_a_link_with_its_date_and_left_out_where_evidence_is_missing():
    item = dated("fy", "2021-10-01/2022-09-30", label="7")
    nb = notebook(code(answer(), shown("sentence", "<p>a</p>", item)))
    entry = index.Entry("boats", "Boats?", nb=nb, page="a")
    key = index.key_number(entry, ["boats", "fy"], "in the harbour")
    page = index.index_page([entry], keys=[key])
    link = '<a class="evidence" href="boats.html#e-{}">{}</a>'
    numbers = ", then ".join([link.format("boats", "more than 40"), link.format("fy", "7")])
    assert f"<b>{numbers}</b> in the harbour" in page
    assert link.format("fy", "in fiscal 2022") in page
    placed = index.key_number(entry, ["fy"], "sunk {when}, it is said")
    page = index.index_page([entry], keys=[placed])
    assert f"sunk {link.format('fy', 'in fiscal 2022')}, it is said</li>" in page
    assert index.key_number(entry, ["boats", "rafts"], "in the harbour") is None
    assert index.key_number(index.Entry("boats", "Boats?"), ["boats"], "a") is None


def test_a_key_number_of_a_stale_or_failed_report_is_left_out():
    entry = index.Entry("boats", "Boats?", nb=notebook(code(answer())), page="a")
    assert index.key_number(entry, ["boats"], "in the harbour")
    stale = replace(entry, problem="question boats: no boats")
    assert index.key_number(stale, ["boats"], "in the harbour") is None
    assert index.key_number(replace(stale, page=""), ["boats"], "in the harbour") is None


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("deported in all, “a scandal”", '"a scandal" is no quotation of its evidence'),
        ("deported in all in 2017", '"2017" leads to no evidence'),
        ("deported in аll", "mixes letters of two scripts"),
    ],
)
def test_the_index_is_refused_where_its_words_lead_to_no_record(words, wrong):
    entry = index.Entry("boats", "Boats?", nb=notebook(code(answer())), page="a")
    key = index.KeyNumber([entry.link("boats", "more than 40 boats")], words, [])
    for told in ({"keys": [key]}, {"site": {"about": words}}):
        with pytest.raises(BuildError, match=re.escape(wrong)) as error:
            index.index_page([entry], **told)
        assert str(error.value).startswith("reports/index.html: ")


def test_the_index_is_refused_where_an_answer_has_a_number_of_another_report():
    links = '<p><a class="evidence" href="#e-boats">{}</a> boats.</p>'
    seven = evidence(label="7 boats", span={"exact": "7"})
    nb = notebook(code(shown("answer", links.format("7"), seven)))
    rafts = index.Entry("rafts", "Rafts?", nb=nb, page="a")
    boats = index.Entry("boats", "Boats?", nb=notebook(code(answer())), page="a")
    assert 'href="rafts.html#e-boats">7</a>' in index.index_page([boats, rafts])
    of_rafts = replace(boats, nb=notebook(code(answer(links.format("7")))))
    with pytest.raises(BuildError, match=r'"7" does not stand in .* boats\.html#e-boats'):
        index.index_page([of_rafts, rafts])


def test_what_failed_is_told_on_the_index_though_it_leads_to_no_record():
    problem = "notebooks/boats.ipynb cell 3: “a scandal” is no quotation of its evidence"
    for changes in ({}, {"page": "", "nb": None}):
        assert problem in Tags(indexed(problem=problem, **changes)).words()


def answered(*ids: str) -> index.Entry:
    """A report that rests on these rows."""
    items = [evidence(id) for id in ids]
    return index.Entry("a", "A?", nb=notebook(code(shown("answer", "<p>a</p>", *items))), page="a")


@pytest.mark.parametrize(
    ("ids", "words", "wrong"),
    [
        (["kt-572"], "repatriated, by the count of Cambodia’s immigration department", ""),
        (["kt-572"], "or more, repatriated", '"or more" hedges'),
        (["kt-572"], "repatriated, by the count of Reuters", 'names "Reuters"'),
        (["kt-572"], "repatriated, “a scandal”", '"a scandal" is no quotation of its evidence'),
        (["kt-572"], "repatriated; fewer than ever", '"fewer" is licensed neither by'),
        (["kt-572", "kt-28"], "repatriated; fewer than ever", '"fewer" is licensed neither by'),
        (["kt-572", "kt-28"], "repatriated, which fell", '"fell" is licensed neither by'),
    ],
)
def test_the_words_of_a_key_number_are_held_against_its_evidence(record, ids, words, wrong):
    if not wrong:
        index.check_words(record, answered(*ids), ids, words)
        return
    with pytest.raises(TextError, match=re.escape(wrong)):
        index.check_words(record, answered(*ids), ids, words)


def test_the_words_of_a_derived_key_number_are_held_against_what_it_rests_on(record):
    entry = answered("kt-1900", "kt-1412")
    share = evidence("share", kind="derived", inputs=["kt-1412", "kt-1900"])
    entry = replace(entry, nb=notebook(code(shown("answer", "<p>a</p>", share))))
    index.check_words(record, entry, ["share"], "have a conviction, by the count of ICE")
    with pytest.raises(TextError, match='names "Reuters"'):
        index.check_words(record, entry, ["share"], "have a conviction, by the count of Reuters")


def test_the_index_says_what_the_site_says_of_itself_and_nothing_that_is_not_known():
    site = {"title": "Harbour Record", "about": "Boats.", "author": "The harbour", "contact": ""}
    page = index.index_page([], site=site | {"corrections": "Mended at once.", "licence": "Free."})
    assert "<h1>Harbour Record</h1>" in page
    for said in ("<p>Boats. Every", "The harbour. Harbour Record", "Mended at once.", "Free."):
        assert said in page
    assert "canonical" not in page
    assert "<p></p>" not in page
    page = index.index_page([], site=site | {"address": "https://example.org/record/"})
    assert '<link rel="canonical" href="https://example.org/record/">' in page
