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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit

from dateline import __version__
from dateline.fetch.document import Raw, WebOptions, problem
from dateline.fetch.endings import MEDIA, media_of
from dateline.fetch.fields import slug_of
from dateline.model import Problem
from dateline.versions.times import read_instant

AGENT = f"dateline/{__version__}"
_MOST_REDIRECTS = 5
_PIECE = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})
_LINGER = 0.2
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of the old network as seen from the new one (RFC 6052)."""


class Refused(Exception):
    """An address that is not asked, or an answer that is not taken; its text says why."""


Turn = Callable[[str], contextlib.AbstractContextManager[object]]
"""Held while an address is asked: it may wait for its turn, or raise :class:`Refused`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: its status, the address it was found at, and what tells it from a later answer.

    ``raw`` is there where the status is 200; ``retry_after`` is in seconds, or ``None`` where it tells nothing.
    """

    status: int
    url: str
    retrieved: dt.datetime
    etag: str | None = None
    modified: str | None = None
    retry_after: float | None = None
    raw: Raw | None = None


def retrieve(address: str, options: WebOptions) -> Raw | Problem:
    """What stands at an address now; where it was redirected, ``Raw.url`` is where it was found."""
    found = ask(address, options)
    if isinstance(found, Problem):
        return found
    if found.raw is None:
        said = f"it was not retrieved: the server answered with status {found.status}"
        return problem(shown(address), "unreadable", said, "check the address, or save the page")
    return found.raw


def ask(
    address: str,
    options: WebOptions,
    conditions: Mapping[str, str] = MappingProxyType({}),
    turn: Turn = contextlib.nullcontext,
) -> Answer | Problem:
    """Asks an address once, and whatever it redirects to; ``conditions`` are further headers of the request.

    ``turn`` is held for each request. What goes wrong is a problem; an answer that says no is an answer.
    """
    where = shown(address)
    end: float | None = None
    try:
        here = address
        for _ in range(_MOST_REDIRECTS + 1):
            with turn(here):
                # Counted from the first turn on: waiting for it is not the server's fault.
                end = end or time.monotonic() + options.whole
                status, headers, held = _ask(here, options, end, conditions)
            target = headers.get("Location")
            if status not in _MOVED or target is None:
                break
            here = urljoin(here, target)
        else:
            raise Refused(f"it redirects more than {_MOST_REDIRECTS} times")
        return _answer(where, here, (status, headers, held), options)
    except Refused as fault:
        return problem(
            where, "unreadable", f"it was not retrieved: {fault}", "check the address, or save the page"
        )
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as fault:
        said = " ".join(str(fault).split())[:120] or type(fault).__name__
        return problem(
            where, "unreadable", f"it was not retrieved: {said}", "try again later, or save the page"
        )


def shown(address: str) -> str:
    """An address as problems call it."""
    return "".join(char if char.isprintable() else "?" for char in address)[:300]


def _answer(
    where: str, here: str, got: tuple[int, http.client.HTTPMessage, bytes], options: WebOptions
) -> Answer:
    status, headers, held = got
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    raw = None
    if status == 200:
        media, charset = media_of(headers.get("Content-Type") or "")
        raw = Raw(
            where=where,
            name=(slug_of(here) or urlsplit(here).hostname or "page") + MEDIA.get(media, ""),
            raw=_unpacked(held, (headers.get("Content-Encoding") or "").strip().lower(), options.most),
            media=media,
            charset=charset,
            url=here,
            retrieved=now,
            retrieved_by=AGENT,
        )
    return Answer(
        status=status,
        url=here,
        retrieved=now,
        etag=headers.get("ETag"),
        modified=headers.get("Last-Modified"),
        retry_after=_seconds(headers.get("Retry-After"), now),
        raw=raw,
    )


def _seconds(told: str | None, now: dt.datetime) -> float | None:
    """The value of a Retry-After header: a number of seconds, or a date."""
    if told is None:
        return None
    if told.strip().isdecimal():
        return float(min(int(told.strip()[:9]), 10**8))
    moment = read_instant(told)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def _ask(
    address: str, options: WebOptions, end: float, conditions: Mapping[str, str]
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request and its answer, read to the limits."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("it is no http or https address")
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
        line = connection.sock
        watch = threading.Timer(max(0.1, end - time.monotonic() + 1), _hang_up, (line,))
        watch.daemon = True
        watch.start()
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        asked = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close", "Accept": "*/*"}
        asked |= conditions
        connection.request("GET", f"{path}?{query}" if query else path, headers=asked)
        answer = connection.getresponse()
        return answer.status, answer.headers, _body(answer, line, options, end)
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
        if not options.allow_private and not is_public(host):
            raise Refused("it is an address of a private network (--allow-private asks it all the same)")
    return hosts[0]


def is_public(host: str) -> bool:
    """Whether a numeric address lies in the public network, and so does the one that it may stand for."""
    address = ipaddress.ip_address(host.partition("%")[0])
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _TRANSLATED:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved
        for one in (address, *inner)
        if one is not None
    )


def _body(answer: http.client.HTTPResponse, line: socket.socket, options: WebOptions, end: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    told = answer.length
    if told is not None:
        # One byte more is asked for: what goes on beyond its told length is not whole as told.
        answer.length = told + 1
    while told is None or size < told:
        piece = answer.read1(_PIECE)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
        if size > options.most:
            raise Refused(f"it is larger than {options.most // 1_000_000 or 1} MB")
        if time.monotonic() > end:
            raise Refused(f"it took more than {options.whole:.0f} seconds")
    if told is not None and size < told:
        raise Refused("the answer ended too early")
    if told is not None and (size > told or (told > 0 and _goes_on(answer, line))):
        raise Refused("the answer is longer than it told")
    return b"".join(pieces)


def _goes_on(answer: http.client.HTTPResponse, line: socket.socket) -> bool:
    """Whether more comes on a connection that should have been closed; one that is merely left open is fine."""
    line.settimeout(_LINGER)
    try:
        return bool(answer.read1(1))
    except OSError:
        return False


def _unpacked(held: bytes, coding: str, most: int) -> bytes:
    if coding in ("", "identity"):
        return held
    if coding not in ("gzip", "x-gzip"):
        raise Refused(f"its answer is packed with {coding[:20]!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=31)
    out = unpacker.decompress(held, most + 1)
    if len(out) > most:
        raise Refused(f"more than {most // 1_000_000 or 1} MB come out of it")
    if not unpacker.eof:
        raise Refused("the answer ended too early")
    return out
