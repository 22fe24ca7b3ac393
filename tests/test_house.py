"""The rules of the house: import floors, one set of names in README and Makefile, clean notebooks,
locked pins.
"""

import ast
import io
import json
import re
import runpy
import statistics
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from pages import EXPLORE

import analysis
from analysis.build.questions import load_questions
from analysis.build.site import LIST
from analysis.measures import rates
from analysis.record.record import Record
from analysis.text.lexicon import typed_numbers

HEAVY = {"matplotlib", "nbclient", "nbconvert", "nbformat", "pandas", "papermill"}
# Whoever puts words before a reader: their string arguments are templates, and a template holds no
# number.
TEMPLATE_CALLS = {"say", "answer", "draw", "draw_in_parts"}

LONGEST_RUN = (
    400  # letters and digits of a source that may stand in one piece in a file of the project
)


def ignored_folders() -> set[str]:
    return {
        ".git",
        *(
            line.rstrip("/")
            for line in (ROOT / ".gitignore").read_text().split()
            if line.endswith("/")
        ),
    }


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that is or may be committed."""
    for path in sorted(folder.iterdir()):
        if path.relative_to(ROOT).as_posix() in IGNORED or path.name in IGNORED:
            continue
        if path.is_dir():
            yield from project_files(path)
        else:
            yield path


IGNORED = ignored_folders()
PACKAGE = ROOT / "analysis"


# The modules of the package by their dotted names in it, without the faces of packages.
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


# Modules


def test_imports_follow_the_contracts():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


def test_the_command_line_starts_without_the_heavy_packages():
    code = "import sys, analysis.__main__; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(loaded.stdout.split())


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


# Every other test raises the classes of errors.
@pytest.mark.parametrize("module", [name for name in MODULES if name != "errors"])
def test_tests_mirror_the_modules(module):
    *packages, name = module.split(".")
    assert (ROOT / "tests" / "/".join(packages) / f"test_{name.strip('_')}.py").is_file()


# Names in README, data/README and Makefile

TARGETS = {  # name: is it public, that is, listed by `make help`
    name: "  ## " in rest
    for name, rest in re.findall(r"^([a-z]+):(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
}
DATA_README = ROOT / "data" / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
GUIDE = ROOT / "docs" / "your-own-record.md"
DOCUMENTS = [ROOT / "README.md", DATA_README, *DOCS]
GENERATED = ("reports/", ".venv", "data/sources", "../")


def code_in(document: Path) -> list[str]:
    """What stands in code blocks, line by line, and in code spans."""
    text = document.read_text()
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    )
    return [*(line for block in blocks for line in block.splitlines()), *spans]


def targets_in(document: Path) -> set[str]:
    return {
        name for code in code_in(document) for name in re.findall(r"\bmake ([a-z]+)(?![\w-])", code)
    }


def paths_in(document: Path) -> list[str]:
    """The paths a document names: link targets, and code spans that look like a path of the
    project.
    """
    links = re.findall(r"\]\(([^)#\s]+)\)", document.read_text())
    pathlike = re.compile(
        r"[\w.*-]+(/[\w.*-]*)+|[\w*-]+\.(csv|cff|ini|ipynb|json|md|mplstyle|py|svg|toml|txt)"
    )
    found = [link for link in links if "://" not in link] + [
        span for span in code_in(document) if pathlike.fullmatch(span)
    ]
    return [path for path in found if re.search("[a-z]", path) and not path.startswith(GENERATED)]


def test_the_questions_that_are_measured_are_those_of_the_list_again(tmp_path):
    bench = runpy.run_path(str(ROOT / "benchmarks" / "bench_build.py"))
    project = bench["Project"](tmp_path, count=bench["FEW"] + 1)
    again = load_questions(project.root / LIST)
    assert not again.problems
    own = {question.id: question.parameters for question in load_questions(ROOT / LIST).sound}
    for question in again.sound[: bench["FEW"]]:
        assert question.parameters == own[question.id]


def test_the_docs_quote_what_was_measured_as_it_was_written_down():
    bench = runpy.run_path(str(ROOT / "benchmarks" / "bench_build.py"))
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text())
    page = (ROOT / "docs" / "building.md").read_text()
    assert bench["quoted"](page, results) == page
    assert (
        len(re.findall(r"^\| .+ \| .+ \| .* \|$", page.partition(bench["BEGIN"])[2], re.MULTILINE))
        > 8
    )
    assert [list(row.values()) for row in results["measures"]] == [
        list(row) for row in bench["table"](results["runs"])
    ]
    assert all(len(results["runs"][name]) >= 5 for name in ("cold build", "scripts", "one row"))


@pytest.mark.parametrize(
    "document",
    [path for path in DOCUMENTS if path != GUIDE],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_make_target_a_document_names_exists(document):
    assert targets_in(document) <= {name for name, public in TARGETS.items() if public}


def test_the_guide_to_a_record_of_its_own_names_targets_of_a_new_project():
    starter = ROOT / "analysis" / "starter"
    known = set(re.findall(r"^([a-z]+):", (starter / "Makefile").read_text(), re.MULTILINE))
    for document in (GUIDE, starter / "README.md"):
        assert targets_in(document) <= known


def test_the_readme_names_every_public_target():
    assert {name for name, public in TARGETS.items() if public} <= targets_in(ROOT / "README.md")


def test_make_help_lists_the_public_targets():
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {line.split()[1] for line in listed.stdout.splitlines()} == {
        name for name, public in TARGETS.items() if public
    }


def test_continuous_integration_calls_the_commands_of_the_readme():
    called = re.findall(r"^make .*$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert called == ["make reports", "make test"]
    assert set(called) <= set(code_in(ROOT / "README.md"))


def test_readme_and_docs_name_every_command_of_the_package_and_no_other():
    described = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    commands = set(
        re.findall(r"^  ([a-z-]+)", described.stdout.partition("Commands:")[2], re.MULTILINE)
    )
    named = {
        name
        for document in (ROOT / "README.md", *DOCS)
        for code in code_in(document)
        for name in re.findall(r"python -m analysis (?:--project \S+ )?([a-z-]+)", code)
    }
    assert named == commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_a_document_names_exists(document):
    missing = [
        path
        for path in paths_in(document)
        if not any(any(base.glob(path)) for base in (document.parent, ROOT))
    ]
    assert missing == []


def test_the_data_readme_explains_every_table_and_column():
    sections = dict(
        re.findall(
            r"^### `(\w+)\.csv`\n(.*?)(?=^##)", DATA_README.read_text(), re.MULTILINE | re.DOTALL
        )
    )
    resources = json.loads((ROOT / "data" / "datapackage.json").read_text())["resources"]
    assert list(sections) == [resource["name"] for resource in resources]
    for resource in resources:
        explained = set(re.findall(r"`(\w+)`", sections[resource["name"]]))
        assert {field["name"] for field in resource["schema"]["fields"]} <= explained, resource[
            "name"
        ]


def test_the_docs_list_every_module():
    listed = set(code_in(ROOT / "docs" / "package.md"))
    assert MODULES.keys() - {"__main__"} <= listed


def test_every_page_of_the_docs_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert [path.name for path in DOCS if f"](docs/{path.name})" not in readme] == []


def test_one_version_everywhere():
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert citation is not None
    assert citation[1] == analysis.__version__
    assert f"## {analysis.__version__}" in (ROOT / "CHANGELOG.md").read_text()


# Notebooks


def cells(notebook: Path, kind: str = "") -> list[dict]:
    every = json.loads(notebook.read_text())["cells"]
    return [
        {**cell, "source": "".join(cell["source"])}
        for cell in every
        if kind in ("", cell["cell_type"])
    ]


def templates(source: str) -> Iterator[str]:
    """The strings that a call of TEMPLATE_CALLS is given, without their {fields}."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in TEMPLATE_CALLS:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            words = (part for value in given for part in ([value, *getattr(value, "values", [])]))
            yield from (re.sub(r"\{[^{}]*\}", "", part.value) for part in words if is_text(part))


