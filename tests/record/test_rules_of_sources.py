"""Rules of spans: what lies over others of one claim."""

from records import found, shortened, valid_rows, with_cited


def test_a_quotation_of_a_source_that_is_only_cited_is_refused(tmp_path):
    rows = with_cited()
    rows["quotes"]["hp-unfair"]["source_id"] = "blog"
    assert "quote hp-unfair, column exact" in shortened("S04", found(tmp_path, rows))


def test_a_figure_of_an_unknown_source_is_left_to_the_check_of_its_cells(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-310"]["source_id"] = "nowhere"
    assert found(tmp_path, rows) == []
