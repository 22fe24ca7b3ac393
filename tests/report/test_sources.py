"""The page of sources: each source once, by publisher and by date, with the reports that rest on
it.
"""

import pytest
from samples import SOURCE, Tags, answer, cited, code, evidence, notebook, shown

from analysis.errors import BuildError
from analysis.quantities.dates import parse
from analysis.report import sources
from analysis.report.index import Entry


def entry(*items: dict, id: str = "boats", **changes: str) -> Entry:
    """A published report that rests on these sources."""
    nb = notebook(code(shown("answer", "<p>None.</p>", *items)))
    return Entry(id, "Boats?", nb=nb, page="a", **changes)


def source(id: str, title: str = "Rafts", date: str = "", **changes: str) -> dict:
    """A source as evidence has it."""
    made = {**SOURCE, "id": id, **changes}
    published = f"{parse(date).words()} (stated)" if date else "not known"
    lines = [["Publisher", made["publisher"]], ["Published", published]]
    return cited(id=f"source-{id}", label=title, lines=lines, source=made, date=date)


def test_a_source_stands_once_with_every_report_that_rests_on_it():
    first, second = entry(source("a")), entry(source("a"), source("b"), id="rafts", short="Rafts")
    found = sources.sources_of([first, second, Entry("c", "C?")])
    assert {each.id: [report.id for report in each.reports] for each in found} == {
        "source-a": ["boats", "rafts"],
        "source-b": ["rafts"],
    }
    page = sources.sources_page([first, second])
    assert page.count('<article id="e-source-a">') == 1
    assert 'href="rafts.html#e-source-a">Rafts</a>' in page


def test_a_source_is_told_as_a_report_has_it_that_is_not_stale():
    old = entry(source("a", "Old title"), problem="no boats")
    new = entry(source("a", "New title"), id="rafts")
    for entries in ([old, new], [new, old]):
        assert [each.title for each in sources.sources_of(entries)] == ["New title"]


def test_sources_stand_by_who_published_them_first_and_by_date():
    copy = source("c", publisher="The Herald, at a blog")
    copy["lines"] = [["Publisher", "a blog"], ["First published by", "The Herald"]]
    listed = [source("b", date="2019-03-02"), copy, source("a", date="/2018"), source("d")]
    found = sources.sources_of([entry(*listed)])
    by_publisher = sources.by_publisher(found)
    assert {name: [each.id[-1] for each in those] for name, those in by_publisher.items()} == {
        "The Gazette": ["a", "b", "d"],
        "The Herald": ["c"],
    }
    assert [each.id[-1] for each in sources.by_date(found)] == ["a", "b", "d", "c"]


@pytest.mark.parametrize(
    ("changes", "line", "said"),
    [
        (
            {"sha256": ""},
            "the office’s own page",
            "Cited only: the office’s own page; no text held; read on or before 26 November 2026",
        ),
        (
            {"sha256": "", "trust": "official_table_copy"},
            "a copy of an official table, on another site",
            "A copy of an official table, on another site; no text held",
        ),
    ],
)
def test_a_source_says_how_it_was_read(changes, line, said):
    item = source("a", **changes)
    item["lines"].append(["Kind of page", line])
    if line == "the office’s own page":
        item["lines"].append(["Read", "on or before 26 November 2026"])
    assert sources.Source(item, [], is_verified=False).read == said


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("verbatim", "Text held: every word taken from it was verified against it"),
        ("typographic", "Text held: every word taken from it was verified against it"),
        ("altered", "Text held; not all that is taken from it is verified as it stands"),
        ("unverified", "Text held; not all that is taken from it is verified as it stands"),
    ],
)
def test_a_source_says_that_all_words_were_verified_only_if_all_that_is_taken_passes(verdict, said):
    first = entry(source("gazette"), evidence("boats"))
    second = entry(source("gazette"), evidence("rafts", verdict=verdict), id="rafts")
    others = entry(source("a"), evidence("c", source={**SOURCE, "id": "a"}), id="c")
    found = {each.id: each.read for each in sources.sources_of([first, second, others])}
    assert found["source-gazette"] == said
    assert found["source-a"].startswith("Text held: every word")
    assert Tags(sources.sources_page([first, second])).words().count(said) == 1


def test_a_source_without_a_date_or_a_title_says_so_in_plain_words():
    page = sources.sources_page([entry(source("a"), source("b", date="2019-03-02"))])
    words = Tags(page).words()
    assert words.count("Date not known") == 2  # by publisher and by date
    assert "made from the address, because no title was noted" in words


def test_a_source_leads_to_its_address_and_one_without_says_so():
    words = Tags(sources.sources_page([entry(source("a"), source("b", url=""))]))
    assert words.values("href").count("https://example.org/boats") == 1
    assert "not recorded" in words.words()


def test_numbers_of_titles_publishers_and_dates_lead_to_the_record_of_their_source():
    item = source("a", "More than 50 boats", "2019-03-02", publisher="Channel 7")
    page = sources.sources_page([entry(item)])
    for words in ("Channel 7", "More than 50 boats", '<span class="date">2 March 2019</span>'):
        assert f'<a class="evidence" href="#e-source-a">{words}</a>' in page


def test_a_number_that_leads_to_no_record_is_refused():
    site = {"title": "Record of 40 boats"}
    with pytest.raises(BuildError, match=r'reports/sources.html: "40" leads to no evidence'):
        sources.sources_page([entry(source("a"))], site)


def test_a_page_of_no_source_has_no_entry():
    assert "<article" not in sources.sources_page([entry(*[])])
    assert "<article" in sources.sources_page(
        [Entry("a", "A?", nb=notebook(code(answer())), page="a")]
    )
