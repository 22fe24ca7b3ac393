"""The parameters of a notebook: what a question may give, and what no cell below may undo.

papermill lets pass what is told here: a notebook without a cell of parameters, a parameter that it
does not name, some given but not all, one that a cell sets again or that none reads.
"""

import ast
import re
import symtable
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from analysis.build.defaults import written_out
from analysis.build.questions import WORDS, Question
from analysis.build.site import LIST
from analysis.errors import BuildError, did_you_mean

# What a notebook says for each finding, and in headings of its sections: its own, no question's.
DEFAULT_WORDS, DEFAULT_HEADINGS = "words", "sections"

# Magics whose text is no code of the notebook's own: other languages, other processes, files, a
# scope of its own.
NO_PYTHON = frozenset(
    "HTML SVG bash cmd env file html javascript js latex markdown perl pypy python python2 "
    "python3 ruby script set_env sh svg sx system timeit writefile".split()
)


def check_given(nb: Any, question: Question) -> None:
    """Refuse what papermill lets pass: no `parameters` cell, a parameter that it does not name,
    some but not all.
    """
    tagged = parameter_cells(nb)
    if len(tagged) != 1:
        wrong = f"{len(tagged) or 'no'} cell{'s' * (len(tagged) > 1)} tagged parameters"
        raise BuildError(place(nb, question), wrong, "tag the one cell that sets the parameters")
    where = f"{place(nb, question)} cell {tagged[0] + 1}"
    known = _defaults(nb.cells[tagged[0]].source, where)
    words, sections = known.pop(DEFAULT_WORDS, None), known.pop(DEFAULT_HEADINGS, {})
    for name, value in question.parameters.items():
        if name not in known:
            raise BuildError(where, f'there is no parameter "{name}"', _advice(name, list(known)))
        if known[name] is not None and _kind(value) != _kind(known[name]):
            wrong = f"is {_kind(value)}, where the notebook has {_kind(known[name])}"
            raise BuildError(
                f"{LIST}, question {question.id}, parameter {name}",
                wrong,
                "write it as the notebook does",
            )
    given = question.parameters.keys() - WORDS.values()
    due = known.keys() - WORDS.values() if given else ()
    forgotten = [name for name in known if name in due and name not in given]
    if forgotten:  # the default belongs to another question
        raise BuildError(
            where, f'the question gives no "{forgotten[0]}"', "give every parameter, or none"
        )

    cell = f"notebooks/{question.notebook}.ipynb cell {tagged[0] + 1}"
    for name in ("answer", "titles"):
        _check_words(question.parameters.get(WORDS[name]), words, (name, question.id, cell))
    headings = question.parameters.get("headings", {})
    _check_words(headings, sections, ("headings", question.id, cell))
    for name, texts in headings.items():
        _check_words(texts, sections[name], (f"headings.{name}", question.id, cell))


def _check_words(given: Any, known: Any, names: tuple[str, str, str]) -> None:
    """Refuse words for a finding that the notebook cannot come to, or a section that it has not."""
    table, id, cell = names
    for key in given or {}:
        if isinstance(known, dict) and key not in known:
            kind = "has no such section" if table == "headings" else "comes to no such finding"
            place = f"{LIST}, question {id}, {table}.{key}"
            raise BuildError(place, f"{cell} {kind}", _advice(key, list(known)))


def check_not_set_again(nb: Any, question: Question) -> None:
    """Refuse a cell that gives a parameter another value below, so that what the question gives is
    lost.
    """
    for number, source in _cells_below_the_parameters(nb) if question.parameters else ():
        if names := question.parameters.keys() & set_names(source):
            name = min(names)
            where = f"{place(nb, question)} cell {number}"
            wrong = (
                f'sets the parameter "{name}" again, so that what the question gives for it is lost'
            )
            raise BuildError(where, wrong, "give what the cell makes of it another name")


def unread_words(nb: Any, question: Question) -> str:
    """Which of the parameters that the question gives no cell below them reads, in words; "" if
    each is read.
    """
    read: set[str] = set()
    for _, source in _cells_below_the_parameters(nb):
        read |= _read_names(source)
    if not (unread := [name for name in question.parameters if name not in read]):
        return ""
    where = f"notebooks/{question.notebook}.ipynb cell {parameter_cells(nb)[0] + 1}"
    names = ", ".join(f'"{name}"' for name in unread)
    return (
        f"{where}: no cell reads the parameter {names}, which changes nothing; use it, or take "
        f"it out"
    )


def _cells_below_the_parameters(nb: Any) -> list[tuple[int, str]]:
    """The number in the notebook and the source of each code cell after the one that sets the
    parameters.
    """
    first = parameter_cells(nb)[0] + 1
    below = enumerate(nb.cells[first:], start=first + 1)
    return [(number, cell.source) for number, cell in below if cell.cell_type == "code"]


