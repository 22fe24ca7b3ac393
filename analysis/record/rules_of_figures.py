"""Rules of figures and gaps."""

import re
from collections import Counter
from functools import lru_cache
from operator import itemgetter

from analysis.errors import BoundError, DateError, UnknownWords, did_you_mean, shown
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.record.cells import (
    PROSE,
    Cells,
    judged,
    keys_of,
    lookup,
    missing,
    one_of,
    region_kinds,
    rows_of,
    rows_with,
    spans,
    whole_numbers,
)
from analysis.record.conventions import (
    READ_NOTE,
    cited_sources,
    foreign_sources,
    gives_reason,
    unknown_hedges,
)
from analysis.record.csvfiles import SHARED
from analysis.record.defaults import own_names
from analysis.record.rulebook import Problems, rule
from analysis.record.tables import CONTRACT, FILLED, NUMERALS, Problem, Tables, unfilled
from analysis.record.terms import units_of
from analysis.text.numbers import (
    OTHER_MONEY,
    READ_BY_HAND,
    counted_as,
    has_digits,
    is_money,
    unit_of,
)

_NUMBER = "#"
_DECIMAL = re.compile(NUMERALS["number"][0])
# What to do about a number in a currency that is no unit of the record, or is not known as one.
NEW_CURRENCY = (
    f'give the unit of that currency; if there is none, add it to the categories of "unit", of '
    f'populations, in {CONTRACT}, with its sign and its names as "words"'
)
CLAIM = ("value", "value_high", "bound", "unit", "measure", "population_id", "period")


# ---- figures


@rule("F01")
def figures_stand_in_admissible_regions(tables: Tables) -> Problems:
    """A figure's span lies in a headline, a caption or the body of its source."""
    figures = tables["figures"]
    for row, kind in region_kinds(tables, figures):
        if kind not in PROSE:
            yield Problem(
                figures, row, "start", f"the span lies in {kind or 'no region'}", one_of(PROSE)
            )


@rule("F02")
def one_claim_is_preferred(tables: Tables) -> Problems:
    """At most one claim is preferred for one measure, population and period."""
    figures = tables["figures"]
    claims = figures.column("claim_id")
    things = [figures.column(name) for name in ("measure", "population_id", "period")]
    first: dict[Cells, str] = {}
    for row in rows_with(figures.column("rank"), ("preferred",)):
        thing = tuple(column[row] for column in things)
        other = first.setdefault(thing, claims[row])
        if other != claims[row]:
            wrong = f"is preferred, as is claim {shown(other)} of the same thing"
            yield Problem(figures, row, "rank", wrong)


@rule("F03")
def values_make_a_bound(tables: Tables) -> Problems:
    """A range has a value_high above its value, and no other bound has one."""
    figures = tables["figures"]
    for row, (kind, value, high) in rows_of(figures, "bound", "value", "value_high"):
        is_range = high or kind == "between"
        if is_range and (wrong := _no_bound(kind, value, high)):
            yield Problem(figures, row, "value_high", wrong)


@rule("F04")
def periods_fit_measures(tables: Tables) -> Problems:
    """A stock has an as-of date, a flow a period, a cumulative total an interval."""
    figures = tables["figures"]
    do = "write it as 2029-06, or as 2029-06-02/2029-06-09; `fill` reads what period_text states"
    for row, wrong in judged(figures, ("measure", "period"), _unfit_period):
        yield Problem(figures, row, "period", wrong, do)


@rule("F05")
def numbers_reread_from_their_words(tables: Tables) -> Problems:
    """A figure's value and bound are as its words read, or as a person reads unknown ones."""
    figures = tables["figures"]
    foreign = foreign_sources(tables["sources"])
    numbers = whole_numbers(figures, "value")
    columns = ("source_id", "bound", "value", "value_high", "exact", "note")
    for row, (source, kind, value, high, exact, note) in rows_of(figures, *columns):
        if not exact:
            continue
        language = foreign.get(source, "")
        if numbers[row] >= 0 and not high and not language:
            around = exact.replace(f"{numbers[row]:,}", _NUMBER, 1)
            if _is_kind_around(kind, around):
                continue
        if unfilled(figures, row):  # S06 says so, and `fill` reads the words
            continue
        is_read = gives_reason(note, READ_NOTE)
        if fault := _misread(kind, value, high, exact, is_read, language):
            yield Problem(figures, row, "value", *fault)


