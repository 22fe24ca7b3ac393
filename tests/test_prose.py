"""Sentences take their numbers, dates and names from evidence alone, and word them as a careful editor would."""

import json
import math
import re
from dataclasses import replace
from fractions import Fraction

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from records import valid_rows, write_record
from test_record import HOSTILE, clipped, loaded

from analysis import bounds, dates, measures, prose
from analysis.bounds import Bound
from analysis.dates import Date
from analysis.errors import BoundError, ProseError, Refusal
from analysis.lexicon import MONTHS, WEEKDAYS
from analysis.measures import Agreement, Derived
from analysis.prose import answer, plain, say
from analysis.record import MIME, Record
from analysis.tables import read_tables
from analysis.verify import Standing


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def words(template: str, **evidence: object) -> str:
    return plain(say(template, **evidence).html)


def refusal(template: str, **evidence: object) -> str:
    with pytest.raises(ProseError) as refused:
        say(template, **evidence)
    return str(refused.value)


# ---- templates


@pytest.mark.parametrize(
    "typed",
    ["31", "1,900", "20th", "٣", "½", "Ⅳ", "forty", "Twenty", "dozens", "half", "twice", "first", "majority", "percent"]
    + [name.title() for name in (*MONTHS, *WEEKDAYS)]
    + ["Sept", "Dec"],
)
def test_no_number_and_no_name_of_a_month_or_day_is_typed_by_hand(record, typed):
    template = f"In all, {typed} of {{f}} came."
    assert f'{typed}" is typed by hand; let it come in from evidence' in refusal(template, f=record.figure("hp-31"))
    assert "typed by hand" in refusal("In {f} {word}.", f=record.figure("hp-31"), word=typed)


def test_the_verb_may_and_words_that_only_contain_a_number_pass(record):
    template = "Someone may march alone, often; nobody {counted} {f}."
    assert (
        words(template, f=record.figure("hp-31"), counted="weighs")
        == "Someone may march alone, often; nobody weighs 31."
    )


@pytest.mark.parametrize("value", [31, 31.5, None, {"a": 1}, object()])
def test_a_value_that_is_not_evidence_is_refused(value):
    assert "is not evidence" in refusal("There were {value}.", value=value)
    assert "is not evidence" in refusal("There were {value:assuming}.", value=[value])


def test_a_missing_or_misspelt_placeholder_is_named_with_those_given(record):
    message = refusal("There were {totl}.", total=record.figure("hp-31"), other="words")
    assert 'no evidence named "totl"' in message
    assert "given: other, total" in message
    assert 'no evidence named ""' in refusal("There were {}.")


def test_an_unknown_aspect_lists_the_aspects(record):
    message = refusal("{f:colour}", f=record.figure("hp-31"))
    assert 'evidence hp-31: no aspect "colour"' in message
    assert {"unit", "when", "population", "assuming"} <= set(re.findall(r"\w+", message))


def test_an_aspect_that_evidence_cannot_have_is_refused_instead_of_leaving_a_hole(record):
    assert 'evidence hp-safe: it has no "reason"' in refusal("Since {q:reason}.", q=record.quote("hp-safe"))


@pytest.mark.parametrize("template", ["There were {f", "There were } f", "There were {f!z:}"])
def test_a_broken_template_is_refused_as_one(record, template):
    message = refusal(template, f=record.figure("hp-31"))
    assert 'sentence "There were' in message
    assert "is no template" in message


# ---- other ways in


def test_a_block_made_by_hand_holds_no_number_that_leads_nowhere():
    with pytest.raises(ProseError, match='sentence block: "9,999" leads to no evidence; let it come in by'):
        prose.limits(prose.Block("sentence", "<p>9,999 were deported</p>"))


