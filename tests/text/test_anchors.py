"""Nothing altered and nothing cut to mean something else passes for a quotation."""

import json
import re
import unicodedata
from dataclasses import replace
from difflib import SequenceMatcher

import pytest
from conftest import ROOT
from hypothesis import assume, example, given
from hypothesis import strategies as st
from paragraphs import PARAGRAPHS, TEXT, held_paragraphs, name_of, span_of

from analysis.text import anchors
from analysis.text.anchors import CONTEXT, VERDICTS, Span, digest, find, locate, span_at, verify

HARD_STRINGS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "…",
    "… …",
    "'\"",
    "﷽",
    "\u202e",
    "a\u0301",
    "ក្រុង",
    "👩‍🚀",
    "%s{0}",
    "(((",
    "\\",
    "[…]",
)


def hard_strings():
    path = ROOT.parent / "shared" / "naughty-strings" / "blns.json"
    return [*HARD_STRINGS, *(json.loads(path.read_text()) if path.exists() else [])]


@st.composite
def spans_of_words(draw):
    """A text and a span of whole words in it."""
    text = draw(st.sampled_from(held_paragraphs()))
    words = list(re.finditer(r"\S+", text))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, min(len(words) - 1, first + 30)))
    return text, span_at(text, words[first].start(), words[last].end())


ADDED = st.sampled_from(
    [
        "not",
        "never",
        "no",
        "only",
        "about",
        "more than",
        "some",
        "26",
        "seven",
        "1,900",
        "allegedly",
    ]
)


@st.composite
def changed_words(draw, words):
    """`words` with one word dropped, swapped, added or given another digit."""
    parts = words.split()
    i = draw(st.integers(0, len(parts) - 1))
    kind = draw(st.sampled_from(["drop", "swap", "add", "digit"]))
    if kind == "drop":
        del parts[i]
    elif kind == "swap":
        j = draw(st.integers(0, len(parts) - 1))
        parts[i], parts[j] = parts[j], parts[i]
    elif kind == "add":
        parts.insert(i, draw(ADDED))
    else:
        parts = re.sub(r"\d", lambda m: str((int(m.group()) + 1) % 10), words, count=1).split()
    return " ".join(parts)


# Verbatim


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_a_whole_paragraph_is_verbatim(paragraph):
    assert name_of(TEXT, paragraph) == "verbatim"


@pytest.mark.parametrize(
    "words",
    [
        "More than 1,900 boats",
        "about 40 of them new",
        "It is not easy to count boats",
        "First, they move. Second, some boats sink.",
        "rejecting accusations that it has hidden boats from inspectors",
        "calling the link between the two reports “unreasonable.”",
        "unreasonable",
        "So far, only 40 boats have been found, and there remain around 25 more",
        "around 25 more",
        "Twenty-eight captains",
        "non-residents",
        "$1.4 million",
        "12 percent",
        "between 1990 and 2002",
        "The embassy did not respond to a letter.",
        "two dozen boats or so",
        "agency",
        "agency’s report",
    ],
)
def test_whole_words_with_what_governs_them_are_verbatim(words):
    assert name_of(TEXT, words) == "verbatim"


def test_every_sentence_of_the_held_sources_is_verbatim(source_texts):
    for text in source_texts.values():
        for line in re.finditer(r"[^\n]+", text):
            for sentence in re.finditer(
                r"\S.*?(?:(?<!U\.S)(?<!Sept)(?<!Aug)[.?!][”\"]?(?=\s[“A-Z])|\Z)", line.group()
            ):
                start, end = line.start() + sentence.start(), line.start() + sentence.end()
                assert verify(text, span_at(text, start, end)).name == "verbatim", sentence.group()


@pytest.mark.parametrize(
    "words",
    [
        "more than 1,900",
        "1,412 of whom",
        "92 Cambodian citizens",
        "Twenty-eight",
        "more than 500",
        "572 Cambodian citizens have been repatriated",
        "more than 145,000 Cambodian refugees",
        "42,000 non-refugees",
        "unreasonable",
        "only 40 [of these] have been found, and there remain around 40 more",
        "around 40 more",
        "those 26 people",
        "26 Cambodian nationals",
        "But our demands could not be met.",
        "they could then be forced home",
        "he has ordered suspension of a joint program",
    ],
)
def test_what_the_articles_report_is_verbatim(source_texts, words):
    assert [find(text, words).verdict.name for text in source_texts.values()].count("verbatim") == 1


