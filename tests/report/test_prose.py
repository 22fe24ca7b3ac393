"""Sentences, answers, lists and tables take what they say from evidence alone, and leave out what is
false.
"""

import re

import pytest
from records import loaded
from shown import rows_of

from analysis.errors import ProseError, Refusal
from analysis.measures import clues, derived, rates, sums
from analysis.measures.findings import Finding
from analysis.measures.unknowns import Gap
from analysis.record.record import Record
from analysis.record.references import MIME
from analysis.report import gate, prose, table_columns
from analysis.report.prose import answer, choose, limits, say
from analysis.report.wording import plain


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


# ---- sentences


def test_evidence_in_an_f_string_is_worded_linked_and_carried(record):
    figures = record.figures(["hp-400", "hp-31"])
    block = say(f"{figures[0]:speaker} counts {figures:unit}.")
    assert plain(block.html) == "The Port Ministry counts more than 400 people and 31 people."
    assert {"hp-400", "hp-31"} <= {row["id"] for row in block.evidence}


@pytest.mark.parametrize("value", [31, 31.5, {"a": 1}, object()])
def test_a_value_that_is_no_text_is_no_sentence(value):
    with pytest.raises(ProseError, match="is no text; put evidence into a sentence"):
        say(value)


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


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("{a:unit} is far more than {b:unit}.", '"more than" hedges {hp-400}'),
        ("{a:unit} exceed the {b:unit}.", '"exceed" is not known to be true'),
        ("From {a:unit} it rose to {c:unit}, then fell to {a:unit}.", ""),
        ("From {a:unit} it fell to {c:unit}.", '"fell" is not known to be true of'),
        ("Whether {a:unit} exceed the {b:unit} is not known.", ""),
        ("Exactly {b:unit} came.", '"Exactly" stands beside "more than 400"'),
        ("{a:unit} came, said Hun Sen.", 'names "Hun", which stands in no evidence'),
        ("{a:unit} came, says the Port Ministry.", ""),
        ("{a:unit} came, or {b}. If there were no more, all is told.", ""),
        ("{a:unit} {d:when}", "{hp-310} gives {hp-31} the date of something else"),
        ("Hun Sen lied.", 'names "Sen", which stands in no evidence'),
        ("Almost all came.", '"Almost all" states how many'),
        ("About {a:unit} came.", '"About" hedges {hp-31}'),
        ("The parts add up to {a:unit}.", ""),
    ],
)
@pytest.mark.parametrize("tell", [say, answer, prose.limits])
def test_a_sentence_of_a_notebook_is_held_to_its_evidence(record, tell, words, wrong):
    ids = {"a": "hp-31", "b": "hp-400", "c": "pm-34", "d": "hp-310"}
    text = words.format(**{name: record.figure(id) for name, id in ids.items()})
    if not wrong:
        assert tell(text)
        return
    with pytest.raises(ProseError) as error:
        tell(text)
    assert wrong in str(error.value)


# ---- the answer


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


# ---- the text for a finding


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


# ---- lists and tables


def test_limits_list_a_sentence_each_and_keep_its_evidence(record):
    block = prose.limits(f"{record.figure('hp-400')} came.", say(f"{record.figure('hp-31')} left."))
    assert block.html.count("<li>") == 2
    assert plain(block.html) == "More than 400 came.\n31 left."
    found = [item["id"] for item in gate.unique(block.evidence)]
    assert found == ["hp-400", "source-harbour-post", "hp-31"]


def test_nothing_to_show_is_said(record):
    assert plain(prose.quotes(record.quotes([])).html) == "No quotation in the record matches."
    assert (
        plain(prose.limits().html) == plain(prose.gaps([]).html) == "None that the record knows of."
    )


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


@pytest.mark.parametrize("columns", [{"Who": lambda _: "Hun Sen"}, {"What Hun Sen counts": "unit"}])
def test_a_cell_and_a_heading_name_nobody_of_whom_the_rows_are_not(record, columns):
    with pytest.raises(ProseError, match=r'names "(Hun|Sen)", which stands in no evidence'):
        prose.table(record.figures(["hp-31"]), columns)
    assert prose.table(record.figures(["hp-31"]), {"By the Port Ministry": "unit"})


def test_a_table_without_rows_is_none_so_that_a_cell_shows_nothing(record):
    assert prose.table(record.figures([])) is None
    assert prose.table([], table_columns.DATES) is None


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


def test_a_note_or_a_refusal_brings_in_no_number(record):
    a, b = record.figures(["hp-31", "pm-34"])
    with pytest.raises(ProseError, match='"9,999" is not reported by their evidence'):
        prose.gaps([Gap("relation", (a, b), "9,999 are in both")])
    with pytest.raises(ProseError, match='"9,999" is not reported'):
        prose.outcome(Refusal("x", "nobody knows, but 9,999 came", "ask"), [a])
