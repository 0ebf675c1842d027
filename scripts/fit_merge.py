#!/usr/bin/env python3
"""Fit the weights by which two claims are taken for one happening, and write them to the package.

    python scripts/fit_merge.py [--own PREFIX ...] [--check]

Comes in: ``corpus/`` (reports with hand-coded claims and their incidents). Goes out: ``dateline/data/rules/merge.tsv``,
or, with ``--check``, only the figures. Each pair of claims that merging would compare is a row, its features those of
``dateline/merge/features.py``; the weights make the coder's incidents likeliest (logistic regression with a Gaussian
prior, by Newton's method). Claims of one large incident make many pairs, so each pair of it weighs less.

Hand-coded claims have no wrong places or days, claims of the machine do: beside the hand-coded ones the rows hold the
machine's own claims of the reports of ``corpus/coded`` that ``--own`` names, each under the incident of the hand-coded
claim it tells. They must be reports that the encoder was not trained on. Reports in the compact form are compared
within their cluster only: two clusters may tell one event of history under two names.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from corpus_docs import Doc, is_validation, load_corpus  # noqa: E402

from dateline.claim.code import Engine, code_report, load_engine  # noqa: E402
from dateline.evaluate.gold import claims_from_gold, report_of  # noqa: E402
from dateline.merge.copies import copies  # noqa: E402
from dateline.merge.facts import prepare  # noqa: E402
from dateline.merge.features import features  # noqa: E402
from dateline.merge.knowledge import Knowledge  # noqa: E402
from dateline.merge.rules import Rules, load_rules  # noqa: E402
from dateline.merge.score import candidates  # noqa: E402
from dateline.model import Claim, Report  # noqa: E402
from dateline.words.tables import load_words  # noqa: E402

Floats = npt.NDArray[np.float64]
TABLE = ROOT / "dateline" / "data" / "rules" / "merge.tsv"
PRIOR, KIND_PRIOR, KINDS_PRIOR = 2.0, 3.0, 6.0
"""Precision of the prior around zero, of the weights of one kind, and of two kinds together."""
RARE = 8
"""How many rows must have a feature for it to be weighed."""
SMALL = 0.05
"""Weights nearer to zero are left out of the table."""
ALWAYS = "always"
APART = {"towns apart, one kind": -2.1, "towns apart, two kinds": -2.1}
"""What is taken off two claims whose towns neither touch nor hold each other, beside what is fitted: happenings in two
places are two. The fit sees many pairs whose one place only has two spellings, which a reader would not mix up."""


@dataclass(frozen=True, slots=True)
class Row:
    """Two claims that merging compares: their features, whether the coder made them one, and of which incident."""

    names: frozenset[str]
    same: bool
    incident: str


def gold_claims(docs: Sequence[Doc], reports: Sequence[Report]) -> tuple[Claim, ...]:
    """The hand-coded claims of some reports, each incident named with its cluster; what has no words is left out."""
    lines = []
    for doc in docs:
        for claim in doc["claims"]:
            incident = f"{doc['cluster']}/{claim['incident']}" if claim.get("incident") else None
            worded = {
                field: [item for item in claim[field] if item.get("words")]
                for field in ("actors", "targets", "places", "counts", "said_by")
            }
            lines.append(json.dumps(claim | worded | {"incident": incident}))
    return claims_from_gold(["\n".join(lines)], reports)


def own_claims(gold: Sequence[Claim], reports: Sequence[Report], engine: Engine) -> tuple[Claim, ...]:
    """The machine's claims of some reports that tell what a hand-coded one tells, under its incident."""
    by_report: dict[str, list[Claim]] = defaultdict(list)
    for claim in gold:
        by_report[claim.report].append(claim)
    found = []
    for report in reports:
        for claim in code_report(report, engine)[0]:
            meant = [other for other in by_report[report.report] if _tells(claim, other)]
            if meant:
                found.append(replace(claim, incident=max(meant, key=lambda o: o.kind == claim.kind).incident))
    return tuple(found)


def _tells(claim: Claim, gold: Claim) -> bool:
    """Whether a claim's trigger overlaps a hand-coded one's, or lies in a repeated telling of it and is of its kind."""
    mine, theirs = claim.trigger_span, gold.trigger_span
    if mine.start < theirs.end and theirs.start < mine.end:
        return True
    return claim.kind == gold.kind and any(q.start <= mine.start < q.end for q in gold.quote_spans[1:])


