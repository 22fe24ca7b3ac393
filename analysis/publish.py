"""Published files: each report with its notebook and charts, then the index and everything in one file."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nbformat

from analysis.cache import INDEX, STATE, Inputs, State, file_digests, read_state, why, write_state
from analysis.csvfiles import harmless_table, replace_files
from analysis.errors import BuildError
from analysis.index import Entry, index_page
from analysis.questions import SLUG, Question, Questions
from analysis.runs import Built

ARCHIVE = "repatriation-record.zip"


def publish(root: Path, question: Question, built: Built, ids: Iterable[str]) -> dict[str, str]:
    """Replace a question's charts, executed notebook and page; charts that it no longer draws go.

    Returns the digest of each file by its name. Raises BuildError for a chart with the name of another question's.
    """
    charts = {f"figures/{question.id}-{name}": content for name, content in built.charts.items()}
    for name in charts:
        if (owner := _owner(Path(name).stem, ids)) != question.id:
            wrong = f"its chart {Path(name).name} has the name of a chart of {owner}"
            raise BuildError(f"question {question.id}", wrong, "name the chart otherwise")
    pages = {f"reports/{question.id}.ipynb": built.notebook, f"reports/{question.id}.html": built.page}
    replace_files({root / name: content for name, content in (charts | pages).items() if _is_new(root / name, content)})
    for path in (root / "figures").glob(f"{question.id}-*.*"):
        if f"figures/{path.name}" not in charts and _owner(path.stem, ids) == question.id:
            path.unlink()
    (root / "reports" / f"{question.id}.log").unlink(missing_ok=True)
    return file_digests(root, charts | pages)


def _owner(stem: str, ids: Iterable[str]) -> str:
    """The question that a chart file belongs to: the longest id that its name begins with."""
    return max((id_ for id_ in ids if stem.startswith(f"{id_}-")), key=len, default="")


def _is_new(path: Path, content: bytes) -> bool:
    """Whether a file is to have other bytes, for which its folder is there."""
    path.parent.mkdir(exist_ok=True)
    return not path.exists() or path.read_bytes() != content


def remove_gone(root: Path, ids: Iterable[str]) -> list[str]:
    """Remove what was published for questions that are no longer asked; the ids of these."""
    gone = sorted(path.stem for path in (root / STATE).glob("*.json") if path.stem not in {*ids, INDEX})
    for id_ in gone:
        for name in read_state(root, id_).outputs:
            (root / name).unlink(missing_ok=True)
        for path in (root / "reports" / f"{id_}.log", root / "reports" / f"{id_}.pdf", root / STATE / f"{id_}.json"):
            path.unlink(missing_ok=True)
    return gone


def publish_index(root: Path, inputs: Inputs, questions: Questions) -> None:
    """Write the index of the questions, from what stands in ``reports/``, and everything in one file beside it."""
    entries = [_entry(root, inputs, id_, questions) for id_ in questions.texts]
    files = {
        f"reports/{ARCHIVE}": _archive(root, entries, index_page(entries, about=questions.about)),
        "reports/index.html": index_page(entries, ARCHIVE, questions.about).encode(),
    }
    replace_files({root / name: content for name, content in files.items() if _is_new(root / name, content)})
    write_state(root, INDEX, State(inputs.digest, outputs=file_digests(root, files)))


def _entry(root: Path, inputs: Inputs, id_: str, questions: Questions) -> Entry:
    """How the report of a question stands."""
    page, notebook = root / "reports" / f"{id_}.html", root / "reports" / f"{id_}.ipynb"
    entry = Entry(id_, questions.texts[id_], questions.topics.get(id_, ""))
    if id_ in questions.problems:
        entry = replace(entry, problem=str(questions.problems[id_]))
    else:
        entry = replace(entry, **_standing(root, inputs, questions.by_id(id_)))
    if not (SLUG.fullmatch(id_) and page.is_file() and notebook.is_file()):
        return entry
    return replace(entry, nb=nbformat.read(notebook, as_version=4), page=page.read_text(encoding="utf-8"))


def _standing(root: Path, inputs: Inputs, question: Question) -> dict[str, str]:
    """Why the report of a question is not what the record and the code give now, and since which day; {} if it is."""
    state = read_state(root, question.id)
    reason = state.problem or (why(inputs, question, state) if state.outputs else "")
    if not reason or reason.startswith("behind"):
        return {}
    if not state.since:
        state = replace(state, since=date.today().isoformat())
        write_state(root, question.id, state)
    return {"problem": reason, "since": state.since}


def _archive(root: Path, entries: Sequence[Entry], index: str) -> bytes:
    """The reports, their index, the charts with their rows and the tables as a ZIP file, the same bytes every time."""
    found = {f"reports/{entry.id}.html": entry.page.encode() for entry in entries if entry.is_published}
    found["reports/index.html"] = index.encode()
    for pattern in ("figures/*.svg", "figures/*.csv", "data/*.csv", "data/*.json", "data/README.md", "LICENSE*"):
        found |= {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob(pattern)}
    found |= {name: harmless_table(content) for name, content in found.items() if name.endswith(".csv")}
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(found):
            member = ZipInfo(name)  # of 1 January 1980, the first day that ZIP knows: no trace of the day it was made
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(member, found[name])
    return packed.getvalue()
