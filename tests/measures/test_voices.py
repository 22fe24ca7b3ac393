"""Quotations stand together by who speaks, for whom, and on which side."""

from dataclasses import replace

import pytest
from records import changed, ids, loaded, span, valid_rows

from analysis.measures import (
    voices,
)
from analysis.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def test_the_quotations_of_a_speaker_stand_together_in_order_of_first_appearance(record):
    nobodys = replace(record.quote("hp-unfair"), id="nobodys", speakers=())
    quotes = record.quotes(["hp-comment", "hp-not-stop", "hp-passage", "hp-safe"])
    assert [ids(said) for said in voices.by_speaker([*quotes, nobodys])] == [
        ["hp-comment"],
        ["hp-not-stop", "hp-safe"],
        ["hp-passage"],
        ["nobodys"],
    ]


def test_a_changed_speaker_parts_the_quotations(tmp_path):
    record = changed(tmp_path, "quotes", "hp-safe", {"speaker_id": "port-ministry"})
    assert [ids(said) for said in voices.by_speaker(record.quotes(["hp-not-stop", "hp-safe"]))] == [
        ["hp-not-stop"],
        ["hp-safe"],
    ]


def test_a_side_that_is_not_quoted_is_there_and_empty(record):
    nobodys = replace(record.quote("hp-unfair"), id="nobodys", speakers=())
    sides = {"XG": "Graustark", "XR": "Ruritania", "": "not stated"}
    found = voices.by_side(
        [record.quote("hp-comment"), nobodys, *record.quotes(["hp-safe", "hp-passage"])], sides
    )
    assert [(side, ids(quotes)) for side, quotes in found.items()] == [
        ("Graustark", []),
        ("Ruritania", ["hp-safe", "hp-passage"]),
        ("not stated", ["hp-comment", "nobodys"]),
    ]


def test_a_country_without_a_name_is_a_side_by_its_code_and_countries_may_share_a_side(record):
    quotes = record.quotes(["hp-safe", "hp-comment"])
    assert {
        side: ids(said) for side, said in voices.by_side(quotes, {"XG": "Graustark"}).items()
    } == {
        "Graustark": [],
        "XR": ["hp-safe"],
        "": ["hp-comment"],
    }
    assert voices.by_side(quotes, {"XR": "here", "": "here"}) == {"here": list(quotes)}


def test_no_quotation_is_lost_among_the_speakers_and_sides(real):
    quotes = real.quotes()
    for groups in (
        voices.by_speaker(quotes),
        voices.by_side(quotes, {"US": "over there"}).values(),
    ):
        assert sorted(quote.id for said in groups for quote in said) == sorted(ids(quotes))


def test_no_american_is_quoted(real):
    quotes = real.quotes(mode=["direct", "partial"])
    sides = voices.by_side(quotes, {"KH": "Cambodia", "US": "United States"})
    assert sides == {"Cambodia": list(quotes), "United States": []}


def test_stances_list_each_speaker_once_and_are_empty_where_nobody_takes_them(record):
    affirms = record.quote("hp-not-stop")
    stances = voices.by_stance([affirms, replace(affirms, id="later"), record.quote("hp-safe")])
    assert [quote.id for quote in stances["affirms"]] == ["hp-not-stop"]
    assert [quote.id for quote in stances["qualifies"]] == ["hp-safe"]
    assert not stances["denies"]


REPORTED_TWICE = {
    "utterance_id": "pm-no-report",
    "part": "1",
    "speaker_id": "port-ministry",
    "mode": "direct",
    "target": "none",
    "stance": "none",
    **span("bulletin", "The Seafarers’ League sent no report."),
}


@pytest.mark.parametrize(
    ("speaker", "above", "found"),
    [
        ("port-ministry", "port-ministry", ["hp-not-stop", "hp-safe", "hp-unfair", "pm-no-report"]),
        ("port-ministry", "", []),  # the minister is no longer of the ministry
        ("seafarers-league", "port-ministry", []),
        ("reader-one", "port-ministry", ["hp-comment", "pm-no-report"]),
    ],
)
def test_a_body_is_shared_where_more_than_one_source_quotes_those_who_belong_to_it(
    tmp_path, speaker, above, found
):
    rows = valid_rows()
    rows["quotes"]["pm-no-report"] = REPORTED_TWICE | {"speaker_id": speaker}
    rows["speakers"]["aske-lund"]["affiliation_id"] = above
    assert ids(voices.shared(loaded(tmp_path, rows).quotes())) == found


def test_several_quotations_in_one_source_are_not_shared_nor_are_words_of_nobody(record):
    assert not voices.shared(record.quotes())
    quote = replace(record.quote("hp-safe"), speakers=())
    again = replace(quote, id="again", source=record.source("bulletin"))
    assert not voices.shared([quote, again])


def test_both_articles_quote_one_government(real):
    found = voices.shared(real.quotes(mode=["direct", "partial"]))
    assert {quote.speaker.principal for quote in found} == {"the government of Cambodia"}
    assert {quote.source.id for quote in found} == {"kt", "rfa"}


def test_an_item_has_all_the_points_that_it_is_named_for(record):
    stop, safe = record.quotes(["hp-not-stop", "hp-safe"])
    points = {"ships": [safe, stop], "people": [stop], "talks": []}
    assert voices.points_on(points) == {
        "hp-safe": ["ships"],
        "hp-not-stop": ["ships", "people"],
    }


def test_quotations_are_taken_together_by_the_body_behind_their_speakers(record):
    stop, passage, unfair = record.quotes(["hp-not-stop", "hp-passage", "hp-unfair"])
    assert voices.by_body([stop, passage, unfair]) == [(stop, unfair), (passage,)]


def test_those_speak_for_themselves_who_belong_to_nothing_that_speaks(record):
    quote = record.quote("hp-safe")
    speaker = quote.speaker
    assert not voices.for_themselves([quote, record.quote("hp-passage")])
    alone = [
        replace(quote, id=body, speakers=(replace(speaker, body=body),))
        for body in ("", "group", "not named", "civil society", "news medium")
    ]
    unnamed = replace(quote, id="unnamed", speakers=())
    found = voices.for_themselves([*alone, unnamed])
    assert [item.id for item in found] == ["", "group", "not named", "unnamed"]


def test_whoever_is_named_but_never_quoted_is_paraphrased_and_a_news_medium_is_not(record):
    minister, league, paper = (
        record.speaker(id) for id in ("aske-lund", "seafarers-league", "harbour-post")
    )
    captain = replace(minister, id="captain")
    said = record.figure("hp-310")
    items = [
        replace(said, id=who.id, speakers=(who,))
        for who in (minister, captain, captain, league, paper)
    ]
    quotes = [record.quote("hp-safe")]
    assert [item.id for item in voices.paraphrased(items, quotes)] == [
        "captain",
        "seafarers-league",
    ]
    assert [item.id for item in voices.paraphrased(items, [])] == [
        "aske-lund",
        "captain",
        "seafarers-league",
    ]
    assert not voices.paraphrased([replace(said, speakers=())], quotes)


def test_a_body_is_quoted_where_somebody_who_belongs_to_it_is(record):
    ministry = replace(record.figure("hp-310"), speakers=(record.speaker("port-ministry"),))
    assert not voices.paraphrased([ministry], [record.quote("hp-safe")])
    assert voices.paraphrased([ministry], [record.quote("hp-passage")]) == (ministry,)
