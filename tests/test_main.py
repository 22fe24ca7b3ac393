"""The command line keeps its promises: the status, a message for every problem, never a
traceback.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace

import conftest
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from records import TEXTS, span, valid_rows, with_cited, write_record, write_texts

import analysis.__main__ as command_line
from analysis.build.build import Options
from analysis.build.check_page import at_hand
from analysis.errors import RecordError
from analysis.quantities import dates
from analysis.record.csvfiles import PACKAGE
from analysis.record.fill import fill_tables
from analysis.record.rules import check_rules
from analysis.record.tables import check_tables, load_package, read_tables
from analysis.record.verify import ANCHORED, RECEIPT, held_texts, verify_record


@pytest.fixture
def rows():
    return valid_rows()


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def run(data, tmp_path) -> Callable[..., Result]:
    """Run a command on the test's own record and texts, which are written unless they are there."""
    texts = write_texts(tmp_path / "texts")
    write_record(data)

    def invoke(command, *words: object) -> Result:
        folders = ["--data", data] + ([] if command == "check" else ["--sources", texts])
        result = CliRunner().invoke(command_line.main, [command, *map(str, [*folders, *words])])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


def edit(path, old, new):
    raw = path.read_bytes()
    assert old in raw
    path.write_bytes(raw.replace(old, new, 1))


# check


def test_check_of_a_sound_record_says_so(run):
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "40 rows in 10 tables: no problem\n"


def test_check_and_verify_count_what_is_only_cited_apart(run, data):
    write_record(data, with_cited())
    assert run("check").stdout == "52 rows in 10 tables, 3 sources only cited: no problem\n"
    result = run("verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(
        "17 rows verified: 17 verbatim; 4 cited, with no text to verify them against\n"
    )
    assert "text not held" not in result.stdout
    assert "ports" not in (data / RECEIPT).read_text()


def test_words_are_looked_for_in_texts_alone(run, data):
    write_record(data, with_cited())
    assert "blog" not in run("find", "31 sailors").stdout
    refused = run("find", "31 sailors", "--source", "blog")
    assert (refused.exit_code, '"blog" is only cited' in refused.stderr) == (2, True)


def test_check_reports_every_problem_with_its_place(run, rows, data):
    rows["figures"]["hp-31"]["source_id"] = "harbour-pots"
    rows["quotes"]["hp-not-stop"]["mode"] = "partly"
    write_record(data, rows)
    result = run("check")
    assert (result.exit_code, result.stdout) == (1, "2 problems\n")
    first, second = result.stderr.splitlines()
    assert first == (
        f"{data}/figures.csv:2 figure hp-31, column source_id: "
        '"harbour-pots" is not in sources.csv; did you mean "harbour-post"?'
    )
    assert second.startswith(f"{data}/quotes.csv:2 quote hp-not-stop, column mode: ")


def test_check_reports_problems_of_cells_and_of_rules_together(run, rows, data):
    rows["figures"]["hp-31"]["bound"] = "more_than"
    rows["quotes"]["hp-not-stop"]["mode"] = "partly"
    write_record(data, rows)
    result = run("check")
    assert "column mode: " in result.stderr
    assert "F05 " in result.stderr


def test_check_ends_with_the_cross_row_rules(run, rows, data):
    rows["figures"]["hp-31"]["bound"] = "more_than"
    write_record(data, rows)
    result = run("check")
    assert result.exit_code == 1
    assert "F05 " in result.stderr


@pytest.mark.parametrize(
    "exact",
    [
        "9" * 5000,
        "hundred " * 3000 + "31",
        "one hundred and " * 2000 + "31",
        "31 " * 1000,
        "(" * 9000,
    ],
)
def test_no_words_however_long_end_check_in_a_traceback(run, rows, data, exact):
    rows["figures"]["hp-31"] |= {"exact": exact}
    write_record(data, rows)
    assert run("check").exit_code in (1, 2)


