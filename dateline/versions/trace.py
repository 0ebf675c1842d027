"""Which reports are versions of one article, in which order, and which of them is its outlet's word.

In: every report that was ever given, in the order given, and when each stood where it was found; out: the reports in
force, those they replaced under names of their own, and the articles that have several versions.

An article is known by its address; a text without one by its name, or by outlet, title and day where the words agree
too. The same words are one version, described as they were last. Versions stand in the order of the time they were
retrieved, else of the time the page says it was changed, else of their publication day; what came at one time, in the
order given. A feed's summary is no version of an article that is there in full.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.model import Article, Report, Version
from dateline.read.layout import ReadWords, lay_out
from dateline.versions.edits import bare, edits
from dateline.versions.identity import canonical
from dateline.words.digest import text_digest

_EARLIEST = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_SHINGLE = 4
_SHARED = 0.3
"""The least share of the shorter text's runs of four words that two versions known only by their title share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One giving of a report: the report as stored, the id of that, and its place in the order given."""

    report: Report
    version: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a text stood where it was found (aware), as far as anything tells; whether it is but a summary."""

    retrieved: dt.datetime | None = None
    modified: dt.datetime | None = None
    summary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A report under the name it has in a run; ``stored`` as it was given, ``version`` and ``seq`` as in ``Given``."""

    report: Report
    stored: Report
    version: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The reports in force, by name; those they replaced; and the articles that have several versions, by id."""

    current: tuple[Held, ...]
    earlier: tuple[Held, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """One text of an article: everything given with these words, the last of each name, and when it stood."""

    given: tuple[Given, ...]
    times: Times

    def key(self) -> tuple[dt.datetime, int]:
        last = self.given[-1]
        published = last.report.published
        day = None if published is None else dt.datetime.combine(published, dt.time(), tzinfo=dt.UTC)
        return self.times.retrieved or self.times.modified or day or _EARLIEST, last.seq


def undecided(given: Sequence[Given]) -> frozenset[str]:
    """The ids of what belongs to articles with several texts: whose times must be known to tell the newest."""
    return frozenset(
        one.version
        for rows in _articles(given).values()
        if len({_digest(one.report) for one in rows}) > 1
        for one in rows
    )


def trace(given: Sequence[Given], times: Mapping[str, Times]) -> Traced:
    """Every article's newest version, and those before it; ``times`` by the ids of :func:`undecided`."""
    current: list[tuple[str, Held]] = []
    old: list[tuple[str, list[_Text]]] = []
    for known_by, rows in sorted(_articles(given).items()):
        texts = _texts(rows, times)
        current += [(known_by, _held(one, one.report.report)) for one in texts[-1].given]
        old.append((known_by, texts))
    named = _distinct(current)
    earlier: list[Held] = []
    articles: list[Article] = []
    for known_by, texts in old:
        if len(texts) == 1:
            continue
        name = min(one.report.report for key, one in named if key == known_by)
        older = [
            _held(min(text.given, key=lambda one: one.report.report), f"{name}@{number}")
            for number, text in enumerate(texts[:-1], start=1)
        ]
        newest = next(one for key, one in named if key == known_by and one.report.report == name)
        earlier += older
        articles.append(_article(known_by, [*older, newest], texts))
    return Traced(
        current=tuple(sorted((one for _, one in named), key=lambda one: one.report.report)),
        earlier=tuple(sorted(earlier, key=lambda one: one.report.report)),
        articles=tuple(sorted(articles, key=lambda one: one.article)),
    )


def with_edits(traced: Traced, words: ReadWords) -> tuple[Article, ...]:
    """The articles with what differs between each version and the one before, but for the lines of their pages."""
    texts = {held.report.report: held.report for held in (*traced.current, *traced.earlier)}
    out = []
    for article in traced.articles:
        versions = list(article.versions)
        for n in range(1, len(versions)):
            before, after = texts[versions[n - 1].report], texts[versions[n].report]
            left, right = lay_out(before, words).sentences, lay_out(after, words).sentences
            versions[n] = replace(versions[n], edits=edits(before.text, after.text, left, right))
        out.append(replace(article, versions=tuple(versions)))
    return tuple(out)


