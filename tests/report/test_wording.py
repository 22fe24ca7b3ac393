"""Each piece of evidence is worded as a careful editor would: units, dates, names, and no more than
it says.
"""

import math
import re
from dataclasses import replace
from fractions import Fraction

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from records import loaded, with_cited
from sentences import refusal, words

from analysis.errors import BoundError, ProseError
from analysis.measures import ledgers, rates, sums
from analysis.measures.derived import Derived
from analysis.measures.findings import Finding
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import Noun, Unit
from analysis.record.record import Record
from analysis.report import gate, prose, wording
from analysis.report.prose import say
from analysis.report.wording import plain


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


# ---- wording


def test_what_is_only_cited_is_named_so_and_quotes_nobody(tmp_path):
    cited = loaded(tmp_path, with_cited())
    assert words("{f}", f=cited.figures(["ports-2018"])) == "9"
    assert words("{e}", e=cited.events(["blog-landing"])) == "Sailors land"
    assert "<q>" not in wording.quoted(cited.event("blog-landing"))


def test_a_list_is_joined_with_commas_and_and(record):
    assert words("{f}", f=record.figures(["hp-31"])) == "31"
    assert words("{f}", f=record.figures(["hp-31", "pm-34"])) == "31 and 34"
    assert (
        words("{f}", f=record.figures(["hp-31", "pm-34", "hp-400"])) == "31, 34 and more than 400"
    )
    assert wording.listed([]) == ""


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
    assert (
        words(
            "So: {f:unit}", f=replace(record.figure("hp-31"), bound=bound, unit=record.unit(unit))
        )
        == f"So: {said}"
    )


def test_numbers_stand_with_what_they_count(record):
    figures = record.figures(["hp-310", "pm-34"])
    assert words("{f:unit}", f=figures) == "310 people and 34 people"
    assert words("{f:population}", f=figures) == (
        "Waiting sailors without papers and sailors sent home from Graustark"
    )


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
    assert (
        wording.time(dates.parse(text))
        == f'<time datetime="{text}" class="date">{dates.parse(text).words()}</time>'
    )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("2017?", ["2017 (uncertain)"]),
        ("/2018-02", ["by February 2018"]),
        ("2002/..", ["since 2002"]),
        ("2002/", ["2002 to an unknown end"]),
        ("1975/2000", ["1975", "to 2000"]),
        ("[2018-02-23..2018-02-28]", ["between 23", "and 28 February 2018"]),
    ],
)
def test_a_date_that_html_cannot_hold_is_no_time_element_and_breaks_only_between_its_ends(
    text, pieces
):
    assert wording.time(dates.parse(text)) == " ".join(
        f'<span class="date">{piece}</span>' for piece in pieces
    )
    assert " ".join(pieces) == dates.parse(text).words()


def test_aspects_name_words_source_and_period(record):
    figure, quote = record.figure("hp-400"), record.quote("hp-unfair")
    assert words("In {f:publisher} of {f:published}: {f:words}; {f:read_as}.", f=figure) == (
        "In Harbour Post of 4 May 2021: “more than 400”; the words “since 2011” are read "
        "as 2011 to 2020, resolved from the text."
    )
    wordless = replace(figure, period_text="", period_basis="assumed")
    assert words("{f:read_as}.", f=wordless) == "Its period is 2011 to 2020, assumed."
    assert (
        words("By {q:introduced}, {q:date}.", q=quote)
        == "By Aske Lund of the Port Ministry, no date given."
    )


def test_an_event_is_told_in_the_records_own_words(record):
    assert words("{e:title}.", e=record.event("pm-silence")) == "The league sends no report."
    assert 'it has no "title"' in refusal("{f:title}", f=record.figure("hp-31"))


def test_a_derived_number_is_this_records_own(record):
    before = sums.before(record, record.figure("hp-400"), record.figure("hp-31"))
    assert words("As {b:speaker} has it, {b:unit} {b:when}: {b:population}.", b=before) == (
        "As this record has it, at least 370 people from 2011 to 31 December 2019: sailors sent "
        "home from Graustark."
    )


