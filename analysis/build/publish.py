"""Published files: each report with its notebook and charts, then the page of sources, the index
and everything in one file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import nbformat

from analysis.build.cache import (
    STATE,
    Inputs,
    State,
    as_published,
    read_state,
    stands,
    stray_charts,
    was_drawn_here,
    why,
    write_state,
)
from analysis.build.questions import INDEX, SOURCES, Question, Questions, owner
from analysis.build.runs import Built
from analysis.build.site import LIST, Site
from analysis.errors import BuildError, ProseError
from analysis.fingerprints import tables_digest
from analysis.quantities import dates
from analysis.record.csvfiles import harmless_table, is_new, replace_files
from analysis.report.index import (
    Entry,
    KeyNumber,
    check_words,
    index_page,
    key_number,
    problem_words,
)
from analysis.report.naming import SLUG, work_id
from analysis.report.outputs import record
from analysis.report.seal import linked, sealed_again
from analysis.report.sources import sources_page


def publish(root: Path, question: Question, built: Built, ids: Collection[str]) -> dict[str, str]:
    """Replace a question's charts, executed notebook and page; charts that it drew and no longer
    draws go.

    Returns what tells of each file, by its name, that it stands so. Raises BuildError for a chart
    with the name of another question's.
    """
    id = question.id
    files = {}
    for name, content in built.charts.items():
        path = Path(_chart_file(id, name))
        other = owner(path.stem, ids)
        if other != id:
            wrong = f"its chart {path.name} has the name of a chart of {other}"
            raise BuildError(f"question {id}", wrong, "name the chart otherwise")
        files[path.as_posix()] = content
    files[_notebook_file(id)] = built.notebook
    files[_page_file(id)] = _linked(root, built.page)
    others = _outputs(root)
    old = others.pop(id, None) or _charts_drawn_here(root, id, ids)
    if is_new(root / _page_file(id), files[_page_file(id)]):
        # What was printed goes first: it is of another page than will stand.
        (root / f"reports/{id}.pdf").unlink(missing_ok=True)
    published = _write(root, files)
    gone = old.difference(files, *others.values())
    for name in [*gone, f"reports/{id}.log"]:
        (root / name).unlink(missing_ok=True)
    return published


def _page_file(id: str) -> str:
    """Where the page of a question stands, or one that lists them."""
    return f"reports/{id}.html"


def _notebook_file(id: str) -> str:
    """Where the executed notebook of a question stands."""
    return f"reports/{id}.ipynb"


def _linked(root: Path, page: bytes) -> bytes:
    """A page that leads to each report that is published, and to no other."""
    with_links = linked(page.decode(), lambda other: _is_published(root, other))
    return with_links.encode()


def _chart_file(id: str, name: str) -> str:
    """Where a chart of a question stands; its PNG among what is not committed."""
    folder = "reports" if name.endswith(".png") else "figures"
    return f"{folder}/{id}-{name}"


def _write(root: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Replace the files whose bytes are others than these; what tells of every file, by its name,
    that it stands so.
    """
    changed = {}
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        if is_new(path, content):
            changed[path] = content
    replace_files(changed)
    return as_published(root, files)


def _charts_drawn_here(root: Path, id: str, ids: Collection[str]) -> set[str]:
    """The charts of a question of which no state is kept, as far as this project drew them."""
    charts = set()
    for path in (root / "figures").glob(f"{id}-*.*"):
        if owner(path.stem, ids) == id and was_drawn_here(path):
            charts.add(f"figures/{path.name}")
    return charts


def seal_again(inputs: Inputs, id: str) -> dict[str, str]:
    """Have the seal of a fresh report name the tables as they stand now; what tells that its
    page stands so, by its name.
    """
    name = _page_file(id)
    page = (inputs.root / name).read_bytes()
    tables = tables_digest(inputs.files)
    sealed = sealed_again(page.decode(), tables)
    return _write(inputs.root, {name: sealed.encode()})


def _outputs(root: Path) -> dict[str, set[str]]:
    """The names of the files that were published for each question, asked or not."""
    states = (root / STATE).glob("*.json")
    outputs = {}
    for id_ in sorted(path.stem for path in states):
        if id_ != INDEX:
            state = read_state(root, id_)
            outputs[id_] = set(state.outputs)
    return outputs


def remove_gone(root: Path, ids: Collection[str]) -> list[str]:
    """Remove what was published for questions that are no longer asked; the ids of these."""
    outputs = _outputs(root)
    gone = {id_: outputs.pop(id_) for id_ in gone_questions(root, ids)}
    for id_, names in gone.items():
        own = list(names.difference(*outputs.values()))
        own += [f"reports/{id_}.log", f"reports/{id_}.pdf"]
        # The state goes last: it is what tells that anything was published.
        own.append(f"{STATE}/{id_}.json")
        for name in own:
            (root / name).unlink(missing_ok=True)
    return list(gone)


def gone_questions(root: Path, ids: Collection[str]) -> list[str]:
    """The ids of the questions that were published once and are no longer asked."""
    return [id_ for id_ in _outputs(root) if id_ not in ids]


def remove_strays(root: Path, ids: Collection[str]) -> list[str]:
    """Remove charts that this project drew and that belong to no question; their names in the
    project.
    """
    names = []
    for path in stray_charts(root, ids):
        path.unlink(missing_ok=True)
        names.append(path.relative_to(root).as_posix())
    return names


def archive_of(site: Site) -> str:
    """The name of the file that holds everything: the title of the site."""
    return f"{work_id(site.title)}.zip"


