"""A new project: a folder with empty tables, the notebooks and what else it needs, and the texts
that it begins with.

Nothing is asked and nothing is overwritten. A file that exists is left as it is, so that what was
interrupted can be run again, and a text can be added later. Every file is written at once, and a
text has its row in sources.csv last, so that a text with a row is whole.
"""

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

from analysis import __version__
from analysis.errors import UnusableInput, shown, shown_path, without_controls
from analysis.fingerprints import LOCKED
from analysis.fingerprints import PACKAGE as CODE
from analysis.record.conventions import TO_FILL, UNKNOWN_LANGUAGE, words_of_id
from analysis.record.csvfiles import DATA, PACKAGE, append_rows, no_text, read_csv, write_atomic
from analysis.record.tables import UNREAD, load_package
from analysis.text.lexicon import typed_numbers

STARTER = CODE / "starter"
CHECKOUT = CODE.parent
# What a project takes over as it stands, by its name there. In a wheel it stands in STARTER.
SHARED = CHECKOUT if (CHECKOUT / "notebooks").is_dir() else STARTER
GIVEN = {
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "jupyter_server_config": "jupyter_server_config.py",
    "Makefile": "Makefile",
}
TITLED = {"README.md": "README.md", "questions.toml": "notebooks/questions.toml"}
NEUTRAL = ("scope", "words", "sections")  # parameters whose defaults are of no record
LONGEST_TITLE = 200  # characters of a text's first line
HOW_TO_TEXT = {
    "a PDF": "`pdftotext -layout FILE.pdf FILE.txt` makes a text of it",
    "HTML": "copy its words from a browser into a text file, or `lynx -dump FILE.html > FILE.txt`",
    "a ZIP archive, as Word, Excel and EPUB files are": "open it and save it as plain text, UTF-8",
}

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Text:
    """The text of a source to be, as the record holds it: UTF-8 with LF line ends."""

    name: str
    words: str

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.words.encode()).hexdigest()

    @property
    def title(self) -> str:
        """Its first line."""
        first = without_controls(self.words).strip().partition("\n")[0]
        return " ".join(first.split())[:LONGEST_TITLE]


def make(folder: Path, title: str, sources: Sequence[Path], tell: Tell) -> None:
    """Make a project in `folder`, or what of it is not there yet, and add the texts to its record.

    Without a `title` it has the folder's name. Raises UnusableInput, before anything is written,
    for a folder that is a file, a title with a number, and a file that is no text.
    """
    if folder.exists() and not folder.is_dir():
        raise UnusableInput(shown_path(folder), "is a file", "name a folder, new or there already")
    if without_controls(title).encode(errors="ignore").decode() != title:
        wrong = f"{shown(title)} holds characters that no title can hold"
        raise UnusableInput("--title", wrong, "say it in letters")
    if typed := typed_numbers(title):
        wrong = f'has "{typed[0]}", which leads to no evidence'
        raise UnusableInput("--title", wrong, "say it without a number")
    texts = _read_all(sources, tell)
    left = []
    for name, content in _files(title or _title_of(folder)):
        path = folder / name
        if path.exists() or path.is_symlink():
            left.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    if left:
        tell(f"left as found: {', '.join(left)}")
    for text in texts:
        tell(_add(folder / DATA.name, text))


def _title_of(folder: Path) -> str:
    """A title from the name of a folder; one that says nothing, where the name has a number."""
    name = without_controls(folder.resolve().name).encode(errors="replace").decode()
    words = " ".join(re.split(r"[\W_]+", name)).strip()
    return "Our record" if not words or typed_numbers(words) else words[:1].upper() + words[1:]


def _files(title: str) -> Iterator[tuple[str, bytes]]:
    """The name in the project and the content of each of its files."""
    for name, target in GIVEN.items():
        yield target, (STARTER / name).read_bytes()
    for name, target in TITLED.items():
        quoted = json.dumps(title, ensure_ascii=False) if name.endswith(".toml") else title
        yield target, (STARTER / name).read_text().replace("TITLE", quoted, 1).encode()
    for name in (LOCKED, "requirements-explore.txt"):
        yield name, (SHARED / name).read_bytes()
    yield "package.txt", _package().encode()
    for path in sorted((SHARED / "notebooks").glob("*.ipynb")):
        yield f"notebooks/{path.name}", neutral(path.read_bytes())
    descriptor = json.loads((STARTER / PACKAGE).read_bytes())
    descriptor["title"] = title
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    for resource in load_package(STARTER).resources.values():
        yield f"{DATA.name}/{resource.path}", f"{','.join(resource.columns)}\n".encode()
    yield f"{DATA.name}/{PACKAGE}", f"{text}\n".encode()  # last: from now on it is a project


def _package() -> str:
    """The line of requirements that installs this package."""
    if (CHECKOUT / "pyproject.toml").is_file():
        line = f"--editable {CHECKOUT.as_uri()}"
    else:
        name, *_ = packages_distributions()[CODE.name]
        line = f"{name}=={__version__}"
    return f"# The package that checks, calculates and writes: its folder, or a version.\n{line}\n"


