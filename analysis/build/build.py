"""From questions to published reports: what is not fresh is run, and what was run is published.

A question that fails publishes nothing: its last good report and charts stay where they are, the
index says so, and the other questions go on. Files are replaced one by one, whole or not at all,
the index last; a build that is cut off anywhere leaves what the next one needs to end as if nothing
had happened.
"""

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.build.cache import (
    STATE,
    Inputs,
    foreign_charts,
    read_state,
    stray_charts,
    why,
    write_state,
)
from analysis.build.progress import Event, Tell
from analysis.build.questions import INDEX, Question, Questions, load_questions
from analysis.build.site import LIST
from analysis.errors import BuildError, did_you_mean, shown_path
from analysis.fingerprints import digest, digest_of, read_package
from analysis.record.csvfiles import write_atomic

if TYPE_CHECKING:
    from analysis.build.runs import Built, Task

PATIENCE = 5.0  # seconds for the workers of a build that was cut off to notice
LIMIT = 600.0  # seconds that the cells of one question may take, unless told otherwise


@dataclass(frozen=True)
class Options:
    """How to build: `jobs` at a time (0: as many as cores), `limit` seconds for each question's
    cells.

    `fail_fast` ends the build with the first failure; `rebuild` builds what is fresh too,
    `keep_behind` leaves what differs only by versions of the environment; `engine` is "shell",
    or "nbclient" for papermill's own; `scheduler` is a Dask cluster's address.
    """

    jobs: int = 0
    limit: float = LIMIT
    fail_fast: bool = False
    rebuild: bool = False
    keep_behind: bool = False
    engine: str = "shell"
    scheduler: str = ""


def build(
    root: Path,
    ids: Sequence[str] = (),
    tell: Tell = lambda event: None,
    options: Options = Options(),
    check: Callable[[], int] = lambda: 0,
) -> int:
    """Build what is not fresh of the questions with these ids, or of all; returns the exit status,
    1 if any failed.

    `check` looks at the record first, unless nothing changed since it last passed; if it returns
    another status than 0, nothing is built. Raises BuildError for a list of questions that cannot
    be read, an id that is not in it, a folder that cannot be written and another build under way.
    """
    root, started = root.resolve(), time.monotonic()
    questions, package = _questions(root, ids), read_package()
    made = _Build(Inputs(root, package), questions, ids, tell, options)
    if not options.rebuild and made.is_all_fresh():
        for id_ in made.asked:
            made.note_fresh(id_)
    else:
        with _locked(root, tell) as work:
            if status := check():
                return status
            # Read again: the check may have renewed the receipt, a person may have saved a file.
            # Not so the code, which was imported since. The questions come last: a report of newer
            # ones than these inputs hold is looked at again, one of older ones is not.
            inputs = Inputs(root, package)
            made = replace(made, inputs=inputs, questions=_questions(root, ids))
            made.make(work)
    made.tell_done(time.monotonic() - started)
    return 1 if made.failed else 0


def _questions(root: Path, ids: Sequence[str]) -> Questions:
    questions = load_questions(root / LIST)
    for id_ in ids:
        if id_ not in questions.texts:
            do = (
                did_you_mean(id_, list(questions.texts))
                or f"use one of {', '.join(questions.texts)}"
            )
            raise BuildError(LIST, f'there is no question "{id_}"', do)
    return questions


