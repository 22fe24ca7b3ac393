"""Selections: several rows in order, as JupyterLab, pandas and sentences take them."""

import html
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from analysis.record.csvfiles import harmless_markup
from analysis.record.references import refer

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60  # that JupyterLab shows of a selection, as pandas does of a frame


class Selection(tuple[Any, ...]):
    """Figures, quotes, events or what follows from them, in a row; false where there are none.

    JupyterLab shows it as a table, `frame()` gives it to pandas, and an f-string refers to all of
    it: `f"{totals:unit}"`. Two are put together with +.

    >>> [figure.id for figure in record.figures(["kt-572", "kt-28"])]
    ['kt-572', 'kt-28']
    >>> bool(record.figures([]))
    False
    """

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        return Selection(found) if isinstance(at, slice) else found

    def __add__(self, others: Iterable[Any]) -> "Selection":
        return Selection((*self, *others))

    def __format__(self, aspect: str) -> str:
        return refer(self, aspect)

    def frame(self) -> "pd.DataFrame":
        """One row each: id, value and bound (or stance, or event), date, words, speaker, source,
        verdict.
        """
        import pandas as pd  # here, because a check that nothing changed has no time for it

        return pd.DataFrame([item.summary() for item in self])

    def _repr_html_(self) -> str:
        shown = table_html([item.summary() for item in self[:MOST_ROWS]])
        if len(self) <= MOST_ROWS:
            return shown
        first = f"The first {MOST_ROWS} of {len(self):,} rows; frame() has all of them."
        return f"{shown}<p>{first}</p>"


def table_html(rows: Sequence[Mapping[str, str]]) -> str:
    """An HTML table of rows, everything escaped; rows of several kinds share its columns."""
    if not rows:
        return "<p>Nothing in the record matches.</p>"
    columns = dict.fromkeys(chain.from_iterable(rows))
    head = "".join(f"<th>{name}</th>" for name in columns)
    body = "".join(_row_html(row, columns) for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row_html(row: Mapping[str, str], columns: Iterable[str]) -> str:
    cells = []
    for name in columns:
        cell = html.escape(row.get(name, ""))
        cells.append(f"<td>{harmless_markup(cell)}</td>")
    return f"<tr>{''.join(cells)}</tr>"
