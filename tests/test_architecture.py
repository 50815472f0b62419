from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "mentorstats"

# The stations along the way of the data: each imports only those above it.  __init__ and cli may import them all.
ORDER = [
    "errors",
    "text",
    "own_files",
    "outputs",
    "formats",
    "rounding",
    "sharing",
    "problems",
    "grouped",
    "ids",
    "schema",
    "industry",
    "program",
    "exports",
    "tables",
    "suggest",
    "models",
    "questions",
    "analyses",
    "charts",
    "report",
    "simulation",
    "workspace",
    "cli",
    "__main__",
    "__init__",
]
# Within questions likewise.
QUESTIONS = [
    "contrasts",
    "results",
    "adjustment",
    "comparison",
    "spread",
    "fit",
    "model",
    "verdicts",
    "sentences",
    "primary",
    "naive",
    "robustness",
    "sensitivity",
    "certainty",
    "checks",
    "paragraphs",
    "answers",
    "mentee_flow",
    "__init__",
]
# A module is tested by the file of its name in the same place under tests; these have their tests in another one.
TESTED_IN = {
    "analyses/metrics.py": "analyses/test_overview.py",  # the numbers of a program, each as it may be told
    "charts/group_info.py": "charts/test_groups.py",  # what the figure of groups draws
    "exports/engines/columns.py": "exports/engines/test_reduce.py",  # the columns of sessions, which alone use it
    "exports/files/cell_kinds.py": "exports/files/csv/test_row_mending.py",  # where a row broke
    "exports/people/directory.py": "exports/people/test_identity.py",  # the steps by which one person is found
    "exports/people/look_alikes.py": "exports/people/test_identity.py",
    "exports/people/naming.py": "exports/people/test_identity.py",
    "formats.py": "report/test_format.py",
    "industry/industries.py": "industry/test_similarity.py",  # the one door to names and similarity
    "industry/nodes.py": "industry/test_names.py",  # the list of industries that names lead to
    "schema/platforms.py": "exports/test_platforms.py",  # each platform by an export of it
}
RANK = {name: place for place, name in enumerate(ORDER)}
DRAWS = {"charts", "report"}
PURE = {"formats", "grouped", "ids", "program", "tables", "models", "questions", "analyses"}
MOST_MODULES, MOST_LINES, MOST_FUNCTION_LINES = 15, 300, 50
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "tools"}
NETWORK = {"aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
           "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "websocket", "xmlrpc"}  # fmt: skip
READ_OR_WRITE = {"open", "print", "read_text", "read_bytes", "write_text", "write_bytes", "display"}


def room(path: Path, package: Path) -> str:
    """The name in ``ORDER`` of a module: its folder's, where it lies in one."""
    return path.relative_to(package).with_suffix("").parts[0]


def imported(path: Path, package: Path) -> Iterator[str]:
    """The dotted names that a module imports, anywhere in its text, relative ones made absolute."""
    home = [PACKAGE, *path.relative_to(package).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            source = [*base, *(node.module.split(".") if node.module else [])]
            if source == [PACKAGE]:
                yield from (f"{PACKAGE}.{alias.name}" for alias in node.names)
            else:
                yield ".".join(source)


def rooms_imported(path: Path, package: Path) -> set[str]:
    own = (name.split(".") for name in imported(path, package) if name.split(".")[0] == PACKAGE)
    return {parts[1] if len(parts) > 1 and parts[1] in RANK else "__init__" for parts in own}


def modules(package: Path) -> list[Path]:
    found = sorted(path for path in package.rglob("*.py") if "bundled" not in path.relative_to(package).parts)
    assert found, f"no module under {package.name}"
    return found


def upward(package: Path) -> list[str]:
    """Imports of a module that comes later in the order."""
    return [
        f"{path.relative_to(package).as_posix()} imports {name}"
        for path in modules(package)
        if room(path, package) not in {"cli", "__init__"}
        for name in sorted(rooms_imported(path, package))
        if name != room(path, package) and RANK[name] > RANK.get(room(path, package), -1)
    ]


def users_of(names: set[str], package: Path, *, allowed: set[str]) -> list[str]:
    return [
        f"{path.relative_to(package).as_posix()} imports {name}"
        for path in modules(package)
        if room(path, package) not in allowed
        for name in imported(path, package)
        if name.split(".")[0] in names
    ]


def calls(path: Path) -> set[str]:
    called = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}


def reading_or_printing(package: Path) -> list[str]:
    """Calls that read files, write them or print, in the modules that only compute."""
    return [
        f"{path.relative_to(package).as_posix()} calls {name}"
        for path in modules(package)
        if room(path, package) in PURE
        for name in sorted(calls(path))
        if name in READ_OR_WRITE or name.startswith(("read_csv", "read_excel", "to_csv", "to_excel", "to_json"))
    ]


def vague(package: Path) -> list[str]:
    return [path.name for path in modules(package) if path.stem in VAGUE or path.parent.name in VAGUE]


def circles(package: Path) -> list[list[str]]:
    """Groups of modules that import each other, directly or by way of others."""
    named = {".".join([PACKAGE, *path.relative_to(package).with_suffix("").parts]): path for path in modules(package)}
    named = {name.removesuffix(".__init__"): path for name, path in named.items()}
    arrows: dict[str, set[str]] = {name: set() for name in named}
    for name, path in named.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                arrows[name] |= {other if other in named else node.module for other in inside} & named.keys()
            elif isinstance(node, ast.Import):
                arrows[name] |= {alias.name for alias in node.names} & named.keys()
    arrows[PACKAGE] = set()
    reached = {name: reachable(name, arrows) for name in named}
    groups = {tuple(sorted(other for other in reached[name] if name in reached[other])) for name in named}
    return sorted(list(group) for group in groups if group)


def reachable(start: str, arrows: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(arrows[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += arrows[name]
    return seen


def too_large(package: Path) -> list[str]:
    """Folders with too many modules, modules with too many lines, functions that are too long."""
    large = []
    for folder in sorted({path.parent for path in modules(package)}):
        count = len([path for path in folder.glob("*.py") if path.stem not in {"__init__", "__main__"}])
        if count > MOST_MODULES:
            large.append(f"{folder.relative_to(package.parent).as_posix()}: {count} modules")
    for path in modules(package):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(package).as_posix()
        if text.count("\n") > MOST_LINES:
            large.append(f"{name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > MOST_FUNCTION_LINES:
                    large.append(f"{name} {node.name}: {length} lines")
    return large


@pytest.fixture(scope="module")
def package(checkout):
    return checkout / PACKAGE


@pytest.fixture
def made_up(tmp_path):
    """Write a package of the given modules."""

    def write(**texts: str) -> Path:
        folder = tmp_path / PACKAGE
        for name, text in texts.items():
            path = folder / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write


def test_the_order_names_every_station_and_no_other(package):
    assert sorted({room(path, package) for path in modules(package)} ^ RANK.keys()) == []


def test_a_station_imports_only_stations_above_it(package):
    assert upward(package) == []


def test_the_order_within_questions_names_every_module_and_is_kept(package):
    folder = package / "questions"
    places = {name: place for place, name in enumerate(QUESTIONS)}
    assert sorted({room(path, folder) for path in modules(folder)} ^ places.keys()) == []
    assert [
        f"{path.relative_to(folder).as_posix()} imports {name}"
        for path in modules(folder)
        for name in imported(path, package)
        if name.startswith(f"{PACKAGE}.questions.") and room(path, folder) != "__init__"
        if places.get(name.split(".")[2], -1) > places[room(path, folder)]
    ] == []


def test_no_modules_import_each_other_in_a_circle_types_included(package):
    assert circles(package) == []


def test_a_circle_is_found_where_only_types_are_imported(made_up):
    package = made_up(
        tables__in__pairs="from mentorstats.tables import dyads",
        tables__in__dyads="if TYPE_CHECKING:\n    from mentorstats.tables.pairs import Pair",
    )
    assert circles(package) == [["mentorstats.tables.dyads", "mentorstats.tables.pairs"]]


def test_a_folder_has_at_most_15_modules_a_module_300_lines_a_function_50(package):
    assert too_large(package) == []


def test_what_is_too_large_is_found(made_up, monkeypatch):
    package = made_up(tables="def long():\n    x = 1\n    return x\n", exports__in__load="", exports__in__read="")
    for name in ("MOST_MODULES", "MOST_LINES", "MOST_FUNCTION_LINES"):
        monkeypatch.setitem(globals(), name, 1)
    assert too_large(package) == ["mentorstats/exports: 2 modules", "tables.py: 3 lines", "tables.py long: 3 lines"]


@pytest.mark.parametrize(
    "text",
    [
        "from mentorstats.charts import show",
        "from mentorstats import charts",
        "import mentorstats.charts",
        "import mentorstats as ms",
        "from .charts import show",
        "from . import charts",
        "def late():\n    from mentorstats.charts import show",
    ],
)
def test_an_import_of_a_later_module_is_found(made_up, text):
    assert len(upward(made_up(exports=text))) == 1


def test_an_import_upward_out_of_a_folder_is_found_and_one_within_it_is_not(made_up):
    package = made_up(models__in__mixed="from ..questions import Answer\nfrom . import bounds", models__in__bounds="")
    assert upward(package) == ["models/mixed.py imports questions"]


def test_only_charts_and_the_report_import_plotly(package):
    assert users_of({"plotly"}, package, allowed=DRAWS) == []


def test_nothing_in_the_package_can_reach_a_network(package):
    assert users_of(NETWORK, package, allowed=set()) == []


def test_an_import_that_reaches_a_network_is_found(made_up):
    package = made_up(exports="import json\nfrom urllib.request import urlopen\nimport http.client")
    assert len(users_of(NETWORK, package, allowed=set())) == 2


def test_modules_that_compute_neither_read_nor_print(package):
    assert reading_or_printing(package) == []


def test_a_module_that_computes_and_prints_is_found(made_up):
    package = made_up(tables="import pandas as pd\nprint(pd.read_csv('x.csv'))", cli="print('fine')")
    assert reading_or_printing(package) == ["tables.py calls print", "tables.py calls read_csv"]


def test_modules_are_named_for_what_they_do(package, made_up):
    assert vague(package) == []
    assert vague(made_up(utils="", models__in__helpers="")) == ["helpers.py", "utils.py"]


def untested(package: Path, tests: Path) -> list[str]:
    """Modules without a test file of their name, and those named as tested elsewhere that have one or are not there."""
    names = [path.relative_to(package) for path in modules(package) if not path.name.startswith("__")]
    have = {name.as_posix() for name in names if (tests / name.parent / f"test_{name.name}").is_file()}
    elsewhere = {name for name, file in TESTED_IN.items() if (tests / file).is_file()}
    return sorted(({name.as_posix() for name in names} - have) ^ elsewhere)


def test_every_module_has_a_test_file_of_its_name_or_is_named_with_the_one_that_tests_it(package, checkout):
    assert untested(package, checkout / "tests") == []


def test_a_module_without_a_test_file_is_found(made_up, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_architecture.TESTED_IN", {"ids.py": "test_text.py"})
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_text.py").touch()
    assert untested(made_up(text="", ids="", models__in__fit=""), tmp_path / "tests") == ["models/fit.py"]


def foreign(path: Path) -> list[str]:
    """Folders of one machine that a file's text names; spelled in halves here, so that this file is clean."""
    text = path.read_bytes().decode("utf-8", errors="ignore")
    halves = [("/tm", "p/"), ("/wor", "k/"), ("share", "d/"), ("/roo", "t/"), ("/hom", "e/"), ("/User", "s/")]
    return [f"{path.name}: {first}{second}" for first, second in halves if first + second in text]


def test_no_file_names_a_folder_of_one_machine(checkout):
    if not (checkout / ".git").exists():
        pytest.skip("not a git checkout: which files belong to the project is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [checkout / name for name in listed.stdout.split("\0") if name]
    assert checkout / "pyproject.toml" in files
    assert [found for path in files if path.is_file() for found in foreign(path)] == []


def test_a_file_that_names_a_folder_of_one_machine_is_found(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("see /tm" + "p/notes")
    assert len(foreign(path)) == 1


def test_an_error_that_is_raised_on_purpose_is_one_that_a_notebook_shows_as_a_paragraph(package):
    """Those that are left are of the package's own making, or become a paragraph on their way."""
    own = {"schema/scales.py", "industry/build.py", "analyses/explore/model.py", "questions/model.py"}
    found = set()
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else None
            name = raised.func if isinstance(raised, ast.Call) else raised
            if isinstance(name, ast.Name) and name.id in {"ValueError", "TypeError", "OSError", "RuntimeError"}:
                found.add(path.relative_to(package).as_posix())
    assert found <= own
