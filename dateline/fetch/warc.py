"""Web archives (WARC, gzipped or not): the pages in them, with the address and time they were retrieved.

Records are read one by one as a stream, each to a limit. What is no page (pictures, scripts, requests, pages that
were not found) is counted and told once for the archive.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from dateline.fetch.document import Limits, Part, Raw, problem
from dateline.fetch.endings import MEDIA, media_of
from dateline.fetch.fields import slug_of
from dateline.versions.times import read_moment

_SILENT = frozenset({"warcinfo", "request", "metadata", "conversion", "continuation"})


def read_warc(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The pages of a web archive, as raws with the media type that their server told."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    passed: Counter[str] = Counter()
    warned = io.StringIO()
    number = total = 0
    try:
        with raw.stream() as stream:
            records = ArchiveIterator(stream, check_digests=False)
            while (record := _next(records, warned)) is not None:
                number += 1
                if number > limits.members or total > limits.archive:
                    yield problem(
                        raw.where, "unreadable", f"it is too large: {number - 1} records were read", _SPLIT
                    )
                    break
                made = _record(raw, record, number, limits)
                if isinstance(made, str):
                    if made:
                        passed[made] += 1
                    continue
                if isinstance(made, Raw):
                    total += len(made.raw)
                yield made
    except (
        ArchiveLoadFailed,
        ValueError,
        OSError,
        EOFError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
    ) as fault:
        shown = " ".join(str(fault).split())[:100] or "it ends too early"
        said = f"it is damaged after {number} records: {shown}"
        yield problem(raw.where, "unreadable", said, "fetch it again; what came before was read")
    if warned.getvalue():
        said = "some records are not as long as they say, so what follows them may be lost"
        yield problem(raw.where, "unreadable", said, "fetch it again")
    if number == 0:
        yield problem(raw.where, "unreadable", "there is no record in it", "fetch it again")
    if passed:
        shown = ", ".join(
            f"{count} {what}" for what, count in sorted(passed.items(), key=lambda one: (-one[1], one[0]))
        )
        yield problem(
            raw.where, "passed_over", f"records that are no page: {shown[:300]}", "nothing need be done"
        )


def _next(records: Any, warned: io.StringIO) -> Any:
    """The next record, or ``None``; what the library would print goes to ``warned``."""
    with contextlib.redirect_stderr(warned):
        return next(records, None)


def _record(raw: Raw, record: Any, number: int, limits: Limits) -> Part | str:
    """A record as a raw, or what it is where it is passed over; empty for what belongs to every archive."""
    if record.rec_type in _SILENT:
        return ""
    if record.rec_type not in ("response", "resource"):
        return str(record.rec_type)
    headers = record.rec_headers
    address = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    http = record.http_headers
    if not address.startswith(("http://", "https://")):
        return "records without a web address"
    status = http.get_statuscode() if http is not None else "200"
    if status != "200":
        return f"answers with status {status[:3]}"
    kind = (http.get_header("Content-Type") if http is not None else headers.get_header("Content-Type")) or ""
    media, charset = media_of(kind)
    if media not in MEDIA or record.payload_length == 0:
        return media[:40] or "records of no media type"
    where = f"{raw.where}#{number}"
    coding = ((http.get_header("Content-Encoding") if http is not None else "") or "").strip().lower()
    if coding not in ("", "identity", "gzip", "deflate", "x-gzip"):
        return problem(where, "unreadable", f"its page is packed with {coding[:20]}", "save the page itself")
    try:
        held = record.content_stream().read(limits.document + 1)
    except (OSError, ValueError, EOFError) as fault:
        return problem(where, "unreadable", f"its page is damaged: {str(fault)[:80]}", "save the page itself")
    if len(held) > limits.document:
        said = f"its page is larger than {limits.document // 1_000_000 or 1} MB"
        return problem(where, "unreadable", said, "save the article's text as a .txt file")
    moment = read_moment(headers.get_header("WARC-Date") or "")
    return Raw(
        where=where,
        name=(slug_of(address) or f"{raw.name.partition('.')[0]}-{number}") + MEDIA[media],
        raw=held,
        media=media,
        charset=charset,
        url=address,
        retrieved=moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo is not None else None,
        retrieved_by="WARC-Date" if moment is not None and moment.tzinfo is not None else None,
        container=raw.container,
        depth=raw.depth,
    )


_SPLIT = "split it, or raise the limit"