def _articles(given: Sequence[Given]) -> dict[str, list[Given]]:
    """What was given, by what its article is known by."""
    addresses: dict[str, set[str]] = defaultdict(set)
    last = {(one.report.report, _digest(one.report)): one for one in sorted(given, key=lambda one: one.seq)}
    for one in last.values():
        address = canonical(one.report.url)
        if address is not None:
            addresses[one.report.report].add(address)
    keys: dict[tuple[str, str], str] = {}
    for key, one in last.items():
        known = addresses.get(one.report.report, set())
        address = canonical(one.report.url) or (min(known) if len(known) == 1 else None)
        keys[key] = f"name {one.report.report}" if address is None else f"address {address}"
    joined = _by_title([one for key, one in last.items() if keys[key].startswith("name ")])
    found: dict[str, list[Given]] = defaultdict(list)
    for one in sorted(given, key=lambda one: one.seq):
        known_by = keys[one.report.report, _digest(one.report)]
        found[joined.get(known_by, known_by)].append(one)
    return found


def _by_title(given: Sequence[Given]) -> dict[str, str]:
    """Names of texts that are one article by outlet, title, day and words: each with what all of them are known by."""
    alike: dict[tuple[str, str, dt.date], list[Report]] = defaultdict(list)
    for one in given:
        report = one.report
        if report.outlet and report.title and report.published is not None and bare(report.title):
            alike[bare(report.outlet), bare(report.title), report.published].append(report)
    out: dict[str, str] = {}
    for (outlet, title, day), reports in sorted(alike.items()):
        groups: list[list[Report]] = []
        for report in sorted(reports, key=lambda one: (one.report, _digest(one))):
            mine = [g for g in groups if any(_one_text(report, other) for other in g)]
            groups = [g for g in groups if g not in mine] + [[report, *(one for g in mine for one in g)]]
        for group in groups:
            names = sorted({one.report for one in group})
            if len(names) > 1:
                out |= {f"name {name}": f"title {title} {day} {outlet} {names[0]}" for name in names}
    return out


def _one_text(left: Report, right: Report) -> bool:
    one, other = _shingles(left.text), _shingles(right.text)
    least = min(len(one), len(other))
    return left.report == right.report or (least > 0 and len(one & other) >= _SHARED * least)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))


def _texts(given: Sequence[Given], times: Mapping[str, Times]) -> list[_Text]:
    """The versions of one article, the oldest first."""
    by_words: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        by_words[_digest(one.report)].append(one)
    texts = []
    for rows in by_words.values():
        told = [times[one.version] for one in rows if one.version in times]
        by_name = {one.report.report: one for one in rows}
        texts.append(
            _Text(
                given=tuple(sorted(by_name.values(), key=lambda one: one.seq)),
                times=Times(
                    retrieved=max((one.retrieved for one in told if one.retrieved), default=None),
                    modified=max((one.modified for one in told if one.modified), default=None),
                    summary=bool(told) and all(one.summary for one in told),
                ),
            )
        )
    whole = [text for text in texts if not text.times.summary]
    return sorted(whole or texts, key=_Text.key)


def _held(one: Given, name: str) -> Held:
    return Held(report=replace(one.report, report=name), stored=one.report, version=one.version, seq=one.seq)


def _distinct(current: Sequence[tuple[str, Held]]) -> list[tuple[str, Held]]:
    """Reports in force under different names: of two articles with one name the first published keeps it."""
    out: list[tuple[str, Held]] = []
    taken: set[str] = set()
    for known_by, held in sorted(
        current, key=lambda row: (row[1].report.published or dt.date.max, row[0], row[1].report.report)
    ):
        name = held.report.report
        if name in taken:
            name = f"{name}-{text_digest(known_by)[:8]}"
        taken.add(name)
        out.append((known_by, replace(held, report=replace(held.report, report=name))))
    return out


def _article(known_by: str, held: Sequence[Held], texts: Sequence[_Text]) -> Article:
    return Article(
        article=text_digest(known_by)[:16],
        known_by=known_by,
        versions=tuple(
            Version(
                number=number,
                report=one.report.report,
                digest=one.report.digest,
                published=one.report.published,
                retrieved=text.times.retrieved,
                modified=text.times.modified,
            )
            for number, (one, text) in enumerate(zip(held, texts, strict=True), start=1)
        ),
    )


def _digest(report: Report) -> str:
    return text_digest(report.text)
