from records import valid_rows, write_record

from analysis.record.record import Record
from analysis.record.tables import read_tables
from analysis.record.terms import Term, terms, units_of


def test_a_value_of_a_vocabulary_is_text_with_a_label(tmp_path):
    known = terms(read_tables(write_record(tmp_path))["quotes"].fields["stance"])
    assert known["asks"] == "asks"
    assert known["asks"].label == "asks for"
    assert Term("short_of_money").label == "short of money"


def test_the_units_of_a_record_have_the_nouns_of_its_descriptor(tmp_path):
    units = units_of(read_tables(write_record(tmp_path)))
    assert "percent" not in units
    assert (units["persons"].noun, units["persons"].noun.one) == ("people", "person")
    assert not units["usd"].is_counted


def test_the_sides_of_a_record_are_named_in_the_order_of_its_descriptor(tmp_path):
    record = Record(read_tables(write_record(tmp_path)), {}, ())
    assert record.sides() == {"XR": "Ruritania", "XG": "Graustark", "": "not stated"}
    assert record.sides_named() == {"Ruritania", "Graustark"}


def test_who_has_no_side_stands_on_that_of_the_body_it_belongs_to(tmp_path):
    rows = valid_rows()
    rows["speakers"]["aske-lund"]["side"] = ""
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    assert record.speaker("aske-lund").side == "XR"
