"""Whether a report's page is whole, of which record it is, and where it differs from what the
record at hand gives.

The seal alone shows that nothing was changed since the page was sealed. It does not show by whom:
the command that seals is public. So the page is also built anew from the record at hand and
compared piece by piece.

Two pages are compared as they are written. Every character of a page belongs to one piece, and the
names of places serve only to say where: a page that differs in any character differs in a piece, or
in the order of its pieces.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from os.path import commonprefix
from pathlib import Path
from stat import S_ISREG

from analysis import __version__
from analysis.build.cache import Inputs
from analysis.build.processes import run_alone
from analysis.build.questions import load_questions
from analysis.build.runs import Task
from analysis.build.site import LIST
from analysis.errors import BuildError, RecordError, UnusableInput, did_you_mean, shown, shown_path
from analysis.fingerprints import digest_of, tables_digest
from analysis.record.csvfiles import no_text
from analysis.report.seal import BLANK, END, SEALED, fingerprint, unlinked

LARGEST = 4_000_000  # bytes; no page comes near it, and what is larger is not read
_ANY_TAG = re.compile(r"<[a-zA-Z!/]")
MOST = 20  # differences that are told one by one
BEFORE, AFTER = 30, 49  # characters shown around the first one that differs
# Where the parts of a page begin, by tag: the markup, what the part is called, the tag that ends
# one within another.
PLACES = {
    "head": (re.compile("<head>"), "the head of the file", ""),
    "style": (re.compile("<style>"), "the style sheet", "</style"),
    "header": (re.compile("<header>"), "the title", ""),
    "section": (re.compile('<section id="answer"'), "the answer", ""),
    "details": (re.compile('<details class="contents">'), "the contents", "</details"),
    "h2": (re.compile('<h2 id="[^"]*">(.*)', re.S), "the section {}", ""),
    "figure": (re.compile('<figure class="chart" id="chart-([^"]*)"'), "the chart {}", "</figure"),
    "article": (
        re.compile('<article id="e-([^"]*)"'),
        "the record of sources, entry {}",
        "</article",
    ),
    "div": (
        re.compile('<div popover="hint" class="hint" id="h-([^"]*)"'),
        "what links to the entry {} show",
        "</div",
    ),
    "footer": (re.compile("<footer>"), "the footer", ""),
    "html": (re.compile("</html>"), "behind the end of the page", ""),
}
# Tags within a sentence or a cell. Any other tag begins a piece when it opens, and one of these
# when it closes.
INLINE = frozenset("a abbr b br cite code em i mark q s small span strong sub sup time u".split())
CLOSING = frozenset("article details div figure html style".split())


@dataclass(frozen=True)
class AtHand:
    """The record at hand: the digest of its tables, the project's version, its questions, and how
    to build a page.
    """

    tables: str
    version: str
    questions: tuple[str, ...]
    build: Callable[[str], str]


@dataclass(frozen=True)
class Seal:
    """What was found of a page's seal: whether it holds, that in words, and which question and
    record it names.

    `page` is the page as it is compared: as the file has it, or with its line ends put back where
    that does not hold.
    """

    page: str
    holds: bool
    words: str
    id: str = ""
    version: str = ""
    tables: str = ""


@dataclass(frozen=True)
class Examination:
    """What there is to say of a page, line by line, and whether all of it holds."""

    lines: tuple[str, ...]
    holds: bool


def at_hand(root: Path, check: Callable[[], int] = lambda: 0) -> AtHand:
    """The record of the project in a folder. Its `build` runs a question and publishes nothing.

    `check` looks at the tables before a page is built of them; where it returns another status than
    0, that raises BuildError. Raises BuildError for a list of questions that cannot be read.
    """
    inputs = Inputs(root)
    questions = load_questions(root / LIST)

    def build(id: str) -> str:
        if check():
            do = "run `python -m analysis check`, mend them and try again"
            raise BuildError("data/", "has problems", do)
        task = Task(questions.by_id(id), str(root), code=digest_of(inputs.package))
        return run_alone(task, inputs.given).page.decode()

    ids = tuple(question.id for question in questions.sound)
    return AtHand(tables_digest(inputs.files), __version__, ids, build)


def examine(content: bytes, name: str, at_hand: AtHand) -> Examination:
    """Examine a page: its seal, the record that this names, and every place that differs from the
    record at hand. Links to other reports may be lacking: they stand where these are published.

    `name` is the name of its file, by which a page that lost its seal may still be known.
    """
    seal = read_seal(content)
    is_same_record = (seal.tables, seal.version) == (at_hand.tables, at_hand.version)
    lines = [f"seal: {seal.words}"]
    if seal.id:
        lines.append(f"record: {_record_words(seal, at_hand)}")
    id = seal.id or name.removesuffix(".html")
    if id not in at_hand.questions:
        lines.append(f"page: not compared, as {_unknown(seal, at_hand)}")
        return Examination(tuple(lines), holds=False)
    try:
        expected = at_hand.build(id)
    except RecordError as error:
        lines.append(f"page: not compared, as the record at hand gives none. {error}")
        return Examination(tuple(lines), holds=False)
    found = differences(unlinked(expected), unlinked(seal.page))
    lines.append(f"page: {_comparison_words(id, len(found))}")
    lines += [f"  {words}" for words in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"  and {len(found) - MOST} more")
    lines.append(_conclusion(seal, is_same_record, differs=bool(found)))
    return Examination(tuple(lines), holds=seal.holds and is_same_record and not found)


def _unknown(seal: Seal, at_hand: AtHand) -> str:
    """Why a page cannot be compared: the question that it answers is not known."""
    if seal.id:
        hint = did_you_mean(seal.id, at_hand.questions) or f"see {LIST}"
        return f"the record at hand has no question {shown(seal.id)}; {hint}"
    return (
        "it names no question; give the file the name of the page it is held for, as "
        "returned-total.html"
    )


def _comparison_words(id: str, count: int) -> str:
    if not count:
        return f"{id}.html, word for word as the record at hand gives it"
    places = "one place" if count == 1 else f"{count} places"
    return f"{id}.html differs from what the record at hand gives in {places}:"


def _conclusion(seal: Seal, is_same_record: bool, differs: bool) -> str:
    """What is known of a page by all of this, and what is not."""
    if not seal.holds and differs:
        return "This page was changed. Do not rely on it."
    if not seal.holds:
        return "This page has no seal that holds."
    if is_same_record and not differs:
        return "This is the page that the record at hand gives."
    if is_same_record:
        return (
            "The record and the version are those at hand, and yet the page is not what they "
            "give. Someone changed it and sealed it again, or built it with other notebooks, code "
            "or packages than those at hand."
        )
    if not differs:
        return (
            "The page names another record, and yet every word of it is what the record at "
            "hand gives."
        )
    return (
        "Anyone can seal a page and name any record in it, so that the seal alone does not tell "
        "an older page from a forged one. To know, check the page in a copy of the project that "
        "has the tables and the version it names."
    )


# ---- the seal


def read_page(path: Path) -> bytes:
    """The content of a file that may be a page.

    Raises UnusableInput: missing, unreadable, no file (a folder, a device), larger than any page,
    no HTML in UTF-8.
    """
    place = shown_path(path)
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            raise UnusableInput(place, "is not a file", "name the saved page")
        if stat.st_size > LARGEST:
            wrong = f"has {stat.st_size:,} bytes, which no page comes near"
            raise UnusableInput(place, wrong, "name the saved page")
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnusableInput(place, "is missing", "name the saved page") from None
    except OSError as error:
        wrong = f"cannot be read ({error.strerror})"
        raise UnusableInput(place, wrong, "name the saved page") from None
    if kind := _no_page(content):
        raise UnusableInput(place, f"is {kind}", "name the saved page")
    return content


def _no_page(content: bytes) -> str:
    """What a file is that can be no page; "" for one that can."""
    if not content.strip():
        return "empty"
    if kind := no_text(content):
        return f"{kind}, not a page"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return "not UTF-8, so not a page"
    is_html = _ANY_TAG.search(text) and "\0" not in text
    return "" if is_html else "not a page: it has no HTML"


def read_seal(content: bytes) -> Seal:
    """What the seal of a page says and whether it holds, as the page stands or with its line ends
    put back.
    """
    page = content.decode("utf-8", "surrogateescape")  # keeps every byte, of whatever file
    restored = page.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    wrong = _wrong(restored)
    if not _wrong(page):
        restored, words = page, "whole. Nothing was changed since the page was sealed"
    elif not wrong:
        words = (
            "whole but for the ends of lines, as mail changes them. Nothing else was changed "
            "since it was sealed"
        )
    else:
        words = wrong
    sealed = SEALED.search(restored)
    if sealed is None:
        return Seal(restored, holds=False, words=words)
    return Seal(
        restored, not wrong, words, unescape(sealed["id"]), sealed["version"], sealed["tables"]
    )


def _wrong(page: str) -> str:
    """What is wrong with the seal of a page, in words; "" if it holds."""
    seals = list(SEALED.finditer(page))
    if not seals:
        return (
            "none. The file was cut off, or it is no report's page; the index and the page of "
            "sources have no seal"
        )
    if len(seals) > 1:
        return f"broken. {len(seals)} seals stand in the file, where a page has one"
    behind = page[seals[0].end() :]
    if not behind.startswith(END):
        return (
            f"broken. The file does not end behind it as a page does, but has {shown(behind)} there"
        )
    if behind != END:
        return f"broken. Behind the end of the page stands {shown(behind.removeprefix(END))}"
    if BLANK in page:
        return "broken. A row of 64 noughts stands in the page, which no page has when it is sealed"
    if fingerprint(page) != seals[0]["digits"]:
        return (
            "broken. The page was changed since it was sealed, as it has another fingerprint "
            "than it states"
        )
    return ""


def _record_words(seal: Seal, at_hand: AtHand) -> str:
    ours = f"version {at_hand.version}, tables {at_hand.tables}"
    if (seal.tables, seal.version) == (at_hand.tables, at_hand.version):
        return f"that at hand, {ours}"
    return (
        f"another. The page names version {shown(seal.version)}, tables {seal.tables}; at hand "
        f"are {ours}"
    )


# ---- the comparison


def differences(expected: str, found: str) -> list[str]:
    """Where a page differs from the expected one, each place in words; it may state another
    fingerprint and record.
    """
    wanted = pieces(_sealed_as(expected, found))
    given = pieces(found)
    lacking = _by_place(Counter(wanted) - Counter(given))
    added = _by_place(Counter(given) - Counter(wanted))
    wanted_places, given_places = dict(wanted), dict(given)
    told = []
    for place in lacking | added:
        if place not in given_places:
            told.append(f"{place}: is missing")
        elif place not in wanted_places:
            told.append(f"{place}: is no part of the page, and has {_shown_words(added[place])}")
        else:
            told += _told(place, lacking.get(place, []), added.get(place, []))
    if wanted != given and not told:
        pairs = zip(wanted, given, strict=True)
        place, piece = next(one for one, other in pairs if one != other)
        told.append(f"{place}: its parts stand in another order, from {_shown_words([piece])} on")
    return told


def _by_place(counted: "Counter[tuple[str, str]]") -> dict[str, list[str]]:
    """The pieces of each place, each piece as often as it was counted."""
    found: dict[str, list[str]] = {}
    for place, piece in counted.elements():
        found.setdefault(place, []).append(piece)
    return found


def _sealed_as(expected: str, found: str) -> str:
    """The expected page with the seal and the fingerprint of the page that was found, if that has
    one seal.
    """
    seals = list(SEALED.finditer(found))
    own = SEALED.search(expected)
    if len(seals) != 1 or own is None:
        return expected
    (stated,) = seals
    return expected.replace(own[0], stated[0]).replace(own["digits"], stated["digits"])


def _told(place: str, lacking: list[str], added: list[str]) -> list[str]:
    """What differs in a place, in words: pieces that were changed, or those that were taken out and
    put in.
    """
    if len(lacking) == len(added):
        return [f"{place}: {change}" for change in map(_change, lacking, added)]
    told = [f"{place}: lacks {_shown_words([piece])}" for piece in lacking]
    for piece in added:
        words = _shown_words([piece])
        told.append(f"{place}: has {words}, which the record does not give")
    return told


def _shown_words(pieces: list[str]) -> str:
    """The first words of some pieces, or of their markup where they have none."""
    words = next(filter(None, map(_words, pieces)), pieces[0])
    return shown(words)


def _change(expected: str, found: str) -> str:
    """How a piece was changed: in its words, if these differ, else in its markup."""
    words, others = _words(expected), _words(found)
    if words == others:
        words, others = expected, found
    at = len(commonprefix([words, others]))  # noqa: RUF071  of characters, as is meant here
    return f"has {_around(others, at)}, where the record gives {_around(words, at)}"


def _around(text: str, at: int) -> str:
    """The characters of a text around one of them, in quotation marks; "nothing" for an empty
    text.
    """
    if not text:
        return "nothing"
    start = max(0, at - BEFORE)
    cut = text[start : at + AFTER]
    return shown(f"…{cut}" if start else cut)


def _words(piece: str) -> str:
    """The words of a piece as they are read; "" where it has none, as in a picture or a style
    sheet.
    """
    return " ".join(unescape(re.sub("<[^<>]*>", "", piece)).split())


# ---- pieces and places


def pieces(page: str) -> list[tuple[str, str]]:
    """The pieces of a page in order, each with its place: (place, markup). Together they are the
    whole page.
    """
    first, *rest = page.split("<")
    markup, tokens = [], [first]
    for words in rest:
        token = f"<{words}"
        if _begins_piece(token):
            markup.append("".join(tokens))
            tokens = []
        tokens.append(token)
    return _placed([*markup, "".join(tokens)])


def _begins_piece(token: str) -> bool:
    """Whether a tag, and what stands behind it up to the next, begins a piece."""
    tag = _tag(token)
    return tag in CLOSING or not (tag in INLINE or token.startswith("</"))


def _tag(token: str) -> str:
    """The name of the tag that a token begins with, of an opening and a closing one alike; "" for
    none.
    """
    match = re.match("</?([a-zA-Z][a-zA-Z0-9]*)", token)
    return match[1].lower() if match else ""


def _placed(markup: Iterable[str]) -> list[tuple[str, str]]:
    """Pieces with the place of each: an entry, a chart or the like that has begun and not ended,
    else the section.
    """
    section, inner, end = "the beginning of the file", "", ""
    found = []
    for piece in markup:
        if inner and piece.startswith(end):
            found.append((inner, piece))
            inner = ""
            continue
        if not inner:
            section, inner, end = _begun(piece, section)
        found.append((inner or section, piece))
    return found


def _begun(piece: str, section: str) -> tuple[str, str, str]:
    """The section after a piece, and what stands in it and begins with this piece, with the tag
    that ends that.
    """
    pattern, place, end = PLACES.get(_tag(piece), (None, "", ""))
    match = pattern.match(piece) if pattern else None
    if match is None:
        return section, "", ""
    name = place.format(*(shown(_words(words)) for words in match.groups()))
    return (section, name, end) if end else (name, "", "")