@rule("F06")
def units_fit_populations(tables: Tables) -> Problems:
    """A figure counts in its population's unit; a share is in percent."""
    figures = tables["figures"]
    units = lookup(tables["populations"], "unit")

    def misfit(unit: str, measure: str, population: str) -> str:
        due = "percent" if measure == "share" else units.get(population, unit)
        if unit == due:
            return ""
        what = "a share" if measure == "share" else f"the population {population}"
        return f"is {shown(unit)}, but {what} counts in {due}"

    for row, wrong in judged(figures, ("unit", "measure", "population_id"), misfit):
        yield Problem(figures, row, "unit", wrong)


@rule("F07")
def mentions_of_a_claim_agree(tables: Tables) -> Problems:
    """Mentions of a claim_id agree in value, bound, unit, measure, population and period."""
    figures = tables["figures"]
    first: dict[str, int] = {}
    for row, claim in enumerate(figures.column("claim_id")):
        earlier = first.setdefault(claim, row)
        if earlier == row or not claim:  # `fill` gives the row an id, which is then its claim
            continue
        same = f"line {figures.lines[earlier]} gives the same claim with"
        for column in CLAIM:
            cells = figures.column(column)
            here = cells[row]
            there = cells[earlier]
            waits = column in FILLED and not (here and there)
            if here != there and not waits:
                wrong = f"is {shown(here)}, but {same} {shown(there)}"
                do = "mend it, or give the claim its own claim_id"
                yield Problem(figures, row, column, wrong, do)


@rule("F08")
def figures_of_others_keep_their_attribution(tables: Tables) -> Problems:
    """A figure that is not its source's own keeps the source's words that say whose it is."""
    figures = tables["figures"]
    own = {source["source_id"]: own_names(source) for source in tables["sources"].records()}
    names = lookup(tables["speakers"], "name")
    cited = cited_sources(tables["sources"])
    for row, (attribution, source, speaker) in rows_of(
        figures, "attribution", "source_id", "speaker_id"
    ):
        if attribution or source in cited:
            continue
        if names.get(speaker) not in own.get(source, ()):
            wrong = f"is empty although the figure is {shown(speaker)}'s"
            yield Problem(figures, row, "attribution", wrong)


@rule("F09")
def ranks_have_reasons(tables: Tables) -> Problems:
    """A figure whose rank is other than normal has its rank_reason."""
    figures = tables["figures"]
    ranked = set(figures.column("rank")) - {"normal"}
    yield from missing(figures, "rank_reason", "rank", ranked)


@rule("F10")
def periods_from_the_text_keep_its_words(tables: Tables) -> Problems:
    """A period stated, or resolved from a text, keeps the source's words in period_text."""
    figures = tables["figures"]
    cited = cited_sources(tables["sources"])
    in_text = {"stated", "resolved_from_text"}
    do = "give the words of the source, or call the period external or assumed, with a note"
    for problem in missing(figures, "period_text", "period_basis", in_text, do):
        if figures.column("source_id")[problem.row] not in cited:
            yield problem


@rule("F11")
def figures_that_overlap_are_mentions_of_one_claim(tables: Tables) -> Problems:
    """Figures whose spans share words of a source make one claim."""
    figures = tables["figures"]
    claims = figures.column("claim_id")
    furthest: dict[str, tuple[int, int]] = {}  # how far the figures of a source reach, and which
    for source, start, end, row in sorted(spans(figures), key=itemgetter(1)):
        reach, other = furthest.setdefault(source, (end, row))
        claim = claims[row]
        known = claims[other]
        if 0 <= start < reach and claim != known:
            overlapped = f"line {figures.lines[other]}, of {shown(known)}"
            wrong = f"is {shown(claim)}, but the span overlaps that of {overlapped}"
            do = "take the words of each number alone, or give one claim_id"
            yield Problem(figures, row, "claim_id", wrong, do)
        if end > reach:
            furthest[source] = end, row