def test_a_note_or_a_refusal_brings_in_no_number(record):
    a, b = record.figures(["hp-31", "pm-34"])
    with pytest.raises(ProseError, match='"9,999" is not reported by their evidence'):
        prose.pairs([(a, b, replace(record.relation("x", "y"), note="9,999 are in both"))])
    with pytest.raises(ProseError, match='"9,999" is not reported'):
        prose.outcome(Refusal("x", "nobody knows, but 9,999 came", "ask"), [a])


def test_refusals_of_every_kind_hold_no_number_of_their_own(record):
    figures = record.figures()
    for a in figures:
        for b in figures:
            for measure, asked in ((measures.total, [[a, b]]), (measures.share, [a, b]), (measures.before, [a, b])):
                assert prose.outcome(measures.attempt(measure, record, *asked), [a, b]).html


def test_labels_reasons_and_assumptions_hold_no_number_that_their_evidence_does_not_report(record):
    figure = record.figure("pm-34")
    for number in ("34", "2020"):
        assert words("For {f:reason}.", f=replace(figure, rank_reason=f"it is {number}")) == f"For it is {number}."
    for aspect, changed in {
        "reason": replace(figure, rank_reason="9,999 is wrong"),
        "population": replace(figure, population=replace(figure.population, label="the 9,999")),
        "counted": replace(figure, population=replace(figure.population, label="the 9,999")),
        "assuming": Derived("n", "n", figure.bound, "persons", "n", (figure,), ("9,999 is right",)),
        "assumptions": Agreement("agree", (figure, figure), ("in May",)),
    }.items():
        assert "is not reported by their evidence" in refusal(f"So {{f:{aspect}}}.", f=changed)


def test_numbers_and_words_that_do_not_stand_as_verified_say_so_in_a_sentence(record):
    cut = Standing("clipped", "2021-06-01", outside="more than")
    figure = replace(record.figure("hp-400"), standing=cut)
    loose = replace(record.figure("hp-31"), standing=Standing("unverified"))
    assert words("{f:unit} came.", f=figure) == "More than 400 people (clipped; left outside: “more than”) came."
    assert words("{f}, {f:words}, {f:when}.", f=loose) == (
        "31 (unverified), “31 Ruritanian sailors” (unverified), in 2020."
    )
    assert words("{b:unit} left.", b=measures.before(record, figure, loose)) == "At least 370 people (unverified) left."
    assert plain(prose.outcome(Refusal("x", "no", "ask"), [loose]).html) == "For 31 people (unverified), no; ask."


# ---- evidence and links


def links(markup: str) -> list[str]:
    return re.findall(r'href="#e-([^"]*)"', markup)


def blocks(record: Record) -> list[prose.Block]:
    """One block of every kind, of the whole invented record."""
    share = measures.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    refused = measures.attempt(measures.total, record, record.figures())
    return [
        say("{f} {share} {q} {e:who}", f=record.figures(), share=share, q=record.quotes(), e=record.events()),
        answer("{f:counted}, {f:when} ({f:dated})", f=record.figures()),
        prose.table(record.figures()),
        prose.quotes(record.quotes()),
        prose.statements(record.events()),
        prose.outcome(share, share.inputs),
        prose.outcome(refused, record.figures()),
        prose.result(refused, record.figures(), "{f}", f=record.figure("hp-31")),
        prose.pairs(measures.structure(record, record.figures()).unknown),
        prose.limits(say("{f}", f=record.figure("hp-31")), say("{f}", f=record.figure("pm-34"))),
    ]


def test_every_link_leads_to_a_record_of_evidence_in_the_same_block(record):
    for block in blocks(record):
        assert links(block.html)
        assert set(links(block.html)) <= {item["id"] for item in block.evidence}


def test_the_bundle_holds_the_role_the_words_and_each_record_once(record):
    figure = record.figure("hp-31")
    bundle = answer("{f} and {again}.", f=figure, again=figure)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    assert bundle["text/plain"] == "31 and 31."
    assert bundle[MIME]["role"] == "answer"
    assert bundle[MIME]["evidence"] == figure.evidence()
    assert json.loads(json.dumps(bundle)) == bundle


