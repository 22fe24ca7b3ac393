import calendar
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DateError
from analysis.quantities import dates
from analysis.quantities.dates import agrees, fiscal_year, parse, read
from tests.clock import Clock
from tests.strategies import days, edtf_dates, points


def span(point):
    """(first day, last day) of a day, month or year in EDTF, by way of the day after it."""
    first = date.fromisoformat(point + "-01" * ((10 - len(point)) // 3))
    if len(point) == 10:
        return first, first
    year, month = (
        (first.year + 1, 1)
        if len(point) == 4 or first.month == 12
        else (first.year, first.month + 1)
    )
    return first, date(year, month, 1) - timedelta(days=1)


# ---- today


@pytest.mark.parametrize("zone", ["UTC", "Asia/Phnom_Penh", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_today_is_the_day_of_utc_in_every_zone(monkeypatch, zone):
    monkeypatch.setattr(dates, "datetime", Clock)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", zone)
        time.tzset()
        assert dates.today() == date(2026, 11, 26)
    time.tzset()


# ---- EDTF


@given(edtf_dates())
def test_a_date_is_given_back_as_written(text):
    assert str(parse(text)) == text
    assert parse(str(parse(text))) == parse(text)


@given(points, st.sampled_from(["", "?"]))
def test_a_point_spans_its_days(point, mark):
    when = parse(point + mark)
    assert (when.earliest, when.latest) == span(point)
    assert when.granularity == {10: "day", 7: "month", 4: "year"}[len(point)]
    assert when.uncertain == bool(mark)


@given(st.tuples(points, points).map(sorted), st.sampled_from(["/", ".."]))
def test_an_interval_and_a_set_span_from_the_first_day_to_the_last(ends, joint):
    if ends[0] == ends[1]:
        return
    when = parse(f"[{ends[0]}..{ends[1]}]" if joint == ".." else "/".join(ends))
    assert (when.earliest, when.latest) == (span(ends[0])[0], span(ends[1])[1])
    assert when.granularity == {"/": "interval", "..": "set"}[joint]


@given(points, st.sampled_from(["", ".."]), st.booleans())
def test_an_open_or_unknown_end_has_no_day(point, end, ends_last):
    when = parse(f"{point}/{end}" if ends_last else f"{end}/{point}")
    first, last = span(point)
    assert (when.earliest, when.latest) == ((first, None) if ends_last else (None, last))


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "granularity", "uncertain", "words"),
    [
        ("2017-09-14", "2017-09-14", "2017-09-14", "day", False, "14 September 2017"),
        ("2016-02", "2016-02-01", "2016-02-29", "month", False, "February 2016"),
        ("1900-02", "1900-02-01", "1900-02-28", "month", False, "February 1900"),
        ("2000-02", "2000-02-01", "2000-02-29", "month", False, "February 2000"),
        ("2016-02-29", "2016-02-29", "2016-02-29", "day", False, "29 February 2016"),
        ("2018-02?", "2018-02-01", "2018-02-28", "month", True, "February 2018 (uncertain)"),
        ("1975/2000", "1975-01-01", "2000-12-31", "interval", False, "1975 to 2000"),
        ("2017-09/2017", "2017-09-01", "2017-12-31", "interval", False, "September 2017 to 2017"),
        ("2017?/2018", "2017-01-01", "2018-12-31", "interval", True, "2017 (uncertain) to 2018"),
        (
            "2018-02-23/2018-02-28",
            "2018-02-23",
            "2018-02-28",
            "interval",
            False,
            "23 to 28 February 2018",
        ),
        (
            "2018-02-23/2018-03-02",
            "2018-02-23",
            "2018-03-02",
            "interval",
            False,
            "23 February to 2 March 2018",
        ),
        (
            "2017-12-31/2018-01-01",
            "2017-12-31",
            "2018-01-01",
            "interval",
            False,
            "31 December 2017 to 1 January 2018",
        ),
        ("2002/..", "2002-01-01", None, "interval", False, "since 2002"),
        ("../2002-06", None, "2002-06-30", "interval", False, "until June 2002"),
        ("2002/", "2002-01-01", None, "interval", False, "2002 to an unknown end"),
        ("/2018-02", None, "2018-02-28", "interval", False, "by February 2018"),
        ("/2016-12-31", None, "2016-12-31", "interval", False, "by 31 December 2016"),
        ("/2017", None, "2017-12-31", "interval", False, "in or before 2017"),
        ("/2017?", None, "2017-12-31", "interval", True, "in or before 2017 (uncertain)"),
        ("../2017", None, "2017-12-31", "interval", False, "until 2017"),
        (
            "[2018-02-23..2018-02-28]",
            "2018-02-23",
            "2018-02-28",
            "set",
            False,
            "between 23 and 28 February 2018",
        ),
        ("[1999..2000]", "1999-01-01", "2000-12-31", "set", False, "between 1999 and 2000"),
    ],
)
def test_forms_and_their_words(text, earliest, latest, granularity, uncertain, words):
    when = parse(text)
    assert when.earliest == (earliest and date.fromisoformat(earliest))
    assert when.latest == (latest and date.fromisoformat(latest))
    assert (when.granularity, when.uncertain) == (granularity, uncertain)
    assert when.words() == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '"" is no date of a form in use; write 2017-09-14, 2017-09 or 2017'),
        ("soon", '"soon" is no date of a form in use; write'),
        ("14 September 2017", "write 2017-09-14"),
        ("2017-9-1", "is no date of a form in use"),
        ("20170914", "is no date of a form in use"),
        ("2017~", "is no date of a form in use"),
        (" 2017", "is no date of a form in use"),
        ("２０１７", "is no date of a form in use"),
        ("2017-13-40", '"2017-13-40" has the month 13; write a month from 01 to 12'),
        ("2017-00", "has the month 00"),
        ("2017-02-30", '"2017-02-30" has the day 30 in February 2017; write a day from 01 to 28'),
        ("2017-02-29", "a day from 01 to 28"),
        ("2016-02-30", "a day from 01 to 29"),
        ("2017-01-00", "has the day 00"),
        ("0000", "has the year 0000"),
        ("/", "has neither a start nor an end"),
        ("../..", "has neither a start nor an end"),
        ("2018/soon", '"soon" in "2018/soon" is no date'),
        ("2018/2017-13", "has the month 13"),
        ("2017/2018/2019", "is no date of a form in use"),
        ("2018/2017", '"2018/2017" ends before it starts'),
        ("[2018..2017]", "ends before it starts"),
        ("[..2018]", '"" in "[..2018]" is no date'),
        ("[2018..2018]", "is no choice between two"),
        ("[2017?..2018]", "two certain ends"),
        ("[2017..2018", "is no date"),
    ],
)
def test_nonsense_is_refused_with_what_was_expected(text, expected):
    with pytest.raises(DateError) as caught:
        parse(text)
    assert expected in str(caught.value)


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
def test_only_days_of_the_calendar_are_dates(year, month, day):
    text = f"{year:04d}-{month:02d}-{day:02d}"
    exists = year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    if exists:
        assert parse(text).earliest == date(year, month, day)
    else:
        with pytest.raises(DateError, match=text):
            parse(text)


