"""A page is held against the record at hand: whatever was changed in it does not pass, and the
place is named.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from conftest import ROOT

from analysis.build import check_page
from analysis.build.cache import Inputs
from analysis.build.check_page import AtHand, Examination, differences, examine, pieces, read_page
from analysis.build.processes import run_alone
from analysis.build.questions import load_questions
from analysis.build.runs import Task
from analysis.build.site import LIST
from analysis.errors import BuildError, UnusableInput
from analysis.report.markup import style_hash
from analysis.report.seal import BLANK, SEALED

# its page has a chart, quotations, hedges, assumptions and a total that two offices give
QUESTION = "returned-total"
Edit = Callable[[str], str]


@pytest.fixture(scope="module")
def record() -> AtHand:
    """The record at hand, whose pages are built once for all tests."""
    found = check_page.at_hand(ROOT)
    return replace(found, build=cache(found.build))


@pytest.fixture(scope="module")
def page(record: AtHand) -> str:
    return record.build(QUESTION)


def told(page: str | bytes, record: AtHand, name: str = "saved.html") -> Examination:
    content = page if isinstance(page, bytes) else page.encode("utf-8", "surrogateescape")
    return examine(content, name, record)


def words(found: Examination) -> str:
    return "\n".join(found.lines)


def sealed_again(page: str) -> str:
    """A page with a right seal, as a forger makes it who knows how."""
    digits = SEALED.search(page)["digits"]
    blank = page.replace(BLANK, "").replace(digits, BLANK)
    return blank.replace(
        BLANK, hashlib.sha256(blank.encode("utf-8", "surrogateescape")).hexdigest()
    )


# Pages that pass


def test_a_page_that_the_record_gives_passes(page, record):
    found = told(page, record)
    assert found.holds
    assert found.lines[0].startswith("seal: whole. ")
    assert (
        found.lines[1] == f"record: that at hand, version {record.version}, tables {record.tables}"
    )
    assert found.lines[2:] == (
        f"page: {QUESTION}.html, word for word as the record at hand gives it",
        "This is the page that the record at hand gives.",
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace("\n", "\r"),
        lambda page: page.removesuffix("\n"),
        lambda page: page + "\n\n",
        lambda page: page.replace("\n", "\r\n") + "\r\n",
    ],
    ids=["of Windows", "of an old Mac", "the last one lost", "more of them at the end", "both"],
)
def test_line_ends_that_mail_changed_are_told_from_edits(change, page, record):
    found = told(change(page), record)
    assert found.holds
    assert found.lines[0].startswith("seal: whole but for the ends of lines, as mail changes them.")


def test_an_edit_beside_changed_line_ends_is_an_edit_and_the_only_difference_told(page, record):
    found = told(in_entry("kt-572", "<mark>572", "<mark>752")(page).replace("\n", "\r\n"), record)
    assert not found.holds
    assert found.lines[0].startswith("seal: broken. ")
    assert 'in one place:\n  the record of sources, entry "kt-572": ' in words(found)


def test_a_page_is_the_same_whether_or_not_the_source_texts_are_at_hand(source_texts):
    question, inputs = load_questions(ROOT / LIST).by_id(QUESTION), Inputs(ROOT)
    without = {
        name: content
        for name, content in inputs.files.items()
        if not name.startswith("data/sources/")
    }
    assert without != inputs.files
    held, unheld = (
        run_alone(Task(question, str(ROOT)), files).page for files in (inputs.files, without)
    )
    assert held == unheld


# Tampering


def swap(old: str, new: str, count: int = -1) -> Edit:
    return lambda page: page.replace(old, new, count)


def within(begin: str, end: str, pattern: str, new: str) -> Edit:
    """Replace the first match of a pattern in the first part of a page that begins and ends so."""

    def edit(page: str) -> str:
        start = page.index(begin)
        stop = page.index(end, start)
        return (
            page[:start]
            + re.sub(pattern, new, page[start:stop], count=1, flags=re.DOTALL)
            + page[stop:]
        )

    return edit


def in_answer(pattern: str, new: str) -> Edit:
    return within('<section id="answer"', "</section>", pattern, new)


def in_main(pattern: str, new: str) -> Edit:
    return within("<main>", '<h2 id="record"', pattern, new)


def in_entry(id: str, pattern: str, new: str) -> Edit:
    return within(f'<article id="e-{id}"', "</article>", pattern, new)


def in_chart(pattern: str, new: str) -> Edit:
    return within('<figure class="chart"', "</figure>", pattern, new)


def in_footer(pattern: str, new: str) -> Edit:
    return within("<footer>", '<p id="seal">', pattern, new)


def restyled(page: str) -> str:
    """The page with a rule more in its style sheet, and the hash by which its policy admits
    that.
    """
    css = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    other = f"{css}.warn {{ display: none }}\n"
    return page.replace(css, other).replace(style_hash(css), style_hash(other))


def turned(page: str) -> str:
    """The page with two of its entries in the other order."""
    one, other = re.findall("<article.*?</article>", page, re.DOTALL)[:2]
    return page.replace(one, PLACE).replace(other, one).replace(PLACE, other)


def without_entry(page: str) -> str:
    """The page without the record of the other total."""
    return re.sub('<article id="e-kt-500">.*?</article>', "", page, flags=re.DOTALL)


def without_policy(page: str) -> str:
    """The page without the policy that keeps it from running and requesting anything."""
    return re.sub('<meta http-equiv="Content-Security-Policy".*?>\n', "", page)


def without_section(page: str) -> str:
    """The page without its second section."""
    return re.sub('<h2 id="s-2">.*?(?=<h2 )', "", page, flags=re.DOTALL)


SOMEWHERE = ", where the record gives "  # any section of the main part
PLACE = "<!-- of the first -->"
ANSWER, FOOTER, HEAD, BEHIND = (
    "the answer: ",
    "the footer: ",
    "the head of the file: ",
    "behind the end of the page: ",
)
ENTRY, CHART = 'the record of sources, entry "kt-572": ', 'the chart "'
LINK = (
    '<a class="skip" style="position:fixed;top:0" href="https://example.org/">The latest '
    "version</a>"
)
NEW_ENTRY = '<article id="e-new"><h4>9,999 people</h4></article>'
NEW_SECTION = '<h2 id="s-9">Confirmed</h2>\n<p>All of it.</p>\n'
REFRESH = '<meta http-equiv="refresh" content="0;url=https://example.org/">'
TAMPERED: dict[str, tuple[Edit, str]] = {
    "prose: a number": (in_answer(r">(\d)", r">9\1"), ANSWER),
    "prose: a hedge": (in_main("more than (?=500)", ""), SOMEWHERE),
    "prose: a date": (in_answer("2018", "2017"), ANSWER),
    "prose: a speaker": (in_answer("immigration", "justice"), ANSWER),
    "prose: a negation": (in_main(r"\bnot\b", "now"), SOMEWHERE),
    "prose: a claim more": (in_answer(r"\.</p>", " in all.</p>"), ANSWER),
    "prose: where a number leads": (in_answer('href="#e-kt-572"', 'href="#e-kt-500"'), ANSWER),
    "prose: a paragraph more": (in_answer("</p>\n", "</p>\n<p>It was confirmed.</p>\n"), ANSWER),
    "annex: the words of a source": (in_entry("kt-572", "<mark>572", "<mark>752"), ENTRY),
    "annex: a hedge": (in_entry("kt-500", "<mark>more than 500", "<mark>500"), 'entry "kt-500": '),
    "annex: what stands around a quotation": (
        in_entry("kt-572", '<span class="context">', r"\g<0>not "),
        ENTRY,
    ),
    "annex: who said it": (
        in_entry("kt-572", "of immigration, in ", "of justice, in "),
        ENTRY,
    ),
    "annex: the verdict": (in_entry("kt-572", "verbatim", "altered"), ENTRY),
    "annex: a place in the text": (in_entry("kt-572", "characters ", "characters 1"), ENTRY),
    "annex: the address of a source": (
        in_entry("source-kt", "https?://", "https://example.org/"),
        '"source-kt": ',
    ),
    "annex: an entry less": (without_entry, 'entry "kt-500": is missing'),
    "annex: an entry more": (
        swap("</article>\n</div>", f"</article>{NEW_ENTRY}\n</div>"),
        'entry "new": is no part of the page, and has "9,999 people"',
    ),
    "annex: two entries in the other order": (turned, ": its parts stand in another order"),
    "both: a number": (swap("572", "752"), ANSWER),
    "both: a hedge": (swap("more than 500", "500"), ANSWER),
    "both: a speaker": (swap("immigration", "justice"), ANSWER),
    "chart: a mark": (in_chart("<use%20", '<use%20transform="scale(2)"%20'), CHART),
    "chart: a label": (in_chart(r"(<text%20[^>]*>)(\d)", r"\g<1>9\2"), CHART),
    "chart: its alternative text": (in_chart(r'(alt="[^"]*?)(\d)', r"\g<1>9\2"), CHART),
    "chart: its title": (in_chart('aria-label="Chart: ', 'aria-label="Chart: All '), CHART),
    "chart: a row": (in_chart(r"(<td>)(\d)", r"\g<1>9\2"), CHART),
    "chart: another picture": (in_chart(" src='[^']*'", " src='data:image/svg+xml,'"), CHART),
    "chart: a wide one": (in_chart("srcset='[^']*'", "srcset='data:image/svg+xml,'"), CHART),
    "style: a rule, and its hash": (restyled, "the style sheet: "),
    "style: the policy taken out": (without_policy, HEAD),
    "head: a refresh": (swap("<title>", f"{REFRESH}<title>"), HEAD),
    "head: the title": (within("<title>", "</title>", "<title>", "<title>Why "), HEAD),
    "title: the question": (within("<h1>", "</h1>", "<h1>", "<h1>Why "), "the title: "),
    "parts: a section less": (without_section, '": is missing'),
    "parts: a section more": (
        swap('<h2 id="s-2">', f'{NEW_SECTION}<h2 id="s-2">'),
        'the section "Confirmed": is no part of the page',
    ),
    "parts: a second main part": (
        swap("</main>", "</main><main><p>9,999 people</p></main>"),
        '9,999 people"',
    ),
    "parts: a comment": (swap("<h1>", "<!-- a --><h1>"), "the title: "),
    "parts: a link at the top": (swap("<footer>", f"{LINK}<footer>"), "The latest version"),
    "code: a line": (
        within('<pre class="listing"', "</pre>", "<code>", "<code>x"),
        'the section "The code of this report": ',
    ),
    "hint: the words on a link": (
        within('id="h-kt-572"', "</div>", "572", "752"),
        'what links to the entry "kt-572" show: ',
    ),
    "footer: a paragraph more": (swap("<footer>", "<footer><p>Confirmed.</p>"), FOOTER),
    "footer: the title in a citation": (in_footer("contributors. “", r"\g<0>Why "), FOOTER),
    "footer: the fingerprint in a citation": (
        in_footer("SHA-256 [0-9a-f]{64}", f"SHA-256 {'ab' * 32}"),
        FOOTER,
    ),
    "footer: noughts for the fingerprint in a citation": (
        in_footer("SHA-256 [0-9a-f]{64}", f"SHA-256 {BLANK}"),
        FOOTER,
    ),
    "behind the end: a paragraph": (lambda page: f"{page}<p>9,999 people</p>\n", BEHIND),
    "behind the end: a second main part": (
        lambda page: f"{page}<main><h1>9,999 people</h1></main>\n",
        BEHIND,
    ),
    "behind the end: a link": (lambda page: f"{page}{LINK}\n", BEHIND),
    "behind the end: a refresh": (lambda page: f"{page}{REFRESH}\n", BEHIND),
    "behind the end: a script": (lambda page: f"{page}<script>alert(1)</script>\n", BEHIND),
    "letters: one that does not show": (in_answer("people", "peo\u200bple"), ANSWER),
    "letters: one that looks the same": (in_answer("people", "pe\u043eple"), ANSWER),
    "letters: spaces": (swap("<main>\n", "<main>\n\n"), "the title: "),
    "letters: a byte order mark": (lambda page: f"\ufeff{page}", "the beginning of the file: "),
    "letters: a byte that is no UTF-8": (in_answer("people", "peopl\udce9"), ANSWER),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_no_page_that_was_tampered_with_passes_and_the_place_is_named(name, page, record):
    edit, place = TAMPERED[name]
    edited = edit(page)
    assert edited != page
    found = told(edited, record)
    assert not found.holds
    assert found.lines[0].startswith("seal: broken. ")
    assert place in words(found)


@pytest.mark.parametrize("name", TAMPERED)
def test_nor_does_one_that_was_sealed_again_with_a_right_fingerprint(name, page, record):
    edit, place = TAMPERED[name]
    found = told(sealed_again(edit(page)), record)
    assert not found.holds
    assert place in words(found)
    if name.startswith("behind the end"):  # where no right fingerprint helps
        assert found.lines[0].startswith("seal: broken. ")
    else:
        assert found.lines[0].startswith("seal: whole. ")
        assert found.lines[-1].startswith(
            "The record and the version are those at hand, and yet the page is not"
        )


NOUGHTS = {
    "prose": (in_answer("people", f"people{BLANK}"), ANSWER),
    "prose, more than a fingerprint has": (in_answer("people", f"people {'0' * 65}"), ANSWER),
    "alternative text": (in_chart('alt="', f'alt="{BLANK}'), CHART),
    "picture": (in_chart("</svg>|%3C/svg%3E", rf"{BLANK}\g<0>"), CHART),
    "style sheet": (swap("<style>", f"<style>/*{BLANK}*/"), "the style sheet: "),
    "comment": (swap("<h1>", f"<!--{BLANK}--><h1>"), "the title: "),
    "every fingerprint": (lambda page: page.replace(SEALED.search(page)["digits"], BLANK), ""),
}


@pytest.mark.parametrize("name", NOUGHTS)
def test_a_row_of_noughts_breaks_the_seal_wherever_it_stands(name, page, record):
    edit, place = NOUGHTS[name]
    edited = edit(page)
    assert edited != page
    found = told(edited, record)
    assert not found.holds
    assert found.lines[0].startswith("seal: broken. A row of 64 noughts stands in the page")
    assert place in words(found)


def test_the_pieces_of_a_page_are_the_whole_of_it(page):
    for edit, _ in TAMPERED.values():
        edited = edit(page)
        assert "".join(markup for _, markup in pieces(edited)) == edited


def test_few_words_name_the_place_what_stands_there_and_what_should(page):
    (line,) = differences(page, in_entry("kt-500", "<mark>more than 500", "<mark>500")(page))
    assert line == (
        'the record of sources, entry "kt-500": has "…year, bringing the number to 500 since '
        '2002, according to the…", where the record gives "…year, bringing the number to more '
        'than 500 since 2002, according to the…"'
    )


def test_many_differences_are_counted_after_the_first(page, record):
    lines = told(page.replace("people", "persons"), record).lines
    assert len(lines) < 30
    assert re.fullmatch(r"  and \d+ more", lines[-2])


# Seals


@pytest.mark.parametrize(
    ("edit", "wrong"),
    [
        (
            lambda page: page.replace("<h1>", "<h1>All: "),
            "seal: broken. The page was changed since it was sealed",
        ),
        (
            lambda page: f"{page}<p>a</p>",
            'seal: broken. Behind the end of the page stands "<p>a</p>',
        ),
        (
            lambda page: page.replace("</footer>", "<p>a</p></footer>"),
            "seal: broken. The file does not end behind it",
        ),
        (
            lambda page: page.removesuffix("</html>\n"),
            "seal: broken. The file does not end behind it",
        ),
        (lambda page: page + SEALED.search(page)[0], "seal: broken. 2 seals stand in the file"),
        (lambda page: SEALED.sub("", page), "seal: none. "),
        (lambda page: page[:9000], "seal: none. "),
    ],
    ids=[
        "edited",
        "behind the end",
        "behind the seal",
        "no end",
        "two seals",
        "seal taken out",
        "cut off",
    ],
)
def test_what_is_wrong_with_a_seal_is_said(edit, wrong, page, record):
    found = told(edit(page), record, f"{QUESTION}.html")
    assert not found.holds
    assert found.lines[0].startswith(wrong)


def test_a_page_that_lost_its_seal_is_compared_by_the_name_of_its_file(page, record):
    stripped = SEALED.sub("", page)
    assert 'the footer: lacks "Sealed as the page returned-total of version' in words(
        told(stripped, record, f"{QUESTION}.html")
    )
    assert "page: not compared, as it names no question" in words(told(stripped, record))


@pytest.mark.parametrize("part", ["tables", "version"])
def test_a_page_of_another_record_is_told_from_one_that_claims_this_record(part, page, record):
    older = replace(record, **{part: "1" * 64})
    found = told(page.replace("people", "persons"), older)
    assert not found.holds
    assert found.lines[1].startswith("record: another. The page names version ")
    assert f"at hand are version {older.version}, tables {older.tables}" in found.lines[1]
    resealed = told(sealed_again(page.replace("people", "persons")), older)
    assert resealed.lines[0].startswith("seal: whole. ")
    assert "the seal alone does not tell an older page from a forged one" in resealed.lines[-1]
    assert "the answer: " in words(resealed)


def test_a_page_of_another_record_with_the_same_words_does_not_pass_and_says_so(page, record):
    found = told(page, replace(record, tables="1" * 64))
    assert not found.holds
    assert found.lines[-1].startswith(
        "The page names another record, and yet every word of it is what"
    )


@pytest.mark.parametrize("named", ["tables", "version", "id"])
def test_a_seal_that_names_something_else_does_not_pass(named, page, record):
    sealed = SEALED.search(page)
    other = {"tables": "ab" * 32, "version": "0.0.1", "id": "returned-pace"}[named]
    changed = sealed[0].replace(sealed[named], other)
    assert not told(sealed_again(page.replace(sealed[0], changed)), record).holds


def test_a_question_that_the_record_does_not_have_is_said(page, record):
    found = told(page, replace(record, questions=("returned-totals",)))
    assert not found.holds
    assert found.lines[-1] == (
        'page: not compared, as the record at hand has no question "returned-total"; did you mean '
        '"returned-totals"?'
    )


def test_a_record_at_hand_that_gives_no_page_is_said(page, record):
    def failing(id: str) -> str:
        raise BuildError("question returned-total", "the kernel died", "look why")

    found = told(page, replace(record, build=failing))
    assert not found.holds
    assert (
        "not compared, as the record at hand gives none. question returned-total: the kernel died"
        in found.lines[-1]
    )


def test_tables_with_problems_are_no_record_to_compare_with():
    with pytest.raises(BuildError, match="data/: has problems"):
        check_page.at_hand(ROOT, lambda: 1).build(QUESTION)


# Hostile files


HOSTILE = {
    "nothing": b"",
    "binary": b"\0\xff\xfe" * 1000,
    "open marks": b"<" * 200_000,
    "open tags": b"<p>" * 100_000,
    "open comments": b"<!--" * 50_000,
    "a marked section": b"<![CDATA[<![x[",
    "line ends": b"\r" * 1000,
    "begun seals": b'<p id="seal">' * 10_000,
    "headings": b'<h2 id="a">b' * 20_000,
    "many places": b"".join(b'<h2 id="a">%d' % number for number in range(20_000)),
    "turned letters": '\u202e<h2 id="a">\u2066'.encode(),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["saved.html", f"{QUESTION}.html"])
def test_no_file_breaks_the_check(content, name, record):
    assert not told(content, record, name).holds


@pytest.mark.parametrize(
    "content", [content for content in HOSTILE.values() if content], ids=list(HOSTILE)[1:]
)
def test_nothing_that_is_put_into_a_page_breaks_the_check(content, page, record):
    put_in = page.replace("<h1>", f"{content.decode('utf-8', 'surrogateescape')}<h1>")
    assert not told(sealed_again(put_in), record).holds


def test_what_a_page_says_is_shown_without_what_could_deceive_a_terminal(page, record):
    found = told(page.replace("<h1>", "<h1>\x1b[2J\u202e"), record)
    assert "<ESCAPE" in words(found) or "<U+001B>" in words(found)
    assert "\x1b" not in words(found)
    assert "\u202e" not in words(found)


@pytest.mark.parametrize(
    "name", ["absent.html", "folder", "x" * 5000], ids=["absent", "folder", "long"]
)
def test_what_is_no_file_is_refused(name, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnusableInput, match="name the saved page"):
        read_page(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"%PDF-1.7\n<p>a</p>", "is a PDF"),
        ("<p>a</p>".encode("utf-16"), "is text in UTF-16"),
        (b"\xb3\xff<p>a</p>", "is not UTF-8"),
        (b"garbage", "is not a page: it has no HTML"),
        (b"<p>a</p>\0", "is not a page"),
    ],
)
def test_what_can_be_no_page_is_called_what_it_is(content, kind, tmp_path):
    (tmp_path / "page.html").write_bytes(content)
    with pytest.raises(UnusableInput) as caught:
        read_page(tmp_path / "page.html")
    assert caught.value.wrong.startswith(kind)


def test_a_file_larger_than_any_page_is_not_read(tmp_path, monkeypatch):
    (tmp_path / "page.html").write_bytes(b"<p>a</p>aaa")
    assert read_page(tmp_path / "page.html") == b"<p>a</p>aaa"
    monkeypatch.setattr(check_page, "LARGEST", 10)
    with pytest.raises(UnusableInput, match="has 11 bytes, which no page comes near"):
        read_page(tmp_path / "page.html")
