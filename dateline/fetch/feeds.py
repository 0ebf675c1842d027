"""One feed asked once: what is new or changed in it, and when to ask again.

In come a feed, what was known of it, and how to ask; out come the documents that are new or say something else than
before, problems, what is known now, and how it went. What goes wrong with one feed or article is told, and is no
matter to the others. Nothing is kept here: what is known is a record that the caller keeps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from dateline.fetch.document import Document, Item, Limits, Raw, WebOptions, problem
from dateline.fetch.feedlist import Feed
from dateline.fetch.fields import slug_of
from dateline.fetch.formats import documents, format_of
from dateline.fetch.polite import Manners
from dateline.fetch.web import Answer, ask, shown
from dateline.fetch.xmls import SUMMARY
from dateline.model import Problem
from dateline.versions.identity import canonical
from dateline.words.digest import text_digest

Outcome = Literal["read", "unchanged", "failed", "told to wait", "gone", "not due"]

_SECONDS = 120
"""Of processor time for one feed: those with ten thousand entries are real."""
_LONGEST = dt.timedelta(days=1)
_GONE = dt.timedelta(days=7)
_VANISHED = frozenset({404, 410})
_WAIT = frozenset({429, 503})
_FORMS = frozenset({"xml", "json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """How to watch: pauses and limits of requests, whether to follow summaries, how often to ask and look again.

    ``every`` is the least time between two requests for a feed; ``again`` is how long after it was first retrieved an
    article is looked at again; ``most_followed`` the most articles retrieved for one feed at one time.
    """

    web: WebOptions = field(default_factory=WebOptions)
    limits: Limits = field(default_factory=lambda: Limits(seconds=_SECONDS))
    follow: bool = False
    every: dt.timedelta = dt.timedelta(minutes=30)
    pause: float = 1.0
    again: tuple[dt.timedelta, ...] = tuple(dt.timedelta(hours=hours) for hours in (1, 6, 24, 72))
    most_followed: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An article that was retrieved, or is to be: ``digest`` is that of its text, ``None`` while there is none.

    ``looked`` counts the looks at it, ``failures`` those in a row that failed; ``next`` is ``None`` where none is due.
    """

    url: str
    digest: str | None = None
    etag: str | None = None
    modified: str | None = None
    first: dt.datetime | None = None
    looked: int = 0
    failures: int = 0
    next: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it stood in the feed when that was last read."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a feed: what tells its answer from a later one, when to ask again, its entries and articles."""

    url: str
    etag: str | None = None
    modified: str | None = None
    next: dt.datetime | None = None
    failures: int = 0
    entries: tuple[Entry, ...] = ()
    articles: tuple[Followed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How asking a feed went. ``new``, ``changed``, ``followed`` and ``vanished`` count entries and articles;
    ``said`` is what went wrong with the feed itself."""

    feed: Feed
    known: Known
    outcome: Outcome
    items: tuple[Item, ...] = ()
    entries: int = 0
    new: int = 0
    changed: int = 0
    followed: int = 0
    vanished: int = 0
    said: str | None = None


def poll(feed: Feed, known: Known, options: WatchOptions, manners: Manners, now: dt.datetime) -> Polled:
    """Asks a feed, unless it is not due, and the articles that are to be followed or looked at again.

    Raises:
        Stopped: the watch is being ended; nothing is known that was not before.
    """
    if known.next is not None and known.next > now and not (options.follow and _due(known, now)):
        return Polled(feed=feed, known=known, outcome="not due")
    if known.next is not None and known.next > now:
        polled = Polled(feed=feed, known=known, outcome="unchanged")
    else:
        polled = _asked(feed, known, options, manners, now)
    return _Follower(options, manners, now).follow(polled, known)


def _due(known: Known, now: dt.datetime) -> bool:
    return any(one.next is not None and one.next <= now for one in known.articles)


def _asked(feed: Feed, known: Known, options: WatchOptions, manners: Manners, now: dt.datetime) -> Polled:
    """The feed's own answer."""
    found = ask(feed.url, options.web, _conditions(known.etag, known.modified), manners.turn)
    if isinstance(found, Problem):
        said = found.problem.removeprefix("it was not retrieved: ")
        return _failed(feed, known, "failed", said, _later(now, known.failures, options))
    if found.status == 304:
        kept = replace(known, next=now + options.every, failures=0)
        return Polled(feed=feed, known=kept, outcome="unchanged", entries=len(known.entries))
    if found.raw is None:
        wait = None if found.retry_after is None else dt.timedelta(seconds=found.retry_after)
        said = f"the server answered with status {found.status}"
        if found.status == 410:
            return _failed(feed, known, "gone", said, now + _GONE)
        after = _later(now, known.failures, options)
        if found.status in _WAIT and wait is not None:
            after = now + min(max(wait, options.every), _GONE)
        return _failed(feed, known, "told to wait" if found.status in _WAIT else "failed", said, after)
    return _read(feed, known, found, options, now)


def fallen(feed: Feed, known: Known, fault: Exception, options: WatchOptions, now: dt.datetime) -> Polled:
    """What asking a feed came to where it fell over a fault that nobody foresaw: one feed is lost, the watch never."""
    said = f"reading it fell over ({type(fault).__name__})"
    return _failed(feed, known, "failed", said, _later(now, known.failures, options))


def _failed(feed: Feed, known: Known, outcome: Outcome, said: str, after: dt.datetime) -> Polled:
    kept = replace(known, next=after, failures=known.failures + 1)
    wrong = problem(
        shown(feed.url),
        "feed",
        f"the feed was not read: {said}",
        f"it is asked again after {after:%Y-%m-%d %H:%M} UTC",
    )
    return Polled(feed=feed, known=kept, outcome=outcome, items=(wrong,), said=said)


def _later(now: dt.datetime, failures: int, options: WatchOptions) -> dt.datetime:
    """When to ask again what failed: twice as long after each further time, at most a day."""
    return now + min(options.every * (1 << min(failures + 1, 16)), max(_LONGEST, options.every))


def _read(feed: Feed, known: Known, found: Answer, options: WatchOptions, now: dt.datetime) -> Polled:
    """The entries of a feed that are new or say something else than when it was last read."""
    assert found.raw is not None
    raw = replace(found.raw, name=f"{_stem(feed.url)}.xml" if _is_xml(found.raw) else found.raw.name)
    before = {one.key: one.digest for one in known.entries}
    entries: dict[str, Entry] = {}
    items: list[Item] = []
    new = changed = 0
    form = format_of(raw.name, raw.raw[:512], sniff=True)
    held = list(documents(raw, options.limits, form)) if form in _FORMS and raw.raw.strip() else None
    if held is None or any(not isinstance(one, Problem) and one.format == "html" for one in held):
        said = "what stands at its address is no feed"
        return _failed(feed, known, "failed", said, _later(now, known.failures, options))
    for item in held:
        if isinstance(item, Problem):
            # Summaries are what following is for; that entries hold no more is known of a feed.
            if item.kind != "summary":
                items.append(item)
            continue
        key = _key(item, feed)
        digest = text_digest("\n".join([item.text, *(f"{one.field} {one.value}" for one in item.told)]))
        if key in entries:
            continue
        entries[key] = Entry(key=key, digest=digest)
        if before.get(key) != digest:
            new += key not in before
            changed += key in before
            items.append(replace(item, name=_name(item, key)))
    if not entries and items:
        said = next(one.problem for one in items if isinstance(one, Problem))
        return _failed(feed, known, "failed", said, _later(now, known.failures, options))
    kept = replace(
        known,
        etag=found.etag,
        modified=found.modified,
        next=now + options.every,
        failures=0,
        entries=tuple(entries.values()),
    )
    return Polled(
        feed=feed,
        known=kept,
        outcome="read",
        items=tuple(items),
        entries=len(entries),
        new=new,
        changed=changed,
    )


class _Follower:
    """Retrieves the articles that a feed gives only a summary of, and looks again at those retrieved before."""

    def __init__(self, options: WatchOptions, manners: Manners, now: dt.datetime) -> None:
        self._options, self._manners, self._now = options, manners, now
        self._left = options.most_followed if options.follow else 0
        self._items: list[Item] = []
        self._changed = self._followed = self._vanished = 0

    def follow(self, polled: Polled, before: Known) -> Polled:
        """The outcome with articles in the place of their summaries, where they could be had."""
        articles = {one.url: one for one in before.articles}
        for item in polled.items:
            url = _summary_of(item) if self._options.follow else None
            if url is None or isinstance(item, Problem) or not self._look(articles, url, item):
                self._items.append(item)
        for one in before.articles if self._options.follow else ():
            if one.next is not None and one.next <= self._now and articles[one.url] is one:
                self._look(articles, one.url, None)
        kept = replace(polled.known, articles=tuple(articles[url] for url in sorted(articles)))
        return replace(
            polled,
            known=kept,
            items=tuple(self._items),
            changed=polled.changed + self._changed,
            followed=self._followed,
            vanished=self._vanished,
        )

    def _look(self, articles: dict[str, Followed], url: str, summary: Document | None) -> bool:
        """Asks for an article; whether it stands in the place of its summary."""
        was = articles.get(url, Followed(url=url))
        if self._left <= 0:
            articles[url] = replace(was, next=self._now + self._options.every / 6)
            return was.digest is not None
        self._left -= 1
        found = ask(url, self._options.web, _conditions(was.etag, was.modified), self._manners.turn)
        if isinstance(found, Problem) or found.status not in (200, 304):
            articles[url] = self._missed(was, found)
            return was.digest is not None
        texts = list(self._texts(found, summary))
        digest = text_digest("\n".join(one.text for one in texts)) if texts else was.digest
        if texts and digest != was.digest:
            self._changed += was.digest is not None
            self._followed += was.digest is None
            self._items += texts
        articles[url] = self._seen(was, found, digest)
        return digest is not None

    def _missed(self, was: Followed, found: Answer | Problem) -> Followed:
        """What is known of an article that was not answered with a page."""
        if isinstance(found, Problem):
            self._items.append(found)
        elif found.status in _VANISHED:
            if was.digest is not None:
                self._vanished += 1
                said = f"the article is no longer at its address (status {found.status}); its last version is kept"
                self._items.append(
                    problem(shown(was.url), "vanished", said, "look why its outlet took it away")
                )
            return replace(was, next=None, looked=was.looked + 1)
        else:
            said = f"it was not retrieved: the server answered with status {found.status}"
            self._items.append(problem(shown(was.url), "unreadable", said, "it is asked again later"))
        after = _later(self._now, was.failures, self._options)
        if isinstance(found, Answer) and found.retry_after is not None:
            after = max(after, self._now + min(dt.timedelta(seconds=found.retry_after), _GONE))
        return replace(was, failures=was.failures + 1, next=after)

    def _seen(self, was: Followed, found: Answer, digest: str | None) -> Followed:
        first = was.first or self._now
        left = [first + after for after in self._options.again if first + after > self._now]
        return replace(
            was,
            digest=digest,
            etag=found.etag if found.status == 200 else was.etag,
            modified=found.modified if found.status == 200 else was.modified,
            first=first,
            looked=was.looked + 1,
            failures=0,
            next=left[0] if left else None,
        )

    def _texts(self, found: Answer, summary: Document | None) -> Iterable[Document]:
        """The article in a page, under the name of its entry; what only the feed tells of it goes along."""
        if found.raw is None:
            return
        raw = found.raw
        for item in documents(
            raw, self._options.limits, format_of(raw.name, raw.raw[:512], sniff=True) or "html"
        ):
            if isinstance(item, Problem):
                self._items.append(item)
                continue
            here = {one.field for one in item.told}
            more = summary.told if summary is not None else ()
            kept = tuple(
                one for one in more if one.field not in here and one.field not in ("extent", "modified")
            )
            key = canonical(raw.url) or shown(found.url)
            yield replace(item, told=(*item.told, *kept), name=_name(item, key))


def _conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """The headers by which a server may answer that nothing changed."""
    found = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in found.items() if value is not None and value.isprintable()}


def _summary_of(item: Item) -> str | None:
    """The address of the article that an entry is only a summary of."""
    if isinstance(item, Problem) or not any(
        one.field == "extent" and one.value == SUMMARY for one in item.told
    ):
        return None
    return next((one.value for one in item.told if one.field == "url"), None)


def _key(item: Document, feed: Feed) -> str:
    """What an entry is known by: its address, else its name within the feed."""
    url = next((one.value for one in item.told if one.field == "url"), None)
    return canonical(url) or f"{feed.url} {item.name or item.raw.where}"


def _name(item: Document, key: str) -> str:
    """A name for a report that no other article has."""
    url = next((one.value for one in item.told if one.field == "url"), None) or item.raw.url or ""
    return f"{slug_of(url) or item.name or 'entry'}-{text_digest(key)[:8]}"


def _stem(url: str) -> str:
    return slug_of(url) or "feed"


def _is_xml(raw: Raw) -> bool:
    start = raw.raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf"))