@given(st.text("0123456789-/?.[] ", max_size=14))
def test_any_other_text_is_refused_and_never_crashes(text):
    try:
        when = parse(text)
    except DateError as error:
        message = str(error)
    else:
        message = str(when)
    assert text in message


# ---- words of a source


@pytest.mark.parametrize(
    ("words", "readings"),
    [
        ("in its Sept. 14 statement", [("Sept. 14", None, 9, 14)]),
        ("Sept. 14, 2017", [("Sept. 14, 2017", 2017, 9, 14)]),
        ("Sep 15, 2017 11:03 AM", [("Sep 15, 2017", 2017, 9, 15)]),
        ("in Phnom Penh, Aug. 22, 2017.", [("Aug. 22, 2017", 2017, 8, 22)]),
        ("in a ruling on January 25 blocked", [("January 25", None, 1, 25)]),
        ("14th of September 2017", [("14th of September 2017", 2017, 9, 14)]),
        ("on June 15,1987.", [("June 15,1987", 1987, 6, 15)]),
        ("June 15 ,1987", [("June 15 ,1987", 1987, 6, 15)]),
        ("15 June,1987", [("15 June,1987", 1987, 6, 15)]),
        ("the 15th of June ,1987", [("15th of June ,1987", 1987, 6, 15)]),
        ("Sept.14, 2017", [("Sept.14, 2017", 2017, 9, 14)]),
        ("14 Sept.2017", [("14 Sept.2017", 2017, 9, 14)]),
        ("Sept.14-15,2017", [("Sept.14-15,2017", 2017, 9, 14), ("Sept.14-15,2017", 2017, 9, 15)]),
        ("in June,1987", [("June,1987", 1987, 6, None)]),
        ("in June 15,000 and 1,412 more", [("June", None, 6, None)]),
        ("June 15,19 and June 15.1987", [("June", None, 6, None), ("June", None, 6, None)]),
        ("2017-09-14", [("2017-09-14", 2017, 9, 14)]),
        ("September 2017", [("September 2017", 2017, 9, None)]),
        ("said in December that", [("December", None, 12, None)]),
        ("in December 1,412 of them", [("December", None, 12, None)]),
        ("in May", [("in May", None, 5, None)]),
        ("In May they came", [("In May", None, 5, None)]),
        ("In December 28 Cambodians were deported", [("December", None, 12, None)]),
        ("By December 28 Cambodians had left", [("December", None, 12, None)]),
        ("In May 26 people were deported", [("In May", None, 5, None)]),
        ("In August 28 were deported", [("In August", None, 8, None)]),
        ("Last September 28 Khmer refugees came", [("September", None, 9, None)]),
        ("On December 28 Cambodians came", [("December 28", None, 12, 28)]),
        ("since January 25 the two", [("January 25", None, 1, 25)]),
        ("After January 25 Cambodia agreed", [("January 25", None, 1, 25)]),
        (
            "on July 4, 1900 people were sent",
            [("July 4", None, 7, 4), ("1900", 1900, None, None)],
        ),
        ("early 2018", [("2018", 2018, None, None)]),
        ("more than 500 since 2002, according", [("2002", 2002, None, None)]),
        ("1975 to 2000", [("1975", 1975, None, None), ("2000", 2000, None, None)]),
        ("1975-1980", [("1975", 1975, None, None), ("1980", 1980, None, None)]),
        (
            "14-15 September 2017",
            [("14-15 September 2017", 2017, 9, 14), ("14-15 September 2017", 2017, 9, 15)],
        ),
        (
            "between 23 February and 2 March 2018",
            [("23 February", None, 2, 23), ("2 March 2018", 2018, 3, 2)],
        ),
        (
            "May they come. March on! 1,900 of $2000 and 2001-02, the 1990s: yesterday, 28 may "
            "come",
            [],
        ),
    ],
)
def test_date_words_are_read_with_what_they_give(words, readings):
    found = read(words)
    assert [(r.text, r.year, r.month, r.day) for r in found] == readings
    assert all(words[r.start : r.end] == r.text for r in found)


