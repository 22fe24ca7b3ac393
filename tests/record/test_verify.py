"""What is verified, against what, and what the receipt then vouches for."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from records import TEXTS, span, valid_rows, with_cited, write_record, write_texts
from verifying import DAY, codes, messages, verified, without_context

from analysis.errors import UnusableInput
from analysis.record.csvfiles import source_dirs
from analysis.record.tables import read_tables
from analysis.record.verify import (
    ANCHORED,
    RECEIPT,
    UNVOUCHED,
    Standing,
    Verification,
    days_to_come,
    held_texts,
    is_quoted,
    read_receipt,
    receipt_bytes,
    row_digest,
    row_key,
    standing,
)
from analysis.text.cuts import clips

LATER = date(2022, 7, 2)
POST = {"harbour-post": TEXTS["harbour-post"]}
CLIPPED = span("harbour-post", "stop taking our people back")


@pytest.fixture
def rows():
    return valid_rows()


@pytest.fixture
def run(tmp_path) -> Callable[..., Verification]:
    """Verify rows in a folder of their own; see `verified`."""
    return partial(verified, tmp_path)


# Verdicts


def test_a_sound_record_verifies_row_by_row(run, rows):
    outcome = run(rows)
    assert outcome.problems == []
    assert outcome.verdicts == {"verbatim": sum(len(rows[table]) for table in ANCHORED)}
    assert {table: set(entries) for table, entries in outcome.receipt.items()} == {
        **{table: set(rows[table]) for table in ("figures", "quotes", "events")},
        "exclusions": {"harbour-post:{start}-{end}".format(**rows["exclusions"]["second"])},
    }


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("figures", "hp-31", {"exact": "32 Ruritanian sailors"}),
        ("figures", "hp-31", {"prefix": "Graustark took in "}),
        ("figures", "hp-310", {"suffix": " have papers."}),
        ("quotes", "hp-not-stop", {"exact": "We will now stop taking our people back"}),
        ("events", "hp-published", {"exact": "5 May 2021"}),
        ("exclusions", "second", {"exact": "Second"}),
    ],
)
def test_an_altered_row_is_named_and_left_out_of_the_receipt(run, rows, table, key, cells):
    rows[table][key] |= cells
    outcome = run(rows)
    assert codes(outcome) == ["V03"]
    assert f"{table}.csv" in messages(outcome)
    assert "column exact: V03 altered: " in messages(outcome)
    assert {name: len(rows[name]) - len(outcome.receipt[name]) for name in ANCHORED} == {
        name: int(name == table) for name in ANCHORED
    }


def test_every_problem_is_reported_not_the_first(run, rows):
    for key in ("hp-31", "pm-34"):
        rows["figures"][key]["exact"] += "x"
    assert codes(run(rows)) == ["V03", "V03"]


def test_offsets_of_other_words_are_altered(run, rows):
    rows["events"]["hp-commented"] |= {"start": "0", "end": "10"}
    assert ", not at 0-10; empty start and end and run fill" in messages(run(rows))


def test_typographic_changes_pass_as_typographic(run, rows):
    rows["events"]["pm-silence"]["exact"] = "The Seafarers' League sent no report"
    outcome = run(rows)
    assert outcome.problems == []
    assert outcome.receipt["events"]["pm-silence"]["verdict"] == "typographic"


def test_an_ellipsis_that_changes_nothing_passes_as_elided(run, rows):
    whole = without_context("harbour-post", "in Graustark at the end of April")
    rows["events"]["pm-silence"] |= whole | {"exact": "in Graustark … April"}
    outcome = run(rows)
    assert outcome.problems == []
    assert outcome.receipt["events"]["pm-silence"]["verdict"] == "elided"


def test_an_ellipsis_that_swallows_a_negation_is_altered(run, rows):
    rows["quotes"]["hp-not-stop"]["exact"] = "We will … stop taking our people back"
    assert 'altered: an ellipsis leaves out "not"' in messages(run(rows))


def test_a_clipped_row_fails_and_names_the_words_left_outside(run, rows):
    rows["quotes"]["hp-not-stop"] |= CLIPPED
    outcome = run(rows)
    assert codes(outcome) == ["V03"]
    assert (
        'take in the words left outside ("We will not"), or give the reason in a few words in note'
        in messages(outcome)
    )
    assert "hp-not-stop" not in outcome.receipt["quotes"]


NO_REASONS = [
    "clipped:",
    "clipped: x",
    "clipped: - - -",
    "clipped: see above",
    "clipped, a b c",
    "unclipped: a b c",
]


@pytest.mark.parametrize("note", NO_REASONS)
def test_a_clipped_row_needs_a_reason_not_a_mere_mark(run, rows, note):
    rows["quotes"]["hp-not-stop"] |= CLIPPED | {"note": note}
    assert codes(run(rows)) == ["V03"]


def test_a_clipped_row_with_its_reason_stands_and_keeps_the_words_outside(run, rows):
    rows["quotes"]["hp-not-stop"] |= CLIPPED | {
        "note": "The Monday before. clipped: shows the verb alone"
    }
    outcome = run(rows)
    assert outcome.problems == []
    row, sha256 = rows["quotes"]["hp-not-stop"], rows["sources"]["harbour-post"]["sha256"]
    found = standing(
        "quotes", {"quote_id": "hp-not-stop", **row}, sha256, outcome.receipt, held=True
    )
    assert (found.verdict, found.outside) == ("clipped", "We will not")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("hp-400", "400"),
        ("hp-1250", "1,250 sailors"),
        ("hp-1250", "250 sailors"),
        ("pm-papers", "62.5"),
    ],
)
def test_a_figure_cut_from_its_hedge_or_unit_stands_with_no_reason(run, rows, key, words):
    source = rows["figures"][key]["source_id"]
    rows["figures"][key] |= span(source, words) | {"note": "clipped: to see what is left outside"}
    outcome = run(rows)
    assert "V03" in codes(outcome)
    assert "give the reason" not in messages(outcome)
    assert key not in outcome.receipt["figures"]


def test_a_figure_that_a_denial_governs_may_stand_with_its_reason(run, rows):
    text = TEXTS["bulletin"] + "\nThe League denied that 31 sailors had papers.\n"
    start = text.index("31 sailors had")
    figure = {
        "source_id": "bulletin",
        "start": str(start),
        "end": str(start + 10),
        "exact": "31 sailors",
    }
    around = {"prefix": text[start - 32 : start], "suffix": text[start + 10 :][:32]}
    rows["figures"]["pm-34"] |= figure | around | {"note": "clipped: what the League denies"}
    outcome = run(rows, {**TEXTS, "bulletin": text})
    assert outcome.verdicts["clipped"] == 1
    assert "V03" not in codes(outcome)


NUDGED = TEXTS["bulletin"].replace("in 2020: 34.", "in 2020: many. It counts nudging 34 sailors.")
NUDGING = NUDGED.index("34 sailors")
UNREAD = {"start": str(NUDGING), "end": str(NUDGING + 10), "exact": "34 sailors"}
UNREAD |= {"prefix": NUDGED[NUDGING - 32 : NUDGING], "suffix": NUDGED[NUDGING + 10 :][:32]}


def test_a_number_beside_unknown_words_passes_only_when_a_person_read_it(run, rows):
    texts = {**TEXTS, "bulletin": NUDGED}
    rows["figures"]["pm-34"] |= UNREAD
    outcome = run(rows, texts)
    assert "V09" in codes(outcome)
    assert '"It counts nudging" beside its number is not known to leave it as it is' in messages(
        outcome
    )
    assert "pm-34" not in outcome.receipt["figures"]
    rows["figures"]["pm-34"]["note"] += ". read: a nudge leaves it as it is"
    read = run(rows, texts)
    assert "V09" not in codes(read)
    assert read.receipt["figures"]["pm-34"]["unread"] == "It counts nudging"
    rows["figures"]["pm-34"]["note"] = "Its publication"
    assert "V09" in codes(run(rows, {}, read.receipt))


def test_no_word_beside_a_number_is_judged_in_a_language_that_is_not_known(run, rows):
    rows["sources"]["bulletin"]["language"] = "fr"
    rows["figures"]["pm-34"] |= UNREAD
    assert "V09" not in codes(run(rows, {**TEXTS, "bulletin": NUDGED}))


def test_an_event_has_no_note_to_excuse_a_clipped_span(run, rows):
    rows["events"]["pm-silence"] |= without_context("bulletin", "report")
    problem = run(rows).problems[0]
    assert (problem.code, problem.do) == ("V03", 'take in the words left outside ("no")')


# The words of period and attribution


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("period_text", "in 2022"),
        ("period_text", "in 2020 … in 2022"),
        ("attribution", "the Port Ministry denied"),
        ("attribution", "e"),
        ("attribution", "Port Minist"),
        ("attribution", "ort Ministry … said"),
        ("attribution", "called the new fees"),
    ],
)
def test_period_and_attribution_are_the_sources_own_words(run, rows, column, words):
    rows["figures"]["hp-31"][column] = words
    outcome = run(rows)
    assert set(codes(outcome)) >= {"V04"}
    assert f"figure hp-31, column {column}: V04 " in messages(outcome)
    assert "hp-31" not in outcome.receipt["figures"]


def test_pieces_of_an_attribution_stand_apart(run, rows):
    rows["figures"]["hp-31"]["attribution"] = "the Port Ministry … said on Monday"
    assert run(rows).problems == []


def test_words_beside_another_mention_of_the_claim_stand_near_enough(run, rows):
    rows["figures"]["hp-31-again"]["attribution"] = "the Port Ministry said"
    assert run(rows).problems == []
    rows["figures"]["hp-31-again"]["claim_id"] = "another"
    assert codes(run(rows)) == ["V04"]


def test_a_negation_reaches_over_the_end_of_a_page():
    text = "He did not say\fthat 40 people left."
    assert clips(text, text.index("40"), text.index("40") + 2)


# Quotation marks


@pytest.mark.parametrize(
    ("text", "is_inside"),
    [
        ("“[We go],” he said.", True),
        ("“So far, [we go]”", True),
        ('He said: "[we go]."', True),
        ("He spoke of “‘no’ and [we go]”", True),
        ("'[Ready to go]'", True),
        ("‘We don’t; [we go]’", True),
        ("[We go], he said.", False),
        ("“Yes,” he said. [We go].", False),
        ('"Yes," he said. [We go].', False),
        ("“Yes,” [he said]. “No.”", False),
        ("“[Yes,” he said. “We go].”", False),
        ("[“We go]”", False),
        ("“Yes.\n\n[We go]”", False),
        ("In the '90s, [we go]", False),
        ("The sailors' League said [we go]'", False),
        ("‘Yes,’ he said. [We go]", False),
        ("„[We go]“, he said.", True),
        ("„[We go]”, he said.", True),
        ("„Yes“, he said, [we go].", False),
        ("«[We go]», he said.", True),
        ("« [We go] », he said.", True),
        ("«Yes», he said, [we go].", False),
        ("«Yes», he said, [we go]. «No»", False),
        ("»[We go]«, he said.", True),
        ("»Yes«, he said, [we go]. »No«", False),
        ("Home » News » [We go]", False),
        ("‹[We go]›, he said.", True),
        ("‹Yes›, he said, [we go].", False),
        ("›[We go]‹, he said.", True),
        ("‚[We go]‘, he said.", True),
        ("‚Yes‘, he said, [we go].", False),
        ("„He said ‚no‘, and [we go]“", True),
        ("«He said “no”, and [we go]»", True),
        ("«Yes.\r\n\r\n[We go]»", False),
        ("“Yes.\r\n\r\n[We go]”", False),
        ("“Yes.\r\rHe said: “[We go]”", True),
    ],
)
def test_words_are_quoted_inside_one_pair_of_marks(text, is_inside):
    start, end = text.index("["), text.index("]") - 1
    assert is_quoted(text.replace("[", "").replace("]", ""), start, end) == is_inside


@pytest.mark.parametrize("mode", ["direct", "partial"])
def test_a_reporters_words_are_no_quotation(run, rows, mode):
    rows["quotes"]["hp-unfair"] |= span("harbour-post", "asked a second time for talks") | {
        "mode": mode
    }
    outcome = run(rows)
    assert codes(outcome) == ["V08"]
    assert f"hp-unfair, column mode: V08 is {mode}, but" in messages(outcome)
    assert "hp-unfair" not in outcome.receipt["quotes"]


# The receipt


def test_the_receipt_is_the_same_whenever_unchanged_rows_are_verified_again(run, rows):
    first = run(rows).receipt
    assert receipt_bytes(run(rows, receipt=first, today=LATER).receipt) == receipt_bytes(first)


def test_a_changed_row_gets_a_new_day_and_the_others_keep_theirs(run, rows):
    first = run(rows).receipt
    rows["figures"]["hp-31"]["period_text"] = "2020"
    second = run(rows, receipt=first, today=LATER).receipt
    assert second["figures"].pop("hp-31")["on"] == "2022-07-02"
    assert {entry["on"] for entries in second.values() for entry in entries.values()} == {
        "2021-06-01"
    }


@pytest.mark.parametrize("on", ["2021-06-02", "2099-01-01", "2021", "2021-05/.."])
def test_a_day_to_come_in_the_receipt_becomes_todays(run, rows, on):
    receipt = run(rows).receipt
    receipt["figures"]["hp-31"]["on"] = on
    outcome = run(rows, receipt=receipt)
    assert outcome.problems == []
    assert outcome.receipt["figures"]["hp-31"]["on"] == "2021-06-01"


def test_a_day_to_come_in_the_receipt_is_named_where_no_text_is_held(run, rows):
    receipt = run(rows).receipt
    receipt["figures"]["hp-31"]["on"] = "2099-01-01"
    outcome = run(rows, {}, receipt)
    assert (outcome.problems, outcome.receipt) == ([], receipt)
    assert days_to_come(outcome.receipt, DAY) == ["2099-01-01"]
    assert days_to_come(run(rows).receipt, DAY) == []


def test_another_verdict_gets_a_new_day(run, rows):
    first = run(rows).receipt
    first["quotes"]["hp-unfair"]["verdict"] = "elided"
    entry = run(rows, receipt=first, today=LATER).receipt["quotes"]["hp-unfair"]
    assert (entry["verdict"], entry["on"]) == ("verbatim", "2022-07-02")


def test_deleted_rows_leave_the_receipt(run, rows):
    first = run(rows).receipt
    del rows["quotes"]["hp-unfair"]
    assert set(first["quotes"]) - set(run(rows, receipt=first).receipt["quotes"]) == {"hp-unfair"}


@pytest.mark.parametrize(
    ("table", "key"), [("figures", "hp-31"), ("exclusions", "second"), ("quotes", "hp-unfair")]
)
def test_a_row_that_is_gone_is_a_problem_without_its_text_and_stays_one(run, rows, table, key):
    first = run(rows).receipt
    del rows[table][key]
    for texts in ({}, {"bulletin": TEXTS["bulletin"]}):
        outcome = run(rows, texts, first)
        assert codes(outcome) == ["V07"]
        assert "was verified and is gone; restore it" in messages(outcome)
        assert outcome.receipt == first
    assert "V07" not in codes(run(rows, POST, first))


def test_the_rows_of_a_source_that_is_gone_are_named(run, rows):
    first = run(rows).receipt
    del rows["sources"]["bulletin"]
    for table in ("regions", "figures", "events"):
        rows[table] = {
            key: cells for key, cells in rows[table].items() if cells["source_id"] != "bulletin"
        }
    outcome = run(rows, POST, first)
    assert codes(outcome) == ["V07"] * 4
    assert "figures.csv figure pm-34: V07 was verified and is gone" in messages(outcome)


def test_rows_without_a_text_stand_on_the_receipt(run, rows):
    first = run(rows).receipt
    outcome = run(rows, {}, first, LATER)
    assert outcome.problems == []
    assert outcome.receipt == first


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("figures", "hp-31", {"value": "32"}),
        ("figures", "hp-31", {"attribution": "Aske Lund said"}),
        ("figures", "hp-31", {"measure": "stock"}),
        ("figures", "hp-310", {"period": "2020-04-30"}),
        ("quotes", "hp-unfair", {"speaker_id": "reader-one"}),
        ("quotes", "hp-not-stop", {"stance": "denies"}),
        ("events", "pm-silence", {"actors": "port-ministry"}),
        ("quotes", "hp-unfair", {"exact": "unfit!"}),
        ("events", "pm-silence", {"source_id": "harbour-post"}),
    ],
)
def test_a_row_that_changed_since_is_unverified_without_its_text(run, rows, table, key, cells):
    first = run(rows).receipt
    rows[table][key] |= cells
    outcome = run(rows, {}, first)
    assert codes(outcome) == ["V02"]
    assert f"{key}, column exact: V02 unverified: the row or its text changed" in messages(outcome)


def test_a_row_that_was_never_verified_is_unverified(run, rows):
    first = run(rows).receipt
    rows["quotes"]["hp-new"] = dict(rows["quotes"]["hp-unfair"])
    assert "quote hp-new, column exact: V02 unverified: it was never verified" in messages(
        run(rows, {}, first)
    )


def test_a_row_verified_against_another_text_is_unverified(run, rows):
    first = run(rows).receipt
    rows["sources"]["bulletin"]["sha256"] = "0" * 64
    outcome = run(rows, POST, first)
    assert {problem.code for problem in outcome.problems} == {"V02"}
    assert "pm-34" in messages(outcome)
    assert "hp-31" not in messages(outcome)


def test_a_changed_row_keeps_its_old_entry_until_it_is_looked_at_anew(run, rows):
    first = run(rows).receipt
    words, rows["figures"]["pm-34"]["exact"] = rows["figures"]["pm-34"]["exact"], "35"
    second = run(rows, POST, first).receipt
    assert second == first
    rows["figures"]["pm-34"]["exact"] = words
    assert run(rows, POST, second).problems == []


def test_a_clipped_row_that_loses_its_reason_fails_without_its_text(run, rows):
    rows["quotes"]["hp-not-stop"] |= CLIPPED | {"note": "clipped: shows the verb alone"}
    first = run(rows).receipt
    rows["quotes"]["hp-not-stop"]["note"] = "The Monday before"
    outcome = run(rows, {}, first)
    assert codes(outcome) == ["V03"]
    assert "will not" in messages(outcome)


def test_a_receipt_cannot_vouch_for_a_verdict_that_does_not_pass(run, rows):
    first = run(rows).receipt
    first["figures"]["hp-31"]["verdict"] = "altered"
    assert codes(run(rows, {}, first)) == ["V03"]


def test_the_receipt_vouches_for_every_column_but_the_records_own_remarks(tmp_path, rows):
    tables = read_tables(write_record(tmp_path, rows))
    for name in ANCHORED:
        row = next(tables[name].records())
        for column in row:
            assert (row_digest(row) != row_digest({**row, column: "other"})) == (
                column not in UNVOUCHED
            ), column


def test_a_column_that_is_added_and_empty_changes_no_row():
    assert row_digest({"value": "1"}) == row_digest({"value": "1", "added": ""})


def test_cells_that_run_together_make_another_digest():
    assert row_digest({"prefix": "ab", "suffix": "c"}) != row_digest(
        {"prefix": "a", "suffix": "bc"}
    )


def test_a_row_is_named_by_its_id_and_an_exclusion_by_its_place(rows):
    assert row_key("figures", {"figure_id": "hp-31"}) == "hp-31"
    assert row_key("exclusions", {"source_id": "a", "start": "3", "end": "7"}) == "a:3-7"


def test_a_receipt_is_read_back_as_it_was_written(tmp_path, run, rows):
    receipt = run(rows).receipt
    (tmp_path / RECEIPT).write_bytes(receipt_bytes(receipt))
    assert read_receipt(tmp_path) == receipt


def test_each_row_has_a_line_of_the_receipt(run, rows):
    lines = receipt_bytes(run(rows).receipt).decode().splitlines()
    assert sum('"verdict"' in line for line in lines) == sum(len(rows[table]) for table in ANCHORED)


def test_the_receipt_of_a_record_without_rows_can_be_read(tmp_path, run, rows):
    for table in ANCHORED:
        rows[table].clear()
    receipt = run(rows, {}).receipt
    (tmp_path / RECEIPT).write_bytes(receipt_bytes(receipt))
    assert read_receipt(tmp_path) == receipt == {table: {} for table in ANCHORED}


def test_no_receipt_vouches_for_nothing(tmp_path):
    assert read_receipt(tmp_path) == {}


def refusal_of(folder, content):
    (folder / RECEIPT).write_bytes(content)
    with pytest.raises(UnusableInput) as refused:
        read_receipt(folder)
    return str(refused.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[]", b"1", b'{"figures": []}', b'{"figures": {"hp-31": "verbatim"}}'],
)
def test_what_is_no_receipt_is_refused(tmp_path, content):
    assert re.search(r"verified\.json: is no receipt .*; restore it", refusal_of(tmp_path, content))


def test_a_receipt_of_endless_brackets_is_refused(tmp_path):
    assert "is no receipt (RecursionError" in refusal_of(tmp_path, b"[" * 100_000)


@pytest.mark.parametrize(
    "cells",
    [
        {"on": "yesterday"},
        {"on": 2021},
        {"verdict": "fine"},
        {"verdict": []},
        {"on": None},
        {"row": None},
    ],
)
def test_an_entry_that_a_row_cannot_have_is_refused(tmp_path, cells):
    entry = {"on": "2021-06-01", "row": "0", "text": "0", "verdict": "verbatim"} | cells
    given = {column: cell for column, cell in entry.items() if cell is not None}
    assert "is no receipt" in refusal_of(
        tmp_path, json.dumps({"figures": {"hp-31": given}}).encode()
    )


# Standing


def test_a_standing_says_when_and_whether_the_text_is_held(run, rows):
    receipt = run(rows).receipt
    row, sha256 = (
        {"figure_id": "hp-31", **rows["figures"]["hp-31"]},
        rows["sources"]["harbour-post"]["sha256"],
    )
    assert (
        str(standing("figures", row, sha256, receipt, held=True))
        == "verbatim, verified on 1 June 2021"
    )
    assert str(standing("figures", row, sha256, receipt, held=False)) == (
        "verbatim, verified on 1 June 2021, text not held here"
    )


@pytest.mark.parametrize(
    ("cells", "sha256"), [({"exact": "32 Ruritanian sailors"}, ""), ({}, "0" * 64)]
)
def test_the_standing_of_a_changed_row_or_text_is_unverified(run, rows, cells, sha256):
    receipt = run(rows).receipt
    row = {"figure_id": "hp-31", **rows["figures"]["hp-31"], **cells}
    found = standing(
        "figures", row, sha256 or rows["sources"]["harbour-post"]["sha256"], receipt, held=True
    )
    assert found.verdict == "unverified"
    assert str(found).startswith("unverified: the row changed")


def test_what_is_only_cited_is_never_called_verified():
    assert str(Standing("cited", "2022-02-03")) == (
        "cited: text not held; as given at its address when read, on 3 February 2022"
    )
    assert str(Standing("cited", "/2022-02")).endswith("when read, by February 2022")
    assert Standing("cited", "2022").is_cited
    assert not Standing("verbatim", "2022").is_cited


# Cited sources


def test_cited_rows_are_counted_apart_and_stand_in_no_receipt(run, rows):
    with_text, outcome = run(valid_rows()), run(with_cited(rows))
    assert outcome.problems == []
    assert (outcome.cited, with_text.cited) == (4, 0)
    assert (outcome.receipt, outcome.verdicts) == (with_text.receipt, with_text.verdicts)


def test_a_source_that_loses_its_text_to_a_citation_is_noticed(run, rows):
    receipt = run(rows).receipt
    rows["sources"]["bulletin"] |= {"file": "", "sha256": "", "chars": ""}
    outcome = run(rows, POST, receipt)
    assert {problem.code for problem in outcome.problems} == {"V07"}
    assert "figure pm-34" in messages(outcome)


# The texts


@pytest.fixture
def held(tmp_path) -> Callable[..., tuple[dict[str, str], str]]:
    """The texts found for rows in folders below the test's own, and the problems as one string."""

    def look(rows, folders=("texts",)) -> tuple[dict[str, str], str]:
        sources = read_tables(write_record(tmp_path / "data", rows))["sources"]
        texts, problems = held_texts(sources, [tmp_path / folder for folder in folders])
        return texts, "\n".join(map(str, problems))

    return look


