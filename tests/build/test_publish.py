"""Published files: whole or not at all, and gone with their question."""

from dataclasses import replace
from errno import ENOSPC
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
import samples
from projects import ARCHIVE

from analysis.build.cache import STATE, Inputs, State, read_state, write_state
from analysis.build.publish import publish, publish_index, remove_gone
from analysis.build.questions import Question, load_questions
from analysis.build.runs import Built
from analysis.build.site import LIST
from analysis.errors import BuildError
from analysis.record import csvfiles

BUILT = Built(
    b"<p>page</p>",
    nbformat.writes(samples.notebook(samples.code(samples.answer()))).encode(),
    {"boats.svg": samples.SVG.encode(), "boats.csv": b"a,b\n", "boats.png": b"PNG"},
)
BOATS = Question("boats", "How many?", "harbour")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "harbour.ipynb").write_text("{}")
    (tmp_path / LIST).write_text(
        '[[question]]\nid = "boats"\ntext = "How many?"\nnotebook = "harbour"\n'
    )
    return tmp_path


def files(root: Path) -> set[str]:
    found = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return {name for name in found if name.startswith(("reports/", "figures/"))}


def test_a_report_is_published_with_its_charts_and_their_digests(root):
    outputs = publish(root, BOATS, BUILT, ["boats"])
    assert outputs.keys() == {
        "figures/boats-boats.svg",
        "figures/boats-boats.csv",
        "reports/boats-boats.png",
        "reports/boats.ipynb",
        "reports/boats.html",
    }
    assert files(root) == outputs.keys()
    assert all(outputs.values())


def test_what_is_published_again_unchanged_is_not_written(root):
    publish(root, BOATS, BUILT, ["boats"])
    before = {name: (root / name).stat().st_ino for name in files(root)}
    publish(root, BOATS, BUILT, ["boats"])
    assert {name: (root / name).stat().st_ino for name in files(root)} == before


def test_the_log_of_an_earlier_failure_goes_when_the_report_comes(root):
    (root / "reports").mkdir()
    (root / "reports" / "boats.log").write_bytes(b"failed")
    publish(root, BOATS, BUILT, ["boats"])
    assert "reports/boats.log" not in files(root)


def test_a_chart_with_the_file_name_of_another_questions_chart_is_refused_before_anything_is_written(
    root,
):
    built = Built(b"", b"", {"river-boats.svg": b""})
    with pytest.raises(
        BuildError, match=r"boats-river-boats\.svg has the name of a chart of boats-river"
    ):
        publish(root, BOATS, built, ["boats", "boats-river"])
    assert files(root) == set()


def test_what_was_published_for_a_question_goes_with_it_and_nothing_else(root):
    outputs = publish(root, BOATS, BUILT, ["boats"])
    write_state(root, "boats", State("inputs", outputs=outputs))
    for name in (
        "reports/boats.pdf",
        "reports/boats.log",
        "figures/boats-by-hand.svg",
        "reports/notes.html",
    ):
        (root / name).write_bytes(b"mine")
    assert remove_gone(root, ["boats"]) == []
    assert remove_gone(root, ["river"]) == ["boats"]
    assert files(root) == {"figures/boats-by-hand.svg", "reports/notes.html"}
    assert read_state(root, "boats") == State()


def test_a_file_that_another_question_published_since_stays_when_a_question_is_gone(root):
    write_state(
        root,
        "river",
        State("inputs", outputs=publish(root, replace(BOATS, id="river"), BUILT, ["river"])),
    )
    outputs = {"figures/river-boats.svg": "", "reports/boats.html": ""}
    write_state(root, "boats", State("inputs", outputs=outputs))
    assert remove_gone(root, ["river"]) == ["boats"]
    assert "figures/river-boats.svg" in files(root)


def test_where_the_last_file_has_no_room_the_whole_report_stays_as_it_was(root, monkeypatch):
    publish(root, BOATS, BUILT, ["boats"])
    before = {name: (root / name).read_bytes() for name in files(root)}

    def full(path: Path, data: bytes, like: Path) -> None:
        if like.suffix == ".html":
            raise OSError(ENOSPC, "No space left on device")
        write_new(path, data, like)

    write_new = csvfiles._write_new
    monkeypatch.setattr(csvfiles, "_write_new", full)
    other = Built(
        b"another page", b"another notebook", {"boats.svg": b"other", "more.csv": b"other"}
    )
    with pytest.raises(OSError, match="No space left"):
        publish(root, BOATS, other, ["boats"])
    assert {name: (root / name).read_bytes() for name in files(root)} == before
    assert list(root.rglob("*.tmp")) == []


