"""The command line: check, verify, fill and find for the record, report for its pages."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from errno import EPIPE
from functools import wraps
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import click

from analysis import __version__
from analysis.errors import (
    BuildError,
    RecordError,
    UnusableInput,
    counted,
    did_you_mean,
    shown,
    shown_path,
    without_controls,
)
from analysis.record.csvfiles import (
    DATA,
    PACKAGE,
    is_new,
    nearest_project,
    replace_files,
    source_dirs,
    write_atomic,
)

CLEAN, PROBLEMS, UNUSABLE = 0, 1, 2


def project() -> Path:
    """The folder of the project that a command is about: the one given, else the one in which
    this runs. Raises click.UsageError where there is none.
    """
    given: Path | None = click.get_current_context().find_root().params.get("project")
    given = given.resolve() if given else None
    if given and not (given / DATA.name / PACKAGE).is_file():
        wrong = f"{shown(str(given))} is no project: it has no data/{PACKAGE}"
        raise click.BadParameter(f"{wrong}; `new` makes one", param_hint="--project")
    found = given or nearest_project(Path.cwd())
    if found is None:
        do = "stand in one, name one with --project, or make one with `python -m analysis new`"
        raise click.UsageError(f"no project is here; {do}")
    return found


DATA_OPTION = click.option(
    "--data",
    type=click.Path(path_type=Path),
    callback=lambda context, option, value: value or project() / DATA.name,
    help="The folder of the tables. Default: data/ of the project.",
)
SOURCES_OPTION = click.option(
    "--sources",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A folder of source texts. Default: shared/sources beside the project, then sources/ "
    "next to the tables.",
)


@click.group(help=__doc__)
@click.version_option(__version__)
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="The folder of the project. Default: the one in which this runs, looked for upwards.",
)
def main(project: Path | None) -> None:
    """Run `python -m analysis`; the commands take the project from the context."""
    _open_closed_streams()
    if isinstance(
        sys.stdout, TextIOWrapper
    ):  # a terminal that lacks a character gets its number, not a traceback
        sys.stdout.reconfigure(errors="backslashreplace")


def _open_closed_streams() -> None:
    """Lead each standard stream that is closed to nowhere: Python has None for it, and the next
    file takes its number.

    A file that is opened gets the lowest number that is free, which is that of the stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  it stays open
            os.set_inheritable(stream.fileno(), True)  # as standard streams are
            setattr(sys, name, stream)