def test_a_sentence_begins_with_a_capital_but_a_quotation_stays_as_it_is(record):
    figure, quote = record.figure("hp-400"), record.quote("hp-unfair")
    assert words("{f:unit} came.", f=figure) == "More than 400 people came."
    assert words("{q:words} it was.", q=quote) == "“unfair” it was."


def test_assumptions_are_named_once_each_and_not_at_all_where_there_are_none(record):
    pair = record.figure("hp-31"), record.figure("pm-34")
    found = [
        Finding("agree", pair),
        Finding("agree", pair, ("a is b",)),
        Finding("open", pair, ("a is b", "c is d")),
    ]
    assert (
        words("Both hold{found:assuming}.", found=found)
        == "Both hold, assuming that a is b; and c is d."
    )
    assert words("Both hold{found:assuming}.", found=found[0]) == "Both hold."
    assert (
        words("It assumes that {found:assumptions}.", found=found[1]) == "It assumes that a is b."
    )


def test_words_of_another_language_than_english_say_which(tmp_path):
    rows = with_cited()
    rows["sources"]["bulletin"]["language"] = "fr"
    record = loaded(tmp_path, rows)
    foreign, english = record.figure("pm-34"), record.figure("hp-31")
    assert wording.quoted(foreign).startswith('<q lang="fr">')
    assert wording.quoted(english).startswith("<q>")
    assert plain(wording.quoted(foreign))[0] == "“"
    assert wording.capitalised(wording.quoted(foreign)) == wording.quoted(foreign)
    assert foreign.source.brief()["language"] == "fr"
    assert "language" not in english.source.brief()


def test_plain_words_keep_quotation_marks_rows_and_special_characters():
    assert plain("<ul><li><q>a &lt; b</q> &amp; c</li><li>d</li></ul>") == "“a < b” & c\nd"
    assert plain("<table><tr><td>a</td><td>b</td></tr></table>") == "a\tb"


def test_only_what_says_that_it_is_markup_stays_as_it_is():
    assert wording.markup("<q>{}{}</q>", "a < b", Markup("<i>c</i>")) == "<q>a &lt; b<i>c</i></q>"


@pytest.mark.parametrize("kind", [str, Markup])
@pytest.mark.parametrize(
    ("words", "begun"),
    [
        ("boats", "Boats"),
        ("<a>boats</a>", "<a>Boats</a>"),
        ("<q>boats</q>", "<q>boats</q>"),
        ("", ""),
    ],
)
def test_a_sentence_begun_with_a_capital_is_markup_if_it_was(kind, words, begun):
    assert wording.capitalised(kind(words)) == begun
    assert type(wording.capitalised(kind(words))) is kind


@pytest.mark.parametrize("aspect", ["", "unit", "population", "in_year", "speaker", "published"])
def test_what_a_placeholder_shows_is_markup(real, aspect):
    assert type(wording.worded(real.figure("kt-28"), aspect)) is Markup


# ---- averages and times


def test_an_average_and_a_time_are_worded_with_their_units(real):
    total, latest, stock = real.figure("kt-500"), real.figure("kt-28"), real.figure("kt-1412")
    left = sums.before(real, total, latest)
    earlier, pace = rates.average(left), rates.average(latest)
    time = rates.years_at_pace(real, stock, pace, {"deported-convicted": ["final-order-convicted"]})
    assert words("{a:unit}", a=earlier) == "At least 31 people a year"
    assert words("{t:unit}", t=time) == "About 50 years"
    assert wording.noun([earlier, pace]) == "people a year"


@given(low=st.integers(1, 400_000), more=st.integers(0, 400_000), days=st.integers(1, 40_000))
def test_a_sentence_on_an_average_states_no_more_than_its_bound(low, more, days):
    bound = Bound(Fraction(low), Fraction(low + more + 1)) / Fraction(days, 365)
    unit = Unit("persons", Noun("people", "person")).a_year()
    derived = Derived("a", "a", bound, unit, "a", (object(),))  # type: ignore[arg-type]
    said = bounds.read(derived.label())
    assert said.low <= bound.low
    assert bound.high <= said.high


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
    assert bounds.read(
        words("So {f:unit}.", f=replace(record.figure("hp-31"), bound=Bound.of("about", value)))
    ).about


