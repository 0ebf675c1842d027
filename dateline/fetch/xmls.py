"""XML: feeds (RSS, Atom, RDF), NewsML-G2, NITF, and lists of feeds (OPML).

A document that declares entities is refused whole: they can swell it a millionfold or name files. Feeds are parsed
by feedparser, which never gets more than bytes in memory; the rest by lxml with entities and network off.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dateline.fetch.align import byte_places
from dateline.fetch.document import Limits, Part, Raw, problem, told
from dateline.fetch.fields import slug_of
from dateline.fetch.html import fragment_text, html_document, with_title
from dateline.fetch.markup import Source, declares_entities, decode_markup, xml_tree
from dateline.model import Told

if TYPE_CHECKING:
    from lxml import etree

_ROOT = re.compile(r"<(?![?!])(?:[\w.-]{1,40}:)?(?P<name>[\w.-]{1,40})")
_FEEDS = frozenset({"rss", "feed", "rdf"})
_NEWSML = frozenset({"newsitem", "newsmessage", "nitf"})
_ENTRY = re.compile(r"<(?P<close>/?)(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>])[^<>]*>")
_HARD_BYTES = 200_000
"""Feeds of more bytes are read in a process of their own, with limits."""

SUMMARY = "summary"
"""What is told of the extent of a text that its feed gives only a summary of."""

_PIECE = frozenset({"p", "h1", "h2", "h3", "h4", "li", "hl2", "td", "pre", "blockquote"})


def read_xml(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The articles in an XML file, by what its root element says it is."""
    source = decode_markup(raw.raw, raw.charset)
    if declares_entities(source.text):
        said = "it declares entities of its own, which can hide files or swell without bound; it was not read"
        yield problem(raw.where, "unsafe", said, "save it again without a DOCTYPE")
        return
    found = _ROOT.search(source.text[:20_000])
    root = found["name"].lower() if found is not None else ""
    if root in _FEEDS and len(raw.raw) > _HARD_BYTES:
        from dateline.fetch.guard import guarded

        yield from guarded("feed", raw, limits)
    elif root in _FEEDS:
        yield from read_feed(raw)
    elif root in _NEWSML:
        yield from _newsml(raw, source)
    elif root == "html":
        from dateline.fetch.html import read_html

        yield from read_html(raw, limits)
    elif root == "opml":
        yield problem(
            raw.where, "unsupported", "this is a list of feeds, not a report", "save the feeds themselves"
        )
    else:
        said = f"its root element is {root!r}, which is no feed and no NewsML" if root else "it is no XML"
        yield problem(raw.where, "unsupported", said, "save the article as a web page or .txt file")