@rule("F12")
def what_is_doubted_is_not_preferred(tables: Tables) -> Problems:
    """A figure that the record doubts is not the one that it prefers."""
    figures = tables["figures"]
    doubts = figures.column("doubt")
    for row in rows_with(figures.column("rank"), ("preferred",)):
        if doubts[row]:
            wrong = f"is {shown(doubts[row])} although the figure is preferred"
            yield Problem(figures, row, "doubt", wrong, "choose one")


@rule("F13")
def hedges_are_words_for_a_little_less(tables: Tables) -> Problems:
    """A hedge is a word for a little less, beside a less_than of which no words are held."""
    figures = tables["figures"]
    for row, (hedge, kind, exact) in rows_of(figures, "hedge", "bound", "exact"):
        if not hedge:
            continue
        if exact:
            wrong = f"is {shown(hedge)}, but the words are held"
            yield Problem(figures, row, "hedge", wrong, "leave it empty")
        elif kind != "less_than":
            wrong = f"is {shown(hedge)} beside a bound that is {kind}"
            do = "give the bound less_than, or leave it empty"
            yield Problem(figures, row, "hedge", wrong, do)


@rule("F14")
def units_fit_words(tables: Tables) -> Problems:
    """A number beside per cent, a currency or other words of a unit has that unit."""
    figures = tables["figures"]
    units = units_of(tables).values()
    words = {str(unit): unit.words for unit in units}
    names = {str(unit): (unit.noun, unit.noun.one) for unit in units if not unit.noun.place}
    moneys = {unit for unit, known in words.items() if is_money(known)}
    for row, (unit, exact, note) in rows_of(figures, "unit", "exact", "note"):
        if not exact or gives_reason(note, READ_NOTE):
            continue
        due = unit_of(exact, words) or counted_as(exact, names)
        if due == OTHER_MONEY:
            wrong = f"is {unit}, but {shown(exact)} counts {due}"
            yield Problem(figures, row, "unit", wrong, NEW_CURRENCY)
        elif due not in ("", unit):
            wrong = f"is {unit}, but {shown(exact)} counts {due}"
            do = 'give the unit of the words, or say in note, after "read:", what is counted'
            yield Problem(figures, row, "unit", wrong, do)
        elif unit in moneys and not due:
            wrong = f"is {unit}, but {shown(exact)} names no currency"
            yield Problem(figures, row, "unit", wrong, "take the currency into the words")


@rule("F15")
def a_claim_is_the_figures_own_or_shared(tables: Tables) -> Problems:
    """A claim_id is the id of the figure itself, or stands in another row as well."""
    figures = tables["figures"]
    ids = keys_of(figures)
    claims = figures.column("claim_id")
    rows = Counter(claims)
    for row, claim in enumerate(claims):
        if claim and ids[row] and claim != ids[row] and rows[claim] == 1:
            wrong = f"is {shown(claim)}, which no other figure states"
            do = did_you_mean(claim, ids) or "leave it empty, or give the id of the other mention"
            yield Problem(figures, row, "claim_id", wrong, do)


# ---- gaps


@rule("G01")
def gaps_are_no_figures(tables: Tables) -> Problems:
    """A source gives no figure and gap at once for a population, measure and period."""
    gaps, figures = tables["gaps"], tables["figures"]
    if not len(gaps):
        return
    columns = ("source_id", "population_id", "measure", "period")
    ids = keys_of(figures)
    given = {}
    for row, cells in rows_of(figures, *columns):
        given[cells] = ids[row]
    for row, cells in rows_of(gaps, *columns):
        if cells in given:
            wrong = f"is that of the figure {shown(given[cells])}"
            yield Problem(gaps, row, "period", wrong, "take one of them out")


