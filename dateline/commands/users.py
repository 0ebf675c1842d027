"""``dateline users``: who may sign in at the desk."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from dateline.commands.shown import Json, print_json, say
from dateline.errors import UsageError

if TYPE_CHECKING:
    from dateline.desk.users import Role, User

users_app = typer.Typer(
    help="Say who may sign in at the desk ('dateline desk --users FILE').",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="As decisions will bear it.", show_default=False)]
File = Annotated[Path, typer.Option("--users", metavar="FILE", help="The file of users.")]
USERS = Path("users.tsv")


@users_app.command()
def add(
    name: Name,
    users: File = USERS,
    role: Annotated[str, typer.Option(metavar="ROLE", help="editor decides; reader looks.")] = "editor",
) -> None:
    """Add a person, or give one a new password or role; the password is asked for, or read from standard input."""
    from dateline.desk.users import Role, User, checked_name, hashed

    if role not in get_args(Role):
        raise UsageError(f"{role!r} is no role: choose editor or reader.")
    known = _read(users)
    made = User(
        name=checked_name(name), role=cast("Role", role), hashed=hashed(_password(), secrets.token_bytes(16))
    )
    _write(users, {**known, made.name: made})
    say(f"{made.name} may sign in as {role}, by {users}.")


@users_app.command()
def remove(name: Name, users: File = USERS) -> None:
    """Take a person out; a desk that runs lets them in no more."""
    known = dict(_read(users))
    if known.pop(name, None) is None:
        raise UsageError(f"{name!r} is not in {users}.")
    _write(users, known)
    say(f"{name} may no longer sign in.")


@users_app.command(name="list")
def list_all(users: File = USERS, as_json: Json = False) -> None:
    """List who may sign in, and as what."""
    found = sorted(_read(users).values(), key=lambda one: one.name)
    if as_json:
        print_json([{"name": one.name, "role": one.role} for one in found])
    for one in found if not as_json else ():
        say(f"{one.role:8}{one.name}")
    if not found and not as_json:
        say("Nobody may sign in yet.")


def _read(path: Path) -> Mapping[str, User]:
    from dateline.desk.users import read_users

    try:
        return read_users(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"The users' file {path} cannot be read: {fault}.") from None


def _write(path: Path, known: Mapping[str, User]) -> None:
    """Writes the file whole or not at all, for its owner alone."""
    from dateline.desk.users import user_line

    text = "# name\trole\thash; made by 'dateline users'\n" + "".join(
        f"{user_line(known[name])}\n" for name in sorted(known)
    )
    aside = None
    try:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(aside, path)
    except OSError as fault:
        if aside is not None:
            with contextlib.suppress(OSError):
                os.unlink(aside)
        raise UsageError(f"The users' file {path} cannot be written: {fault}.") from None


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