def set_names(source: str) -> set[str]:
    """The names that a cell sets for the cells below it; not those of a function's or a
    comprehension's own.
    """
    try:
        plain = _without_magics(source)
        tables = [symtable.symtable(plain, "cell", "exec")]
    except (SyntaxError, ValueError):  # what will fail when it runs
        return set()
    names: set[str] = set()
    while tables:
        table = tables.pop()
        tables += table.get_children()  # those of functions, classes and comprehensions
        is_cell = table.get_type() == "module"
        for symbol in table.get_symbols():
            is_set = symbol.is_assigned() or symbol.is_imported()
            if is_set and (is_cell or symbol.is_declared_global()):
                names.add(symbol.get_name())
    for node in ast.walk(ast.parse(plain)):
        names |= _set_by_text(node)
    return names


def _without_magics(source: str) -> str:
    """A cell as plain Python: one that is none as IPython runs it, where a magic is a call with
    texts.
    """
    try:
        ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        plain: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        return plain
    return source


def _set_by_text(node: ast.AST) -> set[str]:
    """The names that a piece of a cell sets by a text: an item of `globals()`, or the code that a
    magic runs.
    """
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Store()) if (
            _is_namespace(value)
        ):
            return {name}
        case ast.Call(func=ast.Attribute(value=it, attr="update"), args=args, keywords=given) if (
            _is_namespace(it)
        ):
            names = {keyword.arg for keyword in given if keyword.arg}
            for arg in args:
                if isinstance(arg, ast.Dict):
                    names |= set(_texts(arg.keys))
            return names
        case ast.Call(func=ast.Attribute(attr="run_line_magic" | "run_cell_magic"), args=args):
            return _set_by_magic(_texts(args))
    return set()


def _is_namespace(node: ast.AST) -> bool:
    """Whether this is `globals()`, or what is the same in a cell."""
    match node:
        case ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]):
            return True
    return False


def _texts(nodes: Sequence[ast.AST | None]) -> list[str]:
    """Those of some pieces of a cell that are texts written out."""
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [value for value in values if isinstance(value, str)]


def _set_by_magic(texts: Sequence[str]) -> set[str]:
    """The names that a magic sets, by its name and its texts: those that its code sets, and what
    `%%capture` fills.
    """
    if len(texts) < 2 or texts[0] in NO_PYTHON:
        return set()
    code = re.sub(r"\A\s*(?:-\w+\s+)*", "", texts[-1])  # behind its options
    captured = (
        {word for word in texts[1].split() if word.isidentifier()}
        if texts[0] == "capture"
        else set()
    )
    return captured | set_names(code)


def _read_names(source: str) -> set[str]:
    """The names of the notebook that a cell reads; of one that is no plain Python all its words."""
    try:
        tables = [symtable.symtable(source, "cell", "exec")]
    except (SyntaxError, ValueError):
        return set(re.findall(r"\w+", source))
    read: set[str] = set()
    while tables:
        table = tables.pop()
        tables += table.get_children()  # those of functions and comprehensions
        is_cell = table.get_type() == "module"
        read |= {
            s.get_name()
            for s in table.get_symbols()
            if s.is_referenced() and (is_cell or s.is_global())
        }
    return read


def _defaults(source: str, where: str) -> dict[str, Any]:
    """What a cell sets, with the values that are written out there; None for others."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise BuildError(where, f"is no Python ({error.msg})", "mend the cell") from None
    own = set_names(source)  # not those of comprehensions
    names = [node.id for node in ast.walk(ast.Module(body, [])) if _is_set(node)]
    return {name: None for name in names if name in own} | written_out(body)


def _kind(value: Any) -> str:
    kinds = {
        str: "a text",
        list: "a list",
        dict: "a table",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), type(value).__name__)


def parameter_cells(nb: Any) -> list[int]:
    """The places of the cells that are tagged as those of parameters, counted from 0."""
    return [
        index
        for index, cell in enumerate(nb.cells)
        if "parameters" in cell.metadata.get("tags", [])
    ]


def _is_set(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _advice(name: str, known: Sequence[str]) -> str:
    return did_you_mean(name, known) or f"use one of {', '.join(known) or 'none'}"


def place(nb: Any, question: Question, executed: int | None = None) -> str:
    """The question and its notebook; for a cell of the executed notebook, its number in the
    notebook's own file.
    """
    where = f"question {question.id}, notebooks/{question.notebook}.ipynb"
    if executed is None:
        return where
    # papermill puts one cell after the parameters cell, if it has parameters to put there.
    return (
        f"{where} cell "
        f"{executed + 1 - (bool(question.parameters) and executed > parameter_cells(nb)[0])}"
    )


def holder(parameters: Mapping[str, Any], words: Sequence[str]) -> str:
    """The name of the parameter that holds one of `words` as a value, or as a part of one."""

    def holds(value: Any) -> bool:
        parts = (
            value.values()
            if isinstance(value, dict)
            else value
            if isinstance(value, list)
            else None
        )
        return value in words if parts is None else any(map(holds, parts))

    return next((name for name, value in parameters.items() if holds(value)), "")
