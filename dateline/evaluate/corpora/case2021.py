"""Event kinds against CASE 2021 task 2: snippets of news, each with one ACLED sub-event type.

In: the tab-separated file of snippets (``id``, ``EventSnippet``, ``SubType``). Out: weighted F1 over the 25 types that
a supervised system could learn. Nothing is learnt here: our kinds are turned into types by ``tables/case_types.tsv``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Figure, own_table
from dateline.evaluate.shares import ratio
from dateline.model import Claim
from dateline.words.kinds import KindTable

UNSEEN = frozenset({"ATTRIB", "DIPLO", "MAN_MADE_DISASTER", "NATURAL_DISASTER", "ORG_CRIME"})
"""The five types that the task's training data lacks: they have a measure of their own, in which we take no part."""
NONE = "OTHER"
_COLUMNS = "kind actor target also means words label weight source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A few sentences of news and the type of the event they tell."""

    name: str
    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a claim of a kind is of a type: classes of actor and target, another kind told beside it, means, and how
    words of the snippet begin; empty asks nothing.
    The kind ``any`` fits every claim, the empty one a text without any. ``weight``: how much it tells of its text."""

    kind: str
    actor: str
    target: str
    also: frozenset[str]
    means: str
    words: re.Pattern[str] | None
    label: str
    weight: float


def read(path: Path) -> tuple[Snippet, ...]:
    """The snippets of the file, in its order; raises ValueError where a line has not three cells."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip()]
    return tuple(Snippet(name=name, text=text, label=label) for name, text, label in rows)


def rules() -> tuple[Rule, ...]:
    """The table of types: the first rule that fits a claim decides."""
    made = []
    for kind, actor, target, also, means, words, label, weight, _ in own_table("case_types", _COLUMNS):
        found = re.compile(rf"\b(?:{words})", re.IGNORECASE) if words else None
        beside = frozenset(also.split("|")) if also else frozenset()
        made.append(
            Rule(kind=kind, actor=actor, target=target, also=beside, means=means, words=found, label=label,
                 weight=float(weight))
        )  # fmt: skip
    return tuple(made)


def type_of(text: str, claims: Sequence[Claim], table: Sequence[Rule], kinds: KindTable) -> str:
    """The type of the event that a snippet is about: that of the likeliest claim, by its weight."""
    if not claims:
        unread = (rule for rule in table if rule.kind in ("", "any") and _worded(rule, text))
        return next((rule.label for rule in unread), NONE)
    best = ("", 0.0)
    for at, claim in enumerate(claims):
        rule = next((rule for rule in table if _fits(rule, claim, claims, text, kinds)), None)
        if rule is not None:
            score = rule.weight * (claim.probability or 0.0) - 0.001 * at
            best = max(best, (rule.label, score), key=lambda pair: pair[1])
    return best[0] or NONE


def measure(snippets: Sequence[Snippet], bench: Bench) -> tuple[Figure, ...]:
    """Weighted and macro F1 over the 25 types, and how often a snippet yields no claim at all."""
    table, kinds = rules(), bench.words.kinds
    seen = [snippet for snippet in snippets if snippet.label not in UNSEEN]
    given, blank = [], 0
    for snippet in seen:
        claims = bench.claims(snippet.text, snippet.name)
        blank += not claims
        given.append(type_of(snippet.text, claims, table, kinds))
    told = [snippet.label for snippet in seen]
    by_type = f1_by_label(told, given)
    size = Counter(told)
    weighted = sum(value * size[label] for label, value in by_type.items())
    return (
        Figure(name="weighted F1, 25 types", value=ratio(weighted, len(seen)), best="0.839 (supervised)"),
        Figure(name="macro F1, 25 types", value=ratio(sum(by_type.values()), len(by_type))),
        Figure(name="snippets with no claim", value=ratio(blank, len(seen))),
        *(Figure(name=f"F1 of {label}", value=round(value, 3)) for label, value in sorted(by_type.items())),
    )


def f1_by_label(told: Sequence[str], given: Sequence[str]) -> dict[str, float]:
    """F1 of each label that is told at least once."""
    right = Counter(a for a, b in zip(told, given, strict=True) if a == b)
    wanted, found = Counter(told), Counter(given)
    return {label: 2 * right[label] / (wanted[label] + found[label]) for label in sorted(wanted)}


def _fits(rule: Rule, claim: Claim, claims: Iterable[Claim], text: str, kinds: KindTable) -> bool:
    if rule.kind not in ("any", claim.kind):
        return False
    sides = ((rule.actor, claim.actors), (rule.target, claim.targets))
    if not all(side == "any" or any(a.type in kinds.classes[side] for a in bodies) for side, bodies in sides):
        return False
    if rule.also and not any(other.kind in rule.also for other in claims):
        return False
    if rule.means and not any(rule.means in means for means in claim.means):
        return False
    return _worded(rule, text)


def _worded(rule: Rule, text: str) -> bool:
    return rule.words is None or rule.words.search(text) is not None


CORPUS = Corpus(
    name="case2021",
    title="CASE 2021 task 2: kinds of event",
    scoring=(
        "Each snippet has one of 25 ACLED sub-event types; F1 of each type is weighted by how many snippets have it; "
        "zero-shot, our kinds turned into types by a table."
    ),
    source="CASE 2021 shared task 2, best supervised system",
    read=read,
    measure=measure,
    records="snippets",
)
