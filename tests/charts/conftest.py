"""What the tests of charts share: the canvases that were saved."""

from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib.figure import Figure as Canvas


@pytest.fixture
def plates(monkeypatch) -> Iterator[list[Canvas]]:
    """What matplotlib held when it wrote each chart."""
    kept: list[Canvas] = []
    save = Canvas.savefig

    def savefig(canvas: Canvas, *args: Any, **options: Any) -> None:
        save(canvas, *args, **options)
        kept.append(canvas)

    monkeypatch.setattr(Canvas, "savefig", savefig)
    return kept
