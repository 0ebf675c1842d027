"""``dateline copy``: the records of one store into a new one, as from a file to a server."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.commands.shown import Json, Quiet, print_rows, progress_bar
from dateline.errors import UsageError
from dateline.store.address import read_address


def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A store: a file, or postgresql://HOST/DATABASE.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="A new store, of either kind.")],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy every record of a store, decisions and originals too, into a new one."""
    from dateline.store.hold import held
    from dateline.store.store import open_store

    here, there = read_address(source), read_address(target)
    if here == there:
        raise UsageError("FROM and TO are the same store.")
    with (
        open_store(here, write=False) as old,
        held(there),
        open_store(there) as new,
        progress_bar(quiet or as_json) as progress,
    ):
        rows = new.take_over(old, progress)
    print_rows([(name, number) for name, number in rows.items() if number], as_json=as_json, quiet=quiet)