def test_evidence_includes_the_inputs_of_derived_numbers(record):
    share = measures.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    block = say("A share of {share}.", share=share)
    found = [item["id"] for item in prose.unique(block.evidence)]
    assert found == [share.id, "hp-310", "source-harbour-post", "hp-1250"]


def test_the_roles_of_blocks_are_those_of_a_page(record):
    assert [block.role for block in blocks(record)] == (
        ["sentence", "answer", "table", "quote", "table", "sentence", "sentence", "sentence", "limits", "limits"]
    )


# ---- escaping


def hostile(folder) -> Record:
    rows = valid_rows()
    free = {"name", "role", "label", "title", "publisher", "exact", "venue", "note", "period_text", "rank_reason"}
    for cells in (cells for table in rows.values() for cells in table.values()):
        cells |= dict.fromkeys(free & cells.keys(), HOSTILE)
    rows["quotes"]["hp-not-stop"]["venue"] = HOSTILE
    return Record(read_tables(write_record(folder, rows)), {}, ())


def test_whatever_the_tables_hold_is_escaped(tmp_path):
    record = hostile(tmp_path)
    shown = [
        *blocks(record),
        say("<b>{f:reason} {f:period_words} {q:words} {q:source}</b>", f=record.figures()[0], q=record.quotes()[0]),
        say("{rank}", rank="<script>"),
        prose.quotes([replace(record.quote("hp-safe"), standing=Standing("clipped", "2021-06-01", outside=HOSTILE))]),
    ]
    own = set("p a ul li table thead tbody tr th td figure blockquote figcaption time span q".split())
    for block in shown:
        assert set(re.findall(r"<(?!/)([^\s>]*)", block.html)) <= own
        attributes = re.sub(r'(class|href|datetime|scope)="[^"<>]*"', "", "".join(re.findall(r"<[^>]*>", block.html)))
        assert '"' not in attributes


# ---- wording


def test_a_list_is_joined_with_commas_and_and(record):
    assert words("{f}", f=record.figures(["hp-31"])) == "31"
    assert words("{f}", f=record.figures(["hp-31", "pm-34"])) == "31 and 34"
    assert words("{f}", f=record.figures(["hp-31", "pm-34", "hp-400"])) == "31, 34 and more than 400"
    assert prose.listed([]) == ""


def test_nobody_is_the_word_for_an_empty_list_of_speakers_and_nothing_for_any_other():
    assert words("It is denied by {none:speaker}.", none=[]) == "It is denied by nobody."
    assert words("It is {none:unit}{none:assuming}.", none=[]) == "It is nothing."


def test_the_same_words_are_named_once_in_the_order_of_first_mention(record):
    quotes = record.quotes(["hp-safe", "hp-passage", "hp-not-stop"])
    assert words("Said by {q:speaker}.", q=quotes) == "Said by Aske Lund and Harbour Post."


def test_equal_numbers_are_named_once_only_when_they_are_mentions_of_one_claim(record):
    mentions = record.figures(claim_id="hp-31")
    assert words("{f:unit}", f=mentions) == "31 people"
    other = replace(mentions[0], id="other", claim="other")
    assert words("{f:unit}", f=[*mentions, other]) == "31 people and 31 people"


@pytest.mark.parametrize(
    ("bound", "unit", "said"),
    [
        (Bound.of("exact", 1), "persons", "1 person"),
        (Bound.of("about", 1), "persons", "about 1 person"),
        (Bound.of("exact", 0), "persons", "0 people"),
        (Bound.of("exact", 21), "persons", "21 people"),
        (Bound.of("less_than", 5), "documents", "fewer than 5 documents"),
        (Bound.of("between", 1, 3), "countries", "between 1 and 3 countries"),
        (Bound.of("about", 40), "remains", "about 40 remains"),
        (Bound.of("more_than", 1900), "usd", "more than 1,900 US dollars"),
        (Bound.of("at_most", "62.5"), "percent", "at most 62.5\u00a0%"),
    ],
)
def test_units_are_singular_or_plural(record, bound, unit, said):
    assert words("So: {f:unit}", f=replace(record.figure("hp-31"), bound=bound, unit=unit)) == f"So: {said}"


