"""The record, loaded once: hands out its rows as values and remembers which were asked for.

It is asked in one of two scopes. "articles" reaches the sources whose text is or was held, so that
every row has its words; "record" reaches the sources that are only cited as well, whose rows have
none.
"""

import html
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import LookupFailed, counted, did_you_mean
from analysis.fingerprints import digest
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.units import Unit
from analysis.record import lookups, verify
from analysis.record.conventions import DRAFT_ID, REFERENCE, cited_sources
from analysis.record.csvfiles import DATA, nearest_project, source_dirs
from analysis.record.drafts import DRAFTS, Drafts, read_drafts
from analysis.record.frames import typed
from analysis.record.populations import NO_RELATION, Population, Relation
from analysis.record.publications import Source
from analysis.record.queries import (
    HELD,
    NAMES,
    WHERE,
    Known,
    Wanted,
    all_ids,
    asked_in,
    cells_of,
    date_in,
    key_of,
    listed,
    matches,
    several,
    where,
)
from analysis.record.reported import (
    IN_FORCE,
    NO_WORDS,
    Draft,
    Event,
    Figure,
    MissingFigure,
    Quote,
    Reported,
)
from analysis.record.scopes import SCOPES, within
from analysis.record.selections import Selection
from analysis.record.speakers import BODIES, NO_SIDE, PERSON, Speaker, in_sentence
from analysis.record.tables import (
    Tables,
    read_tables,
    singular,
)
from analysis.record.terms import Term, terms, units_of
from analysis.record.verify import Standing
from analysis.text.anchors import CITED, Span
from analysis.text.numbers import near_word

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.search import Index


Texts = str | Iterable[str]  # an id or a cell, or several
# The columns whose values a sentence calls by their labels.
LABELLED = (("speakers", "kind"), ("quotes", "target"), ("quotes", "stance"))


