"""Sentences take their numbers, dates and names from evidence alone, and word them as a careful
editor would.
"""

import json
import re
from dataclasses import replace

import pytest
from markupsafe import Markup
from records import HOSTILE, clipped, loaded, valid_rows, with_cited, write_record
from sentences import refusal, words

from analysis.errors import ProseError, Refusal
from analysis.measures import (
    clues,
    derived,
    editions,
    ledgers,
    overlaps,
    rates,
    sums,
    unknowns,
    voices,
)
from analysis.measures.derived import Derived
from analysis.measures.findings import Finding
from analysis.measures.unknowns import Gap
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.references import MIME
from analysis.record.tables import read_tables
from analysis.record.verify import Standing
from analysis.report import gate, prose
from analysis.report.prose import answer, choose, limits, say
from analysis.report.wording import plain
from analysis.text.lexicon import MONTHS, WEEKDAYS


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


# ---- templates


@pytest.mark.parametrize(
    "typed",
    [
        "31",
        "1,900",
        "20th",
        "٣",
        "½",
        "Ⅳ",
        "forty",
        "Twenty",
        "dozens",
        "half",
        "twice",
        "first",
        "majority",
        "percent",
    ]
    + [name.title() for name in (*MONTHS, *WEEKDAYS)]
    + ["Sept", "Dec"],
)
def test_no_number_and_no_name_of_a_month_or_day_is_typed_by_hand(record, typed):
    template = f"In all, {typed} of {{f}} came."
    assert f'{typed}" is typed by hand; let it come in from evidence' in refusal(
        template, f=record.figure("hp-31")
    )
    assert "typed by hand" in refusal("In {f} {word}.", f=record.figure("hp-31"), word=typed)


def test_the_verb_may_and_words_that_only_contain_a_number_pass(record):
    template = "Someone may march alone, often; nobody {counted} {f}."
    assert (
        words(template, f=record.figure("hp-31"), counted="weighs")
        == "Someone may march alone, often; nobody weighs 31."
    )


@pytest.mark.parametrize("value", [31, 31.5, {"a": 1}, object()])
def test_a_value_that_is_no_text_is_no_sentence(value):
    with pytest.raises(ProseError, match="is no text; put evidence into a sentence"):
        say(value)


def test_an_unknown_aspect_lists_the_aspects(record):
    message = refusal("{f:colour}", f=record.figure("hp-31"))
    assert 'evidence hp-31: no aspect "colour"' in message
    assert {"unit", "when", "population", "assuming"} <= set(re.findall(r"\w+", message))


def test_an_aspect_that_evidence_cannot_have_is_refused_instead_of_leaving_a_hole(record):
    assert 'evidence hp-safe: it has no "read_as"' in refusal(
        "Since {q:read_as}.", q=record.quote("hp-safe")
    )


# ---- the short answer


def test_an_answer_begins_with_the_short_one_that_the_index_shows(record):
    block = answer(
        f"{record.figure('hp-400')} came.", f"{record.quote('hp-safe'):speaker} said so."
    )
    assert plain(block.html) == "More than 400 came. Aske Lund said so."
    assert plain(str(block.extra["short"])) == "More than 400 came."
    assert block._repr_mimebundle_()[MIME]["short"] == block.extra["short"]


def test_an_answer_without_more_is_short_itself(record):
    block = answer(f"{record.figure('hp-400')} came.")
    assert block.extra["short"] == block.html


# ---- evidence in f-strings


def test_evidence_in_an_f_string_is_worded_linked_and_carried(record):
    figures = record.figures(["hp-400", "hp-31"])
    block = say(f"{figures[0]:speaker} counts {figures:unit}.")
    assert plain(block.html) == "The Port Ministry counts more than 400 people and 31 people."
    assert {"hp-400", "hp-31"} <= {row["id"] for row in block.evidence}


@pytest.mark.parametrize("typed", ["31", "forty", "half", "Sept", "٣"])
def test_no_number_is_typed_beside_evidence_in_an_f_string(record, typed):
    figure = record.figure("hp-31")
    with pytest.raises(ProseError, match=f'"{typed}" is typed by hand'):
        say(f"In all, {typed} of {figure:unit} came.")


def test_an_aspect_that_no_evidence_has_is_named_in_an_f_string_too(record):
    figure = record.figure("hp-31")
    with pytest.raises(ProseError, match='no aspect "colour"'):
        say(f"{figure:colour}")


