"""What every command shares: its common options, the clock, and how tables, JSON and progress are printed."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.store.address import read_address
from dateline.words.letters import escaped, visible

if TYPE_CHECKING:
    from dateline.derived import Progress

# Of any type for typer, which knows no unions: what the parser gives is an ``Address``.
OldStore = Annotated[
    Any,
    typer.Option(
        "--store",
        metavar="FILE",
        help="The store: a file, such as the run.sqlite of a run's output folder, or postgresql://HOST/DATABASE.",
        parser=read_address,
    ),
]
NewStore = Annotated[
    Any,
    typer.Option(
        "--store",
        metavar="FILE",
        help="Lasting store, a file or postgresql://HOST/DATABASE: what it holds already is published too.",
        parser=read_address,
    ),
]
LastingStore = Annotated[
    Any,
    typer.Option(
        "--store",
        metavar="FILE",
        help="The lasting store, a file or postgresql://HOST/DATABASE.",
        parser=read_address,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but faults.")]

SNAPSHOT = "run.sqlite"
"""The store of a run that named none: written beside its outputs, replaced by the next run."""

OUT = Path("out")
STORE = OUT / SNAPSHOT

_STAGES = {
    "read": "Reading files",
    "code": "Reading reports",
    "recall": "Taking up claims",
    "copy": "Copying records",
    "merge": "Comparing accounts",
    "index": "Making the pages ready",
}


def now() -> dt.datetime:
    """The time, in UTC: the only look at a clock but that of retrieval (``fetch.web``)."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def say(text: str, *, err: bool = False) -> None:
    """Prints lines: whatever a report or a file name holds, a terminal gets nothing from it to obey."""
    typer.echo(visible(text), err=err)


def print_json(value: object) -> None:
    typer.echo(escaped(json.dumps(value, ensure_ascii=False, indent=2)))


def print_rows(rows: Sequence[tuple[str, int]], *, as_json: bool, quiet: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_json:
        print_json(dict(rows))
    elif not quiet:
        table = Table(show_header=False, box=None, pad_edge=False)
        table.add_column()
        table.add_column(justify="right")
        for label, number in rows:
            table.add_row(label, f"{number:,}")
        Console().print(table)


@contextlib.contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """A progress bar on standard error, where that is a terminal: how many, how fast, how long yet."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        """Reports a second, once that is known."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if not speed else f"{speed:.1f} a second")

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Bar(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        tasks = {name: bar.add_task(shown, total=None, visible=False) for name, shown in _STAGES.items()}

        def tell(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total, visible=total > 0)

        yield tell
