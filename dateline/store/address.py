"""Where a store is: in a file, or in a schema of a PostgreSQL server's database."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

from dateline.errors import UsageError

_SCHEMES = ("postgresql", "postgres")
SCHEMA = "dateline"
"""The schema of a database that a store is in where the address names none."""

Tls = Literal["disable", "prefer", "verify-full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A store in PostgreSQL. ``host`` is a name, a number, or the folder of a socket; ``None`` is this machine's own
    socket. ``password`` is left out of whatever shows it; without one ``PGPASSWORD`` counts."""

    database: str
    host: str | None = None
    port: int = 5432
    user: str | None = None
    password: str | None = None
    schema: str = SCHEMA
    tls: Tls = "prefer"

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        place = "" if self.host is None or self.host.startswith("/") else self.host
        port = f":{self.port}" if self.port != 5432 else ""
        schema = f"?schema={self.schema}" if self.schema != SCHEMA else ""
        return f"postgresql://{user}{place}{port}/{self.database}{schema}"

    def __repr__(self) -> str:
        return f"Server({self})"

    @property
    def name(self) -> str:
        """What a page calls it."""
        return self.database if self.schema == SCHEMA else f"{self.database}/{self.schema}"


Address = Path | Server
"""Where a store is."""


def read_address(text: str | Path | Server) -> Address:
    """The place that a text names: ``postgresql://USER@HOST:PORT/DATABASE?schema=NAME&tls=verify-full``, or a file.

    Raises:
        UsageError: it begins as the address of a server and is none.
    """
    if not isinstance(text, str):
        return text
    scheme, mark, _ = text.partition("://")
    if not mark or scheme.lower() not in _SCHEMES:
        return Path(text)
    try:
        parts = urlsplit(text)
        port = parts.port
        asked = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError as fault:
        raise UsageError(f"{_bare(text)} is no address of a store: {fault}.") from None
    database = unquote(parts.path.strip("/"))
    tls = asked.pop("tls", "prefer")
    schema, host = asked.pop("schema", SCHEMA), asked.pop("host", None)
    if not database or "/" in database:
        raise UsageError(f"{_bare(text)} names no database: write postgresql://USER@HOST/DATABASE.")
    if asked:
        raise UsageError(f"{_bare(text)}: {sorted(asked)[0]} is not known; schema, tls and host are.")
    if tls not in get_args(Tls):
        raise UsageError(f"{_bare(text)}: tls is one of {', '.join(get_args(Tls))}.")
    if not schema.isidentifier() or not schema.isascii() or schema.startswith("pg_"):
        raise UsageError(f"{_bare(text)}: a schema's name has plain letters, digits and underscores.")
    return Server(
        database=database,
        host=host or parts.hostname,
        port=port or 5432,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        schema=schema,
        tls="disable" if tls == "disable" else "verify-full" if tls == "verify-full" else "prefer",
    )


def beside(store: Address) -> Path:
    """The path that files kept beside a store are named after: the store's own, or for a server one in the folder, made
    where it is not there, that this machine keeps the state of programs in."""
    if isinstance(store, Path):
        return store
    folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "dateline"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    place = "".join(char if char.isalnum() else "-" for char in f"{store.host or 'local'}-{store.port}")
    return folder / f"{place}-{store.database.replace(os.sep, '-')}-{store.schema}"


def _bare(text: str) -> str:
    """An address without the password that may be in it."""
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