def test_words_of_a_record_that_look_like_a_reference_are_refused(record):
    figure = record.figure("hp-31")
    with pytest.raises(ProseError, match="brackets here hold no reference"):
        say(f"{figure:unit}, as ⟦hp-400:unit⟧ says.")


def test_what_is_false_is_left_out_and_only_texts_are_sentences(record):
    figure, none = record.figure("hp-31"), record.figures([])
    block = answer(None, f"{figure} came.", none and f"{none:unit} left.", "")
    assert plain(block.html) == plain(block.extra["short"]) == "31 came."
    assert say(None, "", none) is None
    assert plain(limits(none, f"{figure} came.", None).html) == "31 came."
    with pytest.raises(ProseError, match="is no text; put evidence into a sentence"):
        say(figure)
    with pytest.raises(ProseError, match="it has no sentence"):
        answer(None)


COMPARED = {"agree": "both", "clash": "not both", "open": "perhaps"}


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["agree"], "both"),
        (["agree", "open"], "perhaps"),
        (["open", "clash", "agree"], "not both"),
        ([], ""),
    ],
)
def test_the_text_is_chosen_that_the_findings_license_together(record, words, chosen):
    pair = (record.figure("hp-31"), record.figure("hp-400"))
    assert choose([Finding(word, pair) for word in words], **COMPARED) == chosen


@pytest.mark.parametrize("left_out", COMPARED)
def test_each_outcome_needs_words_whichever_the_record_has(record, left_out):
    texts = {word: text for word, text in COMPARED.items() if word != left_out}
    with pytest.raises(ProseError, match="word each of agree, clash and open"):
        choose([], **texts)
    ordered = Finding("below", (record.figure("hp-31"), record.figure("hp-400")))
    with pytest.raises(ProseError, match="word each of"):
        choose([ordered], **COMPARED)


# ---- other ways in


def test_a_block_made_by_hand_holds_no_number_that_leads_nowhere():
    with pytest.raises(
        ProseError, match='sentence block: "9,999" leads to no evidence; let it come in from'
    ):
        prose.limits(prose.Block("sentence", Markup("<p>9,999 were deported</p>")))


@pytest.mark.parametrize("html", ["<p>boats</p>", "boats", f"<p>{Markup('<b>boats</b>')}</p>"])
def test_a_block_of_a_string_that_does_not_say_that_it_is_markup_is_refused(html):
    with pytest.raises(ProseError, match="sentence block: its HTML may hold text that is not esc"):
        prose.Block("sentence", html)


def test_what_a_block_gives_a_notebook_are_plain_strings(record):
    bundle = answer(f"{record.figure('hp-31')} came.")._repr_mimebundle_()
    given = [bundle["text/html"], bundle["text/plain"], bundle[MIME]["short"]]
    assert [type(text) for text in given] == [str, str, str]


def test_a_note_or_a_refusal_brings_in_no_number(record):
    a, b = record.figures(["hp-31", "pm-34"])
    with pytest.raises(ProseError, match='"9,999" is not reported by their evidence'):
        prose.gaps([Gap("relation", (a, b), "9,999 are in both")])
    with pytest.raises(ProseError, match='"9,999" is not reported'):
        prose.outcome(Refusal("x", "nobody knows, but 9,999 came", "ask"), [a])


def test_refusals_of_every_kind_hold_no_number_of_their_own(record):
    figures = record.figures()
    for a in figures:
        for b in figures:
            for measure, asked in (
                (sums.total, [[a, b]]),
                (rates.share, [a, b]),
                (sums.before, [a, b]),
            ):
                assert prose.outcome(derived.attempt(measure, record, *asked), [a, b]).html


def test_labels_and_assumptions_hold_no_number_that_their_evidence_does_not_report(record):
    figure = record.figure("pm-34")
    for number in ("34", "2020"):
        named = replace(figure.population, label=f"those of {number}")
        of = replace(figure, population=named)
        assert words("Of {f:population}.", f=of) == f"Of those of {number}."
    for aspect, changed in {
        "population": replace(figure, population=replace(figure.population, label="the 9,999")),
        "assuming": Derived("n", "n", figure.bound, "persons", "n", (figure,), ("9,999 is right",)),
        "assumptions": Finding("agree", (figure, figure), ("in May",)),
    }.items():
        assert "is not reported by their evidence" in refusal(f"So {{f:{aspect}}}.", f=changed)


