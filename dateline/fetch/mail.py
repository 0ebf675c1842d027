"""Mail messages and web pages saved as MHTML, both MIME: read by the standard library's parser.

A message gives its text and, as raws of their own, the files attached to it. Of an MHTML file the page at its root
is read. Parts in quoted-printable or base64 have no offsets back to the bytes.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, Message

from dateline.fetch.align import align, plain_runs
from dateline.fetch.document import UNMAPPED, Document, Limits, Part, Raw, problem, told
from dateline.fetch.html import page_text, with_title
from dateline.fetch.markup import decode_markup
from dateline.model import Told
from dateline.versions.times import read_moment

_MOST_PARTS = 1000
_MOST_BREAKS = 10_000
_MOST_HEADERS = 100_000
_HEADER = re.compile(rb"^[!-9;-~]{1,60}:", re.MULTILINE)
_OVERGROWN = "it has more parts or headers than any message has; it was not read"
_WRAPPED = (50, 80)
"""Lengths in characters between which a line was most likely broken by a mail program."""

_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
"""What the parser raises on messages made to trip it."""


def read_eml(raw: Raw, limits: Limits) -> Iterator[Part]:
    """A message's own text, then its attachments."""
    if _overgrown(raw.raw):
        yield problem(raw.where, "unsafe", _OVERGROWN, "save its text as a .txt file")
        return
    try:
        message = _message(raw)
        facts = _headers(message)
        title = next((one.value for one in facts if one.field == "title"), None)
        text, encoding, offsets = _body(message, raw, title)
        attached = list(_attached(message))
    except _BROKEN:
        yield problem(
            raw.where, "unreadable", "it is no mail message that can be read", "save its text as a .txt file"
        )
        return
    if len(attached) > _MOST_PARTS:
        said = f"it has {len(attached)} attachments; the first {_MOST_PARTS} were read"
        yield problem(raw.where, "unreadable", said, "save them one by one")
    if text:
        yield Document(
            raw=raw, text=text, format="eml", told=(*facts, *raw.told), encoding=encoding,
            offsets=offsets, no_offsets=None if offsets else UNMAPPED,
        )  # fmt: skip
    elif not attached:
        yield problem(raw.where, "empty", "there is no text in this message", "leave it out")
    outer = raw.outermost()
    for name, data in attached[:_MOST_PARTS]:
        yield Raw(
            where=f"{raw.where}/{name}", name=name, raw=data, container=outer, depth=raw.depth + 1
        )  # fmt: skip


def read_mhtml(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The page at the root of an MHTML file."""
    if _overgrown(raw.raw):
        yield problem(raw.where, "unsafe", _OVERGROWN, "save the article's text as a .txt file")
        return
    try:
        message = _message(raw)
        page = _root(message)
        content = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset() if page is not None else None
        address = message.get("Snapshot-Content-Location") or (page.get("Content-Location") if page else None)
        saved = read_moment(str(message.get("Date") or ""))
    except _BROKEN:
        page, content = None, None
    if page is None or not isinstance(content, bytes) or not content:
        yield problem(
            raw.where, "unreadable", "there is no web page in it", "save the article's text as a .txt file"
        )
        return
    if saved is not None and saved.tzinfo is not None:
        raw = replace(raw, retrieved=saved.astimezone(dt.UTC), retrieved_by="MHTML Date")
    web = (
        str(address).strip() if address and str(address).strip().startswith(("http://", "https://")) else None
    )
    text, facts = page_text(decode_markup(content, charset).text)
    if text is None:
        yield problem(
            raw.where, "empty", "no article was found on this page", "save the article's text as a .txt file"
        )
        return
    yield Document(
        raw=replace(raw, url=raw.url or web),
        text=text,
        format="mhtml",
        told=(*facts, *raw.told),
        no_offsets=UNMAPPED,
    )


def _overgrown(raw: bytes) -> bool:
    """Whether there are more parts or headers than any message has: the parser would take minutes over them."""
    return raw.count(b"\n--") > _MOST_BREAKS or sum(1 for _ in _HEADER.finditer(raw)) > _MOST_HEADERS


def _message(raw: Raw) -> EmailMessage:
    found = email.message_from_bytes(raw.raw, policy=email.policy.default)
    if not isinstance(found, EmailMessage):
        raise TypeError("no message")
    return found


def _headers(message: EmailMessage) -> tuple[Told, ...]:
    subject = re.sub(
        r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", "", str(message.get("Subject") or ""), flags=re.IGNORECASE
    )
    sender = message.get("From")
    names = [one.display_name for one in sender.addresses] if sender is not None else []
    return (
        *told("title", subject, "mail Subject"),
        *told("published", str(message.get("Date") or ""), "mail Date"),
        *told("byline", ", ".join(name for name in names if name), "mail From"),
    )


def _body(message: EmailMessage, raw: Raw, title: str | None) -> tuple[str, str | None, tuple[int, ...]]:
    """The message's own text under its title, and its offsets where it stands plainly in the bytes."""
    part = message.get_body(preferencelist=("plain", "html"))
    content = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(content, bytes):
        return "", None, ()
    source = decode_markup(content, part.get_content_charset())
    if part.get_content_subtype() == "html":
        found = page_text(source.text)[0]
        return with_title(title, found) if found else "", None, ()
    text = _unwrapped(source.text)
    if not text:
        return "", None, ()
    text = with_title(title, text)
    encoded = str(part.get("Content-Transfer-Encoding") or "7bit").strip().lower()
    if encoded not in ("7bit", "8bit", "binary") or not source.exact:
        return text, None, ()
    try:
        whole = raw.raw.decode(source.encoding)
    except UnicodeDecodeError:
        return text, None, ()
    return text, source.encoding, align(text, whole, plain_runs(whole), source.encoding)


def _unwrapped(text: str) -> str:
    """Paragraphs of plain text, put together where a mail program has broken their lines."""
    out: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        wrapped = len(lines) > 1 and all(_WRAPPED[0] <= len(line) <= _WRAPPED[1] for line in lines[:-1])
        out += [" ".join(lines)] if wrapped else lines
    return "\n\n".join(out)


def _attached(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of the files attached, forwarded messages among them."""
    for number, part in enumerate(message.iter_attachments(), start=1):
        name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
        name = "".join(char if char.isprintable() else "?" for char in name)[:100]
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            held = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(held, Message):
                yield name or f"message-{number}.eml", held.as_bytes()
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and name:
            yield name, content


def _root(message: EmailMessage) -> EmailMessage | None:
    """The first part that is a web page."""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            return None
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and isinstance(
            part, EmailMessage
        ):
            return part
    return None
