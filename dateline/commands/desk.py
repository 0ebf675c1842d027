"""``dateline desk``: serves the record of a store as a web page, on this machine alone."""

from __future__ import annotations

import contextlib
import socket
from typing import Annotated

import typer

from dateline.commands.shown import STORE, OldStore, now, say
from dateline.errors import SetupError, UsageError

_HOST = "127.0.0.1"


def desk(
    store: OldStore = STORE,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port it answers on.")] = 8765,
) -> None:
    """Open the record in a browser: map, incidents, accounts side by side, every value with its sentence."""
    try:
        import uvicorn

        from dateline.desk.app import create_app
        from dateline.desk.settings import Settings
    except ModuleNotFoundError as fault:
        raise SetupError(f"The desk needs {fault.name}, which is not installed: run 'make setup'.") from None
    app = create_app(store, Settings(now=now))
    with _listening(port) as listening:
        say(f"Reading the record of {store} …", err=True)
        # Read here, a store that cannot be used is told at once, and the first page keeps nobody waiting.
        app.state.records.current()
        say(f"The desk is at http://{_HOST}:{port}/ (Ctrl-C ends it)")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    """A socket of this machine alone that listens on a port; raises UsageError where it is taken."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((_HOST, port))
        made.listen(128)
    except OSError:
        made.close()
        raise UsageError(f"Port {port} cannot be used: choose another with --port.") from None
    return made
