"""What outlets changed or dropped, in sentences that cite the claims of both versions, and the versions themselves.

In: a run; out: one sentence for each claim of an older version that no longer stands, most telling first. A sentence
says no more than that the words are no longer there: why they are not, no version tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from dateline.model import Article, Claim, Revision, Version
from dateline.publish import english
from dateline.publish.facts import outlet_name
from dateline.publish.record import Run
from dateline.publish.sentences import Piece, Sentence, short_quote

CHANGED = {
    "counts": "a figure",
    "status": "whether it happened",
    "said_by": "who says so",
    "hedge": "how surely it is told",
    "kind": "what happened",
    "when": "when it was",
    "places": "where it was",
    "actors": "who did it",
    "targets": "to whom it was done",
}
"""The fields of a claim as a reader calls what they tell."""


def revised_sentences(run: Run) -> tuple[Sentence, ...]:
    """What outlets dropped, then the figures they changed, then the rest, each in the order of its words."""
    claims = {claim.claim: claim for claim in (*run.claims, *run.superseded)}
    told = sorted(run.revisions, key=lambda one: (_weight(one), _place(claims[one.claim])))
    return tuple(
        Sentence(
            pieces=_pieces(one, claims),
            incident=one.incident,
            label="retracted" if one.how == "dropped" else "changed",
            versions=(one.report, one.newer),
        )
        for one in told
    )


def revision_line(revision: Revision, claims: Mapping[str, Claim]) -> str:
    """A revision as plain text without citations."""
    return "".join(piece.text for piece in _pieces(revision, claims))


def versions_told(run: Run) -> Mapping[str, str]:
    """By the name of a report that is a version: which one it is of how many, and when it stood."""
    return {
        version.report: version_told(version, article)
        for article in run.articles
        for version in article.versions
    }


def version_told(version: Version, article: Article) -> str:
    """A version in words: "version 2 of 3, retrieved on 6 December 2024 at 09:30 UTC"."""
    told = f"version {version.number} of {len(article.versions)}"
    for at, said in ((version.retrieved, "retrieved"), (version.modified, "changed")):
        if at is not None:
            moment = at.astimezone(dt.UTC)
            return f"{told}, {said} on {english.day(moment.date())} at {moment:%H:%M} UTC"
    if version.published is not None:
        return f"{told}, published on {english.day(version.published)}"
    return told


def _pieces(revision: Revision, claims: Mapping[str, Claim]) -> tuple[Piece, ...]:
    old = claims[revision.claim]
    new = claims.get(revision.now or "")
    name = outlet_name(old)
    before = Piece(text=f"“{short_quote(old.quotes[0])}”", cites=(old.claim,))
    if revision.how == "dropped":
        return (Piece(text=f"{name} no longer has what it had before: "), before, Piece(text="."))
    if new is None:
        return (Piece(text=f"{name} has rewritten what it had before: "), before, Piece(text="."))
    figures = _figures(old, new) if "counts" in revision.fields else None
    what = english.listed([CHANGED[field] for field in revision.fields])
    end: tuple[Piece, ...] = (Piece(text="."),)
    if figures is not None:
        before = Piece(text=f"“{figures[0]}”", cites=(old.claim,))
        after = Piece(text=f"“{figures[1]}”", cites=(new.claim,))
        end = (Piece(text=f" (of “{short_quote(new.quotes[0])}”)", cites=(new.claim,)), *end)
    else:
        after = Piece(text=f"“{short_quote(new.quotes[0])}”", cites=(new.claim,))
    return (
        Piece(text=f"{name} has changed {what}: it had "),
        before,
        Piece(text=" and now has "),
        after,
        *end,
    )


def _figures(old: Claim, new: Claim) -> tuple[str, str] | None:
    """The words of the first figure that is another now, and of what it is; ``None`` where none took its place."""
    for count in old.counts:
        same = [one for one in new.counts if one.what == count.what]
        if same and not any(
            (one.low, one.high, one.who) == (count.low, count.high, count.who) for one in same
        ):
            was, now = (" ".join(one.words.split()) for one in (count, same[0]))
            return was, now
    return None


def _weight(revision: Revision) -> int:
    if revision.how == "dropped":
        return 0
    return 1 if "counts" in revision.fields else 2 if revision.fields else 3


def _place(claim: Claim) -> tuple[str, int, str]:
    return claim.report, claim.trigger_span.start, claim.claim
