"""What a web page tells about itself, each value with what tells it: JSON-LD, meta tags, links, headings.

In comes the tree of a page; out come ``Told`` values, not yet compared with one another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dateline.fetch.document import told
from dateline.model import Told

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLES = ("article", "posting", "newsarticle", "report", "pressrelease", "webpage")
_META = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "og:site_name": "outlet",
    "application-name": "outlet",
    "dc.publisher": "outlet",
    "article:published_time": "published",
    "og:article:published_time": "published",
    "datepublished": "published",
    "dc.date.issued": "published",
    "dcterms.created": "published",
    "parsely-pub-date": "published",
    "sailthru.date": "published",
    "pubdate": "published",
    "author": "byline",
    "article:author": "byline",
    "parsely-author": "byline",
    "dc.creator": "byline",
    "og:url": "url",
    "og:locale": "language",
    "content-language": "language",
    "article:modified_time": "modified",
    "og:updated_time": "modified",
}
_MOST_JSON = 2_000_000
_MOST_NODES = 20_000


def page_facts(tree: HtmlElement) -> tuple[tuple[Told, ...], str | None]:
    """Everything the page tells, the surest first, and the body of the article where JSON-LD holds one."""
    out: list[Told] = []
    body: str | None = None
    nodes = list(_linked_data(tree))
    for node in sorted(nodes, key=_kind_order)[:1]:
        facts, body = article_facts(node)
        out.extend(facts)
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip()
        name = _META.get((key or element.get("http-equiv") or "").lower())
        value = element.get("content") or ""
        if name == "byline" and value.startswith(("http://", "https://")):
            continue
        if name is not None:
            shown = f"meta {key or element.get('http-equiv')}"
            out.extend(told(name, value.replace("_", "-") if name == "language" else value, shown))
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            out.extend(told("url", element.get("href"), "link canonical"))
    out.extend(told("language", tree.get("lang") or tree.get("xml:lang"), "html lang"))
    out.extend(_headings(tree))
    return tuple(dict.fromkeys(out)), body


def article_facts(node: Mapping[str, object]) -> tuple[tuple[Told, ...], str | None]:
    """What a schema.org article tells, and its body where it holds one."""
    kind = next(iter(_types(node)), "article")
    out: list[Told] = []
    for key, name in (
        ("headline", "title"),
        ("datePublished", "published"),
        ("inLanguage", "language"),
        ("dateModified", "modified"),
        ("creditText", "credit"),
        ("dateline", "dateline"),
    ):
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("alternateName") or value.get("name") if isinstance(value, dict) else value
        out.extend(told(name, value, f"JSON-LD {kind} {key}"))
    if not node.get("headline"):
        out.extend(told("title", node.get("name"), f"JSON-LD {kind} name"))
    for key, name in (("publisher", "outlet"), ("author", "byline"), ("creator", "byline")):
        names = _names(node.get(key))
        if names:
            out.extend(told(name, ", ".join(names), f"JSON-LD {kind} {key}"))
    page = node.get("mainEntityOfPage")
    for value, key in ((page, "mainEntityOfPage"), (node.get("url"), "url")):
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            out.extend(told("url", value, f"JSON-LD {kind} {key}"))
            break
    body = node.get("articleBody") or node.get("text")
    return tuple(out), body if isinstance(body, str) and body.strip() else None


def article_nodes(data: object) -> Iterator[Mapping[str, object]]:
    """The articles in a JSON-LD value, however deep they lie."""
    todo = [data]
    seen = 0
    while todo and seen < _MOST_NODES:
        seen += 1
        one = todo.pop()
        if isinstance(one, list):
            todo.extend(reversed(one))
        elif isinstance(one, dict):
            if any(kind.lower().endswith(_ARTICLES) for kind in _types(one)):
                yield one
            todo.extend(value for value in reversed(list(one.values())) if isinstance(value, (dict, list)))


def _linked_data(tree: HtmlElement) -> Iterator[Mapping[str, object]]:
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        text = element.text or ""
        if len(text) <= _MOST_JSON:
            try:
                # Pages hold raw line breaks in strings: strict JSON would lose them.
                yield from article_nodes(json.loads(text, strict=False))
            except (ValueError, RecursionError):
                continue


def _kind_order(node: Mapping[str, object]) -> tuple[int, int]:
    """News articles first, mere web pages last; else as they stand on the page."""
    kinds = " ".join(_types(node)).lower()
    weight = 0 if "newsarticle" in kinds else 2 if "webpage" in kinds else 1
    return weight, 0 if node.get("headline") else 1


def _types(node: Mapping[str, object]) -> tuple[str, ...]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return tuple(one.rpartition("/")[2] for one in values if isinstance(one, str))


def _names(value: object) -> list[str]:
    """The names of persons or bodies, which may be words, an object, or a list of these."""
    values = value if isinstance(value, list) else [value]
    out = []
    for one in values[:20]:
        name = one.get("name") if isinstance(one, dict) else one
        name = name[0] if isinstance(name, list) and name else name
        if isinstance(name, str) and name.strip() and not name.startswith(("http://", "https://")):
            out.append(" ".join(name.split()))
    return list(dict.fromkeys(out))


def _headings(tree: HtmlElement) -> Iterator[Told]:
    headings = [element for element in tree.iter("h1") if (element.text_content() or "").strip()]
    if len(headings) == 1:
        yield from told("title", headings[0].text_content(), "h1")
    for element in tree.iter("title"):
        yield from told("page_title", element.text_content(), "title")
        break
    times = {
        (element.get("datetime") or "").strip()
        for element in tree.iter("time")
        if element.get("pubdate") is not None or "datepublished" in (element.get("itemprop") or "").lower()
    }
    for value in sorted(times)[:5]:
        yield from told("published", value, "time datetime")
