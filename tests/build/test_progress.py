"""What a build says: lines for people, a bar on a terminal, JSON for machines."""

import json
from typing import Any

import pytest

from analysis.build import progress

BUILT = {
    "event": "built",
    "question": "boats",
    "why": "not built yet",
    "seconds": 1.25,
    "number": 1,
    "of": 2,
}
FAILED = {
    "event": "failed", "question": "lake", "why": "not built yet", "problem": "the cell failed",
    "log": "reports/lake.log", "number": 2, "of": 2,
}  # fmt: skip
CELLS = [{"question": "boats", "line": f"cell {n}", "seconds": n} for n in (0.5, 3, 0.25, 2)]
DONE = {
    "event": "done",
    "fresh": 1,
    "built": 1,
    "failed": 1,
    "seconds": 4.5,
    "cells": CELLS,
    "index": "reports/index.html",
}
EVENTS: list[Any] = [
    {"event": "fresh", "question": "river"},
    {"event": "failed", "question": "sea", "problem": "no notebook"},
    {"event": "stage", "question": "boats", "stage": "cell 1 of 3"},
    {"event": "note", "words": "the stock kernel started instead"},
    BUILT,
    FAILED,
    DONE,
]
LINES = [
    "river: fresh",
    "failed: no notebook",
    "the stock kernel started instead",
    "[1/2] boats: built in 1.2 s (not built yet)",
    "[2/2] lake: failed: the cell failed; more in reports/lake.log",
    "slowest cells:\n  3.00 s  boats: cell 3\n  2.00 s  boats: cell 2\n  0.50 s  boats: cell 0.5\n"
    "1 fresh, 1 built, 1 failed in 4.5 s; open reports/index.html in a browser",
]


def test_lines_say_each_question_once_and_sum_up_with_the_slowest_cells():
    said: list[str] = []
    tell = progress.lines(said.append)
    for event in EVENTS:
        tell(event)
    assert said == LINES


def test_no_line_holds_what_a_terminal_would_obey():
    said = progress.words(FAILED | {"problem": "the \x1b[31mcell\x07 failed"})
    assert said == "[2/2] lake: failed: the cell failed; more in reports/lake.log"


def test_a_build_that_ran_nothing_has_no_slowest_cells():
    assert progress.words(DONE | {"cells": []}).startswith("1 fresh")


def test_json_says_every_event_as_an_object_of_its_own_line():
    said: list[str] = []
    tell = progress.machine(said.append)
    for event in EVENTS:
        tell(event)
    assert [json.loads(line) for line in said] == EVENTS
    assert not any("\n" in line for line in said)


def test_a_bar_counts_the_questions_says_what_each_is_at_and_leaves_the_lines(capfd):
    said: list[str] = []
    tell = progress.bar(said.append)
    for event in [EVENTS[0], {**EVENTS[2], "of": 2}, *EVENTS[1:]]:
        tell(event)
    out, err = capfd.readouterr()
    assert "boats: cell 1 of 3" in err
    assert "2/2" in err
    for line in LINES:
        assert line in "\n".join([*said, out])


@pytest.mark.parametrize(
    "event", [{"event": "stage", "question": "a", "stage": "b"}, {"event": "unknown"}]
)
def test_what_lines_pass_over_says_nothing(event):
    assert progress.words(event) == ""
