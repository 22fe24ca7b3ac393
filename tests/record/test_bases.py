"""How a date is known follows it in brackets."""

import pytest

from analysis.quantities import dates
from analysis.record.bases import BASIS, dated, when

FISCAL = "2021-10-01/2022-09-30"


@pytest.mark.parametrize("basis", BASIS)
def test_a_date_is_followed_by_how_it_is_known(basis):
    day = dates.parse("2017-09-14")
    assert dated(day, basis) == when(day, basis) == f"14 September 2017 ({BASIS[basis]})"


def test_no_date_is_said_not_to_be_known_or_left_out():
    assert dated(None, "stated") == "not known"
    assert when(None, "stated") == ""


def test_only_when_names_a_fiscal_year_by_its_number():
    year = dates.parse(FISCAL)
    assert when(year) == "fiscal year 2022"
    assert "fiscal" not in dated(year, "stated")