def test_numbers_and_words_that_do_not_stand_as_verified_say_so_in_a_sentence(record):
    cut = Standing("clipped", "2021-06-01", outside="more than")
    figure = replace(record.figure("hp-400"), standing=cut)
    loose = replace(record.figure("hp-31"), standing=Standing("unverified"))
    assert (
        words("{f:unit} came.", f=figure)
        == "More than 400 people (clipped; left outside: “more than”) came."
    )
    assert words("{f}, {f:words}, {f:when}.", f=loose) == (
        "31 (unverified), “31 Ruritanian sailors” (unverified), in 2020."
    )
    assert (
        words("{b:unit} left.", b=sums.before(record, figure, loose))
        == "At least 370 people (unverified) left."
    )
    assert (
        plain(prose.outcome(Refusal("x", "no", "ask"), [loose]).html)
        == "For 31 people (unverified), no. Ask."
    )


# ---- evidence and links


def links(markup: str) -> list[str]:
    return re.findall(r'href="#e-([^"]*)"', markup)


def blocks(record: Record) -> list[prose.Block]:
    """One block of every kind, of the whole invented record."""
    share = rates.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    refused = derived.attempt(sums.total, record, record.figures())
    return [
        say(f"{record.figures()} {share} {record.quotes()} {record.events():introduced}"),
        answer("{f:unit} ({f:population}), {f:when} ({f:speaker})".format(f=record.figures())),
        prose.table(record.figures()),
        prose.quotes(record.quotes()),
        prose.table(record.events()),
        prose.outcome(share, share.inputs),
        prose.outcome(refused, record.figures()),
        prose.gaps(unknowns.gaps(record, record.figures())),
        prose.table([*record.quotes(), *record.events()], prose.STATEMENTS),
        prose.table(record.figures()[:1], prose.PUBLISHED),
        prose.table([*record.figures(), *record.quotes(), *record.events()], prose.DATES),
        prose.table(voices.by_body(record.quotes()), prose.BODIES),
        prose.limits(f"{record.figure('hp-31')}", f"{record.figure('pm-34')}"),
    ]


def test_a_table_has_the_columns_that_are_asked_for_of_aspects_and_of_functions(record):
    columns = {
        "How many": "unit",
        "Where": lambda figure: f"in {figure.source.title} <&>, {figure:year}",
        "When": "when",
    }
    block = prose.table(record.figures(["hp-31", "hp-400"]), columns)
    heads = re.findall(r'<th scope="col">(.*?)</th>', block.html)
    assert heads == [*columns]
    first, second = rows_of(block)
    figure = record.figure("hp-31")
    assert first[:2] == ["31 people", f"In {figure.source.title} <&>, 2020"]
    assert second[0].endswith("400 people")
    assert {item["id"] for item in block.evidence} >= {"hp-31", "hp-400"}


def test_a_table_without_rows_is_none_so_that_a_cell_shows_nothing(record):
    assert prose.table(record.figures([])) is None
    assert prose.table([], prose.DATES) is None


def test_a_column_that_names_no_aspect_is_an_error_with_the_known_ones(record):
    with pytest.raises(ProseError, match='no aspect "amount"; use any of'):
        prose.table(record.figures(["hp-31"]), {"How many": "amount"})


def test_a_number_that_a_function_of_a_column_types_is_refused(record):
    with pytest.raises(ProseError, match='"thirty" is typed by hand'):
        prose.table(record.figures(["hp-31"]), {"How many": lambda figure: "thirty-one"})


def test_every_link_leads_to_a_record_of_evidence_in_the_same_block(record):
    for block in blocks(record):
        assert links(block.html)
        assert set(links(block.html)) <= {item["id"] for item in block.evidence}


def test_the_bundle_holds_the_role_the_words_and_each_record_once(record):
    figure = record.figure("hp-31")
    bundle = answer(f"{figure} and {figure}.")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    assert bundle["text/plain"] == "31 and 31."
    assert bundle[MIME]["role"] == "answer"
    assert bundle[MIME]["evidence"] == figure.evidence()
    assert json.loads(json.dumps(bundle)) == bundle


def test_evidence_includes_the_inputs_of_derived_numbers(record):
    share = rates.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    block = say(f"A share of {share}.")
    found = [item["id"] for item in gate.unique(block.evidence)]
    assert found == [share.id, "hp-310", "source-harbour-post", "hp-1250"]


def test_the_roles_of_blocks_are_those_of_a_page(record):
    roles = (
        "sentence answer table quote table sentence sentence limits table table table table limits"
    )
    assert [block.role for block in blocks(record)] == roles.split()