def test_numbers_stand_with_what_they_count_and_speakers_with_their_date(record):
    figures, quotes = record.figures(["hp-310", "pm-34"]), record.quotes(["hp-safe", "hp-unfair"])
    assert words("{f:counted}", f=figures) == (
        "310 people (waiting sailors without papers) and 34 people (sailors sent home from Graustark)"
    )
    assert words("{q:dated}", q=quotes) == "Aske Lund (3 May 2021) and Aske Lund (no date given)"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2017-09-14", "on 14 September 2017"),
        ("2017-12", "in December 2017"),
        ("2017", "in 2017"),
        ("2018-02?", "in February 2018 (uncertain)"),
        ("1975/2000", "from 1975 to 2000"),
        ("/2018-02", "by February 2018"),
        ("../2018-02", "by February 2018"),
        ("2002/..", "since 2002"),
        ("2002/", "from 2002 to an unknown end"),
        ("[2017-09-14..2017-09-15]", "between 14 and 15 September 2017"),
        ("", "at a date not given"),
    ],
)
def test_dates_take_their_prepositions(record, period, said):
    figure = replace(record.figure("hp-31"), period=dates.parse(period) if period else None)
    assert words("It was so {f:when}.", f=figure) == f"It was so {said}."


@pytest.mark.parametrize("text", ["2017-09-14", "2017-09", "2017"])
def test_a_day_a_month_and_a_year_are_time_elements(text):
    assert prose.time(dates.parse(text)) == f'<time datetime="{text}" class="date">{dates.parse(text).words()}</time>'


@pytest.mark.parametrize("text", ["2017?", "1975/2000", "[2018-02-23..2018-02-28]", "/2018-02"])
def test_a_date_that_html_cannot_hold_is_no_time_element(text):
    assert prose.time(dates.parse(text)) == f'<span class="date">{dates.parse(text).words()}</span>'


def test_aspects_name_words_source_period_basis_and_reason(record):
    figure, quote = record.figure("hp-400"), record.quote("hp-unfair")
    assert words("In {f:source}: {f:words}; {f:period_words}, {f:basis}.", f=figure) == (
        "In Harbour Post: “more than 400”; “since 2011”, resolved from the text."
    )
    assert words("For {f:reason}.", f=record.figure("pm-34")) == "For The ministry’s own table."
    assert words("For {f:reason}.", f=figure) == "For no reason is given."
    assert words("By {q:who}, {q:said}.", q=quote) == "By Aske Lund (Port Minister, Port Ministry), no date given."


def test_an_event_is_told_in_the_records_own_words(record):
    assert words("{e:title}.", e=record.event("pm-silence")) == "The league sends no report."
    assert 'it has no "title"' in refusal("{f:title}", f=record.figure("hp-31"))


def test_a_derived_number_is_this_records_own(record):
    before = measures.before(record, record.figure("hp-400"), record.figure("hp-31"))
    assert words("As {b:who} has it, {b:unit} {b:when}: {b:population}.", b=before) == (
        "As this record has it, at least 370 people by 31 December 2019: sailors sent home from Graustark."
    )


def test_a_sentence_begins_with_a_capital_but_a_quotation_stays_as_it_is(record):
    figure, quote = record.figure("hp-400"), record.quote("hp-unfair")
    assert words("{f:unit} came.", f=figure) == "More than 400 people came."
    assert words("{q:words} it was.", q=quote) == "“unfair” it was."


