"""Words that are listed as neutral are no hedges, and verbs are listed in the forms that newspapers
use.
"""

import pytest

from analysis.text import neutral
from analysis.text.lexicon import (
    DEGREES,
    FOCUS,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    NEGATIONS,
    SCALES,
    VAGUE,
)

LISTS = {name: words for name, words in vars(neutral).items() if isinstance(words, frozenset)}
# "About" opens a phrase too ("about 540" is a hedge first, and never reaches these lists).
CHANGING = {*HEDGES_BEFORE, *HEDGES_AFTER, *VAGUE, *FOCUS, *NEGATIONS, *SCALES, *DEGREES} - {
    "about",
    "just",
    "far",
    "much",
}


@pytest.mark.parametrize(
    "name", [name for name in LISTS if name not in ("CLOSING", "ADVERBS", "BEFORE_NOUN")]
)
def test_no_word_that_changes_a_number_is_listed_as_neutral(name):
    assert LISTS[name] & CHANGING == set()


@pytest.mark.parametrize("name", [name for name in LISTS if name != "SHORT_NAMES"])
def test_every_word_is_listed_in_lower_case(name):
    assert {word for word in LISTS[name] if word != word.lower()} == set()


def test_verbs_are_known_in_every_form():
    assert {"deport", "deports", "deported", "deporting"} <= neutral.VERBS
    assert {
        "admitted",
        "admitting",
        "carries",
        "carried",
        "catches",
        "brought",
        "employed",
        "chosen",
    } <= neutral.VERBS