# ---- escaping


def hostile(folder) -> Record:
    rows = valid_rows()
    free = {
        "name",
        "role",
        "label",
        "title",
        "publisher",
        "exact",
        "venue",
        "note",
        "period_text",
        "rank_reason",
    }
    for cells in (cells for table in rows.values() for cells in table.values()):
        cells |= dict.fromkeys(free & cells.keys(), HOSTILE)
    rows["quotes"]["hp-not-stop"]["venue"] = HOSTILE
    return Record(read_tables(write_record(folder, rows)), {}, ())


def test_whatever_the_tables_hold_is_escaped(tmp_path):
    record = hostile(tmp_path)
    shown = [
        *blocks(record),
        say(
            "<b>{f:population} {f:read_as} {q:words} {q:published}</b>".format(
                f=record.figures()[0], q=record.quotes()[0]
            )
        ),
        say("<script>"),
        prose.quotes(
            [
                replace(
                    record.quote("hp-safe"),
                    standing=Standing("clipped", "2021-06-01", outside=HOSTILE),
                )
            ]
        ),
    ]
    own = set(
        "p a ul li table thead tbody tr th td figure blockquote figcaption time span q".split()
    )
    for block in shown:
        assert set(re.findall(r"<(?!/)([^\s>]*)", block.html)) <= own
        attributes = re.sub(
            r'(class|href|datetime|scope)="[^"<>]*"',
            "",
            "".join(re.findall(r"<[^>]*>", block.html)),
        )
        assert '"' not in attributes


# ---- quotations and tables


def test_a_split_utterance_is_joined_in_order_and_shown_as_split(record):
    block = prose.quotes(record.quotes(["hp-safe", "hp-unfair", "hp-not-stop"]))
    assert block.html.count("<figure") == 2
    split = plain(block.html.partition("</figure>")[0])
    assert split.splitlines()[:2] == [
        "“We will not stop taking our people back”",
        "“But the ships must be safe.”",
    ]
    assert split.endswith("Harbour Post. Given in separate parts by the source.")


def test_a_part_without_its_other_parts_says_so(record):
    shown = plain(prose.quotes(record.quotes("hp-safe")).html)
    assert shown.endswith("A part of what the source gives in separate parts.")


def test_a_quotation_has_its_speaker_date_basis_and_source_and_no_basis_without_a_date(record):
    assert plain(prose.quotes(record.quotes("hp-comment")).html) == (
        "“They should all come home.”\nA reader, 5 May 2021 (stated). Harbour Post. A reader’s "
        "comment."
    )
    assert plain(prose.quotes(record.quotes("hp-unfair")).html).endswith(
        "Aske Lund (Port Minister, Port Ministry), no date given. Harbour Post. Quoted in part."
    )


def test_a_quotation_of_a_source_that_credits_a_translator_names_it_and_a_readers_comment_does_not(
    real,
):
    shown = [
        plain(prose.quotes([real.quote(id)]).html)
        for id in ("rfa-unreasonable", "kt-requests", "rfa-comment-later")
    ]
    assert ["Translated by Sovannarith Keo." in words for words in shown] == [True, False, False]


def test_a_table_has_no_column_for_words_where_none_are_held(tmp_path):
    cited = loaded(tmp_path, with_cited())
    for block in (
        prose.table(cited.figures(["ports-2018"])),
        prose.table(cited.events(["blog-landing"])),
    ):
        assert "ords</th>" not in block.html
        assert "<q>" not in block.html
        assert list(gate.refusals(block.html, block.evidence)) == []


def test_a_table_says_where_words_are_not_held_beside_those_that_are(tmp_path):
    record = loaded(tmp_path, with_cited())
    figures = record.figures(["ports-2018"])
    held = next(figure for figure in record.figures() if not figure.standing.is_cited)
    block = prose.table([*figures, held])
    link = '<td><a class="evidence" href="#e-ports-2018">not held</a></td>'
    assert link in block.html
    assert "<q>" in block.html


def test_a_table_has_a_row_for_each_figure_with_its_words(record):
    rows = plain(prose.table(record.figures(["hp-400", "pm-papers"])).html).splitlines()
    assert rows[1].split("\t")[:4] == [
        "more than 400 people",
        "“more than 400”",
        "sailors sent home from Graustark",
        "from 2011 to 2020",
    ]
    assert rows[2].startswith("62.5\u00a0%\t“62.5 percent”")


