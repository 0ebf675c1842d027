"""Addresses on the web that the caller named to raw bytes, with the time of retrieval: the only use of the network.

Only http and https, only public addresses (unless the caller allows private ones), redirects to the same; a slow or
endless answer is given up. The address that is connected to is the one that was checked, so a name that points
elsewhere at second sight gains nothing. What goes wrong is a problem.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from urllib.parse import quote, urljoin, urlsplit

from dateline import __version__
from dateline.fetch.document import Raw, WebOptions, problem
from dateline.fetch.endings import MEDIA, media_of
from dateline.fetch.fields import slug_of
from dateline.model import Problem

AGENT = f"dateline/{__version__}"
_MOST_REDIRECTS = 5
_PIECE = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})


class _Refused(Exception):
    """An address that is not asked, or an answer that is not taken; its text says why."""


def retrieve(address: str, options: WebOptions) -> Raw | Problem:
    """What stands at an address now; where it was redirected, ``Raw.url`` is where it was found."""
    shown = "".join(char if char.isprintable() else "?" for char in address)[:300]
    end = time.monotonic() + options.whole
    try:
        here = address
        for _ in range(_MOST_REDIRECTS + 1):
            status, headers, held = _ask(here, options, end)
            target = headers.get("Location")
            if status not in _MOVED or target is None:
                break
            here = urljoin(here, target)
        else:
            raise _Refused(f"it redirects more than {_MOST_REDIRECTS} times")
        if status != 200:
            raise _Refused(f"the server answered with status {status}")
        media, charset = media_of(headers.get("Content-Type") or "")
        return Raw(
            where=shown,
            name=(slug_of(here) or urlsplit(here).hostname or "page") + MEDIA.get(media, ""),
            raw=_unpacked(held, (headers.get("Content-Encoding") or "").strip().lower(), options.most),
            media=media,
            charset=charset,
            url=here,
            retrieved=dt.datetime.now(dt.UTC).replace(microsecond=0),
            retrieved_by=AGENT,
        )
    except _Refused as fault:
        return problem(
            shown, "unreadable", f"it was not retrieved: {fault}", "check the address, or save the page"
        )
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as fault:
        said = " ".join(str(fault).split())[:120] or type(fault).__name__
        return problem(
            shown, "unreadable", f"it was not retrieved: {said}", "try again later, or save the page"
        )


def _ask(address: str, options: WebOptions, end: float) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request and its answer, read to the limits."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused("it is no http or https address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = _checked(parts.hostname, port, options)
    watch: threading.Timer | None = None
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=options.connect)
    try:
        # Connect to the address that was checked: asked again, the name might point elsewhere.
        plain = socket.create_connection((host, port), timeout=options.connect)
        if parts.scheme == "https":
            try:
                connection.sock = ssl.create_default_context().wrap_socket(
                    plain, server_hostname=parts.hostname
                )
            except BaseException:
                plain.close()
                raise
        else:
            connection.sock = plain
        watch = threading.Timer(max(0.1, end - time.monotonic() + 1), _hang_up, (connection.sock,))
        watch.daemon = True
        watch.start()
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        asked = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close", "Accept": "*/*"}
        connection.request("GET", f"{path}?{query}" if query else path, headers=asked)
        answer = connection.getresponse()
        return answer.status, answer.headers, _body(answer, options, end)
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()


def _hang_up(line: socket.socket) -> None:
    """Ends a connection whose server sends its headers a byte at a time: no single wait is too long for it."""
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _checked(name: str, port: int, options: WebOptions) -> str:
    """The address of a host; refused where any of its addresses is not a public one."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    hosts = [str(one[4][0]) for one in found]
    for host in hosts:
        if not options.allow_private and not ipaddress.ip_address(host.partition("%")[0]).is_global:
            raise _Refused("it is an address of a private network (--allow-private asks it all the same)")
    return hosts[0]


def _body(answer: http.client.HTTPResponse, options: WebOptions, end: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > options.most:
            raise _Refused(f"it is larger than {options.most // 1_000_000 or 1} MB")
        if time.monotonic() > end:
            raise _Refused(f"it took more than {options.whole:.0f} seconds")
    told = answer.headers.get("Content-Length")
    if told is not None and told.isdigit() and size < int(told):
        raise _Refused("the answer ended too early")
    return b"".join(pieces)


def _unpacked(held: bytes, coding: str, most: int) -> bytes:
    if coding in ("", "identity"):
        return held
    if coding not in ("gzip", "x-gzip"):
        raise _Refused(f"its answer is packed with {coding[:20]!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=31)
    out = unpacker.decompress(held, most + 1)
    if len(out) > most:
        raise _Refused(f"more than {most // 1_000_000 or 1} MB come out of it")
    if not unpacker.eof:
        raise _Refused("the answer ended too early")
    return out
