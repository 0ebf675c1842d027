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

LIMIT = 160
"""Most wordpieces in one window; a window is a line of the report, or part of a longer one."""
BATCH = 1
"""Windows read at once. One is fastest on a core (nothing is padded), and lets no window sway another's int8 scale."""


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


def windows(text: str, offsets: list[tuple[int, int]], limit: int = LIMIT) -> tuple[tuple[int, int], ...]:
    """Wordpiece ranges that the encoder reads by themselves: one a line, a long line cut after a full stop.

    They tile the text. The encoder was trained on the same cut.
    """
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(offsets):
        end = start + 1
        while end < len(offsets) and "\n" not in text[offsets[end - 1][1] : offsets[end][0]]:
            end += 1
        while end - start > limit:
            stops = [i for i in range(start + limit // 3, start + limit) if text[slice(*offsets[i])] in ".!?"]
            cut = stops[-1] + 1 if stops else start + limit
            found.append((start, cut))
            start = cut
        found.append((start, end))
        start = end
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
        bounds = windows(text, offsets)
        # Read in order of length, so that little is padded; given back in order of text.
        order = sorted(range(len(bounds)), key=lambda n: (bounds[n][1] - bounds[n][0], n))
        found: dict[int, list[Reading]] = {}
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            rows = [(ids[slice(*bounds[n])], features[slice(*bounds[n])]) for n in batch]
            for n, hidden in zip(batch, self._hidden(rows), strict=True):
                start, end = bounds[n]
                found[n] = self._window(text, hidden, features[start:end], offsets[start:end], threshold)
        return tuple(reading for n in range(len(bounds)) for reading in found[n])

    def _hidden(self, rows: list[tuple[list[int], Floats]]) -> list[Floats]:
        """The encoder's last layer for each row of wordpieces, without the two marks it stands between."""
        begin, end = self._heads["special"].astype(int).tolist()
        width = max(len(ids) for ids, _ in rows) + 2
        table = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        features = np.zeros((len(rows), width, rows[0][1].shape[1]), dtype=np.float32)
        for n, (ids, row) in enumerate(rows):
            table[n, : len(ids) + 2] = [begin, *ids, end]
            mask[n, : len(ids) + 2] = 1
            features[n, 1 : len(ids) + 1] = row
        out = self._session.run(["hidden"], {"ids": table, "mask": mask, "features": features})[0]
        return [out[n, 1 : len(ids) + 1].astype(np.float32) for n, (ids, _) in enumerate(rows)]

    def _dense(self, name: str, x: Floats) -> Floats:
        result: Floats = x @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return result

    def _window(
        self, text: str, hidden: Floats, features: Floats, offsets: list[tuple[int, int]], threshold: float
    ) -> list[Reading]:
        both = np.concatenate([hidden, features], axis=1)
        kinds = _softmax(self._dense("trig.3", _gelu(self._dense("trig.0", both))))
        marks = _triggers(kinds, words_of(text, offsets), threshold)
        if not marks:
            return []
        at = np.asarray([m[0] for m in marks], dtype=np.int64)
        kind = np.asarray([m[2] for m in marks], dtype=np.int64)
        roles = self._roles(hidden, both, at, kind)
        mean = np.repeat(hidden.mean(axis=0, keepdims=True), len(at), axis=0)
        known = np.eye(len(self.labels.kinds), dtype=np.float32)[kind]
        attributes = self._dense("attr.0", np.concatenate([hidden[at], mean, known], axis=1))
        attributes = self._dense("attr.3", _gelu(attributes))
        return [self._reading(mark, roles[n], attributes[n], offsets) for n, mark in enumerate(marks)]

    def _roles(self, hidden: Floats, both: Floats, at: Ints, kind: Ints) -> Floats:
        """Probabilities (trigger, token, role): an additive and a bilinear form, and the distance between the two."""
        head, names = self._heads, len(self.labels.roles)
        distance = np.arange(len(hidden))[None, :] - at[:, None]
        bucket = np.clip((np.log2(np.abs(distance) + 1.0) * 1.5).astype(np.int64), 0, 14)
        bucket = np.where(distance < 0, bucket, bucket + 15)
        trigger = self._dense("a", hidden[at]) + head["k.weight"][kind]
        mixed = trigger[:, None] + self._dense("b", both)[None] + head["dist.weight"][bucket]
        left = self._dense("bil", hidden[at]).reshape(len(at), names, -1)
        right = self._dense("bir", hidden).reshape(len(hidden), names, -1)
        product = np.einsum("mrd,nrd->mnr", left, right, optimize=True) / 16
        return _sigmoid(self._dense("role", np.maximum(mixed, 0.0)) + product)

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


def words_of(text: str, offsets: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of wordpieces that make up one word of the text, as (first, end)."""
    found: list[tuple[int, int]] = []
    for i, (start, _) in enumerate(offsets):
        joined = i > 0 and offsets[i - 1][1] == start and text[start - 1].isalnum() and text[start].isalnum()
        if joined:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def _triggers(
    kinds: Floats, words: list[tuple[int, int]], threshold: float
) -> list[tuple[int, int, int, float]]:
    """Triggers as (first, end, kind, probability), whole words; neighbouring words of one kind are one trigger.

    A word's probabilities are those of its surest piece, so that a rare word's odd pieces do not hide it.
    """
    marks: list[tuple[int, int, int, float]] = []
    for first, end in words:
        piece = first + int(kinds[first:end, 0].argmin())
        chance, kind = float(1.0 - kinds[piece, 0]), int(kinds[piece, 1:].argmax())
        if chance < threshold:
            continue
        if marks and marks[-1][1] == first and marks[-1][2] == kind:
            start, _, _, before = marks[-1]
            marks[-1] = (start, end, kind, max(before, chance))
        else:
            marks.append((first, end, kind, chance))
    return marks


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
