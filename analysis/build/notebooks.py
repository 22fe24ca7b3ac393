"""Notebooks as git and builds know them: what is written in their cells, and not what an editor
notes there.

To open a notebook, to run it and to save it changes none of that: outputs, counts of executions and
most metadata are no part of it.
"""

import json
from typing import Any

KEPT = ("attachments", "cell_type", "id", "source")  # of a cell, besides its tags
FOLDER = "notebooks/"
# What JupyterLab notes of its kernel where a notebook names none.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def canonical(content: bytes) -> bytes:
    """A notebook's file without outputs, counts of executions and metadata but tags and the kernel;
    what is no notebook stays as it is.
    """
    try:
        notebook = stripped(json.loads(content))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return content
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def stripped(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same of a notebook as JSON gives it. Raises TypeError, LookupError or AttributeError for
    what is no notebook.
    """
    kernel = notebook["metadata"].get("kernelspec", KERNEL)
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    cells = list(map(_stripped_cell, notebook["cells"]))
    return {**notebook, "metadata": metadata, "cells": cells}


def _stripped_cell(cell: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name in KEPT:
        if name in cell:
            kept[name] = cell[name]
    source = cell["source"]
    if isinstance(source, str):
        kept["source"] = source.splitlines(keepends=True)
    tags = cell["metadata"].get("tags")
    kept["metadata"] = {}
    if tags:
        kept["metadata"]["tags"] = tags
    if cell["cell_type"] == "code":
        kept["execution_count"] = None
        kept["outputs"] = []
    return kept


def before_save(model: dict[str, Any], path: str, **_: Any) -> None:
    """Strip a notebook of the project that Jupyter is about to save; executed reports stay whole.

    A hook of Jupyter's contents manager: `path` is relative to the folder that it serves.
    """
    is_of_project = path.lstrip("/").startswith(FOLDER)
    if is_of_project and model["type"] == "notebook":
        model["content"] = stripped(model["content"])
