from analysis.errors import counted


def test_one_of_a_kind_is_worded_as_one():
    assert [counted(number, "row") for number in (0, 1, 2, 1900)] == ["0 rows", "1 row", "2 rows", "1,900 rows"]
