"""The traps that the first two articles set, each as what the record does about it.

Every test reads the record in data/. Most also change a row in memory, to show that the check or
refusal they rely on fires. Tests that need the articles' texts are skipped where those are not
held.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest

from analysis.errors import Refusal
from analysis.measures import findings, rates, sums
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.record import verify
from analysis.record.csvfiles import DATA
from analysis.record.record import Record
from analysis.record.reported import Figure, Quote
from analysis.record.rules import check_rules
from analysis.record.tables import Table, load_package, read_tables
from analysis.record.tables import check_tables as check_cells
from analysis.text import anchors
from analysis.text.anchors import Span

Tables = dict[str, Table]
ARTICLES = ("kt", "rfa")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(DATA)


@pytest.fixture(scope="module")
def record(tables) -> Record:
    return as_record(tables)


@pytest.fixture
def texts(tables, source_texts) -> dict[str, str]:
    sources = tables["sources"]
    files = dict(zip(sources.column("source_id"), sources.column("file"), strict=True))
    return {source: source_texts[file] for source, file in files.items() if file in source_texts}


def as_record(tables: Tables) -> Record:
    return Record(tables, verify.read_receipt(DATA), ())


def keys(table: Table) -> list[str]:
    return ["|".join(cells) for cells in zip(*map(table.column, table.key), strict=True)]


def row(tables: Tables, name: str, key: str) -> dict[str, str]:
    return list(tables[name].records())[keys(tables[name]).index(key)]


def told(tables: Tables, name: str) -> dict[str, dict[str, str]]:
    """The rows of `name` that the two articles tell, by key."""
    rows = zip(keys(tables[name]), tables[name].records(), strict=True)
    return {key: cells for key, cells in rows if cells["source_id"] in ARTICLES}


def lookup(tables: Tables, name: str, column: str) -> dict[str, str]:
    return dict(zip(keys(tables[name]), tables[name].column(column), strict=True))


def changed(tables: Tables, name: str, key: str, **cells: str) -> Tables:
    """The tables with other cells in the row of `name` with this key; the record itself stays as it
    is.
    """
    table, at = tables[name], keys(tables[name]).index(key)
    columns = {c: (*table.column(c)[:at], cells[c], *table.column(c)[at + 1 :]) for c in cells}
    assert any(table.column(c)[at] != cells[c] for c in cells), "the change changes nothing"
    return tables | {name: replace(table, cells={**table.cells, **columns})}


def without(tables: Tables, name: str, key: str) -> Tables:
    table, at = tables[name], keys(tables[name]).index(key)
    cells = {column: (*cells[:at], *cells[at + 1 :]) for column, cells in table.cells.items()}
    return tables | {
        name: replace(table, cells=cells, lines=[*table.lines[:at], *table.lines[at + 1 :]])
    }


def broken(tables: Tables) -> set[str]:
    """The codes of the rules that some row breaks."""
    return {problem.code for problem in check_rules(tables)}


def unverified(tables: Tables, texts: Mapping[str, str]) -> set[str]:
    """The codes of what a verification against the texts finds wrong."""
    outcome = verify.verify_record(tables, texts, verify.read_receipt(DATA), date(2018, 3, 1))
    return {problem.code for problem in outcome.problems}


def when(text: str) -> Date:
    return dates.parse(text)


def told_before_they_were(tables: Tables) -> list[str]:
    """The figures and events that begin after the last day on which their article can have been
    published.
    """
    published = lookup(tables, "sources", "published")
    found = []
    for name, column in (("figures", "period"), ("events", "date")):
        for key, cells in told(tables, name).items():
            begins = when(cells[column]).earliest if cells[column] else None
            is_comment = cells.get("kind") == "comment"  # posted under an article that is out
            latest = when(published[cells["source_id"]]).latest
            if begins and latest and begins > latest and not is_comment:
                found.append(key)
    return found


def refused(measure: Callable[..., object], *args: object) -> str:
    """The words of the refusal that `measure` ends in; it must end in one."""
    with pytest.raises(Refusal) as refusal:
        measure(*args)
    return str(refusal.value)


def test_the_record_keeps_its_rules_and_its_texts(tables, texts):
    assert check_cells(tables, load_package(DATA)) == []
    assert check_rules(tables) == []
    assert unverified(tables, texts) == set()


# ---- what the articles do not date


def test_an_undated_article_is_dated_by_outside_evidence_that_is_named(tables, record):
    source = record.source("kt")
    assert source.published_basis == "external"
    assert "Reuters" in source.published_note
    resting = [
        f
        for f in record.figures(source_id="kt")
        if f.period_text in ("last year", "January 25", "in December")
    ]
    assert {f.id for f in resting} == {"kt-28", "kt-92", "kt-1900", "kt-1412"}
    assert {f.period_basis for f in resting} == {f.on_basis for f in resting} == {"external"}
    assert all(f.period_note and f.note for f in resting)
    assert record.event("kt-risch-meeting").on_basis == "external"
    assert "D02" in broken(changed(tables, "sources", "kt", published_note=""))
    assert "D02" in broken(changed(tables, "figures", "kt-28", period_note=""))


def test_the_text_of_the_undated_article_dates_no_day_of_its_own_year(texts):
    years = {reading.year for reading in dates.read(texts["kt"]) if reading.year}
    assert years == {1975, 2002}
    assert dates.read(f"{texts['kt']} 24 February 2018")[-1].year == 2018


def test_no_date_is_called_stated_whose_year_its_words_do_not_give(tables):
    def unfounded(tables: Tables) -> list[str]:
        return [
            key
            for key, cells in told(tables, "events").items()
            if cells["date_basis"] == "stated"
            and not any(
                r.year and dates.agrees(r, when(cells["date"])) for r in dates.read(cells["exact"])
            )
        ]

    assert unfounded(tables) == []
    assert unfounded(changed(tables, "events", "kt-ice-count", date_basis="stated")) == [
        "kt-ice-count"
    ]
    assert unfounded(changed(tables, "events", "kt-memorandum", date="2003")) == ["kt-memorandum"]
    assert "stated" not in {f["period_basis"] for f in told(tables, "figures").values()}


@pytest.mark.parametrize(
    ("figure", "due"), [("kt-1900", "2017-12"), ("kt-1412", "2017-12"), ("kt-92", "2018-01-25")]
)
def test_words_without_a_year_are_resolved_backwards_and_say_so(record, figure, due):
    figure = record.figure(figure)
    (reading,) = dates.read(figure.period_text)
    assert reading.year is None
    assert str(figure.period) == due
    assert dates.agrees(reading, figure.period)
    assert figure.period_basis == "external"


def test_december_is_that_of_the_year_before_the_article(tables):
    assert told_before_they_were(tables) == []
    assert told_before_they_were(changed(tables, "figures", "kt-1900", period="2018-12")) == [
        "kt-1900"
    ]
    assert told_before_they_were(changed(tables, "events", "kt-ice-count", date="2018-12")) == [
        "kt-ice-count"
    ]


def test_yesterday_is_the_day_before_each_day_that_the_article_can_be_of(record):
    published, released = record.source("kt").published, record.event("kt-annual-report").on
    assert (
        (published.earliest - released.earliest).days
        == (published.latest - released.latest).days
        == 1
    )
    said = [
        *record.figures(source_id="kt", speaker_id="immigration-department"),
        *record.quotes(source_id="kt"),
    ]
    assert len(said) == 7
    assert {str(item.on) for item in said} == {str(released)}


def test_thursday_fits_the_day_of_the_statement_and_no_other_of_that_week(record, texts):
    (thursday,) = dates.read(record.figure("rfa-26").period_text)
    fitting = [d for d in range(11, 18) if dates.agrees(thursday, when(f"2017-09-{d}"))]
    assert fitting == [14]
    assert (
        str(record.event("rfa-statement").on) == str(record.source("rfa").published) == "2017-09-14"
    )
    assert {r.day for r in dates.read(texts["rfa"]) if r.month == 9} == {14, 15}


def test_the_first_comment_bounds_publication_from_above(record):
    first = min(comment.on.earliest for comment in record.quotes(source_id="rfa", mode="comment"))
    assert first == date(2017, 9, 15)
    assert record.source("rfa").published.latest <= first
    assert record.source("rfa").published_basis == "external"


# ---- how many were returned


def test_more_than_500_and_572_agree_and_only_a_clash_takes_their_groups_for_one(tables, record):
    total, since = record.figure("kt-572"), record.figure("kt-500")
    assert total.population != since.population
    both = findings.agreement(record, total, since)
    assert (both.word, both.assumptions) == ("agree", ())
    apart = as_record(without(tables, "relations", "deported-convicted|repatriated"))
    assert findings.agreement(apart, apart.figure("kt-572"), apart.figure("kt-500")).word == "open"
    higher = as_record(changed(tables, "figures", "kt-500", value="600"))
    clash = findings.agreement(higher, higher.figure("kt-572"), higher.figure("kt-500"))
    assert clash.word == "clash"
    assert any("deported" in words and "repatriated" in words for words in clash.assumptions)


def test_572_gets_no_start_date_and_more_than_500_keeps_its_own(tables, record):
    assert record.figure("kt-572").period.earliest is None
    assert record.figure("kt-500").period.earliest == date(2002, 1, 1)
    assert "F04" in broken(changed(tables, "figures", "kt-572", period=""))


def test_a_spelled_out_number_is_read_from_its_words(tables, record):
    figure = record.figure("kt-28")
    assert not any(char.isdigit() for char in figure.span.exact)
    assert bounds.read(figure.span.exact) == figure.bound == Bound.of("exact", 28)
    assert "F05" in broken(changed(tables, "figures", "kt-28", value="82"))
    assert "F05" in broken(changed(tables, "figures", "kt-28", exact="Thirty-eight Cambodians"))


def test_that_last_year_is_a_calendar_year_stays_unconfirmed(record):
    figure = record.figure("kt-28")
    assert str(figure.period) == "2017"
    assert figure.period_basis != "stated"
    assert "calendar year" in figure.period_note


def test_544_before_2017_stands_only_on_assumptions_that_are_named(tables, record):
    earlier = sums.before(record, record.figure("kt-572"), record.figure("kt-28"))
    assert earlier.bound == Bound.of("exact", 544)
    assert earlier.period.latest == date(2016, 12, 31)
    assert earlier.formula == "572 − 28"
    same_group, same_end, calendar = earlier.assumptions
    assert "deported" in same_group
    assert "ends with their period" in same_end
    assert "last year" in calendar
    apart = as_record(without(tables, "relations", "deported-convicted|repatriated"))
    assert "no difference" in refused(
        sums.before, apart, apart.figure("kt-572"), apart.figure("kt-28")
    )


def test_a_number_of_people_in_custody_is_not_subtracted_from_those_returned(record):
    assert "flow" in refused(sums.before, record, record.figure("kt-572"), record.figure("kt-92"))


# ---- who was waiting


def waiting(record: Record) -> list[Figure]:
    return [record.figure(key) for key in ("rfa-26", "kt-92", "kt-1900")]


def test_an_interview_list_a_custody_group_and_a_stock_of_orders_are_never_added(tables, record):
    words = refused(sums.total, record, waiting(record))
    assert "rfa-26" in words
    assert "kt-92" in words
    assert "relate is not known" in words
    for pair in combinations(waiting(record), 2):
        assert record.relation(pair[0].population.id, pair[1].population.id).relation == "unknown"
        assert "no sum" in refused(sums.total, record, pair)
    cells = {"relation": "disjoint", "basis": "stated"}
    apart = as_record(changed(tables, "relations", "interview-list|custody-group", **cells))
    assert "different times" in refused(sums.total, apart, waiting(apart)[:2])


def test_1412_is_the_only_part_of_another_number(record):
    counted = {f.population.id for f in record.figures(source_id=ARTICLES)}
    parts = {
        (a, b) for a in counted for b in counted if record.relation(a, b).relation == "subset_of"
    }
    assert parts == {("final-order-convicted", "final-order")}
    assert record.relation("final-order-convicted", "final-order").basis == "stated"
    for figure in waiting(record)[:2]:
        assert "no share" in refused(rates.share, record, figure, record.figure("kt-1900"))


def test_1412_of_more_than_1900_is_at_most_74_3_percent(tables, record):
    part = rates.share(record, record.figure("kt-1412"), record.figure("kt-1900"))
    assert part.label() == "at most 74.3\u00a0%"
    assert part.bound.high == Fraction(141_200, 1901) <= Fraction("74.3")
    loose = as_record(
        changed(tables, "relations", "final-order-convicted|final-order", relation="unknown")
    )
    assert "no share" in refused(
        rates.share, loose, loose.figure("kt-1412"), loose.figure("kt-1900")
    )
    later = as_record(changed(tables, "figures", "kt-1412", period="2018-12"))
    assert "different times" in refused(
        rates.share, later, later.figure("kt-1412"), later.figure("kt-1900")
    )


def test_a_stock_without_its_hedge_does_not_pass(tables, texts):
    start = int(row(tables, "figures", "kt-1900")["start"]) + len("more than ")
    cut = anchors.span_at(texts["kt"], start, start + len("1,900 Cambodian nationals"))
    assert anchors.verify(texts["kt"], cut).name == "clipped"
    assert anchors.verify(texts["kt"], cut).outside == "more than"
    assert "F05" in broken(changed(tables, "figures", "kt-1900", bound="exact"))


def test_those_whom_the_court_protected_are_not_counted_as_returned(tables, record):
    protected = record.figure("kt-92")
    status = lookup(tables, "populations", "status")
    assert status[protected.population.id] == "in_custody"
    assert protected.measure == "stock"
    assert "not yet deported" in protected.population.definition
    returned = [
        f for f in record.figures(source_id=ARTICLES) if status[f.population.id] == "returned"
    ]
    assert {f.id for f in returned} == {"kt-28", "kt-500", "kt-572"}
    for figure in returned:
        assert record.relation(protected.population.id, figure.population.id).relation == "unknown"
        assert "no sum" in refused(sums.total, record, [protected, figure])


# ---- who came


def test_no_rate_of_return_is_made_from_those_repatriated_and_refugees_since_1975(tables, record):
    for returned in ("kt-28", "kt-500", "kt-572"):
        assert "no share" in refused(
            rates.share, record, record.figure(returned), record.figure("kt-145000")
        )
    cells = {"relation": "subset_of", "basis": "stated"}
    nested = as_record(changed(tables, "relations", "repatriated|refugees-admitted", **cells))
    words = refused(rates.share, nested, nested.figure("kt-572"), nested.figure("kt-145000"))
    assert "different times" in words


def test_refugees_and_non_refugees_are_not_added_to_a_number_of_cambodians(record):
    admitted = [record.figure("kt-145000"), record.figure("kt-42000")]
    words = refused(sums.total, record, admitted)
    assert "no sum" in words
    assert "kt-42000" in words


def test_populations_that_no_source_states_to_be_disjoint_are_not_added(tables):
    assumed = as_record(changed(tables, "relations", "remains-found|remains-left", basis="assumed"))
    assert "no sum" in refused(
        sums.total, assumed, [assumed.figure("rfa-40-found"), assumed.figure("rfa-40-left")]
    )


def test_whether_more_than_covers_the_non_refugees_stays_open(record):
    figure = record.figure("kt-42000")
    assert "more than" not in figure.span.exact
    assert "Cambodian" not in figure.span.exact
    assert "not clear" in figure.note
    assert "does not say whether they were Cambodian" in figure.population.definition


def test_the_end_of_the_century_keeps_its_words_and_both_of_its_years(tables, record):
    figure = record.figure("kt-145000")
    assert "the end of the 20th century" in figure.period_text
    assert figure.period_basis == "resolved_from_text"
    assert "1999 or 2000" in figure.period_note
    assert figure.period.earliest <= date(1999, 12, 31) < date(2000, 12, 31) <= figure.period.latest
    assert "F10" in broken(changed(tables, "figures", "kt-145000", period_text=""))


def test_the_words_of_a_period_are_the_sources_own(tables, texts):
    assert "V04" in unverified(
        changed(tables, "figures", "kt-145000", period_text="From 1975 until 2000"), texts
    )


# ---- what was searched for


def test_remains_are_counted_as_remains_and_come_to_about_80(tables, record):
    found, left = record.figure("rfa-40-found"), record.figure("rfa-40-left")
    both = sums.total(record, [found, left])
    assert both.label() == "about 80"
    assert both.unit == found.unit == left.unit == "remains"
    assert "F06" in broken(changed(tables, "figures", "rfa-40-left", unit="persons"))
    assert "no sum" in refused(sums.total, record, [found, record.figure("rfa-26")])
    loose = as_record(
        changed(tables, "relations", "remains-found|remains-left", relation="unknown")
    )
    assert "no sum" in refused(
        sums.total, loose, [loose.figure("rfa-40-found"), loose.figure("rfa-40-left")]
    )


def test_around_40_stays_about_40(tables):
    assert "F05" in broken(changed(tables, "figures", "rfa-40-left", bound="exact"))
    assert "F05" in broken(changed(tables, "figures", "rfa-40-found", bound="about"))


# ---- one claim, several places


def test_two_mentions_of_26_are_one_claim(tables, record):
    mentions = record.figures(claim_id="rfa-26")
    assert [m.id for m in mentions] == ["rfa-26", "rfa-26-again"]
    figures = record.figures(source_id=ARTICLES)
    assert len({f.claim for f in figures}) == len(figures) - 1
    assert "F07" in broken(changed(tables, "figures", "rfa-26-again", value="27"))
    assert "no sum" in refused(sums.total, record, mentions)


def test_a_bare_26_anchors_nowhere_for_certain(texts):
    text = texts["rfa"]
    assert anchors.find(text, "26").verdict.name == "ambiguous"
    start = text.index("26 Cambodian")
    assert anchors.verify(text, Span(start, start + 2, "26")).name == "ambiguous"
    assert anchors.verify(text, anchors.span_at(text, start, start + 2)).passes


def test_a_comment_that_requotes_the_ministry_is_not_the_ministrys_voice(tables, record):
    comment = record.quote("rfa-comment-earlier")
    marks = [char for char in comment.span.exact if char in '"“”']
    assert marks == ['"', "”", '"']
    assert comment.speaker.kind == "anonymous"
    assert (comment.mode, comment.stance, comment.target) == ("comment", "none", "none")
    assert "Q01" in broken(changed(tables, "quotes", comment.id, mode="direct"))
    assert "Q04" in broken(
        changed(tables, "quotes", comment.id, speaker_id="ministry-foreign-affairs")
    )
    assert "Q04" in broken(changed(tables, "quotes", comment.id, speaker_id="hun-sen"))
    assert "Q04" in broken(changed(tables, "quotes", comment.id, stance="criticises"))


def test_the_words_that_a_comment_requotes_anchor_only_where_the_ministry_said_them(record, texts):
    quote, text = record.quote("rfa-prepared"), texts["rfa"]
    assert quote.speaker.id == "ministry-foreign-affairs"
    requoted = "begin their new lives with the fullest decency and dignity"
    assert requoted in quote.span.exact
    assert anchors.find(text, requoted).verdict.name == "ambiguous"
    assert anchors.find(text, quote.span.exact).span.start == quote.span.start


def test_the_repeated_caption_is_one_photograph_with_its_own_date(tables, record, texts):
    photo, text = record.event("rfa-photo"), texts["rfa"]
    assert text.count(photo.span.exact) == 2
    assert anchors.find(text, photo.span.exact).verdict.name == "ambiguous"
    assert str(photo.on) == "2017-08-22"
    assert [e.id for e in record.events(source_id="rfa") if str(e.on) == "2017-08-22"] == [
        "rfa-photo"
    ]
    second = text.index(photo.span.exact, photo.span.end)
    within = range(second, second + len(photo.span.exact))
    (excluded,) = (
        key
        for key, cells in told(tables, "exclusions").items()
        if cells["source_id"] == "rfa" and int(cells["start"]) in within
    )
    assert "V05" in unverified(without(tables, "exclusions", excluded), texts)


def test_the_captions_form_is_not_silently_a_forum(record, texts):
    words = record.event("rfa-photo").span.exact
    assert " form " in words
    assert anchors.find(texts["rfa"], words.replace(" form ", " forum ")).verdict.name == "altered"
    assert "forum" not in record.event("rfa-photo").title


# ---- who said it


def test_words_without_a_cue_continue_the_speaker_before_them(record):
    quote = record.quote("rfa-demands")
    assert quote.speaker.id == record.event("rfa-voluntary").speaker.id == "prak-sokhon"
    assert "No cue" in quote.note


def test_no_cue_and_no_other_speaker_stand_around_the_words_without_one(record, texts):
    quote, before = record.quote("rfa-demands"), record.event("rfa-voluntary")
    assert texts["rfa"][before.span.end : quote.span.start] == ", he said.\n\n“"
    assert texts["rfa"][quote.span.end :].startswith("”\n\n“")


def test_two_utterances_are_split_and_each_part_keeps_its_speaker(tables, record):
    parts: dict[str, list[str]] = {}
    for quote in record.quotes(source_id=ARTICLES):
        parts.setdefault(quote.utterance, []).append(quote.id)
    split = [ids for ids in parts.values() if len(ids) > 1]
    assert split == [["kt-not-easy", "kt-first-second"], ["rfa-only-40", "rfa-suspension"]]
    assert "Q02" in broken(changed(tables, "quotes", "rfa-suspension", speaker_id="prak-sokhon"))
    assert "Q02" in broken(changed(tables, "quotes", "kt-first-second", part="1"))


def test_each_figure_is_of_the_one_who_gave_it(tables, record):
    whose = {"kt-572": "immigration-department", "kt-1900": "brendan-raedy", "kt-92": "khmer-times"}
    assert {key: record.figure(key).speaker.id for key in whose} == whose
    assert record.figure("kt-1900").speaker.affiliation == record.speaker("ice").name
    assert "report" in record.figure("kt-572").attribution
    assert record.figure("kt-92").attribution == ""
    assert "F08" in broken(changed(tables, "figures", "kt-1900", attribution=""))
    assert "F08" in broken(changed(tables, "figures", "kt-92", speaker_id="us-district-judge"))


def test_an_embassy_that_does_not_answer_takes_no_stance(record):
    (silence,) = record.events(source_id=ARTICLES, kind="silence")
    assert silence.speaker.id == "us-embassy-phnom-penh"
    assert not record.quotes(source_id=ARTICLES, speaker_id=silence.speaker.id)
    assert not record.figures(source_id=ARTICLES, speaker_id=silence.speaker.id)
    assert [e.id for e in record.events(source_id=ARTICLES, actors=silence.speaker.id)] == [
        silence.id
    ]


def test_one_quoted_word_is_a_partial_quote(record):
    (partial,) = record.quotes(source_id=ARTICLES, mode="partial")
    assert partial.span.exact == "unreasonable"
    assert partial.speaker.id == "ministry-foreign-affairs"
    assert (partial.target, partial.stance) == ("linkage", "criticises")


def test_a_credited_translator_is_named(record):
    source = record.source("rfa")
    assert source.translator == "Sovannarith Keo"
    assert source.translator not in source.authors
    assert len(source.authors) == 3


def bracketed(record: Record) -> list[Figure | Quote]:
    return [record.figure("rfa-40-found"), record.quote("rfa-only-40")]


def test_the_editors_brackets_stay_and_are_said_to_be_the_editors(record):
    for item in bracketed(record):
        assert "[of these]" in item.span.exact
        assert "editor’s" in item.note
    assert bounds.read(record.figure("rfa-40-found").span.exact) == Bound.of("exact", 40)


@pytest.mark.parametrize("spoken", ["of these", ""])
def test_words_in_brackets_are_neither_made_speech_nor_dropped(record, texts, spoken):
    for item in bracketed(record):
        words = item.span.exact.replace("[of these]", spoken)
        assert anchors.verify(texts["rfa"], item.span).passes
        assert anchors.verify(texts["rfa"], replace(item.span, exact=words)).name == "altered"


def test_family_names_come_first_in_cambodian_names(tables):
    def misnamed(tables: Tables) -> list[str]:
        people = [
            s for s in tables["speakers"].records() if s["kind"] == "person" and s["side"] == "KH"
        ]
        return [s["speaker_id"] for s in people if not s["name"].startswith(f"{s['family_name']} ")]

    assert misnamed(tables) == []
    family = lookup(tables, "speakers", "family_name")
    assert [family[s] for s in ("hun-sen", "sar-kheng", "prak-sokhon")] == ["Hun", "Sar", "Prak"]
    assert [family[s] for s in ("brendan-raedy", "carl-risch")] == ["Raedy", "Risch"]
    assert misnamed(changed(tables, "speakers", "sar-kheng", family_name="Kheng")) == ["sar-kheng"]


def test_mr_kheng_and_mr_hun_sen_are_aliases_and_not_family_names(tables):
    by_given_name, by_full_name = (
        row(tables, "speakers", "sar-kheng"),
        row(tables, "speakers", "hun-sen"),
    )
    given = by_given_name["name"].removeprefix(by_given_name["family_name"]).strip()
    assert by_given_name["aliases"].split(";") == [f"Mr {given}", given]
    assert by_full_name["aliases"] == f"Mr {by_full_name['name']}"


def test_this_program_is_that_of_returns_and_the_joint_program_that_of_remains(record):
    (returns,) = (
        quote for quote in record.quotes(source_id="rfa") if "this program" in quote.span.exact
    )
    assert returns.target == "cooperation"
    assert "remains_search" not in returns.topics
    (suspension,) = record.events(source_id="rfa", kind="suspension")
    assert "joint program" in suspension.span.exact
    assert "remains" in suspension.title


def test_only_the_search_for_remains_is_suspended(tables, record):
    def suspended(record: Record) -> list[str]:
        return [quote.target for quote in record.quotes(source_id=ARTICLES, stance="suspends")]

    assert suspended(record) == ["remains_search"]
    assert record.quotes(source_id=ARTICLES, target="cooperation", stance="affirms")
    assert suspended(
        as_record(changed(tables, "quotes", "rfa-suspension", target="cooperation"))
    ) != suspended(record)
