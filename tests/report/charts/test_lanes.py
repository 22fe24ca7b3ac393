"""On the lines of a lane marks and words overlap nothing, and words never push a lane higher than
it may be."""

from itertools import combinations

from charting import moment
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report.charts.lanes import PITCH, Entry, Lane, Placed, Scale, lay_out
from analysis.report.charts.rows import Interval
from analysis.report.charts.style import SMALL
from analysis.report.charts.text import measure

FIRST = 736_330  # 1 January 2017, in days since the year 1
DATES = ["2017-01-02", "2017-01-02", "2017-03", "/2017-06", "2017-09/..", "2017-09-14?", "2017"]
SCALE = Scale(Interval(FIRST, FIRST + 365), Interval(30, 480), Interval(0, 500))


def entry(place: int, date: str, words: str, *, is_named: bool = False) -> Entry:
    row = moment(date, note=words)
    return Entry(place, row, row.extent, words, measure(words, SMALL), is_named=is_named)


def boxes(placed: Placed) -> list[tuple[int, Interval]]:
    """What an entry takes: on which line, from where to where."""
    taken = [(placed.line, placed.mark)]
    if placed.label:
        label = placed.label
        for line, words in enumerate(label.words, start=label.top):
            long = measure(words, SMALL)
            start = label.x if label.side == "left" else label.x - long
            taken.append((line, Interval(start, start + long)))
    return taken


def overlaps(lane: Lane) -> list[tuple[Placed, Placed]]:
    found = []
    for one, other in combinations(lane.placed, 2):
        if one.is_stacked and other.is_stacked and one.mark == other.mark:
            continue
        for line, across in boxes(one):
            found += [(one, other) for n, far in boxes(other) if n == line and far.is_near(across)]
    return found


texts = st.text("abc def ", min_size=1, max_size=150).filter(str.strip)
entries = st.lists(st.tuples(st.sampled_from(DATES), texts, st.booleans()), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(entries, st.integers(0, 6))
def test_nothing_overlaps_and_all_is_placed_once(given_entries, more):
    rows = [entry(n, d, w.strip(), is_named=k) for n, (d, w, k) in enumerate(given_entries)]
    lane = lay_out(rows, SCALE, 1, more)
    assert sorted(placed.entry.place for placed in lane.placed) == list(range(len(rows)))
    assert all(placed.label for placed in lane.placed if placed.entry.is_named)
    assert overlaps(lane) == []


def test_words_that_would_push_a_lane_higher_than_it_may_be_are_left_out():
    rows = [entry(n, "2017-03", f"in March {n}") for n in range(3)]
    crowded = [*rows, entry(3, "2017", "throughout the year " * 6)]
    bare = lay_out(crowded, SCALE, 1, 0)
    assert (bare.lines, bare.is_worded) == (4, False)
    assert lay_out(crowded, SCALE, 1, 8).is_worded


def test_dots_of_one_day_without_words_stand_in_a_stack():
    rows = [entry(n, "2017-03-01", "word " * 60) for n in range(7)]
    lane = lay_out(rows, SCALE, 1, 0)
    heights = [placed.y for placed in lane.placed]
    assert heights == sorted(set(heights))
    assert lane.lines * PITCH < 7 * PITCH / 2


def test_words_that_a_band_has_room_for_stand_in_it():
    (placed,) = lay_out([entry(0, "2017", "a long year")], SCALE, 1, 0).placed
    assert placed.mark.holds(Interval(placed.label.x, placed.label.x + 60))
    assert placed.label.top == placed.line
