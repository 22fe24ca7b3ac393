"""The columns of tables: what is said of a row in each, by its heading.

A column is an aspect of the row's evidence (see `wording.ASPECTS`), or a function that says one
cell: markup, or a text with references to evidence.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from analysis.measures.arrivals import Arrival
from analysis.measures.assessments import Assessment
from analysis.measures.derived import FEW, Counted, Derived
from analysis.record.bases import BASIS
from analysis.record.populations import Relation
from analysis.record.reported import Figure, Reported
from analysis.report.placeholders import in_turn, rendered
from analysis.report.quotations import held_words
from analysis.report.typed import check_said
from analysis.report.wording import (
    Item,
    at,
    basis_words,
    capitalised,
    edition,
    group,
    introduced,
    leading,
    link,
    markup,
    note,
    own,
    population,
    principal,
    source_link,
    subject,
    titled,
    who,
    worded,
)

Column = str | Callable[[Any], str]  # an aspect, or what says something of a row
Columns = Mapping[str, Column]  # by their headings


def cell(row: Any, column: Column) -> tuple[Markup, list[Item]]:
    """What a column says of a row, and the evidence that its text refers to.

    Raises ProseError for an aspect that the row's evidence does not have, and for a typed number.
    """
    if isinstance(column, str):
        return worded(row, column), []
    said = column(row)
    if isinstance(said, Markup):
        return said, []
    check_said(said, [row] if isinstance(row, Item) else [])
    return rendered(said)


def filled(columns: Columns, rows: Iterable[Any]) -> Columns:
    """The columns that say anything of some row: not the words of sources where none is held."""
    found = [row for row in rows if isinstance(row, Reported)]
    is_held = any(not row.standing.is_cited for row in found)
    return {name: column for name, column in columns.items() if is_held or column != held_words}


def with_doubts(words: Markup, doubted: Iterable[Figure]) -> Markup:
    """A cell in which each of these numbers is said to be doubted, wherever it stands."""
    for figure in doubted:
        words = Markup(_number_of(figure).sub(r"\g<0> (doubted)", str(words)))
    return words


def is_shown(figure: Figure, words: Markup) -> bool:
    """Whether the number of a figure stands in words, as a link to its record."""
    return bool(_number_of(figure).search(words))


def _number_of(figure: Figure) -> re.Pattern[str]:
    """The link to a figure's record that shows its number."""
    label = re.escape(escape(figure.label()))
    # Of people there are fewer, whom a label counts like anything else.
    label = label.replace(r"less\ than", r"(?:less|fewer)\ than")
    opened = rf'<a [^>]*href="#e-{re.escape(figure.id)}"[^>]*>'
    inside = "(?:(?!</a>).)*"  # a date beside the number has a tag of its own
    return re.compile(rf"{opened}{inside}{label}(?!\d){inside}</a>", re.IGNORECASE | re.DOTALL)


# ---- what functions say in a cell


def _publisher_name(item: Reported) -> Markup:
    """Who published the source of an item."""
    return leading(item, item.source.publisher)


def _speakers(item: Reported) -> Markup:
    """The speakers with role and affiliation."""
    return leading(item, capitalised(escape(who(item))))


NOT_IN_FORCE = {"superseded": "replaced", "deprecated": "not relied on"}  # by rank


def _replaced(figure: Figure) -> Markup:
    """That a number is no longer in force; its entry has the reason."""
    how = NOT_IN_FORCE.get(figure.rank)
    return markup(" ({})", how) if how else Markup()


def _in_edition(number: Figure | Derived) -> Markup:
    """A number and the edition that gives it, or its parts."""
    if isinstance(number, Figure):
        words, part = "{}, {}", number
    else:
        words = "{}, sum of its parts in {}"
        part = next(item for item in number.inputs if isinstance(item, Figure))
    return markup(words, worded(number, ""), source_link(part, edition(part)))


def _share(share: Derived) -> Markup:
    """A share in percent, or of a small whole in its own numbers: "41 of 45"."""
    part, whole = share.inputs[:2]
    if isinstance(part, Figure) and isinstance(whole, Figure) and whole.bound.high < FEW:
        return link(share, f"{part.label()} of {whole.label()}")
    return worded(share, "")


def _sum_of(limit: Derived) -> Markup:
    """What a limit is added from; of a single count, that it is no sum."""
    return link(limit, limit.formula) if len(limit.inputs) > 1 else Markup("that count alone")