def test_a_table_says_which_number_the_record_doubts(record):
    doubted = replace(record.figure("hp-31"), doubt="Perhaps of another year")
    one, _ = rows_of(prose.table([doubted, record.figure("hp-400")]))
    assert (one[0], one[-2]) == ("31 people (doubted)", "Perhaps of another year")
    assert "Why doubted" not in plain(prose.table([record.figure("hp-400")]).html)
    assert dict(doubted.evidence()[0]["lines"])["Doubted"] == "Perhaps of another year"


def test_statements_name_all_actors_and_quote_the_source(record):
    row = plain(prose.table(record.events("pm-silence")).html).splitlines()[1].split("\t")
    assert row[:4] == [
        "at a date not given",
        "Seafarers’ League and Port Ministry",
        "The league sends no report",
        "“The Seafarers’ League sent no report”",
    ]


def test_words_left_outside_and_rows_not_verified_are_shown(tmp_path, record):
    assert "Left outside: “more than”." in plain(
        prose.table([clipped(tmp_path).figure("hp-400")]).html
    )
    stale = Record(record.tables, {}, ())
    for block in (
        prose.table(stale.figures()),
        prose.quotes(stale.quotes()),
        prose.table(stale.events()),
    ):
        assert "(unverified: the row changed" in plain(block.html)
    assert "unverified" not in plain(prose.table(record.figures()).html)


def test_nothing_to_show_is_said(record):
    assert plain(prose.quotes(record.quotes([])).html) == "No quotation in the record matches."
    assert (
        plain(prose.limits().html) == plain(prose.gaps([]).html) == "None that the record knows of."
    )


# ---- refusals and results


def test_a_refusal_is_shown_as_a_finding_with_its_reason(record):
    figures = record.figures(["hp-31", "hp-1250"])
    refused = derived.attempt(sums.total, record, figures)
    assert plain(prose.outcome(refused, figures).html) == (
        "For 31 people and about 1,250 people, no sum is given: the 31 and the about 1,250 are "
        "separate groups. Assumed: Nobody waits again. Only groups stated to be separate are "
        "added."
    )


def test_an_outcome_names_what_follows_and_what_it_assumes(real):
    both = real.figures(["kt-572", "kt-28"])
    before = derived.attempt(sums.before, real, *both)
    outcome = plain(prose.outcome(before, both).html)
    assert outcome.startswith(
        "From 572 people and 28 people we calculate 544 people, assuming that "
    )
    assert all(assumption in outcome for assumption in before.assumptions)


def test_limits_list_a_sentence_each_and_keep_its_evidence(record):
    block = prose.limits(f"{record.figure('hp-400')} came.", say(f"{record.figure('hp-31')} left."))
    assert block.html.count("<li>") == 2
    assert plain(block.html) == "More than 400 came.\n31 left."
    found = [item["id"] for item in gate.unique(block.evidence)]
    assert found == ["hp-400", "source-harbour-post", "hp-31"]


# ---- what the record does not establish


DATED = ("external", "guessed")
GAPS = {
    "relation": "31 people and about 1,250 people: Nobody says so",
    "assumed": "Only assumed, not reported: nobody says so.",
    "unknown": "No date is given: 31 people (2020); about 1,250 people (30 April 2021).",
    "external": "These dates rest on outside evidence: 31 people (2020, “in 2020” in the source); "
    "about 1,250 people (30 April 2021, “at the end of April” in the source).",
    "guessed": "These dates are assumed: 31 people (2020, “in 2020” in the source); about 1,250 "
    "people (30 April 2021, “at the end of April” in the source).",
    "told": "Only the Harbour Post reports: 31 people (2020); about 1,250 people (30 April 2021).",
    "quoted": "Of the texts held here, only Harbour Post quotes: 31 people (2020); "
    "about 1,250 people (30 April 2021).",
    "alone": "Only the Harbour Post reports these numbers: 31 people in 2020; about 1,250 people on 30 "
    "April 2021.",
    "unverified": "Not verified as they stand now: 31 people (2020); about 1,250 people (30 April "
    "2021).",
}


def test_every_kind_of_gap_has_its_words():
    assert {*GAPS, "also"} == set(prose.GAPS)


def test_what_others_report_elsewhere_is_told_with_the_number_where_they_hedge_it_otherwise(real):
    found = [
        gap for gap in unknowns.gaps(real, real.figures(["kt-1900", "kt-92"])) if gap.kind == "also"
    ]
    only = "Of the two articles only Khmer Times has"
    assert plain(prose.gaps(found).html).splitlines() == [
        f"{only} more than 1,900 people in December 2017; the Sacramento Bee has at least 1,900 "
        "people; VOA has at least 1,900 people.",
        f"{only} 92 people on 25 January 2018; Reuters reports it too.",
    ]


