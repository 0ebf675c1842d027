"""Which claims of an older version its outlet changed or dropped in a newer one.

In: an article with its edits, the texts and the claims of its versions; out: one :class:`Revision` for each claim that
no longer stands. A claim stands where all sentences it rests on do, wherever they have moved, or where the newer
version says the same in other words. It is changed where a claim of the newer version stands in its place with other
values, or where its sentence was rewritten around the same event; else it is dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dateline.model import Article, Claim, Count, Edit, Revision, Span
from dateline.versions.edits import bare

FIELDS = ("counts", "status", "said_by", "hedge", "kind", "when", "places", "actors", "targets")
"""The fields in which one claim differs from another, what matters most first."""

_ENOUGH = 3
"""How much two claims must have in common to be one statement where no edit of a sentence joins them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One version: its text and its claims."""

    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """The claims that are superseded, each under the name of its version, and what became of them.

    ``kept`` leads from claims that stand, in other words or at another place, to what they are in the newest version.
    """

    claims: tuple[Claim, ...] = ()
    revisions: tuple[Revision, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


def revise(articles: Sequence[Article], sides: Mapping[str, Side]) -> Revised:
    """What became of the claims of every older version; ``sides`` by the names of reports in the run."""
    taken = {claim.claim for article in articles for claim in sides[article.versions[-1].report].claims}
    claims: list[Claim] = []
    revisions: list[Revision] = []
    kept: dict[str, str] = {}
    for article in articles:
        steps = _Steps(names={}, same={}, length=len(article.versions))
        mine: list[tuple[int, Revision]] = []
        newest = sides[article.versions[-1].report].text
        for n, (before, after) in enumerate(pairwise(article.versions)):
            old, new = sides[before.report], sides[after.report]
            found, same = _between(old, new, after.edits)
            steps.same.update({(n, claim): other for claim, other in same.items()})
            for revision, torn in found:
                if n + 2 < len(article.versions) and _again(torn, newest):
                    continue
                claim = next(one for one in old.claims if one.claim == revision.claim)
                name = claim.claim if claim.claim not in taken else _renamed(claim.claim, before.report)
                taken.add(name)
                steps.names[n, claim.claim] = name
                claims.append(replace(claim, claim=name, report=before.report))
                mine.append((n, replace(revision, claim=name, report=before.report, newer=after.report)))
        revisions += [replace(one, now=steps.now(one.now, n + 1)) for n, one in mine]
        for n, name in steps.same:
            last = steps.now(name, n)
            if last is not None and last != name and (steps.length - 1, last) not in steps.names:
                kept.setdefault(name, last)
    return Revised(
        claims=tuple(sorted(claims, key=lambda one: (one.report, one.claim))),
        revisions=tuple(sorted(revisions, key=lambda one: (one.report, one.claim))),
        kept=kept,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """From version to version: the ids in the run of claims that were superseded, what the others went on as."""

    names: dict[tuple[int, str], str]
    same: dict[tuple[int, str], str]
    length: int

    def now(self, claim: str | None, level: int) -> str | None:
        """The id in the run of a claim of a version: its own if it is superseded, else that of what it is now."""
        while claim is not None and level < self.length - 1:
            if (level, claim) in self.names:
                return self.names[level, claim]
            claim, level = self.same.get((level, claim)), level + 1
        return claim


def _again(torn: Sequence[str], newest: str) -> bool:
    """Whether the newest version has these sentences again."""
    whole = f" {bare(newest)} "
    return all(f" {bare(words)} " in whole for words in torn)


def differing(old: Claim, new: Claim) -> tuple[str, ...]:
    """The fields in which a claim says something else than before; what it only adds is nothing else."""
    found = []
    for name in FIELDS:
        before, after = value(old, name), value(new, name)
        if name in ("status", "hedge", "kind", "said_by"):
            differs = before != after
        elif name == "counts":
            differs = bool(old.counts) and not _counts_stand(old.counts, new.counts)
        else:
            differs = bool(before) and bool(after) and before != after
        if differs:
            found.append(name)
    return tuple(found)


def value(claim: Claim, name: str) -> str:
    """A field's value in plain words, by which two are compared; empty where nothing is told."""
    if name == "said_by":
        return claim.said_by[0].name if claim.said_by else ""
    if name in ("actors", "targets"):
        return ", ".join(sorted({one.actor or one.name for one in getattr(claim, name)}))
    if name == "places":
        return ", ".join(sorted({one.name for one in claim.places}))
    if name == "when":
        ends = (claim.when.earliest, claim.when.latest)
        return "" if ends == (None, None) else "..".join(str(end or "") for end in ends)
    if name == "counts":
        return "; ".join(sorted(f"{c.what} {c.who} {_ends(c)}" for c in claim.counts))
    return str(getattr(claim, name) or "")


