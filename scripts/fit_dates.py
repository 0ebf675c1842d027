"""Fit the weights by which a claim's date is chosen, and write them to the package.

    python scripts/fit_dates.py [--unseen PREFIX ...] [--check]

Comes in: ``corpus/`` (reports with gold claims, and ``coded/`` files). Goes out: ``dateline/data/rules/dates.tsv``,
or, with ``--check``, only the figures. Each gold claim is a row: no date and every date of its report are weighed, and
the weights are those that make the gold interval likeliest (a conditional logit with a Gaussian prior, by L-BFGS).

Three steps. The weights of all that rules see are fitted on every report but those of the validation clusters of
``corpus/gold``, each report also without its punctuation, as some archives keep them. What the encoder says is
weighed on reports that it was not trained on, for it is too sure of the others: the validation clusters and the files
of ``corpus/coded`` named by ``--unseen``. Last come the weights of what a report's other claims say; the first reading
for these is made by weights fitted without the report's own cluster.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from corpus_docs import Doc, bare, is_validation, load_corpus  # noqa: E402
from gold_drafts import draft_of, report_of, trigger_at  # noqa: E402

from dateline.claim.code import Engine, load_engine, open_case  # noqa: E402
from dateline.claim.dated import (  # noqa: E402
    LENIENCY,
    RULES,
    Chances,
    chances_of,
    others_features,
    rows_of,
)
from dateline.claim.datefeatures import Page, page_of, seat_of  # noqa: E402
from dateline.claim.dateoptions import Ends  # noqa: E402
from dateline.claim.drafts import Draft  # noqa: E402
from dateline.claim.heads import Reading  # noqa: E402
from dateline.claim.weights import Features, feature_weights, weigh  # noqa: E402
from dateline.model import STATUSES  # noqa: E402
from dateline.words.tables import load_words  # noqa: E402

Floats = npt.NDArray[np.float64]
TABLE = ROOT / "dateline" / "data" / RULES
FOLDS = 4
RARE = 60
"""How many rows must have a feature for it to be weighed."""
PRIOR, LEARNED_PRIOR, OTHERS_PRIOR = 16.0, 0.5, 2.0
"""Precision of the prior around zero; around the rules' own weights, where the encoder is weighed, it is doubled."""
SMALL = 0.02
"""Weights nearer to zero are left out of the table."""


@dataclass(slots=True)
class Row:
    """One gold claim: the features of no date and of each date, their intervals, and the interval that is right."""

    features: list[Features]
    ends: list[Ends | None]
    gold: Ends | None
    cluster: str
    unseen: bool
    check: bool
    page: Page
    at: int


def parted(docs: Sequence[Doc], unseen: Sequence[str]) -> list[Doc]:
    """The reports, told which are for checking and which are new to the encoder: those, and files named ``unseen``."""
    return [
        doc
        | {
            "check": is_validation(doc),
            "unseen": is_validation(doc) or str(doc.get("file", "")).startswith(tuple(unseen)),
        }
        for doc in docs
    ]


def page_and_gold(doc: Doc, engine: Engine) -> tuple[Page, list[Ends | None]]:
    """A report's page with a draft for each gold claim, and the interval of each."""
    text = doc["text"]
    case, _ = open_case(report_of(doc), engine)
    readings = engine.encoder.read(text, case.marks, 0.05) if doc["unseen"] else ()
    found: list[tuple[Draft, Ends | None]] = []
    for claim in doc["claims"]:
        span = trigger_at(text, claim)
        draft = draft_of(case, _reading(claim, span, readings)) if span is not None else None
        if draft is not None:
            found.append((draft, _gold(claim)))
    found.sort(key=lambda pair: (pair[0].reading.start, pair[0].reading.kind))
    numbers = sorted({draft.number for draft, _ in found} - set(case.syntax))
    spans = [case.layout.sentences[n] for n in numbers]
    parsed = engine.parser.parse([(s.start, text[s.start : s.end]) for s in spans])
    case = replace(case, syntax=case.syntax | dict(zip(numbers, parsed, strict=True)))
    return page_of(case, tuple(draft for draft, _ in found)), [gold for _, gold in found]


def _gold(claim: Doc) -> Ends | None:
    when = claim["when"] or {}
    first, last = (
        dt.date.fromisoformat(when[end]) if when.get(end) else None for end in ("earliest", "latest")
    )
    return (first, last) if first or last else None


def _reading(claim: Doc, span: tuple[int, int], readings: Sequence[Reading]) -> Reading:
    """The encoder's reading of a gold trigger where it has one, else a reading that knows only kind and status."""
    start, end = span
    met = [r for r in readings if r.start < end and start < r.end]
    best = max(met, key=lambda r: (r.kind == claim["kind"], r.probability), default=None)
    if best is not None:
        return replace(best, start=start, end=end, kind=claim["kind"])
    status: dict[str, float] = {name: float(name == claim["status"]) for name in STATUSES}
    return Reading(start=start, end=end, kind=claim["kind"], probability=1.0, roles=(), status=status, hedge={},
                   party={}, said=0.5, dated=0.5, placed=0.5)  # fmt: skip