def rows_of(
    claims: Sequence[Claim], reports: Sequence[Report], rules: Rules, knowledge: Knowledge
) -> list[Row]:
    """Every pair that merging would compare among some claims."""
    facts = prepare(claims, knowledge, copies(reports))
    return [
        Row(
            frozenset(name for name, _, _ in features(facts[a], facts[b], knowledge)),
            facts[a].claim.incident == facts[b].claim.incident and facts[a].claim.incident is not None,
            str(facts[a].claim.incident),
        )
        for a, b in candidates(facts, rules)
    ]


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weight of each feature, and of any pair at all (``always``)."""
    counted = Counter(name for row in rows for name in row.names)
    names = [ALWAYS, *sorted(name for name, times in counted.items() if times >= RARE)]
    column = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    table[:, 0] = 1.0
    for n, row in enumerate(rows):
        for name in row.names:
            if name in column:
                table[n, column[name]] = 1.0
    right = np.array([row.same for row in rows], dtype=np.float64)
    size = Counter(row.incident for row in rows if row.same)
    weigh = np.array([1.5 * size[row.incident] ** -0.5 if row.same else 1.0 for row in rows])
    prior = np.array([_prior(name) for name in names])
    found = np.zeros(len(names))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weigh * (chance - right)) + prior * found
        bend = (table * (weigh * chance * (1 - chance))[:, None]).T @ table + np.diag(prior)
        step = np.linalg.solve(bend, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return dict(zip(names, found.tolist(), strict=True))


def _prior(name: str) -> float:
    if name == ALWAYS:
        return 0.01
    return KINDS_PRIOR if name.startswith("kinds:") else KIND_PRIOR if name.startswith("kind") else PRIOR


def figures(rows: Iterable[Row], weights: Mapping[str, float]) -> str:
    """Precision and recall of pairs above even odds."""
    hits = found = wanted = 0
    for row in rows:
        said = weights[ALWAYS] + sum(weights.get(name, 0.0) for name in row.names) > 0
        hits, found, wanted = hits + (said and row.same), found + said, wanted + row.same
    return f"precision {hits / max(1, found):.3f}, recall {hits / max(1, wanted):.3f} of {wanted}"


def write(weights: Mapping[str, float]) -> None:
    """Write the table, with the reasons that it gave for each family of features before."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        old = {row["feature"]: row["why"] for row in csv.DictReader(file, delimiter="\t")}
    families = {name.split(":")[0].split(" ")[0]: why for name, why in old.items()}
    lines = ["feature\tweight\twhy"]
    for name in sorted(weights):
        if abs(weights[name]) >= SMALL or name == ALWAYS:
            why = old.get(name) or families.get(name.split(":")[0].split(" ")[0], "fitted on the corpus")
            lines.append(f"{name}\t{round(weights[name], 1):g}\t{why}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit and write, or only measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--own", nargs="*", default=[], help="files of corpus/coded whose own claims are rows too"
    )
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--check", action="store_true", help="only the figures of the table as it is")
    options = parser.parse_args()
    words, rules = load_words(), load_rules()
    knowledge = Knowledge(rules, words)
    engine = load_engine(words)
    groups: dict[tuple[str, bool], list[Doc]] = defaultdict(list)
    for doc in load_corpus(options.corpus):
        groups[doc["cluster"] if doc["coded"] else "corpus", is_validation(doc)].append(doc)
    learn: list[Row] = []
    held: dict[str, list[Row]] = {"hand-coded": [], "own": []}
    for (_, validation), docs in sorted(groups.items()):
        reports = [report_of(doc["report"], doc["text"], doc) for doc in docs]
        gold = gold_claims(docs, reports)
        rows = rows_of(gold, reports, rules, knowledge)
        if validation:
            held["hand-coded"] += rows
            held["own"] += rows_of(own_claims(gold, reports, engine), reports, rules, knowledge)
            continue
        learn += rows
        new = options.own and all(str(doc.get("file", "")).startswith(tuple(options.own)) for doc in docs)
        if new and not options.check:
            learn += rows_of(own_claims(gold, reports, engine), reports, rules, knowledge)
    weights = dict(rules.weights) if options.check else fit(learn)
    for name, cost in APART.items() if not options.check else ():
        weights[name] = weights.get(name, 0.0) + cost
    print(f"{len(learn)} pairs: {figures(learn, weights)}")
    for name, rows in held.items():
        print(f"validation, {name} claims: {figures(rows, weights)}")
    if not options.check:
        write(weights)


if __name__ == "__main__":
    main()
