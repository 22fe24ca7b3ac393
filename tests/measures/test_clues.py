"""Tests of analysis.measures.clues: what a clue leaves of the days of a source, and what all of them leave
together.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import Refusal
from analysis.measures import clues
from analysis.measures.clues import READINGS, Clue
from analysis.quantities import dates
from analysis.record.record import Record
from analysis.record.reported import Event

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
WAYS = st.sampled_from(list(READINGS))


@pytest.fixture(scope="module")
def record() -> Record:
    return Record.load(scope="record")


EVENT: Event = Record.load(scope="record").event("risch-meets-sar-kheng")


def event(on: str, id: str = "e", basis: str = "stated") -> Event:
    return replace(EVENT, id=id, on=dates.parse(on) if on else None, on_basis=basis)


def read(way: str, on: str, **more: str) -> Clue:
    return clues.clue(way, event(on, **more))


@st.composite
def several(draw: st.DrawFn) -> list[Clue]:
    """Clues that are all true of one day, as (way, day of the event), a few of them dated by
    inference.
    """
    published = draw(DAYS)
    found = []
    for n, way in enumerate(draw(st.lists(WAYS, min_size=1, max_size=6))):
        away = timedelta(days=draw(st.integers(0, 60)))
        on = published + away if way == "newer neighbour" else published - away
        on = max(on, published.replace(day=1)) if way == "this month" else on
        found.append(
            read(
                way, on.isoformat(), id=f"e{n}", basis=draw(st.sampled_from(["stated", "assumed"]))
            )
        )
    ends = (
        read("past", published.isoformat(), id="a"),
        read("newer neighbour", published.isoformat(), id="z"),
    )
    return [*found, *draw(st.sampled_from([ends, tuple(map(wider, ends))]))]


def wider(clue: Clue) -> Clue:
    """A clue that leaves ten days more."""
    ten = timedelta(days=10)
    return replace(clue, first=clue.first and clue.first - ten, last=clue.last and clue.last + ten)


def leaves(clue: Clue, day: date) -> bool:
    return (clue.first or date.min) <= day <= (clue.last or date.max)


def span(found: object) -> tuple[date | None, date | None]:
    period = found.period
    return period.earliest, period.latest


# ---- what one clue leaves


@pytest.mark.parametrize(
    ("way", "on", "first", "last"),
    [
        ("past", "2018-01-25", "2018-01-25", None),
        ("past", "2017-12", "2017-12-01", None),
        ("this month", "2018-02-09", "2018-02-09", "2018-02-28"),
        ("this month", "2016-02-29", "2016-02-29", "2016-02-29"),
        ("this month", "[2018-12-30..2018-12-31]", "2018-12-30", "2018-12-31"),
        ("older neighbour", "2018-02-21", "2018-02-21", None),
        ("newer neighbour", "2018-02-28", None, "2018-02-28"),
        ("newer neighbour", "2018-02", None, "2018-02-28"),
        ("newer neighbour", "/2018-02", None, "2018-02-28"),
        ("past", "2002/..", "2002-01-01", None),
    ],
)
def test_a_reading_bounds_the_day_of_the_source(way, on, first, last):
    found = read(way, on)
    assert (str(found.first or "") or None, str(found.last or "") or None) == (first, last)


def test_a_day_that_is_only_inferred_is_given_a_day_of_leeway_and_says_so():
    stated, inferred = (
        read("older neighbour", "2018-02-24", basis=basis) for basis in ("stated", "assumed")
    )
    assert (stated.first, inferred.first) == (date(2018, 2, 24), date(2018, 2, 23))
    assert len(inferred.assumptions) == len(stated.assumptions) + 1
    assert read("newer neighbour", "2018-02-24", basis="assumed").last == date(2018, 2, 25)
    assert [clue.first for clue in clues.exactly([inferred])] == [stated.first]


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_leeway_ends_with_the_days_that_a_date_can_name(on):
    found = read("this month", on, basis="assumed")
    assert date.min <= found.first <= found.last <= date.max


@pytest.mark.parametrize(
    ("way", "on"), [("past", ""), ("past", "/2017"), ("newer neighbour", "2002/..")]
)
def test_an_item_without_the_date_that_is_needed_is_refused(way, on):
    with pytest.raises(Refusal, match="no date that bounds"):
        read(way, on)


def test_an_unknown_reading_is_refused_with_a_near_one():
    with pytest.raises(Refusal, match="past"):
        read("pst", "2018")


def test_a_clue_says_what_it_leaves_and_leads_to_its_evidence():
    found = read("this month", "2018-02-09")
    assert found.label() == "not before 9 February 2018 and not after 28 February 2018"
    assert [record["id"] for record in found.evidence()] == [
        "clue-e",
        "e",
        "source-reuters-2018-02-risch",
    ]


# ---- what all of them leave


@given(several(), DAYS)
def test_a_day_is_left_by_all_clues_exactly_where_each_leaves_it(found, day):
    first, last = span(clues.window("s", found))
    assert (first <= day <= last) == all(leaves(clue, day) for clue in found)
    for edge in (first, last):
        assert all(leaves(clue, edge) for clue in found)


@given(several(), st.randoms())
def test_the_order_of_clues_does_not_matter(found, random):
    shuffled = random.sample(found, len(found))
    assert span(clues.window("s", shuffled)) == span(clues.window("s", found))


@given(several())
def test_without_a_clue_no_day_is_lost_and_only_one_that_sets_an_end_moves_it(found):
    first, last = span(clues.window("s", found))
    lower, upper = clues.binding(found)
    for clue in found:
        left = clues.without("s", found, clue)
        if isinstance(left, Refusal):
            assert clue in (*lower, *upper)
            continue
        assert left.period.earliest <= first
        assert last <= left.period.latest
        assert (left.period.earliest == first) or lower == [clue]
        assert (left.period.latest == last) or upper == [clue]


@given(several())
def test_it_counts_the_days_that_it_leaves(found):
    left = clues.window("s", found)
    first, last = span(left)
    assert left.bound.low == left.bound.high == (last - first).days + 1 >= 1


@given(WAYS, DAYS, st.sampled_from(["stated", "assumed"]))
def test_without_leeway_no_day_is_won(way, on, basis):
    before = read(way, on.isoformat(), basis=basis)
    (after,) = clues.exactly([before])
    assert (after.first or date.min) >= (before.first or date.min)
    assert (after.last or date.max) <= (before.last or date.max)
    assert (after.period == before.period) == (basis == "stated")


def test_clues_that_exclude_each_other_are_refused_by_name():
    with pytest.raises(
        Refusal, match=r"early .*not before 2 May 2021.* late .*not after 1 May 2021"
    ):
        clues.window(
            "s",
            [
                read("past", "2021-05-02", id="early"),
                read("newer neighbour", "2021-05-01", id="late"),
            ],
        )


@pytest.mark.parametrize("way", ["past", "newer neighbour"])
def test_a_side_that_no_clue_bounds_is_refused(way):
    with pytest.raises(Refusal, match="one side of it stays open"):
        clues.window("s", [read(way, "2021-05-02")])


def test_the_firmest_clues_assume_least():
    firm, loose = read("past", "2021"), read("older neighbour", "2021", basis="assumed")
    assert clues.firmest([loose, firm]) == [firm]
    assert clues.firmest([]) == []


# ---- the undated article


def test_the_days_left_rest_on_a_clue_for_each_end_and_assume_no_more_than_it():
    early = read("older neighbour", "2018-02-01", id="early")
    late = read("older neighbour", "2018-02-20", id="late")
    certain = read("past", "2018-02-20", id="certain")
    end = read("this month", "2018-02-03", id="end")
    found = clues.window("kt", [early, late, certain, end])
    assert (found.inputs, found.assumptions) == ((certain, end), ())
    found = clues.window("kt", [early, late, end])
    assert (found.inputs, found.assumptions) == ((late, end), late.assumptions)


def test_the_clues_to_the_undated_article_leave_the_days_that_the_record_gives_it(record):
    past = [("final-order-convicted-2017-12-bee", "past"), ("injunction-2018", "past")]
    month = [("risch-meets-sar-kheng", "this month")]
    beside = [("hun-sen-threatens", "older neighbour"), ("effigies-burned", "older neighbour")]
    beside += [("work-permits-deadline", "newer neighbour")]
    every = [clues.clue(way, record.items([id])[0]) for id, way in (*past, *month, *beside)]
    assert clues.window("kt", every).period == record.source("kt").published
    assert str(clues.window("kt", clues.exactly(every)).period) == "[2018-02-24..2018-02-28]"
    lower, upper = clues.binding(every)
    assert [clue.item.id for clue in lower] == ["effigies-burned"]
    assert {clue.item.id for clue in upper} == {"risch-meets-sar-kheng", "work-permits-deadline"}


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("The burning of a boat", "the burning of a boat"),
        ("The harbour burns", "“The harbour burns”"),
    ],
)
def test_an_assumption_names_what_happened_as_a_sentence_can_hold_it(title, named):
    item = replace(event("2018-02-24", basis="assumed"), title=title)
    headline, day = clues.clue("older neighbour", item).assumptions
    assert headline.endswith(f"its headline is about what followed {named}")
    assert day.startswith(f"the day inferred for {named}, 24 February 2018, is off by")
