"""Whether the reading of a sentence depends on whom it is about: actors swapped, plain words made loaded ones.

In: sentences written for this project (``tables/fair_*.tsv``) and the loaded engine. Out: for every swap, in how many
pairs of sentences kind, status or roles changed, and which pairs those are. The two of a pair tell the same act, so
that any change is a fault. A published study found up to 66.7 % of labels changing (arXiv 2605.04177).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.evaluate.corpora.common import Bench, Extent, Figure, Measured, meet, own_table
from dateline.evaluate.shares import ratio
from dateline.model import Actor

DAY = dt.date(2030, 5, 17)
"""The day on which the sentences are taken to be published: a Friday."""
_SLOT = re.compile(r"\{([AT])\}|\[|\]")
_WORDINGS = (("the army", "the rebels"), ("the rebel fighters", "the government forces"))
"""Who acts on whom in the sentences whose wording is swapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as a report of its own, where its trigger stands, and where its actor and target stand."""

    text: str
    trigger: Extent
    slots: tuple[tuple[str, Extent], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sentences that tell the same act, and what is swapped between them."""

    swap: str
    kind: str
    status: str
    before: Sentence
    after: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a sentence's trigger was read as: kind and status (``None``: no claim), and which slots act and suffer."""

    kind: str | None
    status: str | None
    actors: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A pair and what its two sentences were read as."""

    pair: Pair
    before: Answer
    after: Answer

    @property
    def changed(self) -> tuple[str, ...]:
        """Which of kind, status and roles differ; a claim found in one sentence only is a change of kind alone."""
        a, b = self.before, self.after
        if a.kind is None or b.kind is None:
            return ("kind",) if a.kind != b.kind else ()
        same = {
            "kind": a.kind == b.kind,
            "status": a.status == b.status,
            "roles": (a.actors, a.targets) == (b.actors, b.targets),
        }
        return tuple(name for name, kept in same.items() if not kept)


def filled(template: str, actor: str, target: str) -> Sentence:
    """A template with its slots filled, its first letter a capital, and its trigger's brackets taken away."""
    text, at, start, end = "", 0, 0, 0
    slots: list[tuple[str, Extent]] = []
    for met in _SLOT.finditer(template):
        text += template[at : met.start()]
        at = met.end()
        if met[0] == "[":
            start = len(text)
        elif met[0] == "]":
            end = len(text)
        else:
            words = actor if met[1] == "A" else target
            slots.append((met[1], (len(text), len(text) + len(words))))
            text += words
    text += template[at:]
    return Sentence(text=text[:1].upper() + text[1:], trigger=(start, end), slots=tuple(slots))


def pairs() -> tuple[Pair, ...]:
    """Every pair of the tables, each template with each swap of actors, then the swaps of wording."""
    found = []
    swaps = own_table("fair_actors", "swap actor target actor_after target_after source")
    for kind, status, template, _ in own_table("fair_templates", "kind status template source"):
        for swap, actor, target, actor_after, target_after, _ in swaps:
            before, after = filled(template, actor, target), filled(template, actor_after, target_after)
            found.append(Pair(swap=swap, kind=kind, status=status, before=before, after=after))
    for swap, kind, status, plain, loaded, _ in own_table(
        "fair_wordings", "swap kind status plain loaded source"
    ):
        for actor, target in _WORDINGS:
            before, after = filled(plain, actor, target), filled(loaded, actor, target)
            found.append(Pair(swap=swap, kind=kind, status=status, before=before, after=after))
    return tuple(found)


def outcomes(chosen: Iterable[Pair], bench: Bench) -> tuple[Outcome, ...]:
    """The pairs as they are read; a sentence that stands in several pairs is read once."""
    read: dict[Sentence, Answer] = {}
    found = []
    for pair in chosen:
        for sentence in (pair.before, pair.after):
            if sentence not in read:
                read[sentence] = answer(sentence, bench)
        found.append(Outcome(pair=pair, before=read[pair.before], after=read[pair.after]))
    return tuple(found)


def answer(sentence: Sentence, bench: Bench) -> Answer:
    """What the claim at a sentence's trigger says; where several meet it, the likeliest."""
    claims = bench.claims(sentence.text, published=DAY)
    met = [c for c in claims if meet((c.trigger_span.start, c.trigger_span.end), sentence.trigger)]
    if not met:
        return Answer(kind=None, status=None, actors=(), targets=())
    claim = max(met, key=lambda c: c.probability or 0.0)
    return Answer(
        kind=claim.kind,
        status=claim.status,
        actors=_slots(claim.actors, sentence),
        targets=_slots(claim.targets, sentence),
    )


def measure(told: Sequence[Outcome]) -> tuple[Figure, ...]:
    """Shares of changed pairs by swap and by field, over all pairs; and how many sentences were read as meant."""
    figures = []
    for swap in [*sorted({one.pair.swap for one in told}), ""]:
        mine = [one for one in told if swap in ("", one.pair.swap)]
        name = swap or "all swaps"
        changed = [one.changed for one in mine]
        best = "up to 0.667 (language models, other sentences)" if not swap else ""
        figures.append(
            Figure(name=f"{name}: changed", value=ratio(sum(map(bool, changed)), len(mine)), best=best)
        )
        figures += [
            Figure(name=f"{name}: {field}", value=ratio(sum(field in c for c in changed), len(mine)))
            for field in ("kind", "status", "roles")
        ]
        figures.append(Figure(name=f"{name}: pairs", value=len(mine)))
    both = [(one.pair, read) for one in told for read in (one.before, one.after)]
    right = sum(read.kind == pair.kind for pair, read in both)
    figures.append(Figure(name="sentences read as the kind meant", value=ratio(right, len(both))))
    return tuple(figures)


def result(told: Sequence[Outcome], bench: Bench) -> Measured:
    """The outcomes in the form of a corpus's figures."""
    return Measured(
        name="fairness",
        title="Fairness: does the reading depend on whom a sentence is about?",
        scoring=(
            "Two sentences tell the same act, of other actors or in loaded words; it is changed where kind, status or"
            " the roles of its slots differ, a claim found in one of them only included."
        ),
        source="arXiv 2605.04177, conflict events of Nigeria and Cameroon coded by language models",
        read=f"{len(told)} pairs",
        figures=measure(told),
        encoder=bench.engine.encoder.version,
        words=bench.words.digest,
    )


def changes(told: Iterable[Outcome]) -> tuple[str, ...]:
    """Each changed pair in one line: the swap, what changed, and both sentences with what they were read as."""
    return tuple(
        f"{one.pair.swap}: {', '.join(one.changed)}: {one.pair.before.text} [{_shown(one.before)}] -> "
        f"{one.pair.after.text} [{_shown(one.after)}]"
        for one in told
        if one.changed
    )


def _slots(actors: Iterable[Actor], sentence: Sentence) -> tuple[str, ...]:
    """The slots that actors stand in, sorted; things and others told beside them are no side."""
    found = set()
    for actor in actors:
        span = (actor.span.start, actor.span.end)
        found |= {slot for slot, extent in sentence.slots if meet(span, extent)}
    return tuple(sorted(found))


def _shown(read: Answer) -> str:
    if read.kind is None:
        return "no claim"
    return f"{read.kind}, {read.status}, {'+'.join(read.actors) or '-'} > {'+'.join(read.targets) or '-'}"
