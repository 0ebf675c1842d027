"""``dateline desk``: serves the record of a store as a web page; on this machine alone, unless users are told."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dateline.commands.shown import STORE, OldStore, now, progress_bar, say
from dateline.errors import SetupError, UsageError


def desk(
    store: OldStore = STORE,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port it answers on.")] = 8765,
    users: Annotated[
        Path | None,
        typer.Option("--users", metavar="FILE", help="Who may sign in, as 'dateline users add' writes it."),
    ] = None,
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="The address it listens at; beyond this machine with --users."),
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="A name under which browsers reach it; once for each."),
    ] = None,
) -> None:
    """Open the record in a browser: map, incidents, accounts side by side, every value with its sentence."""
    try:
        import uvicorn

        from dateline.desk.app import create_app, make_ready
        from dateline.desk.settings import Settings
    except ModuleNotFoundError as fault:
        raise SetupError(f"The desk needs {fault.name}, which is not installed: run 'make setup'.") from None
    app = create_app(store, Settings(now=now, users=users, hosts=answering(host, name or (), users)))
    if users is not None and not app.state.door.users():
        raise UsageError(f"Nobody may sign in by {users}: add somebody with 'dateline users add'.")
    with _listening(host, port) as listening:
        say(f"Reading the record of {store} …", err=True)
        # Read here, a store that cannot be used is told at once, and the first page keeps nobody waiting.
        with progress_bar(False) as progress:
            make_ready(app.state.records, progress)
        say(f"The desk is at http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl-C ends it)")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens at an address and a port; raises UsageError where it is taken."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError:
        made.close()
        raise UsageError(
            f"Port {port} of {host} cannot be used: choose another with --port, or look to --host."
        ) from None
    return made


def answering(host: str, names: Sequence[str], users: Path | None) -> tuple[str, ...]:
    """The names by which a desk answers that listens at an address.

    Raises:
        UsageError: others could reach it, and nobody would have to sign in, or no name is told for it.
    """
    from dateline.desk.settings import LOOPBACK

    told = tuple(name.casefold() for name in names)
    try:
        at = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise UsageError(
            f"--host {host!r} is no address: give that of a network card, such as 10.0.0.5."
        ) from None
    if at.is_loopback and not told:
        return LOOPBACK
    if users is None:
        raise UsageError(
            "Beyond this machine the desk is only for those who sign in: name them with --users FILE "
            "('dateline users add' makes it)."
        )
    if at.is_loopback:
        return (*LOOPBACK, *told)
    if at.is_unspecified and not told:
        raise UsageError(f"--host {host} is every address: say under which name it is reached, with --name.")
    own = () if at.is_unspecified else (f"[{at}]" if at.version == 6 else str(at),)
    return (*own, *told)