@given(points, st.sampled_from(["{}", "said on {} that", "({})"]))
def test_words_of_a_date_read_back_to_its_parts(point, around):
    (reading,) = read(around.format(parse(point).words()))
    parts = [part for part in (reading.year, reading.month, reading.day) if part]
    assert parts == [int(part) for part in point.split("-")]
    assert agrees(reading, parse(point))


@given(edtf_dates())
def test_all_words_of_a_date_agree_with_it(text):
    when = parse(text)
    readings = read(when.words())
    assert readings
    assert all(agrees(reading, when) for reading in readings)


@given(
    days,
    st.sampled_from(
        ["%d %B %Y", "%B %d, %Y", "%b. %d, %Y", "%d %b %Y", "%Y-%m-%d", "%B %d", "%d %B", "%A"]
    ),
)
def test_words_agree_with_a_day_only_if_they_can_mean_it(day, form):
    when = parse(day.isoformat())
    (reading,) = read(day.strftime(form).replace("May. ", "May "))
    assert agrees(reading, when)
    assert not agrees(reading, parse((day + timedelta(days=1)).isoformat()))


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("Thursday", "2017-09-14", True),
        ("Friday", "2017-09-14", False),
        ("Friday", "[2017-09-14..2017-09-15]", True),
        ("Friday", "2017-09", True),
        ("January 25", "2018", True),
        ("January 25", "2018-02", False),
        ("December", "2017-11/2018-01", True),
        ("December", "2018-01/2018-11", False),
        ("29 February", "2017/2019", False),
        ("29 February", "2017/2020", True),
        ("29 February", "1897/1903", False),
        ("29 February", "1897/1904", True),
        ("29 February", "2017/..", True),
        ("2002", "2002-03", True),
        ("2002", "../2001", False),
        ("2002", "../2003", True),
        ("Sept. 14, 2017", "2017", True),
        ("Sept. 14, 2017", "2018", False),
    ],
)
def test_words_and_a_date_agree_if_one_day_fits_both(words, text, expected):
    (reading,) = read(words)
    assert agrees(reading, parse(text)) is expected