def test_files_are_replaced_in_the_order_given_the_index_last(root, monkeypatch):
    publish(root, BOATS, BUILT, ["boats"])
    replaced: list[str] = []
    rename = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda path, to: (replaced.append(to.name), rename(path, to))
    )
    publish_index(root, Inputs(root), load_questions(root / LIST))
    assert replaced == [ARCHIVE, "sources.html", "index.html", "index.json"]
    lists = {"reports/index.html", "reports/sources.html"}
    assert read_state(root, "index").outputs.keys() == {f"reports/{ARCHIVE}", *lists}
    replaced.clear()
    publish(
        root, BOATS, Built(b"another page", b"another notebook", {"boats.svg": b"other"}), ["boats"]
    )
    assert replaced == ["boats-boats.svg", "boats.ipynb", "boats.html"]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State("inputs", problem="the cell failed", since="2026-11-26"), "the cell failed"),
        (
            State("inputs", {f"{LIST} boats": "another"}, outputs={"reports/boats.html": ""}),
            "is not as published",
        ),
    ],
)
def test_a_report_that_is_not_what_the_record_gives_now_is_stale_in_the_index(root, state, status):
    publish(root, BOATS, BUILT, ["boats"])
    write_state(root, "boats", state)
    publish_index(root, Inputs(root), load_questions(root / LIST))
    page = samples.Tags((root / "reports" / "index.html").read_text()).words()
    assert status in page
    assert "Stale" in page


def test_a_report_that_a_build_of_others_left_behind_a_changed_notebook_is_stale_too(root):
    outputs = publish(root, BOATS, BUILT, ["boats"])
    asked = load_questions(root / LIST).by_id("boats")
    write_state(root, "boats", Inputs(root).state(asked, (), outputs))
    publish_index(root, Inputs(root), load_questions(root / LIST))
    assert "Stale" not in (root / "reports" / "index.html").read_text()
    (root / "notebooks" / "harbour.ipynb").write_text("{ }")
    publish_index(root, Inputs(root), load_questions(root / LIST))
    assert (
        "notebooks/harbour.ipynb changed"
        in samples.Tags((root / "reports" / "index.html").read_text()).words()
    )


def test_states_are_hidden_and_no_part_of_the_archive(root):
    publish(root, BOATS, BUILT, ["boats"])
    publish_index(root, Inputs(root), load_questions(root / LIST))
    assert STATE.rpartition("/")[2].startswith(".")
    assert b".build" not in (root / "reports" / ARCHIVE).read_bytes()


def test_no_cell_of_a_table_in_the_archive_is_a_formula(root):
    (root / "data").mkdir()
    table = 'id,note\na,"=HYPERLINK(""https://example.org"")"\nb, -1+1\nc,a=b\n'
    (root / "data" / "notes.csv").write_text(table)
    (root / "data" / "others.csv").write_text("id,note\na,a=b\n")
    publish(root, BOATS, BUILT, ["boats"])
    publish_index(root, Inputs(root), load_questions(root / LIST))
    with ZipFile(root / "reports" / ARCHIVE) as archive:
        found = archive.read("data/notes.csv").decode()
        assert archive.read("data/others.csv").decode() == "id,note\na,a=b\n"
    assert found == 'id,note\na,"\'=HYPERLINK(""https://example.org"")"\nb,"\' -1+1"\nc,a=b\n'
    assert (root / "data" / "notes.csv").read_text() == table


def test_a_key_number_stands_on_the_index_where_its_report_has_the_evidence(root):
    publish(root, BOATS, BUILT, ["boats"])
    listed = (root / LIST).read_text()
    key = '[[key]]\nquestion = "boats"\nevidence = ["{}"]\nwords = "in the harbour"\n'
    for id, count in (("boats", 1), ("rafts", 0)):
        (root / LIST).write_text(key.format(id) + listed)
        publish_index(root, Inputs(root), load_questions(root / LIST))
        page = (root / "reports" / "index.html").read_text()
        link = '<b><a class="evidence" href="boats.html#e-boats">more than 40</a></b>'
        assert page.count(f"{link} in the harbour") == count


def test_a_key_number_with_words_that_its_evidence_does_not_bear_is_refused(root):
    publish(root, BOATS, BUILT, ["boats"])
    key = '[[key]]\nquestion = "boats"\nevidence = ["boats"]\nwords = "in all; fewer than ever"\n'
    (root / LIST).write_text(key + (root / LIST).read_text())
    wrong = r'^notebooks/questions.toml, \[\[key\]\] 1: "fewer" is licensed neither'
    with pytest.raises(BuildError, match=wrong):
        publish_index(root, Inputs(root), load_questions(root / LIST))
    assert not (root / "reports" / "index.html").exists()


def test_the_page_of_sources_names_the_report_that_rests_on_each(root):
    publish(root, BOATS, BUILT, ["boats"])
    publish_index(root, Inputs(root), load_questions(root / LIST))
    page = (root / "reports" / "sources.html").read_text()
    assert 'href="https://example.org/boats"' in page
    assert 'href="boats.html#e-source-gazette"' in page
