"""On the lines of a lane every mark has its words, and they overlap nothing."""

from itertools import combinations

from charting import moment
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report.charts.lanes import DatedRow, DayScale, Lane, Placed, lay_out
from analysis.report.charts.rows import Interval
from analysis.report.charts.style import SMALL
from analysis.report.charts.text import measure

FIRST = 736_330  # 1 January 2017, in days since the year 1
DATES = ["2017-01-02", "2017-01-02", "2017-03", "/2017-06", "2017-09/..", "2017-09-14?", "2017"]
SCALE = DayScale(Interval(FIRST, FIRST + 365), Interval(30, 480), Interval(0, 500))


def entry(place: int, date: str, words: str, weight: str = "normal") -> DatedRow:
    row = moment(date, note=words)
    return DatedRow(place, row, row.extent, words, measure(words, SMALL, weight), weight)


def boxes(placed: Placed) -> list[tuple[int, Interval]]:
    """What an entry takes: on which line, from where to where."""
    taken = [(placed.line, placed.mark)]
    label = placed.label
    for line, words in enumerate(label.words, start=label.top):
        long = measure(words, SMALL, placed.entry.weight)
        start = label.x if label.side == "left" else label.x - long
        taken.append((line, Interval(start, start + long)))
    return taken


def overlaps(lane: Lane) -> list[tuple[Placed, Placed]]:
    found = []
    for one, other in combinations(lane.placed, 2):
        for line, across in boxes(one):
            found += [(one, other) for n, far in boxes(other) if n == line and far.is_near(across)]
    return found


texts = st.text("abc def ", min_size=1, max_size=150).filter(str.strip)
weights = st.sampled_from(["normal", "bold"])
entries = st.lists(st.tuples(st.sampled_from(DATES), texts, weights), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(entries)
def test_nothing_overlaps_and_all_is_placed_once_with_all_its_words(given_entries):
    rows = [entry(n, d, w.strip(), weight) for n, (d, w, weight) in enumerate(given_entries)]
    lane = lay_out(rows, SCALE)
    assert sorted(placed.entry.place for placed in lane.placed) == list(range(len(rows)))
    for placed in lane.placed:
        said = "".join(placed.label.words).replace(" ", "")
        assert said == placed.entry.words.replace(" ", "")
    assert overlaps(lane) == []


def test_words_that_a_band_has_room_for_stand_in_it():
    (placed,) = lay_out([entry(0, "2017", "a long year")], SCALE).placed
    assert placed.mark.holds(Interval(placed.label.x, placed.label.x + 60))
    assert placed.label.top == placed.line