@pytest.mark.parametrize(
    "words", ["September 31, 2017", "29 February 2017", "2017-13-40", "30-31 June"]
)
def test_words_for_a_day_that_does_not_exist_are_refused(words):
    with pytest.raises(DateError, match="names a day that does not exist"):
        read(words)


@pytest.mark.parametrize(
    "words",
    [
        "in 2002", "since 2002, according to", "From 1975 until the end", "from 1975 to 2000", "by 2017.",
        "early 2018", "mid-2018", "in early 2018", "at the end of 2017", "in 2002 and in 2003",
        "in 2017 Cambodia agreed", "In 2017 Hun Sen said", "in 2017 Cambodia was", "Sept. 14, 2017", "14 September", "in December", "Thursday", "2017-09-14",
        "September 2017 boats", "during 2016/2017",
    ],
)  # fmt: skip
def test_a_date_that_its_words_make_one_is_cued(words):
    readings = read(words)
    assert readings
    assert all(reading.cued for reading in readings)


@pytest.mark.parametrize(
    "words",
    [
        "the US deported 1900 people", "1900 people", "a group of 1900 people", "by 1900 deportees", "2017",
        "the 2017 boats", "between 1900 men", "in 1900 cases", "since 1900 were", "1,412 of 1900 who",
        "deported 2017.", "in 1900 % of all", "the deportation of 1900 Cambodians began",
        "a group of 2000 Khmer refugees", "signed by 2000 Cambodians", "in 2000 Cambodians came",
        "since 1500 Vietnamese came", "in 2000 Khmer Rouge fighters",
    ],
)  # fmt: skip
def test_four_digits_that_no_word_makes_a_year_are_not_cued(words):
    (reading,) = read(words)
    assert reading.year
    assert not reading.cued


