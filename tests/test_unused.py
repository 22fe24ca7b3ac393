"""Every figure of the record is used by a page, or the list of those that are not says why."""

import pytest
import unused


def test_every_figure_stands_on_a_page_or_is_listed_with_its_reason(site):
    assert sorted(unused.unused(site / "reports")) == sorted(unused.listed())


def test_the_list_names_figures_and_gives_reasons():
    assert unused.problems(unused.listed()) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [({"no-such": "Why"}, "there is no figure no-such"), ({"kt-572": " "}, "kt-572 has no reason")],
)
def test_a_row_of_no_figure_or_without_a_reason_is_found(row, said):
    (problem,) = unused.problems(row)
    assert said in problem


def test_a_figure_that_no_page_has_is_unused(tmp_path):
    (tmp_path / "a.html").write_text('<article id="e-kt-572">', encoding="utf-8")
    (tmp_path / "b.html").write_text('<a href="#e-kt-28">', encoding="utf-8")
    found = unused.unused(tmp_path)
    assert "kt-572" not in found
    assert "kt-28" in found


def test_without_reports_the_list_alone_is_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(unused, "ROOT", tmp_path)
    assert unused.main() == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{len(unused.listed())} figures are used by no page")
    assert all(reason in said for reason in unused.listed().values())
