"""Fit the weights by which a claim's place is chosen, and write them to the package.

    python scripts/fit_places.py [--check]

Comes in: ``corpus/`` (reports with gold claims, and ``coded/`` files). Goes out: ``dateline/data/rules/placing.tsv``,
or, with ``--check``, only the figures. Each gold claim with a place is a row: every place that its report names is
weighed, and the weights are those that make the gold ones likeliest (a conditional logit with a Gaussian prior, by
L-BFGS). The validation clusters of ``corpus/gold`` are left out and give the figures.

The encoder was trained on the reports of the fit and is too sure of them, so claims are read there as if it had said
nothing. What it points at, and what too few claims of the corpus have, weighs what was ``CHOSEN`` on the validation
clusters.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from corpus_docs import Doc, is_validation, load_corpus  # noqa: E402
from gold_drafts import draft_of, report_of, trigger_at  # noqa: E402

from dateline.claim.code import Engine, load_engine, open_case  # noqa: E402
from dateline.claim.drafts import Draft  # noqa: E402
from dateline.claim.heads import Reading  # noqa: E402
from dateline.claim.placefeatures import features, make_ground  # noqa: E402
from dateline.claim.placemarks import find_mentions  # noqa: E402
from dateline.claim.weights import Features  # noqa: E402
from dateline.merge.names import same_name  # noqa: E402
from dateline.words.tables import Words, load_words  # noqa: E402

Floats = npt.NDArray[np.float64]
Row = tuple[dict[str, Features], list[str]]
TABLE = ROOT / "dateline" / "data" / "rules" / "placing.tsv"
PRIOR = 8.0
CHOSEN = {"pointer": 1.0, "own origin": -3.0, "narrows": 10.0}
"""Weights that are not fitted: of the log odds by which the encoder points at a place (place right on the validation
clusters 0.692 without, 0.734 with 0.6, 0.738 with 1, 0.722 with 1.3); of a place that a missile or shell came from
(0.739 without, 0.743 with -3); of the place in the wide one of a lead at which the like plainly happened (0.743
without, 0.747 with 8, 0.751 with 12)."""
FIT, CHOICE = (
    "fitted by scripts/fit_places.py on the corpus",
    "chosen on the validation clusters of corpus/gold",
)
SMALL = 0.005
"""Weights nearer to zero are left out of the table."""


def bare_reading(claim: Doc, span: tuple[int, int]) -> Reading:
    """A reading of the gold trigger with nothing of the encoder's."""
    return Reading(
        start=span[0], end=span[1], kind=claim["kind"], probability=1.0, roles=(), status={claim["status"]: 1.0},
        hedge={claim["hedge"]: 1.0}, party={}, said=0.0, dated=0.0, placed=1.0,
    )  # fmt: skip


def rows_of(doc: Doc, engine: Engine, learned: bool) -> list[Row]:
    """The places of a report, by key, with the right ones, for each gold claim with a place."""
    case, drafts = open_case(report_of(doc), engine)
    chosen: list[tuple[Draft, Doc]] = []
    for claim in doc["claims"]:
        span = trigger_at(doc["text"], claim)
        if span is None:
            continue
        if learned:
            draft = next((d for d in drafts if d.reading.kind == claim["kind"] and d.reading.start < span[1]
                          and span[0] < d.reading.end), None)  # fmt: skip
        else:
            draft = draft_of(case, bare_reading(claim, span))
        if draft is not None:
            chosen.append((draft, claim))
    known = drafts if learned else tuple(draft for draft, _ in chosen)
    ground = make_ground(case, find_mentions(case, drafts), known)
    names = {key: {m.place.name for m in mentions} for key, mentions in ground.by_key.items()}
    found: list[Row] = []
    for draft, claim in chosen:
        gold = [place["name"] for place in claim["places"]]
        right = [key for key, said in names.items() if any(same_name(n, g) for n in said for g in gold)]
        if gold and names:
            found.append((features(case, ground, draft), right))
    return found


class Sheet:
    """The rows as arrays: one line a candidate, ``starts`` the first of each row."""

    def __init__(self, rows: list[Row], names: dict[str, int]):
        line: list[int] = []
        column: list[int] = []
        value: list[float] = []
        right: list[bool] = []
        starts: list[int] = []
        for options, good in rows:
            starts.append(len(right))
            for key, values in options.items():
                for name, number in values.items():
                    line.append(len(right))
                    column.append(names.setdefault(name, len(names)))
                    value.append(number)
                right.append(key in good)
        self.line, self.column, self.value = np.array(line), np.array(column), np.array(value)
        self.right, self.starts = np.array(right, dtype=bool), np.array(starts)
        self.row = np.repeat(np.arange(len(starts)), np.diff([*starts, len(right)]))
        self.sure = np.add.reduceat(self.right.astype(float), self.starts) > 0

    def scores(self, weights: Floats) -> Floats:
        """The score of each line."""
        values: Floats = self.value * weights[self.column]
        found: Floats = np.bincount(self.line, values, len(self.right)).astype(float)
        return found

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """Minus the log likelihood of the right places, with its gradient."""
        scores = self.scores(weights)
        power = np.exp(scores - np.maximum.reduceat(scores, self.starts)[self.row])
        good = power * self.right
        total, part = np.add.reduceat(power, self.starts), np.add.reduceat(good, self.starts)
        part = np.where(self.sure, part, 1.0)
        lean = (power / total[self.row] - good / part[self.row]) * self.sure[self.row]
        slope = np.bincount(self.column, self.value * lean[self.line], len(weights))
        fit = float(np.sum((np.log(total) - np.log(part)) * self.sure))
        return fit + PRIOR * float(weights @ weights), slope + 2 * PRIOR * weights

    def share_right(self, weights: Floats) -> float:
        """The share of rows whose best line is right."""
        scores = self.scores(weights)
        ends = [*self.starts[1:], len(scores)]
        hits = [self.right[a + int(np.argmax(scores[a:b]))] for a, b in zip(self.starts, ends, strict=True)]
        return float(np.mean(hits))


def main() -> int:
    """Fit, print the share of validation claims placed right, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    words: Words = load_words()
    engine = load_engine(words)
    docs = load_corpus(ROOT / "corpus")
    names: dict[str, int] = {}
    rows = [row for doc in docs if not is_validation(doc) for row in rows_of(doc, engine, learned=False)]
    held_rows = [row for doc in docs if is_validation(doc) for row in rows_of(doc, engine, learned=True)]
    sheet = Sheet(rows, names)
    start = np.zeros(len(names))
    found = minimize(sheet.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    fitted: dict[str, float] = {name: float(found.x[at]) for name, at in names.items()}
    fitted |= CHOSEN
    held = Sheet(held_rows, names)
    weights: Floats = np.array([fitted.get(name, 0.0) for name in names])
    print(f"rows {len(rows)}, held {len(held_rows)}: placed right {held.share_right(weights):.3f}")
    if not args.check:
        lines = [f"{name}\t{weight:.2f}\t{CHOICE if name in CHOSEN else FIT}"
                 for name, weight in sorted(fitted.items()) if abs(weight) >= SMALL]  # fmt: skip
        TABLE.write_text("\n".join(["feature\tweight\tsource", *lines]) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
