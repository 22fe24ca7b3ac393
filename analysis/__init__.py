"""The research record: figures and quotations that lead back to the words that reported them.

What notebooks take from here is imported when it is first asked for, so that the command line
starts without the libraries that charts need.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Where each name stands; a module stands in its package under its own name.
_FACE = {
    "BASIS": "analysis.record.bases",
    "Record": "analysis.record.record",
    "Selection": "analysis.record.selections",
    "charts": "analysis.report",
    "dates": "analysis.quantities",
    "prose": "analysis.report",
    "wording": "analysis.report",
}
__all__ = [*_FACE, "__version__"]


def __getattr__(name: str) -> Any:
    """The thing of this name that notebooks use. Raises AttributeError."""
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_FACE[name])
    return getattr(home, name, None) or import_module(f"{_FACE[name]}.{name}")


def __dir__() -> list[str]:
    """The names that a notebook completes."""
    return sorted(__all__)