def read_feed(raw: Raw) -> Iterator[Part]:
    """The entries of a feed, whatever its size: the work itself."""
    import feedparser

    source = decode_markup(raw.raw, raw.charset)
    try:
        found: Any = feedparser.parse(io.BytesIO(raw.raw), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as fault:
        said = f"it is no feed that can be read: {type(fault).__name__}"
        yield problem(raw.where, "unreadable", said, "check the file")
        return
    if found.bozo and not found.entries:
        shown = " ".join(str(found.get("bozo_exception", "")).split())[:100]
        yield problem(raw.where, "unreadable", f"it is no feed that can be read: {shown}", "check the file")
        return
    slices = _entries(source.text) if source.exact else []
    outer = raw.outermost()
    sliced = len(slices) == len(found.entries)
    places = (
        byte_places(source.text, (at for pair in slices for at in pair), source.encoding) if sliced else {}
    )
    feed_facts = (
        *told("outlet", found.feed.get("publisher"), "feed publisher"),
        *told("outlet", found.feed.get("title"), "feed title"),
    )[:1] + told("language", found.feed.get("language"), "feed language")
    if found.bozo:
        yield problem(
            raw.where,
            "unreadable",
            "the feed is damaged; entries up to the damage were read",
            "save it again",
        )
    summaries = empty = 0
    stem = raw.name.rpartition(".")[0] or raw.name
    for number, entry in enumerate(found.entries, start=1):
        text, facts, summary = _entry(entry)
        where = f"{raw.where}#{number}"
        if text is None:
            empty += 1
            continue
        summaries += summary
        one, cut = replace(raw, where=where, container=outer), source
        if sliced:
            first, last = slices[number - 1]
            start, end = places[first], places[last]
            one = replace(one, raw=raw.raw[start:end], start=start, end=end)
            cut = replace(source, text=source.text[first:last])
        else:
            one = replace(one, container=raw.container)
        outlet = any(fact.field == "outlet" for fact in facts)
        more = tuple(fact for fact in feed_facts if not (outlet and fact.field == "outlet"))
        made = html_document(one, cut, text, (*facts, *more), "feed")
        yield replace(made, name=_entry_name(entry) or f"{stem}-{number}")
    if empty:
        said = f"{empty} of its {len(found.entries)} entries hold no text"
        yield problem(raw.where, "empty", said, "save the articles that they link to")
    if summaries:
        said = f"{summaries} of its {len(found.entries)} entries hold only a summary of the article"
        yield problem(raw.where, "summary", said, "save the articles themselves to read all that they say")


def _entry(entry: Any) -> tuple[str | None, tuple[Told, ...], bool]:
    """The text of one entry, what it tells, and whether it is only a summary."""
    contents = [one.get("value") or "" for one in entry.get("content", ())]
    body = max(contents, key=len, default="")
    whole = bool(body.strip())
    text = fragment_text(body if whole else entry.get("summary") or "")
    source = entry.get("source")
    facts = (
        *told("title", fragment_text(entry.get("title") or ""), "feed entry title"),
        # By the dictionary's own look-up: the library's gives one date for the other where one is missing.
        *told("published", dict.get(entry, "published"), "feed entry date"),
        *told("modified", dict.get(entry, "updated"), "feed entry updated"),
        *told("byline", entry.get("author"), "feed entry author"),
        *told("url", entry.get("link"), "feed entry link"),
        *told("outlet", source.get("title") if source else None, "feed entry source"),
        # What tells a text that is only part of its article from an older version of it.
        *(() if whole else told("extent", SUMMARY, "feed entry summary")),
    )
    if not any(one.field == "published" for one in facts):
        # Atom gives only this where the entry was never published otherwise.
        facts = (*facts, *told("published", dict.get(entry, "updated"), "feed entry updated"))
    title = next((one.value for one in facts if one.field == "title"), None)
    return (with_title(title, text) if text else None), facts, not whole


def _entry_name(entry: Any) -> str | None:
    for value in (entry.get("link"), entry.get("id")):
        name = slug_of(value) if isinstance(value, str) else None
        if name is not None:
            return name
    return None


def _entries(text: str) -> list[tuple[int, int]]:
    """Where the entries of a feed stand; nothing where their tags do not pair off."""
    out = []
    opened: int | None = None
    for found in _ENTRY.finditer(text):
        if (opened is None) == bool(found["close"]):
            return []
        if opened is not None:
            out.append((opened, found.end()))
        opened = found.start() if opened is None else None
    return out if opened is None else []


def _newsml(raw: Raw, source: Source) -> Iterator[Part]:
    tree = xml_tree(source.text.removeprefix("\ufeff"))
    if tree is None:
        yield problem(raw.where, "unreadable", "it is no well-formed XML", "check the file")
        return
    items = [one for one in tree.iter() if _local(one) in ("newsItem", "nitf") and not _inside(one)]
    for number, item in enumerate(items, start=1):
        one = raw if len(items) == 1 else replace(raw, where=f"{raw.where}#{number}")
        text, facts = _news_item(item)
        if text is None:
            yield problem(one.where, "empty", "there is no text in this item", "leave it out")
            continue
        made = html_document(one, source, text, facts, "newsml-g2" if _local(item) == "newsItem" else "nitf")
        stem = raw.name.rpartition(".")[0] or raw.name
        yield made if len(items) == 1 else replace(made, name=f"{stem}-{number}")
        status = next((other.get("qcode") or "" for other in item.iter() if _local(other) == "pubStatus"), "")
        if status.rpartition(":")[2] in ("canceled", "withheld"):
            said = f"its publisher has marked it as {status.rpartition(':')[2]}"
            yield problem(one.where, "withdrawn", said, "leave it out unless the withdrawal itself matters")
    if not items:
        yield problem(
            raw.where, "unsupported", "it holds no news item with a text", "save the article's text"
        )


def _news_item(item: etree._Element) -> tuple[str | None, tuple[Told, ...]]:
    """The text of one NewsML-G2 or NITF item, and what it tells."""
    first: dict[str, etree._Element] = {}
    for one in item.iter():
        first.setdefault(_local(one), one)

    def words(*names: str) -> tuple[str, str]:
        for name in names:
            if name in first:
                said = " ".join("".join(first[name].itertext()).split()) or first[name].get("literal", "")
                if said:
                    return said, name
        return "", ""

    facts: list[Told] = []
    for field, names in (
        ("title", ("headline", "hl1", "title")),
        ("byline", ("by", "byline")),
        ("dateline", ("dateline",)),
        ("credit", ("creditline",)),
        ("outlet", ("provider", "publisher", "copyrightHolder", "distributor")),
        ("published", ("versionCreated", "contentCreated", "firstCreated")),
        ("modified", ("contentModified",)),
    ):
        value, name = words(*names)
        facts += told(field, value, f"NewsML {name}")
    if "date.issue" in first:
        facts += told("published", _nitf_date(first["date.issue"].get("norm", "")), "NITF date.issue")
    if "language" in first:
        facts += told("language", first["language"].get("tag"), "NewsML language")
    body = next(
        (first[name] for name in ("body.content", "inlineXML", "contentSet", "body") if name in first), None
    )
    text = "" if body is None else _blocks(body)
    title = next((one.value for one in facts if one.field == "title"), None)
    return (with_title(title, text) if text else None), tuple(facts)


def _blocks(body: etree._Element) -> str:
    """The paragraphs below an element; all its words where it has no paragraphs."""
    blocks = [one for one in body.iter() if _local(one) in _PIECE]
    inner = {id(one) for block in blocks for one in block.iter() if one is not block}
    lines = [" ".join("".join(one.itertext()).split()) for one in blocks if id(one) not in inner]
    if not lines:
        lines = [" ".join(line.split()) for line in "".join(body.itertext()).split("\n")]
    return "\n\n".join(line for line in lines if line)


def _nitf_date(value: str) -> str:
    found = re.match(r"(\d{4})(\d\d)(\d\d)", value)
    return "-".join(found.groups()) if found is not None else value


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _inside(element: etree._Element) -> bool:
    """Whether it lies in a news item: an NITF text is the body of its item."""
    return any(_local(one) == "newsItem" for one in element.iterancestors())
