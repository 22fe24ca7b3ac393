"""The seal of a page: the fingerprint by which whoever receives it can tell that it is unchanged.

Links to other reports depend on what is published, and are set without breaking the seal.
"""

import hashlib
import re
from collections.abc import Callable

from markupsafe import Markup

from analysis import __version__
from analysis.errors import BuildError
from analysis.report import cite

BLANK = "0" * 64  # stands in a page for its fingerprint, while that is found
# The last words of every page; nothing but the end of the file stands behind them.
SEAL = Markup(
    '<p id="seal">Sealed as the page <code>{id}</code> of version {version}, from tables of the '
    'record with the digest <span class="hash">{tables}</span>. Fingerprint, the SHA-256 of this '
    'whole file with noughts in place of these 64 digits wherever they stand: <span class="hash" '
    'id="fingerprint">{digits}</span></p>'
)
SEALED = re.compile(
    '<p id="seal">Sealed as the page <code>(?P<id>[^<]*)</code> of version (?P<version>[^<]*), '
    'from tables of the record with the digest <span class="hash">(?P<tables>[0-9a-f]{64})</span>. '
    "Fingerprint, the SHA-256 of this whole file with noughts in place of these 64 digits wherever "
    'they stand: <span class="hash" id="fingerprint">(?P<digits>[0-9a-f]{64})</span></p>'
)
END = "\n</footer>\n</body>\n</html>\n"
# What prints the fingerprint of the page whose path follows, on any system with Python.
COMMAND = (
    "python3 -c \"import hashlib, re, sys; page, nought = open(sys.argv[1], 'rb').read(), b'0' * "
    "64; digits = re.findall(b'id=.fingerprint.>([0-9a-f]{64})<', page)[-1]; "
    'print(hashlib.sha256(page if nought in page else page.replace(digits, nought)).hexdigest())"'
)
# A link to the report of another question, which leads there only where that is published.
ONWARD = re.compile(r'<a data-page="([a-z0-9-]+)"(?: href="\1\.html")?>')


def seal_words(id: str, tables: str) -> Markup:
    """The seal of a page before its fingerprint is known: the id of its question and the digest of
    the tables.
    """
    return SEAL.format(id=id, version=__version__, tables=tables, digits=BLANK)


def fingerprint(page: str) -> str:
    """SHA-256 of a whole page in hexadecimal, taken with `BLANK` wherever the page states its own
    fingerprint.

    A page that has `BLANK` in it was changed since it was sealed, and is hashed as it stands, with
    the digits that it states: else some of these could be exchanged for noughts unnoticed. Bytes
    that were no UTF-8 come as surrogates.
    """
    stated = [match["digits"] for match in SEALED.finditer(page)]
    if stated and BLANK not in page:
        page = page.replace(stated[-1], BLANK)
    return hashlib.sha256(page.encode("utf-8", "surrogateescape")).hexdigest()


def seal(page: str, where: str) -> str:
    """The page with its fingerprint in every place that is kept for it: in its seal and in each
    form of citation.

    Raises BuildError for a page that holds what could be taken for its seal or its fingerprint.
    """
    seals = page.count('id="fingerprint">')
    if page.count(BLANK) != 1 + len(cite.FORMS) or seals != 1:
        wrong = "the page holds words like those of a seal, or a row of 64 noughts"
        raise BuildError(where, wrong, "take them out of its cells and its record")
    if not page.endswith(END):
        wrong = "the page goes on behind its seal"
        raise BuildError(where, wrong, "end the template with the seal")
    digits = hashlib.sha256(page.encode()).hexdigest()
    return page.replace(BLANK, digits)


def sealed_again(page: str, tables: str) -> str:
    """A page whose words stay, sealed as of tables with another digest; one without a seal as it
    is.
    """
    sealed = SEALED.search(page)
    if sealed is None or sealed["tables"] == tables:
        return page
    page = page.replace(sealed["digits"], BLANK).replace(sealed["tables"], tables)
    return seal(page, f"question {sealed['id']}")


def linked(page: str, is_published: Callable[[str], bool]) -> str:
    """A report's page with links to the other reports that are published, and to no other, sealed
    as it then is.
    """

    def lead(match: re.Match[str]) -> str:
        href = f' href="{match[1]}.html"' if is_published(match[1]) else ""
        return f'<a data-page="{match[1]}"{href}>'

    found = ONWARD.sub(lead, page)
    sealed = SEALED.search(page)
    if found == page or sealed is None:
        return found
    return seal(found.replace(sealed["digits"], BLANK), f"question {sealed['id']}")


def unlinked(page: str) -> str:
    """A report's page without its links to other reports, which depend on what else is published.
    Its seal is not renewed.
    """
    return ONWARD.sub(r'<a data-page="\1">', page)
