import copy
import pickle

import pytest

from analysis.quantities.bounds import Bound
from analysis.quantities.units import NO_BREAK, OWN, Noun, Unit, from_category

TONNES = {"value": "tonnes", "label": "tonnes", "singular": "tonne", "fractional": True}
EUROS = {"value": "eur", "symbol": "€", "before": True, "fractional": True, "words": ["euros"]}
AREA = {"value": "area", "symbol": "ha", "fractional": True}


@pytest.mark.parametrize(
    ("category", "bound", "words", "yearly"),
    [
        (TONNES, Bound.of("exact", 1), "1 tonne", "1 tonne a year"),
        (TONNES, Bound.of("less_than", 5), "less than 5 tonnes", "less than 5 tonnes a year"),
        (EUROS, Bound.of("between", 40, 50), "between €40 and €50", "between €40 and €50 a year"),
        (AREA, Bound.of("about", 7), f"about 7{NO_BREAK}ha", f"about 7{NO_BREAK}ha a year"),
        ({"value": "flats"}, Bound.of("less_than", 5), "fewer than 5 flats", None),
    ],
)
def test_a_number_is_worded_with_the_noun_or_the_sign_of_its_category(
    category, bound, words, yearly
):
    unit = from_category(category)
    assert bound.words(unit.noun) == words
    if yearly:
        assert bound.words(unit.a_year().noun) == yearly


def test_a_unit_is_its_id_as_text_and_keeps_its_noun_when_it_is_copied():
    unit = from_category(TONNES)
    assert unit == "tonnes"
    assert {unit: 1}["tonnes"] == 1
    assert (unit.is_counted, unit.words) == (False, ())
    assert from_category(EUROS).words == ("euros", "€")
    for other in (copy.deepcopy(unit), pickle.loads(pickle.dumps(unit))):
        assert (other, other.noun.one, other.is_counted) == ("tonnes", "tonne", False)


def test_an_average_is_in_a_unit_of_its_own():
    yearly = Unit.of("persons").a_year()
    assert (yearly, yearly.is_average, yearly.is_counted) == ("persons/year", True, False)
    assert Unit.of("days").a_year().noun == "days a year"


def test_a_unit_of_no_record_is_called_as_its_id():
    assert Unit.of("flats").noun == "flats"
    assert Unit.of("days") is OWN["days"]
    assert Noun.of("%").place == "after"


def test_a_sign_goes_with_every_number_and_a_word_does_not():
    money = {"value": "usd", "label": "dollars", "symbol": "$", "before": True, "fractional": True}
    assert from_category(money).sign_alone == "$"
    assert Unit.of("percent").sign_alone == "%"
    assert from_category(TONNES).sign_alone == ""