def test_a_span_knows_its_context():
    span = span_of(TEXT, "unreasonable")
    assert len(span.prefix) == CONTEXT
    assert TEXT[span.start - CONTEXT : span.start] == span.prefix
    assert TEXT[span.end : span.end + len(span.suffix)] == span.suffix == ".”"
    assert span_at("few words", 0, 3) == Span(0, 3, "few", "", " words")


@pytest.mark.parametrize("line_break", ["\n", "\n\n", "\r\n", "\r"])
def test_context_stops_at_the_nearest_line_break(line_break):
    text = line_break.join(["A list", "of", "so few boats sank", "at", "sea"])
    span = span_at(text, text.index("few"), text.index("few") + 9)
    assert (span.prefix, span.suffix) == ("so ", " sank")
    assert verify(text * 2, span).name == "verbatim"


def test_context_that_reaches_a_line_break_or_the_edge_is_full():
    text = "Rao\n\nBel\n\nRao"
    assert [verify(text, span).name for span in locate(text, "Rao")] == ["verbatim"] * 2
    assert verify("old Rao\nold Rao\n", Span(4, 7, "Rao", "ld ")).name == "ambiguous"
    assert verify("Rao saw\nRao saw\n", Span(8, 11, "Rao", "", " sa")).name == "ambiguous"


def test_context_beyond_a_line_break_may_be_given():
    text = "boats\nfew sank here\nboats\nfew sank there"
    assert verify(text, Span(6, 9, "few", "boats\n", " sank here\nboats")).name == "verbatim"
    assert verify(text, Span(6, 9, "few", "nets\n", " sank here\nboats")).name == "altered"


def test_other_words_around_the_place_are_altered():
    span = span_of(TEXT, "unreasonable")
    assert verify(TEXT, replace(span, prefix="calling it “")).name == "altered"
    assert verify(TEXT, replace(span, suffix="?”")).name == "altered"


# Altered


@given(st.data())
def test_no_dropped_swapped_or_added_word_passes(data):
    text, span = data.draw(spans_of_words())
    words = data.draw(changed_words(span.exact))
    assume(words.split() != span.exact.split())
    assert verify(text, replace(span, exact=words)).name in ("altered", "missing")


@given(st.data())
def test_changed_words_are_not_found_at_their_place(data):
    text, span = data.draw(spans_of_words())
    words = data.draw(changed_words(span.exact))
    assume(words.split() != span.exact.split() and words not in text)
    assert find(text, words).verdict.name in ("altered", "missing")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "It is easy to count",
            'all words in order, but the source has "not" between "is" and "easy"',
        ),
        ("More than 1,800 boats were counted", 'the source has "1,900", not "1,800"'),
        ("It is not very easy to count", 'the source has no "very" between "not" and "easy"'),
        ("only 40 Boats have been found", 'the source has "boats", not "Boats"'),
        ("found two dozen boats, or so", 'the source has no "," between "boats" and "or"'),
    ],
)
def test_a_near_miss_says_what_differs(words, said):
    finding = find(TEXT, words)
    assert (finding.verdict.name, finding.span, finding.verdict.detail) == ("altered", None, said)


@pytest.mark.parametrize("shift", [-1, 1, 40])
def test_words_at_wrong_offsets_are_told_where_they_stand(shift):
    span = span_of(TEXT, "More than 1,900 boats")
    moved = replace(span, start=max(0, span.start + shift), end=span.end + shift)
    verdict = verify(TEXT, moved)
    there, given = f"{span.start}-{span.end}", f"{moved.start}-{moved.end}"
    said = f"the words stand at {there}, not at {given}; empty start and end and run fill"
    assert (verdict.name, verdict.detail) == ("altered", said)


def test_of_several_places_the_nearest_whole_one_is_told():
    text = "40 nets, 1,40 nets, 40 boats and 40 nets"
    assert verify(text, Span(19, 21, "40")).detail.startswith(
        "the words stand at 20-22, not at 19-21"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("572 Gondalians", 'the source has "Gondalian", not "Gondalians"'),
        ("1900", 'the source has "1,900", not "1900"'),
        ("28 Gondalians", 'the source has "Twenty-eight", not "28"'),
    ],
)
def test_a_number_or_word_in_another_form_is_suggested(words, said):
    text = "Twenty-eight Gondalians came. So far 572 Gondalian citizens have left, of 1,900."
    finding = find(text, words)
    assert (finding.verdict.name, finding.span, finding.verdict.detail) == ("altered", None, said)


def test_offsets_outside_the_text_are_missing():
    assert verify(TEXT, Span(len(TEXT) - 1, len(TEXT) + 1, ".x")).name == "missing"
    assert verify(TEXT, Span(-3, 2, TEXT[-3:])).name == "missing"
    assert verify(TEXT, Span(5, 5, "")).name == "missing"


