"""A web server on this machine that answers as it is told, or misbehaves."""

from __future__ import annotations

import contextlib
import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.fetch import making


@dataclass
class Site:
    """What stands where, and what was asked: each request's path and headers, and how many stood open at once."""

    base: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        site = self.server.site
        with site.lock:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            site.times.append(time.monotonic())
            site.open += 1
            site.most_open = max(site.most_open, site.open)
        try:
            with contextlib.suppress(OSError):
                self._serve(site)
        finally:
            with site.lock:
                site.open -= 1

    def _serve(self, site: Site) -> None:
        body = site.pages.get(self.path)
        fault = site.faults.get(self.path)
        if fault is not None:
            self._misbehave(fault, body or b"")
        elif body is None:
            self._answer(404, b"nothing here", {})
        else:
            tag = f'"{hash(body):x}"'
            if self.headers.get("If-None-Match") == tag:
                self._answer(304, b"", {"ETag": tag})
            else:
                self._answer(200, body, {"ETag": tag, "Content-Length": str(len(body))})

    def _misbehave(self, fault: str, body: bytes) -> None:
        name, _, value = fault.partition(" ")
        if name == "status":
            status, _, after = value.partition(" ")
            self._answer(int(status), b"", {"Retry-After": after} if after else {})
        elif name == "to":
            self._answer(302, b"", {"Location": value})
        elif name == "slow":
            self._answer(200, b"", {"Content-Length": "1000"})
            # Fifty seconds, unless whoever asked goes away: on a busy machine five were over before they were tried.
            for _ in range(1000):
                self.wfile.write(b"a")
                time.sleep(0.05)
        elif name == "truncated":
            self._answer(200, body[: len(body) // 2], {"Content-Length": str(len(body))})
        elif name == "longer":
            self._answer(200, body, {"Content-Length": str(len(body) // 2)})
        elif name == "bomb":
            self._answer(200, gzip.compress(b" " * 30_000_000), {"Content-Encoding": "gzip"})
        elif name == "huge":
            self._answer(200, b"a" * 3_000_000, {})
        elif name == "drop":
            self.connection.close()

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        kind = "text/html; charset=utf-8" if not self.path.endswith((".xml", ".txt")) else "text/xml"
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site


@contextlib.contextmanager
def serving(certificate: Path | None = None) -> Iterator[Site]:
    """A server for as long as the context lasts; with a certificate (and its key in one file) by TLS."""
    server = _Server(("127.0.0.1", 0), _Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    server.site = Site(base=f"{scheme}://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()


def rss(base: str, entries: dict[str, str], *, whole: bool = True) -> bytes:
    """A feed of entries (path to text), with the whole texts, or only the first sentence of each."""
    items = []
    for path, text in entries.items():
        title, _, body = text.partition("\n\n")
        paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
        inside = (
            f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>"
            if whole
            else f"<description>{body.partition('. ')[0]}.</description>"
        )
        items.append(
            f"<item><title>{title}</title><link>{base}{path}</link>"
            f"<pubDate>Tue, 04 Mar 2031 08:00:00 +0000</pubDate>{inside}</item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Courier</title>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


def article(text: str = making.TEXT, url: str = "") -> bytes:
    """A web page with this text, its first line as the headline."""
    title, _, body = text.partition("\n\n")
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    link = f'<link rel="canonical" href="{url}">' if url else ""
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{link}"
        '<meta property="og:site_name" content="Harbour Courier">'
        '<meta property="article:published_time" content="2031-03-04T08:00:00Z"></head>'
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"
    ).encode()
