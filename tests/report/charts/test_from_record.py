"""Rows made from the record say what it says, and lead back to it."""

from dataclasses import replace
from datetime import date

import pytest
from charting import wide_ledgers
from records import valid_rows, write_record

from analysis.measures import calculations, clues, coverage, rates, sums
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.report import charts


@pytest.fixture
def record(tmp_path) -> Record:
    rows = valid_rows()
    rows["quotes"]["hp-unfair"]["speaker_id"] = ""
    return Record.load(write_record(tmp_path, rows))


def test_a_figure_is_marked_with_what_it_counts_and_who_said_it(record):
    (mark,) = charts.marks([record.figure("hp-400")])
    assert (mark.label, mark.id) == ("sailors sent home from Graustark", "hp-400")
    assert mark.bound == Bound.of("more_than", 400)
    assert mark.note == "Port Ministry, 2011 to 2020"
    assert [item["id"] for item in mark.evidence] == ["hp-400", "source-harbour-post"]


def test_a_part_is_marked_within_its_whole(record):
    part, whole = record.figure("hp-310"), record.figure("hp-1250")
    assert [mark.group for mark in charts.marks([part, whole], within=[(part, whole)])] == [
        "hp-1250",
        "",
    ]


def test_a_derived_number_is_marked_as_derived_with_its_inputs(record):
    share = rates.share(record, record.figure("hp-310"), record.figure("hp-1250"))
    (mark,) = charts.marks([share])
    assert mark.note.startswith(f"we calculate: {share.formula}")
    assert mark.words("%") == share.label()
    assert {"hp-310", "hp-1250"} <= {item["id"] for item in mark.evidence}


def test_a_newspaper_is_not_its_country(record):
    quote = record.quote("hp-passage")
    (row,) = charts.moments([quote], {"XR": "Ruritania", "": "not stated"})
    assert quote.speaker.side == "XR"
    assert (row.side, row.body, row.whose) == ("", "news medium", "news medium")


def test_who_speaks_for_a_party_is_no_government():
    rows = {
        row.id: row
        for row in charts.moments(Record.load().events(), {"KH": "Cambodia", "US": "United States"})
    }
    assert rows["kt-arrest"].whose == "party, Cambodia"
    assert rows["rfa-careful"].whose == "civil society, Cambodia"
    assert rows["kt-continued"].whose == "government, Cambodia"
    assert rows["kt-ruling"].whose == "court, United States"
    assert rows["rfa-interview"].whose == "government and news medium, Cambodia"
    assert rows["kt-stall"].whose == rows["rfa-visa-law"].whose == "news medium"


def test_two_sides_are_one_side_in_whatever_order_they_are_named():
    ids = ["kt-memorandum", "memorandum-signed", "amendment-letter"]
    sides = {"KH": "Cambodia", "US": "United States", "": "not stated"}
    rows = charts.moments(Record.load(scope="record").events(ids), sides)
    assert {row.side for row in rows} == {"Cambodia and United States"}


def test_moments_of_cited_events_know_that_they_are_cited():
    rows = charts.moments(Record.load(scope="record").events(["kt-ruling", "injunction-2018"]), {})
    assert [row.is_cited for row in rows] == [False, True]


def test_parts_of_a_split_quotation_are_one_moment_for_each_position(record):
    parts = record.quotes(["hp-not-stop", "hp-safe"])
    assert [moment.id for moment in charts.moments(parts, {})] == ["hp-not-stop", "hp-safe"]
    same = [parts[0], replace(parts[1], stance=parts[0].stance, target=parts[0].target)]
    assert [moment.id for moment in charts.moments(same, {})] == ["hp-not-stop"]


def test_a_position_in_a_chart_is_said_in_words_and_not_in_codes(record):
    first, second = charts.moments(record.quotes(["hp-not-stop", "hp-safe"]), {})
    assert (first.note, second.note) == ("affirms cooperation", "has reservations about returns")
    (partial,) = charts.moments(Record.load().quotes(["rfa-unreasonable"]), {})
    assert partial.note == "criticises linking visas with returns: “unreasonable”"


def test_a_quotation_in_a_chart_tells_the_points_that_it_is_on(record):
    items = [*record.quotes(["hp-not-stop", "hp-safe"]), record.event("pm-silence")]
    points = {"hp-safe": ["safe ships", "harbours"], "pm-silence": ["reports"]}
    notes = [row.note for row in charts.moments(items, {}, points)]
    assert notes == ["affirms cooperation", "Safe ships and harbours", "The league sends no report"]


def test_a_meeting_in_a_chart_says_whose_it_is_and_with_whom():
    (meeting,) = charts.moments(Record.load().events(["kt-risch-meeting"]), {})
    assert meeting.label == "Sar Kheng with Carl Risch"


def test_a_group_of_no_country_is_what_its_name_says_and_on_no_side():
    sides = {"KH": "Cambodia", "US": "United States", "": "not stated"}
    events = Record.load(scope="record").events(["first-deportees-land", "chhoeun-filed"])
    group, several = charts.moments(events, sides)
    assert group.heading == "people deported to Cambodia · cited"
    assert several.whose == "group and court, United States, cited"


def test_a_moment_without_speaker_or_date_says_so(record):
    unnamed, event = charts.moments(
        [record.quote("hp-unfair"), record.event("pm-silence")], {"XG": "Graustark"}
    )
    assert (unnamed.label, unnamed.side) == ("not named", "")
    assert (event.label, event.side) == ("Seafarers’ League and Port Ministry", "Graustark")
    assert (event.body, event.whose) == (
        "civil society and government",
        "civil society and government, Graustark",
    )
    assert (event.note, event.words()) == ("The league sends no report", "no date given")


