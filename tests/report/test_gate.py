"""No number in running text without a record behind it: in a link to the record, or in words that
the record holds.
"""

import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples import cited, evidence

from analysis.report import gate
from analysis.text.lexicon import UNITS, typed_numbers

HELD = [evidence(), cited()]
LINK = '<a class="evidence" href="#e-boats">more than 40 boats</a>'
NUMBERS = [
    "31",
    "1,900",
    "one",
    "a dozen",
    "half",
    "doubled",
    "a majority",
    "twice",
    "20th",
    "٣",
    "½",
    "May",
    "Sept",
]


def loose(markup: str) -> list[str]:
    return refused(markup, "leads to no evidence")


def mislinked(markup: str, held: list[dict[str, object]] = HELD) -> list[str]:
    return refused(markup, "the record that its link leads to", held)


def refused(markup: str, wrong: str, held: list[dict[str, object]] = HELD) -> list[str]:
    """The words that are refused for something wrong that these words are a part of."""
    return [found.words for found in gate.refusals(markup, held) if wrong in found.wrong]


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
        '<article id="e-x"><h4>{}</h4><p>{}</p></article>',
        '<dl class="shared"><dt>{}</dt><dd>{}</dd></dl>',
        '<pre class="listing"><code>{}</code></pre>',
        "<footer><p>{}</p></footer>",
    ],
)
def test_a_number_in_a_link_to_its_record_or_in_what_is_no_running_text_is_not(pattern, number):
    assert loose(pattern.format(number, number)) == []


ROW = f'<tr><th scope="row">{LINK}</th>'


@pytest.mark.parametrize(
    "row", [f"{ROW}<td>40</td>", f"{ROW}<td>boats</td><td>40 in <i>March</i></td></tr>"]
)
def test_a_number_in_a_row_leads_where_the_heading_of_the_row_does(row):
    assert loose(f"<table>{row}</table>") == mislinked(f"<table>{row}</table>") == []


@pytest.mark.parametrize("cell", ["41", "boats</td><td>41", "4<p>0</p>", f"{LINK} or 41"])
def test_a_number_in_a_row_that_the_record_of_its_heading_does_not_say_is_found(cell):
    assert mislinked(f"<table>{ROW}<td>{cell}</td></tr></table>") != []


@pytest.mark.parametrize(
    "html",
    [
        "<tr><td>{}</td></tr>",
        "<tr><th>boats</th><td>{}</td></tr>",
        f"{ROW}</tr><tr><td>{{}}</td></tr>",
        f"{ROW}<th>{{}}</th></tr>",
        f"{ROW}<td>boats</td></tr></table><p>{{}}</p><table>",
        '<tr><th><a class="evidence" href="#e-rafts">rafts</a></th><td>{}</td></tr>',
        f"<tr><td>{LINK}</td><td>{{}}</td></tr>",
    ],
)
def test_a_number_leads_nowhere_where_the_heading_of_its_row_does_not(html):
    assert loose(f"<table>{html.format(40)}</table>") == ["40"]


@pytest.mark.parametrize(
    "quoted", ["more than 40", "more than <i>40</i>", "<mark>more</mark> than 40"]
)
def test_a_number_in_the_words_of_a_record_is_not(quoted):
    assert loose(f"<p><q>{quoted}</q></p>") == []
    assert gate.loose_quotations(f"<p><q>{quoted}</q></p>", HELD) == []


FOREIGN = [
    "4",
    "40",
    "than 40",
    "fewer than 40",
    "more than 400",
    "more than 40 boats sank in 2019",
    "2 March 2019",
]


@pytest.mark.parametrize("quoted", FOREIGN)
def test_a_number_in_a_quotation_that_is_not_the_words_of_a_record_whole_is_found(quoted):
    assert loose(f"<p><q>{quoted}</q></p>") == typed_numbers(quoted)


@pytest.mark.parametrize("quoted", ["nobody was deported", "", *FOREIGN])
@pytest.mark.parametrize(
    "pattern", ["<p><q>{}</q></p>", '<a class="evidence" href="#e-boats"><q>{}</q></a>']
)
def test_a_quotation_that_is_not_the_words_of_a_record_is_found(pattern, quoted):
    assert gate.loose_quotations(pattern.format(quoted), HELD) == [quoted]


def test_words_left_outside_of_a_span_may_be_quoted():
    cut = evidence("cut", outside="not")
    assert gate.loose_quotations("<q>not</q>", [cut]) == []