# ---- notebooks


def neutral(notebook: bytes) -> bytes:
    """A notebook whose parameters name nothing of a record: lists and texts are empty."""
    nb = json.loads(notebook)
    for cell in nb["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            source = _emptied("".join(cell["source"]))
            cell["source"] = source.splitlines(keepends=True)
    return (json.dumps(nb, ensure_ascii=False, indent=1) + "\n").encode()


def _emptied(source: str) -> str:
    """The code of a parameters cell with "", [] or {} for each text, list or table but NEUTRAL."""
    data = source.encode()
    lines = data.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) not in NEUTRAL:
            value = node.value
            begin = starts[value.lineno - 1] + value.col_offset
            end = starts[(value.end_lineno or 0) - 1] + (value.end_col_offset or 0)
            data = data[:begin] + _empty(value, data[begin:end]) + data[end:]
    return data.decode()


def _empty(value: ast.expr, code: bytes) -> bytes:
    match value:
        case ast.Constant(value=str()):
            return b'""'
        case ast.List():
            return b"[]"
        case ast.Dict():
            return b"{}"
    return code


# ---- texts


def _read_all(sources: Sequence[Path], tell: Tell) -> list[Text]:
    """The texts of files. Of several that are none all are told, the last by the error raised."""
    texts = []
    faults = []
    for path in sources:
        try:
            texts.append(read_source(path))
        except UnusableInput as error:
            faults.append(error)
    for fault in faults[:-1]:
        tell(str(fault))
    if faults:
        raise faults[-1]
    return texts


def read_source(path: Path) -> Text:
    """The text of a file, with LF line ends and without a byte order mark. Raises UnusableInput
    for a file that cannot be read or is no text, with what makes a text of it.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnusableInput(shown_path(path), f"cannot be read ({error.strerror})") from None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    kind = no_text(raw) or ("HTML" if _is_html(raw) else "")
    try:
        words = raw.decode()
    except UnicodeDecodeError as error:
        kind = kind or f"not UTF-8: it holds the byte 0x{raw[error.start]:02x}"
        words = ""
    if not kind and "\0" in words:
        kind = "no text: it holds a NUL byte"
    if kind:
        do = HOW_TO_TEXT.get(kind, "save it as plain text, UTF-8")
        raise UnusableInput(shown_path(path), f"is {kind}", do)
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    if not words.strip():
        raise UnusableInput(shown_path(path), "is empty", "give a file with a text")
    return Text(_slug(path.stem), words)


def _is_html(raw: bytes) -> bool:
    begins = raw[:1000].lstrip().lower()
    return begins.startswith((b"<!doctype html", b"<html", b"<?xml"))


def _slug(stem: str) -> str:
    """A file's name as an id: lower-case ASCII letters and digits, joined by hyphens."""
    return "-".join(words_of_id(stem))[:60].strip("-") or "source"


def _add(data: Path, text: Text) -> str:
    """Add a text to the record, as one that nobody has read; what to say of it."""
    sources = _rows(data / "sources.csv")
    for row in sources:
        if row.get("sha256") == text.sha256:
            return f"{row['source_id']}: in the record already"
    name = _free(text.name, data, {row["source_id"] for row in sources}, text)
    path = data / "sources" / f"{name}.txt"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        write_atomic(path, text.words.encode())
    region = {"source_id": name, "kind": UNREAD, "start": "0", "end": str(len(text.words))}
    if name not in {row["source_id"] for row in _rows(data / "regions.csv")}:
        append_rows(data / "regions.csv", [{"region_id": f"{name}-text", **region}])
    row = {
        "source_id": name,
        "title": text.title,
        "publisher": TO_FILL,
        "genre": "news_article",
        "language": UNKNOWN_LANGUAGE,
        "published_basis": "unknown",
        "published_note": TO_FILL,
        "file": path.name,
        "sha256": text.sha256,
        "chars": str(len(text.words)),
        "rights": TO_FILL,
    }
    append_rows(data / "sources.csv", [row])
    return f"{name}: {shown(text.title)} is in the record, and waits to be read"


def _rows(path: Path) -> list[Mapping[str, str]]:
    """The rows of a table. Raises UnusableInput for one whose rows name no source."""
    content = read_csv(path)
    if "source_id" not in content.header:
        do = "move it away, or name another folder"
        raise UnusableInput(shown_path(path), "has other columns than a record's", do)
    rows = zip(*content.columns, strict=True)
    return [dict(zip(content.header, row, strict=True)) for row in rows]


def _free(name: str, data: Path, taken: set[str], text: Text) -> str:
    """The first id that no other source has, nor another text's file: "article", "article-2"."""
    number, found = 1, name
    while found in taken or _is_of_other(data / "sources" / f"{found}.txt", text):
        number += 1
        found = f"{name}-{number}"
    return found


def _is_of_other(path: Path, text: Text) -> bool:
    return path.exists() and path.read_bytes() != text.words.encode()
