"""Saved web pages: the article's text, what the page tells about it, and where its words stand in the bytes.

The text is found by trafilatura (Barbaresi 2021, "Trafilatura: A Web Scraping Library"), or taken from the page's
JSON-LD where that finds none. A page in which no article is found is a problem, not an empty report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dateline.fetch.align import align_markup, html_runs
from dateline.fetch.document import Document, Limits, Part, Raw, problem
from dateline.fetch.markup import Source, decode_markup, html_tree
from dateline.fetch.pagemeta import page_facts
from dateline.fetch.settle import bare
from dateline.model import Told

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HARD_BYTES = 3_000_000
HARD_MARKS = 40_000
"""Pages with more bytes, or more tags and entities, are read in a process of their own, with limits: extraction
may take long over them."""

_LEAST = 80
"""Characters below which the extracted text is doubted, and the page's own JSON-LD preferred."""

_ENOUGH = 400
"""Characters of text with which the quick extraction is believed."""

_FURNITURE = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "nav",
    "footer",
    "form",
    "button",
    "select",
)

_MARK = "\u2029"
"""Unicode's paragraph separator: marks where blocks end, for line breaks in markup end none."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ITEM = re.compile(r"^- (?=\S)", re.MULTILINE)


def read_html(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The article of one web page."""
    marks = raw.raw.count(b"<") + raw.raw.count(b"&")
    if len(raw.raw) > HARD_BYTES or marks > HARD_MARKS:
        from dateline.fetch.guard import guarded

        yield from guarded("html", raw, limits)
    else:
        yield from read_page(raw)


def read_page(raw: Raw) -> Iterator[Part]:
    """The article of one web page, whatever its size: the work itself."""
    source = decode_markup(raw.raw, raw.charset)
    if source.assumed is not None:
        yield problem(raw.where, "encoding", source.assumed, "save the page as UTF-8")
    text, facts = page_text(source.text)
    if text is None:
        yield problem(
            raw.where, "empty", "no article was found on this page", "save the article's text as a .txt file"
        )
        return
    yield html_document(raw, source, text, facts, "html")


def html_document(raw: Raw, source: Source, text: str, facts: tuple[Told, ...], form: str) -> Document:
    """A document whose text was read out of the markup that is kept."""
    offsets = align_markup(text, source.text, html_runs, source.encoding) if source.exact else ()
    return Document(
        raw=raw,
        text=text,
        format=form,
        told=(*raw.told, *facts),
        encoding=source.encoding,
        offsets=offsets,
        no_offsets=None
        if offsets
        else "some of its bytes are no characters, or its words were not found in them",
    )


def page_text(source: str) -> tuple[str | None, tuple[Told, ...]]:
    """The article's text, its headline first, and what the page tells; ``None`` where no article was found."""
    tree = html_tree(source)
    if tree is None:
        return None, ()
    facts, body = page_facts(tree)
    title = _heading(tree) or next((one.value for one in facts if one.field == "title"), None)
    text = extract(tree)
    if (text is None or len(text) < _LEAST) and body is not None and len(body) > len(text or ""):
        text = _paragraphs(_plain(body))
    if text is None:
        return None, facts
    return with_title(title, text), facts


def fragment_text(markup: str) -> str:
    """All words of a piece of markup that is an article already, a paragraph for each block."""
    clean = _CONTROL.sub(" ", markup)
    tree = html_tree(f"<html><body>{clean}</body></html>") if clean.strip() else None
    if tree is None:
        return ""
    for gone in list(tree.iter("script", "style", "figure", "iframe", "form", "template")):
        gone.drop_tree()
    for block in tree.iter(*_BLOCKS):
        # A numeric entity may have become a character that no tree takes back.
        block.tail = _MARK + _CONTROL.sub(" ", block.tail or "")
        block.text = _MARK + _CONTROL.sub(" ", block.text or "")
    lines = (" ".join(line.split()) for line in (tree.text_content() or "").split(_MARK))
    return "\n\n".join(line for line in lines if line)


def with_title(title: str | None, text: str) -> str:
    """The text with its headline as the first line, followed by a blank one."""
    body = text.strip()
    if title is None or not title.strip():
        return body
    head, _, rest = body.partition("\n")
    line = " ".join(title.split())
    if bare(head) == bare(line):
        return f"{head.strip()}\n\n{rest.strip()}".strip()
    return f"{line}\n\n{body}"


def extract(tree: HtmlElement) -> str | None:
    """The main text of a page, its paragraphs with a blank line between; ``None`` where there is none.

    The page's furniture is taken out of ``tree`` on the way. The quick way is tried first, and the thorough one,
    which compares several extractors, where that finds little.
    """
    import trafilatura
    from lxml import etree

    etree.strip_elements(tree, *_FURNITURE, with_tail=False)
    best = ""
    for quick in (True, False):
        try:
            found = trafilatura.extract(tree, include_comments=False, include_tables=True, fast=quick)
        except (RecursionError, ValueError, AttributeError, TypeError, KeyError, IndexError, AssertionError):
            # Odd trees trip the extractor over its own feet; the page is then told as one without an article.
            continue
        best = max(best, found or "", key=len)
        if len(best) >= _ENOUGH:
            break
    return _paragraphs(_ITEM.sub("", best))


def _paragraphs(text: str) -> str | None:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line) or None


def _plain(body: str) -> str:
    return fragment_text(body) if "<p" in body or "<br" in body else body


def _heading(tree: HtmlElement) -> str | None:
    found = [" ".join(one.text_content().split()) for one in tree.iter("h1")]
    return found[0] if len(found) == 1 and found[0] else None


_BLOCKS = tuple(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote tr table section article pre hr dd dt".split()
)