def test_what_follows_an_exemption_is_running_text_again():
    assert loose('<pre class="listing">40</pre><p>41</p><footer>42</footer><p>43</p>') == [
        "41",
        "43",
    ]
    assert loose(f"{LINK}41") == ["41"]


def test_a_number_cut_up_by_tags_is_one_number():
    assert (
        loose("<p>for<b>ty</b>, fif<time>ty</time>, six\u00adty, seven\u200bty</p>")
        == "forty fifty sixty seventy".split()
    )
    assert loose("<p>x</p>4<p>0</p>") == ["4", "0"]


def test_the_words_of_attributes_are_no_running_text():
    assert loose('<img alt="40 boats" src="data:,41"><td colspan="2">boats</td>') == []


@given(
    words=st.lists(
        st.sampled_from(["boats", "40", *UNITS, "&lt;", LINK, "<q>more than 40</q>", "<b>", "</b>"])
    )
)
@example(words=["<q>", "40"])
def test_every_number_outside_of_links_and_quotations_is_found_and_no_other(words):
    typed = [
        number for word in words if "<" not in word for number in typed_numbers(html.unescape(word))
    ]
    assert sorted(loose(" ".join(words))) == sorted(typed)


def test_each_record_is_kept_once_in_the_order_of_first_use():
    assert [item["id"] for item in gate.unique([cited(), evidence(), cited()])] == [
        "source-gazette",
        "boats",
    ]


# Quotations by any mark

INVENTED = [
    "We will never take anyone back.",
    "more than 40 people",
    "no boats",
    "than 4",
    "or boats",
]
MARKED = [
    "“{}”",
    '"{}"',
    "&quot;{}&quot;",
    "„{}“",
    "„{}”",
    "«{}»",
    "« {} »",
    "»{}«",
    "‘{}’",
    "'{}'",
    "‚{}‘",
    "‹{}›",
    "‹\u202f{}\u202f›",
]
MARKED += ["›{}‹", "＂{}＂", "<b>“</b>{}”", "“{}", "„{}", "«{}", "‹{}", "‚{}"]


def unheld(markup: str) -> list[str]:
    return gate.loose_quotations(markup, [evidence(group="boats in the harbour"), cited()])


@pytest.mark.parametrize("words", INVENTED)
@pytest.mark.parametrize(
    "pattern", [*MARKED, "<blockquote>{}</blockquote>", "<blockquote><p>{}</p></blockquote>"]
)
def test_words_that_no_record_holds_are_a_loose_quotation_by_any_mark(pattern, words):
    assert unheld(f"<p>He said: {pattern.format(words)}</p>") == [words]


@pytest.mark.parametrize(
    "words", ["more than 40", "More than", "than 40,", "boats at the quay", "at  the <i>quay</i>"]
)
@pytest.mark.parametrize("pattern", [*MARKED, "<blockquote>{}</blockquote>"])
def test_a_part_of_what_a_record_shows_may_stand_between_marks(pattern, words):
    assert unheld(f"<p>The words {pattern.format(words)}</p>") == []


@pytest.mark.parametrize("words", ["about", "boats in the harbour", "or so"])
def test_a_hedge_and_the_name_of_a_group_may_be_spoken_of(words):
    assert unheld(f"<p>What “{words}” means is open.</p>") == []


def test_words_that_a_record_itself_quotes_may_be_spoken_of():
    noted = evidence(
        "noted", lines=[["Period", "2019; “last year”"], ["Note", 'Ann "Nan" Lund counted.']]
    )
    assert gate.loose_quotations('<p>By “last year”, Ann "Nan" Lund means</p>', [noted]) == []
    assert gate.loose_quotations("<p>“counted”</p>", [noted]) == ["counted"]


@pytest.mark.parametrize(
    "pattern", ["«He said “boats” and {}»", "„He said ‚boats‘ and {}“", "“He said ‹boats› and {}”"]
)
def test_a_quotation_inside_another_frees_none_of_it(pattern):
    assert unheld(f"<p>{pattern.format('no boats')}</p>") == [pattern.format("no boats")[1:-1]]


def test_the_marks_inside_a_quotation_may_be_of_another_kind():
    quoting = evidence(
        "nan", span={"start": 0, "end": 13, "exact": "Ann “Nan” Lund", "prefix": "", "suffix": ""}
    )
    assert gate.loose_quotations("<p>«Ann ‘Nan’ Lund» or „Ann «Nan» Lund“</p>", [quoting]) == [
        "Ann ‘Nan’ Lund"
    ]


