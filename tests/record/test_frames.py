"""A frame of figures is typed."""

import pandas as pd
import pytest
from records import loaded

from analysis.record.frames import typed
from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_a_frame_of_figures_is_typed_and_gives_its_evidence_back(record):
    frame = record.frame("figures")
    assert list(frame.index) == [figure.id for figure in record.figures()]
    assert (frame.loc["hp-400", "low"], frame.loc["hp-400", "high"]) == (400.0, float("inf"))
    assert frame.loc["hp-400", "start"] == pd.Timestamp(2011, 1, 1)
    assert frame.dtypes[["low", "high"]].tolist() == [float, float]
    assert frame["start"].dtype.kind == frame["end"].dtype.kind == "M"
    assert frame["bound"].cat.ordered
    assert frame["bound"].max() == "more_than"
    few = frame[frame["high"] < 40].sort_values("low", ascending=False)
    assert [figure.id for figure in record.pick(few)] == list(few.index)
    assert record.pick(frame.loc[["hp-400"]]) == record.figures(["hp-400"])


def test_a_frame_without_figures_is_typed_too():
    assert typed([]).dtypes["low"].kind == "f"
    assert typed([]).dtypes["start"].kind == "M"
