"""Events name figures, and come before one another without a circle."""

from records import found, shortened, valid_rows, with_cited


def test_a_number_in_a_label_is_a_figure_of_a_text_where_the_event_has_one(tmp_path):
    rows = with_cited()
    rows["events"]["blog-landing"]["label"] = "{ports-2018} of {hp-31} sailors land"
    rows["events"]["pm-silence"]["label"] = "The league counts {hp-31} sailors"
    assert shortened("E04", found(tmp_path, rows)) == []
    rows["events"]["pm-silence"]["label"] = "The league counts {ports-2018} sailors"
    assert shortened("E04", found(tmp_path, rows)) == ["event pm-silence, column label"]


def test_a_circle_of_events_is_named_and_reports_of_reports_are_refused(tmp_path):
    rows = valid_rows()
    rows["events"]["hp-published"] |= {"before": "hp-commented", "same_as": "pm-silence"}
    rows["events"]["hp-commented"] |= {"before": "pm-silence", "same_as": "hp-published"}
    rows["events"]["pm-silence"] |= {"before": "hp-published"}
    wrong = {error.code: error.wrong for error in found(tmp_path, rows)}
    assert "hp-published → hp-commented → pm-silence → hp-published" in wrong["E02"]
    assert wrong["E01"] == 'names "hp-published", which is itself the same as "pm-silence"'
