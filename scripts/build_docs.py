"""Rebuilds the parts of docs that the program itself tells; ``--check`` only compares.

In docs/cli.md each block after ``<!-- help: NAME -->`` is replaced by what ``dateline NAME --help`` prints, in
docs/export.md each table after ``<!-- columns: NAME -->`` by the columns of that sheet.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from dateline.cli import app
from dateline.export.sheets import COLUMNS, Column

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE, EXPORT = DOCS / "cli.md", DOCS / "export.md"
WIDTH = 100
_BLOCK = re.compile(r"<!-- help: (?P<name>[\w -]*) -->\n```text\n.*?```\n", re.DOTALL)
_COLUMNS = re.compile(r"<!-- columns: (?P<name>\w+) -->\n(?:\|[^\n]*\n)*")


def helps() -> dict[str, str]:
    """The help of the program (named ``dateline``), of each command, and of each command within one."""
    group = typer.main.get_command(app)
    if not isinstance(group, TyperGroup):
        raise SystemExit("docs/cli.md cannot be rebuilt: the program has no commands.")
    top = group.make_context("dateline", ["--help"], resilient_parsing=True, **_SIZE)
    out = {"dateline": group.get_help(top)}
    for name, command in sorted(group.commands.items()):
        context = command.make_context(name, [], parent=top, resilient_parsing=True, **_SIZE)
        out[name] = command.get_help(context)
        for inner, part in sorted(command.commands.items()) if isinstance(command, TyperGroup) else ():
            below = part.make_context(inner, [], parent=context, resilient_parsing=True, **_SIZE)
            out[f"{name} {inner}"] = part.get_help(below)
    return out


_SIZE: dict[str, Any] = {"terminal_width": WIDTH, "max_content_width": WIDTH}


def rebuilt(page: str) -> str:
    """The page with every help block as it is today; a command without a block gets one at the end."""
    told = helps()
    missing = [name for name in told if f"<!-- help: {name} -->" not in page]
    for name in missing:
        page += f"\n## {name}\n\n<!-- help: {name} -->\n```text\n```\n"

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in told:
            raise SystemExit(f"docs/cli.md documents {name!r}, which is no command.")
        lines = "\n".join(line.rstrip() for line in told[name].strip().splitlines())
        return f"<!-- help: {name} -->\n```text\n{lines}\n```\n"

    return _BLOCK.sub(block, page)


def with_columns(page: str) -> str:
    """The page with the table of each sheet's columns as they are today."""
    tables: dict[str, tuple[Column, ...]] = {str(name): columns for name, columns in COLUMNS.items()}

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in tables:
            raise SystemExit(f"docs/export.md documents {name!r}, which is no sheet.")
        rows = "".join(f"| `{one.name}` | {one.type} | {one.meaning} |\n" for one in tables[name])
        return f"<!-- columns: {name} -->\n| column | holds | meaning |\n|---|---|---|\n{rows}"

    return _COLUMNS.sub(block, page)


def main() -> int:
    """Rewrites the pages, or with ``--check`` returns 1 where one is out of date."""
    late = False
    for path, renew in ((PAGE, rebuilt), (EXPORT, with_columns)):
        page = path.read_text(encoding="utf-8")
        new = renew(page)
        late = late or new != page
        if "--check" not in sys.argv[1:]:
            path.write_text(new, encoding="utf-8")
        elif new != page:
            print(f"docs/{path.name} is out of date: run 'make docs'.", file=sys.stderr)
    return int(late and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