@given(
    part=counts,
    extra=counts,
    kinds=st.tuples(*[st.sampled_from(["exact", "more_than", "at_least"])] * 2),
)
def test_a_share_of_hedged_numbers_is_worded_no_narrower_than_it_is(record, part, extra, kinds):
    some = replace(record.figure("pm-convicted"), bound=Bound.of(kinds[0], int(part)))
    every = replace(record.figure("pm-34"), bound=Bound.of(kinds[1], int(part + extra) + 1))
    share = rates.share(record, some, every)
    try:
        said = bounds.read(words("It is {s}.", s=share).replace("\u00a0%", ""))
    except BoundError:  # the words are "any number": no limit at all
        return
    if share.bound.low != share.bound.high:
        assert said.low <= share.bound.low
        assert said.high >= share.bound.high


@given(text=strategies.edtf_dates())
def test_a_date_is_worded_with_no_day_or_month_that_it_does_not_have(record, text):
    date = dates.parse(text)
    said = words("So {f:when}.", f=replace(record.figure("hp-31"), period=date))
    readings = dates.read(said)
    assert {reading.year for reading in readings} <= {*years(date), None}
    days = {point.day for point in (date.start, date.end) if point}
    assert {reading.day or 0 for reading in readings} <= days | {0}


def years(date: Date) -> set[int]:
    """The years of both ends and, as fiscal years are named after their ends, of those between."""
    ends = [point.year for point in (date.start, date.end) if point]
    return set(range(min(ends), max(ends) + 1)) if ends else set()


def test_the_noun_of_a_chart_is_that_of_all_its_numbers(record):
    assert wording.noun([record.figure("hp-31"), record.figure("hp-400")]) == "people"
    assert wording.noun([record.figure("pm-papers")]) == "%"
    with pytest.raises(ProseError, match="counts percent and persons"):
        wording.noun([record.figure("hp-31"), record.figure("pm-papers")])


def test_titles_of_events_are_set_apart_by_semicolons(record):
    titles = words(
        "Reported: {events:title}.",
        events=[record.event("hp-published"), record.event("pm-silence")],
    )
    assert titles == "Reported: the article is published; the league sends no report."


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("The boats sail", "the boats sail"),
        ("A boat sinks", "a boat sinks"),
        ("Those at sea return", "those at sea return"),
        ("Boats sail", "Boats sail"),
        ("Theodor Lund speaks", "Theodor Lund speaks"),
        ("Anna Lund speaks", "Anna Lund speaks"),
    ],
)
def test_a_title_loses_its_capital_inside_a_sentence_only_where_it_opens_with_no_name(
    record, title, inside
):
    event = replace(record.event("hp-published"), title=title)
    assert words("Reported: {e:title}.", e=event) == f"Reported: {inside}."
    assert words("{e:title}.", e=event) == f"{title}."


@pytest.mark.parametrize(
    ("aspect", "id", "links"),
    [
        ("unit", "hp-310", ["310 people"]),
        ("population", "hp-310", []),
        ("words", "hp-published", ["4 May 2021"]),
    ],
)
def test_of_a_number_and_an_event_in_a_sentence_only_numbers_names_and_quoted_words_are_links(
    record, aspect, id, links
):
    html = say(f"So {record.items([id]):{aspect}}.").html
    assert [plain(found).strip("“”") for found in re.findall(r"<a .*?</a>", html)] == links


def test_limits_say_the_same_thing_once(record):
    twice = [say(f"{record.figure('hp-400')} came.")] * 2
    assert prose.limits(*twice).html.count("<li>") == 1


# ---- editions and periods


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_a_fiscal_year_is_named_as_one_and_any_other_period_as_it_stands(public, real):
    assert (
        words("{x:in_year}.", x=public.figure("ice-fy2017-removals")) == "29 people in fiscal 2017."
    )
    assert words("{x:in_year}.", x=real.figure("kt-28")) == "28 people in 2017."
    assert words("In {x:year}.", x=public.gap("dhs-fy2021-removals-ed2022")) == "In fiscal 2021."