def test_a_number_that_its_speaker_is_given_with_otherwise_is_not_said_to_be_reported_also(real):
    [gap] = [
        gap for gap in unknowns.gaps(real, [real.figure("rfa-40-found")]) if gap.kind == "also"
    ]
    assert plain(prose.gaps([gap]).html) == (
        "Of the two articles only Radio Free Asia has 40 remains by 14 September 2017; Fresh News "
        "has at least 40 people (Americans found in Cambodia, by Hun Sen)."
    )


def test_what_stands_in_a_copy_is_from_who_published_it_first(tmp_path):
    write_record(tmp_path, with_cited())
    record = Record.load(tmp_path, "record")
    gap = Gap("alone", (record.figure("ports-2018"),))
    assert plain(prose.gaps([gap]).html) == "Only Port Ministry reports 9 people in 2018."


def test_an_event_that_others_report_elsewhere_is_told_with_its_date(real):
    found = [gap for gap in unknowns.gaps(real, [real.event("kt-ruling")]) if gap.kind == "also"]
    assert plain(prose.gaps(found).html) == (
        "Of the two articles only Khmer Times reports: a district judge blocks immediate "
        "deportations (25 January 2018); the US District Court for the Central District of "
        "California reports: a judge signs a preliminary injunction against the removals (25 "
        "January 2018)."
    )


def test_no_source_is_credited_with_more_than_its_own_row_of_an_event_holds(real):
    [gap] = [
        gap for gap in unknowns.gaps(real, [real.event("kt-risch-meeting")]) if gap.kind == "also"
    ]
    said = plain(prose.gaps([gap]).html)
    assert said.startswith(
        "Of the two articles only Khmer Times reports: Sar Kheng, meeting Carl Risch, asks for "
        "more funding for deportees (February 2018); "
    )
    assert said.endswith(
        "Reuters reports: Carl Risch meets Sar Kheng; returns are to start again (9 February 2018)."
    )


@pytest.mark.parametrize("kind", GAPS)
def test_a_gap_is_worded_as_a_sentence_that_leads_to_what_it_touches(record, kind):
    items = record.figures(["hp-31", "hp-1250"])
    block = prose.gaps([Gap(kind, items, "nobody says so")])
    assert plain(block.html) == GAPS[kind]
    assert {"hp-31", "hp-1250", "source-harbour-post"} <= {item["id"] for item in block.evidence}


def test_quotes_and_events_in_a_gap_are_named_by_speaker_and_by_title(record):
    items = (record.quote("hp-unfair"), record.event("hp-published"), record.event("pm-silence"))
    assert plain(prose.gaps([Gap("external", items)]).html) == (
        "These dates rest on outside evidence: words of Aske Lund; the article is published (4 May "
        "2021); the league sends no report."
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, "31 people (2020, “in 2020” in the source)"),
        ({"period_text": ""}, "31 people (2020)"),
        (
            {"period": dates.parse("2018-10-01/2019-09-30"), "period_text": ""},
            "31 people (fiscal 2019)",
        ),
    ],
)
def test_a_date_known_otherwise_stands_with_the_words_of_the_source(record, cells, said):
    figure = replace(record.figure("hp-31"), **cells)
    outside, guessed = (plain(prose.gaps([Gap(kind, (figure,))]).html) for kind in DATED)
    assert outside == f"This date rests on outside evidence: {said}."
    assert guessed == f"This date is assumed: {said}."


# ---- tables of quotations, events and dates


def rows_of(block: prose.Block) -> list[list[str]]:
    return [line.split("\t") for line in plain(block.html).splitlines()[1:]]


def test_a_statement_is_shown_with_who_when_and_whose_words_it_is_in(record):
    items = [record.quote("hp-safe"), record.event("pm-silence")]
    assert [row[:5] for row in rows_of(prose.table(items, prose.STATEMENTS))] == [
        [
            "Aske Lund (Port Minister, Port Ministry)",
            "3 May 2021",
            "“But the ships must be safe.”",
            "The speaker’s",
            "Harbour Post",
        ],
        [
            "Seafarers’ League and Port Ministry",
            "no date given",
            "“The Seafarers’ League sent no report”",
            "The source’s",
            "Port Ministry",
        ],
    ]