def rows_of_page(page: Page, gold: Sequence[Ends | None], doc: Doc) -> list[Row]:
    """The rows of one report; what the encoder says is left out where it was trained on the report."""
    ends: list[Ends | None] = [None, *(option.ends for option in page.options)]
    found = []
    for at, draft in enumerate(page.drafts):
        features = rows_of(seat_of(page, draft))
        if not doc["unseen"]:
            features = [{n: v for n, v in f.items() if not n.startswith("encoder ")} for f in features]
        found.append(Row(features, ends, gold[at], doc["cluster"], doc["unseen"], doc["check"], page, at))
    return found


class Matrix:
    """The features of all candidates of some rows, sparse, with the scores they start from."""

    def __init__(self, rows: Sequence[Row], names: Sequence[str], scores: Sequence[Floats] | None = None):
        index = {name: n for n, name in enumerate(names)}
        columns: list[int] = []
        values: list[float] = []
        candidates: list[int] = []
        for features in (features for row in rows for features in row.features):
            met = [(index[name], value) for name, value in features.items() if name in index]
            columns += [column for column, _ in met]
            values += [value for _, value in met]
            candidates.append(len(met))
        self.columns, self.values = np.array(columns, dtype=np.int64), np.array(values)
        self.candidate = np.repeat(np.arange(len(candidates)), candidates)
        sizes = [len(row.ends) for row in rows]
        self.starts = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)
        self.row = np.repeat(np.arange(len(rows)), sizes)
        self.right = np.array([ends == row.gold for row in rows for ends in row.ends])
        self.begin = np.concatenate(scores) if scores is not None else np.zeros(len(candidates))
        self.names = list(names)

    def scores(self, weights: Floats) -> Floats:
        """The score of every candidate."""
        own = np.bincount(self.candidate, self.values * weights[self.columns], len(self.begin))
        total: Floats = self.begin + own
        return total

    def loss(self, weights: Floats, centre: Floats, prior: Floats) -> tuple[float, Floats]:
        """Minus the log chance of the gold intervals that can be chosen, with the prior; and its gradient."""
        scores = self.scores(weights)
        powers = np.exp(scores - np.maximum.reduceat(scores, self.starts)[self.row])
        chances = powers / np.add.reduceat(powers, self.starts)[self.row]
        hit = np.add.reduceat(chances * self.right, self.starts)
        reached = np.add.reduceat(self.right.astype(float), self.starts) > 0
        hit = np.where(reached, np.maximum(hit, 1e-12), 1.0)
        pull = (chances - chances * self.right / hit[self.row]) * reached[self.row]
        slope = np.bincount(self.columns, self.values * pull[self.candidate], len(weights))
        away = weights - centre
        return float(-np.log(hit).sum() + (prior * away**2).sum() / 2), slope + prior * away


def minimise(loss: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int = 40) -> Floats:
    """The weights of least loss, by L-BFGS with eight pairs (Nocedal and Wright 2006, algorithm 7.5)."""
    point = start.copy()
    pairs: list[tuple[Floats, Floats]] = []
    value, slope = loss(point)
    for _ in range(steps):
        way = slope.copy()
        kept: list[float] = []
        for s, y in reversed(pairs):
            kept.append(float((s @ way) / (s @ y)))
            way -= kept[-1] * y
        way *= (
            (pairs[-1][0] @ pairs[-1][1]) / (pairs[-1][1] @ pairs[-1][1])
            if pairs
            else 1 / np.linalg.norm(way)
        )
        for (s, y), part in zip(pairs, reversed(kept), strict=True):
            way += s * (part - (y @ way) / (s @ y))
        length = 1.0
        while True:
            there = point - length * way
            lower, turned = loss(there)
            if lower <= value - 1e-4 * length * (slope @ way) or length < 1e-6:
                break
            length /= 2
        step, change = there - point, turned - slope
        pairs = [*pairs, (step, change)][-8:] if step @ change > 1e-10 else pairs
        gain, point, value, slope = value - lower, there, lower, turned
        if gain < 1e-6 * max(1.0, abs(value)):
            break
    return point


Weights = dict[str, float]


def fit_first(rows: Sequence[Row]) -> tuple[Weights, Weights]:
    """The weights of the first reading: for reports that the encoder was trained on, and for new ones."""
    seen = Counter(name for row in rows for features in row.features for name in features)
    names = sorted(name for name, times in seen.items() if times >= RARE)
    learned = np.array([name.startswith("encoder ") for name in names])
    zero = np.zeros(len(names))
    all_rows = Matrix(rows, names)
    prior = np.where(learned, 1e3, PRIOR)
    rules = minimise(lambda w: all_rows.loss(w, zero, prior), zero)
    new = Matrix([row for row in rows if row.unseen], names)
    prior = np.where(learned, LEARNED_PRIOR, 2 * PRIOR)
    both = minimise(lambda w: new.loss(w, rules, prior), rules)
    told = np.where(learned, 0.0, rules)
    return dict(zip(names, told.tolist(), strict=True)), dict(zip(names, both.tolist(), strict=True))


