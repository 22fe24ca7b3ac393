"""Every kind of block leads to its evidence, and holds nothing that is not escaped."""

import json
import re
from dataclasses import replace

import pytest
from markupsafe import Markup
from records import HOSTILE, loaded, valid_rows, write_record
from shown import links

from analysis.errors import ProseError
from analysis.measures import derived, rates, sums, unknowns, voices
from analysis.record.record import Record
from analysis.record.references import MIME
from analysis.record.tables import read_tables
from analysis.record.verify import Standing
from analysis.report import gate, prose, table_columns
from analysis.report.blocks import Block
from analysis.report.prose import answer, say


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


# ---- blocks made by hand


def test_a_block_made_by_hand_holds_no_number_that_leads_nowhere():
    with pytest.raises(
        ProseError, match='sentence block: "9,999" leads to no evidence; let it come in from'
    ):
        prose.limits(Block("sentence", Markup("<p>9,999 were deported</p>")))


@pytest.mark.parametrize("html", ["<p>boats</p>", "boats", f"<p>{Markup('<b>boats</b>')}</p>"])
def test_a_block_of_a_string_that_does_not_say_that_it_is_markup_is_refused(html):
    with pytest.raises(ProseError, match="sentence block: its HTML may hold text that is not esc"):
        Block("sentence", html)


# ---- evidence and links


def of_every_kind(record: Record) -> list[Block]:
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
        prose.table([*record.quotes(), *record.events()], table_columns.STATEMENTS),
        prose.table(record.figures()[:1], table_columns.PUBLISHED),
        prose.table([*record.figures(), *record.quotes(), *record.events()], table_columns.DATES),
        prose.table(voices.by_body(record.quotes()), table_columns.BODIES),
        prose.limits(f"{record.figure('hp-31')}", f"{record.figure('pm-34')}"),
    ]


def test_every_link_leads_to_a_record_of_evidence_in_the_same_block(record):
    for block in of_every_kind(record):
        assert links(block.html)
        assert set(links(block.html)) <= {item["id"] for item in block.evidence}


def test_evidence_includes_the_inputs_of_derived_numbers(record):
    share = rates.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    block = say(f"A share of {share}.")
    found = [item["id"] for item in gate.unique(block.evidence)]
    assert found == [share.id, "hp-310", "source-harbour-post", "hp-1250"]


def test_the_roles_of_blocks_are_those_of_a_page(record):
    roles = (
        "sentence answer table quote table sentence sentence limits table table table table limits"
    )
    assert [block.role for block in of_every_kind(record)] == roles.split()


# ---- what a notebook gets


def test_the_bundle_holds_the_role_the_words_and_each_record_once(record):
    figure = record.figure("hp-31")
    bundle = answer(f"{figure} and {figure}.")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    assert bundle["text/plain"] == "31 and 31."
    assert bundle[MIME]["role"] == "answer"
    assert bundle[MIME]["evidence"] == figure.evidence()
    assert json.loads(json.dumps(bundle)) == bundle


def test_what_a_block_gives_a_notebook_are_plain_strings(record):
    bundle = answer(f"{record.figure('hp-31')} came.")._repr_mimebundle_()
    given = [bundle["text/html"], bundle["text/plain"], bundle[MIME]["short"]]
    assert [type(text) for text in given] == [str, str, str]


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
        *of_every_kind(record),
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