def test_texts_are_found_by_the_file_names_of_the_sources(tmp_path, held, rows):
    write_texts(tmp_path / "texts")
    assert held(rows, ["nowhere", "texts"]) == (TEXTS, "")


def test_texts_are_looked_for_beside_the_tables_and_beside_the_project(tmp_path):
    shared, own = source_dirs(tmp_path / "project" / "data")
    assert (shared, own) == (
        tmp_path / "shared" / "sources",
        tmp_path / "project" / "data" / "sources",
    )


def test_a_text_that_is_not_there_is_no_problem(tmp_path, held, rows):
    write_texts(tmp_path / "texts")
    (tmp_path / "texts" / "bulletin.txt").unlink()
    assert held(rows) == (POST, "")


@pytest.mark.parametrize(
    "raw",
    [
        TEXTS["bulletin"].replace("34", "35").encode(),
        TEXTS["bulletin"].replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXTS["bulletin"].encode(),
        b"",
    ],
)
def test_a_text_of_other_bytes_is_not_held_and_a_problem(tmp_path, held, rows, raw):
    (write_texts(tmp_path / "texts") / "bulletin.txt").write_bytes(raw)
    texts, problems = held(rows)
    assert texts == POST
    assert (
        "source bulletin, column sha256: V01 bulletin.txt is not the text that was recorded"
        in problems
    )
    assert hashlib.sha256(raw).hexdigest() in problems