@rule("G02")
def gaps_stand_in_cited_tables(tables: Tables) -> Problems:
    """A gap is one of a source that is only cited: nothing in a text says what it leaves out."""
    gaps = tables["gaps"]
    sources = tables["sources"]
    with_text = set(keys_of(sources)) - cited_sources(sources)
    for row, (source,) in rows_of(gaps, "source_id"):
        if source in with_text:
            wrong = f"is {shown(source)}, which has a text"
            yield Problem(gaps, row, "source_id", wrong, "take it out")


# ---- what they share


def _no_bound(kind: str, value: str, high: str) -> str:
    try:
        Bound.of(kind, value, high)
    except BoundError as error:
        if kind in bounds.KINDS and _DECIMAL.fullmatch(value):
            return error.wrong
    return ""


# Most figures are few words around a number, and which number makes no difference to the kind of
# the bound.
@lru_cache(maxsize=SHARED)
def _is_kind_around(kind: str, words: str) -> bool:
    """Whether words make this kind of bound of any number in the place of _NUMBER.

    Which digits the number has makes no difference to its kind, but for a year, which is written
    without a comma.
    """
    if words.count(_NUMBER) != 1:
        return False
    try:
        return bounds.read(words.replace(_NUMBER, "7")) == Bound.of(kind, 7)
    except BoundError:
        return False


def _misread(
    kind: str, value: str, high: str, exact: str, is_read: bool, language: str
) -> tuple[str, str] | None:
    """What is wrong with a value and bound beside the words they were read from, and what to do;
    None if nothing.

    `is_read` says that a person read them, `language` that the words are in one whose hedges are
    not known.
    """
    try:
        held = Bound.of(kind, value, high)
    except BoundError:
        return None  # F03 says so
    if language:
        return _misread_by_hand(held, exact, is_read, unknown_hedges(language))
    try:
        said = bounds.read(exact)
    except UnknownWords as error:
        return _misread_by_hand(held, exact, is_read, error.wrong, error.kind)
    except BoundError as error:
        wrong = f'is "{held}", which cannot be re-read from {shown(exact)}: {error.wrong}'
        return wrong, _WORDS_DECIDE
    if said == held:
        return None
    wrong = f'is "{held}", but {shown(exact)} reads as "{said}"'
    return wrong, _WORDS_DECIDE


_WORDS_DECIDE = "the words decide: mend value and bound, or the span"


def _misread_by_hand(
    held: Bound, exact: str, is_read: bool, why: str, kind: str = ""
) -> tuple[str, str] | None:
    """What is wrong where a person has to read the bound; None if nothing.

    That nobody did, that it is of another kind than the hedge that is known, or that the value has
    other digits.
    """
    if is_read and kind and held.kind != kind:
        wrong = f'is "{held}", but {shown(exact)} has a hedge that makes it {kind}'
        return wrong, _WORDS_DECIDE
    if not is_read:
        wrong = f'is "{held}", which cannot be re-read from {shown(exact)}: {why}'
        return wrong, READ_BY_HAND
    _, *numbers = held.fields
    for digits in numbers:
        if digits and not has_digits(exact, digits):
            wrong = f"is {shown(digits)}, but {shown(exact)} has other digits"
            return wrong, "mend the value, or the span"
    return None


def _unfit_period(measure: str, period: str) -> str:
    try:
        extent = dates.parse(period).granularity if period else ""
    except DateError:
        return ""
    if not extent and measure == "stock":
        return "is empty, but a stock needs an as-of date"
    if not extent and measure != "share":
        return f"is empty, but a {measure} needs a period"
    if measure == "stock" and extent == "interval":
        return f"{period} is an interval, but a stock needs an as-of date"
    if measure == "cumulative" and extent != "interval":
        return (
            f"{period} is no interval, but a cumulative total runs from a start to an end, "
            f"known or not"
        )
    return ""