def test_clues_are_drawn_with_what_they_leave_and_end_with_what_all_of_them_leave():
    record = Record.load(scope="record")
    every = [
        clues.clue("past", record.figure("final-order-convicted-2017-12-bee")),
        clues.clue("this month", record.event("risch-meets-sar-kheng")),
    ]
    found = clues.window("kt", every)
    rows = charts.spans(every, found)
    assert [row.date for row in rows] == [*(clue.period for clue in every), found.period]
    assert [row.is_cited for row in rows] == [True, True, False]
    assert rows[0].label.startswith("1,412 ")
    assert (
        rows[1].note
        == "not before 9 February 2018 and not after 28 February 2018: it puts this earlier in "
        "its own month"
    )
    assert rows[-1].id == found.id


def test_a_series_is_drawn_with_its_gaps_and_the_times_that_it_leaves_out():
    record = Record.load(scope="record")
    total, series = record.figure("kt-145000"), record.series("dhs-refugee-arrivals")
    gaps = record.gaps(population_id="dhs-refugee-arrivals")
    left = coverage.stretches(total, coverage.within(total.period, series), gaps)
    rows = charts.observations([*series, *gaps, *left])
    assert len(rows) == len(series) + len(gaps) + len(left)
    assert rows[0].id == left[0].id
    assert {row.id for row in rows if row.bound is None} == {item.id for item in (*gaps, *left)}
    assert [row.date.earliest for row in rows] == sorted(row.date.earliest for row in rows)


def test_a_sum_of_parts_stands_in_a_series_as_a_number_of_its_own():
    record = Record.load(scope="record")
    gap = record.gap("dhs-fy2011-removals-corgis")
    made = sums.made_up(record, gap, ["dhs-removals-convicted", "dhs-removals-not-convicted"])
    figure = record.figure("dhs-fy2013-removals-ed2022")
    rows = charts.observations([figure, made])
    assert [row.bound for row in rows] == [made.bound, figure.bound]
    assert [row.series for row in rows] == [gap.population.label] * 2
    assert all(row.is_cited for row in rows)


def test_a_column_is_cut_at_nothing_where_its_first_part_may_be_nothing():
    record = Record.load(scope="record")
    names = ["dhs-removals-convicted", "dhs-removals-not-convicted"]
    made = sums.sums_of_parts(record, "dhs-removals", names)[0]
    few = replace(made.inputs[0], bound=Bound.of("less_than", 10))
    (row,) = charts.observations([replace(made, inputs=(few, *made.inputs[1:]))])
    assert row.parts == (0.0,)


def test_a_column_that_is_a_sum_of_parts_is_cut_where_the_first_part_ends_and_says_so():
    record = Record.load(scope="record")
    gap = record.gap("dhs-fy2011-removals-corgis")
    made = sums.made_up(record, gap, ["dhs-removals-convicted", "dhs-removals-not-convicted"])
    rows = charts.observations([made])
    assert rows[0].parts == (float(made.inputs[0].bound.low),)
    chart = charts.draw(charts.year_columns, rows, name="parts", title="Parts", unit="people")
    assert "Cut by a white line: our sum of its parts." in chart.svg
    assert "sum of its parts" in chart.rows[0]


def test_a_share_is_no_sum_of_parts():
    record = Record.load(scope="record")
    convicted = record.series("dhs-removals-convicted", measure="flow")[-1:]
    (share,) = calculations.share(convicted, record.figure("dhs-fy2019-removals-ed2022"))
    (row,) = charts.observations([share])
    assert (row.words("%"), row.parts) == ("88\u00a0%", ())
    assert row.cells("%", {})[3] == "share, we calculate: 71 ÷ 81"


def test_an_average_is_a_row_of_its_own_a_year():
    record = Record.load(scope="record")
    series = record.series("dhs-removals", measure="flow")[:2]
    average = rates.average_over(record.series("dhs-removals", measure="flow")[-3:-1])
    *_, row = charts.observations([average, *series])
    assert row.is_average
    assert row.words("people").endswith(" people a year")
    assert average.formula in row.cells("people", {})[3]


def test_fiscal_years_are_named_as_such_below_an_average():
    record = Record.load(scope="record")
    flows = record.series("dhs-removals", measure="flow")[-2:]
    gap = record.gap("dhs-fy2021-removals-ed2022")
    average = rates.average_over([*flows, gap])
    (row,) = charts.marks([average])
    assert row.note.endswith("; fiscal 2020 to 2022")
    when = "1 October 2019 to 30 September 2022, fiscal 2020 to 2022"
    assert ["When", when] in average.more()


def test_the_real_ledger_shows_where_it_breaks():
    rows, _ = wide_ledgers()[1]
    assert [row.breaks.replace("\u00a0", " ") for row in rows if row.breaks] == [
        "the others make at least 37; without the group of 20 December 2017, 28 (5 + 8 + 8 + 7)",
        "the others make at least 575",
        "the others make at least 684",
        "the others make at least 738",
        "the others make at least 774",
    ]
    assert all(row.date.latest >= date(2016, 12, 1) for row in rows)


def test_a_total_is_given_by_an_office_where_a_person_speaks_for_it():
    rows, _ = wide_ledgers()[0]
    said = {row.words(): row.by for row in rows if not row.is_flow}
    assert said["749"] == "Ministry of Foreign Affairs"
    assert said["about 600"] == "Hun Sen"
    assert said["572"] == "general department of immigration"


def test_each_row_of_a_ledger_leads_to_what_says_its_numbers():
    for rows, _ in wide_ledgers():
        for row in rows:
            assert row.id in {record["id"] for record in row.evidence}


def test_a_person_who_speaks_for_no_office_is_named():
    (row,) = charts.marks(Record.load(scope="record").figures(["deportable-2005-hing"]))
    assert row.note == "Bill Ong Hing, 2005"