@given(
    st.integers(1000, 2099),
    st.sampled_from(["in", "since", "by", "until", "from", "during", "of"]),
    st.booleans(),
)
def test_only_a_cue_makes_a_bare_year_a_date(year, cue, noun):
    (reading,) = read(f"They came {cue} {year}{' boats' if noun else '.'}")
    assert reading.cued != noun
    (reading,) = read(f"They had {year}{' boats' if noun else '.'}")
    assert not reading.cued


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2012-10-01/2013-09-30", "2013"),
        ("2012-10-01/2016-09-30", "2013 to 2016"),
        ("2012-10-01/2016-09-29", ""),
        ("2012-10-01/2013-09-29", ""),
        ("2013", ""),
        ("2012-10-01/..", ""),
    ],
)
def test_fiscal_years_bear_the_names_of_the_years_in_which_they_end(text, year):
    assert fiscal_year(parse(text)) == year
    assert fiscal_year(None) == ""


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("in 2025", "2025"),
        ("2025", "2025"),
        ("4215", ""),
        ("on 3 May 2031", "2031-05-03"),
        ("from 2010 to 2012", "2010/2012"),
        ("between 2 June and 9 June 2029", "2029-06-02/2029-06-09"),
        ("from April to June 2029", "2029-04/2029-06"),
        ("between 9 June and 2 June 2029", ""),
        ("between 30 December and 2 January 2029", ""),
        ("by 9 June 2029", ""),
        ("in fiscal year 2017", ""),
        ("in the first half of 2017", ""),
        ("in the year ended 31 March 2013", ""),
        ("following 3 June 2017", ""),
        ("except in 2017", ""),
        ("in the same week", ""),
        ("on Thursday", ""),
        ("on Thursday, 14 September 2017", "2017-09-14"),
        ("since 2011 … in 2020", "2011/2020"),
        ("from 2002", ""),
        ("from 2002 on", ""),
        ("until 2017", ""),
        ("until 14 September 2017", ""),
        ("till 2017", ""),
        ("to May 2017", ""),
        ("through 2017", ""),
        ("since 2002", ""),
        ("and May 2017", ""),
        ("in 2017 and 2018", ""),
        ("in the year to 2017", ""),
        ("in 2017?", ""),
        ("May 2017–", ""),
    ],
)
def test_a_period_is_read_from_words_that_state_its_year(words, written):
    assert dates.written(words) == written


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("in 2017", {"2017"}),
        ("from 2010 to 2012", {"2010/2012"}),
        (
            "between 2 June and 9 June 2029",
            {"2029-06-02/2029-06-09", "[2029-06-02..2029-06-09]"},
        ),
        ("since 2002", {"2002/.."}),
        ("until 2017", {"../2017"}),
        ("through June 2017", {"../2017-06"}),
        ("by 9 June 2029", {"/2029-06-09"}),
        ("between 2002 and 2010", {"2002/2010", "[2002..2010]"}),
        ("between 3 and 5 May 2032", {"2032-05-03/2032-05-05", "[2032-05-03..2032-05-05]"}),
        ("2002–2010", {"2002/2010"}),
        ("2002 to 2010", {"2002/2010"}),
        ("3-5 May 2032", {"2032-05-03/2032-05-05"}),
        ("2 May 2017 to 5 June 2017", {"2017-05-02/2017-06-05"}),
        ("as of 3 May 2017", {"2017-05-03"}),
        ("as at 31 December 2017", {"2017-12-31"}),
        ("at 31 December 2017", {"2017-12-31"}),
        ("during the month of September 2017", {"2017-09"}),
        ("calendar year 2017", {"2017"}),
        ("October 1, 2017, through September 30, 2018", {"2017-10-01/2018-09-30"}),
        ("at the end of 2017", set()),
        ("the first half of 2017", set()),
        ("3 or 5 May 2032", set()),
        ("fiscal years 2002 to 2010", set()),
        ("not from 2002 to 2010", set()),
        ("from early 2002 to 2010", set()),
        ("from 2002", set()),
        ("not in 2017", set()),
        ("before 2017", set()),
        ("after 2017", set()),
        ("early 2017", set()),
        ("in fiscal year 2017", set()),
        ("every year but 2017", set()),
        ("until the end of 2017", set()),
    ],
)
def test_words_state_a_date_a_period_or_one_end_of_it_and_nothing_that_they_turn(words, stated):
    assert dates.stated(words) == stated


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("signed a memorandum in 2002", {"2002"}),
        ("He did not come in 2017", {"2017"}),
        ("in Phnom Penh, Aug. 22, 2017.", {"2017-08-22"}),
        ("said in its Sept. 14, 2017 statement", {"2017-09-14"}),
        ("a group came from 2010 to 2012", {"2010/2012"}),
        ("has allowed hearings since 2028", {"2028/.."}),
        ("deportations went on until 2017", {"../2017"}),
        ("it was not in 2017", set()),
        ("they came before 14 September 2017", set()),
        ("they came in fiscal year 2017", set()),
        ("they came early in 2017", set()),
        ("they came in mid-2017", set()),
        ("they came in 2017 or later", set()),
        ("they came on 14 September 2017 at the latest", set()),
    ],
)
def test_a_sentence_states_a_date_unless_a_word_beside_it_turns_it(sentence, stated):
    assert dates.stated_in(sentence) == stated
