"""Figures as a typed frame for pandas."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.record.reported import Figure

if TYPE_CHECKING:
    import pandas as pd


# Kinds of bound by where the number can lie: from what is only limited above to only below.
FROM_BELOW = ("less_than", "at_most", "between", "about", "exact", "at_least", "more_than")


def typed(figures: Iterable[Figure]) -> "pd.DataFrame":
    """Figures as a typed frame, a row each, by id.

    `low` and `high` are the limits of the number as floats, in the unit of the row, infinite where
    open; `start` and `end` the first and last day that its period can mean; `bound` is ordered as
    FROM_BELOW is.
    """
    import pandas as pd

    rows = [_typed_row(figure) for figure in figures]
    frame = pd.DataFrame(rows, columns=list(TYPED)).set_index("id")
    frame = frame.astype({"low": float, "high": float})
    frame["start"] = pd.to_datetime(frame["start"])
    frame["end"] = pd.to_datetime(frame["end"])
    frame["bound"] = pd.Categorical(frame["bound"], FROM_BELOW, ordered=True)
    return frame


TYPED = (
    "id claim population measure unit low high bound start end speaker source rank words is_cited"
).split()


def _typed_row(figure: Figure) -> list[Any]:
    """The cells of a figure, in the order of TYPED."""
    period = figure.period
    return [
        figure.id,
        figure.claim,
        figure.population.id,
        figure.measure,
        figure.unit,
        float(figure.bound.low),
        float(figure.bound.high),
        figure.bound.kind,
        period.earliest if period else None,
        period.latest if period else None,
        figure.speaker.name if figure.speaker else "",
        figure.source.id,
        figure.rank,
        figure.span.exact,
        figure.standing.is_cited,
    ]
