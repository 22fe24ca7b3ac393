"""What others say is cut to what a line, a page or a terminal can take."""

import pytest

from analysis.errors import BuildError, counted, without_controls


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;another title\x07boats", "boats"),
        ("\x1b]8;;https://example.org\x1b\\boats\x1b]8;;\x1b\\", "boats"),
        ("\x1bP1;2|stolen\x1b\\boats\x1b(B\x1bc", "boats"),
        ("\x1b]0;never ended\nboats", "\nboats"),
        ("bo\x08\x00ats\x7f\x85 \u202eback\u202c\x1b", "boats back"),
        ("a\tb\r\nc", "a\tb\nc"),
        ("“ខ្មែរ” – 40\u00a0%", "“ខ្មែរ” – 40\u00a0%"),
    ],
)
def test_nothing_is_left_that_a_terminal_would_obey(said, kept):
    assert without_controls(said) == kept


def test_a_message_holds_nothing_that_a_terminal_would_obey():
    assert str(BuildError("question \x1b[31ma", "is \x9b1mb", "\u202ec")) == "question a: is b; c"


def test_one_of_a_kind_is_worded_as_one():
    assert [counted(number, "row") for number in (0, 1, 2, 1900)] == [
        "0 rows",
        "1 row",
        "2 rows",
        "1,900 rows",
    ]
