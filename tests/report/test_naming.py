import subprocess
import sys

import pytest

from analysis.report import naming


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Repatriation Record", "repatriation-record"),
        ("Rents, in Harbourton!", "rents-in-harbourton"),
        ("租金", "record"),
    ],
)
def test_a_title_becomes_the_name_of_a_file(title, name):
    assert naming.work_id(title) == name
    assert naming.SLUG.fullmatch(name)


def test_who_made_a_work_that_names_none():
    assert naming.contributors("Rents") == "Rents contributors"


def test_the_list_of_questions_is_read_without_what_cites_a_page():
    code = "import sys, analysis.build.build; sys.exit('analysis.report.cite' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