def test_the_day_of_publication_of_a_source_is_shown_with_how_it_is_known(record):
    shown = rows_of(prose.table([record.quote("hp-safe")], prose.PUBLISHED))
    assert [row[:3] for row in shown] == [["Harbour Post", "4 May 2021", "stated"]]
    block = prose.table([record.quote("hp-safe")], prose.PUBLISHED)
    assert set(links(block.html)) == {"source-harbour-post"}


def test_what_words_take_for_granted_stands_below_them(record):
    quote = replace(record.quote("hp-safe"), presupposes="ships had been unsafe")
    shown = plain(prose.quotes([quote]).html)
    assert "Takes for granted that ships had been unsafe." in shown
    assert "Takes for granted" not in plain(prose.quotes([record.quote("hp-safe")]).html)
    with pytest.raises(ProseError, match='"9,999" is not reported by their evidence'):
        prose.quotes([replace(quote, presupposes="9,999 ships had been unsafe")])


def test_a_date_is_shown_with_how_it_is_known(record):
    items = [record.figure("hp-400"), record.quote("hp-unfair"), record.event("hp-published")]
    assert [row[:4] for row in rows_of(prose.table(items, prose.DATES))] == [
        ["More than 400 people", "2011 to 2020", "resolved from the text", "Harbour Post"],
        ["Words of Aske Lund", "no date given", "not known", "Harbour Post"],
        ["The article is published", "4 May 2021", "stated", "Harbour Post"],
    ]
    first, *_ = rows_of(prose.table(items, prose.DATES_OF_WORDS))
    assert first[:3] == ["More than 400 people", "“more than 400”", "2011 to 2020"]


def test_the_body_behind_a_speaker_is_the_topmost(record):
    quotes = record.quotes(["hp-unfair", "hp-passage", "hp-safe"])
    bodies = voices.by_body(quotes)
    assert [row[:3] for row in rows_of(prose.table(bodies, prose.BODIES))] == [
        ["The Port Ministry", "Aske Lund (Port Minister, Port Ministry)", "Harbour Post"],
        ["Harbour Post", "Harbour Post", "Harbour Post"],
    ]


def test_words_that_an_editor_put_in_are_set_off_and_named(record):
    quote = record.quote("hp-safe")
    quote = replace(
        quote, span=replace(quote.span, exact="But the ships [of the line] must be safe.")
    )
    block = prose.quotes([quote])
    assert "<q>But the ships <i>[of the line]</i> must be safe.</q>" in block.html
    assert "Words in brackets are an editor’s." in plain(block.html)
    assert "editor" not in plain(prose.quotes(record.quotes("hp-safe")).html)


def test_a_name_that_holds_a_number_leads_to_the_record_that_bears_it(record):
    figure = record.figure("hp-31")
    figure = replace(figure, source=replace(figure.source, publisher="Channel 4"))
    assert '<a class="evidence" href="#e-hp-31">Channel 4</a>' in prose.table([figure]).html


# ---- editions, gaps and relations


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_a_revision_is_a_row_with_both_editions(public):
    found = editions.revisions(public, public.figures(population_id="dhs-removals"))
    rows = plain(prose.table(found, prose.REVISIONS).html).splitlines()
    assert len(rows) == 1 + len(found)
    assert rows[-1].split("\t")[:3] == [
        "Fiscal 2003",
        "58, DHS Yearbook of Immigration Statistics 2003, table 43",
        "66, DHS Yearbook of Immigration Statistics 2008, table 37",
    ]


def test_a_gap_is_a_row_with_its_reason(public):
    gaps = public.gaps(["dhs-fy2021-removals-ed2022", "dhs-fy2011-removals-corgis"])
    rows = [row.split("\t") for row in plain(prose.missing(gaps).html).splitlines()]
    assert rows[0][:4] == ["When", "Who would be counted", "What stands there", "Table"]
    assert [(row[0], row[2]) for row in rows[1:]] == [
        ("Fiscal 2011", "not given: no line for it in the table"),
        ("Fiscal 2021", "not given: withheld by the office that publishes the table"),
    ]


def test_a_sum_of_parts_is_a_row_with_what_it_is_added_from(public):
    gap = public.gap("dhs-fy2011-removals-corgis")
    parts = ["dhs-removals-convicted", "dhs-removals-not-convicted"]
    rows = plain(prose.table([sums.made_up(public, gap, parts)], prose.SUMS).html).splitlines()
    when, total, formula, table = rows[1].split("\t")[:4]
    assert (when, total, formula) == ("Fiscal 2011", "89", "74 + 15")
    assert table.startswith("CORGIS immigration dataset")