def test_a_quotation_in_a_block_quotation_is_held_and_what_stands_beside_it_is_not():
    assert unheld("<blockquote><p><q>more than 40</q> … <q>more than 40</q></p></blockquote>") == []
    assert unheld("<blockquote><p><q>more than 40</q> in all</p></blockquote>") == ["in all"]


def test_apostrophes_quote_nothing():
    assert unheld("<p>The boats’ owners' rule isn't the harbour’s; it’s theirs</p>") == []


@pytest.mark.parametrize(
    "record", ["<article>“x”</article>", "<footer>“x”</footer>", "<img alt='“x”'>"]
)
def test_what_is_no_running_text_may_quote(record):
    assert unheld(record) == []


# Numbers in links


@pytest.mark.parametrize(
    "words", ["9,999 people", "41", "on 3 March 2019", "in May 2019", "forty", "a dozen boats"]
)
def test_a_number_in_a_link_that_its_record_does_not_say_is_found(words):
    markup = f'<p><a class="evidence" href="#e-boats"><i>{words}</i></a> and {LINK}</p>'
    assert set(mislinked(markup)) <= set(typed_numbers(words))
    assert mislinked(markup) != []


@pytest.mark.parametrize(
    "words", ["40", "more than 40 boats", "2 March 2019", "<q>more than 40</q>", "&#52;0", "４０"]
)
def test_a_number_in_a_link_that_its_record_says_is_not(words):
    assert mislinked(f'<a class="evidence" href="#e-boats">{words}</a>') == []


def test_a_number_that_only_an_input_of_the_record_says_may_stand_in_its_link():
    derived = {
        "id": "half",
        "kind": "derived",
        "label": "at least 21",
        "formula": "x",
        "inputs": ["boats"],
    }
    markup = '<a class="evidence" href="#e-half">at least 21 of more than 40, 7</a>'
    assert mislinked(markup, [*HELD, derived]) == ["7"]


def test_what_a_record_knows_but_does_not_say_is_no_number_of_it():
    hashed = evidence(
        source={"sha256": "9" * 64, "url": "https://example.org/9"}, verified="2027-09-09"
    )
    assert mislinked(f'<a class="evidence" href="#e-boats">{"9" * 64}, 9</a>', [hashed]) == [
        "9" * 64,
        "9",
    ]


# What does not show

HIDING = [
    "\U000e0061",
    "\u2062",
    "\u034f",
    "\ufe0f",
    "\u3164",
    "\u115f",
    "\u17b4",
    "\u2065",
    "\u200b",
    "\xad",
]


@pytest.mark.parametrize("hidden", HIDING)
def test_a_number_is_found_through_what_does_not_show(hidden):
    assert loose(f"<p>hun{hidden}dred and 4{hidden}2</p>") == ["hundred", "42"]
    assert mislinked(f'<a class="evidence" href="#e-boats">hun{hidden}dred</a>') == ["hundred"]


@pytest.mark.parametrize("number", ["ｈｕｎｄｒｅｄ", "𝐡𝐮𝐧𝐝𝐫𝐞𝐝", "ⓗⓤⓝⓓⓡⓔⓓ"])
def test_a_number_in_letters_of_another_form_is_found(number):
    assert loose(f"<p>{number}</p>") == ["hundred"]


@pytest.mark.parametrize("word", ["hundrеd", "hundrεd", "Ηundred", "hun\u2062drеd"])
def test_a_word_of_letters_from_two_scripts_is_refused(word):
    for markup in (f"<p>{word} boats</p>", f'<a class="evidence" href="#e-boats">{word}</a>'):
        ((_, wrong, _),) = gate.refusals(markup, HELD)
        assert "mixes letters of two scripts" in wrong


def test_a_word_of_two_scripts_in_the_words_of_a_record_is_shown_as_it_stands():
    mixed = evidence(label="Аsk", span={"exact": "Аsk"})
    assert [*gate.refusals('<a class="evidence" href="#e-boats">Аsk</a><q>Аsk</q>', [mixed])] == []


@pytest.mark.parametrize("words", ["Хун Сен", "Χουν", "café", "ខ្មែរ Times", "5 µm"])
def test_words_each_of_one_script_are_not_refused_for_it(words):
    assert gate.mixed(words) == []