def test_several_fiscal_years_are_called_fiscal_once(public):
    gaps = public.gaps(population_id="dhs-removals-convicted", reason="withheld")[:3]
    assert words("In {x:year}.", x=gaps) == "In fiscal 2015, 2016 and 2017."
    mixed = [gaps[0], public.figure("kt-28")]
    assert words("In {x:year}.", x=mixed) == "In fiscal 2015 and 2017."


def test_an_edition_is_named_by_its_table_and_the_press_by_its_publisher(public):
    named = [
        wording.edition(public.figure(id))
        for id in ("dhs-fy2001-removals-ed2008", "ice-fy2017-removals")
    ]
    assert named == ["DHS Yearbook of Immigration Statistics 2008, table 37", "Khmer Times"]


def test_a_remark_is_told_in_its_own_words(record):
    figure = record.figure("hp-310")
    remark = ledgers.Remark("r", "what is left", "310 of them", (figure,))
    assert words("{r}.", r=remark) == "310 of them."


def test_a_gap_is_dated_by_the_period_for_which_no_number_is_given():
    gap = Record.load(scope="record").gap("dhs-fy2021-removals-ed2022")
    assert words("{g:when}: {g}.", g=gap) == (
        "In fiscal 2021: not given: withheld by the office that publishes the table."
    )


def test_what_a_quotation_does_is_said_in_words_and_of_one_that_is_about_nothing_that_it_takes_no_position(
    record,
):
    asks = replace(
        record.quote("hp-safe"),
        stance=record.term("quotes", "stance", "asks"),
        target=record.term("quotes", "target", "remains_search"),
    )
    assert wording.stance(asks) == "asks for the search for remains"
    assert wording.stance(record.quote("hp-unfair")) == "takes no position"


def test_words_that_report_a_request_ask_for_nothing(real):
    assert real.quote("kt-requests").stance == "reports"


def test_words_in_translation_are_called_so_where_they_are_counted(real):
    sides = {"KH": "Cambodia"}
    told = [
        wording.side_and_sources([real.quote(id)], sides) for id in ("rfa-prepared", "kt-requests")
    ]
    assert told == ["Cambodia, Radio Free Asia, in translation", "Cambodia, Khmer Times"]


def test_the_number_in_the_label_of_an_event_leads_to_its_figure_and_the_words_to_the_event():
    event = Record.load(scope="record").event("arrival-2018-04-05")
    told = say(f"{event:title}.")
    assert plain(told.html) == "A group of 43 deportees arrives."
    assert '<a class="evidence" href="#e-returned-2018-04-05">43</a>' in told.html
    assert list(gate.refusals(told.html, told.evidence)) == []


def test_a_link_around_words_that_hold_a_link_stands_on_either_side_of_it(record):
    inner = wording.link(record.figure("hp-31"), "31")
    event = record.event("pm-silence")
    marked = wording.link(event, "silent on " + inner + " sailors")
    assert marked == wording.link(event, "silent on ") + inner + wording.link(event, " sailors")
    assert wording.link(event, inner + " ") == inner + " "


def test_what_is_only_known_from_above_happened_by_a_day_or_in_or_before_a_year(real):
    assert words("{x:title} {x:when}.", x=real.event("kt-arrest")) == (
        "Kem Sokha is arrested in or before 2017."
    )
    assert words("So {x:when}.", x=real.event("rfa-voluntary")) == "So by 14 September 2017."


def test_the_number_in_a_label_is_a_link_of_its_own_with_no_link_beside_it():
    landing = Record.load(scope="record").event("arrival-2018-04-05")
    words = wording.leading(landing, wording.title(landing))
    assert wording.plain(words) == "a group of 43 deportees arrives"
    assert re.findall("<a [^>]*>([^<]*)</a>", words) == ["43"]
    assert "<a " in wording.leading(landing, "Channel 4")
    beside = wording.leading(landing, Markup("The first <a href='#e-boats'>six</a> boats"))
    assert re.findall("<a [^>]*>([^<]*)</a>", beside) == ["The first ", "six"]


def test_a_note_with_a_number_of_its_own_stands_in_the_entry_alone():
    record = Record.load(scope="record")
    plain, numbered = record.figure("expected-2017-12-18-bee"), record.figure("arrivals-2011-risc")
    assert "one fewer" in numbered.note
    assert wording.note(plain, None, numbered) == "From court records. The flight was blocked."
