"""``dateline since``: what is new, changed, newly contested or newly admitted since a date or a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline import __version__
from dateline.commands.shown import STORE, Json, OldStore, Quiet, now, print_json, progress_bar, say

if TYPE_CHECKING:
    from dateline.store.moments import Moment


def since(
    when: Annotated[
        str | None,
        typer.Argument(
            metavar="DATE|RUN",
            help="A date, a time, the number of a run, or 'last'; with none, the runs are listed.",
            show_default=False,
        ),
    ] = None,
    store: OldStore = STORE,
    atom: Annotated[
        Path | None, typer.Option("--atom", metavar="FILE", help="Write the changes as an Atom feed too.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell what is new, changed, contested or admitted since a date or run."""
    from dateline import pipeline
    from dateline.errors import UsageError
    from dateline.publish.alerts import alert_lines, alerts_json
    from dateline.publish.atom import atom_feed
    from dateline.store.files import write_files

    if when is None:
        if atom is not None:
            raise UsageError("A feed needs a date or run to begin at, such as 'last'.")
        _list(pipeline.moments(store), as_json=as_json, quiet=quiet)
        return
    with progress_bar(quiet or as_json) as progress:
        changes = pipeline.since(store, when, progress)
    if atom is not None:
        write_files(atom.parent, {atom.name: atom_feed(changes, __version__, now())})
    if as_json:
        print_json(alerts_json(changes))
    elif not quiet:
        say("\n".join(alert_lines(changes)))


def _list(moments: tuple[Moment, ...], *, as_json: bool, quiet: bool) -> None:
    """Prints the runs that a store knows of."""
    from dateline.publish.alerts import instant

    before = (0, 0)
    rows = []
    for one in moments:
        rows.append(
            {
                "run": one.number,
                "at": instant(one.at),
                "reports": one.reading - before[0],
                "decisions": one.decision - before[1],
            }
        )
        before = (one.reading, one.decision)
    if as_json:
        print_json(rows)
    elif not quiet:
        for row in rows:
            told = f"{row['reports']} reports, {row['decisions']} decisions"
            say(f"{row['run']:>4}  {row['at'] or 'time not told':20}  {told}")
        if not rows:
            say("Nothing has been kept yet.")
