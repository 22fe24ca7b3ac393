"""Pieces of markup: dates, mathematics, what stands around a span."""

import re

import pytest
from samples import (
    Tags,
    entry,
    evidence,
    page_of,
    sentence,
)

from analysis.report import markup


@pytest.mark.parametrize(
    "words",
    [
        "of $x and $y alone",
        "$$ here $$ and $$ there",
        r"\\(x\\) and \\[y\\]",
        "\\begin{a}b\\end{a}",
    ],
)
def test_marks_of_mathematics_swallow_nothing(words):
    link = '<a class="evidence" href="#e-boats">more than 40</a>'
    page = page_of(f"Before {words[:8]} *all* {link} {words[8:]} after")
    found = re.search(r"<p>Before (.*?) after</p>", page)[1]
    assert "<em>all</em>" in found
    assert ' href="#e-boats" interestfor="h-boats">more than 40</a>' in found
    plain = re.sub("<[^>]*>", "", found)
    assert plain == f"{words[:8]} all more than 40 {words[8:]}".replace("\\\\", "\\")
    assert "<h2" in page_of(f"{words[:8]}\n\n## Found\n\n{words[8:]}")


def test_the_style_sheet_is_small_and_loads_nothing():
    css = re.search(r"<style>(.*?)</style>", page_of(), re.S)[1]
    assert len(css.encode()) <= 10_000
    assert not re.search(r"@import|url\(|expression|</", css)


@pytest.mark.parametrize(
    "date",
    [
        "14 September 2017",
        "Sept. 14, 2017",
        "September 14",
        "Aug. 22, 2017",
        "February 2018",
        "2 May",
        "2017-09-14",
        "2017-09",
    ],
)
def test_a_date_stays_on_one_line(date):
    assert (
        markup.unbroken(f"seen on {date}, or so")
        == f'seen on <span class="date">{date}</span>, or so'
    )


@pytest.mark.parametrize(
    "words", ["1,900 people", "May we ask", "12 Marches", "Mayor 2017", "in 2017", "10-20 boats"]
)
def test_what_is_no_date_is_left_alone(words):
    assert markup.unbroken(words) == words


def test_dates_escape_the_words_around_them():
    assert markup.unbroken("<b>2 May</b>") == '&lt;b&gt;<span class="date">2 May</span>&lt;/b&gt;'


@pytest.mark.parametrize(
    ("prefix", "suffix", "shown"),
    [
        ("st year, the ", " of the Mi", "…year, the more than 40 of the…"),
        ("The ", " boats.", "…The more than 40 boats.…"),
        ("“", "”", "…“more than 40”…"),
        ("ខ្មែរ", "ខ្មែរ", "…ខ្មែរmore than 40ខ្មែរ…"),
        ("", "", "more than 40"),
    ],
)
def test_what_stands_around_a_span_begins_and_ends_with_a_whole_word(prefix, suffix, shown):
    span = evidence()["span"] | {"prefix": prefix, "suffix": suffix}
    assert (
        shown
        in Tags(entry(page_of(sentence("<p>a</p>", evidence("more", span=span))), "more")).words()
    )