@dataclass
class _Build:
    """One build: of what, how it is to go, and how it went so far: which reports were `fresh`, how
    many were `built`, which questions `failed`, how long each of the `cells` took.

    `ids` are those of the questions that it is of, none for all.
    """

    inputs: Inputs
    questions: Questions
    ids: Sequence[str]
    tell: Tell
    options: Options
    fresh: list[str] = field(default_factory=list)
    built: int = 0
    failed: dict[str, BuildError] = field(default_factory=dict)
    cells: list[Event] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.inputs.root

    @property
    def asked(self) -> list[str]:
        """The ids of the questions that the build is of."""
        return [id_ for id_ in self.questions.texts if not self.ids or id_ in self.ids]

    def is_all_fresh(self) -> bool:
        """Whether everything is as the last build left it, told from bytes alone."""
        root, questions = self.root, self.questions
        if questions.problems or stray_charts(root, questions.texts) or _was_cut_off(root):
            return False
        wanted = [question for question in questions.sound if question.id in self.asked]
        return all(map(self._is_as_left, [Question(INDEX, "", ""), *wanted]))

    def _is_as_left(self, question: Question) -> bool:
        state = read_state(self.root, question.id)
        is_of_these_inputs = state.inputs == self.inputs.digest and not state.since
        return is_of_these_inputs and not why(self.inputs, question, state)

    def make(self, work: Path) -> None:
        """Run and publish what is not fresh, then the index; `work` is for temporary files."""
        sound = [question for question in self.questions.sound if question.id in self.asked]
        states = {question.id: read_state(self.root, question.id) for question in sound}
        found = {question.id: why(self.inputs, question, states[question.id]) for question in sound}
        reasons = {id_: _reason(reason, self.options) for id_, reason in found.items()}
        for id_, problem in self.questions.problems.items():
            if id_ in self.asked:
                self.failed[id_] = problem
                self.tell({"event": "failed", "question": id_, "problem": str(problem)})
        for id_, reason in reasons.items():
            if not reason:
                self.note_fresh(id_)
        _renew(self.inputs, (id_ for id_ in self.fresh if not found[id_]))
        wanted = [question for question in sound if reasons[question.id]]
        if wanted and not (self.failed and self.options.fail_fast):
            self._run(wanted, reasons, work)
        _finish_index(self.root, self.inputs, self.questions, self.tell)

    def note_fresh(self, id_: str) -> None:
        """Tell that a report is fresh."""
        self.fresh.append(id_)
        self.tell({"event": "fresh", "question": id_})

    def tell_done(self, seconds: float) -> None:
        """Tell how it went."""
        counts = {"fresh": len(self.fresh), "built": self.built, "failed": len(self.failed)}
        index = shown_path(self.root / "reports" / "index.html")
        took = {"seconds": round(seconds, 3), "cells": self.cells}
        self.tell({"event": "done", **counts, **took, "index": index})

    def _run(self, wanted: Sequence[Question], reasons: Mapping[str, str], work: Path) -> None:
        """Run questions and publish each as its run finishes."""
        from analysis.build.runs import Task

        code, options = digest_of(self.inputs.package), self.options
        tasks = [
            Task(question, str(self.root), options.engine, options.limit, code)
            for question in wanted
        ]
        told = set()
        with closing(self._finished(tasks, work)) as finished:
            for number, (task, outcome) in enumerate(finished, start=1):
                event = self._finish(task.question, outcome)
                for warning in event.pop("warnings", ()):
                    if warning not in told:
                        told.add(warning)
                        self.tell({"event": "note", "words": warning})
                known = {"question": task.question.id, "why": reasons[task.question.id]}
                self.tell({**event, **known, "number": number, "of": len(tasks)})
                if self.failed and options.fail_fast:
                    return

    def _finished(
        self, tasks: Sequence["Task"], work: Path
    ) -> Generator[tuple["Task", "Built | BuildError"]]:
        """The tasks with what came of them, as they finish, here or on a cluster."""
        from analysis.build import cluster, processes

        if self.options.scheduler:
            return cluster.run_there(tasks, self.inputs.given, self.options.scheduler)

        def tell_stage(id_: str, words: str) -> None:
            self.tell({"event": "stage", "question": id_, "stage": words, "of": len(tasks)})

        jobs = min(len(tasks), self.options.jobs or processes.cores())
        return processes.run_here(tasks, self.inputs.given, jobs, work, tell_stage)

    def _finish(self, question: Question, built: "Built | BuildError") -> dict[str, Any]:
        """Publish a finished run, or keep what was good and remember what went wrong; what to tell
        of it.
        """
        if isinstance(built, BuildError):
            return self._fail(question, built)
        from analysis.build.publish import publish

        try:
            outputs = publish(self.root, question, built, self.questions.texts)
            state = self.inputs.state(question, built.uses, outputs, built.environment)
            write_state(self.root, question.id, state)
        except BuildError as error:
            return self._fail(question, error)
        except Exception as error:  # a disk that is full, say: the other questions go on
            return self._fail(question, _unexpected(error, question, self.root))
        self.built += 1
        for line, seconds in built.cells:
            self.cells.append({"question": question.id, "line": line, "seconds": seconds})
        return {"event": "built", "seconds": built.seconds, "warnings": built.warnings}

    def _fail(self, question: Question, problem: BuildError) -> dict[str, Any]:
        """Remember what went wrong, here, in the state and in a log; what to tell of it."""
        from analysis.quantities import dates
        from analysis.report.index import problem_words

        self.failed[question.id] = problem
        state = read_state(self.root, question.id)
        since = (state.problem and state.since) or dates.today().isoformat()
        state = replace(state, problem=problem_words(problem), since=since)
        log = f"reports/{question.id}.log"
        words = "\n\n".join([str(problem), *getattr(problem, "__notes__", ())])
        with suppress(OSError):  # a full disk: then this is all that can be said
            write_state(self.root, question.id, state)
            write_atomic(self.root / log, f"{words}\n".encode())
        return {"event": "failed", "problem": str(problem), "log": log}


