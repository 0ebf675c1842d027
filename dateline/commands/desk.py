"""``dateline desk``: serves the record of a store as a web page, on this machine alone."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.commands.shown import STORE, OldStore, now
from dateline.errors import SetupError, UsageError


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
    # Read here, a store that cannot be used is told at once, and the first page does not keep anybody waiting.
    app.state.records.current()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False
    )
    typer.echo(f"The desk is at http://127.0.0.1:{port}/ (Ctrl-C ends it)")
    try:
        uvicorn.Server(config).run()
    except SystemExit:
        # uvicorn has no other way to say that it could not listen.
        raise UsageError(f"Port {port} is taken: choose another with --port.") from None
    except KeyboardInterrupt:
        pass