@pytest.mark.parametrize("words", ["", " ", "a submarine surfaced", "…"])
def test_words_that_stand_nowhere_are_missing(words):
    assert find(TEXT, words).verdict.name == "missing"


def test_no_text_is_not_held():
    assert verify(None, Span(0, 1, "x")).name == find(None, "x").verdict.name == "not_held"


# Typographic

STYLES = (
    {"“": '"', "”": '"', "’": "'"},
    {"—": " – "},
    {"—": "--"},
    {" ": "\u00a0"},
    {" ": "\n  "},
    {"'": "’"},
    {"-": "‑"},
)


@given(st.data())
def test_typography_alone_is_typographic(data):
    text, span = data.draw(spans_of_words())
    styles = [style for style in STYLES if style.keys() & set(span.exact)]
    assume(styles)
    style = data.draw(st.sampled_from(styles))
    words = "".join(style.get(char, char) for char in span.exact)
    verdict = verify(text, span)
    assert verify(text, replace(span, exact=words)).name == (
        "typographic" if verdict.passes else verdict.name
    )


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("every one came", "everyone came"),
        ("non-residents came", "non residents came"),
        ("the U.S. came", "the US came"),
        ("they came.", "they came!"),
        ("he said “yes”", "he said 'yes'"),
        ("1,900 came", "1 900 came"),
        ("Rao came", "rao came"),
    ],
)
def test_more_than_typography_is_altered(there, words):
    assert verify(there, Span(0, len(there), words)).name == "altered"


@pytest.mark.parametrize(
    ("there", "words", "verdict"),
    [
        ("40 — 50", "40-50", "altered"),
        ("40—50", "40-50", "altered"),
        ("40 – 50", "40–50", "altered"),
        ("40 - 50", "40-50", "altered"),
        ("40--50", "40-50", "altered"),
        ("40–50", "40-50", "typographic"),
        ("40‑50", "40–50", "typographic"),
        ("40  —  50", "40 — 50", "typographic"),
        ("40 boats — men said —", "40 boats-men said-", "typographic"),
    ],
)
def test_a_dash_between_digits_that_may_open_an_aside_is_no_hyphen(there, words, verdict):
    text = f"There were {there} stayed."
    start = text.index(there)
    assert verify(text, Span(start, start + len(there), words)).name == verdict


LETTERS = "café Ā ñ Ångström Việt 각 ệ Ō".split()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("other", ["NFC", "NFD"])
@pytest.mark.parametrize("letters", LETTERS)
def test_an_accent_in_its_letter_or_behind_it_is_the_same_wherever_it_stands(letters, form, other):
    text = unicodedata.normalize(form, f"The café — a  boat of {letters} left “cafeĀ” on 4 May.")
    words = unicodedata.normalize(other, f"a boat of {letters} left")
    finding = find(text, words)
    assert finding.verdict.name == "typographic"
    assert finding.span.exact == unicodedata.normalize(form, f"a  boat of {letters} left")
    assert text[finding.span.start : finding.span.end] == finding.span.exact
    assert verify(text, replace(finding.span, exact=words)).name == "typographic"


@pytest.mark.parametrize(
    ("joined", "letters"),
    [
        ("ﬁﬂ", "fifl"),
        ("oﬃcial", "official"),
        ("baﬄed", "baffled"),
        ("oﬀer", "offer"),
        ("moﬆ", "most"),
        ("loﬅ", "lost"),
    ],
)
def test_a_ligature_is_the_letters_that_it_joins_wherever_it_stands(joined, letters):
    text = f"The ﬁrst oﬃce of a {joined} ﬂeet left."
    for words in (
        f"office of a {letters} fleet",
        f"oﬃce of a {letters} ﬂeet",
        f"of a {letters} … left",
    ):
        finding = find(text, words)
        assert finding.verdict.name in ("typographic", "elided")
        assert finding.span.exact == text[finding.span.start : finding.span.end]
        assert finding.span.exact.split()[-1] in ("ﬂeet", "left")
    assert find(text.replace(joined, letters), f"a {joined} ﬂeet").verdict.name == "typographic"
    assert find(text, f"ice of a {letters} fleet").verdict.name == "altered"


