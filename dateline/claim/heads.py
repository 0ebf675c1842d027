"""The small heads on the encoder's last layer: triggers, their roles, status, hedge and party, as plain matrices.

In: the last layer and the features of neighbouring windows of one report. Out: :class:`Reading` records, every one
with spans of the report's text and the model's own probabilities. What is the same for all windows is multiplied
once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Mark = tuple[int, int, int, float]
"""A trigger as (first wordpiece, end, kind, probability)."""

ROLE_FLOOR = 0.4
"""Least probability of a wordpiece in a role's span."""
WHERE_FLOOR = 0.005
"""Least probability of a wordpiece among those that may tell the place: which of several the encoder leans to says
more than whether it is sure of one."""
PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A span that the model takes for an actor, target, place, time, count, means or source of a trigger."""

    role: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One trigger that the model marked, and what it says of it.

    ``status``, ``hedge`` and ``party`` map each label to its probability; ``said``, ``dated`` and ``placed``
    are the probabilities that the claim rests on a named source, has a date and has a place at all. ``where`` are all
    wordpieces that may be among the words that tell the place, however unlikely (``WHERE_FLOOR``), in order.
    """

    start: int
    end: int
    kind: str
    probability: float
    roles: tuple[Role, ...]
    status: Mapping[str, float]
    hedge: Mapping[str | None, float]
    party: Mapping[str, float]
    said: float
    dated: float
    placed: float
    where: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """The label lists that the model was trained with, in the order of its outputs."""

    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    status: tuple[str, ...]
    hedge: tuple[str | None, ...]
    party: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of a block that were read together: their range, character offsets, runs that make up one word, and the
    number of the line that each stands in."""

    start: int
    end: int
    offsets: list[tuple[int, int]]
    words: list[tuple[int, int]]
    line: Ints


@dataclass(frozen=True, slots=True)
class _Met:
    """The triggers of a block, by window: where in the block each stands, and its kind."""

    windows: list[Window]
    marks: list[list[Mark]]
    at: Ints
    kind: Ints


class Heads:
    """The heads' matrices, transposed once so that every product runs over rows."""

    def __init__(self, weights: Mapping[str, Floats], labels: Labels):
        self.labels = labels
        dense = {name.removesuffix(".bias") for name in weights if name.endswith(".bias")}
        self._weights = {
            name: np.ascontiguousarray(value.T) if name.removesuffix(".weight") in dense else value
            for name, value in weights.items()
        }

    def read(
        self, hidden: Floats, features: Floats, windows: list[Window], threshold: float
    ) -> list[Reading]:
        """The triggers whose probability reaches ``threshold``, in order; a row of ``hidden`` is a wordpiece."""
        both = np.concatenate([hidden, features], axis=1)
        kinds = _softmax(self._dense("trig.3", _gelu(self._dense("trig.0", both))))
        met = _met(kinds, windows, threshold)
        if not met.windows:
            return []
        attributes = _settled(self._attributes(hidden, met), self.labels)
        roles = self._roles(hidden, both, met)
        found: list[Reading] = []
        for window, marks, chances in zip(met.windows, met.marks, roles, strict=True):
            spans = _role_spans(chances, window.offsets, self.labels.roles)
            where = _where(chances[:, :, self.labels.roles.index(PLACE)], window.offsets)
            for mark, own, places in zip(marks, spans, where, strict=True):
                found.append(self._reading(mark, own, places, attributes[len(found)], window.offsets))
        return found

    def _dense(self, name: str, x: Floats) -> Floats:
        result: Floats = x @ self._weights[f"{name}.weight"]
        result += self._weights[f"{name}.bias"]
        return result

    def _attributes(self, hidden: Floats, met: _Met) -> Floats:
        """Logits of status, hedge, party and the three flags, a row for each trigger."""
        means = np.concatenate(
            [_line_means(hidden, w, marks) for w, marks in zip(met.windows, met.marks, strict=True)]
        )
        known = np.eye(len(self.labels.kinds), dtype=np.float32)[met.kind]
        inner = self._dense("attr.0", np.concatenate([hidden[met.at], means, known], axis=1))
        return self._dense("attr.3", _gelu(inner))

    def _roles(self, hidden: Floats, both: Floats, met: _Met) -> list[Floats]:
        """Probabilities (trigger, wordpiece, role) by window: an additive and a bilinear form, and the distance."""
        names = len(self.labels.roles)
        trigger = self._dense("a", hidden[met.at]) + self._weights["k.weight"][met.kind]
        left = self._dense("bil", hidden[met.at]).reshape(len(met.at), names, -1)
        size = sum(window.end - window.start for window in met.windows)
        if size < len(hidden):
            rows = np.concatenate([np.arange(window.start, window.end) for window in met.windows])
            hidden, both = hidden[rows], both[rows]
        word = self._dense("b", both)
        right = self._dense("bir", hidden).reshape(size, names, -1)
        widest = max(window.end - window.start for window in met.windows)
        steps = self._weights["dist.weight"][_bucket(np.arange(1 - widest, widest))]
        room = np.empty((widest, word.shape[1]), dtype=np.float32)
        found: list[Floats] = []
        first = row = 0
        for window, marks in zip(met.windows, met.marks, strict=True):
            size = window.end - window.start
            end, here = first + len(marks), slice(row, row + size)
            # One product of matrices for each role: by trigger and wordpiece, the roles last.
            logits = np.matmul(left[first:end].transpose(1, 0, 2), right[here].transpose(1, 2, 0))
            logits = np.ascontiguousarray(logits.transpose(1, 2, 0))
            logits /= 16
            mixed = room[:size]
            for mark, product, own in zip(marks, logits, trigger[first:end], strict=True):
                # A trigger at a time, in one small table: one for all of them would not stay near the processor.
                np.add(word[here], own, out=mixed)
                mixed += steps[widest - 1 - mark[0] : widest - 1 - mark[0] + size]
                np.maximum(mixed, 0.0, out=mixed)
                product += self._dense("role", mixed)
            found.append(_sigmoid(logits))
            first, row = end, here.stop
        return found

    def _reading(
        self,
        mark: Mark,
        roles: tuple[Role, ...],
        where: tuple[Role, ...],
        attributes: list[list[float]],
        offsets: list[tuple[int, int]],
    ) -> Reading:
        labels = self.labels
        first, end, kind, chance = mark
        status, hedge, party, (said, dated, placed) = attributes
        return Reading(
            start=offsets[first][0],
            end=offsets[end - 1][1],
            kind=labels.kinds[kind],
            probability=chance,
            roles=roles,
            where=where,
            status=dict(zip(labels.status, status, strict=True)),
            hedge=dict(zip(labels.hedge, hedge, strict=True)),
            party=dict(zip(labels.party, party, strict=True)),
            said=said,
            dated=dated,
            placed=placed,
        )


