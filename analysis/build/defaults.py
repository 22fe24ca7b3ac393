"""What the parameters cell of a notebook sets, read from its file: what holds where a question
gives nothing.
"""

import ast
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

SCOPE = "articles"  # what Record.load asks of where it is told no scope


def default_scope(notebook: Path) -> str:
    """The scope of the record that a notebook asks of by itself; "" where that cannot be told.

    It imports nothing of Jupyter, as finding that nothing changed has no time for it.
    """
    try:
        cells = json.loads(notebook.read_bytes()).get("cells", [])
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        source = "\n".join("".join(cell["source"]) for cell in tagged)
        values = written_out(ast.parse(source).body)
        found = values.get("scope", SCOPE)
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, AttributeError):
        return ""  # a notebook that cannot run
    return found if isinstance(found, str) else ""


def written_out(body: Iterable[ast.stmt]) -> dict[str, Any]:
    """The values that statements give to names, as far as they are written out; None for others."""
    found: dict[str, Any] = {}
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name):
            found[target.id] = None
            with suppress(ValueError):
                found[target.id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
    return found