def test_assumptions_are_named_once_each_and_not_at_all_where_there_are_none(record):
    pair = record.figure("hp-31"), record.figure("pm-34")
    found = [
        Agreement("agree", pair),
        Agreement("agree", pair, ("a is b",)),
        Agreement("open", pair, ("a is b", "c is d")),
    ]
    assert words("Both hold{found:assuming}.", found=found) == "Both hold, assuming that a is b; that c is d."
    assert words("Both hold{found:assuming}.", found=found[0]) == "Both hold."
    assert words("It assumes that {found:assumptions}.", found=found[1]) == "It assumes that a is b."


def test_plain_words_keep_quotation_marks_rows_and_special_characters():
    assert plain("<ul><li><q>a &lt; b</q> &amp; c</li><li>d</li></ul>") == "“a < b” & c\nd"
    assert plain("<table><tr><td>a</td><td>b</td></tr></table>") == "a\tb"


# ---- quotations and tables


def test_a_split_utterance_is_joined_in_order_and_shown_as_split(record):
    block = prose.quotes(record.quotes(["hp-safe", "hp-unfair", "hp-not-stop"]))
    assert block.html.count("<figure") == 2
    split = plain(block.html.partition("</figure>")[0])
    assert split.splitlines()[:2] == ["“We will not stop taking our people back”", "“But the ships must be safe.”"]
    assert split.endswith("Harbour Post. Given in separate parts by the source.")


def test_a_part_without_its_other_parts_says_so(record):
    shown = plain(prose.quotes(record.quotes("hp-safe")).html)
    assert shown.endswith("A part of what the source gives in separate parts.")


def test_a_quotation_has_its_speaker_date_basis_and_source_and_no_basis_without_a_date(record):
    assert plain(prose.quotes(record.quotes("hp-comment")).html) == (
        "“They should all come home.”\nA reader, 5 May 2021 (stated). Harbour Post. A reader’s comment."
    )
    assert plain(prose.quotes(record.quotes("hp-unfair")).html).endswith(
        "Aske Lund (Port Minister, Port Ministry), no date given. Harbour Post. Quoted in part."
    )


def test_a_table_has_a_row_for_each_figure_with_its_words(record):
    rows = plain(prose.table(record.figures(["hp-400", "pm-papers"])).html).splitlines()
    assert rows[1].split("\t")[:4] == [
        "more than 400 people",
        "“more than 400”",
        "sailors sent home from Graustark",
        "from 2011 to 2020",
    ]
    assert rows[2].startswith("62.5\u00a0%\t“62.5 percent”")


def test_statements_name_all_actors_and_quote_the_source(record):
    row = plain(prose.statements(record.events("pm-silence")).html).splitlines()[1].split("\t")
    assert row[:3] == [
        "at a date not given",
        "Seafarers’ League and Port Ministry",
        "“The Seafarers’ League sent no report”",
    ]


def test_words_left_outside_and_rows_not_verified_are_shown(tmp_path, record):
    assert "Left outside: “more than”." in plain(prose.table([clipped(tmp_path).figure("hp-400")]).html)
    stale = Record(record.tables, {}, ())
    for block in (prose.table(stale.figures()), prose.quotes(stale.quotes()), prose.statements(stale.events())):
        assert "(unverified: the row changed" in plain(block.html)
    assert "unverified" not in plain(prose.table(record.figures()).html)


def test_nothing_to_show_is_said(record):
    assert plain(prose.quotes(record.quotes([])).html) == "No quotation in the record matches."
    assert plain(prose.limits().html) == plain(prose.pairs([]).html) == "None that the record knows of."


# ---- refusals and results


def test_a_refusal_is_shown_as_a_finding_with_its_reason(record):
    figures = record.figures(["hp-31", "hp-1250"])
    refused = measures.attempt(measures.total, record, figures)
    assert plain(prose.result(refused, figures, "Together {t}.", t=figures[0]).html) == (
        "For 31 people and about 1,250 people, no sum is given: “sailors sent home from Graustark” and “sailors "
        "waiting in Graustark” are disjoint (assumed: Nobody waits again); only groups stated to be disjoint are added."
    )