def target(node: ast.Assign | ast.AnnAssign) -> str:
    """The name that a statement of a parameters cell gives a value."""
    return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize(
    "source",
    [
        'say("572 were returned")',
        'prose.say("Twenty-eight of {total}")',
        'say(f"{x} of 92")',
        'draw(rows, alt="92 held")',
        'prose.answer("In the eleventh, {x}", x=x)',
        'say("In january, {x}", x=x)',
    ],
)
def test_a_number_typed_into_a_template_is_seen(source):
    assert [number for template in templates(source) for number in typed_numbers(template)]


def test_a_number_from_evidence_is_not_a_typed_one():
    source = 'say("{total_2017} were returned", total_2017=record.figure("kt-572"))'
    assert not [number for template in templates(source) for number in typed_numbers(template)]


def test_there_are_notebooks_to_check():
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_begins_with_words(self, notebook):
        assert cells(notebook)[0]["cell_type"] == "markdown"

    def test_holds_no_outputs(self, notebook):
        kept = [
            cell
            for cell in cells(notebook, "code")
            if cell["outputs"] or cell["execution_count"] is not None
        ]
        assert kept == []

    def test_defines_nothing(self, notebook):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        nodes = (
            node for cell in cells(notebook, "code") for node in ast.walk(ast.parse(cell["source"]))
        )
        assert [node.name for node in nodes if isinstance(node, kinds)] == []

    def test_has_short_cells(self, notebook):
        lengths = [
            sum(1 for line in cell["source"].splitlines() if line.strip())
            for cell in cells(notebook, "code")
            if "parameters" not in cell["metadata"].get("tags", [])
        ]
        assert statistics.median(lengths) <= 3
        assert max(lengths) <= 12

    def test_has_one_parameters_cell_with_a_comment_on_each_line(self, notebook):
        if notebook.stem == EXPLORE:
            return  # it answers no question: tests/build/test_notebooks.py
        tagged = [
            cell
            for cell in cells(notebook, "code")
            if "parameters" in cell["metadata"].get("tags", [])
        ]
        assert len(tagged) == 1
        source = tagged[0]["source"]
        statements = ast.parse(source).body
        assert all(isinstance(node, ast.Assign | ast.AnnAssign) for node in statements)
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        commented = [token.start[0] for token in tokens if token.type == tokenize.COMMENT]
        # The words for each finding, of the answer and of headings, go on below their comment.
        single = [node for node in statements if target(node) not in ("words", "sections")]
        assert [node.end_lineno for node in single] == [node.lineno for node in single]
        assert [node.lineno for node in statements] == commented

    def test_types_no_number_in_words_for_a_reader(self, notebook):
        words = [cell["source"] for cell in cells(notebook, "markdown")]
        # Every string but the ids and settings of the parameters cell: a template may stand apart
        # from its call.
        code = [
            cell
            for cell in cells(notebook, "code")
            if "parameters" not in cell["metadata"].get("tags", [])
        ]
        words += [
            node.value
            for cell in code
            for node in ast.walk(ast.parse(cell["source"]))
            if is_text(node)
        ]
        assert [number for each in words for number in typed_numbers(each)] == []