def test_a_relation_is_a_row_and_says_why_where_no_source_states_it(public):
    stocks = public.figures(["kt-1900", "kt-1412", "detained-2019-spring"])
    rows = [
        row.split("\t")
        for row in plain(
            prose.table(overlaps.relations(public, stocks), prose.RELATIONS).html
        ).splitlines()[1:]
    ]
    assert [(row[1], row[3]) for row in rows] == [
        ("is part of", "The source says so."),
        ("is part of", public.relation("final-order-detained", "final-order").note),
        ("not known how it relates to", "The record does not say how these groups overlap."),
    ]


def test_a_number_that_does_not_fit_is_a_row_with_what_the_others_make_and_from_what(public):
    names = ("memorandum-returns", "repatriated")
    clashes = ledgers.ledger(public, public.figures(population_id=names)).breaks()
    rows = plain(prose.table(clashes, prose.CLASHES).html).splitlines()
    assert rows[1].split("\t")[:4] == [
        "572 people by February 2018",
        "General department of immigration",
        "at least 575 people",
        "566 + 9",
    ]


def test_a_share_is_a_row_with_its_part_and_its_whole(public):
    part, whole = public.figures(["kt-1412", "kt-1900"])
    [share] = derived.results(derived.attempt(rates.share, public, part, whole))
    block = prose.table([share], prose.SHARES)
    assert plain(block.html).splitlines()[1].split("\t")[:6] == [
        "1,412 people",
        "Cambodian nationals with a final order of removal and criminal convictions",
        "more than 1,900 people",
        "Cambodian nationals with a final order of removal",
        "in December 2017",
        "at most 74.3\u00a0%",
    ]
    assert {"kt-1412", "kt-1900"} <= {item["id"] for item in gate.unique(block.evidence)}


def test_a_share_of_a_small_group_is_told_in_its_own_numbers(public):
    part, whole = public.figures(["detained-convicted-2019-spring", "detained-2019-spring"])
    [share] = derived.results(derived.attempt(rates.share, public, part, whole))
    block = prose.table([share], prose.SHARES)
    assert plain(block.html).splitlines()[1].split("\t")[5].startswith("41 of 45")
    assert share.id in block.html


def test_a_number_that_a_single_count_does_not_fit_has_no_sum(public):
    figures = public.figures(["returned-2017-12-20", "returned-2018-04-05"])
    year = replace(figures[0], period=figures[1].period, bound=Bound.of("exact", 9))
    clashes = ledgers.ledger(public, [replace(year, measure="cumulative"), figures[1]]).breaks()
    rows = plain(prose.table(clashes, prose.CLASHES).html).splitlines()
    assert rows[1].split("\t")[3] == "that count alone"


def test_why_numbers_are_not_added_is_told_with_links_to_both(public):
    figures = public.figures(["kt-1900", "kt-1412"])
    refused = derived.attempt(sums.total, public, figures)
    block = prose.outcome(refused, figures)
    assert plain(block.html) == (
        "For more than 1,900 people and 1,412 people, no sum is given: the 1,412 are part of the "
        "more than 1,900. The source words those with convictions as a part: “of whom”. Only groups stated "
        "to be separate are added."
    )
    assert block.html.count('href="#e-kt-1412"') == block.html.count('href="#e-kt-1900"') == 2


def test_a_table_of_clues_says_what_each_leaves_and_what_is_left_without_it():
    real = Record.load(scope="record")
    given = {"risch-meets-sar-kheng": "this month", "effigies-burned": "older neighbour"}
    found = [clues.clue(way, real.event(id)) for id, way in given.items()]
    found[0] = clues.clue("this month", *real.events(["risch-meets-sar-kheng", "kt-risch-meeting"]))
    left = [clues.without("kt", found, clue) for clue in found]
    block = prose.clues(found, clues.window("kt", found), left, found[0].words[0])
    first, second = [line.rstrip("\t") for line in plain(block.html).splitlines()[1:]]
    assert first.startswith(
        "Carl Risch meets Sar Kheng; returns are to start again (9 February 2018, stated)\t“Ear"
    )
    assert first.endswith(
        "not before 9 February 2018 and not after 28 February 2018\tan end stays open"
    )
    assert "\tsee the note on its date\t" in second
    assert second.endswith(": not before 23 February 2018\tbetween 9 and 28 February 2018")