def exits(command: Callable[..., int]) -> Callable[..., None]:
    """End a command with its status; a known error becomes its message and a status, never a
    traceback.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            sys.exit(command(*args, **kwargs))
        except UnusableInput as error:
            click.echo(error, err=True)
            sys.exit(UNUSABLE)
        except RecordError as error:
            click.echo(error, err=True)
            sys.exit(PROBLEMS)
        except OSError as error:
            if error.errno == EPIPE:  # a closed pipe is click's to handle
                raise
            click.echo(
                f"{error.filename or 'while a file was written'}: {error.strerror}", err=True
            )
            sys.exit(UNUSABLE)

    return run


def report_problems(problems: Sequence[RecordError], fine: str) -> int:
    """Print every problem and their number, or `fine`; the exit status."""
    for problem in problems:
        click.echo(problem, err=True)
    click.echo(counted(len(problems), "problem") if problems else fine)
    return PROBLEMS if problems else CLEAN


@main.command()
@DATA_OPTION
@exits
def check(data: Path) -> int:
    """Check structure, types, vocabularies, keys and the cross-row rules of the tables."""
    return _check(data)


def _check(data: Path, sources: Sequence[Path] = ()) -> int:
    from analysis.record.conventions import cited_sources, to_fill
    from analysis.record.rules import check_rules
    from analysis.record.tables import check_tables, load_package, place, read_tables
    from analysis.record.verify import with_true_lengths

    tables, problems = with_true_lengths(read_tables(data), sources or source_dirs(data))
    try:
        problems += check_tables(tables, load_package(data)) + check_rules(tables)
    except (
        RecursionError,
        ValueError,
        LookupError,
    ) as error:  # a cell beyond every limit, a column that a rule needs
        wrong = f"cannot be checked ({type(error).__name__}: {str(error)[:200]})"
        raise UnusableInput(
            shown_path(data), wrong, "undo the last change to the tables"
        ) from error
    rows = sum(len(table) for table in tables.values())
    cited = len(cited_sources(tables["sources"]))
    size = f"{counted(rows, 'row')} in {counted(len(tables), 'table')}"
    size += f", {counted(cited, 'source')} only cited" if cited else ""
    for row, columns in to_fill(tables["sources"]):
        click.echo(f"{place(tables['sources'], row)}: to be filled: {', '.join(columns)}")
    return report_problems(problems, f"{size}: no problem")


@main.command()
@DATA_OPTION
@SOURCES_OPTION
@exits
def verify(data: Path, sources: Sequence[Path]) -> int:
    """Verify every span against the source texts, and write the receipt, data/verified.json."""
    return _check(data, sources) or _verify(data, sources)


def _verify(data: Path, sources: Sequence[Path]) -> int:
    from analysis.quantities import dates
    from analysis.record import verify as verification
    from analysis.record.attributions import unnamed_speakers
    from analysis.record.conventions import cited_sources
    from analysis.record.tables import read_tables

    tables, today = read_tables(data), dates.today()
    texts, problems = _texts(tables, data, sources)
    outcome = verification.verify_record(tables, texts, verification.read_receipt(data), today)
    problems += outcome.problems
    for warning in unnamed_speakers(tables, texts):
        click.echo(f"warning: {warning}", err=True)
    receipt, path = verification.receipt_bytes(outcome.receipt), data / verification.RECEIPT
    if texts and is_new(
        path, receipt
    ):  # a folder that nobody may write to can be verified where all is right
        write_atomic(path, receipt)
    told = _write_drafts(tables, data, texts)
    expected = [
        s
        for s in tables["sources"].column("source_id")
        if s not in cited_sources(tables["sources"])
    ]
    missing = [source for source in expected if source not in texts]
    if missing:
        click.echo(f"text not held: {', '.join(missing)}; their rows stand on the receipt")
    if to_come := verification.days_to_come(outcome.receipt, today):
        wrong = f"is dated {to_come[-1]}, which is after today, {today} (UTC)"
        do = "set this machine's clock, or verify again beside the texts"
        problems.append(RecordError(shown_path(path), wrong, do, code="V10"))
    counts = ", ".join(f"{n} {name}" for name, n in sorted(outcome.verdicts.items()))
    number = counted(sum(outcome.verdicts.values()), "row")
    how = "verified" if texts else "as the receipt has it"
    rows = f"{number} {how}: {counts}" if counts else "no row to verify"
    cited = f"; {outcome.cited} cited, with no text to verify them against" if outcome.cited else ""
    return report_problems(problems, rows + cited + told)


def _write_drafts(tables: Any, data: Path, texts: dict[str, str]) -> str:
    """Write the numbers that nobody has read yet, for pages to show; what to say of them."""
    from analysis.record.drafts import DRAFTS, drafts_bytes, find_drafts, read_drafts

    path, old = data / DRAFTS, read_drafts(data)
    found = find_drafts(tables, texts, old)
    if found != old:
        write_atomic(path, drafts_bytes(found))
    drafts = sum(len(entry["drafts"]) for entry in found.values())
    return f"; {counted(drafts, 'draft')} of numbers that nobody has read yet" if drafts else ""


def _texts(
    tables: Any, data: Path, sources: Sequence[Path]
) -> tuple[dict[str, str], list[RecordError]]:
    from analysis.record.verify import held_texts

    return held_texts(tables["sources"], _folders(data, sources))


def _folders(data: Path, sources: Sequence[Path]) -> Sequence[Path]:
    """The folders of source texts: those named, or else where they are looked for."""
    for folder in sources:
        if not folder.is_dir():
            raise UnusableInput(
                str(folder), "is not a folder", "name the folder that holds the source texts"
            )
    return sources or source_dirs(data)


@main.command()
@DATA_OPTION
@SOURCES_OPTION
@click.option(
    "--exclusions",
    is_flag=True,
    help="Propose exclusions too: dates, clock times, ages, telephone numbers, names.",
)
@exits
def fill(data: Path, sources: Sequence[Path], exclusions: bool) -> int:
    """Fill what the words of a row or a text give: offsets, context, value and bound, a stated
    period, ids, hash and length of a text, regions.
    """
    from analysis.record.fill import fill_record

    folders = _folders(data, sources)
    filling = fill_record(data, folders)
    for name, rows in filling.filled.items():
        click.echo(f"{name}.csv: {counted(rows, 'row')} filled")
    for warning in filling.warnings:
        click.echo(warning, err=True)
    if exclusions and not filling.problems:
        _propose(data, folders)
    clipped = len(filling.warnings)
    refused = f"{clipped} clipped: `verify` will refuse {'it' if clipped == 1 else 'them'}"
    fine = refused if clipped else "nothing left to fill"
    return report_problems(filling.problems, fine)


def _propose(data: Path, folders: Sequence[Path]) -> None:
    """Add an exclusion to confirm for each number with a standing reason, and say which."""
    from analysis.record.proposals import append_proposals, proposals
    from analysis.record.tables import read_tables
    from analysis.record.verify import held_texts

    tables = read_tables(data)
    texts, _ = held_texts(tables["sources"], folders)
    found = proposals(tables, texts)
    if found:
        append_proposals(tables, found)
    for proposal in found:
        click.echo(f"{proposal.source}: {shown(proposal.exact)} proposed: {proposal.reason}")
    click.echo(
        f"exclusions.csv: {counted(len(found), 'row')} proposed; take away "
        '"proposed:" from the reason of each that is right, and the others out'
    )


@main.command()
@DATA_OPTION
@click.option("--yes", is_flag=True, help="Write without asking.")
@exits
def tidy(data: Path, yes: bool) -> int:
    """Take in tables as a spreadsheet saved them: show what would change, ask, and write.

    The cells stay what they are; byte order mark, UTF-16, CRLF, semicolons and tabs go, and columns
    that were left out come in, empty.
    """
    from analysis.record.tidy import differences, tidied

    tables = tidied(data)
    for table in tables:
        click.echo(f"{shown_path(table.path)}: {', '.join(table.found)}")
        for line in differences(table):
            click.echo(f"    {without_controls(line)}")
    if not tables:
        click.echo("every table is as it should be")
    elif yes or click.confirm(f"write {counted(len(tables), 'table')}?"):
        replace_files({table.path: table.after.encode() for table in tables})
        click.echo("written; `python -m analysis check` says whether the cells are right")
    else:
        click.echo("nothing written")
    return CLEAN


@main.command()
@click.argument("words")
@click.option("--source", help="Look in this source only.")
@DATA_OPTION
@SOURCES_OPTION
@exits
def find(words: str, source: str | None, data: Path, sources: Sequence[Path]) -> int:
    """Say whether WORDS stand in a source text, where, and what differs."""
    from analysis.record.conventions import cited_sources
    from analysis.record.tables import read_tables
    from analysis.text import anchors

    tables = read_tables(data)
    cited = cited_sources(tables["sources"])
    known = [name for name in tables["sources"].column("source_id") if name not in cited]
    if not words.strip():
        raise click.BadParameter("give the words to look for", param_hint="WORDS")
    if source in cited:
        raise click.BadParameter(
            f"{shown(source)} is only cited: it has no text to look in", param_hint="--source"
        )
    if source is not None and source not in known:
        do = did_you_mean(source, known) or f"use one of {', '.join(known)}"
        wrong = f"{shown(source)} is not in sources.csv; {do}"
        raise click.BadParameter(wrong, param_hint="--source")
    if not known:
        click.echo(f"{shown_path(data)}/sources.csv: no source has a text to look in")
    texts, problems = _texts(tables, data, sources)
    wanted = [name for name in known if source in (None, name)]
    findings = {name: anchors.find(texts[name], words) for name in wanted if name in texts}
    for name in wanted:
        click.echo(
            _finding_words(name, findings[name])
            if name in findings
            else f"{name}: not_held: text not held"
        )
    for problem in problems:
        click.echo(problem, err=True)
    return CLEAN if not problems and any(f.verdict.passes for f in findings.values()) else PROBLEMS


def _finding_words(name: str, finding: Any) -> str:
    place = f" at {finding.span.start}-{finding.span.end}" if finding.span else ""
    context = f'\n    "…{finding.context}…"' if finding.context else ""
    verdict = finding.verdict
    detail = f": {verdict.detail}" if verdict.detail else ""
    return without_controls(f"{name}: {verdict.name}{place}{detail}{context}")


@main.command()
@click.argument("questions", nargs=-1)
@click.option(
    "--jobs", type=click.IntRange(1), help="Runs at a time. Default: as many as there are cores."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=600.0,
    help="Seconds for each question.",
)
@click.option(
    "--keep-going/--fail-fast",
    default=True,
    help="Go on after a failure (default), or end with the first.",
)
@click.option("--rebuild", is_flag=True, help="Build what is fresh too.")
@click.option(
    "--keep-behind",
    is_flag=True,
    help="Leave reports that differ only by versions of the environment.",
)
@click.option(
    "--engine",
    type=click.Choice(["shell", "nbclient"]),
    default="shell",
    help="Run cells in IPython's shell (default), or by papermill's own engine in kernels.",
)
@click.option(
    "--scheduler", default="", help="Run on the Dask cluster at this address, tcp://host:port."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Say what happens in JSON, one object a line."
)
@exits
def report(questions: Sequence[str], as_json: bool, **given: Any) -> int:
    """Check and verify the record, then build the reports of QUESTIONS, or all, that are not
    fresh.
    """
    from analysis.build import progress
    from analysis.build.build import Options, build

    kind = progress.machine if as_json else progress.bar if sys.stderr.isatty() else progress.lines
    options = Options(
        jobs=given["jobs"] or 0,
        limit=given["timeout"],
        fail_fast=not given["keep_going"],
        rebuild=given["rebuild"],
        keep_behind=given["keep_behind"],
        engine=given["engine"],
        scheduler=given["scheduler"],
    )
    tell = kind(click.echo)
    root = project()
    return build(root, questions, tell, options, lambda: _checked(root / DATA.name, tell))


def _checked(data: Path, tell: Any) -> int:
    """Check and verify, and tell what these say as notes of a build."""
    with redirect_stdout(StringIO()) as said:
        status = _check(data) or _verify(data, ())
    for line in said.getvalue().splitlines():
        tell({"event": "note", "words": line})
    return status


@main.command()
@exits
def watch() -> int:
    """Rebuild the reports that are not fresh whenever a file is saved, until Ctrl-C."""
    from analysis.build import watch as watching

    root = project()
    watching.watch(root, click.echo, watching.saved(root))
    return CLEAN


@main.command()
@DATA_OPTION
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder of the files; it is made where there is none.",
)
@exits
def export(data: Path, folder: Path) -> int:
    """Write the tables as SQLite (with what Datasette needs), Parquet, an Excel workbook and JSON
    Lines.
    """
    from analysis.record.exchange import export as write_files

    if status := _check(data):
        return status
    for name in write_files(data, folder):
        click.echo(f"{shown_path(folder / name)} written")
    return CLEAN


@main.command()
@click.argument("questions", nargs=-1, required=True)
@click.option(
    "--full",
    is_flag=True,
    help="Print every entry of the record, the rows behind charts and the code too.",
)
@exits
def pdf(questions: Sequence[str], full: bool) -> int:
    """Print the built reports of QUESTIONS as A4 PDF files beside them, with the system's
    Chromium.
    """
    from analysis.build.cache import read_state
    from analysis.build.questions import load_questions
    from analysis.build.site import LIST
    from analysis.report.paper import print_pdf

    root = project()
    known = list(load_questions(root / LIST).texts)
    for question in questions:
        if question not in known:
            wrong = f"there is no question {shown(question)}"
            raise BuildError(
                LIST, wrong, did_you_mean(question, known) or f"use one of {', '.join(known)}"
            )
        if problem := read_state(root, question).problem:
            raise BuildError(
                f"reports/{question}.html", f"is the last good report: {problem}", "mend that first"
            )
        path = print_pdf(root / "reports" / f"{question}.html", full=full)
        click.echo(f"{shown_path(path)} printed")
    return CLEAN


@main.command()
@click.argument("question")
@exits
def words(question: str) -> int:
    """Print every text that QUESTION can answer with, with today's evidence in it, and which one
    stands.

    The question is run, and nothing is published.
    """
    from analysis.build.proof import proof

    for line in proof(project(), question):
        click.echo(line)
    return CLEAN


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The title of the record. Default: the folder's name.")
@click.option(
    "--source",
    "sources",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A text to begin with, UTF-8; may be given several times.",
)
@exits
def new(folder: Path, title: str, sources: Sequence[Path]) -> int:
    """Make a project in FOLDER, for a record of its own, and a first page of the texts given.

    What is there already is left as it is, so that this can be run again.
    """
    from analysis.build.build import build
    from analysis.build.new import make
    from analysis.build.progress import lines
    from analysis.record.drafts import DRAFTS

    make(folder, title, sources, click.echo)
    data = folder / DATA.name
    if status := _check(data) or _verify(data, ()):
        return status
    if (data / DRAFTS).exists():
        status = build(folder, (), lines(click.echo))
    click.echo(f"Go on with {shown_path(folder)}/README.md.")
    return status


@main.command("check-page")
@click.argument("file", type=click.Path(path_type=Path))
@exits
def check_page(file: Path) -> int:
    """Say whether the seal of a page holds, of which record it is, and where it is not what the
    record at hand gives.

    FILE is a report's page, as it was saved. Exit status 0: all of it holds; 1: it does not; 2: no
    file to read.
    """
    from analysis.build.check_page import at_hand, examine, read_page

    root = project()

    def quiet_check() -> int:
        with redirect_stdout(StringIO()):
            return _check(root / DATA.name)

    found = examine(read_page(file), file.name, at_hand(root, quiet_check))
    for line in found.lines:
        click.echo(line)
    return CLEAN if found.holds else PROBLEMS


if __name__ == "__main__":
    main(prog_name="python -m analysis")
