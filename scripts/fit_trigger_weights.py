"""Fit the weights of the trigger lexicon on reports coded by hand, and write them back.

    python scripts/fit_trigger_weights.py ../shared/corpus [group ...]

Comes in: a folder with ``reports/*.txt`` and ``gold/<group>.jsonl`` (the claims of each group). Goes out:
``dateline/data/lexicon/en/triggers.tsv`` with its ``weight`` column new, everything else as it was.

The weight of a row is how often it told its kind where it stood: (hits + K * m) / (times + K), where m is the
same share over all rows that their author gave the same ``prior``, so that a rare term leans on its author's
guess. A match is a hit where it overlaps the trigger of a claim of its kind, or lies in a further quote of one.
Only columns of the file and the corpus decide, never the old weights: running it twice changes nothing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from dateline.mention.triggers import find_triggers
from dateline.words.lexicon import TriggerTable, trigger_table
from dateline.words.tsv import read_table

TRIGGERS = Path(__file__).resolve().parent.parent / "dateline" / "data" / "lexicon" / "en" / "triggers.tsv"
GROUPS = ("bulletin", "europe", "horn", "levant", "older")
"""Groups to fit on; the others are kept to check."""

SMOOTHING = 4.0
Span = tuple[int, int, str]


def gold_spans(text: str, claims: list[dict[str, object]]) -> tuple[list[Span], list[Span]]:
    """The trigger spans with their kinds, and the spans of further quotes with theirs."""
    triggers: list[Span] = []
    further: list[Span] = []
    for claim in claims:
        quotes = [str(quote) for quote in claim["quotes"]]  # type: ignore[attr-defined]
        kind, trigger = str(claim["kind"]), str(claim["trigger"])
        start = text.find(quotes[0])
        if start >= 0:
            at = start + quotes[0].find(trigger)
            triggers.append((at, at + len(trigger), kind))
        further += [(text.find(q), text.find(q) + len(q), kind) for q in quotes[1:] if q in text]
    return triggers, further


def withheld(corpus: Path) -> frozenset[str]:
    """The reports that the manifest marks as not to be shipped: nothing may be fitted on them."""
    manifest = json.loads((corpus / "reports" / "manifest.json").read_text(encoding="utf-8"))
    return frozenset(entry["report"] for entry in manifest if entry.get("ship") is False)


def count(table: TriggerTable, corpus: Path, groups: tuple[str, ...]) -> tuple[Counter[int], Counter[int]]:
    """How often each row matched, and how often it was right."""
    times: Counter[int] = Counter()
    hits: Counter[int] = Counter()
    held_back = withheld(corpus)
    for group in groups:
        by_report: dict[str, list[dict[str, object]]] = defaultdict(list)
        for line in (corpus / "gold" / f"{group}.jsonl").read_text(encoding="utf-8").splitlines():
            if line.strip():
                claim = json.loads(line)
                by_report[claim["report"]].append(claim)
        for path in sorted((corpus / "reports").glob(f"{group}-*.txt")):
            if path.stem in held_back:
                continue
            text = path.read_text(encoding="utf-8")
            triggers, further = gold_spans(text, by_report[path.stem])
            for found in find_triggers(text, table):
                times[found.row] += 1
                right = any(a < found.end and found.start < b and k == found.kind for a, b, k in triggers)
                right = right or any(
                    a <= found.start and found.end <= b and k == found.kind for a, b, k in further
                )
                hits[found.row] += right
    return times, hits


def fitted(table: TriggerTable, times: Counter[int], hits: Counter[int]) -> list[float]:
    """The smoothed share of hits of every row."""
    all_times: Counter[float] = Counter()
    all_hits: Counter[float] = Counter()
    for number, row in enumerate(table.rows):
        all_times[row.prior] += times[number]
        all_hits[row.prior] += hits[number]
    weights = []
    for number, row in enumerate(table.rows):
        mean = (all_hits[row.prior] + SMOOTHING * row.prior) / (all_times[row.prior] + SMOOTHING)
        weights.append((hits[number] + SMOOTHING * mean) / (times[number] + SMOOTHING))
    return weights


def main(arguments: list[str]) -> int:
    """Fit and write; prints how many rows were seen in the corpus."""
    if not arguments:
        print(__doc__)
        return 2
    corpus = Path(arguments[0])
    groups = tuple(arguments[1:]) or GROUPS
    read = read_table("lexicon/en/triggers.tsv", TRIGGERS.read_text(encoding="utf-8"))
    # a weight decides which of two rows for one span and kind is told; priors keep that choice still
    at_prior = [(*row[:5], row[4], *row[6:]) for row in read.rows]
    table = trigger_table(at_prior)
    times, hits = count(table, corpus, groups)
    weights = fitted(table, times, hits)
    rows = sorted(
        "\t".join((*row[:5], f"{w:.3f}", *row[6:])) for row, w in zip(read.rows, weights, strict=True)
    )
    TRIGGERS.write_text("\n".join(["\t".join(read.columns), *rows]) + "\n", encoding="utf-8")
    print(f"{len(rows)} rows, {len(times)} seen {sum(times.values())} times, {sum(hits.values())} right")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
