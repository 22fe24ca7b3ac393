"""No number in running text without a record behind it: in a link to the record, or in words that the record holds."""

import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples import cited, evidence

from analysis import gate
from analysis.lexicon import UNITS, typed_numbers

HELD = [evidence(), cited()]
LINK = '<a class="evidence" href="#e-boats">more than 40 boats</a>'
NUMBERS = ["31", "1,900", "one", "a dozen", "half", "doubled", "a majority", "twice", "20th", "٣", "½", "May", "Sept"]


def loose(markup: str) -> list[str]:
    return gate.loose_numbers(markup, HELD)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "pattern",
    [
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<li><b>{}</b></li>",
        "<td>{}</td>",
        "<th>{}</th>",
        "<figcaption>{}</figcaption>",
        "<time>{}</time>",
        "<blockquote><p>{}</p></blockquote>",
        "<q>{}</q>",
        "<pre>{}</pre>",
        "<q>{} <q>more than 40</q></q>",
        "<q>boats <q></q>{}</q>",
        "<a href='#e-boats'>{}</a>",
        '<a class="evidence" href="#e-rafts">{}</a>',
        '<a class="evidence" href="https://example.org/">{}</a>',
        f"{LINK} {{}}",
        "<q>more than 40</q> {}",
    ],
)
def test_a_number_that_leads_to_no_record_is_found_wherever_it_stands(pattern, number):
    assert loose(pattern.format(number)) == typed_numbers(number) != []


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "pattern",
    [
        '<a class="evidence" href="#e-boats">{}</a>',
        '<p><a class="evidence warn" id="u-1" href="#e-boats">on <time>{}</time></a></p>',
        '<a class="evidence" href="#e-source-gazette">{}</a>',
        '<article class="entry" id="e-x"><h4>{}</h4><p>{}</p></article>',
        '<pre class="listing"><code>{}</code></pre>',
        "<footer><p>{}</p></footer>",
    ],
)
def test_a_number_in_a_link_to_its_record_or_in_what_is_no_running_text_is_not(pattern, number):
    assert loose(pattern.format(number, number)) == []


@pytest.mark.parametrize("quoted", ["more than 40", "more than <i>40</i>", "<mark>more</mark> than 40"])
def test_a_number_in_the_words_of_a_record_is_not(quoted):
    assert loose(f"<p><q>{quoted}</q></p>") == []
    assert gate.loose_quotations(f"<p><q>{quoted}</q></p>", HELD) == []


FOREIGN = ["4", "40", "than 40", "fewer than 40", "more than 400", "more than 40 boats sank in 2019", "2 March 2019"]


@pytest.mark.parametrize("quoted", FOREIGN)
def test_a_number_in_a_quotation_that_is_not_the_words_of_a_record_whole_is_found(quoted):
    assert loose(f"<p><q>{quoted}</q></p>") == typed_numbers(quoted)


@pytest.mark.parametrize("quoted", ["nobody was deported", "", *FOREIGN])
@pytest.mark.parametrize("pattern", ["<p><q>{}</q></p>", '<a class="evidence" href="#e-boats"><q>{}</q></a>'])
def test_a_quotation_that_is_not_the_words_of_a_record_is_found(pattern, quoted):
    assert gate.loose_quotations(pattern.format(quoted), HELD) == [quoted]


def test_words_left_outside_of_a_span_may_be_quoted():
    cut = evidence("cut", outside="not")
    assert gate.loose_quotations("<q>not</q>", [cut]) == []


def test_what_follows_an_exemption_is_running_text_again():
    assert loose('<pre class="listing">40</pre><p>41</p><footer>42</footer><p>43</p>') == ["41", "43"]
    assert loose(f"{LINK}41") == ["41"]


def test_a_number_cut_up_by_tags_is_one_number():
    assert (
        loose("<p>for<b>ty</b>, fif<time>ty</time>, six\u00adty, seven\u200bty</p>")
        == "forty fifty sixty seventy".split()
    )
    assert loose("<p>x</p>4<p>0</p>") == ["4", "0"]


def test_the_words_of_attributes_are_no_running_text():
    assert loose('<img alt="40 boats" src="data:,41"><td colspan="2">boats</td>') == []


@given(words=st.lists(st.sampled_from(["boats", "40", *UNITS, "&lt;", LINK, "<q>more than 40</q>", "<b>", "</b>"])))
@example(words=["<q>", "40"])
def test_every_number_outside_of_links_and_quotations_is_found_and_no_other(words):
    typed = [number for word in words if "<" not in word for number in typed_numbers(html.unescape(word))]
    assert sorted(loose(" ".join(words))) == sorted(typed)


def test_each_record_is_kept_once_in_the_order_of_first_use():
    assert [item["id"] for item in gate.unique([cited(), evidence(), cited()])] == ["source-gazette", "boats"]
