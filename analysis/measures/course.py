"""How a matter stands on the last date known of it, and how long no group is known to have come.

Only a certain order decides. What is only known to have happened before or after a day, or within a
longer time, follows nothing for certain that can lie on the same days; what is marked as uncertain
follows nothing, and nothing follows it.

>>> course.standing(record.events(["visa-sanctions-effect"]), [], [])
'begun'
"""

from collections.abc import Iterable, Sequence
from datetime import date

from analysis.measures.derived import Derived, id_of
from analysis.measures.durations import first_day, is_over_before, latest_day
from analysis.measures.editions import one_of_each_claim
from analysis.measures.ledgers import is_arrival
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.record.reported import IN_FORCE, Event, Figure
from analysis.record.selections import Selection


def standing(begun: Iterable[Event], held: Iterable[Event], ended: Iterable[Event]) -> str:
    """How a matter stands on the last date known of it.

    "begun", "held" (somebody says that it goes on) or "ended", by what came last for certain;
    "open" where that cannot be told; "nothing" where no event is dated.
    """
    words: dict[Event, str] = {}
    for word, events in (("begun", begun), ("held", held), ("ended", ended)):
        words |= dict.fromkeys(events, word)
    last = latest(words)
    found = {words[event] for event in last}
    is_doubtful = any(event.on and event.on.uncertain for event in last)
    if is_doubtful or len(found) > 1:
        return "open"
    return found.pop() if found else "nothing"


def latest(events: Iterable[Event]) -> Selection:
    """The dated events that no other certainly follows: several where their dates overlap."""
    dated = [event.on for event in events if event.on]
    found = []
    for event in events:
        is_followed = any(is_over_before(event.on, other) for other in dated)
        if event.on and not is_followed:
            found.append(event)
    return Selection(found)


def arrivals(figures: Iterable[Figure], time: Date | None) -> list[Figure]:
    """The groups that arrived within `time`, or at any, by their days; mentions of one claim count
    once.
    """
    first, last = date.min, date.max
    if time:
        first = time.earliest or first
        last = time.latest or last
    found = []
    for figure in one_of_each_claim(figures):
        is_counted = is_arrival(figure) and figure.rank in IN_FORCE
        if is_counted and first <= _first(figure) and _last(figure) <= last:
            found.append(figure)
    return sorted(found, key=_first)


def waits(groups: Sequence[Figure]) -> Selection:
    """The days from each group that arrived to the next, where it is certain which came first.

    A group that is dated to a month leaves limits. Other groups, which nobody reports here, may
    have arrived in between.
    """
    found = []
    for place, group in enumerate(groups):
        earlier = groups[:place]
        are_over = [is_over_before(other.period, group.period) for other in earlier]
        if earlier and all(are_over):
            former = max(earlier, key=_latest)
            found.append(_wait(former, group))
    return Selection(found)


def _wait(former: Figure, latter: Figure) -> Derived:
    """The days from one group to the next."""
    fewest = (_first(latter) - _last(former)).days
    most = (_last(latter) - _first(former)).days
    time = dates.parse(f"{_first(former)}/{_last(latter)}")
    return Derived(
        id=id_of("wait", (former, latter)),
        title="days from one group known here to the next",
        bound=Bound.of("exact", fewest) if fewest == most else Bound.of("between", fewest, most),
        unit="days",
        formula=f"days from {time.words()}",
        inputs=(former, latter),
        period=time,
    )


def _latest(figure: Figure) -> tuple[date, date]:
    """A key by which the group sorts last that came last for certain."""
    return _last(figure), _first(figure)


def _first(figure: Figure) -> date:
    return first_day(figure.period) or date.min


def _last(figure: Figure) -> date:
    return latest_day(figure.period) or date.max
