"""Scores claims that were read against hand-coded ones: how many were found, and how many fields are right.

In: gold and predicted claims as JSON objects in the form of ``claims.jsonl``, and the reports' texts. Out:
figures by name. Within each report claims are paired one to one, best pairs first; a pair needs evidence that
overlaps and the same kind. Fields are judged on the pairs: they say how good found claims are, not how many.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import UsageError
from dateline.evaluate.shares import f1, ratio

Claim = Mapping[str, Any]
Pair = tuple[Claim, Claim]
Extent = tuple[int, int]
Figures = dict[str, float | int | None]
Same = Callable[[str | None, str | None], bool]

_NOISE = frozenset(
    "the of al el ar as an ash a city province governorate region district town village".split()
)
_LIKE = 0.82
_LEAST_SHARED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """Spellings that name one body: patterns with the name each stands for, tried in order."""

    rows: tuple[tuple[re.Pattern[str], str], ...] = ()

    def canonical(self, name: str | None) -> str:
        """The name folded, after spellings of one body were brought together."""
        bare = (name or "").strip().replace("’", "'")
        for pattern, value in self.rows:
            if pattern.fullmatch(bare):
                return fold(value)
        return fold(bare)

    def same(self, left: str | None, right: str | None) -> bool:
        """Whether two names most likely name one thing."""
        a, b = self.canonical(left), self.canonical(right)
        if not a or not b:
            return False
        small, large = sorted((set(a.split()), set(b.split())), key=len)
        if a == b or (len(small) >= 2 and small <= large):
            return True
        return min(len(a), len(b)) > 3 and difflib.SequenceMatcher(None, a, b).ratio() >= _LIKE


def aliases_from_tsv(text: str) -> Aliases:
    """Reads a table with the columns ``pattern`` (a regular expression) and ``canonical``."""
    header, *lines = text.splitlines() or [""]
    columns = header.split("\t")
    rows = [dict(zip(columns, line.split("\t"), strict=False)) for line in lines]
    return Aliases(rows=tuple((re.compile(row["pattern"], re.IGNORECASE), row["canonical"]) for row in rows))


def rows_from(texts: Iterable[str]) -> list[Claim]:
    """The claims of JSON-lines texts.

    Raises:
        UsageError: a line is no JSON object that names a report.
    """
    rows: list[Claim] = []
    for text in texts:
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict) or not isinstance(row.get("report"), str):
                raise UsageError(f"Line {number} is no claim: {line[:60]!r}.")
            rows.append(row)
    return rows


def fold(name: str) -> str:
    """Lower-case letters and digits of a name, without marks, articles and words such as "city"."""
    text = unicodedata.normalize("NFKD", name)
    text = "".join(char for char in text if not unicodedata.combining(char)).lower().replace("’", "'")
    text = re.sub(r"'s?\b|[^a-z0-9 -]", "", text).replace("-", " ")
    return " ".join(word for word in text.split() if word not in _NOISE)


def score(
    gold: Sequence[Claim], predicted: Sequence[Claim], texts: Mapping[str, str], aliases: Aliases
) -> Figures:
    """The figures over every report that has gold claims or stands in ``texts``.

    ``claims_*`` are precision, recall and F1 of claims found; ``record_f1`` counts only those right in kind,
    status, origin, place and date together; the others are shares of pairs (F1 for sets) that are right.
    """
    by_gold, by_predicted = _grouped(gold), _grouped(predicted)
    pairs: list[Pair] = []
    bad = 0
    for report, text in sorted(texts.items()):
        pairs += _paired(by_predicted[report], by_gold[report], text, aliases)
        bad += sum(not grounded(claim, text) for claim in by_predicted[report])
    found = sum(len(by_predicted[report]) for report in texts)
    wanted = sum(len(by_gold[report]) for report in texts)
    whole = sum(_whole(ours, theirs, aliases) for ours, theirs in pairs)
    figures: Figures = {
        "reports": len(texts),
        "gold": wanted,
        "predicted": found,
        "claims_p": ratio(len(pairs), found),
        "claims_r": ratio(len(pairs), wanted),
        "claims_f1": f1(len(pairs), found, wanted),
        "record_f1": f1(whole, found, wanted),
        "ungrounded": bad,
    }
    return {**figures, **_fields(pairs, aliases)}


def _fields(pairs: Sequence[Pair], aliases: Aliases) -> Figures:
    placed = [pair for pair in pairs if pair[1]["places"]]
    dated = [pair for pair in pairs if _interval(pair[1])]
    undated = [pair for pair in pairs if not _interval(pair[1])]
    said = [pair for pair in pairs if pair[1]["said_by"]]
    return {
        "actors": _mean(_names_f1(ours, theirs, "actors", aliases) for ours, theirs in pairs),
        "targets": _mean(_names_f1(ours, theirs, "targets", aliases) for ours, theirs in pairs),
        "place": _share(placed, lambda ours, theirs: _same_place(ours, theirs, aliases)),
        "when": _share(dated, lambda ours, theirs: _interval(ours) == _interval(theirs)),
        "when_invented": _share(undated, lambda ours, _: _interval(ours) is not None),
        "status": _share(pairs, lambda ours, theirs: ours.get("status") == theirs["status"]),
        "hedge": _share(pairs, lambda ours, theirs: (ours.get("hedge") or None) == theirs["hedge"]),
        "origin": _share(pairs, lambda ours, theirs: _same_origin(ours, theirs, aliases)),
        "party": _share(said, lambda ours, theirs: _party(ours) == _party(theirs)),
        "counts": _counts_f1(pairs),
        "means": _mean(
            _set_f1(ours.get("means") or [], theirs["means"], aliases.same) for ours, theirs in pairs
        ),
    }


def grounded(claim: Claim, text: str) -> bool:
    """Whether every quote and all words of a claim stand in its report."""
    fields = ("actors", "targets", "places", "counts", "said_by")
    words = [item.get("words") for field in fields for item in claim.get(field) or []]
    words.append((claim.get("when") or {}).get("words"))
    quotes = claim.get("quotes") or []
    return bool(quotes) and all(quote in text for quote in quotes) and all(w in text for w in words if w)


def evidence_meets(left: Claim, right: Claim, text: str) -> bool:
    """Whether two claims of one report are about the same words: triggers that meet, or one kind and like quotes."""
    a, b = _trigger(left, text), _trigger(right, text)
    if a is not None and b is not None and _overlap(a, b):
        return True
    return left["kind"] == right["kind"] and _shared_quote(left, right, text) >= _LEAST_SHARED


def _grouped(claims: Sequence[Claim]) -> defaultdict[str, list[Claim]]:
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim["report"]].append(claim)
    return groups


def _paired(predicted: list[Claim], gold: list[Claim], text: str, aliases: Aliases) -> list[Pair]:
    """Pairs of one kind whose evidence meets, best first, each claim once."""
    scored = [
        (_likeness(ours, theirs, text, aliases), i, j)
        for i, ours in enumerate(predicted)
        for j, theirs in enumerate(gold)
        if ours["kind"] == theirs["kind"]
    ]
    taken: set[int] = set()
    matched: set[int] = set()
    pairs = []
    for value, i, j in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if value > 0 and i not in taken and j not in matched:
            taken.add(i)
            matched.add(j)
            pairs.append((predicted[i], gold[j]))
    return pairs


def _likeness(ours: Claim, theirs: Claim, text: str, aliases: Aliases) -> float:
    """0 where the evidence does not meet; else how good a pair the two make."""
    value = _shared_quote(ours, theirs, text)
    if value < _LEAST_SHARED:
        return 0.0
    a, b = _trigger(ours, text), _trigger(theirs, text)
    if a is not None and b is not None and _overlap(a, b):
        value += 2
    if any(aliases.same(p["name"], q["name"]) for p in ours.get("places") or [] for q in theirs["places"]):
        value += 0.5
    return value + 0.5 * _same_origin(ours, theirs, aliases)


def _shared_quote(left: Claim, right: Claim, text: str) -> float:
    """The greatest share of a quote of one that lies in a quote of the other."""
    shares = [
        _overlap(a, b) / min(a[1] - a[0], b[1] - b[0])
        for a in _quotes(left, text)
        for b in _quotes(right, text)
    ]
    return max(shares, default=0.0)


def _quotes(claim: Claim, text: str) -> list[Extent]:
    found = [(text.find(quote), len(quote)) for quote in claim.get("quotes") or [] if quote]
    return [(at, at + size) for at, size in found if at >= 0]


def _trigger(claim: Claim, text: str) -> Extent | None:
    quote, trigger = (claim.get("quotes") or [""])[0], claim.get("trigger") or ""
    at, inside = text.find(quote), quote.find(trigger)
    if not trigger or at < 0 or inside < 0:
        return None
    return at + inside, at + inside + len(trigger)


def _overlap(a: Extent, b: Extent) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _same_place(ours: Claim, theirs: Claim, aliases: Aliases) -> bool:
    named = ours.get("places") or []
    return bool(named) and any(
        aliases.same(named[0].get("name"), other["name"]) for other in theirs["places"]
    )


def _same_origin(ours: Claim, theirs: Claim, aliases: Aliases) -> bool:
    a, b = (claim.get("said_by") or [] for claim in (ours, theirs))
    if not a or not b:
        return not a and not b
    person = b[0].get("person")
    return aliases.same(a[0].get("name"), b[0].get("name")) or (
        bool(person) and aliases.same(a[0].get("name"), person)
    )


def _party(claim: Claim) -> str | None:
    chain = claim.get("said_by") or []
    return chain[0].get("party") if chain else None


def _interval(claim: Claim) -> tuple[str | None, str | None] | None:
    when = claim.get("when") or {}
    ends = when.get("earliest"), when.get("latest")
    return ends if any(ends) else None


def _whole(ours: Claim, theirs: Claim, aliases: Aliases) -> bool:
    right = ours.get("status") == theirs["status"] and _same_origin(ours, theirs, aliases)
    placed = not theirs["places"] or _same_place(ours, theirs, aliases)
    return right and placed and _interval(ours) == _interval(theirs)


def _names_f1(ours: Claim, theirs: Claim, field: str, aliases: Aliases) -> float | None:
    left = [item.get("name") for item in ours.get(field) or []]
    return _set_f1(left, [item["name"] for item in theirs[field]], aliases.same)


def _set_f1(predicted: Sequence[str | None], gold: Sequence[str | None], same: Same) -> float | None:
    """F1 of two lists of names, each used once; ``None`` where both are empty."""
    left, hits = list(gold), 0
    for value in predicted:
        match = next((other for other in left if same(value, other)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return 2 * hits / (len(predicted) + len(gold)) if predicted or gold else None


def _counts_f1(pairs: Sequence[Pair]) -> float | None:
    hits = found = wanted = 0
    for ours, theirs in pairs:
        left = [(count["what"], count["low"], count["high"]) for count in theirs["counts"]]
        wanted += len(left)
        for count in ours.get("counts") or []:
            found += 1
            key = (count.get("what"), count.get("low"), count.get("high"))
            if key in left:
                left.remove(key)
                hits += 1
    return f1(hits, found, wanted)


def _share(pairs: Sequence[Pair], right: Callable[[Claim, Claim], bool]) -> float | None:
    return ratio(sum(right(ours, theirs) for ours, theirs in pairs), len(pairs))


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return ratio(sum(known), len(known))
