"""Rules of the relations between populations."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from analysis.errors import shown
from analysis.record.cells import cycles, rows_of
from analysis.record.rulebook import WITHOUT_NUMBER, Problems, rule
from analysis.record.tables import Problem, Table, Tables
from analysis.text.lexicon import typed_numbers

# Words that mean one of a pair by its place in it, and turn false where the pair is printed the
# other way round. "Those" with words that say which ("those who waited") names a group by itself.
_BY_PLACE = re.compile(
    r"\b(?:the\s+(?:former|latter|ones?|others?|first|second|above|following|preceding|previous)|"
    r"respectively|vice\s+versa|them|these|(?:this|that)\s+(?:group|population|count|number|total|"
    r"list|set|one)|those(?=\s*(?:[,.;:)]|$)|\s+(?:are|were|is|was|have|had|include|contain|"
    r"belong|overlap|number|groups?)\b)|^(?:they|their|its|it(?!\s+is\s+(?:not|nowhere|unclear|"
    r"unknown|unstated))))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile("“[^”]*”")


# ---- relations of populations


@rule("R01")
def population_pairs_stand_once(tables: Tables) -> Problems:
    """A relation is between two populations; a pair of them stands once, in either order."""
    relations = tables["relations"]
    first: dict[frozenset[str], int] = {}
    for row, (a, b) in rows_of(relations, "population_a", "population_b"):
        earlier = first.setdefault(frozenset((a, b)), row)
        if a == b:
            yield Problem(relations, row, "population_b", f"relates {a} to itself")
        elif earlier != row:
            wrong = f"the pair stands in line {relations.lines[earlier]} already"
            yield Problem(relations, row, "", wrong)


@rule("R02")
def subsets_have_no_cycle(tables: Tables) -> Problems:
    """No population is a subset of itself, directly or through others."""
    edges = {}
    for row, a, b in _related(tables, "subset_of"):
        if a != b:
            edges[a, b] = row
    for row, cycle in cycles(edges):
        wrong = f"closes a circle: {cycle}"
        do = "equal populations are the same"
        yield Problem(tables["relations"], row, "relation", wrong, do)


@rule("R03")
def relations_do_not_contradict(tables: Tables) -> Problems:
    """Populations that share members are not subsets of disjoint ones."""
    wider = defaultdict(set)
    for _, a, b in _related(tables, "subset_of", "same"):
        wider[a].add(b)
    for _, a, b in _related(tables, "same"):
        wider[b].add(a)
    apart = defaultdict(set)
    for _, a, b in _related(tables, "disjoint"):
        apart[a].add(b)
        apart[b].add(a)
    if not apart:
        return
    for row, a, b in _related(tables, "subset_of", "same", "overlaps"):
        around_b = _reach(wider, b)
        for c in sorted(_reach(wider, a)):
            for d in sorted(apart[c] & around_b):
                wrong = f"cannot hold while {c} and {d} are disjoint"
                yield Problem(tables["relations"], row, "relation", wrong)


@rule("R04")
def notes_on_relations_hold_no_number(tables: Tables) -> Problems:
    """Notes that reports print hold no number, for no record would stand behind it."""
    yield from _numbers_in(tables["relations"], "note", WITHOUT_NUMBER)


@rule("R05")
def notes_on_relations_hold_in_either_order(tables: Tables) -> Problems:
    """A note on two populations names them, since pages print the pair in either order."""
    relations = tables["relations"]
    for row, (note,) in rows_of(relations, "note"):
        own_words = _QUOTED.sub("“”", note)  # a source may say “of them”
        if found := _BY_PLACE.search(own_words):
            wrong = f'says "{found[0]}", which another order of the pair would turn round'
            yield Problem(relations, row, "note", wrong, "name the group that is meant")


@rule("R06")
def labels_of_populations_hold_no_number(tables: Tables) -> Problems:
    """A label that reports print as their own words holds no number, as a note on a relation."""
    do = f"{WITHOUT_NUMBER}; the definition may have it"
    yield from _numbers_in(tables["populations"], "label", do)


def _numbers_in(table: Table, column: str, do: str) -> Problems:
    """A problem for each cell of a column that holds a number or a word for one."""
    for row, words in enumerate(table.column(column)):
        if typed := typed_numbers(words):
            yield Problem(table, row, column, f"holds {shown(typed[0])}", do)


def _related(tables: Tables, *wanted: str) -> Iterator[tuple[int, str, str]]:
    """(row, population, other population) of each relation of one of the kinds wanted."""
    columns = ("population_a", "population_b", "relation")
    for row, (a, b, relation) in rows_of(tables["relations"], *columns):
        if relation in wanted:
            yield row, a, b


def _reach(edges: Mapping[str, set[str]], start: str) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        new = edges.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return reached