def test_a_broken_byte_is_not_taken_for_a_replacement_character(tmp_path, held, rows):
    text = "A smudge: \ufffd"
    rows["sources"]["bulletin"] |= {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "chars": str(len(text)),
    }
    path = write_texts(tmp_path / "texts") / "bulletin.txt"
    path.write_text(text)
    assert held(rows)[0]["bulletin"] == text
    path.write_bytes(b"A smudge: \xff")
    assert "not UTF-8" in held(rows)[1]


def test_a_text_that_is_not_utf8_is_not_held_whatever_was_recorded(tmp_path, held, rows):
    rows["sources"]["bulletin"] |= {"sha256": hashlib.sha256(b"\xff").hexdigest(), "chars": "1"}
    (write_texts(tmp_path / "texts") / "bulletin.txt").write_bytes(b"\xff")
    assert held(rows)[0] == POST


@pytest.mark.parametrize("chars", ["1", "", "many", "-1", "²"])
def test_a_text_of_another_length_than_recorded_is_not_held(tmp_path, held, rows, chars):
    write_texts(tmp_path / "texts")
    rows["sources"]["bulletin"]["chars"] = chars
    assert held(rows)[0] == POST


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b"%PDF-1.7\n40 boats", "bulletin.txt is a PDF, not a text in UTF-8"),
        (
            b"PK\x03\x0440 boats",
            "bulletin.txt is a ZIP archive, as Word, Excel and EPUB files are, not a text in UTF-8",
        ),
        ("40 boats".encode("utf-16"), "bulletin.txt is text in UTF-16, not a text in UTF-8"),
        ("40 boats".encode("utf-16-le"), "bulletin.txt is text in UTF-16, not a text in UTF-8"),
        (b"Boats.\nOf a\0 cafe.", "bulletin.txt is no text: line 2 holds a NUL byte"),
        (
            "Boats.\nOf a café.".encode("cp1252"),
            "bulletin.txt is not UTF-8: line 2 holds the byte 0xe9",
        ),
    ],
)
def test_a_file_that_is_no_text_is_called_what_it_is_even_with_its_own_hash_and_length(
    tmp_path, held, rows, raw, wrong
):
    (write_texts(tmp_path / "texts") / "bulletin.txt").write_bytes(raw)
    chars = str(len(raw.decode(errors="replace")))
    rows["sources"]["bulletin"] |= {"sha256": hashlib.sha256(raw).hexdigest(), "chars": chars}
    do = (
        "save its text as UTF-8 in a file of its own, and give the name, SHA-256 and length of that"
    )
    texts, problems = held(rows)
    assert texts == POST
    assert problems.endswith(f"source bulletin, column file: V01 {wrong}; {do}")


@pytest.mark.parametrize("off", [-1, 1])
def test_a_length_that_alone_is_wrong_is_named_with_the_right_one(tmp_path, held, rows, off):
    write_texts(tmp_path / "texts")
    right = len(TEXTS["bulletin"])
    rows["sources"]["bulletin"]["chars"] = str(right + off)
    texts, problems = held(rows)
    assert texts == POST
    wrong = (
        f'is "{right + off}", but bulletin.txt, which is the text recorded, has {right}; '
        f"write {right}"
    )
    assert problems.endswith(f"source bulletin, column chars: V01 {wrong}")
