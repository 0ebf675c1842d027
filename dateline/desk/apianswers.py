"""How the JSON API answers: bytes under their ETag, lists a page at a time.

In: a request and what it is answered with; out: the answer, 304 without a body where the request knows it already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from dateline.desk import apilists as lists
from dateline.desk.record import Record, Records
from dateline.publish.jsonl import by_incident, claim_json, incident_json


def record_of(request: Request) -> Record:
    """The record as one request sees it: the same from its beginning to its end."""
    if not hasattr(request.state, "record"):
        records: Records = request.app.state.records
        request.state.record = records.current()
    record: Record = request.state.record
    return record


def claim_told(name: str, record: Record) -> dict[str, Any]:
    """A claim of the record, a rejected one too, by its id."""
    return claim_json(record.claims[name], record.tables.codes)


def incident_told(name: str, record: Record) -> dict[str, Any]:
    """An incident of the record, by its id."""
    return incident_json(record.incidents[name], by_incident(record.run.revisions).get(name, ()))


def given_page(request: Request, entries: Iterable[lists.Entry], limit: int, cursor: str | None) -> Response:
    """A page with the address of the next, in the body and as a link."""
    page = lists.paged(entries, limit, cursor or None)
    address = None
    if page.cursor is not None:
        given = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        address = f"{request.url.path}?{urlencode([*given, ('cursor', page.cursor)])}"
    headers = {"Link": f'<{address}>; rel="next"'} if address else {}
    return answer(request, {"items": page.items, "total": page.total, "next": address}, headers)


def answer(
    request: Request, body: object, headers: Mapping[str, str] | None = None, *, status: int = 200
) -> Response:
    """A value as JSON."""
    return sent(request, _bytes(body), "application/json", headers or {}, status=status)


def etag(body: object) -> str:
    """The ETag of a value that is answered as JSON."""
    return _tag(_bytes(body))


def sent(
    request: Request, data: bytes, media: str, headers: Mapping[str, str], *, status: int = 200
) -> Response:
    """The bytes with their ETag, or 304 where the request knows them."""
    told = {**headers, "ETag": _tag(data), "Cache-Control": "private, no-cache"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if request.method == "GET" and (told["ETag"] in known or "*" in known):
        return Response(status_code=304, headers=told)
    return Response(data, status, media_type=media, headers=told)


def _bytes(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _tag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'