def _line_means(hidden: Floats, window: Window, marks: list[Mark]) -> Floats:
    """For each trigger of a window the mean of the line that it stands in."""
    same = (window.line[[mark[0] for mark in marks], None] == window.line[None]).astype(np.float32)
    means: Floats = (same / same.sum(axis=1, keepdims=True)) @ hidden[window.start : window.end]
    return means


def _settled(logits: Floats, labels: Labels) -> list[list[list[float]]]:
    """For each trigger the probabilities of status, hedge and party, and of the three flags."""
    cuts = np.cumsum((len(labels.status), len(labels.hedge), len(labels.party))).tolist()
    parts = [_softmax(logits[:, a:b]).tolist() for a, b in zip([0, *cuts], cuts, strict=False)]
    return [list(row) for row in zip(*parts, _sigmoid(logits[:, cuts[-1] :]).tolist(), strict=True)]


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    total: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return total


def _sigmoid(logits: Floats) -> Floats:
    # In place, step by step: a new table for each step costs more than the step.
    result: Floats = np.clip(logits, -30, 30)
    np.negative(result, out=result)
    np.exp(result, out=result)
    result += 1.0
    np.divide(1.0, result, out=result)
    return result


def _gelu(x: Floats) -> Floats:
    """The exact GELU's usual tanh form; the difference (below 0.001) is far under the int8 noise."""
    # 0.5 * x * (1 + tanh(0.7978845608 * (x + 0.044715 * x * x * x))), in place: new tables cost more than the sums.
    inner = 0.044715 * x
    inner *= x
    inner *= x
    inner += x
    inner *= 0.7978845608
    np.tanh(inner, out=inner)
    inner += 1.0
    result: Floats = 0.5 * x
    result *= inner
    return result


