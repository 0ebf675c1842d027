"""``dateline custody``: what a report was read from, hashed again, and where its claims' words stand in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.commands.shown import STORE, Json, OldStore, print_json, say

_NO_ORIGINAL = (
    "The store has kept no original of this report: it was added by an older dateline. Add it again."
)


def custody(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help="The name of a report.", show_default=False)
    ],
    store: OldStore = STORE,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the bytes it was read from to this file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what a report was read from, hash it again, and find every claim's words in it."""
    from dateline.custody import custody as custody_of
    from dateline.custody import kept_bytes, told_lines
    from dateline.store.codec import plain
    from dateline.store.files import write_files

    chains = custody_of(store, report)
    if as_json:
        print_json(plain(chains))
    else:
        say("\n\n".join("\n".join(told_lines(chain)) for chain in chains) or _NO_ORIGINAL)
    if save is not None:
        write_files(save.parent, {save.name: kept_bytes(store, report)})
    if any(chain.faults for chain in chains):
        raise typer.Exit(1)
