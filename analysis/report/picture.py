"""The picture of a chart in a page: two drawings, made small, of which the browser chooses one."""

import re
from collections import Counter
from urllib.parse import quote

from markupsafe import Markup

SVG = "image/svg+xml"
WIDE_ENOUGH = "print, (min-width: 46em)"  # for the wide drawing of a chart
# Patterns of attributes are tried on tags alone: a text may hold what looks like an attribute.
TAG = re.compile("<[^>]*>")
# besides letters and digits, what needs no escape in an address of data
PLAIN = ' !"$&()*+,/:;<=>?@[]^`{|}~'


def picture(wide: str, narrow: str, alt: str) -> Markup:
    """A chart drawn at two widths, of which the browser chooses one.

    It is an `img`: there a browser runs no script, follows no link, and the styles of an SVG need
    no exception.
    """
    tag = Markup("<source media=\"{}\" srcset='{}'{}>")
    data, size = _shown(wide)
    one_word = data.replace(" ", "%20")  # a `srcset` ends an address at a space
    source = tag.format(WIDE_ENOUGH, one_word, size)
    tag = Markup("<img alt=\"{}\" src='{}'{}>")
    data, size = _shown(narrow)
    img = tag.format(alt, data, size)
    return Markup("<picture>{}{}</picture>").format(source, img)


def _shown(svg: str) -> tuple[Markup, Markup]:
    """The address of an SVG, and the attributes that say its size in CSS pixels, where it has
    any.
    """
    data = address(compact(svg), SVG)
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    if box is None:
        return data, Markup()
    width = float(box[1]) * 96 / 72  # of points
    height = float(box[2]) * 96 / 72
    size = Markup(' width="{:.0f}" height="{:.0f}"')
    return data, size.format(width, height)


def compact(svg: str) -> str:
    """A chart's SVG without what only the file that is shared alone needs: its metadata, names of
    parts and spaces; and with each style and each sign that it repeats under a short name.
    """
    svg = re.sub(r"^<\?xml.*?(?=<svg)|<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = TAG.sub(_compact_tag, svg)
    svg = re.sub('<g id="[^"]*">', "<g>", svg)
    svg = re.sub('<g id="[^"]*"/>', "", svg)
    svg = re.sub(r">\s+<", "><", svg)
    svg = svg.replace("\n", " ")
    svg = re.sub('<path d="M[-0-9.]+,[-0-9.]+"[^>]*/>', "", svg)  # a point draws nothing
    svg = _without_bare_groups(svg)
    svg = _with_short_ids(svg)
    return _with_classes(svg)


def _without_bare_groups(svg: str) -> str:
    """An SVG without the groups that say nothing of what they hold."""
    is_kept: list[bool] = []

    def changed(tag: re.Match[str]) -> str:
        words = tag[0]
        if words == "</g>":
            is_shown = is_kept.pop()
        else:
            is_shown = words != "<g>"
            is_kept.append(is_shown)
        return words if is_shown else ""

    return re.sub("<g>|<g [^>]*>|</g>", changed, svg)


def _compact_tag(tag: re.Match[str]) -> str:
    """A tag of an SVG without the spaces that its styles and paths do not need."""
    words = re.sub(r"\s+", " ", tag[0])
    words = re.sub(r"(?<=[:;]) | (?=[CLMQz]) *|(?<=[CLMQ]) | (?=\"[ />])", "", words)
    return re.sub('(?<= )(?:d|x|y)="[^"]*"', _compact_place, words)


def _compact_place(attribute: re.Match[str]) -> str:
    """Where something stands, to a tenth of a point, without spaces."""
    in_tenths = re.sub(r"(?<=\.\d)\d+", "", attribute[0])
    return in_tenths.replace(" ", ",")


def _with_short_ids(svg: str) -> str:
    """An SVG whose signs are called by a number, each drawn once, and used by the attribute of SVG
    itself.
    """
    signs = dict(re.findall('<path id="([^"]*)"([^>]*)>', svg))
    names: dict[str, str] = {}
    short = {}
    for id, sign in signs.items():
        new_name = f"m{len(names)}"
        short[id] = names.setdefault(sign, new_name)

    def changed(match: re.Match[str]) -> str:
        tag = re.sub(' xmlns:xlink="[^"]*"', "", match[0])
        found = re.search('(?:^<path id="|xlink:href="#)([^"]*)"', tag)
        if found is None:
            return tag
        id = found[1]
        name = short.get(id, id)
        tag = tag.replace(f'id="{id}"', f'id="{name}"')
        return tag.replace(f'xlink:href="#{id}"', f'href="#{name}"')

    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        definition = match[0]
        if definition in seen:
            return ""
        seen.add(definition)
        return definition

    svg = TAG.sub(changed, svg)
    return re.sub('<defs><path id="[^>]*></defs>', once, svg)


def _with_classes(svg: str) -> str:
    """An SVG whose repeated styles are classes of its style sheet."""
    if "</style>" not in svg:
        return svg
    styles = Counter(re.findall('<[^>]* style="([^"]*)"', svg))
    names: dict[str, str] = {}
    rules = ""
    for style, count in styles.items():
        if count > 1:
            name = f"s{len(names)}"
            names[style] = name
            rules += f".{name}{{{style}}}"

    def changed(match: re.Match[str]) -> str:
        tag = match[0]
        found = re.search(' style="([^"]*)"', tag)
        if found is None or found[1] not in names:
            return tag
        name = names[found[1]]
        return tag.replace(found[0], f' class="{name}"')

    svg = TAG.sub(changed, svg)
    return svg.replace("</style>", f"{rules}</style>", 1)


def address(data: str, kind: str) -> Markup:
    """The address of a file that a page carries in itself, for an attribute in single quotes.

    It is escaped where an address needs it, which takes a quarter less room than base64.
    """
    quoted = quote(data, safe=PLAIN)
    quoted = quoted.replace("&", "&amp;")
    return Markup(f"data:{kind},{quoted}")