def read_first(rows: Sequence[Row], weights: tuple[Weights, Weights]) -> list[tuple[Floats, Chances]]:
    """Scores and chances of the first reading of some rows."""
    found = []
    for row in rows:
        scores = [weigh(weights[1] if row.unseen else weights[0], features) for features in row.features]
        found.append((np.array(scores), chances_of(row.page, scores)))
    return found


def add_others(rows: Sequence[Row], first: Sequence[Chances]) -> list[Row]:
    """The rows with only what the other claims of their report had at first reading."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        by_page[id(row.page)].append(n)
    found: dict[int, Row] = {}
    for numbers in by_page.values():
        seats = tuple(seat_of(rows[n].page, rows[n].page.drafts[rows[n].at]) for n in numbers)
        chances = tuple(first[n] for n in numbers)
        for at, n in enumerate(numbers):
            beside = others_features(seats, chances, at)
            features = [beside.get(ends, {}) for ends in rows[n].ends]
            found[n] = Row(features, rows[n].ends, rows[n].gold, rows[n].cluster, rows[n].unseen, rows[n].check,
                           rows[n].page, rows[n].at)  # fmt: skip
    return [found[n] for n in range(len(rows))]


def fold_of(cluster: str) -> int:
    """The fold of a cluster, by hash."""
    return int(hashlib.md5(cluster.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def fit(rows: Sequence[Row]) -> Weights:
    """The whole table of weights."""
    weights = fit_first(rows)
    first: list[tuple[Floats, Chances] | None] = [None] * len(rows)
    for fold in range(FOLDS):
        apart = fit_first([row for row in rows if fold_of(row.cluster) != fold])
        inside = [n for n, row in enumerate(rows) if fold_of(row.cluster) == fold]
        for n, read in zip(inside, read_first([rows[n] for n in inside], apart), strict=True):
            first[n] = read
    known = [read for read in first if read is not None]
    second = add_others(rows, [chances for _, chances in known])
    names = sorted({name for row in second for features in row.features for name in features})
    matrix = Matrix(second, names, [scores for scores, _ in known])
    zero = np.zeros(len(names))
    others = minimise(lambda w: matrix.loss(w, zero, np.full(len(names), OTHERS_PRIOR)), zero)
    return weights[1] | dict(zip(names, others.tolist(), strict=True))


def picks(rows: Sequence[Row], weights: Weights) -> list[Ends | None]:
    """What a table of weights chooses for each row, as ``dateline.claim.dated`` does."""
    first = read_first(rows, (weights, weights))
    second = add_others(rows, [chances for _, chances in first])
    found: list[Ends | None] = []
    for row, (scores, _) in zip(second, first, strict=True):
        total = [s + weigh(weights, f) for s, f in zip(scores.tolist(), row.features, strict=True)]
        chances = dict(chances_of(row.page, total))
        none = chances.pop(None, 0.0)
        best = max(chances, key=lambda ends: (chances[ends], str(ends)), default=None)
        found.append(best if best is not None and chances[best] * LENIENCY > none else None)
    return found


def figures(rows: Sequence[Row], weights: Weights) -> str:
    """Share of dated claims that are dated right, and of undated ones that are given a date."""
    chosen = list(zip((row.gold for row in rows), picks(rows, weights), strict=True))
    dated = [pick == gold for gold, pick in chosen if gold is not None]
    invented = [pick is not None for gold, pick in chosen if gold is None]
    return (
        f"{len(chosen)} gold claims: when {np.mean(dated):.3f} of {len(dated)}, "
        f"invented {np.mean(invented):.3f} of {len(invented)}"
    )


def write(weights: Weights, rows: Sequence[Row]) -> None:
    """Write the table, features in order, with how many rows each was fitted on."""
    seen = Counter(name for row in rows for features in row.features for name in features)
    lines = ["feature\tweight\tsource"]
    for name in sorted(name for name, weight in weights.items() if abs(weight) >= SMALL):
        times = f", on {seen[name]} dates" if name in seen else ""
        lines.append(f"{name}\t{weights[name]:.2f}\tscripts/fit_dates.py on corpus/{times}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(docs: Iterable[Doc]) -> list[Row]:
    """The rows of reports, each as it is and bare."""
    engine = load_engine(load_words(), 2)
    rows: list[Row] = []
    for doc in docs:
        for each in (doc, bare(doc)):
            page, gold = page_and_gold(each, engine)
            rows += rows_of_page(page, gold, each)
    return rows


def main() -> None:
    """Run the fit from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--unseen", nargs="*", default=[], help="coded files that the encoder was not trained on"
    )
    parser.add_argument("--check", action="store_true", help="only the figures of the table as it is")
    options = parser.parse_args()
    docs = parted(load_corpus(ROOT / "corpus"), options.unseen)
    if options.check:
        rows = build(doc for doc in docs if doc["check"])
        print(figures(rows, dict(feature_weights(TABLE.read_text(encoding="utf-8"), RULES))))
        return
    rows = build(docs)
    fitted = [row for row in rows if not row.check]
    weights = fit(fitted)
    write(weights, fitted)
    print(figures([row for row in rows if row.check], weights))


if __name__ == "__main__":
    main()