def _between(
    old: Side, new: Side, edits: Sequence[Edit]
) -> tuple[list[tuple[Revision, tuple[str, ...]]], dict[str, str]]:
    """The claims of one version that the next changed or dropped, with the sentences of theirs that are gone; and what
    the others are in the next. The names of the versions are left to fill in."""
    torn = [edit for edit in edits if edit.old is not None and not edit.moved]
    loose = [claim for claim in old.claims if any(_touches(claim, edit.old) for edit in torn)]
    same, free = _twins([claim for claim in old.claims if claim not in loose], new.claims)
    pairs = _paired(loose, free, torn)
    out = []
    for claim in loose:
        twin = pairs.get(claim.claim)
        other = twin or next((one for one in new.claims if _same_statement(claim, one)), None)
        fields = differing(claim, twin) if twin is not None else ()
        edit = _edit_of(claim, torn)
        if (other is not None and not fields) or (twin is None and edit is None):
            # It says the same; or the sentence that tells it stands, and nothing was read to say otherwise.
            same |= {claim.claim: other.claim} if other is not None else {}
            continue
        words = edit.new if edit is not None else None
        rewritten = words is not None and _still_tells(claim, new.text[words.start : words.end])
        made = Revision(
            claim=claim.claim,
            report=claim.report,
            newer="",
            how="changed" if twin is not None or rewritten else "dropped",
            now=twin.claim if twin is not None else None,
            fields=fields,
            words=words,
        )
        gone = [edit.old for edit in torn if _touches(claim, edit.old)]
        out.append((made, tuple(old.text[span.start : span.end] for span in gone if span is not None)))
    return out, same


def _touches(claim: Claim, sentence: Span | None) -> bool:
    """Whether a claim rests on words of a sentence."""
    spans = (
        *claim.quote_spans, claim.trigger_span, *(one.span for one in claim.counts),
        *(one.span for one in claim.said_by),
    )  # fmt: skip
    return sentence is not None and any(s.start < sentence.end and sentence.start < s.end for s in spans)


def _edit_of(claim: Claim, edits: Sequence[Edit]) -> Edit | None:
    """The edit of the sentence that holds a claim's trigger."""
    at = claim.trigger_span.start
    return next((one for one in edits if one.old is not None and one.old.start <= at < one.old.end), None)


def _twins(fast: Sequence[Claim], new: Sequence[Claim]) -> tuple[dict[str, str], list[Claim]]:
    """What the untouched claims of the older version are in the newer, in the same words; and the claims left there."""
    rest = list(new)
    same: dict[str, str] = {}
    # The same words may be read as another kind where other words surround them.
    for kinds_too in (True, False):
        for claim in fast:
            if claim.claim in same:
                continue
            for one in rest:
                if (one.kind == claim.kind or not kinds_too) and _words(one) == _words(claim):
                    same[claim.claim] = one.claim
                    rest.remove(one)
                    break
    return same, rest


def _words(claim: Claim) -> tuple[str, str]:
    return bare(claim.trigger), bare(claim.quotes[0])


def _paired(old: Sequence[Claim], new: Sequence[Claim], edits: Sequence[Edit]) -> dict[str, Claim]:
    """The newer claim that stands in the place of each older one, the surest pairs first."""
    rows = []
    for a, claim in enumerate(old):
        edit = _edit_of(claim, edits)
        for b, other in enumerate(new):
            score = _common(claim, other, edit)
            if score >= _ENOUGH:
                rows.append((-score, a, b))
    out: dict[str, Claim] = {}
    taken: set[int] = set()
    for _, a, b in sorted(rows):
        if old[a].claim not in out and b not in taken:
            out[old[a].claim] = new[b]
            taken.add(b)
    return out


def _common(claim: Claim, other: Claim, edit: Edit | None) -> int:
    """How much two claims have in common; of two kinds only where one sentence became the other's."""
    joined = (
        edit is not None
        and edit.new is not None
        and edit.new.start <= other.trigger_span.start < edit.new.end
    )
    if claim.kind != other.kind and not (joined and bare(claim.trigger) == bare(other.trigger)):
        return 0
    score = 3 if joined else 0
    score += bare(claim.trigger) == bare(other.trigger)
    for name in ("places", "said_by", "actors", "targets"):
        before, after = value(claim, name), value(other, name)
        score += bool(before) and before == after
        score -= bool(before) and bool(after) and before != after and not joined
    score += bool({(c.what, c.who) for c in claim.counts} & {(c.what, c.who) for c in other.counts})
    return score


def _same_statement(claim: Claim, other: Claim) -> bool:
    """Whether another claim says all that this one did."""
    told = [name for name in ("places", "actors", "targets") if value(claim, name)]
    return (
        claim.kind == other.kind
        and all(value(claim, name) == value(other, name) for name in ("status", "said_by"))
        and bool(told)
        and all(value(claim, name) == value(other, name) for name in told)
        and _counts_stand(claim.counts, other.counts)
    )


def _counts_stand(old: Sequence[Count], new: Sequence[Count]) -> bool:
    given = {(c.what, c.who, c.low, c.high) for c in new}
    return all((c.what, c.who, c.low, c.high) in given for c in old)


def _ends(count: Count) -> str:
    ends = ["" if end is None else str(end) for end in (count.low, count.high)]
    return ends[0] if ends[0] == ends[1] else "..".join(ends)


def _still_tells(claim: Claim, sentence: str) -> bool:
    return f" {bare(claim.trigger)} " in f" {bare(sentence)} "


def _renamed(claim: str, report: str) -> str:
    return hashlib.sha256(f"{report}\n{claim}".encode()).hexdigest()[:16]
