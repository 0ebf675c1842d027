"""What the outlets of a store changed in their articles: versions compared, claims superseded, each with its incident.

In come a store, the versions traced in it and the claims in force; out come the articles with several versions, the
claims of the older ones that no longer stand, and what became of them. Nothing of it is kept: it is made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dateline.merge.earlier import placed
from dateline.model import Article, Claim, Decision, Report, Revision
from dateline.read.layout import ReadWords, read_words
from dateline.store.moments import Moment
from dateline.store.store import Coding, Store
from dateline.versions.revise import Revised, Side, revise
from dateline.versions.trace import Held, Traced, with_edits
from dateline.words.tables import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Articles with what differs between their versions, and what became of the claims of the older ones."""

    articles: tuple[Article, ...] = ()
    revised: Revised = field(default_factory=Revised)


def history_of(store: Store, words: Words, traced: Traced, until: Moment | None = None) -> History:
    """What the outlets changed. Versions are compared as they were read: a person's decision is no outlet's edit."""
    if not traced.articles:
        return History()
    articles = with_edits(traced, layout_words(words))
    held = {one.report.report: one for one in (*traced.current, *traced.earlier)}
    sides = {}
    for name in (version.report for article in articles for version in article.versions):
        coding = read_in(store, held[name], until)
        sides[name] = Side(text=held[name].report.text, claims=() if coding is None else coding.claims)
    return History(articles=articles, revised=revise(articles, sides))


def with_incidents(
    history: History, claims: Sequence[Claim], reports: Sequence[Report], words: Words
) -> tuple[tuple[Claim, ...], tuple[Revision, ...]]:
    """The superseded claims and what became of them, each with its incident; ``claims`` and ``reports`` in force."""
    revised = history.revised
    found = placed(revised.revisions, revised.claims, claims, reports, words)
    homes = {one.claim: one.incident for one in found}
    return tuple(replace(claim, incident=homes[claim.claim]) for claim in revised.claims), found


def carried(decisions: Sequence[Decision], kept: Mapping[str, str]) -> tuple[Decision, ...]:
    """Decisions on claims that stand in a newer version of their article, on what these are there."""
    if not kept:
        return tuple(decisions)
    return tuple(
        replace(
            one,
            subject=kept.get(one.subject, one.subject),
            groups=tuple(tuple(kept.get(name, name) for name in group) for group in one.groups),
        )
        for one in decisions
    )


def read_in(store: Store, held: Held, until: Moment | None = None) -> Coding | None:
    """What was read in a version, its claims under the name that its report has in the run; ``None``: nobody looked."""
    coding = store.coding(held.version, until=until)
    if coding is None:
        return None
    name = held.report.report
    if all(claim.report == name for claim in coding.claims):
        return coding
    return replace(coding, claims=tuple(replace(claim, report=name) for claim in coding.claims))


def layout_words(words: Words) -> ReadWords:
    """What telling a text's own sentences from its page's lines needs of the word tables."""
    return read_words(*(words.texts[f"lexicon/en/{name}.tsv"] for name in ("abbreviations", "boilerplate")))