def words_in_code(source: str) -> Iterator[str]:
    """The string constants of a module, those of f-strings included, without docstrings and type
    comments.
    """
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and is_said(node)
    }
    yield from (
        node.value for node in ast.walk(tree) if is_text(node) and id(node) not in docstrings
    )


def is_said(node: Any) -> bool:
    return bool(node.body) and isinstance(node.body[0], ast.Expr) and is_text(node.body[0].value)


@pytest.mark.parametrize(
    "modules",
    [
        ["measures.findings"],
        ["measures.ledgers"],
        ["measures.conditions"],
        ["report.wording"],
        ["report.placeholders", "report.blocks"],  # of few words each
        ["report.quotations"],
        ["report.gap_words"],
        ["report.table_columns"],
        ["report.prose"],
    ],
    ids=" ".join,
)
def test_the_modules_that_put_words_before_a_reader_type_no_number(modules):
    found: list[str] = []
    for module in modules:
        found += words_in_code(MODULES[module].read_text())
    words = [each for each in found if " " in each and "\\" not in each]
    assert len(words) > 10
    assert {each: typed_numbers(each) for each in words if typed_numbers(each)} == {}


# The project speaks of itself alone

# In pieces, so that this file does not hold what it looks for.
STRANGERS = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:home|root|Users|wor" + r"k)/\w",
            r"py" + r"pi\.org",
            "python" + "hosted",
            r"anaconda\." + r"(?:org|com)",
            r"DESIGN" + r"\.md",
        ]
    )
)


def words_of(path: Path) -> str:
    return path.read_bytes().decode(errors="ignore")


@pytest.mark.parametrize(
    "text", ["/home" + "/someone/x", 'open("/wor' + 'k/main")', "https://py" + "pi.org/simple"]
)
def test_a_stranger_is_seen(text):
    assert STRANGERS.search(text)