@pytest.mark.parametrize(
    "pair",
    ["½ 1⁄2", "² 2", "① 1", "４０ 40", "٤٠ 40", "Ⅳ IV", "ﬁve ﬁfty", "café cafe", "㎏ kg", "… ..."],
)
def test_digits_and_letters_of_another_kind_are_altered(pair):
    one, other = pair.split()
    assert (
        verify(
            f"They saw {one} boats",
            Span(0, len(f"They saw {one} boats"), f"They saw {other} boats"),
        ).name
        == "altered"
    )
    assert (
        verify(
            f"They saw {other} boats",
            Span(0, len(f"They saw {other} boats"), f"They saw {one} boats"),
        ).name
        == "altered"
    )


def test_an_accent_left_out_before_an_ellipsis_is_no_elision():
    text = "The café closed in May."
    for form in ("NFC", "NFD"):
        there = unicodedata.normalize(form, text)
        assert verify(there, Span(0, len(there), "The cafe … May.")).name == "altered"


def test_what_differs_is_told_in_whole_letters():
    text = unicodedata.normalize("NFD", "The café closed in May.")
    assert (
        find(text, "The cafe closed in May").verdict.detail == 'the source has "café", not "cafe"'
    )


def test_a_typographic_place_is_found_with_the_words_of_the_source():
    finding = find(TEXT, 'calling the  link between the two reports "unreasonable."')
    assert finding.verdict.name == "typographic"
    assert finding.span == span_of(TEXT, "calling the link between the two reports “unreasonable.”")


# Elided

PLAIN = "boats from the northern yards which inspectors saw that week"
plain_words = st.lists(st.sampled_from(PLAIN.split()), min_size=1, max_size=10)
# Written out here, not taken from the lexicon: what changes a sentence when it is left out.
WEIGHTY = (
    "not", "never", "no", "no longer", "few", "only", "about", "nearly", "possibly", "approximately", "or so", "40",
    "seven", "half", "twentieth", "½", "denied", "refused to", "failed to", "opposed", "can't", "more than",
    "allegedly", "if", "whether", "unless", "could", "may", "might", "would", "should", "must", "will", "seemed to",
    "appeared to", "was likely to", "probably", "was said to have", "said that", "claimed that", "threatened to",
    "tried to", "wanted to", "hoped to", "planned to", "promised to", "asked to", "according to her", "reportedly",
    "“old”", '"',
)  # fmt: skip


@given(plain_words, plain_words, st.sampled_from(["…", "...", "[…]", "[...]", "[ … ]"]))
def test_an_ellipsis_for_plain_words_is_elided(first, second, dots):
    gap = " ".join([*first, *second])
    text = f"Ana Bel counted {gap} until evening came."
    assert (
        verify(text, Span(0, len(text), f"Ana Bel counted {dots} until evening came.")).name
        == "elided"
    )


@given(plain_words, plain_words, st.sampled_from(WEIGHTY))
def test_an_ellipsis_that_swallows_what_changes_the_sentence_is_altered(first, second, weighty):
    text = f"Ana Bel counted {' '.join([*first, weighty, *second])} until evening came."
    verdict = verify(text, Span(0, len(text), "Ana Bel counted … until evening came."))
    assert verdict.name == "altered"
    assert find(text, "Ana Bel counted … until evening came.").verdict.name == "altered"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He paid 1.4 million for boats.", "He paid 1.4 … for boats."),
        ("He saw 12% of boats.", "He saw 12 … of boats."),
        ("He saw 40 boats or so there.", "He saw 40 boats … there."),
        ("He is nonresident here.", "He is non … here."),
        ("He came.\n\nShe left.", "He came. … left."),
        ("He came " + "very " * 80 + "late.", "He came … late."),
        ("He came late.", "He … came late."),
        ("He, too, came late.", "He, too … , came late."),
        ("“It sank,” said Bel. “They lied about it,” he said.", "It sank … They lied about it"),
        ("“It sank.” Then Rao: “They lied about it.”", "It sank … They lied about it"),
        ("He saw “old boats” there.", "He saw … boats” there."),
        ("He came late.", "… came late."),
        ("He came late.", "late … He came"),
    ],
)
def test_an_ellipsis_that_cuts_or_reaches_too_far_is_altered(text, words):
    assert verify(text, Span(0, len(text), words)).name == "altered"


@pytest.mark.parametrize(
    "words",
    [
        "they … be forced home",
        "cooperation … stall last year",
        "We … make some requests with the US",
        "Cambodia … amend the agreement",
        "It is … easy to accept",
        "We have … refused to take them back",
        "Hun Sen … Cambodia will now retaliate",
        "there were … 1,900 Cambodian nationals",
        "returns be made … on a voluntary basis",
        "calling linkage of the two issues … Cambodia is still prepared",
        "So far … have been found",
    ],
)
def test_real_gaps_that_change_what_was_said_are_altered(source_texts, words):
    assert {find(text, words).verdict.name for text in source_texts.values()} <= {
        "altered",
        "missing",
    }
    assert "altered" in {find(text, words).verdict.name for text in source_texts.values()}


