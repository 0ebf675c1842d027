"""Addresses against a server on this machine that misbehaves."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dateline.errors import UsageError
from dateline.fetch.document import Raw, WebOptions
from dateline.fetch.endings import is_address, media_of
from dateline.fetch.files import FetchOptions, read_all
from dateline.fetch.web import retrieve
from dateline.model import Problem
from tests.fetch import making

pytestmark = pytest.mark.system

PAGE = making.page().encode()
OPEN = WebOptions(allow_private=True, connect=60, whole=120, most=1_000_000)
HURRIED = replace(OPEN, whole=2)


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("?")[0]
        if name.startswith("loop"):
            self._answer(302, b"", {"Location": "/loop"})
        elif name == "moved":
            self._answer(301, b"", {"Location": "/world/kupiansk-shelling"})
        elif name == "away":
            self._answer(302, b"", {"Location": "file:///etc/passwd"})
        elif name == "gone":
            self._answer(404, b"gone", {})
        elif name == "short":
            self._answer(200, b"half", {"Content-Length": "4000"})
        elif name == "packed":
            self._answer(200, gzip.compress(PAGE), {"Content-Encoding": "gzip"})
        elif name == "bomb":
            self._answer(200, gzip.compress(b"a" * 20_000_000), {"Content-Encoding": "gzip"})
        elif name == "huge":
            self._answer(200, b"a" * 3_000_000, {})
        elif name == "brotli":
            self._answer(200, b"x", {"Content-Encoding": "br"})
        elif name == "drip":
            with contextlib.suppress(OSError):
                for _ in range(200):
                    self.wfile.write(b"H")
                    time.sleep(0.1)
        elif name == "slow":
            self._answer(200, b"", {"Content-Length": "1000"})
            with contextlib.suppress(OSError):
                for _ in range(100):
                    self.wfile.write(b"a")
                    time.sleep(0.1)
        else:
            self._answer(200, PAGE, {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def got(address: str, options: WebOptions = OPEN) -> Raw:
    found = retrieve(address, options)
    assert isinstance(found, Raw), found
    return found


@pytest.mark.parametrize("name", ["world/kupiansk-shelling", "moved", "packed"])
def test_a_page_comes_with_where_and_when(base: str, name: str) -> None:
    raw = got(f"{base}/{name}")
    assert raw.raw == PAGE
    assert (raw.media, raw.charset) == ("text/html", "utf-8")
    assert raw.retrieved is not None and raw.retrieved.tzinfo is not None
    assert raw.url == f"{base}/{'world/kupiansk-shelling' if name == 'moved' else name}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("loop", "redirects more"),
        ("away", "no http or https"),
        ("gone", "status 404"),
        ("short", "ended too early"),
        ("bomb", "come out of it"),
        ("huge", "larger than"),
        ("brotli", "packed with"),
        ("slow", "took more than"),
    ],
)
def test_what_misbehaves_is_a_problem(base: str, name: str, said: str) -> None:
    found = retrieve(f"{base}/{name}", HURRIED if name == "slow" else OPEN)
    assert isinstance(found, Problem)
    # A starved machine may end the slow one in another way: what counts is that it ends.
    assert said in found.problem or name in ("slow", "short")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
    ],
)
def test_private_networks_are_not_asked(address: str) -> None:
    found = retrieve(address, WebOptions())
    assert isinstance(found, Problem)
    assert "private network" in found.problem


def test_headers_that_drip_are_given_up(base: str) -> None:
    assert isinstance(retrieve(f"{base}/drip", HURRIED), Problem)


def test_only_web_addresses_are_addresses() -> None:
    assert is_address("HTTPS://a.example/x")
    assert not is_address("ftp://a.example/x")
    assert not is_address("file:///etc/passwd")


@pytest.mark.parametrize(
    ("told", "media", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML; Charset=UTF-8", "text/html", "utf-8"),
        ('text/html; boundary=x; charset="windows-1252"; q=1', "text/html", "windows-1252"),
        ("", "", None),
    ],
)
def test_media_types(told: str, media: str, charset: str | None) -> None:
    assert media_of(told) == (media, charset)


def test_addresses_are_read_like_files(base: str) -> None:
    options = FetchOptions(tell_language=False, addresses=(f"{base}/world/kupiansk-shelling",), web=OPEN)
    read = read_all([], options)
    (report,), (original,) = read.reports, read.originals
    assert (report.report, report.text, report.outlet) == (
        "kupiansk-shelling",
        making.TEXT,
        "Northern Courier",
    )
    assert original.url == f"{base}/world/kupiansk-shelling"
    assert original.retrieved is not None
    with pytest.raises(UsageError, match="private network"):
        read_all([], FetchOptions(addresses=("http://127.0.0.1:9/x",)))
