"""Who may use the desk: a file of names, roles and hashed passwords, one person a line.

In: the file's text, or a name with a password; out: users, or a line for the file. Passwords are hashed by scrypt
(RFC 7914) with a salt of their own; the figures that it was made with stand beside each hash, so that they can be
raised later. Nothing here tells why a sign-in failed, and an unknown name takes as long as a wrong password.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from dateline.errors import UsageError

Role = Literal["reader", "editor"]
"""A reader looks; an editor decides too."""

LEAST = 10
"""Characters that a password must have."""

MOST = 200
"""Characters that a password may have: a longer one is an attempt to keep the machine busy."""

_N, _R, _P = 15, 8, 2
"""scrypt: the binary logarithm of its cost, its block size and its passes: 32 MiB and about a fifth of a second."""

_MEMORY = 96 * 1024 * 1024
_NAME = re.compile(r"[^\W_](?:[\w.@' -]{0,62}[\w.])?\Z")
_NOBODY = "scrypt$15$8$2$AAAAAAAAAAAAAAAAAAAAAA==$" + "A" * 43 + "="
"""A hash that no password gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who may sign in: the name that decisions bear, the role, and the hash of the password."""

    name: str
    role: Role
    hashed: str


def read_users(text: str) -> Mapping[str, User]:
    """The users of a file by name: lines of ``name TAB role TAB hash``; blank lines and those with ``#`` are passed.

    Raises:
        UsageError: a line is malformed, or a name stands twice.
    """
    found: dict[str, User] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or cells[1] not in get_args(Role) or not cells[2].startswith("scrypt$"):
            raise UsageError(
                f"Line {number} of the users' file is not 'name TAB role TAB hash': make it with 'dateline users add'."
            )
        name = checked_name(cells[0])
        if name in found:
            raise UsageError(f"{name!r} stands twice in the users' file: keep one line.")
        found[name] = User(name=name, role="editor" if cells[1] == "editor" else "reader", hashed=cells[2])
    return found


def user_line(user: User) -> str:
    """A user's line in the file."""
    return f"{user.name}\t{user.role}\t{user.hashed}"


def checked_name(name: str) -> str:
    """The name, if it can be one; raises UsageError else."""
    if not _NAME.match(name):
        raise UsageError(
            f"{name!r} is no name of a user: letters, digits, blanks and . @ ' - , 64 characters at most."
        )
    return name


def hashed(password: str, salt: bytes) -> str:
    """A password's hash with all that it takes to compare another with it; ``salt`` is 16 random bytes.

    Raises:
        UsageError: the password is too short or too long.
    """
    if not LEAST <= len(password) <= MOST:
        raise UsageError(f"A password has {LEAST} to {MOST} characters.")
    parts = (str(_N), str(_R), str(_P), _text(salt), _text(_key(password, salt, _N, _R, _P)))
    return "$".join(("scrypt", *parts))


def allows(user: User | None, password: str) -> bool:
    """Whether a password is the user's; for nobody it takes as long, and is not."""
    if len(password) > MOST:
        return False
    try:
        _, n, r, p, salt, key = (user.hashed if user is not None else _NOBODY).split("$")
        found = _key(password, base64.b64decode(salt, validate=True), int(n), int(r), int(p))
        same = hmac.compare_digest(found, base64.b64decode(key, validate=True))
    except (ValueError, binascii.Error):
        return False
    return same and user is not None


def _key(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    raw = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(raw, salt=salt, n=1 << n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