def _bucket(distance: Ints) -> Ints:
    """Distances in wordpieces as numbers of a bucket: finer near by, before and after the trigger apart."""
    near = np.clip((np.log2(np.abs(distance) + 1.0) * 1.5).astype(np.int64), 0, 14)
    bucket: Ints = np.where(distance < 0, near, near + 15)
    return bucket


def _met(kinds: Floats, windows: list[Window], threshold: float) -> _Met:
    """The triggers that reach the threshold, window by window; windows without any are left out."""
    pairs = [
        (window, _triggers(kinds[window.start : window.end], window.words, threshold)) for window in windows
    ]
    live = [(window, marks) for window, marks in pairs if marks]
    at = [window.start + mark[0] for window, marks in live for mark in marks]
    return _Met(
        windows=[window for window, _ in live],
        marks=[marks for _, marks in live],
        at=np.asarray(at, dtype=np.int64),
        kind=np.asarray([mark[2] for _, marks in live for mark in marks], dtype=np.int64),
    )


def _triggers(kinds: Floats, words: list[tuple[int, int]], threshold: float) -> list[Mark]:
    """Triggers as (first, end, kind, probability), whole words; neighbouring words are one trigger, whose kind they
    settle together: "gained access", "seized power" are one event (in 4 of 2,943 hand-coded claims they are two).

    A word's probabilities are those of its surest piece, so that a rare word's odd pieces do not hide it.
    """
    none = kinds[:, 0].tolist()
    marks: list[tuple[int, int, float, Floats]] = []
    for first, end in words:
        piece = first if end == first + 1 else min(range(first, end), key=none.__getitem__)
        chance, weights = 1.0 - none[piece], kinds[piece, 1:]
        if chance < threshold:
            continue
        if marks and marks[-1][1] == first:
            start, _, before, told = marks[-1]
            marks[-1] = (start, end, max(before, chance), told + weights)
        else:
            marks.append((first, end, chance, weights))
    return [(first, end, int(weights.argmax()), chance) for first, end, chance, weights in marks]


def _role_spans(
    chances: Floats, offsets: list[tuple[int, int]], roles: tuple[str, ...], floor: float = ROLE_FLOOR
) -> list[tuple[Role, ...]]:
    """For each trigger the runs of wordpieces that reach ``floor`` for each role, with their highest probability."""
    found: list[list[Role]] = [[] for _ in chances]
    by_role = chances.transpose(0, 2, 1)
    triggers, columns, pieces = np.nonzero(by_role >= floor)
    values = by_role[triggers, columns, pieces].tolist()
    hits = list(zip(triggers.tolist(), columns.tolist(), pieces.tolist(), strict=True))
    start = 0
    for n, (trigger, column, piece) in enumerate(hits, 1):
        if n < len(hits) and hits[n] == (trigger, column, piece + 1):
            continue
        found[trigger].append(
            Role(
                role=roles[column],
                start=offsets[hits[start][2]][0],
                end=offsets[piece][1],
                probability=max(values[start:n]),
            )
        )
        start = n
    return [tuple(own) for own in found]


def _where(chances: Floats, offsets: list[tuple[int, int]]) -> list[tuple[Role, ...]]:
    """For each trigger the wordpieces that reach ``WHERE_FLOOR``."""
    found: list[list[Role]] = [[] for _ in chances]
    triggers, pieces = np.nonzero(chances >= WHERE_FLOOR)
    values = chances[triggers, pieces].tolist()
    for trigger, piece, value in zip(triggers.tolist(), pieces.tolist(), values, strict=True):
        start, end = offsets[piece]
        found[trigger].append(Role(role=PLACE, start=start, end=end, probability=value))
    return [tuple(own) for own in found]