def _publishers(items: Iterable[Item]) -> Markup:
    """Who published reported items, each once."""
    reported = [item for item in items if isinstance(item, Reported)]
    named = {item.source.imprint: _imprint(item) for item in reported}
    return in_turn(named.values())


def _imprint(item: Reported) -> Markup:
    """Who published an item first, and where it was read."""
    return source_link(item, item.source.imprint)


def _decided_by(found: Assessment) -> Markup:
    """What others make of a claim: a number, with who reports what it is added from, or rows."""
    said = []
    for other in found.others:
        if isinstance(other, Derived):
            number = worded(other, "unit")
            by = _publishers(other.inputs)
        else:
            number = worded(other, _aspect_beside(other, found.claim))
            by = _imprint(other)
        said.append(markup("{} ({})", number, by))
    return in_turn(said) if said else Markup("nothing noted")


def _aspect_beside(other: Reported, claim: Reported) -> str:
    """What is told of a row beside a claim: a number, with its time where that is another."""
    if not isinstance(other, Figure):
        return "when"
    is_of_its_time = isinstance(claim, Figure) and other.period == claim.period
    return "unit" if is_of_its_time else "in_year"


def _counted_by(number: Counted | None) -> Markup:
    """A number and who counted it; of a sum, what it is added from; "" where there is none."""
    if number is None:
        return Markup()
    if isinstance(number, Derived):
        return markup("{} ({})", worded(number, "unit"), _sum_of(number))
    by = leading(number, introduced(number))
    return markup("{} ({})", worded(number, "unit"), by)


def _difference(row: Arrival) -> Markup:
    """By how many fewer or more came than were announced, as far as that is known."""
    if row.difference and row.finding:
        sense = "fewer" if row.finding.word == "below" else "more"
        return markup("{} {}", worded(row.difference, ""), sense)
    if not row.finding:
        return Markup()
    return Markup("none" if row.finding.word == "equal" else "not known")


def _known_by(row: tuple[Figure, Figure, Relation]) -> Markup:
    """How a relation is known: that a source states it, or the record's note."""
    a, b, relation = row
    return Markup("The source says so.") if relation.is_stated else own(relation.note, [a, b])


# ---- the columns

