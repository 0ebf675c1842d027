"""Articles kept as named fields (JSON objects, rows of tables) to documents.

In comes one mapping and the form it is in; out come its text and what it tells. The names of fields that each
form uses are the table below; the first that holds something is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from dateline.fetch.document import told
from dateline.fetch.html import fragment_text, with_title
from dateline.fetch.pagemeta import article_facts
from dateline.model import Told

Fields = Mapping[str, object]

_FORMS: dict[str, dict[str, tuple[str, ...]]] = {
    "news-please": {
        "text": ("maintext",),
        "title": ("title",),
        "published": ("date_publish",),
        "outlet": ("source_domain",),
        "byline": ("authors",),
        "url": ("url",),
        "language": ("language",),
        "modified": ("date_modify",),
        "retrieved": ("date_download",),
    },
    "ninjs": {
        "text": ("body_text", "body_xhtml", "bodies"),
        "title": ("headline", "headlines"),
        "published": ("published", "versioncreated", "firstcreated"),
        "outlet": ("provider", "copyrightholder"),
        "byline": ("byline", "bylines", "by"),
        "credit": ("creditline", "infosources"),
        "dateline": ("located",),
        "url": ("url", "webcanonical"),
        "language": ("language",),
        "modified": ("contentmodified",),
    },
    "json-feed": {
        "text": ("content_text", "content_html", "summary"),
        "title": ("title",),
        "published": ("date_published",),
        "byline": ("authors", "author"),
        "url": ("url", "external_url"),
        "language": ("language",),
        "modified": ("date_modified",),
    },
    "plain": {
        "text": ("text", "body", "maintext", "content", "article", "article_text", "full_text", "fulltext"),
        "title": ("title", "headline"),
        "published": (
            *("published", "date", "publish_date", "date_publish", "published_at", "publishedat", "pub_date"),
            *("pubdate", "datepublished", "publication_date", "published_date", "date_published"),
        ),
        "outlet": ("outlet", "source", "publisher", "source_name", "newspaper", "site_name", "source_domain"),
        "byline": ("byline", "author", "authors"),
        "credit": ("credit", "agency"),
        "dateline": ("dateline",),
        "url": ("url", "link", "canonical_url", "permalink"),
        "language": ("language", "lang"),
        "syndicated_from": ("syndicated_from",),
        "retrieved": ("retrieved", "retrieved_at", "crawled_at", "download_date"),
    },
}
_IDS = ("id", "guid", "uri", "uuid", "article_id")
_BLOCK = re.compile(r"<(?:p|br|div|li|h[1-6])\b", re.IGNORECASE)


def form_of(fields: Fields) -> str | None:
    """Which form these fields are in; ``None`` where none of them holds an article."""
    names = {name.lower() for name in fields}
    if "@type" in names and ("@context" in names or "articlebody" in names):
        return "json-ld"
    if "maintext" in names and "date_publish" in names:
        return "news-please"
    if "uri" in names and names & {"body_text", "body_xhtml", "bodies", "headlines", "pubstatus"}:
        return "ninjs"
    if names & {"content_html", "content_text"}:
        return "json-feed"
    if names & set(_FORMS["plain"]["text"]):
        return "plain"
    return None


def article(fields: Fields, form: str) -> tuple[str | None, tuple[Told, ...]]:
    """The text (its headline first; ``None`` where there is none) and what the fields tell."""
    if form == "json-ld":
        facts, body = article_facts(fields)
        title = next((one.value for one in facts if one.field == "title"), None)
        return (with_title(title, _text(body)) if body else None), facts
    lower = {name.lower(): value for name, value in fields.items()}
    out: list[Told] = []
    values: dict[str, str] = {}
    for field, names in _FORMS[form].items():
        for name in names:
            value = _words(lower.get(name), keep_lines=field == "text")
            if value:
                values[field] = value
                if field != "text":
                    out.extend(told(field, value, f"{form} {name}"))
                break
    text = _text(values.get("text", ""))
    return (with_title(values.get("title"), text) if text else None), tuple(out)


def name_for(facts: Sequence[Told], fields: Fields, fallback: str) -> str:
    """A name for the report: the last part of its address, else its id, else ``fallback``."""
    addresses = [one.value for one in facts if one.field == "url"]
    for address in addresses[:1]:
        slug = slug_of(address)
        if slug is not None:
            return slug
    lower = {name.lower(): value for name, value in fields.items()}
    for name in _IDS:
        value = lower.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            slug = slug_of(str(value)) if "/" in str(value) else _slug(str(value))
            if slug:
                return slug
    return fallback


def slug_of(address: str) -> str | None:
    """The last part of an address that reads like a name; ``None`` where it has none."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return None
    for part in reversed(path.split("/")):
        slug = _slug(re.sub(r"\.[A-Za-z]{2,5}$", "", part))
        if sum(char.isalpha() for char in slug) >= 4 or sum(char.isdigit() for char in slug) >= 5:
            return slug
    return None


def _slug(value: str) -> str:
    return re.sub(r"[^\w]+", "-", value[:400].casefold()).strip("-_")[:60].strip("-_")


def _text(value: str) -> str:
    """Plain paragraphs, whatever the field held: markup becomes its words."""
    if _BLOCK.search(value):
        return fragment_text(value)
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _words(value: object, *, keep_lines: bool, depth: int = 0) -> str:
    """The words in a value: a string, a number, an object that names something, or a list of these."""
    if isinstance(value, str):
        return value.strip() if keep_lines else " ".join(value.split())
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict) and depth < 3:
        for name in ("value", "name", "title", "text"):
            if name in value:
                return _words(value[name], keep_lines=keep_lines, depth=depth + 1)
    if isinstance(value, list) and value and depth < 3:
        found = [_words(one, keep_lines=keep_lines, depth=depth + 1) for one in value[:20]]
        # Of several versions of a text or headline the first is the main one; several names are all told.
        several = all(isinstance(one, str) or (isinstance(one, dict) and "name" in one) for one in value)
        return ", ".join(one for one in found if one) if several and not keep_lines else found[0]
    return ""
