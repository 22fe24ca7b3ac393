"""Published files: each report with its notebook and charts, then the index and everything in one
file.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nbformat

from analysis.build.cache import (
    STATE,
    Inputs,
    State,
    file_digests,
    read_state,
    stray_charts,
    was_drawn_here,
    why,
    write_state,
)
from analysis.build.questions import INDEX, Question, Questions, owner
from analysis.build.runs import Built
from analysis.errors import BuildError
from analysis.fingerprints import tables_digest
from analysis.quantities import dates
from analysis.record.csvfiles import harmless_table, is_new, replace_files
from analysis.report.cite import SLUG
from analysis.report.export import record, sealed_again
from analysis.report.index import Entry, index_page, problem_words

ARCHIVE = "repatriation-record.zip"


def publish(root: Path, question: Question, built: Built, ids: Iterable[str]) -> dict[str, str]:
    """Replace a question's charts, executed notebook and page; charts that it drew and no longer
    draws go.

    Returns the digest of each file by its name. Raises BuildError for a chart with the name of
    another question's.
    """
    charts = {f"figures/{question.id}-{name}": content for name, content in built.charts.items()}
    for name in charts:
        if (other := owner(Path(name).stem, ids)) != question.id:
            wrong = f"its chart {Path(name).name} has the name of a chart of {other}"
            raise BuildError(f"question {question.id}", wrong, "name the chart otherwise")
    pages = {
        f"reports/{question.id}.ipynb": built.notebook,
        f"reports/{question.id}.html": built.page,
    }
    old = _old_charts(root, question.id, ids)
    replace_files(
        {
            root / name: content
            for name, content in (charts | pages).items()
            if _is_new(root / name, content)
        }
    )
    for name in old - charts.keys() - _published(root, {question.id}):
        (root / name).unlink(missing_ok=True)
    (root / "reports" / f"{question.id}.log").unlink(missing_ok=True)
    return file_digests(root, charts | pages)


def _old_charts(root: Path, id: str, ids: Iterable[str]) -> set[str]:
    """The charts that a question drew before: those of its state, or where no state is kept, what
    was drawn here.
    """
    if outputs := read_state(root, id).outputs:
        return {name for name in outputs if name.startswith("figures/")}
    known = list(ids)
    own = [path for path in (root / "figures").glob(f"{id}-*.*") if owner(path.stem, known) == id]
    return {f"figures/{path.name}" for path in own if was_drawn_here(path)}


def seal_again(inputs: Inputs, id: str) -> dict[str, str]:
    """Have the seal of a fresh report name the tables as they stand now; the digest of its page by
    its name.
    """
    name = f"reports/{id}.html"
    path = inputs.root / name
    page = sealed_again(path.read_bytes().decode(), tables_digest(inputs.files)).encode()
    if is_new(path, page):
        replace_files({path: page})
    return file_digests(inputs.root, [name])


def _published(root: Path, but: Collection[str]) -> set[str]:
    """The names of all files that were published for questions, asked or not, `but` these."""
    others = [id_ for id_ in _ids(root) if id_ not in but]
    return {name for id_ in others for name in read_state(root, id_).outputs}


def _ids(root: Path) -> list[str]:
    """The ids of the questions of which a state is kept."""
    return sorted(path.stem for path in (root / STATE).glob("*.json") if path.stem != INDEX)


def _is_new(path: Path, content: bytes) -> bool:
    """Whether a file is to have other bytes, for which its folder is there."""
    path.parent.mkdir(exist_ok=True)
    return is_new(path, content)


def remove_gone(root: Path, ids: Iterable[str]) -> list[str]:
    """Remove what was published for questions that are no longer asked; the ids of these."""
    gone = gone_questions(root, ids)
    kept = _published(root, gone)
    for id_ in gone:
        for name in read_state(root, id_).outputs.keys() - kept:
            (root / name).unlink(missing_ok=True)
        for path in (
            root / "reports" / f"{id_}.log",
            root / "reports" / f"{id_}.pdf",
            root / STATE / f"{id_}.json",
        ):
            path.unlink(missing_ok=True)
    return gone


def gone_questions(root: Path, ids: Iterable[str]) -> list[str]:
    """The ids of the questions that were published once and are no longer asked."""
    asked = set(ids)
    return [id_ for id_ in _ids(root) if id_ not in asked]


def remove_strays(root: Path, ids: Iterable[str]) -> list[str]:
    """Remove charts that this project drew and that belong to no question; their names in the
    project.
    """
    strays = stray_charts(root, ids)
    for path in strays:
        path.unlink(missing_ok=True)
    return [path.relative_to(root).as_posix() for path in strays]


def publish_index(root: Path, inputs: Inputs, questions: Questions) -> None:
    """Write the index of the questions, from what stands in ``reports/``, and everything in one
    file beside it.
    """
    entries = [_entry(root, inputs, id_, questions) for id_ in questions.texts]
    files = {
        f"reports/{ARCHIVE}": _archive(root, entries, index_page(entries, about=questions.about)),
        "reports/index.html": index_page(entries, ARCHIVE, questions.about).encode(),
    }
    replace_files(
        {root / name: content for name, content in files.items() if _is_new(root / name, content)}
    )
    write_state(root, INDEX, State(inputs.digest, outputs=file_digests(root, files)))


def _entry(root: Path, inputs: Inputs, id_: str, questions: Questions) -> Entry:
    """How the report of a question stands."""
    page, notebook = root / "reports" / f"{id_}.html", root / "reports" / f"{id_}.ipynb"
    entry = Entry(id_, questions.texts[id_], questions.topics.get(id_, ""))
    if id_ in questions.problems:
        entry = replace(entry, problem=problem_words(questions.problems[id_]))
    else:
        entry = replace(entry, **_standing(root, inputs, questions.by_id(id_)))
    if not (SLUG.fullmatch(id_) and page.is_file() and notebook.is_file()):
        return entry
    return replace(
        entry, nb=nbformat.read(notebook, as_version=4), page=page.read_text(encoding="utf-8")
    )


def _standing(root: Path, inputs: Inputs, question: Question) -> dict[str, str]:
    """Why the report of a question is not what the record and the code give now, and since which
    day; {} if it is.
    """
    state = read_state(root, question.id)
    reason = state.problem or (why(inputs, question, state) if state.outputs else "")
    if not reason or reason.startswith("behind"):
        return {}
    if not state.since:
        state = replace(state, since=dates.today().isoformat())
        write_state(root, question.id, state)
    return {"problem": reason, "since": state.since}


def _charts(entry: Entry) -> list[str]:
    """The names of the charts that a report shows, each with that of the rows behind it."""
    stems = [f"figures/{entry.id}-{record(output)['name']}" for output in entry.charts]
    return [f"{stem}{suffix}" for stem in stems for suffix in (".svg", ".csv")]


def _archive(root: Path, entries: Sequence[Entry], index: str) -> bytes:
    """The reports, their index, the charts with their rows and the tables as a ZIP file, the same
    bytes every time.
    """
    found = {
        f"reports/{entry.id}.html": entry.page.encode() for entry in entries if entry.is_published
    }
    found["reports/index.html"] = index.encode()
    for entry in (entry for entry in entries if entry.is_published):
        found |= {
            name: (root / name).read_bytes() for name in _charts(entry) if (root / name).is_file()
        }
    for pattern in ("data/*.csv", "data/*.json", "data/README.md", "LICENSE*"):
        found |= {
            path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob(pattern)
        }
    found |= {
        name: harmless_table(content) for name, content in found.items() if name.endswith(".csv")
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(found):
            member = ZipInfo(
                name
            )  # of 1 January 1980, the first day that ZIP knows: no trace of the day it was made
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(member, found[name])
    return packed.getvalue()