@pytest.mark.parametrize(
    "words",
    ["an annual report … released yesterday", "a memorandum … on the Repatriations Agreement"],
)
def test_real_gaps_that_change_nothing_are_elided(source_texts, words):
    assert "elided" in {find(text, words).verdict.name for text in source_texts.values()}


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("We accept them. Vietnam expels all of them.", "We … expels all of them", "end of a sent"),
        ("We accept them. The Thais refuse.", "We accept them. … Thais refuse", "end of a sent"),
        ("We thanked America and Vietnam left them.", "We … left them", '"America"'),
        ("We love our people; the others hate them.", "We … hate them", '";"'),
        ("We love our people and the others hate them.", "We … hate them", '"and"'),
        ("The embassy and the ministry came.", "The … ministry came", '"and"'),
        ("We thanked them as they left them.", "We … left them", '"they"'),
        ("Boats whose owners came sank.", "Boats … sank", '"whose"'),
    ],
)
def test_an_ellipsis_leaves_out_no_end_of_a_sentence_and_no_other_subject(text, words, why):
    verdict = find(text, words).verdict
    assert verdict.name == "altered"
    assert why in verdict.detail


def test_the_shortest_elided_place_is_found():
    finding = find("boats came, then boats left the yard", "boats … yard")
    assert (finding.verdict.name, finding.span.exact) == ("elided", "boats left the yard")


# Places


def test_words_that_stand_twice_are_ambiguous_until_their_context_tells():
    text = "He saw 26 boats. She saw 26 nets."
    assert find(text, "26").verdict.name == "ambiguous"
    assert [span.start for span in locate(text, "26")] == [7, 25]
    assert verify(text, Span(7, 9, "26")).name == "ambiguous"
    assert verify(text, Span(7, 9, "26", "He saw ", " b")).name == "verbatim"
    assert verify(text, span_at(text, 25, 27)).name == "verbatim"


def test_full_context_leaves_the_decision_to_the_offsets():
    text = "boats sank here. " * 10
    assert verify(text, span_at(text, 85, 95)).name == "verbatim"


def test_whole_words_come_before_parts_of_words():
    assert [span.start for span in locate("a party of art", "art")] == [11]
    assert [span.start for span in locate("a party", "art")] == [3]


@given(st.data())
def test_every_span_is_among_its_places(data):
    text, span = data.draw(spans_of_words())
    assert span in locate(text, span.exact)


# Hostile input


def test_hostile_strings_get_a_verdict():
    for string in hard_strings():
        text = f"Boats {string} sank."
        assert find(string, string).verdict.name in VERDICTS
        assert find(string, "boats … sank").verdict.name in VERDICTS
        assert find(text, string).verdict.name in VERDICTS
        assert verify(text, span_at(text, 0, len(text))).name == "verbatim", string


@given(st.text(), st.text())
@example("'", "''")
def test_any_strings_get_a_verdict(text, words):
    assert find(text, words).verdict.name in VERDICTS
    assert all(text[span.start : span.end] == span.exact for span in locate(text, words))


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "a",
        " ",
        ".",
        '"',
        "\n",
        ", ",
        "not ",
        "only ",
        "one ",
        "1,",
        "--",
        "and saying ",
        "a. ",
    ],
)
def test_long_monotonous_texts_are_searched_in_bounded_work(piece):
    text = piece * (100_000 // len(piece)) + "end"
    for words in ("end", "a … end", piece * 1000, f"{piece}b c d", " … ".join(["a"] * 20)):
        assert len(locate(text, words)) <= anchors.MOST_PLACES
        assert find(text, words).verdict.name in VERDICTS


def test_the_words_compared_are_bounded(monkeypatch):
    compared = []

    def watched(junk, ours, theirs, autojunk) -> SequenceMatcher:
        compared.append(len(ours) * len(theirs))
        return SequenceMatcher(junk, ours, theirs, autojunk=autojunk)

    monkeypatch.setattr(anchors, "SequenceMatcher", watched)
    text = " ".join(f"word{n}" for n in range(20_000))
    find(text, text[1000:].replace("9", "8"))
    verify(text, Span(0, len(text), text.replace("1", "2")))
    assert compared
    assert max(compared) <= 4 * (anchors.MOST_WORDS + 2) ** 2


def test_a_digest_is_sha_256_of_utf_8():
    assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
