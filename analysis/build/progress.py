"""What a build says while it runs: lines, a bar on a terminal, or JSON for machines.

A build tells events, each a dictionary with its `event`: fresh, stage, built and failed (with why
it was run), note, done.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from analysis.errors import without_controls

Event = Mapping[str, Any]
Tell = Callable[[Event], None]
SLOWEST = 3  # cells in the summary


def words(event: Event) -> str:
    """One event as a line, without anything that a terminal would obey; "" for one that lines pass
    over.
    """
    return without_controls(_words(event))


def _words(event: Event) -> str:
    match event:
        case {"event": "fresh", "question": id}:
            return f"{id}: fresh"
        case {
            "event": "built",
            "question": id,
            "why": why,
            "seconds": seconds,
            "number": number,
            "of": total,
        }:
            return f"[{number}/{total}] {id}: built in {seconds:.1f} s ({why})"
        case {
            "event": "failed",
            "question": id,
            "problem": problem,
            "log": log,
            "number": number,
            "of": total,
        }:
            return f"[{number}/{total}] {id}: failed: {problem}; more in {log}"
        case {"event": "failed", "problem": problem}:
            return f"failed: {problem}"
        case {"event": "note", "words": said}:
            return str(said)
        case {"event": "done"}:
            return summary(event)
    return ""


def summary(event: Event) -> str:
    """How a build ended, which cells took longest, and where to look."""
    cells = sorted(event["cells"], key=lambda cell: -cell["seconds"])[:SLOWEST]
    slow = [f"  {cell['seconds']:.2f} s  {cell['question']}: {cell['line']}" for cell in cells]
    counts = (
        f"{event['fresh']} fresh, {event['built']} built, {event['failed']} failed in "
        f"{event['seconds']:.1f} s"
    )
    return "\n".join(
        [
            *(["slowest cells:", *slow] if slow else []),
            f"{counts}; open {event['index']} in a browser",
        ]
    )


def lines(say: Callable[[str], None]) -> Tell:
    """Tell events as lines."""

    def tell(event: Event) -> None:
        if said := words(event):
            say(said)

    return tell


def machine(say: Callable[[str], None]) -> Tell:
    """Tell events as one JSON object a line."""
    return lambda event: say(json.dumps(event, ensure_ascii=False))


def bar(say: Callable[[str], None]) -> Tell:
    """Tell events as a bar with the questions under way and what each is at; what stays is said in
    lines.
    """
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would not survive the forks of the workers
    shown: list[Any] = []
    stages: dict[str, str] = {}

    def tell(event: Event) -> None:
        if event["event"] == "stage":
            stages[event["question"]] = event["stage"]
        elif event["event"] in ("built", "failed", "done"):
            stages.pop(event.get("question", ""), None)
        if "of" in event and not shown:
            shown.append(tqdm(total=event["of"], unit="question", leave=False, dynamic_ncols=True))
        if shown:
            with suppress(KeyError):
                shown[0].n = event["number"]
            shown[0].set_postfix_str("; ".join(f"{id}: {stage}" for id, stage in stages.items()))
        if event["event"] == "done" and shown:
            shown.pop().close()
        if said := words(event):
            tqdm.write(said) if shown else say(said)

    return tell