class Record:
    """The record, loaded once; hands out values and remembers which rows were asked for.

    `rows` are the cells of each row, by table and key. `wider` names the scope that holds more
    rows, if one does; `whole` is the record in that scope, or else itself. What is said of nobody,
    of no source or of one source alone has to hold there. `ids` are those of every scope, by column
    (`all_ids`).

    >>> record.figure("kt-572").bound.words()
    '572'
    >>> len(record.figures(source_id="rfa")) > 2
    True
    """

    def __init__(
        self,
        tables: Tables,
        receipt: verify.Receipt,
        held: Iterable[str],
        wider: str = "",
        scope: str = SCOPES[0],
        whole: "Record | None" = None,
        ids: Mapping[str, frozenset[str]] | None = None,
        drafts: Drafts | None = None,
        folder: Path | None = None,
    ) -> None:
        self.whole = whole or self
        self._folder = folder
        self.tables = dict(tables)
        self.scope = scope
        self.reads: set[tuple[str, str]] = set()
        self._receipt = receipt
        self._held = frozenset(held)
        self._wider = wider
        self._drafts = drafts or {}
        self.rows = {
            name: {key_of(table, row): row for row in table.records()}
            for name, table in tables.items()
        }
        self._known = Known(self.tables, self.rows, ids or all_ids(tables))
        self._terms = {place: terms(tables[place[0]].fields[place[1]]) for place in LABELLED}
        self._units = units_of(tables)
        self._parts = Counter(tables["quotes"].column("utterance_id"))

    @classmethod
    def load(cls, folder: Path | None = None, scope: str = SCOPES[0]) -> "Record":
        """The record in `folder` as far as `scope` reaches, with the standing of each row by its
        receipt.

        Raises UnusableInput, and LookupFailed for a scope that is none of SCOPES.

        Without a folder it is the record of the project in which this runs: the nearest going
        upwards from the working directory that has ``data/``; else that of this package.
        """
        folder = folder or _nearest()
        with lookups.unseen():
            all_tables = read_tables(folder)
            tables = within(all_tables, scope)
            held = verify.held_sources(tables["sources"], folder)
            receipt = verify.read_receipt(folder)
            drafts = read_drafts(folder)
        ids = all_ids(all_tables)
        if len(tables["sources"]) == len(all_tables["sources"]):
            return cls(tables, receipt, held, "", scope, None, ids, drafts, folder)
        wider = SCOPES[-1]
        whole = cls(all_tables, receipt, held, "", wider, None, ids, drafts, folder)
        return cls(tables, receipt, held, wider, scope, whole, ids, drafts, folder)

    def _note(self, table: str, key: str) -> None:
        """Note that a row was looked at, or that rows were selected."""
        self.reads.add((table, key))
        within = f"{self.scope} " if key.startswith(WHERE) else ""
        lookups.note(f"data/{table}.csv {within}{key}")

    def fingerprint(self, read: str) -> str:
        """A hash of what one of the look-ups in a record of this scope, as ``data/figures.csv
        kt-572``, finds here.
        """
        path, _, key = read.replace(f" {self.scope} {WHERE}", f" {WHERE}").partition(" ")
        table = Path(path).stem
        if table not in self.rows:
            return ""
        if key == NAMES:
            return digest(*(f"{name} {sorted(ids)}" for name, ids in self.names().items()))
        if key == HELD:
            return digest(*self._held_ids())
        if key.startswith(WHERE):
            wanted = asked_in(key)
            is_known = wanted.keys() <= {*self.tables[table].columns}
            return digest(*self._matching(table, wanted)) if is_known else ""
        row = self.rows[table].get(key)
        return self._fingerprint_of(table, row) if row else ""

    def _fingerprint_of(self, table: str, row: dict[str, str]) -> str:
        """A hash of a row, and of how its words stand where it has any."""
        if table not in verify.ANCHORED:
            return digest(json.dumps(row))
        source = self.rows["sources"].get(row["source_id"], {"sha256": ""})
        held = row["source_id"] in self._held
        standing = verify.standing(table, row, source["sha256"], self._receipt, held)
        return digest(json.dumps(row), repr(standing))

    def _matching(self, table: str, wanted: Wanted) -> list[str]:
        """The keys of the rows of a table that hold what is wanted."""
        return [key for key, row in self.rows[table].items() if matches(row, wanted)]

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as it stands in ``data/``: every column as text, empty where missing.

        That of figures is typed, to be filtered, grouped and plotted; see `typed`.
        """
        import pandas as pd

        if name == "figures":
            return typed(self.figures())
        if name not in self.tables:
            hint = did_you_mean(str(name), self.tables) or f"use one of {', '.join(self.tables)}"
            raise LookupFailed("the record", f'no table is called "{name}"', hint)
        table = self.tables[name]
        for key in (where({}), *self.rows[name]):
            self._note(name, key)
        return pd.DataFrame(table.rows, columns=list(table.columns), dtype=str)

    def pick(self, frame: "pd.DataFrame") -> Selection:
        """The evidence of the rows of a frame, in their order; their ids stand in its column `id`,
        or else in its index.
        """
        return self.items(list(frame.get("id", frame.index)))

    def search(self, words: str) -> Selection:
        """The figures, quotes, events and held texts in which all of these words stand, the best
        first, each with a snippet.

        Words between quotation marks stand together, and "talk*" finds any ending. Raises
        LookupFailed where there is no word to look for.

        >>> [hit.id for hit in record.search("suspension unreasonable")][:1]
        ['rfa-ministry-unreasonable']
        """
        return self._index.search(words)

    @cached_property
    def _index(self) -> "Index":
        from analysis.record.search import Index  # here, because a build never searches

        texts = {self.source(key): text for key, text in self._texts.items()}
        return Index(chain(self.figures(), self.quotes(), self.events()), texts)

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The texts that are held, by the id of their source."""
        if not self._folder:
            return {}
        return verify.held_texts(self.tables["sources"], source_dirs(self._folder))[0]

    def sentence(self, item: Reported) -> str:
        """The sentence of its source in which an item stands; where the text is not held, its words
        with those around them; "" for what is only cited.
        """
        from analysis.record.search import sentence_of

        return sentence_of(item, self._texts.get(item.source.id, ""))

    def _row(self, name: str, key: str) -> dict[str, str]:
        if not isinstance(key, str) or key not in self.rows[name]:
            hint = self._known.meant(name, str(key)) or "see the first column of the table"
            if str(key) in self._known.ids.get(self.tables[name].key[0], ()):
                hint += f', or ask in the scope "{self._wider}"'
            raise LookupFailed(f"data/{name}.csv", f'"{key}" is not in the table', hint)
        self._note(name, key)
        return self.rows[name][key]

    def source(self, key: str) -> Source:
        """The source with this id."""
        row = self._row("sources", key)
        names = "title publisher original_publisher translator genre language url".split()
        names += "published_basis published_note accessed trust sha256 rights".split()
        return Source(
            id=key,
            authors=listed(row["authors"]),
            published=date_in(row["published"]),
            **cells_of(row, names),
        )

    def sources(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The sources with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("sources", self.source, ids, filters)

    def speakers(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The speakers with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("speakers", self.speaker, ids, filters)

    def populations(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The populations with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("populations", self.population, ids, filters)

    def held(self) -> list[Source]:
        """The sources whose text is or was held: the articles."""
        self._note("sources", HELD)
        return [self.source(key) for key in self._held_ids()]

    def _held_ids(self) -> list[str]:
        cited = cited_sources(self.tables["sources"])
        return [key for key in self.rows["sources"] if key not in cited]

    def speaker(self, key: str) -> Speaker:
        """The speaker with this id, with the name of the body that the speaker belongs to."""
        row = self._row("speakers", key)
        above = self._above(key)
        affiliation = above[1]["name"] if len(above) > 1 else ""
        cells = cells_of(row, "name family_name kind role".split())
        sides = [body["side"] for body in above if body["side"]]
        principal = in_sentence(above[-1]["name"], above[-1]["kind"])
        kinds = [body["kind"] for body in above if body["kind"] != PERSON]
        body = self._body(kinds[0]) if kinds else ""
        of = in_sentence(affiliation, above[1]["kind"]) if affiliation else ""
        return Speaker(
            key,
            affiliation=affiliation,
            principal=principal,
            side=sides[0] if sides else "",
            body=body,
            of=of,
            **cells,
        )

    def _body(self, kind: str) -> str:
        """What speakers of a kind are called."""
        return BODIES.get(kind) or self.term("speakers", "kind", kind).label

    def sides(self) -> dict[str, str]:
        """The names of the sides on which speakers stand, in the order of the descriptor, by the
        value of `side`; last, by "", that of who stands on none.
        """
        known = terms(self.tables["speakers"].fields["side"])
        return {side: side.label for side in known.values()} | {"": NO_SIDE}

    def sides_named(self) -> set[str]:
        """All that the sides are called, which in a sentence is no speaker's name, whoever has it
        as an alias.
        """
        called = set(self.sides().values()) - {NO_SIDE}
        for side in self.tables["speakers"].fields["side"].categories:
            called.update(side.get("names", ()))
        return called

    def term(self, table: str, column: str, value: str) -> Term:
        """A value of a vocabulary, with its label."""
        return self._terms[table, column].get(value) or Term(value)

    def _above(self, key: str) -> list[dict[str, str]]:
        """The rows of a speaker, of the body it belongs to, of that one's own body, and so on."""
        found: dict[str, dict[str, str]] = {}
        while key and key not in found:
            found[key] = self._row("speakers", key)
            key = found[key]["affiliation_id"]
        return list(found.values())

    def names(self) -> dict[str, set[str]]:
        """The names of all speakers, offices and media, and the titles of persons of several words,
        with the ids of those who have each.
        """
        self._note("speakers", NAMES)
        found: dict[str, set[str]] = defaultdict(set)
        for key, row in self.rows["speakers"].items():
            is_title = row["kind"] == "person" and " " in row["role"]
            titles = [row["role"]] if is_title else []
            for name in (row["name"], row["family_name"], *listed(row["aliases"]), *titles):
                if name:
                    found[name].add(key)
        return dict(found)

    def voices(self, item: Reported) -> set[str]:
        """The ids of those whose an item is: its speakers, the bodies they belong to, and who
        published its source.
        """
        found = set()
        for speaker in item.speakers:
            key = speaker.id
            while key and key not in found:
                found.add(key)
                key = self._row("speakers", key)["affiliation_id"]
        imprints = (item.source.publisher, item.source.original_publisher, *item.source.authors)
        for name, keys in self.names().items():
            if name in imprints:
                found |= keys
        return found

    def population(self, key: str) -> Population:
        """The population with this id."""
        row = self._row("populations", key)
        cells = cells_of(row, ["label", "definition", "status"])
        unit = self.unit(row["unit"])
        return Population(key, unit=unit, **cells, begins=date_in(row["begins"]), record=self)

    def unit(self, id: str) -> Unit:
        """The unit with this id, with its noun as the descriptor gives it."""
        return self._units.get(id) or Unit.of(id)

    def relation(self, a: str, b: str) -> Relation:
        """How population `a` stands to `b`; "unknown" where no row says, "same" for a population
        and itself.
        """
        for key in (a, b):
            self._known.check_id("populations", "population_id", key)
        if a == b:
            return Relation(a, b, "same", "stated", "")
        for key in (f"{a}|{b}", f"{b}|{a}"):
            self._note("relations", key)  # that a row is missing is something read too
            row = self.rows["relations"].get(key)
            if row:
                is_turned = row["relation"] == "subset_of" and row["population_a"] == b
                relation = "contains" if is_turned else row["relation"]
                return Relation(a, b, relation, row["basis"], row["note"])
        return Relation(a, b, "unknown", "unknown", NO_RELATION)

    def relations(self) -> list[Relation]:
        """How populations stand to one another, as far as rows say, in the order of the table."""
        self._note("relations", where({}))
        found = []
        for row in self.rows["relations"].values():
            found.append(self.relation(row["population_a"], row["population_b"]))
        return found

    def wholes(self, population: str) -> list[str]:
        """The ids of the populations that a source states this one to be part of."""
        wanted = {"population_a": {population}}
        self._note("relations", where(wanted))
        found = []
        for key in self._matching("relations", wanted):
            relation = self.relation(population, self.rows["relations"][key]["population_b"])
            if relation.relation == "subset_of" and relation.is_stated:
                found.append(relation.b)
        return found

    def figure(self, key: str) -> Figure:
        """The figure with this id."""
        row = self._row("figures", key)
        names = (
            "measure period_text period_basis period_note attribution rank rank_reason doubt"
        ).split()
        high = Fraction(row["value_high"]) if row["value_high"] else None
        hedge = row["hedge"] or near_word(row["exact"])
        return Figure(
            **self._said("figures", key, row),
            claim=row["claim_id"],
            unit=self.unit(row["unit"]),
            bound=Bound.of(row["bound"], Fraction(row["value"]), high, hedge),
            population=self.population(row["population_id"]),
            period=date_in(row["period"]),
            **cells_of(row, names),
        )

    def quote(self, key: str) -> Quote:
        """The quote with this id."""
        row = self._row("quotes", key)
        self._note("quotes", where({"utterance_id": {row["utterance_id"]}}))
        return Quote(
            **self._said("quotes", key, row),
            utterance=row["utterance_id"],
            part=int(row["part"]),
            parts=self._parts[row["utterance_id"]],
            topics=listed(row["topics"]),
            target=self.term("quotes", "target", row["target"]),
            stance=self.term("quotes", "stance", row["stance"]),
            **cells_of(row, ["mode", "venue", "presupposes"]),
        )

    def event(self, key: str) -> Event:
        """The event with this id."""
        row = self._row("events", key)
        common = self._reported("events", key, row, row["actors"], row["date"], row["date_basis"])
        named = REFERENCE.findall(row["label"])
        numbers = {id: self.figure(id) for id in named if id in self.rows["figures"]}
        title = row["label"]
        for id, figure in numbers.items():
            title = title.replace(f"{{{id}}}", figure.label())
        return Event(
            **common,
            title=title,
            sort=row["kind"],
            wording=row["label"],
            numbers=tuple(numbers.values()),
            occasion=row["same_as"] or key,
            before=self._later(key),
        )

    def _later(self, key: str) -> frozenset[str]:
        """The events that one came before, and those that these came before, and so on, as far as
        the scope reaches.
        """
        found: set[str] = set()
        ahead = {key}
        while ahead:
            event = ahead.pop()
            if event in self.rows["events"]:
                later = set(listed(self._row("events", event)["before"]))
                ahead |= later - found
                found |= later
        return frozenset(found)

    def gap(self, key: str) -> MissingFigure:
        """The gap with this id: a number that is due in a table and not given."""
        row = self._row("gaps", key)
        return MissingFigure(
            **self._reported("gaps", key, row, row["speaker_id"], "", ""),
            measure=row["measure"],
            population=self.population(row["population_id"]),
            period=dates.parse(row["period"]),
            reason=row["reason"],
        )

    def _said(self, table: str, key: str, row: Mapping[str, str]) -> dict[str, Any]:
        """What a figure or a quote has in common with other rows: who said it, and when."""
        said = row["speaker_id"], row["said_on"], row["said_on_basis"]
        return self._reported(table, key, row, *said)

    def _reported(
        self, table: str, key: str, row: Mapping[str, str], speakers: str, on: str, basis: str
    ) -> dict[str, Any]:
        source = self.source(row["source_id"])
        return {
            "id": key,
            "source": source,
            "speakers": tuple(map(self.speaker, listed(speakers))),
            "on": date_in(on),
            "on_basis": basis,
            "span": verify.span_of(row) if row.get("exact") else NO_WORDS,
            "standing": self._standing(table, row, source),
            "note": row.get("note") or row.get("date_note", ""),
        }

    def _standing(self, table: str, row: Mapping[str, str], source: Source) -> Standing:
        """Of a row of words, what the receipt knows; of any other, that it is cited, and the day it
        was read.
        """
        if source.is_cited:
            return Standing(CITED, source.accessed)
        return verify.standing(table, row, source.sha256, self._receipt, source.id in self._held)

    def figures(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The figures with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("figures", self.figure, ids, filters)

    def series(self, population: str, **filters: Texts) -> Selection:
        """The figures of a population that no later edition of a table supersedes, as their periods
        end.
        """
        figures = self.figures(population_id=population, rank=IN_FORCE, **filters)
        return Selection(sorted(figures, key=Figure.ends))

    def gaps(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The gaps with these ids, in that order, or all; of them those whose columns hold a value
        given.
        """
        return self._select("gaps", self.gap, ids, filters)

    def quotes(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The quotes with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("quotes", self.quote, ids, filters)

    def utterances(self, quotes: Iterable[Quote]) -> Selection:
        """These quotes, each with the other parts of its utterance if a source splits it, in the
        order given.
        """
        order = list(dict.fromkeys(quote.utterance for quote in quotes))
        parts = self.quotes(utterance_id=order)
        return Selection(
            sorted(parts, key=lambda quote: (order.index(quote.utterance), quote.part))
        )

    def events(self, ids: Texts | None = None, **filters: Texts) -> Selection:
        """The events with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("events", self.event, ids, filters)

    def drafts(self, source_id: Texts | None = None) -> Selection:
        """The numbers that nobody has read yet, of these sources or of all, as they stand."""
        lookups.note(f"data/{DRAFTS}")
        wanted = None if source_id is None else several(source_id)
        found = []
        for source, entry in self._drafts.items():
            row = self.rows["sources"].get(source, {})
            if row.get("sha256") == entry["text"] and (wanted is None or source in wanted):
                found += [self._draft(source, draft) for draft in entry["drafts"]]
        return Selection(found)

    def _draft(self, source: str, draft: Mapping[str, Any]) -> Draft:
        names = ("start", "end", "exact", "prefix", "suffix")
        return Draft(
            id=f"{DRAFT_ID}{source}-{draft['from']}",
            source=self.source(source),
            speakers=(),
            on=None,
            on_basis="",
            span=Span(**{name: draft[name] for name in names}),
            standing=Standing(verify.DRAFT, held=source in self._held),
            note="",
            number=draft["number"],
            place=(draft["from"], draft["to"]),
        )

    def items(self, ids: Texts) -> Selection:
        """The figures, gaps, quotes and events with these ids, in that order."""
        return Selection(map(self._item, [ids] if isinstance(ids, str) else ids))

    def _item(self, key: str) -> Reported:
        getters = {
            "figures": self.figure,
            "gaps": self.gap,
            "quotes": self.quote,
            "events": self.event,
        }
        for name, get in getters.items():
            if key in self.rows[name]:
                return get(key)
        known = chain.from_iterable(self.rows[name] for name in getters)
        hint = did_you_mean(str(key), known) or "see the first columns of these tables"
        tables = "data/figures.csv, gaps.csv, quotes.csv, events.csv"
        raise LookupFailed(tables, f'"{key}" is in none of the tables', hint)

    def _select(
        self,
        name: str,
        get: Callable[[str], Any],
        ids: Texts | None,
        filters: Mapping[str, Texts],
    ) -> Selection:
        wanted = self._known.wanted(name, filters)
        if ids is None:
            self._note(name, where(wanted))
            return Selection(map(get, self._matching(name, wanted)))
        keys = several(ids)
        return Selection(get(key) for key in keys if matches(self._row(name, key), wanted))

    def __repr__(self) -> str:
        """How many rows each table has, in words; nothing that another run would word
        differently.
        """
        for name in self.tables:
            self._note(name, where({}))
        return ", ".join(
            counted(len(table), singular(table)) for table in self.tables.values() if len(table)
        )

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def _nearest() -> Path:
    """The tables of the project in which this runs, else those beside this package."""
    project = nearest_project(Path.cwd())
    return project / DATA.name if project else DATA
