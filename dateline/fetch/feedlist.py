"""Lists of feeds (OPML): which feeds to watch, and what they are called.

In come the bytes of a list; out come its feeds, each once, in the order listed, and problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from dateline.fetch.document import problem
from dateline.fetch.markup import declares_entities, decode_markup, xml_tree
from dateline.model import Problem

_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed to watch: its address, and what the list calls it."""

    url: str
    title: str | None = None


def read_feeds(raw: bytes, where: str) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    """The feeds of an OPML list, however deep they are filed in it."""
    source = decode_markup(raw, None)
    if declares_entities(source.text):
        said = "it declares entities of its own, which can hide files or swell without bound; it was not read"
        return (), (problem(where, "unsafe", said, "save it again without a DOCTYPE"),)
    tree = xml_tree(source.text.removeprefix("\ufeff"))
    if tree is None or str(tree.tag).lower() != "opml":
        return (), (problem(where, "unreadable", "it is no list of feeds (OPML)", "export it again"),)
    feeds: dict[str, Feed] = {}
    problems = []
    for node in tree.iter("outline"):
        values = {str(name).lower(): " ".join(str(value).split()) for name, value in node.attrib.items()}
        address = values.get("xmlurl", "")
        if not address:
            continue
        if not _is_web(address):
            said = f"the feed {address[:100]!r} is no http or https address"
            problems.append(problem(where, "unsupported", said, "correct it, or take it out of the list"))
        elif len(feeds) < _MOST:
            feeds.setdefault(
                address, Feed(url=address, title=values.get("title") or values.get("text") or None)
            )
    if not feeds:
        said = "there is no feed in it: no outline has an xmlUrl"
        problems.append(problem(where, "empty", said, "add the feeds to watch"))
    return tuple(feeds.values()), tuple(problems)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