@pytest.mark.parametrize(
    "error", [RecursionError("deep"), ValueError("5000 digits"), KeyError("rank")]
)
def test_what_no_rule_foresaw_is_a_message_and_status_2(run, data, monkeypatch, error):
    def fail(tables) -> None:
        raise error

    monkeypatch.setattr("analysis.record.rules.check_rules", fail)
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{data}: cannot be checked ({type(error).__name__}: " in result.stderr


UNUSABLE = {
    "missing": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "not UTF-8": lambda path: edit(path, b"Ruritanian", b"Ruritanian\xff"),
    "a wrong header": lambda path: edit(path, b"figure_id", b"id"),
    "a NUL byte": lambda path: edit(path, b"Ruritanian", b"Ruri\0tanian"),
    "a byte order mark": lambda path: edit(path, b"figure_id", b"\xef\xbb\xbffigure_id"),
    "CR line ends": lambda path: edit(path, b"\n", b"\r\n"),
    "a field of 10 MB": lambda path: edit(path, b"31 Ruritanian", b"9" * 10_000_000),
    "a quoted field of 10 MB": lambda path: edit(
        path, b"31 Ruritanian sailors", b'"' + b"a,\n" * 3_500_000 + b'"'
    ),
    "an open quotation mark": lambda path: edit(path, b"31 Ruritanian", b'"31 Ruritanian'),
    "nothing": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize(
    ("what", "command"),
    [
        *((what, "check") for what in UNUSABLE),
        *(("missing", c) for c in ("verify", "fill", "find")),
    ],
)
def test_an_unusable_table_is_a_message_and_status_2(run, data, what, command):
    UNUSABLE[what](data / "figures.csv")
    result = run(command, *(["unfair"] if command == "find" else []))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{data}/figures.csv")
    assert len(result.stderr) < 1000


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b'{"resources": [{"name": "figures"}]}',
        b'{"resources": []}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_an_unusable_description_of_the_tables_is_a_message_and_status_2(run, data, content):
    path = data / PACKAGE
    path.unlink() if content is None else path.write_bytes(content)
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{path}")


@pytest.mark.parametrize("command", ["check", "verify", "fill"])
def test_a_folder_of_tables_that_is_not_there_is_a_message_and_status_2(run, tmp_path, command):
    result = run(command, "--data", tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{tmp_path}/nowhere/{PACKAGE}: is missing")


def test_a_file_in_place_of_the_folder_of_tables_is_a_message_and_status_2(run, data):
    result = run("check", "--data", data / "figures.csv")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize("command", ["verify", "fill", "find"])
@pytest.mark.parametrize("folder", ["nowhere", "texts/bulletin.txt"])
def test_a_folder_of_texts_that_is_not_there_is_a_message_and_status_2(
    run, tmp_path, command, folder
):
    result = run(
        command, *(["unfair"] if command == "find" else []), "--sources", tmp_path / folder
    )
    assert result.exit_code == 2
    assert (
        f"{tmp_path}/{folder}: is not a folder; name the folder that holds the source texts"
        in result.stderr
    )


def test_the_real_command_line_ends_with_a_message_and_status_2(run, data):
    edit(data / "quotes.csv", b"We will", b"We \0will")
    command = [sys.executable, "-m", "analysis", "check", "--data", str(data)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"{data}/quotes.csv:2: holds a NUL byte; remove it\n"


REPORT = """
import analysis.__main__, analysis.build.build
def build(root, questions, tell, *rest):
    tell({"event": "note", "words": "built"})
    return 0
analysis.build.build.build = build
analysis.__main__.main(["report"])
"""


@pytest.mark.parametrize(
    ("closed", "said"), [("<&-", "built\n"), ("2>&-", "built\n"), (">&-", ""), ("<&- >&- 2>&-", "")]
)
def test_a_standard_stream_that_is_closed_is_no_obstacle_to_a_report(tmp_path, closed, said):
    out, err = tmp_path / "out", tmp_path / "err"
    script = f'exec "$0" -c "$1" > "$2" 2> "$3" {closed}'
    ended = subprocess.run(
        ["sh", "-c", script, sys.executable, REPORT, out, err], cwd=ROOT, check=False
    )
    assert (ended.returncode, out.read_text(), err.read_text()) == (0, said, "")


# verify


def test_verify_writes_the_receipt_and_counts_the_verdicts(run, data):
    result = run("verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("17 rows verified: 17 verbatim\n")
    assert (data / RECEIPT).read_text().count('"verbatim"') == 17


ANOTHER_DAY = date(2031, 5, 6)  # than the one on which the test runs


def test_verifying_on_another_day_writes_the_same_bytes(run, data, monkeypatch):
    run("verify")
    receipt = (data / RECEIPT).read_bytes()
    monkeypatch.setattr(dates, "today", lambda: ANOTHER_DAY)
    assert run("verify").exit_code == 0
    assert (data / RECEIPT).read_bytes() == receipt
    assert b"2031-05-06" not in receipt


def test_the_day_of_a_verification_is_today(run, data, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: ANOTHER_DAY)
    run("verify")
    assert (data / RECEIPT).read_text().count('"on": "2031-05-06"') == 17


def test_rows_that_pass_are_in_the_receipt_even_when_others_fail(run, rows, data):
    rows["quotes"]["hp-not-stop"] |= span("harbour-post", "stop taking our people back")
    write_record(data, rows)
    result = run("verify")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "1 problem")
    assert "quote hp-not-stop, column exact: V03 clipped" in result.stderr
    assert "hp-not-stop" not in (data / RECEIPT).read_text()
    assert (data / RECEIPT).read_text().count('"verbatim"') == 16


@pytest.fixture
def run_without_texts(run, data, tmp_path) -> Callable[..., Result]:
    """As `run`, on a verified record whose texts are no longer held."""
    run("verify")
    for path in (tmp_path / "texts").iterdir():
        path.unlink()
    return run


def test_verify_without_texts_says_so_and_keeps_the_receipt(run_without_texts, data, monkeypatch):
    receipt = (data / RECEIPT).read_bytes() + b" \n"  # not as it would be written
    (data / RECEIPT).write_bytes(receipt)
    monkeypatch.setattr(dates, "today", lambda: ANOTHER_DAY)
    result = run_without_texts("verify")
    assert result.exit_code == 0
    assert "text not held: harbour-post, bulletin; their rows stand on the receipt" in result.stdout
    assert result.stdout.endswith("17 rows as the receipt has it: 17 verbatim\n")
    assert (data / RECEIPT).read_bytes() == receipt


def test_verify_without_texts_names_a_day_that_is_still_to_come(
    run_without_texts, data, monkeypatch
):
    monkeypatch.setattr(dates, "today", lambda: date(2022, 5, 6))
    on = json.loads((data / RECEIPT).read_bytes())["figures"]["hp-31"]["on"]
    result = run_without_texts("verify")
    assert result.exit_code == 1
    assert (
        f"{data}/{RECEIPT}: V10 is dated {on}, which is after today, 2022-05-06 (UTC); set this"
        in result.stderr
    )


def test_verify_without_texts_names_a_row_that_changed_since(run_without_texts, rows, data):
    rows["figures"]["hp-31"]["attribution"] = "Aske Lund said"
    receipt = (data / RECEIPT).read_bytes()
    write_record(data, rows)
    result = run_without_texts("verify")
    assert result.exit_code == 1
    assert f"{data}/figures.csv:2 figure hp-31, column exact: V02 unverified" in result.stderr
    assert (data / RECEIPT).read_bytes() == receipt


def test_verify_without_texts_names_a_row_that_is_gone(run_without_texts, rows, data):
    del rows["quotes"]["hp-unfair"]
    write_record(data, rows)
    result = run_without_texts("verify")
    assert result.exit_code == 1
    assert f"{data}/quotes.csv quote hp-unfair: V07 was verified and is gone" in result.stderr


def test_verify_without_texts_lets_a_note_change(run_without_texts, rows, data):
    rows["figures"]["hp-31"]["note"] = "Another note"
    write_record(data, rows)
    assert run_without_texts("verify").exit_code == 0


def test_verify_without_texts_and_receipt_verifies_nothing(run_without_texts, data):
    (data / RECEIPT).unlink()
    result = run_without_texts("verify")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "17 problems")
    assert not (data / RECEIPT).exists()


def test_a_text_of_other_bytes_is_a_problem(run, data, tmp_path):
    edit(tmp_path / "texts" / "bulletin.txt", b"34", b"35")
    result = run("verify")
    assert result.exit_code == 1
    assert (
        f"{data}/sources.csv:3 source bulletin, column sha256: V01 bulletin.txt is not the text"
        in result.stderr
    )
    assert "pm-34" not in (data / RECEIPT).read_text()


@pytest.mark.parametrize(("column", "cell"), [("value", "30"), ("bound", "at_least")])
def test_verify_reads_value_and_bound_again_from_the_words(run, rows, data, column, cell):
    rows["figures"]["pm-34"][column] = cell
    write_record(data, rows)
    result = run("verify")
    assert result.exit_code == 1
    assert "figure pm-34, column value: F05" in result.stderr


def test_a_record_with_problems_is_not_verified(run, rows, data):
    rows["events"]["hp-published"]["start"] = "many"
    write_record(data, rows)
    assert run("verify").exit_code == 1
    assert not (data / RECEIPT).exists()


def test_a_broken_receipt_is_a_message_and_status_2(run, data):
    (data / RECEIPT).write_text("{")
    result = run("verify")
    assert result.exit_code == 2
    assert f"{data}/{RECEIPT}: is no receipt" in result.stderr
    assert (data / RECEIPT).read_text() == "{"


def test_a_file_that_the_system_refuses_is_a_message_and_status_2(run, data):
    (data / RECEIPT).mkdir()
    result = run("verify")
    assert result.exit_code == 2
    assert result.stderr == f"{data}/{RECEIPT}: Is a directory\n"


def as_anybody(command: Sequence[object]) -> list[str]:
    """The command without root's right to write anywhere."""
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    return [*drop, *map(str, command)]


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write anywhere"
)
@pytest.mark.parametrize("is_right", [True, False])
def test_where_nobody_may_write_a_receipt_that_is_right_is_left_alone(
    run, data, tmp_path, is_right
):
    run("verify")
    if not is_right:
        (data / RECEIPT).unlink()
    data.chmod(0o555)
    command = [
        sys.executable,
        "-m",
        "analysis",
        "verify",
        "--data",
        data,
        "--sources",
        tmp_path / "texts",
    ]
    ended = subprocess.run(
        as_anybody(command), cwd=ROOT, capture_output=True, text=True, check=False
    )
    data.chmod(0o755)
    refused = (2, f"{data}/{RECEIPT}: Permission denied\n")
    assert (ended.returncode, ended.stderr) == ((0, "") if is_right else refused)


def test_the_texts_belong_to_the_tables_that_are_named(data, tmp_path):
    write_texts(write_record(data) / "sources")
    result = CliRunner().invoke(command_line.main, ["verify", "--data", str(data)])
    assert (result.exit_code, "text not held" in result.stdout) == (0, False)
    shutil.rmtree(data / "sources")
    assert (
        "text not held"
        in CliRunner().invoke(command_line.main, ["verify", "--data", str(data)]).stdout
    )


@pytest.mark.parametrize("texts", [{}, {"a.txt": "words"}])
def test_a_test_run_that_reads_no_article_says_so(monkeypatch, texts):
    lines: list[str] = []
    monkeypatch.setattr(conftest, "held_source_texts", lambda: texts)
    conftest.pytest_terminal_summary(SimpleNamespace(write_line=lines.append))
    assert [line.startswith("No source text is held here") for line in lines] == [True] * (
        not texts
    )


def test_where_there_is_nothing_to_do_each_command_says_so(run, data):
    write_record(data, {})
    said = {
        command: run(command, *words).stdout.splitlines()[-1] for command, words in NOTHING.items()
    }
    assert said == {
        "check": "0 rows in 10 tables: no problem",
        "verify": "no row to verify",
        "fill": "nothing left to fill",
        "find": f"{data}/sources.csv: no source has a text to look in",
    }


NOTHING = {"check": [], "verify": [], "fill": [], "find": ["unfair"]}


@pytest.mark.parametrize("wrong", ["1", "", "many", "99999"])
@pytest.mark.parametrize("command", ["check", "verify"])
def test_a_wrong_length_of_a_text_that_is_held_is_one_problem(
    run, rows, data, tmp_path, monkeypatch, command, wrong
):
    rows["sources"]["harbour-post"]["chars"] = wrong
    write_record(data, rows)
    shutil.copytree(tmp_path / "texts", data / "sources")
    result = run(command)
    right = len(TEXTS["harbour-post"])
    assert (result.exit_code, result.stdout) == (1, "1 problem\n")
    assert result.stderr.endswith(f"which is the text recorded, has {right}; write {right}\n")
    assert "source harbour-post, column chars: V01 " in result.stderr


def test_where_the_text_is_not_held_a_length_that_is_too_small_is_told_by_what_lies_beyond_it(
    run, rows, data
):
    rows["sources"]["harbour-post"]["chars"] = "1"
    write_record(data, rows)
    assert "is beyond the 1 character of harbour-post" in run("check").stderr


def test_a_text_that_was_saved_with_a_byte_order_mark_is_named_as_such(run, tmp_path):
    path = tmp_path / "texts" / "bulletin.txt"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert (
        "characters, starting with a byte order mark); restore the text as received"
        in run("verify").stderr
    )


# fill


def test_fill_completes_a_new_row_and_the_record_then_verifies(run, rows, data):
    cells = {"start": "", "end": "", "prefix": "", "suffix": "", "value": "", "bound": ""}
    rows["figures"]["hp-400"] |= cells
    write_record(data, rows)
    assert run("check").exit_code == 1
    result = run("fill")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "figures.csv: 1 row filled\nnothing left to fill\n"
    assert run("verify").exit_code == 0


def test_fill_lists_the_candidates_and_changes_nothing(run, rows, data):
    rows["figures"]["hp-31"] |= {"start": "", "end": "", "prefix": "", "suffix": "", "exact": "31"}
    before = (write_record(data, rows) / "figures.csv").read_bytes()
    result = run("fill")
    assert (result.exit_code, result.stdout) == (1, "1 problem\n")
    assert "the words stand 2 times" in result.stderr
    assert result.stderr.count("[31]") == 2
    assert (data / "figures.csv").read_bytes() == before


def test_fill_warns_of_a_clipped_row(run, rows, data):
    rows["figures"]["hp-400"] |= {
        "start": "",
        "end": "",
        "prefix": "",
        "suffix": "",
        "bound": "",
        "exact": "400",
    }
    write_record(data, rows)
    result = run("fill")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0,
        "1 clipped: `verify` will refuse it",
    )
    assert "figure hp-400, column exact: filled, but clipped: " in result.stderr


def test_fill_with_nothing_to_fill_says_so(run):
    result = run("fill")
    assert (result.exit_code, result.output) == (0, "nothing left to fill\n")


# find


def test_find_gives_verdict_place_and_context(run):
    start = TEXTS["harbour-post"].index("unfair")
    result = run("find", "unfair", "--source", "harbour-post")
    assert (result.exit_code, result.stderr) == (0, "")
    verdict, context = result.stdout.splitlines()
    assert verdict == f"harbour-post: verbatim at {start}-{start + 6}"
    assert "called the new fees “unfair” and asked" in context


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ('"unfair"', "typographic"),
        ("in Graustark … April", "elided"),
        ("will stop taking our people back", "altered"),
        ("We will … stop taking our people back", "altered"),
        ("stop taking our people back", "clipped"),
        ("400", "clipped"),
        ("31", "ambiguous"),
        ("sent home 32 Ruritanian sailors", "altered"),
        ("no such words", "missing"),
    ],
)
def test_only_a_passing_verdict_ends_with_status_0(run, words, verdict):
    result = run("find", "--source", "harbour-post", "--", words)
    assert result.stdout.startswith(f"harbour-post: {verdict}")
    assert result.exit_code == (0 if verdict in ("typographic", "elided") else 1)


