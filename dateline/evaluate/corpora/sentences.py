"""Who does what to whom in stylised sentences: the validation records of PETRARCH (CAMEO) and of PLOVER.

In: the XML of the one or the JSON of the other. Out: how often one of our claims has the expected code, and how often
its actors and targets stand in the expected words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Figure, own_table
from dateline.evaluate.shares import ratio
from dateline.model import Actor, Claim
from dateline.words.kinds import KindTable

_RECORD = re.compile(r"<Sentence [^>]*?id=\"([^\"]*)\".*?</Sentence>", re.DOTALL)
_CODE = re.compile(r"<EventCoding [^>]*?eventcode=\"(\d+)\"")
_TEXT = re.compile(r"<Text>(.*?)</Text>", re.DOTALL)
_ROOT = 2
"""Digits of a CAMEO code that tell its root, the first of its three levels."""
_LAST_ROOT = 20
"""Roots of CAMEO run from 01 to 20; higher ones are made up for tests of the coder."""
_CONFLICT = frozenset({"13", "14", "15", "16", "17", "18", "19", "20"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A sentence, the codes expected of it, and the words of its sources and targets where they are told."""

    name: str
    text: str
    codes: frozenset[str]
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


def read_cameo(path: Path) -> tuple[Coded, ...]:
    """The records that expect a real CAMEO code, by its root."""
    found = []
    for record in _RECORD.finditer(path.read_text(encoding="utf-8", errors="replace")):
        roots = {code[:_ROOT] for code in _CODE.findall(record[0]) if 1 <= int(code[:_ROOT]) <= _LAST_ROOT}
        text = _TEXT.search(record[0])
        if roots and text is not None:
            found.append(Coded(name=record[1], text=" ".join(text[1].split()), codes=frozenset(roots)))
    return tuple(found)


def read_plover(path: Path) -> tuple[Coded, ...]:
    """The records with a text; types by their present names."""
    names = {old: new for old, new, _ in own_table("plover_names", "old type source")}
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Coded(
            name=row["id"],
            text=row["text"],
            codes=frozenset({names[row["event"]]}),
            sources=_words(row.get("source")),
            targets=_words(row.get("target")),
        )
        for row in rows
        if "text" in row and row["event"] in names
    )


def _words(actors: object) -> tuple[str, ...]:
    """The words of actors, some of which stand alone and some in a list."""
    told = [actors] if isinstance(actors, dict) else actors if isinstance(actors, list) else []
    return tuple(one["actorText"] for one in told if isinstance(one, dict) and one.get("actorText"))


def measure_cameo(coded: Sequence[Coded], bench: Bench) -> tuple[Figure, ...]:
    """The share of sentences of which a claim has the root, over all, and over roots of conflict (13 to 20)."""
    right, told = [], []
    for one in coded:
        claims = bench.claims(one.text, one.name)
        roots = {code[:_ROOT] for claim in claims if (code := bench.words.kinds.cameo(claim.kind))}
        right.append(bool(roots & one.codes))
        told.append(bool(claims))
    hard = [ok for ok, one in zip(right, coded, strict=True) if one.codes & _CONFLICT]
    return (
        Figure(name="root code right, all", value=ratio(sum(right), len(right))),
        Figure(name="root code right, conflict (13 to 20)", value=ratio(sum(hard), len(hard))),
        Figure(name="sentences of conflict", value=len(hard)),
        Figure(name="any claim read", value=ratio(sum(told), len(told))),
    )


def measure_plover(coded: Sequence[Coded], bench: Bench) -> tuple[Figure, ...]:
    """The share of sentences of which a claim has the type, and, where one has, whose source and target are met."""
    right = told = 0
    sources: list[bool] = []
    targets: list[bool] = []
    for one in coded:
        claims = bench.claims(one.text, one.name)
        told += bool(claims)
        fit = [claim for claim in claims if _type(claim, bench.words.kinds) in one.codes]
        right += bool(fit)
        if fit and one.sources:
            sources.append(any(_named(claim.actors, one.sources) for claim in fit))
        if fit and one.targets:
            targets.append(any(_named(claim.targets, one.targets) for claim in fit))
    return (
        Figure(name="type right", value=ratio(right, len(coded))),
        Figure(name="source met, of those", value=ratio(sum(sources), len(sources))),
        Figure(name="target met, of those", value=ratio(sum(targets), len(targets))),
        Figure(name="any claim read", value=ratio(told, len(coded))),
    )


def _type(claim: Claim, kinds: KindTable) -> str | None:
    code = kinds.plover(claim.kind)
    return None if code is None else code.partition("-")[0]


def _named(actors: Sequence[Actor], wanted: Sequence[str]) -> bool:
    """Whether an actor's words hold a wanted one, or stand in it."""
    pairs = [(actor.words.casefold(), words.casefold()) for actor in actors for words in wanted]
    return any(a in b or b in a for a, b in pairs)


CORPORA = {
    "cameo": Corpus(
        name="cameo",
        title="CAMEO: PETRARCH's validation sentences",
        scoring=(
            "A sentence is right where one of our claims has the first two digits of an expected CAMEO code; its "
            "actors are invented countries, so that they are not scored."
        ),
        source="none; the coder for which they were written passes them by design",
        read=read_cameo,
        measure=measure_cameo,
        records="sentences",
    ),
    "plover": Corpus(
        name="plover",
        title="PLOVER: sentences with types",
        scoring=(
            "A sentence is right where one of our claims has the expected PLOVER type (older names by their present "
            "ones); source and target are met where the words of one hold those of the other."
        ),
        source="none",
        read=read_plover,
        measure=measure_plover,
        records="sentences",
    ),
}