# Figures as reported: number, what it counts, period, who says so, source.
FIGURES: Columns = {
    "Reported": lambda figure: worded(figure, "unit") + _replaced(figure),
    "In the words": held_words,
    "Who is counted": group,
    "When": "when",
    "Who says so": _speakers,
    "Source": _publisher_name,
}
# What was reported of speakers without quotation marks: when, who, what, in the source's words.
EVENTS: Columns = {
    "When": "when",
    "Who": _speakers,
    "What": lambda event: capitalised(titled(event)),
    "In the source’s words": held_words,
    "Source": _publisher_name,
}
# The same where most is only cited, and no words are held.
STATED = {head: column for head, column in EVENTS.items() if column is not held_words}
# What speakers said, whether it is quoted or told in a source's own words.
STATEMENTS: Columns = {
    "Who": _speakers,
    "When": "date",
    "In which words": held_words,
    "Whose words": lambda item: "the speaker’s" if item.kind == "quote" else "the source’s",
    "Source": _publisher_name,
}
# What was said without quotation marks, by those whose words are not quoted.
RETOLD: Columns = {
    "Who": _speakers,
    "When": lambda item: link(item, at(item.on)),  # of a figure not its period
    "In the source’s words": "words",
    "Source": "publisher",
}
# The bodies whose words are quoted, the rows are the quotations of each: its name, who speaks for
# it, and who quotes them.
BODIES: Columns = {
    "Body": lambda quotes: leading(quotes[0], capitalised(escape(principal(quotes[0])))),
    "Speakers quoted": lambda quotes: in_turn(dict.fromkeys(map(_speakers, quotes))),
    "Quoted in": lambda quotes: in_turn(dict.fromkeys(map(source_link, quotes))),
}
# When sources were published; the rows are an item of each.
PUBLISHED: Columns = {
    "Source": source_link,
    "Published": "published",
    "How it is known": lambda item: escape(BASIS[item.source.published_basis or "unknown"]),
}
# How the date of each item is known: what it is, the date, on what basis.
DATES: Columns = {
    "What": lambda item: leading(item, capitalised(subject(item))),
    "Date": "date",
    "How it is known": basis_words,
    "Source": _publisher_name,
}
# The same with the words of each: several are the same number, or of the same speaker.
DATES_OF_WORDS: Columns = {
    "What": DATES["What"],
    "In the source’s words": held_words,
    **DATES,
}
# What editions of a table give for one period; the rows are findings of `editions.revisions`, each
# of a later and an earlier number.
REVISIONS: Columns = {
    "When": lambda finding: capitalised(worded(finding.inputs[0], "year")),
    "Earlier": lambda finding: _in_edition(finding.inputs[1]),
    "Later": lambda finding: _in_edition(finding.inputs[0]),
    "Who is counted": lambda finding: group(finding.inputs[0]),
}
# Where a table gives no number; the rows are what it lacks.
MISSING: Columns = {
    "When": lambda gap: capitalised(worded(gap, "year")),
    "Who would be counted": group,
    "What stands there": lambda gap: link(gap, gap.label()),
    "Table": lambda gap: source_link(gap, edition(gap)),
}
# What a table gives by its parts alone; the rows are sums of `sums.made_up`.
SUMS: Columns = {
    "When": lambda number: capitalised(worded(number, "year")),
    "Sum of the parts": "",
    "Added from": lambda number: link(number, number.formula),
    "Table": lambda number: source_link(number.inputs[0], edition(number.inputs[0])),
}
# Numbers that others contradict; the rows are findings of `Ledger.breaks`, of a number and what the
# others make.
CLASHES: Columns = {
    "Count": lambda clash: capitalised(worded(clash.inputs[0], "in_year")),
    "Who says so": lambda clash: _speakers(clash.inputs[0]),
    "What the others make": lambda clash: worded(clash.inputs[1], "unit"),
    "Added from": lambda clash: _sum_of(clash.inputs[1]),
}
# What other sources make of claims; the rows are of `assessments.each`, on figures or events.
CLAIMED: Columns = {
    "In the article’s words": lambda found: held_words(found.claim),
    "Who is counted": lambda found: group(found.claim),
    "Who says so": lambda found: _speakers(found.claim),
    "Finding": lambda found: link(found, found.label()),
    "What others report": _decided_by,
}
CLAIMED_EVENTS: Columns = {
    "What": lambda found: capitalised(titled(found.claim)),
    "When": lambda found: worded(found.claim, "when"),
    "Source": lambda found: _publisher_name(found.claim),
    "Who else reports it": _decided_by,
}
# Who was announced and who came; the rows are those of `arrivals.by_time`.
ARRIVALS: Columns = {
    "When": lambda row: capitalised(worded(row.announced or row.came, "year")),
    "Expected": lambda row: _counted_by(row.announced),
    "Came": lambda row: _counted_by(row.came),
    "Difference": _difference,
    "What the record notes": lambda row: note(row.announced, row.came),
}
# Counts of longer times; the rows are a figure, and what groups known in its time make, if any.
LONGER: Columns = {
    "When": lambda row: capitalised(worded(row[0], "year")),
    "Counted": lambda row: _counted_by(row[0]),
    "Who is counted": lambda row: group(row[0]),
    "Groups known in that time": lambda row: worded(row[1], "unit") if row[1] else Markup(),
    "What the record notes": lambda row: note(row[0]),
}
# What share of a whole a part is; the rows are results of `calculations.share`.
SHARES: Columns = {
    "Part": lambda share: worded(share.inputs[0], "unit"),
    "Who is counted": lambda share: group(share.inputs[0]),
    "Whole": lambda share: worded(share.inputs[1], "unit"),
    "Who is counted in all": lambda share: group(share.inputs[1]),
    "When": "when",
    "Share": _share,
}
# How a group stands to another, by the relation that the record has.
STANDS = {
    "subset_of": "is part of",
    "contains": "contains",
    "same": "is the same as",
    "disjoint": "is apart from",
    "overlaps": "overlaps with",
    "unknown": "not known how it relates to",
}
# How groups stand to one another; the rows are two figures and their relation.
RELATIONS: Columns = {
    "Group": lambda row: leading(row[0], capitalised(population(row[0]))),
    "Relation": lambda row: escape(STANDS[row[2].relation]),
    "Other group": lambda row: group(row[1]),
    "How it is known": _known_by,
}
