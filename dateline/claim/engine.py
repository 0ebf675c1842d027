"""The learned reader: a small encoder that marks triggers, their roles, status and hedge in a report.

In: a report's text. Out: :class:`Reading` records whose every value is a span of that text with the
model's own probability. The encoder is MiniLM-L6 (Wang et al. 2020) fine-tuned by ``scripts/train_encoder.py``
on the project's own corpus and run as int8 ONNX; the small heads on top are plain matrices.
Every file's SHA-256 is checked when it is loaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.claim.marks import Marks, token_features
from dateline.errors import DataError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

CHUNK = 448
"""Wordpieces in one window: MiniLM's positions end at 512."""
OVERLAP = 96
DISTANCES = 30


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
    are the probabilities that the claim rests on a named source, has a date and has a place at all.
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


@dataclass(frozen=True, slots=True)
class Labels:
    """The label lists that the model was trained with, in the order of its outputs."""

    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    status: tuple[str, ...]
    hedge: tuple[str | None, ...]
    party: tuple[str, ...]


def window_bounds(
    count: int, size: int = CHUNK, overlap: int = OVERLAP
) -> tuple[tuple[int, int, int, int], ...]:
    """Windows over ``count`` wordpieces as (start, end, own start, own end); the own parts tile the text."""
    if count <= size:
        return ((0, count, 0, count),)
    number = -(-(count - overlap) // (size - overlap))
    step = (count - size) / (number - 1)
    starts = [round(i * step) for i in range(number)]
    found = []
    for i, start in enumerate(starts):
        low = 0 if i == 0 else (start + starts[i - 1] + size) // 2
        high = count if i == number - 1 else (starts[i + 1] + start + size) // 2
        found.append((start, start + size, low, high))
    return tuple(found)


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    total: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return total


def _sigmoid(logits: Floats) -> Floats:
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return result


def _gelu(x: Floats) -> Floats:
    """The exact GELU's usual tanh form; the difference (below 0.001) is far under the int8 noise."""
    inner = np.tanh(0.7978845608 * (x + 0.044715 * x * x * x))
    result: Floats = (0.5 * x * (1.0 + inner)).astype(np.float32)
    return result


class Engine:
    """The encoder and its heads, ready to read. Holds no state between texts."""

    def __init__(
        self, session: Any, tokenizer: Any, heads: Mapping[str, Floats], labels: Labels, version: str
    ):
        self._session = session
        self._tokenizer = tokenizer
        self._heads = heads
        self.labels = labels
        self.version = version

    def read(self, text: str, marks: Marks, threshold: float = 0.3) -> tuple[Reading, ...]:
        """Every trigger whose probability reaches ``threshold``, in reading order; ``marks`` are the text's own."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        features = token_features(text, offsets, marks, self.labels.kinds)
        found: list[Reading] = []
        for start, end, low, high in window_bounds(len(ids)):
            if end > start:
                hidden = self._hidden(ids[start:end], features[start:end])
                found += self._window(hidden, offsets[start:end], low - start, high - start, threshold)
        return tuple(found)

    def _hidden(self, ids: list[int], features: Floats) -> Floats:
        begin, end = self._heads["special"].astype(int).tolist()
        row = np.asarray([[begin, *ids, end]], dtype=np.int64)
        shape = np.zeros((1, len(ids) + 2, features.shape[1]), dtype=np.float32)
        shape[0, 1:-1] = features
        out = self._session.run(["hidden"], {"ids": row, "mask": np.ones_like(row), "shape": shape})[0]
        hidden: Floats = out[0, 1:-1].astype(np.float32)
        return hidden

    def _dense(self, name: str, x: Floats) -> Floats:
        result: Floats = x @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return result

    def _window(
        self, hidden: Floats, offsets: list[tuple[int, int]], low: int, high: int, threshold: float
    ) -> list[Reading]:
        kinds = _softmax(self._dense("trig.3", _gelu(self._dense("trig.0", hidden))))
        inside = _sigmoid(self._dense("inside", hidden)[:, 0])
        marks = self._marks(kinds, inside, low, high, threshold)
        if not marks:
            return []
        at = np.asarray([m[0] for m in marks], dtype=np.int64)
        kind = np.asarray([m[2] for m in marks], dtype=np.int64)
        roles = self._roles(hidden, at, kind)
        mean = np.repeat(hidden.mean(axis=0, keepdims=True), len(at), axis=0)
        pair = np.concatenate([hidden[at], mean], axis=1)
        attributes = self._dense("attr.3", _gelu(self._dense("attr.0", pair)))
        return [self._reading(mark, roles[n], attributes[n], offsets) for n, mark in enumerate(marks)]

    def _marks(
        self, kinds: Floats, inside: Floats, low: int, high: int, threshold: float
    ) -> list[tuple[int, int, int, float]]:
        """Trigger tokens as (first, end, kind, probability); neighbours of one kind are one trigger."""
        some = 1.0 - kinds[:, 0]
        best = kinds[:, 1:].argmax(axis=1)
        marks: list[tuple[int, int, int, float]] = []
        for i in range(low, min(high, len(some))):
            if some[i] < threshold:
                continue
            kind, chance = int(best[i]), float(some[i])
            if marks and marks[-1][1] >= i and marks[-1][2] == kind:
                first, _, _, before = marks[-1]
                marks[-1] = (first, i + 1, kind, max(before, chance))
                continue
            end = i + 1
            while end < len(inside) and inside[end] > 0.5 and some[end] < threshold:
                end += 1
            marks.append((i, end, kind, chance))
        return marks

    def _roles(self, hidden: Floats, at: Ints, kind: Ints) -> Floats:
        """Probabilities (trigger, token, role) from a bilinear form and the distance between the two."""
        head = self._heads
        names = len(self.labels.roles)
        left = hidden[at] + head["k.weight"][kind]
        left = self._dense("bil.2", _gelu(self._dense("bil.0", left))).reshape(len(at), names, -1)
        right = self._dense("bir", hidden).reshape(len(hidden), names, -1)
        logits = np.einsum("mrd,nrd->mnr", left, right, optimize=True) / 8
        distance = np.arange(len(hidden))[None, :] - at[:, None]
        bucket = np.clip((np.log2(np.abs(distance) + 1.0) * 1.5).astype(np.int64), 0, 14)
        bucket = np.where(distance < 0, bucket, bucket + 15)
        return _sigmoid(logits + head["dist.weight"][bucket] + head["rb"])

    def _reading(
        self,
        mark: tuple[int, int, int, float],
        roles: Floats,
        attributes: Floats,
        offsets: list[tuple[int, int]],
    ) -> Reading:
        labels = self.labels
        first, end, kind, chance = mark
        sizes = (len(labels.status), len(labels.hedge), len(labels.party))
        cuts = np.cumsum(sizes).tolist()
        status, hedge, party, flags = np.split(attributes, cuts)
        said, dated, placed = _sigmoid(flags).tolist()
        return Reading(
            start=offsets[first][0],
            end=offsets[end - 1][1],
            kind=labels.kinds[kind],
            probability=chance,
            roles=_role_spans(roles, offsets, labels.roles),
            status=dict(zip(labels.status, _softmax(status).tolist(), strict=True)),
            hedge=dict(zip(labels.hedge, _softmax(hedge).tolist(), strict=True)),
            party=dict(zip(labels.party, _softmax(party).tolist(), strict=True)),
            said=said,
            dated=dated,
            placed=placed,
        )


def _role_spans(
    chances: Floats, offsets: list[tuple[int, int]], roles: tuple[str, ...], floor: float = 0.4
) -> tuple[Role, ...]:
    """Runs of tokens above ``floor`` for each role, with their highest probability."""
    found: list[Role] = []
    for column, role in enumerate(roles):
        values = chances[:, column]
        at = 0
        while at < len(values):
            if values[at] < floor:
                at += 1
                continue
            end = at
            while end < len(values) and values[end] >= floor:
                end += 1
            found.append(
                Role(
                    role=role,
                    start=offsets[at][0],
                    end=offsets[end - 1][1],
                    probability=float(values[at:end].max()),
                )
            )
            at = end
    return tuple(found)


def load_engine(threads: int = 1) -> Engine:
    """The engine from the package's own files.

    Raises DataError where a file is missing or its SHA-256 is not the one in ``manifest.json``.
    """
    return encoder_from(files("dateline") / "data" / "encoder", threads)


def encoder_from(folder: Traversable, threads: int = 1) -> Engine:
    """The engine from the files of ``folder``; raises DataError as :func:`load_engine` does."""
    import onnxruntime
    from tokenizers import Tokenizer

    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    raw: dict[str, bytes] = {}
    for name, digest in sorted(manifest["sha256"].items()):
        raw[name] = (folder / name).read_bytes()
        if hashlib.sha256(raw[name]).hexdigest() != digest:
            raise DataError(
                f"dateline/data/encoder/{name} is not the file it should be: install dateline again"
            )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(raw["encoder.onnx"], options, providers=["CPUExecutionProvider"])
    return Engine(
        session,
        Tokenizer.from_str(raw["tokenizer.json"].decode("utf-8")),
        _heads(raw["heads.npz"]),
        Labels(**{key: tuple(value) for key, value in manifest["labels"].items()}),
        manifest["version"],
    )


def _heads(raw: bytes) -> Mapping[str, Floats]:
    import io

    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in sorted(stored.files)}