def publish_index(root: Path, inputs: Inputs, questions: Questions) -> None:
    """Write the index of the questions and the page of sources, from what stands in ``reports/``,
    and everything in one file beside them.
    """
    ids = questions.in_order()
    _link_published(root, ids)
    entries = {id_: _entry(root, inputs, id_, questions) for id_ in ids}
    site = asdict(questions.site)
    keys = _key_numbers(inputs, questions, entries)
    listed = list(entries.values())
    archive = archive_of(questions.site)
    sources = sources_page(listed, site)
    index = index_page(listed, archive, site, keys)
    # The index inside the archive has no link to the archive.
    index_within = index_page(listed, "", site, keys)
    files = {
        f"reports/{archive}": _archive(root, listed, {INDEX: index_within, SOURCES: sources}),
        _page_file(SOURCES): sources.encode(),
        _page_file(INDEX): index.encode(),
    }
    published = _write(root, files)
    write_state(root, INDEX, State(inputs.digest, outputs=published))


def _key_numbers(
    inputs: Inputs, questions: Questions, entries: Mapping[str, Entry]
) -> list[KeyNumber]:
    """The key numbers whose reports stand as the record gives them. Raises BuildError for words
    that their evidence does not bear.
    """
    numbers = []
    for place, key in enumerate(questions.keys, start=1):
        entry = entries[key.question]
        number = key_number(entry, key.evidence, key.words)
        if number is None:
            continue
        try:
            check_words(inputs.records["record"], entry, key.evidence, key.words)
        except ProseError as error:
            raise BuildError(f"{LIST}, [[key]] {place}", error.wrong, error.do) from None
        numbers.append(number)
    return numbers


def _link_published(root: Path, ids: Iterable[str]) -> None:
    """Have the pages of reports lead to each report that is published, and to no other.

    What is published is known when a build ends. A page that is not as it was published, changed by
    hand perhaps, is left alone: it is built again.
    """
    for id_ in ids:
        name = _page_file(id_)
        state = read_state(root, id_)
        published = state.outputs.get(name)
        if not published or not stands(root, name, published):
            continue
        page = (root / name).read_bytes()
        found = _linked(root, page)
        if found != page:
            written = _write(root, {name: found})
            outputs = {**state.outputs, **written}
            write_state(root, id_, replace(state, outputs=outputs))


def _is_published(root: Path, id_: str) -> bool:
    """Whether the report of a question stands to be read."""
    page = root / _page_file(id_)
    notebook = root / _notebook_file(id_)
    return page.is_file() and notebook.is_file()


def _entry(root: Path, inputs: Inputs, id_: str, questions: Questions) -> Entry:
    """How the report of a question stands."""
    title = questions.titles[id_]
    problem, since = _problem(root, inputs, id_, questions)
    nb = None
    page = ""
    if SLUG.fullmatch(id_) and _is_published(root, id_):
        nb = nbformat.read(root / _notebook_file(id_), as_version=4)
        page = (root / _page_file(id_)).read_text(encoding="utf-8")
    told = (problem, since, title.short, title.scope)
    return Entry(id_, title.text, title.topic, nb, page, *told)


def _problem(root: Path, inputs: Inputs, id_: str, questions: Questions) -> tuple[str, str]:
    """Why the report of a question is not what the record and the code give now, and since which
    day, in EDTF; "" for what is not known, and both "" for a report that is.
    """
    if id_ in questions.problems:
        return problem_words(questions.problems[id_]), ""
    question = questions.by_id(id_)
    state = read_state(root, id_)
    reason = state.problem
    if not reason and state.outputs:
        reason = why(inputs, question, state)
    if not reason or reason.startswith("behind"):
        return "", ""
    if not state.since:
        state = replace(state, since=dates.today().isoformat())
        write_state(root, id_, state)
    return reason, state.since


def _charts(root: Path, entry: Entry) -> Iterator[Path]:
    """The charts that a report shows, each with the rows behind it and its PNG, as far as they are
    there.
    """
    for output in entry.charts:
        name = record(output)["name"]
        picture = root / f"figures/{entry.id}-{name}.svg"
        if picture.is_file():
            yield picture
        rows = picture.with_suffix(".csv")
        bitmap = root / f"reports/{picture.stem}.png"
        for path in (rows, bitmap):
            if path.is_file():
                yield path


def _archive(root: Path, entries: Sequence[Entry], lists: Mapping[str, str]) -> bytes:
    """The reports, the pages that list them, the charts with their rows and the tables as a ZIP
    file, the same bytes every time.
    """
    found = {}
    paths: list[Path] = []
    for entry in entries:
        if entry.is_published:
            found[_page_file(entry.id)] = entry.page.encode()
            paths += _charts(root, entry)
    for name, page in lists.items():
        found[_page_file(name)] = page.encode()
    for pattern in ("data/*.csv", "data/*.json", "data/README.md", "LICENSE*"):
        paths += root.glob(pattern)
    for path in paths:
        name = path.relative_to(root).as_posix()
        found[name] = path.read_bytes()
        if path.suffix == ".csv":
            found[name] = harmless_table(found[name])
    return _zipped(found)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of these files, in the order of their names."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            # ZipInfo dates a member 1 January 1980: no trace of the day on which it was made.
            member = ZipInfo(name)
            # A PNG is packed already: to try again takes longer than all else, and saves a tenth.
            member.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            member.external_attr = 0o100644 << 16
            archive.writestr(member, content)
    return packed.getvalue()
