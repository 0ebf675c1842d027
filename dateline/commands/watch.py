"""``dateline watch``: asks the feeds of a list, again and again or once, and takes what is new into a store."""

from __future__ import annotations

import datetime as dt
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.commands.shown import Json, LastingStore, Quiet, now, progress_bar, say
from dateline.words.letters import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dateline.fetch.feedlist import Feed
    from dateline.fetch.feeds import Polled
    from dateline.watch import Watch, Watched

_LONGEST_SLEEP = 60.0
_SHOWN = 5


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.opml", help="A list of feeds.", show_default=False)],
    store: LastingStore,
    once: Annotated[bool, typer.Option("--once", help="Ask every feed that is due, and end.")] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Retrieve the articles that a feed only sums up.")
    ] = False,
    every: Annotated[
        int, typer.Option(metavar="MINUTES", min=1, help="The least time between two looks at a feed.")
    ] = 30,
    pause: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.0, help="The least time between two requests to a host.")
    ] = 1.0,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="How long one answer may take.")
    ] = 60.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask addresses of private networks too.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Watch feeds: take what is new in them into a store."""
    from dateline import watch as room
    from dateline.fetch.document import WebOptions
    from dateline.fetch.feeds import WatchOptions

    wanted, problems = room.load_feeds(feeds)
    options = WatchOptions(
        web=WebOptions(connect=min(15.0, timeout), whole=timeout, allow_private=allow_private),
        follow=follow,
        every=dt.timedelta(minutes=every),
        pause=pause,
    )
    # What ends a program in the background is as good an end as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not quiet:
        for problem in problems:
            say(f"dateline: {problem.where}: {problem.problem}", err=True)
    with room.alone(store), progress_bar(True) as progress:
        ward = room.Watch(
            store=store,
            options=options,
            progress=progress,
            tell=lambda polled, given: _tell(polled, given, as_json=as_json, quiet=quiet),
            clock=now,
            state=room.load_state(store),
        )
        done = _rounds(ward, wanted, once=once)
    _end(done, once=once, quiet=quiet or as_json)


def _rounds(ward: Watch, feeds: Sequence[Feed], *, once: bool) -> Watched | None:
    """Asks the feeds again and again; what the last round came to, ``None`` where it was ended between two."""
    from dateline.errors import StoreError

    try:
        while True:
            try:
                done = ward.round(feeds)
            except StoreError as fault:
                if once:
                    raise
                # Another process may be adding to the store: what was not kept is not known either, and asked again.
                say(f"dateline: {fault}", err=True)
                time.sleep(_LONGEST_SLEEP)
                continue
            if done.stopped or once:
                return done
            _sleep(ward, feeds)
    except KeyboardInterrupt:
        return None


def _sleep(ward: Watch, feeds: Sequence[Feed]) -> None:
    """Waits until a feed is due."""
    while (left := (ward.due(feeds) - now()).total_seconds()) > 0:
        time.sleep(min(left, _LONGEST_SLEEP))
    time.sleep(1)


def _end(done: Watched | None, *, once: bool, quiet: bool) -> None:
    """Says how it ended: 1 where a round that was to be whole was cut short."""
    stopped = done is None or done.stopped
    if stopped and not quiet:
        say("Stopped. What was read is in the store; the same command goes on from here.", err=True)
    if done is not None and not quiet and once:
        say(f"{done.asked} feeds asked, {done.new} reports new, {done.failed} feeds failed.")
    if stopped and once:
        raise typer.Exit(1)


def _tell(polled: Polled, given: int, *, as_json: bool, quiet: bool) -> None:
    """One line for a feed, as soon as what it gave is in the store."""
    import json

    from dateline.model import Problem

    if quiet:
        return
    after = polled.known.next
    # What was wrong with the feed itself stands in its own line.
    wrong = [one for one in polled.items if isinstance(one, Problem) and one.kind != "feed"]
    told = {
        "feed": polled.feed.url,
        "title": polled.feed.title,
        "outcome": polled.outcome,
        "entries": polled.entries,
        "new": polled.new,
        "changed": polled.changed,
        "followed": polled.followed,
        "vanished": polled.vanished,
        "texts": given,
        "said": polled.said,
        "problems": [{"where": one.where, "problem": one.problem, "remedy": one.remedy} for one in wrong],
        "next": None if after is None else after.isoformat(timespec="seconds"),
    }
    if as_json:
        typer.echo(escaped(json.dumps(told, ensure_ascii=False)))
        return
    counts = [f"{told[name]} {name}" for name in ("new", "changed", "followed", "vanished") if told[name]]
    rest = polled.said or ", ".join(
        [f"{polled.entries} entries", *counts] if polled.outcome == "read" else counts
    )
    when = "" if after is None else f"; next {after:%Y-%m-%d %H:%M} UTC"
    name = (polled.feed.title or polled.feed.url)[:60]
    say(f"{polled.outcome:13} {name}: {rest or 'nothing new'}{when}")
    for one in wrong[:_SHOWN]:
        say(f"  {one.where}: {one.problem}")
    if len(wrong) > _SHOWN:
        say(f"  and {len(wrong) - _SHOWN} more problems")
