"""Words of a source that stand near a figure, and where their paragraphs end."""

import pytest

from analysis.record.phrases import nearest


def test_the_nearest_place_of_words_is_found_on_either_side_and_whole():
    text = "ab ab ab"
    assert [nearest(text, "ab", start) for start in (0, 1, 2, 5, 8)] == [
        (0, 2),
        (0, 2),
        (3, 5),
        (6, 8),
        (6, 8),
    ]
    assert nearest(text, "b a", 3) is None


def test_words_are_near_in_the_paragraph_and_in_the_next_on_either_side():
    text = "\n\n".join("abcde")
    assert [nearest(text, letter, 6) is not None for letter in "abcde"] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert nearest("a", "a", 0) == (0, 1)


# One line end twice, in every style, and a blank line that is not quite empty.
BLANK_LINES = [
    "\n\n",
    "\r\n\r\n",
    "\r\r",
    "\n \t\n",
    "\r\n\u00a0\r\n",
    "\n\n\n\n",
    "\n\r\n",
    "\n\u200b\n",
    "\x85\x85",
    "\u2029",
]


@pytest.mark.parametrize("blank_line", [*BLANK_LINES, "\n", "\r\n", "\r"])
def test_the_words_of_a_period_four_paragraphs_away_are_not_near_whatever_ends_a_line(blank_line):
    paragraphs = [
        "It happened in 2017.",
        "Filler here.",
        "“More filler.”",
        "Still more.",
        "Later 40 people left.",
    ]
    text = blank_line.join(paragraphs)
    assert nearest(text, "in 2017", text.index("40")) is None
    assert nearest(text, "Still more", text.index("40")) is not None
    assert nearest(text, "Later", text.index("Still")) is not None


SPACED_LINE_ENDS = [" \n", "\t\r\n", "\u00a0\n", " \u200b\r", "\f", "\n\f", "\v", " \u2028"]


@pytest.mark.parametrize("line_end", [*SPACED_LINE_ENDS, "\n"])
@pytest.mark.parametrize("mark", [".", "", ".’", " (photo)"])
def test_nor_are_they_where_white_space_or_no_mark_ends_the_lines(mark, line_end):
    lines = [
        "It happened in 2017",
        "Filler here",
        "“More filler”",
        "1 Still more",
        "Later 40 people left",
    ]
    text = f"{mark}{line_end}".join(lines)
    assert nearest(text, "in 2017", text.index("40")) is None
    assert nearest(text, "Still more", text.index("40")) is not None


def test_a_wrapped_line_may_be_followed_by_one_that_begins_with_a_name_or_a_number():
    lines = [
        "We are told that it happened in 2017, as the ministry",
        "of the port said to the sailors of the boats and as",
        "Ruritania said, and as the harbour master said after",
        "him on the day on which the sailors of the boats and",
        "the fishermen came back, some of them with others of",
        "Graustark and with the harbour masters, that at least",
        "40 people left.",
    ]
    for line_end in ("\n", " \n", "\r\n"):
        text = line_end.join(lines)
        assert nearest(text, "in 2017", text.index("40")) is not None


def test_lines_of_one_length_that_each_begin_anew_are_paragraphs():
    lines = ["The boats went out to sea in 2017 with sailors"] + [
        "Filler that is a line of its own, without stop"
    ] * 3
    text = "\n".join([*lines, "Later 40 people left, as the ministry has said"])
    assert nearest(text, "in 2017", text.index("40 ")) is None


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_of_one_sentence_are_one_paragraph(line_end):
    text = line_end.join(["It happened", "in 2017", "as we", "were told,", "that 40 people left."])
    assert nearest(text, "in 2017", text.index("40")) is not None


def test_a_phrase_is_found_over_the_end_of_a_wrapped_line_and_over_no_blank_one():
    text = "It planted 655 trees. In the\nsame period, as it says,  it felled 412.\n\nIn the\n\nend"
    start = text.index("655")
    assert nearest(text, "In the same period", start) == (22, 40)
    assert nearest(text, "says, it", start) is not None
    assert nearest(text, "In the end", start) is None
