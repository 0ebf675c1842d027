"""Decisions through the API: by an editor who signed in, with the token, on what was seen, all or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dateline.coding import Loaded
from dateline.desk.gate import MOST_BYTES
from dateline.desk.links import API
from dateline.desk.users import User, user_line
from dateline.store.store import open_store
from tests.desk.editing import cheap_hash, desk, fields
from tests.test_decisions import ALL, IDS, keep

PASSWORD = "correct horse battery"
CLAIM = f"{API}/claims/{IDS[0]}"
DECISIONS = f"{API}/decisions"
SET = {"action": "set", "subjects": [IDS[0]], "field": "kind", "value": "airstrike", "why": "read it again"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return keep(tmp_path / "s.sqlite", [ALL])


@pytest.fixture
def nobody(store: Path, tmp_path: Path, loaded: Loaded) -> TestClient:
    """A client of a desk with users, before it signs in."""
    users, hashed = tmp_path / "users.tsv", cheap_hash(PASSWORD)
    people = [User(name="Rana", role="editor", hashed=hashed), User(name="Lee", role="reader", hashed=hashed)]
    users.write_text("".join(f"{user_line(one)}\n" for one in people), encoding="utf-8")
    return desk(store, loaded.words, users)


@pytest.fixture
def editor(nobody: TestClient) -> TestClient:
    return signed_in(nobody, "Rana")


def signed_in(client: TestClient, name: str) -> TestClient:
    form = fields(client.get("/sign-in").text, "/sign-in")
    assert client.post("/sign-in", data={**form, "name": name, "password": PASSWORD}).status_code == 303
    return client


def post(client: TestClient, *asked: dict[str, Any], **headers: str) -> Any:
    token = client.get(f"{API}/session").json()["csrf"]
    told = {"X-CSRF": token, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.post(DECISIONS, json={"decisions": list(asked)}, headers=told)


def count(store: Path) -> int:
    with open_store(store, write=False) as opened:
        return len(opened.decisions())


def test_an_editor_decides_and_the_log_tells_it(editor: TestClient) -> None:
    told = editor.get(f"{API}/session").json()
    assert (told["user"], told["role"], told["decides"]) == ("Rana", "editor", True)
    made = post(editor, SET)
    assert made.status_code == 201
    (one,) = made.json()
    assert (one["by"], one["old"], one["new"], one["why"]) == ("Rana", "shelling", "airstrike", SET["why"])
    assert editor.get(CLAIM).json()["kind"] == "airstrike"
    log = editor.get(DECISIONS).json()
    assert log["items"] == [one]
    post(editor, {"action": "undo", "subjects": [one["decision"]], "why": "it was right"})
    assert editor.get(CLAIM).json()["kind"] == "shelling"
    first, second = editor.get(f"{DECISIONS}?limit=1"), editor.get(DECISIONS).json()["items"]
    assert first.json()["items"] == second[:1]
    assert [one["state"] for one in second] == ["undone", "in force"]
    assert editor.get(first.json()["next"]).json()["items"] == second[1:]


def test_all_of_them_or_none(editor: TestClient, store: Path) -> None:
    wrong = {**SET, "subjects": [IDS[1]], "value": "no such kind"}
    answer = post(editor, SET, wrong)
    assert answer.status_code == 422
    assert "no such kind" in answer.json()["detail"]
    assert count(store) == 0
    both = post(editor, SET, {**SET, "subjects": [IDS[1]]})
    assert [one["subject"] for one in both.json()] == [IDS[0], IDS[1]]


def test_what_has_changed_since_it_was_seen_is_not_decided_on(editor: TestClient, store: Path) -> None:
    seen = editor.get(CLAIM).headers["etag"]
    assert (
        post(editor, {"action": "accept", "subjects": [IDS[0]], "why": "so"}, If_Match=seen).status_code
        == 201
    )
    late = post(editor, SET, If_Match=seen)
    assert late.status_code == 412
    assert "has changed since you looked" in late.json()["detail"]
    assert post(editor, {**SET, "seen": "0" * 12}).status_code == 409
    assert post(editor, {"action": "alias", "subjects": ["x"], "why": "y"}, If_Match=seen).status_code == 422
    assert count(store) == 1
    assert post(editor, SET, If_Match=editor.get(CLAIM).headers["etag"]).status_code == 201


def test_nobody_else_decides(nobody: TestClient, store: Path) -> None:
    assert nobody.post(DECISIONS, json={"decisions": [SET]}).status_code == 401
    reader = signed_in(nobody, "Lee")
    assert reader.get(f"{API}/session").json()["decides"] is False
    assert post(reader, SET).status_code == 403
    assert count(store) == 0


def test_a_request_without_the_token_or_of_another_sort_is_refused(editor: TestClient, store: Path) -> None:
    token = editor.get(f"{API}/session").json()["csrf"]
    asked = {"decisions": [SET]}
    assert "X-CSRF" in editor.post(DECISIONS, json=asked).json()["detail"]
    assert editor.post(DECISIONS, json=asked, headers={"X-CSRF": "x" * 64}).status_code == 403
    form = {**{name: str(value) for name, value in SET.items()}, "csrf": token}
    assert editor.post(DECISIONS, data=form, headers={"X-CSRF": token}).status_code == 415
    large = {**SET, "why": "x" * (MOST_BYTES + 1)}
    assert post(editor, large).status_code == 413
    wrongs: list[object] = [
        {"decisions": []},
        {"decisions": [{**SET, "by": "Somebody"}]},
        [SET],
        {"decisions": [SET] * 51},
    ]
    for wrong in wrongs:
        assert editor.post(DECISIONS, json=wrong, headers={"X-CSRF": token}).status_code == 422
    said = editor.post(DECISIONS, content=b"{", headers={"X-CSRF": token, "Content-Type": "application/json"})
    assert said.status_code == 422
    assert said.headers["content-type"] == "application/problem+json"
    assert count(store) == 0