def test_find_says_what_differs(run):
    result = run("find", "will stop taking our people back")
    assert 'all words in order, but the source has "not" between "will" and "stop"' in result.stdout


def test_find_names_the_words_that_a_clipped_span_leaves_outside(run):
    assert (
        'leaves out "We will not", which governs it'
        in run("find", "stop taking our people back").stdout
    )


def test_find_looks_in_every_source(run):
    result = run("find", "Between 20 and 25")
    assert result.exit_code == 0
    assert "harbour-post: missing" in result.stdout
    assert "bulletin: verbatim at " in result.stdout


def test_an_unknown_source_is_refused_with_the_known_ones(run):
    result = run("find", "unfair", "--source", "gazette")
    assert (result.exit_code, result.stdout) == (2, "")
    assert '"gazette" is not in sources.csv; use one of harbour-post, bulletin' in result.stderr
    assert 'did you mean "bulletin"?' in run("find", "unfair", "--source", "buletin").stderr


@pytest.mark.parametrize("words", ["", " ", "\u00a0\n"])
def test_empty_words_are_refused(run, words):
    result = run("find", words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "give the words to look for" in result.stderr


def test_words_with_a_leading_dash_follow_two_dashes(run):
    assert run("find", "-31 sailors").exit_code == 2
    assert run("find", "--", "-31 sailors").exit_code == 1


@pytest.mark.parametrize(
    "words",
    [
        "%s{0}",
        "(((",
        "\\",
        "…",
        "… …",
        "\u202e",
        "a\u0301",
        "\udcff",
        "We will \udcff stop taking",
        "x" * 100_000,
    ],
)
def test_hostile_words_are_only_words(run, words):
    result = run("find", "--", words)
    assert result.exit_code == 1
    assert "bulletin: " in result.stdout


def test_a_terminal_that_lacks_a_character_gets_its_number(data, tmp_path):
    write_record(data)
    words = ["find", "unfair", "--data", data, "--sources", write_texts(tmp_path)]
    command = [sys.executable, "-m", "analysis", *map(str, words)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"}
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert rb"\u201cunfair\u201d" in ended.stdout


def test_words_of_a_text_that_is_not_held_are_not_found(run_without_texts):
    result = run_without_texts("find", "unfair")
    assert result.exit_code == 1
    assert "harbour-post: not_held: " in result.stdout


def test_words_of_an_altered_text_are_not_found(run, tmp_path):
    edit(tmp_path / "texts" / "harbour-post.txt", b"unfair", b"unfeir")
    result = run("find", "unfeir")
    assert result.exit_code == 1
    assert "V01 harbour-post.txt" in result.stderr


# Any cell

NASTY = ("", "x", "-1", "999999999", "\u202e", 'a,"b\nc', "²", "0000")


def broken(table, row, column, cell):
    """The table with another cell."""
    cells = list(table.column(column))
    cells[row] = cell
    return replace(table, cells={**table.cells, column: cells})


def outcome_of(tables, package, texts):
    """What `check` and then `verify` say."""
    problems = check_tables(tables, package) or check_rules(tables)
    return problems or verify_record(tables, texts, {}, date(2021, 6, 1)).problems


@pytest.mark.parametrize("name", load_package(ROOT / "data").resources)
def test_no_cell_can_break_a_command(tmp_path, name):
    folder, texts = write_record(tmp_path / "data"), write_texts(tmp_path / "texts")
    tables, package = read_tables(folder), load_package(folder)
    for row in range(min(3, len(tables[name]))):
        for column in tables[name].columns:
            for cell in NASTY:
                changed = {**tables, name: broken(tables[name], row, column, cell)}
                held, _ = held_texts(changed["sources"], [texts])
                found = outcome_of(changed, package, held)
                assert all(isinstance(problem, RecordError) and str(problem) for problem in found)


@pytest.mark.parametrize("name", ANCHORED)
def test_no_cell_of_a_row_can_break_fill(tmp_path, name):
    tables = read_tables(write_record(tmp_path))
    bare = broken(tables[name], 0, "start", "")
    for column in bare.columns:
        for cell in NASTY:
            changed = broken(bare, 0, column, cell)
            filled, problems, _ = fill_tables({**tables, name: changed}, TEXTS)
            row = next(changed.records())
            is_to_fill = row["exact"] and not (row["start"] and row["end"])
            assert bool(filled) + bool(problems) == bool(is_to_fill)


def test_pdf_refuses_a_question_that_is_not_asked():
    done = CliRunner().invoke(command_line.main, ["pdf", "returned-totl"])
    assert done.exit_code == 1
    assert 'there is no question "returned-totl"; did you mean "returned-total"?' in done.output


@pytest.mark.parametrize(("options", "full"), [([], False), (["--full"], True)])
def test_pdf_prints_all_of_a_page_where_that_is_asked_for(monkeypatch, options, full):
    asked: list[tuple[str, bool]] = []

    def prints(page: Path, full: bool) -> Path:
        asked.append((page.name, full))
        return page

    monkeypatch.setattr("analysis.report.paper.print_pdf", prints)
    monkeypatch.setattr("analysis.build.cache.read_state", lambda *_: SimpleNamespace(problem=""))
    done = CliRunner().invoke(command_line.main, ["pdf", *options, "returned-total"])
    assert (done.exit_code, asked) == (0, [("returned-total.html", full)])


# report


def test_every_option_reaches_the_build(data, monkeypatch):
    asked: list[Options] = []
    monkeypatch.setattr("analysis.build.build.build", lambda *given: asked.append(given[3]) or 0)
    given = (
        "--jobs 3 --timeout 7 --fail-fast --rebuild --keep-behind --engine nbclient "
        "--scheduler tcp://10.0.0.1:8786"
    )
    assert CliRunner().invoke(command_line.main, ["report", *given.split()]).exit_code == 0
    assert CliRunner().invoke(command_line.main, ["report"]).exit_code == 0
    assert asked == [
        Options(3, 7.0, True, True, True, "nbclient", "tcp://10.0.0.1:8786"),
        Options(),
    ]


def test_a_full_disk_is_a_message_and_a_status(monkeypatch):
    def full(*_: object) -> int:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("analysis.build.build.build", full)
    result = CliRunner().invoke(command_line.main, ["report"])
    assert (result.exit_code, result.stderr) == (
        2,
        "while a file was written: No space left on device\n",
    )


def test_in_json_what_the_check_says_is_an_event_too(data, monkeypatch):
    write_record(data)
    monkeypatch.chdir(data.parent)
    monkeypatch.setattr(
        "analysis.build.build.build", lambda root, questions, tell, options, check: check()
    )
    result = CliRunner().invoke(command_line.main, ["report", "--json"])
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert {event["event"] for event in events} == {"note"}
    assert events[0]["words"] == "40 rows in 10 tables: no problem"
    assert len(events) > 1


# check-page


def checked(path) -> Result:
    result = CliRunner().invoke(command_line.main, ["check-page", str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_check_page_passes_a_page_of_the_record_and_no_other(tmp_path):
    page = at_hand(ROOT).build("remains-total")
    (tmp_path / "saved.html").write_bytes(page.encode())
    result = checked(tmp_path / "saved.html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("\nThis is the page that the record at hand gives.\n")
    (tmp_path / "saved.html").write_bytes(page.replace("<h1>", "<h1>All: ").encode())
    result = checked(tmp_path / "saved.html")
    assert result.exit_code == 1
    assert '  the title: has "All: ' in result.stdout


def test_check_page_compares_with_no_record_that_has_problems(data, rows, tmp_path, monkeypatch):
    rows["figures"]["hp-31"]["bound"] = "more_than"
    write_record(data, rows)
    (tmp_path / "notebooks").mkdir()
    for name in ("questions.toml", "totals.ipynb"):
        shutil.copy(ROOT / "notebooks" / name, tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "remains-total.html").write_bytes(b"<p>a</p>")
    result = checked(tmp_path / "remains-total.html")
    assert result.exit_code == 1
    assert "F05 " in result.stderr
    assert (
        "page: not compared, as the record at hand gives none. data/: has problems; run `python -m"
        in result.stdout
    )


@pytest.mark.parametrize("name", ["absent.html", "."])
def test_check_page_refuses_what_is_no_file(name, tmp_path):
    result = checked(tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("; name the saved page\n")
