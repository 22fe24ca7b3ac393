"""A query finds the rows that it means, and one that can find none says what is wrong."""

from pathlib import Path

import pytest
from records import loaded, with_cited, write_record

from analysis.errors import LookupFailed
from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


@pytest.mark.parametrize(
    ("kind", "key", "meant"),
    [
        ("figure", "hp-13", "hp-31"),
        ("quote", "hp-unfare", "hp-unfair"),
        ("population", "waiting-sailor", "waiting-"),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest_one(record, kind, key, meant):
    with pytest.raises(
        LookupFailed, match=f'data/{kind}s.csv: "{key}" is not in the table; did you mean "{meant}'
    ):
        getattr(record, kind)(key)


def test_an_id_like_no_other_is_refused_without_a_guess(record):
    with pytest.raises(LookupFailed, match="see the first column") as failed:
        record.source(31)
    assert "did you mean" not in str(failed.value)


def test_an_unknown_filter_column_is_named_with_the_known_ones(record):
    with pytest.raises(
        LookupFailed, match=r'no column "stances"; filter on one of quote_id, .*, stance, '
    ):
        record.quotes(stances="affirms")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda r: r.figures(speaker_id="Port Ministry"),
            'speaker_id is never "Port Ministry": there is no such id; ',
        ),
        (
            lambda r: r.quotes(speaker_id=["port-ministry", "ministry"]),
            'speaker_id is never "ministry"',
        ),
        (lambda r: r.events(actors="The Port Ministry"), 'actors is never "The Port Ministry"'),
        (lambda r: r.speaker("Port Ministry"), '"Port Ministry" is not in the table'),
        (lambda r: r.speaker("port ministry"), '"port ministry" is not in the table'),
    ],
)
def test_a_name_in_place_of_an_id_is_answered_with_the_id(record, ask, said):
    with pytest.raises(LookupFailed) as failed:
        ask(record)
    assert said in str(failed.value)
    assert str(failed.value).endswith('did you mean "port-ministry"?')


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda r: r.figures(source_id="Harbour Post"),
            'source_id is never "Harbour Post": there is no such id; ',
        ),
        (
            lambda r: r.figures(claim_id="hp-31-agai"),
            'claim_id is never "hp-31-agai": there is no such id',
        ),
        (
            lambda r: r.series("waiting sailors"),
            'population_id is never "waiting sailors": there is no such id; ',
        ),
        (
            lambda r: r.relation("waiting-sailors", "nobody"),
            'population_id is never "nobody": there is no such id; ',
        ),
        (
            lambda r: r.relation("none", "none"),
            'population_id is never "none": there is no such id; ',
        ),
        (
            lambda r: r.figures(value=31),
            'value is text, as every cell is, and never 31; write value="31"',
        ),
        (
            lambda r: r.figures(value=["31", 40]),
            'value is text, as every cell is, and never 40; write value="40"',
        ),
        (
            lambda r: r.figures(period=None),
            'period is text, as every cell is, and never None; write period=""',
        ),
        (
            lambda r: r.figures(value="1,250"),
            'value is never "1,250", which is not a decimal number without separators',
        ),
        (
            lambda r: r.figures(period="May 2021"),
            'period is never "May 2021", which is not a date; a spreadsheet turned the date around: write 2021-05',
        ),
        (
            lambda r: r.figures(bound="at least"),
            'bound is never "at least"; did you mean "at_least"?',
        ),
        (lambda r: r.figures(bound="zzz"), 'bound is never "zzz"; use one of exact, more_than'),
        (lambda r: r.figures(31), '"31" is not in the table; '),
        (lambda r: r.figures([None]), '"None" is not in the table; '),
        (
            lambda r: r.items(31 * ["hp-unfare"]),
            '"hp-unfare" is in none of the tables; did you mean "hp-unfair"?',
        ),
        (
            lambda r: r.items("hp-unfai"),
            '"hp-unfai" is in none of the tables; did you mean "hp-unfair"?',
        ),
        (lambda r: r.quotes(speaker="port-ministry"), 'did you mean "speaker_id"?'),
        (
            lambda r: r.frame("figure"),
            'the record: no table is called "figure"; did you mean "figures"?',
        ),
        (
            lambda r: r.frame("foo"),
            'the record: no table is called "foo"; use one of sources, regions, speakers, ',
        ),
    ],
)
def test_a_look_up_that_can_find_nothing_says_what_is_wrong(tmp_path, ask, said):
    record = Record.load(write_record(tmp_path))
    with pytest.raises(LookupFailed) as failed:
        ask(record)
    assert said in str(failed.value)


def test_an_id_of_the_wider_scope_is_a_filter_that_finds_nothing_in_the_narrower(tmp_path):
    folder = write_record(tmp_path, with_cited())
    wide, narrow = Record.load(folder, scope="record"), Record.load(folder)
    (figure,) = wide.figures("ports-2018")
    for column, value in (("source_id", figure.source.id), ("claim_id", figure.claim)):
        assert wide.figures(**{column: value})
        assert narrow.figures(**{column: value}) == ()
    with pytest.raises(LookupFailed):
        narrow.figures(source_id="nothing-of-the-kind")


def test_a_speaker_given_for_the_id_of_one_is_answered_with_the_id(record):
    with pytest.raises(
        LookupFailed, match=r'speaker_id is text, .*; write speaker_id="port-ministry"'
    ):
        record.figures(speaker_id=record.speaker("port-ministry"))


def test_filters_match_any_value_given_all_columns_given_and_single_items_of_a_list(record):
    assert [quote.id for quote in record.quotes(stance=["affirms", "qualifies"])] == [
        "hp-not-stop",
        "hp-safe",
    ]
    assert [quote.id for quote in record.quotes(topics="returns")] == ["hp-not-stop"]
    assert [quote.id for quote in record.quotes(mode="direct", target="returns")] == ["hp-safe"]
    assert "hp-not-stop" not in [quote.id for quote in record.quotes(topics="")]
    assert record.quotes(["hp-unfair"], stance="affirms") == ()


def test_an_item_that_is_in_no_table_is_answered_with_the_nearest(record):
    with pytest.raises(
        LookupFailed, match='"hp-32" is in none of the tables; did you mean "hp-31"'
    ):
        record.items(["hp-32"])


@pytest.fixture
def folder(tmp_path) -> Path:
    """The record with cited sources, as a folder."""
    return write_record(tmp_path / "data", with_cited())


def test_a_filter_value_outside_the_vocabulary_is_refused(tmp_path):
    record = Record.load(write_record(tmp_path))
    with pytest.raises(
        LookupFailed, match='target is never "cooperatoin"; did you mean "cooperation"'
    ):
        record.quotes(target="cooperatoin")
    assert record.quotes(target="visa_sanctions") == ()
