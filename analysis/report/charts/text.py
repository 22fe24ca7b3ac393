"""Text of a chart before it is drawn: how wide it is, in points, and where its lines break."""

import re
import unicodedata
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from analysis.report.gate import visible
from analysis.text.lexicon import MONTHS

# A letter with its accents, joiners and Khmer vowels and subscripts (those follow a coeng, U+17D2).
LETTER = re.compile(r".(?:[\u0300-\u036f\u17b4-\u17d3\u200d\ufe0f]|(?<=[\u17d2\u200d]).)*")
# A date or a fiscal year stands on one line.
DATE = rf"(?i:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})(?: \d{{4}})?|fiscal \d{{4}})"
WORD = re.compile(rf"(?:\b{DATE}\b|[^ \u200b])+[ \u200b]*")
WHITE_SPACE = re.compile(r"[\s\u0085\u2028\u2029]+")
NO_BREAK_SPACES = "\u00a0\u202f"


def on_one_line(text: str) -> str:
    """The text on one line, what does not show named, with U+FFFD for what XML cannot hold."""
    line = WHITE_SPACE.sub(_space, text).strip()
    return "".join(_in_xml(letter) for letter in visible(line))


def _space(gap: re.Match[str]) -> str:
    first = gap[0][0]
    return first if first in NO_BREAK_SPACES else " "


def _in_xml(letter: str) -> str:
    is_surrogate = unicodedata.category(letter) == "Cs"
    return "\ufffd" if is_surrogate or letter in "\ufffe\uffff" else letter


def with_capital(text: str) -> str:
    """The text with a capital at its beginning, as a label has."""
    return text[:1].upper() + text[1:]


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Lines of `text` no wider than `width` points; a word too long is broken between letters."""
    lines = []
    line = ""
    for piece in _pieces(text, width, size, weight):
        longer = line + piece
        if line and measure(longer.rstrip(), size, weight) > width:
            lines.append(line.rstrip())
            longer = piece
        line = longer
    if line:
        lines.append(line.rstrip())
    return lines


def balanced(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """As few lines as `wrap` makes, of one length as far as words allow, so that no word is left
    over.
    """
    lines = wrap(text, width, size, weight)
    if len(lines) < 2:
        return lines
    narrower = lines
    while len(narrower) == len(lines):
        lines = narrower
        width = max(measure(line, size, weight) for line in lines) - 1
        narrower = wrap(text, width, size, weight)
    return lines


def _pieces(text: str, width: float, size: float, weight: str) -> list[str]:
    """The words of `text`, those that are wider than `width` points in letters."""
    pieces: list[str] = []
    for word in WORD.findall(on_one_line(text)):
        if measure(word.rstrip(), size, weight) <= width:
            pieces.append(word)
        else:
            pieces.extend(LETTER.findall(word))
    return pieces


def measure(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line in points, in the font that comes with matplotlib.

    Its letters are measured as if each stood alone.
    """
    return size * sum(_advance(letter, weight) for letter in text)


@cache
def _advance(letter: str, weight: str) -> float:
    """How far a letter takes a line, in font sizes."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.set_size(72, 72)  # points, and dots in an inch: 72 dots are the size of the font
    index = font.get_char_index(ord(letter))
    glyph = font.load_glyph(index, flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 72  # a fixed-point number of dots