def test_a_result_is_worded_by_its_template_and_an_outcome_by_itself(real):
    both = real.figures(["kt-572", "kt-28"])
    before = measures.attempt(measures.before, real, *both)
    assert plain(prose.result(before, both, "That leaves {b:unit}.", b=before).html) == "That leaves 544 people."
    outcome = plain(prose.outcome(before, both).html)
    assert outcome.startswith("From 572 people and 28 people follows 544 people, assuming that ")
    assert all(assumption in outcome for assumption in before.assumptions)


def test_limits_list_a_sentence_each_and_keep_its_evidence(record):
    block = prose.limits(say("{f} came.", f=record.figure("hp-400")), say("{f} left.", f=record.figure("hp-31")))
    assert block.html.count("<li>") == 2
    assert plain(block.html) == "More than 400 came.\n31 left."
    found = [item["id"] for item in prose.unique(block.evidence)]
    assert found == ["hp-400", "source-harbour-post", "hp-31"]


# ---- no more precision than the evidence

counts = st.integers(0, 3_000_000).map(Fraction)


@given(bound=strategies.bounds_with_a_value(strategies.decimals).map(lambda drawn: drawn[0]))
def test_words_state_the_bound_and_no_more(record, bound):
    said = words("There were {f:unit}.", f=replace(record.figure("hp-31"), bound=bound))
    if bound == Bound(-math.inf, math.inf):
        assert "any number" in said
    else:
        assert bounds.read(said) == bound


@given(value=strategies.decimals)
def test_about_stays_about(record, value):
    assert bounds.read(words("So {f:unit}.", f=replace(record.figure("hp-31"), bound=Bound.of("about", value)))).about


@given(part=counts, extra=counts, kinds=st.tuples(*[st.sampled_from(["exact", "more_than", "at_least"])] * 2))
def test_a_share_of_hedged_numbers_is_worded_no_narrower_than_it_is(record, part, extra, kinds):
    some = replace(record.figure("pm-convicted"), bound=Bound.of(kinds[0], int(part)))
    every = replace(record.figure("pm-34"), bound=Bound.of(kinds[1], int(part + extra) + 1))
    share = measures.share(record, some, every)
    try:
        said = bounds.read(words("It is {s}.", s=share).replace("\u00a0%", ""))
    except BoundError:  # the words are "any number": no limit at all
        return
    if share.bound.low != share.bound.high:
        assert said.low <= share.bound.low * 100
        assert said.high >= share.bound.high * 100


@given(text=strategies.edtf_dates())
def test_a_date_is_worded_with_no_day_or_month_that_it_does_not_have(record, text):
    date = dates.parse(text)
    said = words("So {f:when}.", f=replace(record.figure("hp-31"), period=date))
    readings = dates.read(said)
    assert {reading.year for reading in readings} <= {*years(date), None}
    days = {point.day for point in (date.start, date.end) if point}
    assert {reading.day or 0 for reading in readings} <= days | {0}


def years(date: Date) -> set[int]:
    return {point.year for point in (date.start, date.end) if point}


def test_the_noun_of_a_chart_is_that_of_all_its_numbers(record):
    assert prose.noun([record.figure("hp-31"), record.figure("hp-400")]) == "people"
    assert prose.noun([record.figure("pm-papers")]) == "%"
    with pytest.raises(ProseError, match="counts percent and persons"):
        prose.noun([record.figure("hp-31"), record.figure("pm-papers")])


def test_titles_of_events_are_set_apart_by_semicolons(record):
    titles = words("Reported: {events:title}.", events=[record.event("hp-published"), record.event("pm-silence")])
    assert titles == "Reported: The article is published; The league sends no report."


def test_limits_say_the_same_thing_once(record):
    twice = [say("{f} came.", f=record.figure("hp-400"))] * 2
    assert prose.limits(*twice).html.count("<li>") == 1
