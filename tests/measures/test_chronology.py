"""Reported rows stand in order of the days that they can mean, and by how these are known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import changed, ids, loaded
from strategies import edtf_dates

from analysis.errors import LookupFailed
from analysis.measures import (
    chronology,
    tallies,
)
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.bases import BASIS
from analysis.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def ordered(record: Record, dates_of: dict[str, str], before: dict[str, set[str]]) -> list[str]:
    event = record.event("hp-published")
    items = [
        replace(
            event,
            id=id,
            on=dates.parse(text) if text else None,
            before=frozenset(before.get(id, ())),
        )
        for id, text in dates_of.items()
    ]
    return ids(chronology.in_order(items))


def test_an_event_dated_only_from_above_stands_before_what_it_came_before(record):
    dated_so = {"talks": "2017", "arrest": "/2017", "vote": "2017-03", "rest": "2018"}
    assert ordered(record, dated_so, {}) == ["talks", "vote", "arrest", "rest"]
    assert ordered(record, dated_so, {"arrest": {"talks"}}) == ["arrest", "talks", "vote", "rest"]
    assert ordered(record, dated_so, {"arrest": {"vote"}}) == ["talks", "arrest", "vote", "rest"]


def test_events_that_come_before_one_another_stand_in_that_order_and_without_a_date_too(record):
    dated_so = {"end": "2016", "middle": "/2017", "start": "", "rest": "2018"}
    before = {"start": {"middle", "end"}, "middle": {"end"}}
    assert ordered(record, dated_so, before) == ["start", "middle", "end", "rest"]
    assert ordered(record, {"a": "2016", "b": "2015"}, {"a": {"b"}, "b": {"a"}}) == [
        "a",
        "b",
    ]  # a circle ends too


def test_no_item_is_lost_where_one_stands_twice(record):
    event = record.event("hp-published")
    assert ids(chronology.in_order([event, event])) == ["hp-published", "hp-published"]


def test_the_arrest_and_the_dissolution_stand_before_the_barbs_that_followed_them(real):
    found = ids(chronology.in_order(real.events()))
    assert found.index("kt-arrest") < found.index("kt-dissolution") < found.index("kt-barbs")
    assert found.index("kt-barbs") < found.index("rfa-photo")


def test_items_are_ordered_by_first_day_undated_last_and_by_last_day_where_the_first_is_unknown(
    record,
):
    day = record.event("hp-published")
    on = {
        "b": "2020-05-04",
        "undated": "",
        "by": "/2020-05-04",
        "a": "2020-05",
        "b-again": "2020-05-04",
        "since": "2021/..",
    }
    items = [
        replace(day, id=key, on=dates.parse(text) if text else None) for key, text in on.items()
    ]
    assert [item.id for item in chronology.in_order(items)] == [
        "a",
        "by",
        "b",
        "b-again",
        "since",
        "undated",
    ]


def dated(record: Record, *texts: str | None) -> list[object]:
    """One event for each date, with its place for an id."""
    event = record.event("hp-published")
    return [
        replace(event, id=str(n), on=dates.parse(text) if text else None)
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("on", "part"),
    [
        ("2016-12-31", "before"),
        ("2016", "before"),
        ("2011/2016", "before"),
        ("/2016", "before"),
        ("[2015..2016]", "before"),
        ("2017-01-01", "since"),
        ("2017", "since"),
        ("2016/2017-01-01", "since"),
        ("/2017", "since"),
        ("2011/..", "since"),
        ("2011/", "since"),
        (None, "undated"),
    ],
)
def test_what_may_reach_the_turn_is_not_before_it(record, on, part):
    found = chronology.parted(dated(record, on), dates.parse("2017"))
    assert dict(zip(("before", "since", "undated"), map(len, found), strict=True))[part] == 1
    assert sum(map(len, found)) == 1


def test_nothing_is_before_a_turn_that_has_no_start(record):
    assert [
        ids(part) for part in chronology.parted(dated(record, "1900", None), dates.parse("/2017"))
    ] == [
        [],
        ["0"],
        ["1"],
    ]


def test_nothing_is_before_where_there_is_no_turn(record):
    found = chronology.parted(dated(record, "1900", None), None)
    assert [ids(part) for part in found] == [[], ["0"], ["1"]]


@given(texts=st.lists(st.none() | edtf_dates()), turn=edtf_dates())
def test_parted_items_are_all_there_once_and_each_part_is_in_order(record, texts, turn):
    items, turn = dated(record, *texts), dates.parse(turn)
    before, since, undated = chronology.parted(items, turn)
    assert sorted(ids([*before, *since, *undated]), key=int) == ids(items)
    assert all(item.on.latest < turn.earliest for item in before)
    sure = [item.on.latest for item in since if item.on.latest and not item.on.uncertain]
    is_sure = turn.earliest and not turn.uncertain
    assert not is_sure or all(latest >= turn.earliest for latest in sure)
    assert not turn.uncertain or not before
    assert not any(item.on for item in undated)
    assert [*before, *since] == [
        *chronology.in_order(item for item in items if item in before),
        *chronology.in_order(item for item in items if item in since),
    ]
    assert ids(undated) == sorted(ids(undated), key=int)


def test_a_changed_date_moves_an_event_to_the_other_part(tmp_path):
    for on, part in (("2016", 0), ("2017-03", 1)):
        record = changed(tmp_path / on, "events", "hp-published", {"date": on})
        found = chronology.parted(record.events(), dates.parse("2017"))
        assert "hp-published" in ids(found[part])
        assert ids(found[2]) == ["pm-silence"]


@pytest.mark.parametrize(
    ("on", "is_certain_day"),
    [
        ("2017-09-14", True),
        ("2017-09-14?", False),
        ("2017-09", False),
        ("2017", False),
        ("2017-09-14/2017-09-14", False),
        ("[2018-02-23..2018-02-28]", False),
        ("/2017-09-14", False),
        (None, False),
    ],
)
def test_only_a_certain_day_is_a_date_to_the_day(record, on, is_certain_day):
    assert len(chronology.to_the_day(dated(record, on))) == is_certain_day


def test_dates_are_grouped_by_basis_from_best_to_worst_and_only_as_they_occur(record):
    bases = ("unknown", "external", "stated", "unknown")
    items = [
        replace(item, on_basis=basis)
        for item, basis in zip(dated(record, *[None] * 4), bases, strict=True)
    ]
    found = chronology.by_basis(items)
    assert [(basis, ids(rows)) for basis, rows in found.items()] == [
        ("stated", ["2"]),
        ("external", ["1"]),
        ("unknown", ["0", "3"]),
    ]


def test_each_date_of_the_record_is_counted_under_one_basis(real):
    items = [*real.figures(), *real.quotes(), *real.events()]
    groups = chronology.by_basis(items)
    assert sorted(groups, key=list(BASIS).index) == list(groups)
    counts = tallies.tally("dates", groups, "dates")
    assert tallies.altogether("all", "all", counts).bound == Bound.of("exact", len(items))
    assert all(
        chronology.basis_of(item) == basis for basis, rows in groups.items() for item in rows
    )


def test_an_iterator_of_items_loses_none(record):
    events = record.events()
    turn = dates.parse("2021-05-05")
    assert chronology.parted(iter(events), turn) == chronology.parted(events, turn)
    assert chronology.by_basis(iter(events)) == chronology.by_basis(events)


def test_an_uncertain_date_is_not_certainly_before(record):
    event = replace(record.event("hp-published"), on=dates.parse("2016?"))
    assert chronology.parted([event], dates.parse("2017")) == ((), (event,), ())


def test_the_items_known_in_a_way_are_those_of_that_basis(record):
    items = [*record.figures(), *record.quotes(), *record.events()]
    assert chronology.known_by(items, "stated") == chronology.by_basis(items)["stated"] != []
    with pytest.raises(LookupFailed, match='"staetd" is no basis; did you mean "stated"'):
        chronology.known_by(items, "staetd")


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_a_period_that_contains_the_day_stands_on_neither_side(public):
    numbers = public.series(
        "ice-removals", source_id=["khmer-times-2018-12-rise", "khmer-times-report-80"]
    )
    sides = chronology.around(numbers, dates.parse("2017-09-13"))
    assert [[figure.label() for figure in side] for side in sides] == [[], ["29"], ["110", "80"]]


@pytest.mark.parametrize(
    ("day", "side"), [("2017-09-30", 1), ("2017-10-01", 0), ("2016-10-01", 1), ("2016-09-30", 2)]
)
def test_the_ends_of_a_period_belong_to_it(public, day, side):
    sides = chronology.around([public.figure("ice-fy2017-removals")], dates.parse(day))
    assert [len(items) for items in sides] == [int(n == side) for n in range(3)]


def test_items_from_a_day_on_begin_on_it_or_later(public):
    found = chronology.from_day(public.series("dhs-removals"), dates.parse("2018-10-01"))
    assert [figure.label() for figure in found] == ["81", "28", "7"]


@pytest.fixture(scope="module")
def wide() -> Record:
    return Record.load(scope="record")


def test_the_latest_figure_stands_first(wide):
    rows = wide.figures(["kt-572", "returned-2019-07-ministry", "kt-28"])
    assert ids(chronology.latest_first(rows))[0] == "returned-2019-07-ministry"
