"""A desk over a store, with a browser that fills in its forms: what the tests of deciding share."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from html import unescape
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from dateline.desk.app import create_app
from dateline.desk.settings import Settings
from dateline.words.tables import Words

HOME = "http://127.0.0.1:8765"
NOON = dt.datetime(2031, 3, 8, 12, tzinfo=dt.UTC)
WHO = {"by": "A. Reader", "why": "read it again"}


class Clock:
    """A clock that goes a second on at each look, and is set on by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(seconds=1)
        return self.at


def desk(store: Path, words: Words, users: Path | None = None, clock: Clock | None = None) -> TestClient:
    """A browser before a new desk."""
    app = create_app(store, Settings(now=clock or Clock(), words=words, users=users, patience=None))
    return TestClient(app, base_url=HOME, follow_redirects=False)


def cheap_hash(password: str, salt: bytes = b"0123456789abcdef") -> str:
    """A password's line in a file of users, of the least cost: the desk works with the cost that stands in the line."""
    key = hashlib.scrypt(password.encode(), salt=salt, n=16, r=8, p=1, dklen=32)
    return "$".join(("scrypt", "4", "8", "1", *(base64.b64encode(part).decode() for part in (salt, key))))


def another(client: TestClient) -> TestClient:
    """Another browser before the same desk."""
    return TestClient(client.app, base_url=HOME, follow_redirects=False)


def fields(page: str, action: str) -> dict[str, str | list[str]]:
    """What a browser would send of the first form with that action, buttons aside."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found is not None, action
    told: dict[str, str | list[str]] = {}

    def put(name: str, value: str) -> None:
        before = told.get(name)
        told[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]

    for tag in re.finditer(r"<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>", found[1], re.DOTALL):
        kept = dict(re.findall(r'(\w+)="([^"]*)"', tag[1] or tag[2]))
        if kept.get("type") == "checkbox" and "checked" not in tag[1]:
            continue
        if "name" in kept:
            put(unescape(kept["name"]), unescape(tag[3] if tag[3] is not None else kept.get("value", "")))
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', found[1], re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inner)
        put(name, unescape(next((value for value, chosen in options if chosen), options[0][0])))
    return told


def send(
    client: TestClient, page: str, action: str, /, to: str | None = None, **changed: str | list[str]
) -> Any:
    """Fills in the form of a page and sends it."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.text
    return client.post(to or action, data={**fields(shown.text, action), **changed})
