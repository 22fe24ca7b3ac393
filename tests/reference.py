"""Write docs/reference.md: what notebooks use of the package, from its docstrings.

Each name stands with the first paragraph of its docstring and the example in it; a class or a
module also with its public functions, each with its first sentence. Prints the page; with --write
writes it.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import analysis
from analysis.errors import RecordError
from analysis.measures import calculations, rates
from analysis.record.record import Record
from analysis.report import prose, wording

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
FUNCTIONS = (
    "say answer choose table quotes limits gaps outcome".split()
)  # of sentences and tables, as `from analysis.report.prose import say`
MEASURES = (
    "arrivals assessments calculations chronology clues corroboration course coverage derived editions "
    "findings ledgers overlaps rates sums tallies unknowns voices"
).split()
HEAD = """\
# What notebooks use

Written from the docstrings by `python tests/reference.py --write`; `make test` runs each example on the record of this
project and holds the page to the docstrings. In every example `record = Record.load(scope="record")`.
"""


def main() -> None:
    """Print the page, or write it."""
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())


def page() -> str:
    """The page as it should stand."""
    parts = [HEAD, "## `from analysis import …`\n"]
    parts += [section(name, thing) for name, thing in face().items()]
    parts.append("## `from analysis.measures import …`\n")
    parts += [section(name, thing) for name, thing in measures().items()]
    parts.append('## What stands behind the colon in `f"{total:unit}"`\n')
    parts.append(aspects())
    parts.append("## `from analysis.report.prose import …`\n")
    parts += [section(name, thing) for name, thing in sentences().items()]
    return "\n".join(parts)


def face() -> dict[str, Any]:
    """What stands in the package itself, by name."""
    names = [name for name in analysis.__all__ if name != "__version__"]
    return {name: getattr(analysis, name) for name in sorted(names)}


def measures() -> dict[str, Any]:
    """The modules that calculate and compare, by name."""
    return {name: import_module(f"analysis.measures.{name}") for name in MEASURES}


def sentences() -> dict[str, Any]:
    """What puts words before a reader, by name."""
    return {name: getattr(prose, name) for name in FUNCTIONS}


def section(name: str, thing: Any) -> str:
    """What is said of one name."""
    if not (inspect.ismodule(thing) or inspect.isclass(thing) or inspect.isfunction(thing)):
        return (
            f"### `{name}`\n\nA table of words by their codes: {', '.join(map(quoted, thing))}.\n"
        )
    text = inspect.getdoc(thing) or ""
    call = f"{name}{parameters(thing)}" if inspect.isfunction(thing) else name
    lines = [f"### `{call}`\n", first_paragraph(text), "", *example_block(text)]
    lines += [f"- `{called}`: {first_paragraph(said)}" for called, said in members(thing)]
    return "\n".join(lines).rstrip() + "\n"


def parameters(function: Any) -> str:
    """The parameters of a function, with their defaults and without their types."""
    given = inspect.signature(function).parameters.values()
    plain = [each.replace(annotation=each.empty) for each in given if each.name != "self"]
    return str(inspect.Signature(plain))


def aspects() -> str:
    """A table of what can be asked of evidence behind the colon, each with an example."""
    rows = ["| aspect | of | gives |", "|---|---|---|"]
    for name, item, words in examples_of_aspects():
        rows.append(f"| `{name}` | {item} | {words} |")
    return "\n".join(rows) + "\n"


def examples_of_aspects() -> Iterator[tuple[str, str, str]]:
    """Each aspect with the kind and the words of the first piece of evidence that has it."""
    record = Record.load(scope="record")
    total, last = record.figure("kt-572"), record.figure("kt-28")
    (left,) = calculations.before(total, last)
    (finding,) = calculations.order(total, record.figure("kt-500"))
    part = rates.share(record, record.figure("kt-1412"), record.figure("kt-1900"))
    quotes = record.quotes()
    items = [total, left, part, finding, *quotes, *record.events()]
    for name in wording.ASPECTS:
        for item in items:
            try:
                words = prose.plain(prose.say(f"{item:{name}}").html)
            except RecordError:  # this kind of evidence has no such thing
                continue
            yield name or "(none)", type(item).__name__.lower(), words.replace("|", "/")
            break


def quoted(word: str) -> str:
    """A word as code."""
    return f"`{word}`"


def first_paragraph(text: str) -> str:
    """A docstring up to its first empty line, on one line."""
    return " ".join(text.partition("\n\n")[0].split())


def example_block(text: str) -> list[str]:
    """The examples of a docstring as a block of code."""
    found = re.search(r"^>>> .*?(?=\n\n|\Z)", text, re.M | re.S)
    return ["```", found[0], "```", ""] if found else []


def members(thing: Any) -> Iterator[tuple[str, str]]:
    """The public functions that a module or a class defines itself, with what is said of them."""
    home = thing.__name__ if inspect.ismodule(thing) else thing.__module__
    for name, member in vars(thing).items() if not inspect.isfunction(thing) else ():
        is_own = getattr(member, "__module__", "") == home and inspect.isfunction(member)
        if is_own and not name.startswith("_"):
            yield f"{name}{parameters(member)}", inspect.getdoc(member) or ""


if __name__ == "__main__":
    main()
