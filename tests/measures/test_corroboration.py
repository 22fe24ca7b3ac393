"""Others report a number or an event only where it is the same one."""

from dataclasses import replace

import pytest
from records import SAME, changed, ids, loaded, narrow_and_wide, with_cited, write_record

from analysis.measures import corroboration, derived, sums
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.verify import Standing


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


@pytest.mark.parametrize(
    ("first", "second"),
    [("at_least", "at_most"), ("exact", "at_most"), ("about", "at_most"), ("about", "exact")],
)
def test_hedges_of_two_kinds_make_two_numbers_in_either_order(tmp_path, first, second):
    record = narrow_and_wide(tmp_path, {**SAME, "bound": first})
    one = record.whole.figure("blog-31")
    other = replace(one, claim="another", bound=Bound.of(second, 31))
    assert not corroboration.is_alike(record, one, other)
    assert not corroboration.is_alike(record, other, one)
    assert corroboration.is_alike(record, one, replace(one, claim="another"))


def test_what_cited_sources_have_of_the_articles_is_told_as_they_have_it(real):
    alike, otherwise = corroboration.beyond(real, real.figures())
    assert {figure.label() for figure in alike} == {"92", "1,412"}
    assert [figure.label() for figure in otherwise] == [
        "about 145,000",
        "at least 1,900",
        "at least 1,900",
        "at least 40",
    ]
    assert all(figure.standing.is_cited for figure in [*alike, *otherwise])


@pytest.mark.parametrize(("basis", "is_alike"), [("stated", True), ("assumed", False)])
def test_a_number_of_people_only_assumed_to_be_the_same_is_not_the_same_number(
    tmp_path, basis, is_alike
):
    rows = with_cited()
    rows["relations"]["ports"] |= {"relation": "same", "basis": basis}
    write_record(tmp_path, rows)
    record = Record.load(tmp_path, "record")
    port = record.figure("ports-2018")
    sailors = replace(port, claim="another", population=record.population("returned-sailors"))
    assert corroboration.is_alike(record, port, sailors) == is_alike


def test_a_calculated_number_that_a_source_reports_too_is_found_in_the_whole_record(real):
    remains = sums.total(real, real.figures(["rfa-40-found", "rfa-40-left"]))
    assert ids(corroboration.echoes(real, remains)) == ["missing-2017-09-14-hun-sen"]
    left = sums.before(real, real.figure("kt-572"), real.figure("kt-28"))
    assert corroboration.echoes(real, left) == []


@pytest.mark.parametrize(
    ("sources", "words"), [(1, "the article"), (2, "the two articles"), (21, "the 21 articles")]
)
def test_the_articles_are_named_with_how_many_they_are(record, monkeypatch, sources, words):
    one = record.source("bulletin")
    monkeypatch.setattr(Record, "held", lambda _: [one] * sources)
    assert corroboration.articles(record, [record.figure("hp-31")]).label() == words


def test_how_many_articles_there_are_needs_no_words_verified(record):
    loose = replace(record.figure("hp-31"), standing=Standing("unverified"))
    named = corroboration.articles(record, [loose])
    own, *_ = named.evidence()
    assert derived.weakest(named) == own["verdict"] == "verbatim"


@pytest.mark.parametrize(
    ("claim", "found"),
    [("pm-34", []), ("hp-31", ["hp-31", "hp-31-again", "pm-34"]), ("hp-400", ["hp-400", "pm-34"])],
)
def test_a_figure_is_repeated_where_a_second_source_makes_its_claim(tmp_path, claim, found):
    record = changed(tmp_path, "figures", "pm-34", {"claim_id": claim})
    assert ids(corroboration.repeated(record, record.figures())) == found


def test_neither_article_repeats_a_figure_of_the_other(real):
    assert not corroboration.repeated(real, real.figures())
