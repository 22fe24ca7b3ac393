"""Words cut to mean something else are clipped, and it is said what they leave outside."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paragraphs import held_paragraphs, name_of, span_of

from analysis.anchors import find, span_at, verify


@given(st.data())
def test_a_cut_inside_a_word_or_number_is_clipped(data):
    text = data.draw(st.sampled_from(held_paragraphs()))
    words = [m for m in re.finditer(r"\w+(?:[-,.]\w+)*", text) if len(m.group()) > 1]
    word = data.draw(st.sampled_from(words))
    cut = data.draw(st.integers(word.start() + 1, word.end() - 1))
    assert verify(text, span_at(text, word.start(), cut)).name == "clipped"
    assert verify(text, span_at(text, cut, word.end())).name == "clipped"


@pytest.mark.parametrize(
    ("text", "words", "outside"),
    [
        # inside a word or number
        ("There were 1,900 boats.", "900 boats", "1,"),
        ("Twenty-eight boats came.", "eight boats", "Twenty-"),
        ("Twenty-eight boats came.", "Twenty", "-eight"),
        ("They paid 1.4 million for it.", "1.4", "million"),
        ("They paid 1.4 million for it.", "million for it", "1.4"),
        ("They paid two hundred and six francs.", "six francs", "two hundred and"),
        ("There were 1 900 boats.", "900 boats", "1"),
        ("We cannot count boats.", "We can", "not"),
        ("We can’t count boats.", "We can", "’t"),
        ("We didn't count boats.", "We did", "n't"),
        ("The non-refugees came.", "refugees came", "non-"),
        ("It was 40% of them.", "40", "%"),
        ("It was 40 percent of them.", "40", "percent"),
        ("It cost $40 then.", "40 then", "$"),
        ("It cost US$40 then.", "$40 then", "US"),
        ("It was −40 then.", "40 then", "−"),
        ("There were tens of thousands of boats.", "thousands of boats", "tens of"),
        # the hedge of a number
        ("There were more than 1,900 boats.", "1,900 boats", "more than"),
        ("There were more than 1,900 boats.", "than 1,900 boats", "more"),
        ("There were well over 1,900 boats.", "1,900 boats", "over"),
        ("Only 40 have been found.", "40 have been found", "Only"),
        ("Only about 40 have been found.", "about 40 have been found", "Only"),
        ("Only the 40 have been found.", "the 40 have been found", "Only"),
        ("At least another 40 came.", "40 came", "At least another"),
        ("Some say 40 or so came.", "40", "or so"),
        ("Some say 40 boats or more came.", "40 boats", "or more"),
        ("They say 500+ came.", "500", "+"),
        ("It takes between 40 and 50 boats.", "50 boats", "between 40 and"),
        ("It takes between 40 and 50 boats.", "40", "between … and 50"),
        ("It takes 40 to 50 boats.", "50 boats", "40 to"),
        ("It takes 40–50 boats.", "50 boats", "40–"),
        ("It takes nearly a dozen boats.", "a dozen boats", "nearly"),
        # the negation that governs
        ("It is not easy to accept.", "easy to accept", "It is not"),
        ("He came. We never agreed to it.", "agreed to it", "We never"),
        ("It is not, he said, easy to accept.", "easy to accept", "It is not, he said,"),
        ("“It is not,” he said, “easy to accept.”", "easy to accept", "It is not,” he said, “"),
        ("No boats were found.", "boats were found", "No"),
        ("They did not take boats, nets or ropes.", "ropes", "They did not take boats, nets or"),
        ("The U.S. did not go with Mr. Bel to count boats.", "count boats", "did not go with Mr. Bel to"),
        ("They don’t count boats.", "count boats", "They don’t"),
        ("They are unable to count boats.", "count boats", "They are unable to"),
        ("They were barred from counting boats.", "counting boats", "They were barred from"),
        ("He denied that Pres. Bel sank boats.", "sank boats", "He denied that Pres. Bel"),
        ("They will not take anything but old boats.", "old boats", "They will not take anything but"),
        ("They have stopped counting boats.", "counting boats", "They have stopped"),
        # the denial that governs
        ("He left, rejecting claims that it has ended work.", "has ended work", ", rejecting claims that it"),
        ("He denied that boats sank, and that men died.", "men died", "He denied that boats sank, and that"),
        ("It is false that he left.", "he left", "It is false that"),
        # a negation or denial that follows
        ("Our demands could not be met.", "Our demands", "could not"),
        ("Our demands weren't met.", "Our demands", "weren't"),
        ("The boats sank, he denied.", "The boats sank", ", he denied"),
        (
            "“The boats sank,” a claim that the ministry denies.",
            "The boats sank",
            ",” a claim that the ministry denies",
        ),
        ("The claim that boats sank is false.", "boats sank", "is false"),
        ("The boats sank, which is not true.", "The boats sank", ", which is not true"),
    ],
)
def test_what_is_cut_to_say_something_else_is_clipped(text, words, outside):
    verdict = verify(text, span_of(text, words))
    assert (verdict.name, verdict.outside.removeprefix(", ")) == ("clipped", outside.removeprefix(", ")), verdict


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We did not go. Boats sank.", "Boats sank"),
        ("We did not go to the U.S. The boats sank.", "The boats sank"),
        ("We did not go; boats sank.", "boats sank"),
        ("We did not go, but boats sank.", "boats sank"),
        ("As it will not stop, we have boats ready.", "boats ready"),
        ("He did not go, saying that boats sank.", "boats sank"),
        ("He refused to go, adding that boats sank.", "boats sank"),
        ("“We will not go,” said Bel, owner of boats.", "owner of boats"),
        ("The embassy\n\nNo comment\n\nBoats sank.", "Boats sank"),
        ("No fewer than 40 boats sank in May.", "in May"),
        ("Boats sank. The ministry denied it.", "Boats sank."),
        ("RFA’s boats sank.", "RFA"),
        ("In May 2002, 40 boats sank.", "40 boats"),
    ],
)
def test_what_a_negation_does_not_reach_is_verbatim(text, words):
    assert name_of(text, words) == "verbatim"


@pytest.mark.parametrize(
    "words",
    ["1,900 Cambodian nationals", "145,000", "easy to accept", "has ended cooperation", "take them back", "eight"],
)
def test_what_is_cut_out_of_the_articles_is_clipped(source_texts, words):
    assert "clipped" in [find(text, words).verdict.name for text in source_texts.values()]


def test_elided_and_typographic_words_are_clipped_too():
    text = "“It is not easy to count all boats,” he said."
    assert find(text, "easy to … boats").verdict.name == "clipped"
    assert find(text, "easy  to count").verdict.name == "clipped"
