"""A new project: it is whole, it can be begun again, it overwrites nothing, and its first page
claims nothing.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from conftest import ROOT
from starter import STARTER, starter_bytes

import analysis.__main__ as command_line
from analysis.build import new
from analysis.errors import UnusableInput
from analysis.record import csvfiles
from analysis.record.csvfiles import read_csv

TEXT = "Rents rise in Harbourton\n\nMore than 1,400 flats stood empty, the council said.\n"


@pytest.fixture
def article(tmp_path) -> Path:
    path = tmp_path / "An article (draft).txt"
    path.write_text(TEXT)
    return path


def run(*words: object) -> Result:
    result = CliRunner().invoke(command_line.main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result
    return result


def files(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def test_the_descriptor_of_a_new_project_is_that_of_this_record_with_neutral_words():
    assert starter_bytes() == STARTER.read_bytes(), "run python tests/starter.py --write"


def test_a_new_folder_is_a_checked_record_with_a_first_page_of_drafts(tmp_path, article):
    folder = tmp_path / "flats and rents"
    made = run("new", folder, "--source", article)
    assert (made.exit_code, made.stderr) == (0, "")
    assert "no problem" in made.stdout
    assert "to be filled: publisher, language" in made.stdout
    page = BeautifulSoup((folder / "reports/drafts.html").read_text(), "html.parser")
    words = page.main.get_text(" ", strip=True)
    assert "No answer is given yet." in words
    assert "More than 1,400 (draft)" in words
    assert "More than 1,400 flats stood empty, the council said." in words
    assert "draft, not verified" in page.get_text()
    assert "Flats and rents" in page.title.text
    assert "data/sources/" in (folder / ".gitignore").read_text()
    again = run("--project", folder, "report")
    assert "1 fresh" in again.stdout


def test_a_folder_without_a_text_is_a_checked_record_of_nothing(tmp_path):
    made = run("new", tmp_path / "bare")
    assert (made.exit_code, made.stderr) == (0, "")
    assert not (tmp_path / "bare/reports").exists()


def test_what_is_there_is_left_as_found_and_said(tmp_path, article):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("my own words")
    (folder / "Makefile").symlink_to("nowhere")
    said: list[str] = []
    new.make(folder, "", [article], said.append)
    assert said[0] == "left as found: Makefile, README.md"
    assert (folder / "README.md").read_text() == "my own words"
    assert (folder / "Makefile").is_symlink()
    before = files(folder)
    new.make(folder, "Another title", [article], said.append)
    assert files(folder) == before
    assert said[-1] == "an-article-draft: in the record already"


@pytest.mark.parametrize("place", [0, 1, 8, 20, -4, -3, -2, -1])
def test_what_was_interrupted_is_ended_by_running_it_again(tmp_path, article, monkeypatch, place):
    written: list[Path] = []
    replace_files = csvfiles.replace_files

    def note(content) -> None:
        written.extend(content)
        replace_files(content)

    monkeypatch.setattr(csvfiles, "replace_files", note)
    new.make(tmp_path / "whole", "A title", [article], str)
    last = range(len(written))[place]

    def fail_at_last(content) -> None:
        written.extend(content)
        if len(written) > last:
            raise KeyboardInterrupt
        replace_files(content)

    written.clear()
    monkeypatch.setattr(csvfiles, "replace_files", fail_at_last)
    with pytest.raises(KeyboardInterrupt):
        new.make(tmp_path / "mine", "A title", [article], str)
    monkeypatch.undo()
    new.make(tmp_path / "mine", "A title", [article], str)
    assert files(tmp_path / "mine") == files(tmp_path / "whole")


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        "-n",
        "$(touch x)",
        "it's",
        'a"b',
        "Ünïcode ភាសា",
        "two\nlines",
        "2032",
        "a;b&c",
        "%s{0}",
    ],
)
def test_a_folder_may_have_any_name(tmp_path, article, name):
    folder = tmp_path / name
    made = run("new", "--source", article, "--", folder)
    assert (made.exit_code, made.stderr) == (0, "")
    assert (folder / "reports/drafts.html").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {article.name, name}


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "pdftotext"),
        ("a.docx", b"PK\x03\x04...", "plain text, UTF-8"),
        ("a.html", b" <!DOCTYPE html><p>1", "lynx"),
        ("a.txt", b"caf\xe9", "holds the byte 0xe9"),
        ("a.txt", b"a b\0c", "NUL"),
        ("a.txt", b"\xff\xfea\0", "UTF-16"),
        ("a.txt", b" \n", "is empty"),
    ],
)
def test_what_is_no_text_is_refused_before_anything_is_written(tmp_path, name, content, advice):
    (tmp_path / name).write_bytes(content)
    made = run("new", tmp_path / "mine", "--source", tmp_path / name)
    assert made.exit_code == 2
    assert advice in made.stderr
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(("title", "wrong"), [("Rents in 2032", '"2032"'), ("Two rivers", '"Two"')])
def test_a_title_with_a_number_is_refused_before_anything_is_written(tmp_path, title, wrong):
    made = run("new", tmp_path / "mine", "--title", title)
    assert (made.exit_code, wrong in made.stderr) == (2, True)
    assert not (tmp_path / "mine").exists()


def test_a_table_of_something_else_is_left_and_named(tmp_path, article):
    tables = tmp_path / "boats" / "data"
    tables.mkdir(parents=True)
    (tables / "sources.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnusableInput, match="other columns than a record's"):
        new.make(tmp_path / "boats", "", [article], print)
    assert (tables / "sources.csv").read_text() == "a,b\n1,2\n"


def test_a_file_in_place_of_the_folder_is_a_message(tmp_path, article):
    made = run("new", article)
    assert (made.exit_code, "is a file" in made.stderr) == (2, True)


def test_a_text_is_kept_with_plain_line_ends_and_two_of_one_name_have_each_an_id(tmp_path):
    for folder, words in (("a", b"\xef\xbb\xbfRents\r\n40 flats\r\n"), ("b", b"Rents\n50 flats\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rents.txt").write_bytes(words)
    texts = [tmp_path / "a/rents.txt", tmp_path / "b/rents.txt"]
    new.make(tmp_path / "mine", "", texts, str)
    data = tmp_path / "mine/data"
    assert (data / "sources/rents.txt").read_bytes() == b"Rents\n40 flats\n"
    assert (data / "sources/rents-2.txt").read_bytes() == b"Rents\n50 flats\n"
    assert read_csv(data / "sources.csv").columns[0] == ["rents", "rents-2"]


def test_a_notebook_is_copied_without_what_its_parameters_name_of_a_record():
    source = (
        'scope = "record"  # "articles"\ntitle = "Grüße"  # of the chart\nparts = [\n  "a",\n]  # ids\n'
        'sides = {"XQ": "Q"}\nwords = {"open": "Not known."}\nmost = 3\n'
    )
    assert new._emptied(source) == (
        'scope = "record"  # "articles"\ntitle = ""  # of the chart\nparts = []  # ids\n'
        'sides = {}\nwords = {"open": "Not known."}\nmost = 3\n'
    )


def test_every_command_takes_the_project_given_or_the_one_in_which_it_runs(
    tmp_path, article, monkeypatch
):
    new.make(tmp_path / "mine", "", [article], str)
    monkeypatch.chdir(tmp_path)
    assert "2 rows in" in run("--project", "mine", "check").stdout
    (tmp_path / "mine/notebooks/deep").mkdir()
    monkeypatch.chdir(tmp_path / "mine/notebooks/deep")
    assert "2 rows in" in run("check").stdout
    assert "an-article-draft: verbatim" in run("find", "flats stood empty").stdout
    refused = run("--project", tmp_path, "check")
    assert (refused.exit_code, "is no project" in refused.stderr) == (2, True)


@pytest.mark.parametrize("command", ["check", "verify", "fill", "report", "tidy"])
def test_a_command_that_stands_in_no_project_touches_none(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(command_line.main, [command])
    assert refused.exit_code == 2
    assert (
        "no project is here; stand in one, name one with --project, or make one" in refused.stderr
    )


def test_a_text_that_is_read_through_says_whose_it_is(tmp_path, article):
    new.make(tmp_path / "mine", "", [article], str)
    regions = tmp_path / "mine/data/regions.csv"
    regions.write_text(regions.read_text().replace("unread", "body"))
    checked = run("--project", tmp_path / "mine", "check")
    assert checked.exit_code == 1
    assert "S07 is still to be filled although the text is read" in checked.stderr


def test_make_reports_of_a_new_project_needs_no_network_where_an_environment_is_given(
    tmp_path, article
):
    new.make(tmp_path / "my flats", "", [article], str)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        ["make", "reports", f"PY={sys.executable}"],
        cwd=tmp_path / "my flats",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "my flats/reports/drafts.html").is_file()
    assert not (tmp_path / "my flats/.venv").exists()


def test_a_wheel_has_what_a_new_project_begins_with(tmp_path, article):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    offline = ["--quiet", "--no-deps", "--no-index"]
    wheel = [*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", tmp_path, ROOT]
    subprocess.run(wheel, check=True)
    (built,) = tmp_path.glob("*.whl")
    target = tmp_path / "installed"
    subprocess.run([*pip, "install", *offline, "--target", target, built], check=True)
    environment = os.environ | {"PYTHONPATH": str(target)}
    made = subprocess.run(
        [sys.executable, "-m", "analysis", "new", "mine", "--source", article],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (made.returncode, made.stderr) == (0, "")
    new.make(tmp_path / "other", "", [article], str)
    mine, other = files(tmp_path / "mine/notebooks"), files(tmp_path / "other/notebooks")
    assert {name for name in mine if name.endswith(".ipynb")} == {
        name for name in other if name.endswith(".ipynb")
    }
    assert (tmp_path / "mine/package.txt").read_text().endswith("==0.1.0\n")


def test_every_file_that_is_no_text_is_named_before_anything_is_written(tmp_path, article):
    bad = [tmp_path / "a.html", tmp_path / "b.pdf"]
    bad[0].write_text("<!DOCTYPE html><p>A page</p>")
    bad[1].write_bytes(b"%PDF-1.7")
    told = []
    with pytest.raises(UnusableInput, match=r"is a PDF"):
        new.make(tmp_path / "own", "", [bad[0], article, bad[1]], told.append)
    assert "a.html: is HTML; copy its words from a browser" in told[0]
    assert not (tmp_path / "own").exists()
