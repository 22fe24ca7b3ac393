"""Numbers that count nothing are proposed for exclusion, and stay on account until confirmed."""

import pytest
from click.testing import CliRunner
from records import TEXTS, valid_rows, write_record, write_texts

from analysis.__main__ import main
from analysis.record.proposals import append_proposals, proposals
from analysis.record.rules import check_rules
from analysis.record.tables import read_tables
from analysis.record.uncovered import coverage

EXTRA = (
    "At 9.30 a.m. Ada Roe, 34, rang +41 44 123 45 67 about Article 54 and Covid-19. "
    "A 12-year-old left on 3 May 1999, in Room 7. She saw 17 gulls at 21:05.\n\n"
    "4. A man of 71 and a girl of 6 stayed à 20 h or 8h30 for 3 h, with 9 others, in all\n28. So."
)
FOUND = {
    "9.30 a.m.": "a time of day",
    "21:05": "a time of day",
    "34": "an age",
    "71": "an age",
    "6": "an age",
    "4": "the number of a paragraph",
    "20 h": "a time of day",
    "8h30": "a time of day",
    "+41 44 123 45 67": "a telephone number",
    "Article 54": "part of a name",
    "Covid-19": "part of a name",
    "12-year-old": "an age",
    "3 May 1999": "a date that dates nothing tabulated",
    "Room 7": "part of a name",
}


def longer(folder):
    """The tables, and the texts with more numbers in the bulletin."""
    texts = {**TEXTS, "bulletin": f"{TEXTS['bulletin']}\n{EXTRA}\n"}
    return read_tables(write_record(folder)), texts


def test_each_standing_reason_is_proposed_and_a_count_is_not(tmp_path):
    found = proposals(*longer(tmp_path))
    assert {proposal.exact: proposal.reason for proposal in found} == FOUND
    assert [proposal.start for proposal in found] == sorted(proposal.start for proposal in found)


def test_what_is_covered_already_is_not_proposed(tmp_path):
    assert proposals(read_tables(write_record(tmp_path)), TEXTS) == []


def test_a_proposal_is_refused_until_a_person_confirms_it(tmp_path):
    tables, texts = longer(tmp_path)
    before = tables["exclusions"].path.read_bytes()
    append_proposals(tables, proposals(tables, texts))
    path = tmp_path / "exclusions.csv"
    assert path.read_bytes().startswith(before)
    refused = [p for p in check_rules(read_tables(tmp_path)) if p.code == "X01"]
    assert len(refused) == len(FOUND)
    assert 'take away "proposed:"' in refused[0].do
    path.write_text(path.read_text().replace("proposed: ", ""))
    tables = read_tables(tmp_path)
    assert [p for p in check_rules(tables) if p.code == "X01"] == []
    left = [p.wrong for p in coverage(tables, texts) if p.code == "V05"]
    assert [wrong.split('"')[1] for wrong in left] == ["17", "3", "9", "28"]


def test_a_file_without_a_last_line_end_gets_one(tmp_path):
    tables, texts = longer(tmp_path)
    path = tables["exclusions"].path
    path.write_text(path.read_text().removesuffix("\n"))
    append_proposals(tables, proposals(tables, texts))
    assert len(read_tables(tmp_path)["exclusions"]) == len(tables["exclusions"]) + len(FOUND)


@pytest.mark.parametrize(
    "words", ["In 54 boats", "it cost 4.50", "about 300 people", "two of them", "1,412 of 1,900"]
)
def test_what_may_be_a_count_is_left_to_a_person(tmp_path, words):
    tables = read_tables(write_record(tmp_path))
    texts = {**TEXTS, "bulletin": f"{TEXTS['bulletin']}\n{words}\n"}
    assert proposals(tables, texts) == []


def test_fill_proposes_only_where_it_is_asked_to(tmp_path):
    rows = valid_rows()
    rows["exclusions"] = {}
    write_record(tmp_path, rows)
    folder = write_texts(tmp_path / "sources")
    assert folder.name == "sources"  # where texts are looked for beside the tables
    arguments = ["fill", "--data", str(tmp_path)]
    assert "proposed" not in CliRunner().invoke(main, arguments).output
    result = CliRunner().invoke(main, [*arguments, "--exclusions"])
    assert result.exit_code == 0, result.output
    assert "proposed; take away" in result.output


def test_a_date_of_another_language_is_proposed_whole(tmp_path):
    rows = valid_rows()
    rows["sources"]["bulletin"]["language"] = "de"
    said = "Am 9. November 2023 fielen 17 Linden, le 1er mars 1999 und el 3 de mayo de 2001; 31 von 2000, 12 personnes de 1999."
    texts = {**TEXTS, "bulletin": f"{TEXTS['bulletin']}\n{said}\n"}
    found = proposals(read_tables(write_record(tmp_path, rows)), texts)
    dates = [proposal.exact for proposal in found if proposal.start > len(TEXTS["bulletin"])]
    assert dates == ["9. November 2023", "1er mars 1999", "3 de mayo de 2001"]
