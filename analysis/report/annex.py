"""The record of sources: the evidence of a page by the source that it stands in, and what several
entries have in common.

An entry shows its number or words, what stands around them, who says so, where, and whether that
was verified; the rest is folded. What each of several entries of one source says alike, such as
whom they count, is said once, before the first of them: a table gives a hundred numbers of one
group.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.record.references import Evidence, Line
from analysis.report import cite
from analysis.text.anchors import PASSING

SEVERAL = 3  # entries that have to say a fact alike for it to be said once
CALCULATED = "Calculated here"
SPEAKERS = "Speakers"
# Facts that an entry shows above what is folded: of what was calculated, of a source, of any other.
SHOWN: dict[str, tuple[str, ...]] = {
    "derived": ("What", "When"),
    "source": ("Publisher", "First published by", "Published"),
}
SHOWN_OF_OTHERS = ("Given in",)
# Facts that any entry shows where they add nothing to who says so and when.
PEOPLE = ("Said by", "Who")
DATES = ("Period", "Date", "Said")
COUNTS = ("Counts", "Would count")  # under which an entry says whom it counts
# Facts of which the usual one is said once for a page: whose a text is, when it was read.
USUAL = ("Rights", "Measure", "Read", "Kind of page")


@dataclass(frozen=True)
class Family:
    """Entries that are told together, and the facts that all of them give alike."""

    items: tuple[Evidence, ...]
    shared: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Group:
    """What the record of sources has under one heading: of one source, with its own entry, or of
    none, with a title.
    """

    title: str
    source: Evidence | None
    families: tuple[Family, ...]


def groups(evidence: Mapping[str, Evidence]) -> list[Group]:
    """The evidence of a page: what was calculated, then what each source gives, in order of first
    use, then speakers.
    """
    by_place: dict[str, list[Evidence]] = {CALCULATED: []}
    for id, item in evidence.items():
        if item["kind"] == "source":
            by_place.setdefault(id, [])
        else:
            by_place.setdefault(_place(item), []).append(item)
    by_place[SPEAKERS] = by_place.pop(SPEAKERS, [])
    found = []
    for place, items in by_place.items():
        source = evidence.get(place)
        if source or items:
            families = tuple(_families(items))
            found.append(Group(place, source, families))
    return found


def _place(item: Evidence) -> str:
    """The id of the entry of an item's source, or under which heading it stands without one."""
    match item["kind"]:
        case "derived":
            return CALCULATED
        case "speaker":
            return SPEAKERS
        case _:
            return f"source-{item['source']['id']}"


def _families(items: Iterable[Evidence]) -> list[Family]:
    """Entries that say the same of all but when, and of how they came about."""
    alike: dict[tuple[str, ...], list[Evidence]] = {}
    for item in items:
        said = [words for _, words in facts(item)]
        key = (item["kind"], brief(item), *said)
        alike.setdefault(key, []).append(item)
    found = []
    for several in alike.values():
        if len(several) < SEVERAL:
            found += [Family((item,)) for item in several]
        else:
            shared = _shared(several[0])
            found.append(Family(tuple(several), shared))
    return found


def _shared(item: Evidence) -> tuple[Line, ...]:
    """What entries that are told together have in common, by the example of the first."""
    said = facts(item)
    if item["kind"] == "figure":
        said.append(("To quote one", cite.one(item)))
    return tuple(said)


def brief(item: Evidence) -> str:
    """What an entry shows of what it is: the group that it counts, or what was calculated."""
    if item["kind"] == "derived":
        return _line(item, "What")
    return str(item.get("group", ""))


def when(item: Evidence) -> str:
    """What an entry shows of when that was."""
    if item["kind"] == "derived":
        return _line(item, "When")
    return str(item.get("when", ""))


def _lines(item: Evidence) -> list[Line]:
    """What an item says of itself, each fact under its name."""
    return [(term, words) for term, words in item.get("lines") or []]


def _line(item: Evidence, name: str) -> str:
    """What an item says under a name; "" for nothing."""
    return dict(_lines(item)).get(name, "")


def definitions(evidence: Mapping[str, Evidence]) -> dict[str, str]:
    """Who is counted, by the name of the group, where several entries of a page say it."""
    counted: Counter[tuple[str, str]] = Counter()
    for item in evidence.values():
        name = brief(item)
        for term in COUNTS:
            words = _line(item, term)
            counted[name, words] += 1
    found = {}
    # The rarest first: of several definitions of one name the most common is kept.
    for (name, words), count in reversed(counted.most_common()):
        if name and words and count >= SEVERAL:
            found[name] = words
    return dict(reversed(found.items()))


def usual(evidence: Mapping[str, Evidence]) -> list[Line]:
    """The facts of each kind in USUAL that most entries of a page give, where several do, and no
    entry of their kind gives none.
    """
    found = []
    for term in USUAL:
        given = [item for item in evidence.values() if _line(item, term)]
        kinds = {item["kind"] for item in given}
        of_kinds = [item for item in evidence.values() if item["kind"] in kinds]
        if len(given) < len(of_kinds):
            continue
        said = Counter(_line(item, term) for item in given)
        for words, count in said.most_common(1):
            if count >= SEVERAL:
                found.append((term, words))
    return found


def facts(item: Evidence) -> list[Line]:
    """What an entry says in words below what it shows, each fact under its name."""
    found = []
    for term, words in _lines(item):
        if not _is_shown(item, term, words):
            found.append((term, words))
    for assumption in item.get("assumptions") or []:
        found.append(("Assuming", assumption))
    if item.get("verdict") in PASSING and item["kind"] != "derived":
        found.append(("Verdict", item["verdict_words"]))
    return found


def _is_shown(item: Evidence, term: str, words: str) -> bool:
    """Whether an entry shows a fact above what is folded, in the same words or, of a fiscal year,
    by its number.
    """
    shown = SHOWN.get(item["kind"], SHOWN_OF_OTHERS)
    if term in shown:
        return True
    if term in PEOPLE:
        people = str(item.get("by", ""))
        return words == people.removeprefix("the ")
    if term not in DATES:
        return False
    date = str(item.get("when", ""))
    is_fiscal_year = date.startswith("fiscal year") and "“" not in words
    return words == date or is_fiscal_year
