"""JSON and JSON lines: news-please, ninjs, JSON Feed, schema.org JSON-LD, and plain title/text/date/url.

Each article of a list is kept by itself, with its place in the file. A record that holds no article is counted,
and told once for the file.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dateline.fetch.align import align_markup, byte_places, json_runs
from dateline.fetch.document import Document, Limits, Part, Raw, problem, told
from dateline.fetch.fields import article, form_of, name_for
from dateline.fetch.jsonslices import elements
from dateline.fetch.markup import decode_markup
from dateline.fetch.pagemeta import article_nodes
from dateline.model import Told
from dateline.versions.times import read_moment

_SINGLY = 20
"""Broken lines of one file that are told one by one; the others are counted."""

_KNOWN = "use fields that docs/formats.md names, such as title, text, date and url"


def read_json(raw: Raw, limits: Limits) -> Iterator[Part]:
    """One article or a list of them."""
    source = decode_markup(raw.raw, "utf-8")
    text = source.text.removeprefix("\ufeff")
    marked = len(source.text) - len(text)
    try:
        around, found = elements(text)
        parts = list(found)
    except (ValueError, RecursionError) as fault:
        yield problem(
            raw.where, "unreadable", f"it is no JSON that can be read: {_short(fault)}", "check the file"
        )
        return
    alone = len(parts) == 1 and not around
    outer = raw.outermost()
    facts = (
        told("outlet", around.get("title"), "JSON Feed title")
        if "jsonfeed" in str(around.get("version"))
        else ()
    )
    encoding = source.encoding if source.exact else None
    # Where some bytes are no characters the places of the articles cannot be told: each then keeps the whole file.
    ends = (at + marked for part in parts for at in part[:2])
    places = byte_places(source.text, ends, source.encoding) if source.exact else {}
    passed = 0
    for number, (start, end, value) in enumerate(parts, start=1):
        one = raw
        if not alone:
            one = replace(raw, where=f"{raw.where}#{number}", told=(*raw.told, *facts))
            if places:
                first, last = places[start + marked], places[end + marked]
                one = replace(
                    one, raw=raw.raw[first:last], container=outer, start=first, end=last, charset=source.encoding
                )  # fmt: skip
        made = list(_articles(one, value, source.text if alone else text[start:end], encoding, number, alone))
        passed += not made
        yield from made
    if passed:
        yield _passed(raw, passed, len(parts))


def read_jsonl(raw: Raw, limits: Limits) -> Iterator[Part]:
    """One article a line; a broken or endless line is told, and the next one read."""
    number = passed = broken = at = 0
    with raw.stream() as stream:
        while line := stream.readline(limits.record + 1):
            number, start, at = number + 1, at, at + len(line)
            where = f"{raw.where}#{number}"
            if len(line) > limits.record and not line.endswith(b"\n"):
                while (more := stream.readline(1 << 20)) and not more.endswith(b"\n"):
                    at += len(more)
                at += len(more)
                said = f"this line is larger than {limits.record // 1_000_000 or 1} MB"
                yield problem(where, "unreadable", said, "split it into single reports")
                continue
            if not line.strip():
                continue
            held = line.rstrip(b"\r\n")
            try:
                text = held.decode("utf-8-sig")
                value = json.loads(text, strict=False)
            except (ValueError, RecursionError) as fault:
                broken += 1
                if broken <= _SINGLY:
                    said = f"it is no JSON that can be read: {_short(fault)}"
                    yield problem(where, "unreadable", said, "check the line")
                continue
            one = replace(raw, where=where, raw=held, opened=None, start=start, end=start + len(held))
            made = list(_articles(one, value, text, "utf-8", number, False))
            passed += not made
            yield from made
    if broken > _SINGLY:
        said = f"{broken} of its {number} lines are no JSON that can be read"
        yield problem(raw.where, "unreadable", said, "check the file")
    if passed:
        yield _passed(raw, passed, number)


def _articles(
    raw: Raw, value: object, text: str, encoding: str | None, number: int, alone: bool
) -> Iterator[Part]:
    """The articles in one JSON value; nothing where it holds none. Without an encoding there are no offsets."""
    if not isinstance(value, dict):
        return
    form = form_of(value)
    nodes: list[Mapping[str, object]] = [value]
    if form == "json-ld" or "@graph" in value:
        form, nodes = "json-ld", [one for one in article_nodes(value) if article(one, "json-ld")[0]]
    if form is None:
        return
    for node in nodes:
        words, facts = article(node, form)
        stem = raw.name.rpartition(".")[0] or raw.name
        name = None if alone and len(nodes) == 1 else name_for(facts, node, f"{stem}-{number}")
        if words is None:
            yield problem(raw.where, "empty", f"there is no text in this {form} record", "leave it out")
            continue
        offsets = align_markup(words, text, json_runs, encoding) if encoding is not None else ()
        kept, facts = _retrieved(raw, facts)
        yield Document(
            raw=kept, text=words, format=form, told=(*facts, *raw.told), name=name, encoding=encoding,
            offsets=offsets, no_offsets=None if offsets else "its words were not found as they are in its bytes",
        )  # fmt: skip
        if node.get("pubstatus") in ("canceled", "withheld", "stat:canceled", "stat:withheld"):
            said = f"its publisher has marked it as {node['pubstatus']}"
            yield problem(raw.where, "withdrawn", said, "leave it out unless the withdrawal itself matters")


def _retrieved(raw: Raw, facts: tuple[Told, ...]) -> tuple[Raw, tuple[Told, ...]]:
    """When whoever made the record fetched it, where that is told with its zone."""
    for one in facts:
        moment = read_moment(one.value) if one.field == "retrieved" else None
        if moment is not None and moment.tzinfo is not None and raw.retrieved is None:
            address = next((fact.value for fact in facts if fact.field == "url"), None)
            raw = replace(
                raw, retrieved=moment.astimezone(dt.UTC), retrieved_by=one.by, url=raw.url or address
            )
    return raw, facts


def _passed(raw: Raw, passed: int, total: int) -> Part:
    said = "it holds no article" if total == 1 else f"{passed} of its {total} records hold no article"
    return problem(raw.where, "unsupported", f"{said} in a form that is known", _KNOWN)


def _short(fault: Exception) -> str:
    return (
        "it is nested too deep" if isinstance(fault, RecursionError) else " ".join(str(fault).split())[:100]
    )
