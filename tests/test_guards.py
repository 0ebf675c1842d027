"""Every guard of ``make check`` is seen to fail on a planted fault, in a copy of the project."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, without the large data files: the guards read none of them."""
    target = tmp_path_factory.mktemp("project")
    heavy = shutil.ignore_patterns("__pycache__", "*.onnx", "*.sqlite", "*.geojson", "encoder")
    shutil.copytree(ROOT / "dateline", target / "dateline", ignore=heavy)
    shutil.copytree(ROOT / "scripts", target / "scripts", ignore=heavy)
    shutil.copy(ROOT / "pyproject.toml", target)
    # What `make types` found out about the standard library and our packages; without it mypy reads all of that first.
    if (ROOT / ".mypy_cache").is_dir():
        shutil.copytree(ROOT / ".mypy_cache", target / ".mypy_cache")
    return target


def guard(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = BIN / command[0]
    if not program.exists():
        pytest.skip(f"{command[0]} is not installed beside this Python")
    environment = {"PYTHONPATH": str(copy), "PATH": str(BIN), "HOME": str(copy)}
    return subprocess.run(
        [str(program), *command[1:]], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


class Planted:
    """A fault in one file of the copy, taken back at the end."""

    def __init__(self, path: Path, more: str) -> None:
        self.path, self.more = path, more

    def __enter__(self) -> None:
        self.before = self.path.read_bytes()
        self.path.write_bytes(self.before + self.more.encode())

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.before)


FORBIDDEN = [
    ("merge/merge.py", "import dateline.publish.record", "One way"),
    ("fetch/files.py", "import dateline.store.store", "One way"),
    ("model.py", "import dateline.errors", "One way"),
    ("control/__init__.py", "import sqlite3", "Stages do no input or output"),
    ("claim/__init__.py", "import socket", "Stages do no input or output"),
    ("cli.py", "import sqlite3", "Only the store speaks SQL"),
    ("desk/app.py", "import dateline.cli", "One way"),
    ("desk/record.py", "import sqlite3", "Only the store speaks SQL"),
]


@pytest.fixture(scope="module")
def told_of_imports(copy: Path) -> str:
    """What is told of a copy with all these imports in it: one look finds them all."""
    with contextlib.ExitStack() as planted:
        for module, line, _ in FORBIDDEN:
            planted.enter_context(Planted(copy / "dateline" / module, f"\n{line}\n"))
        result = guard(copy, "lint-imports", "--no-cache")
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize(("module", "line", "contract"), FORBIDDEN)
def test_import_contracts_can_fail(told_of_imports: str, module: str, line: str, contract: str) -> None:
    broken = [told for told in told_of_imports.splitlines() if " BROKEN" in told]
    assert [told for told in broken if told.startswith(contract)], told_of_imports
    # Below the contract's name, underlined, stand the imports that break it; the next contract's name ends them.
    (faults,) = re.findall(rf"^{contract}.*\n-+\n((?:(?!.*\n---).*\n)*)", told_of_imports, re.MULTILINE)
    importer = f"dateline/{module}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert f" {importer} -> {line.removeprefix('import ')} (l." in faults, told_of_imports


def test_import_contracts_hold(copy: Path) -> None:
    result = guard(copy, "lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout


def test_types_can_fail(copy: Path) -> None:
    path = copy / "dateline" / "errors.py"
    assert guard(copy, "mypy", "--strict", "dateline/errors.py").returncode == 0
    with Planted(path, "\n\ndef planted(value) -> int:\n    return 'words'\n"):
        result = guard(copy, "mypy", "--strict", "dateline/errors.py")
    assert result.returncode == 1
    assert "no-untyped-def" in result.stdout
    assert "return-value" in result.stdout


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (("ruff", "check", "--no-cache", "dateline/errors.py"), "\n\nimport os\n"),
        (("ruff", "format", "--no-cache", "--check", "dateline/errors.py"), "\n\nx = {'a':1}\n"),
    ],
)
def test_lint_and_format_can_fail(copy: Path, command: tuple[str, ...], fault: str) -> None:
    path = copy / "dateline" / "errors.py"
    assert guard(copy, *command).returncode == 0
    with Planted(path, fault):
        assert guard(copy, *command).returncode == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("one cell\n", "cells, and the header"),
        ("zzzz\tby hand\nzzzz\tby hand\n", "repeats line"),
        ("zzzz\t\n", "has no source"),
        ("zzzz\tby hand\n!\tby hand\n", "not sorted"),
        ("zzzz\tby hand", "line end"),
    ],
)
def test_data_checks_can_fail(copy: Path, fault: str, said: str) -> None:
    table = copy / "dateline" / "data" / "lexicon" / "en" / "abbreviations.tsv"
    with Planted(table, fault):
        result = guard(copy, "python", "scripts/check_data.py")
    assert result.returncode == 1
    assert said in result.stderr


@pytest.fixture(scope="module")
def with_places(copy: Path) -> Path:
    """The copy with its gazetteer, without which the word tables cannot be loaded."""
    places = Path("dateline", "data", "places", "places.sqlite")
    (copy / places).symlink_to(ROOT / places)
    return copy


def test_data_checks_hold(with_places: Path) -> None:
    result = guard(with_places, "python", "scripts/check_data.py")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        (
            "lexicon/en/triggers.tsv",
            "zzzz\tverb\t\tcapture\t0.5\t0.5\t\tThey left.\tThey stayed.\town\n",
            "'zzzz' is not found in 'They left.'",
        ),
        (
            "outlets/outlets.tsv",
            "zzzz\tZzzz\tSY\ten\tstate\tstate\tno-such-body\town\t\n",
            "'no-such-body', which is no actor",
        ),
    ],
)
def test_words_that_do_not_hold_fail(with_places: Path, table: str, row: str, said: str) -> None:
    with Planted(with_places / "dateline" / "data" / table, row):
        result = guard(with_places, "python", "scripts/check_data.py")
    assert result.returncode == 1
    assert said in result.stderr


def test_data_that_is_no_text_fails(copy: Path) -> None:
    table = copy / "dateline" / "data" / "lexicon" / "en" / "abbreviations.tsv"
    before = table.read_bytes()
    table.write_bytes(before + b"\xff\tby hand\n")
    result = guard(copy, "python", "scripts/check_data.py")
    table.write_bytes(before)
    assert result.returncode == 1
    assert "not UTF-8" in result.stderr


def test_missing_data_fails(tmp_path: Path) -> None:
    (tmp_path / "dateline" / "data").mkdir(parents=True)
    script = ROOT / "scripts" / "check_data.py"
    result = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "holds no .tsv file" in result.stderr


def test_documentation_check_can_fail(copy: Path) -> None:
    (copy / "docs").mkdir(exist_ok=True)
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    (copy / "docs" / "cli.md").write_text(page, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "export.md", copy / "docs")
    command = ("python", "scripts/build_docs.py", "--check")
    assert guard(copy, *command).returncode == 0, "docs are out of date: run 'make docs'"
    (copy / "docs" / "cli.md").write_text(page.replace("--redact ", "--hide "), encoding="utf-8")
    assert guard(copy, *command).returncode == 1
    (copy / "docs" / "cli.md").write_text(page, encoding="utf-8")
    columns = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    (copy / "docs" / "export.md").write_text(columns.replace("| `trigger` |", "| `word` |"), encoding="utf-8")
    assert guard(copy, *command).returncode == 1
