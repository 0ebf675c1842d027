"""What the desk is told when it starts: by whom it may be asked, and what would else have to be looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dateline.words.tables import Words

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names under which this machine asks itself; a page of another site cannot make the browser send these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of one desk.

    ``now`` tells the time (aware); ``words`` are the word tables, loaded at the first page where ``None``.
    ``hosts`` are the names by which the desk answers, without a port. ``users`` is the file of those who may sign
    in; with ``None`` whoever sits at this machine is an editor. ``patience`` is how many seconds a page waits for the
    record that follows a decision before it shows the one before it and says so; with ``None`` as long as it takes.
    """

    now: Callable[[], dt.datetime]
    words: Words | None = None
    hosts: tuple[str, ...] = LOOPBACK
    users: Path | None = None
    patience: float | None = 5.0