def _unexpected(error: Exception, question: Question, root: Path) -> BuildError:
    """The problem of a run that could not be published, from whatever was raised."""
    from analysis.build.runs import without_paths
    from analysis.text.cuts import first_sentence

    said = first_sentence(f"{type(error).__name__}: {error}").rstrip(".")
    do = "make room" if getattr(error, "errno", None) == ENOSPC else "run it again on its own"
    return BuildError(f"question {question.id}", without_paths(said, root), do)


def _reason(reason: str, options: Options) -> str:
    """Why a question is to be run, by the `reason` for which its report is not fresh ("": it is);
    "" if it is not.
    """
    is_kept = options.keep_behind and reason.startswith("behind")
    return "asked for" if options.rebuild else "" if is_kept else reason


def _renew(inputs: Inputs, fresh: Iterable[str]) -> None:
    """Remember that these reports are fresh by these inputs too, so that the next build sees it at
    a glance.

    Their seals name the record's tables, of which others than those that they rest on may have
    changed.
    """
    states = {id_: read_state(inputs.root, id_) for id_ in fresh}
    old = {
        id_: state for id_, state in states.items() if state.since or state.inputs != inputs.digest
    }
    if not old:
        return
    from analysis.build import runs

    runs.import_nbformat()  # quickly, before the next line does
    from analysis.build.publish import seal_again

    for id_, state in old.items():
        outputs = {**state.outputs, **seal_again(inputs, id_)}
        write_state(
            inputs.root, id_, replace(state, inputs=inputs.digest, outputs=outputs, since="")
        )


def _finish_index(root: Path, inputs: Inputs, questions: Questions, tell: Tell) -> None:
    from analysis.build import runs

    runs.import_nbformat()  # quickly, before the next line does
    from analysis.build.publish import publish_index

    _remove_gone(root, questions, tell)
    publish_index(root, inputs, questions)


