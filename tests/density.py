"""Measure how much a reader has to take in, and hold it: syntax nodes, by file and line of code.

Prints one line; exits with 1, and a line for each file over its limit, where a limit is passed.
A line of code is one with neither only a comment nor only a docstring on it. The limits are what
the package measures today, so that it can only become plainer; lower them when it does.
"""

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "analysis"
NODES_A_LINE = 9.6  # of the package; the goal is 9.0
NODES_A_LINE_OF_A_MODULE = 10.5
NODES = 212_480  # in all; the goal is 88,000
NESTED_COMPREHENSIONS = 0  # with two `for`
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def code_lines(source: str, tree: ast.Module) -> int:
    """The number of lines that hold code."""
    documented: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            docstring = node.body[0]
            documented.update(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    numbered = enumerate(source.splitlines(), start=1)
    stripped = [line.strip() for number, line in numbered if number not in documented]
    return sum(1 for line in stripped if line and not line.startswith("#"))


@dataclass(frozen=True)
class Measure:
    """What one module holds: syntax nodes, lines of code, comprehensions with two `for`."""

    nodes: int
    lines: int
    nested: int


@cache
def measure(path: Path) -> Measure:
    """The measure of a module, taken once."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    comprehensions = [node for node in nodes if isinstance(node, COMPREHENSIONS)]
    nested = sum(1 for node in comprehensions if len(node.generators) > 1)
    return Measure(len(nodes), code_lines(source, tree), nested)


def main() -> int:
    """Print the measure of the package; the exit status, 1 where a limit is passed."""
    all_nodes = all_lines = nested = 0
    problems = []
    for path in sorted(PACKAGE.rglob("*.py")):
        module = measure(path)
        nested += module.nested
        all_nodes += module.nodes
        all_lines += module.lines
        density = module.nodes / max(module.lines, 1)
        if density > NODES_A_LINE_OF_A_MODULE:
            name = path.relative_to(PACKAGE.parent)
            problems.append(f"{name}: {density:.1f} nodes a line; use plainer steps")
    density = all_nodes / all_lines
    print(f"{all_nodes:,} syntax nodes, {density:.1f} a line; {nested} comprehensions with two for")
    if density > NODES_A_LINE or all_nodes > NODES or nested > NESTED_COMPREHENSIONS:
        limits = f"{NODES:,} nodes, {NODES_A_LINE} a line, {NESTED_COMPREHENSIONS} comprehensions"
        problems.append(f"analysis/ is over {limits}; use plainer steps, or delete what is dead")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