def test_no_file_names_a_machine_or_a_package_registry():
    found = {
        path.relative_to(ROOT).as_posix(): STRANGERS.findall(words_of(path))
        for path in project_files()
    }
    assert {path: strangers for path, strangers in found.items() if strangers} == {}


def squash(text: str) -> str:
    """Only letters and digits: what stays the same under CSV and JSON quoting and re-wrapping."""
    return re.sub(r"[\W_]+", "", text)


def longest_run(text: str, source: str) -> int:
    """The length of the longest piece of `source` that stands in `text`, if it may be above
    LONGEST_RUN.
    """
    step = (
        LONGEST_RUN // 2
    )  # a run of two steps holds at least one whole block that starts on a step
    longest = 0
    for start in range(0, len(source) - step + 1, step):
        if (block := source[start : start + step]) not in text:
            continue
        left, right = start, start + step
        while left and source[left - 1] + block in text:
            left, block = left - 1, source[left - 1] + block
        while right < len(source) and block + source[right] in text:
            right, block = right + 1, block + source[right]
        longest = max(longest, right - left)
    return longest


def test_a_long_run_is_measured():
    source = "".join(f"word{n}" for n in range(400))
    assert longest_run("other" + source[150:700] + "other", source) == 550


def test_no_file_holds_a_long_piece_of_a_source(source_texts):
    sources = {name: squash(text) for name, text in source_texts.items()}
    runs = {
        (path.relative_to(ROOT).as_posix(), name): longest_run(text, source)
        for path in project_files()
        for text in [squash(words_of(path))]
        for name, source in sources.items()
    }
    assert {place: run for place, run in runs.items() if run >= LONGEST_RUN} == {}


def test_the_findings_in_the_readme_hold_no_number_that_the_record_does_not():
    found = (ROOT / "README.md").read_text().partition("## What was found")[2].partition("\n## ")[0]
    words = re.sub(r"\(figures/[^)]*\)|`[^`]*`|^[0-9]\. ", "", found, flags=re.M)
    record = Record.load(scope="record")
    known = [rates.share(record, record.figure("kt-1412"), record.figure("kt-1900")).label()]
    for figure in record.figures():
        known += [figure.label(), figure.span.exact, figure.period.words() if figure.period else ""]
    for source in map(record.source, record.tables["sources"].column("source_id")):
        known.append(source.published.words() if source.published else "")
    digits = set(re.findall(r"\d[\d.,]*\d|\d", " ".join(known)))
    stated = set(re.findall(r"\d[\d.,]*\d|\d", words))
    assert len(stated) > 10
    assert stated <= digits


# Locks


def locked(name: str) -> dict[str, str]:
    """The requirements of a lock, each with its marker, and what stands below it."""
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    return {block.partition(" \\")[0]: block for block in blocks}


def wanted(name: str) -> list[tuple[str, str]]:
    """The lines of an input file as (package, reason)."""
    lines = [
        line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"
    ]
    return [tuple(part.strip() for part in line.partition("#")[::2]) for line in lines]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_is_exact_and_has_a_hash(lock):
    loose = [
        pin
        for pin, block in locked(lock).items()
        if not re.match(r"[\w.-]+==\S+", pin) or "--hash=sha256:" not in block
    ]
    assert loose == []


@pytest.mark.parametrize("lock", ["requirements", "requirements-dev"])
def test_every_wanted_package_has_a_reason_and_a_pin(lock):
    pins = {pin.partition("==")[0] for pin in locked(f"{lock}.txt")}
    for package, reason in wanted(f"{lock}.in"):
        assert reason, package
        assert package in pins


def test_both_locks_pin_the_same_versions():
    runtime, dev = (
        {
            pin.partition("==")[0]: pin.partition(" ;")[0] for pin in locked(name)
        }  # for whatever systems
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert {
        name: pin for name, pin in dev.items() if name in runtime and runtime[name] != pin
    } == {}


def test_every_lint_exception_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    ruff = tomllib.loads(text)["tool"]["ruff"]["lint"]
    exceptions = {
        *ruff["ignore"],
        *(code for codes in ruff["per-file-ignores"].values() for code in codes),
    }
    reasons = "\n".join(line for line in text.splitlines() if "# " in line)
    assert {code for code in exceptions if f'"{code}"' not in reasons} == set()
