"""Rules of quotes and of those who speak."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from analysis.errors import shown
from analysis.record.cells import (
    PROSE,
    cycles,
    lookup,
    offsets,
    one_of,
    region_kinds,
    rows_of,
    whole_numbers,
)
from analysis.record.rulebook import WITHOUT_NUMBER, Problems, rule
from analysis.record.tables import Problem, Table, Tables
from analysis.text.lexicon import typed_numbers

ADMISSIBLE = {"direct": PROSE, "partial": PROSE, "heading": ("headline",), "comment": ("comment",)}


@rule("Q01")
def quotes_stand_where_their_mode_may(tables: Tables) -> Problems:
    """A quote lies in a region that its mode admits: comment, headline or prose."""
    quotes = tables["quotes"]
    modes = quotes.column("mode")
    for row, kind in region_kinds(tables, quotes):
        allowed = ADMISSIBLE.get(modes[row], (kind,))
        if kind not in allowed:
            wrong = f"is {modes[row]}, but the span lies in {kind or 'no region'}"
            yield Problem(quotes, row, "mode", wrong, one_of(allowed))


@rule("Q02")
def parts_make_an_utterance(tables: Tables) -> Problems:
    """The parts of an utterance count from 1, by one speaker in one source, not overlapping."""
    quotes = tables["quotes"]
    voices = dict(rows_of(quotes, "source_id", "speaker_id"))
    for parts in _utterances(quotes):
        *_, first = parts[0]
        for due, (part, _, _, row) in enumerate(parts, start=1):
            if part != due:
                wrong = f"is {part} where part {due} of the utterance is due"
                yield Problem(quotes, row, "part", wrong)
            if voices[row] != voices[first]:
                wrong = "joins parts of different sources or speakers"
                yield Problem(quotes, row, "utterance_id", wrong)
        for before, after in pairwise(parts):
            _, _, end, _ = before
            _, start, _, row = after
            if 0 <= start < end:
                wrong = f"starts at {start}, before the end {end} of the part before"
                yield Problem(quotes, row, "start", wrong)


@rule("Q03")
def stances_have_targets(tables: Tables) -> Problems:
    """A stance other than none has a target other than none."""
    quotes = tables["quotes"]
    for row, (stance, target) in rows_of(quotes, "stance", "target"):
        if stance != "none" and target == "none":
            wrong = f"is none although the stance is {stance}"
            yield Problem(quotes, row, "target", wrong, "say towards what")


@rule("Q04")
def comments_are_no_voices(tables: Tables) -> Problems:
    """A reader's comment carries no stance, and its speaker is anonymous."""
    quotes = tables["quotes"]
    kinds = lookup(tables["speakers"], "kind")
    for row, (mode, stance, speaker) in rows_of(quotes, "mode", "stance", "speaker_id"):
        if mode != "comment":
            continue
        if stance != "none":
            wrong = f"is {stance}, but comments are not counted as stances"
            yield Problem(quotes, row, "stance", wrong, "say none")
        kind = kinds.get(speaker, "anonymous")
        if kind != "anonymous":
            wrong = f"{speaker} is a {kind}, but the words are a comment"
            yield Problem(quotes, row, "speaker_id", wrong)


@rule("Q05")
def presuppositions_are_of_a_target_and_hold_no_number(tables: Tables) -> Problems:
    """What words presuppose is of their target and has no number, since reports print it."""
    quotes = tables["quotes"]
    for row, (presupposes, target) in rows_of(quotes, "presupposes", "target"):
        if presupposes and target == "none":
            wrong = "is none although the words presuppose something"
            yield Problem(quotes, row, "target", wrong, "say of what")
        if typed := typed_numbers(presupposes):
            wrong = f"holds {shown(typed[0])}"
            yield Problem(quotes, row, "presupposes", wrong, WITHOUT_NUMBER)


@rule("P01")
def affiliations_have_no_cycle(tables: Tables) -> Problems:
    """No speaker is affiliated to itself, directly or through others."""
    speakers = tables["speakers"]
    edges = {}
    for row, (speaker, body) in rows_of(speakers, "speaker_id", "affiliation_id"):
        if body:
            edges[speaker, body] = row
    for row, cycle in cycles(edges):
        yield Problem(speakers, row, "affiliation_id", f"closes a circle: {cycle}")


def _utterances(quotes: Table) -> Iterator[list[tuple[int, int, int, int]]]:
    """(part, start, end, row) of the quotes of each utterance, in the order of their parts; -1 for
    no offset yet.
    """
    utterances = defaultdict(list)
    names = quotes.column("utterance_id")
    starts, ends = offsets(quotes)
    for row, part in enumerate(whole_numbers(quotes, "part")):
        if part >= 0:
            quote = (part, starts[row], ends[row], row)
            utterances[names[row]].append(quote)
    return map(sorted, utterances.values())