def _remove_gone(root: Path, questions: Questions, tell: Tell) -> None:
    """Remove what was published for questions that are no longer asked, and the charts of none.

    A slip in an id looks like a question that is gone beside one that is new. So everything stays
    as long as an entry of the list has no id of its own, or a question has no report yet.
    """
    from analysis.build.publish import gone_questions, remove_gone, remove_strays

    ids = questions.texts
    waiting = [
        *questions.slips,
        *(id_ for id_ in ids if not (root / "reports" / f"{id_}.html").is_file()),
    ]
    if waiting:
        for id_ in gone_questions(root, ids):
            kept = (
                f"{id_}: no longer asked; its report and charts stay until the question "
                f"{waiting[0]} is built"
            )
            tell({"event": "note", "words": kept})
        return
    for id_ in remove_gone(root, ids):
        tell(
            {"event": "note", "words": f"{id_}: no longer asked; its report and charts are removed"}
        )
    for name in remove_strays(root, ids):
        tell({"event": "note", "words": f"{name}: the chart of no question; it is removed"})
    if foreign := foreign_charts(root, ids):
        names = ", ".join(path.relative_to(root).as_posix() for path in foreign)
        tell(
            {
                "event": "note",
                "words": f"{names}: of no question and not drawn here; left as found, and not "
                f"packed",
            }
        )


# ---- one build at a time

_held: list[Any] = []  # the file of the lock that this process holds


def _let_go() -> None:
    """In a process that is forked from this one: leave the lock to this one alone."""
    for file in _held:
        file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


@contextmanager
def _locked(root: Path, tell: Tell) -> Iterator[Path]:
    """Keep other builds out of a project; gives a folder for temporary files, which goes with the
    lock.

    The lock is the system's, which takes it back however its owner ends; the file says who that is.
    """
    import tempfile  # here, because a check that nothing changed has no time for it

    path = root / STATE / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise BuildError(
            "reports/", f"cannot be written ({error.strerror})", "make it a writable folder"
        ) from None
    with file:
        _recover(root, _acquire(file), tell)
        _held.append(file)
        _rewrite(file, str(os.getpid()))
        try:
            with tempfile.TemporaryDirectory(
                prefix=f"{_work(root)}{os.getpid()}-", ignore_cleanup_errors=True
            ) as work:
                yield Path(work)
        finally:
            _rewrite(file, "")
            _held.remove(file)


def _was_cut_off(root: Path) -> bool:
    """Whether the last build ended without taking its name from the lock."""
    with suppress(OSError):
        owner = _owner((root / STATE / "lock").read_text())
        return owner > 0 and not _lives(owner)
    return False


def _work(root: Path) -> str:
    """How the names of the temporary folders of a project's builds begin; their builder's pid
    follows.
    """
    return f"record-{digest(str(root))}-"


def _acquire(file: Any) -> int:
    """Take the lock; the pid of the owner before, if that one did not give it back, else 0."""
    import fcntl

    until = time.monotonic() + PATIENCE
    while True:
        file.seek(0)
        owner = _owner(file.read())
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.seek(0)
            return _owner(file.read())
        except BlockingIOError:
            if _lives(owner) or time.monotonic() > until:
                wrong = f"another build is under way (process {owner})"
                raise BuildError("reports/", wrong, "wait for it, or end it") from None
            time.sleep(0.05)  # workers of a build that was cut off are about to notice


def _owner(content: str) -> int:
    return int(content) if content.isascii() and content.isdigit() else 0


def _lives(pid: int) -> bool:
    with suppress(OSError, OverflowError):
        os.kill(pid, 0)
        return pid > 0
    return False


def _rewrite(file: Any, content: str) -> None:
    with suppress(OSError):  # a full disk: the lock itself needs no content
        file.truncate(0)
        file.write(content)
        file.flush()


def _recover(root: Path, owner: int, tell: Tell) -> None:
    """Remove the temporary files that builds left behind which were cut off."""
    import shutil
    import tempfile

    if owner:
        tell(
            {
                "event": "note",
                "words": f"the last build (process {owner}) was cut off; this one goes on",
            }
        )
    for folder in Path(tempfile.gettempdir()).glob(f"{_work(root)}*"):
        if not _lives(_owner(folder.name.removeprefix(_work(root)).partition("-")[0])):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in (root / "reports", root / STATE, root / "figures"):
        for path in folder.glob(".*.tmp"):
            path.unlink(missing_ok=True)
