"""The same rows give the same bytes everywhere, and all text stays apart and on the canvas."""

import os
import re
import subprocess
import sys
from pathlib import Path

import charting
import pytest
from charting import DATED, FORMS, LONG, assert_text_fits, drawn, every_form, real_charts, rows_for

import analysis
from analysis.report.charts import dot_rows
from analysis.report.charts.style import NARROW, WIDE


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> str:
    """Every form drawn in another process, folder, language, style and hash order, and the modules
    that took.
    """
    code = "import sys, charting; print(charting.every_form(), *sys.modules, sep='\\n')"
    paths = os.pathsep.join(
        str(path)
        for path in (Path(charting.__file__).parent, Path(analysis.__file__).parent.parent)
    )
    environment = os.environ | {
        "PYTHONPATH": paths,
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C.UTF-8",
        "TZ": "Asia/Tokyo",
    }
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "matplotlibrc").write_text(
        "font.size: 30\npath.sketch: 1, 100, 2\naxes.xmargin: 0.4\n"
    )
    run = [sys.executable, "-c", code]
    return subprocess.run(
        run, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_same_rows_give_the_same_bytes():
    assert every_form() == every_form()


def test_the_same_rows_give_the_same_bytes_in_another_process(elsewhere):
    assert elsewhere.startswith(every_form())


def test_pyplot_is_never_loaded(elsewhere):
    loaded = elsewhere.splitlines()
    assert "matplotlib.figure" in loaded
    assert "matplotlib.pyplot" not in loaded


@pytest.mark.parametrize("form", FORMS)
def test_no_date_of_drawing_is_written(form):
    assert "date>" not in drawn(form).svg


def test_ids_of_two_charts_do_not_clash():
    first, second = (
        set(re.findall(r' id="([cmh][0-9a-f]{8,})"', drawn(dot_rows, name=n).svg))
        for n in ("a", "b")
    )
    assert first
    assert not first & second


@pytest.mark.parametrize(
    "name", ["totals", "populations", "positions", "pace", "years", "words", "timeline"]
)
def test_text_of_the_real_charts_stays_apart_and_inside(plates, name):
    form, rows, options = real_charts()[name]
    drawn(form, rows, **options)
    for plate in plates:
        assert_text_fits(plate)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("label", ["a group", LONG, "W" * 90], ids=["short", "long", "one word"])
def test_text_stays_apart_and_inside(plates, form, label):
    unit = {} if form in DATED else {"unit": label}
    rows = [*rows_for(form, label, label), *rows_for(form)]
    drawn(form, rows, title=label, subtitle=f"{label} by place", **unit)
    assert [round(plate.bbox.width) for plate in plates] == [WIDE, NARROW]
    for plate in plates:
        assert_text_fits(plate)
