"""Attacks on the desk, each of which must fail."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dateline.coding import Loaded
from dateline.desk.gate import MOST_BYTES
from dateline.desk.links import API
from dateline.desk.sessions import COOKIE, IDLE, Sessions
from dateline.desk.users import User, user_line
from dateline.store.store import open_store
from tests.desk.editing import WHO, Clock, another, cheap_hash, desk, fields, send
from tests.test_decisions import ALL, IDS, keep

FIRST = f"/correct/{IDS[0]}"
PASSWORD = "correct horse battery"
HASHED = cheap_hash(PASSWORD)
SCRIPT = "\"'><script>alert(1)</script>\u202e{{7*7}}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return keep(tmp_path / "s.sqlite", [ALL])


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users.tsv"
    people = [User(name="Rana", role="editor", hashed=HASHED), User(name="Lee", role="reader", hashed=HASHED)]
    path.write_text("# who\n" + "".join(f"{user_line(one)}\n" for one in people), encoding="utf-8")
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(store: Path, users: Path, loaded: Loaded, clock: Clock) -> TestClient:
    return desk(store, loaded.words, users, clock)


@pytest.fixture
def alone(store: Path, loaded: Loaded) -> TestClient:
    """A desk without users, on this machine."""
    return desk(store, loaded.words)


def sign_in(browser: TestClient, name: str = "Rana", password: str = PASSWORD, to: str = "/queue") -> int:
    form = fields(browser.get("/sign-in", params={"next": to}).text, "/sign-in")
    return browser.post("/sign-in", data={**form, "name": name, "password": password}).status_code


def count(store: Path) -> int:
    with open_store(store, write=False) as opened:
        return len(opened.decisions())


@pytest.mark.parametrize("page", ["/", "/queue", "/search?q=x", "/decisions", "/reports/r0/original", FIRST])
def test_nobody_gets_in_without_signing_in(browser: TestClient, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")
    assert browser.get(page, headers={"HX-Request": "true"}).status_code == 401
    assert browser.post(page, data={"csrf": "x"}).status_code == 401


def test_signing_in_and_out(browser: TestClient, store: Path) -> None:
    assert sign_in(browser, password="wrong password") == 403
    assert sign_in(browser, name="Nobody") == 403
    assert sign_in(browser, password="x" * 5000) == 403
    assert sign_in(browser) == 303
    assert browser.get("/queue").status_code == 200
    assert send(browser, FIRST, FIRST, kind="airstrike", why="r", by="Somebody Else").status_code == 303
    with open_store(store, write=False) as opened:
        assert [one.by for one in opened.decisions()] == ["Rana"]
    kept = browser.cookies[COOKIE]
    assert send(browser, "/queue", "/sign-out").status_code == 303
    thief = another(browser)
    thief.cookies.set(COOKIE, kept)
    assert thief.get("/queue").status_code == 303


def test_the_session_changes_at_sign_in_and_a_planted_one_is_worth_nothing(browser: TestClient) -> None:
    planted = browser.get("/sign-in").cookies[COOKIE]
    victim = another(browser)
    victim.cookies.set(COOKIE, planted)
    assert sign_in(victim) == 303
    own = [one.value for one in victim.cookies.jar if one.name == COOKIE]
    assert any(value != planted for value in own)
    assert browser.get("/queue").status_code == 303


def test_the_cookie_is_out_of_reach(browser: TestClient) -> None:
    told = browser.get("/sign-in").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(told.split("; "))
    secure = TestClient(browser.app, base_url="https://127.0.0.1", follow_redirects=False)
    assert "Secure" in secure.get("/sign-in").headers["set-cookie"].split("; ")


def test_a_reader_decides_nothing(browser: TestClient, store: Path) -> None:
    assert sign_in(browser, "Lee") == 303
    page = browser.get(FIRST).text
    assert "You may look, and not decide" in page
    form = fields(page, FIRST)
    for address in (FIRST, "/queue", "/decisions", "/names", "/move", "/add/r0"):
        assert browser.post(address, data={**form, "kind": "airstrike", "why": "r"}).status_code == 403
    assert count(store) == 0


def test_whoever_is_taken_out_of_the_file_or_has_another_password_is_out(
    browser: TestClient, users: Path
) -> None:
    assert sign_in(browser) == 303
    text = users.read_text(encoding="utf-8")
    users.write_text(text.replace("Rana", "Rania"), encoding="utf-8")
    assert browser.get("/queue").status_code == 303
    users.write_text(text, encoding="utf-8")
    assert sign_in(browser) == 303
    users.write_text(text.replace(HASHED, cheap_hash("another password", b"x" * 16), 1), encoding="utf-8")
    assert browser.get("/queue").status_code == 303


def test_tries_are_counted(browser: TestClient, clock: Clock) -> None:
    for _ in range(5):
        assert sign_in(browser, password="wrong password") == 403
    assert sign_in(browser) == 429
    assert sign_in(browser, name="Lee") == 303
    clock.at += dt.timedelta(minutes=6)
    assert sign_in(another(browser)) == 303


def test_a_session_that_nobody_used_is_over(browser: TestClient, clock: Clock) -> None:
    assert sign_in(browser) == 303
    clock.at += IDLE - dt.timedelta(hours=1)
    assert browser.get("/queue").status_code == 200
    clock.at += IDLE + dt.timedelta(seconds=1)
    assert browser.get("/queue").status_code == 303


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb"])
def test_nobody_is_sent_elsewhere(browser: TestClient, goal: str) -> None:
    form = fields(browser.get("/sign-in", params={"next": goal}).text, "/sign-in")
    sent = {**form, "next": goal, "name": "Rana", "password": PASSWORD}
    assert browser.post("/sign-in", data=sent).headers["location"] == "/"


def test_no_form_without_its_token_is_taken(alone: TestClient, store: Path) -> None:
    page = alone.get(FIRST)
    form = {**fields(page.text, FIRST), **WHO, "kind": "airstrike"}
    strange = fields(another(alone).get(FIRST).text, FIRST)["csrf"]
    for address in (FIRST, "/queue", "/decisions", "/names", "/move", "/add/r0", "/sign-in", "/sign-out"):
        for token in ("", "x", strange, "é"):
            assert alone.post(address, data={**form, "csrf": token}).status_code == 403
    without = {name: value for name, value in form.items() if name != "csrf"}
    assert alone.post(FIRST, data=without).status_code == 403
    assert alone.post(FIRST, data=without, headers={"X-CSRF": str(form["csrf"])}).status_code == 303
    assert count(store) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"host": "evil.example"},
    ],
)
def test_no_form_from_another_site_is_taken(alone: TestClient, store: Path, headers: dict[str, str]) -> None:
    form = {**fields(alone.get(FIRST).text, FIRST), **WHO, "kind": "airstrike"}
    assert alone.post(FIRST, data=form, headers=headers).status_code == 403
    assert count(store) == 0


def test_only_small_forms_are_taken(alone: TestClient, store: Path) -> None:
    form = {**fields(alone.get(FIRST).text, FIRST), **WHO}
    assert alone.post(FIRST, data={**form, "kind": "x" * MOST_BYTES}).status_code == 413
    body = b"csrf=x&kind=" + b"x" * MOST_BYTES

    def parts() -> list[bytes]:
        return [body[n : n + 4096] for n in range(0, len(body), 4096)]

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert alone.post(FIRST, content=iter(parts()), headers=kind).status_code == 413
    assert alone.post(FIRST, data={**form, **{f"f{n}": "1" for n in range(600)}}).status_code == 400
    assert alone.post(FIRST, content=b"csrf=%ff%fe", headers=kind).status_code == 400
    assert alone.post(FIRST, json={"csrf": form["csrf"]}).status_code == 415
    assert alone.post(FIRST, files={"file": b"x"}).status_code == 415
    assert count(store) == 0


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "a%00b"]
)
def test_no_address_leads_out_of_the_record(alone: TestClient, name: str) -> None:
    for page in ("/add/", "/correct/", "/regroup/", "/reports/", "/static/", "/static/../"):
        answer = alone.get(page + name)
        assert answer.status_code in (404, 405)
        assert "root:" not in answer.text


def test_script_in_every_field_stays_text(alone: TestClient) -> None:
    pages = [
        alone.get("/search", params={"q": SCRIPT}),
        alone.get("/queue", params={"reason": SCRIPT, "task": SCRIPT}),
        alone.get("/decisions", params={"name": SCRIPT, "sort": SCRIPT}),
        alone.get("/sign-in", params={"next": SCRIPT}),
        alone.get("/add/r0", params={"quote": SCRIPT}),
    ]
    for page, action in (
        (FIRST, FIRST),
        ("/queue", "/queue"),
        ("/decisions", "/names"),
        ("/add/r0", "/add/r0"),
    ):
        form = fields(alone.get(page).text, action)
        hurt = {name: SCRIPT for name in form if name not in ("csrf", "claim", "task")}
        pages.append(alone.post(action, data={**form, **hurt, "do": "name"}))
    named = {**fields(alone.get(FIRST).text, FIRST), "kind": "airstrike", "why": SCRIPT, "by": SCRIPT}
    assert alone.post(FIRST, data=named).status_code == 303
    pages += [
        alone.get(page) for page in (FIRST, "/decisions", "/queue", "/reports/r0", f"/regroup/{IDS[0]}")
    ]
    for answer in pages:
        assert "<script>alert" not in answer.text
        assert not re.search(r'"\'>', answer.text)
        assert "\u202e" not in unescape(answer.text)
        assert ">49" not in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_memory_holds_no_cookie_and_so_many_sessions_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.desk.sessions._MOST", 3)
    sessions = Sessions(Clock())
    made = [sessions.sign_in(sessions.of(None), "Rana", "h") for _ in range(5)]
    assert [sessions.of(one.token).user for one in made] == [None, None, "Rana", "Rana", "Rana"]
    assert not {one.token for one in made} & set(sessions._kept)


def test_the_api_tells_a_program_to_sign_in_instead_of_leading_it_to_a_form(browser: TestClient) -> None:
    answer = browser.get(f"{API}/incidents", follow_redirects=False)
    assert (answer.status_code, answer.text) == (401, "Sign in first.\n")
