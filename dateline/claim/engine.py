"""The learned reader: a small encoder that marks triggers, their roles, status and hedge in a report.

In: a report's text. Out: :class:`~dateline.claim.heads.Reading` records whose every value is a span of that text
with the model's own probability. The encoder is MiniLM-L6 (Wang et al. 2020) fine-tuned by
``scripts/train_encoder.py`` on the project's own corpus and run as int8 ONNX; the small heads on top are plain
matrices (:mod:`dateline.claim.heads`). Every file's SHA-256 is checked when it is loaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from dateline.claim.heads import Floats, Heads, Labels, Reading, Window
from dateline.claim.marks import Marks, token_features
from dateline.errors import DataError

LIMIT = 384
"""Most wordpieces in one window, which holds as many neighbouring lines as fit, a longer line cut after a full stop:
most reports are one or two, so that a trigger's place and time are found wherever the report tells them."""
BLOCK = 2048
"""Most wordpieces whose heads are computed at once: enough for a report, little enough for memory."""


def lines_of(text: str, offsets: list[tuple[int, int]], limit: int = LIMIT) -> tuple[tuple[int, int], ...]:
    """Wordpiece ranges of the text's lines, a line of more than ``limit`` cut after a full stop. They tile the text."""
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


def windows(lines: tuple[tuple[int, int], ...], limit: int = LIMIT) -> tuple[tuple[int, int], ...]:
    """Lines put together, in order, as long as ``limit`` wordpieces hold them. The encoder was trained on such."""
    found: list[tuple[int, int]] = []
    for start, end in lines:
        if found and end - found[-1][0] <= limit:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


class Engine:
    """The encoder and its heads, ready to read. Holds no state between texts."""

    def __init__(
        self, session: Any, tokenizer: Any, weights: Mapping[str, Floats], labels: Labels, version: str
    ):
        self._session = session
        self._tokenizer = tokenizer
        self._heads = Heads(weights, labels)
        self._begin, self._end = weights["special"].astype(int).tolist()
        self.labels = labels
        self.version = version

    def read(self, text: str, marks: Marks, threshold: float = 0.3) -> tuple[Reading, ...]:
        """Every trigger whose probability reaches ``threshold``, in reading order; ``marks`` are the text's own."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        features = token_features(text, offsets, marks, self.labels.kinds)
        lines = lines_of(text, offsets)
        line = np.repeat(np.arange(len(lines)), [end - start for start, end in lines])
        found: list[Reading] = []
        for block in _blocks(windows(lines)):
            # Each window is read by itself: nothing is padded, and none sways another's int8 scale.
            hidden = np.concatenate([self._hidden(ids[a:b], features[a:b]) for a, b in block])
            first, last = block[0][0], block[-1][1]
            rows = [
                Window(a - first, b - first, offsets[a:b], words_of(text, offsets[a:b]), line[a:b])
                for a, b in block
            ]
            found += self._heads.read(hidden, features[first:last], rows, threshold)
        return tuple(found)

    def _hidden(self, ids: list[int], features: Floats) -> Floats:
        """The encoder's last layer for a row of wordpieces, without the two marks it stands between."""
        table = np.asarray([[self._begin, *ids, self._end]], dtype=np.int64)
        framed = np.zeros((1, len(ids) + 2, features.shape[1]), dtype=np.float32)
        framed[0, 1:-1] = features
        given = {"ids": table, "features": framed}
        last: Floats = self._session.run(["hidden"], given)[0][0, 1:-1].astype(np.float32, copy=False)
        return last


def _blocks(bounds: tuple[tuple[int, int], ...]) -> Iterator[list[tuple[int, int]]]:
    """Neighbouring windows whose heads are computed together."""
    block: list[tuple[int, int]] = []
    for start, end in bounds:
        if block and end - block[0][0] > BLOCK:
            yield block
            block = []
        block.append((start, end))
    if block:
        yield block


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
    # Processors without VNNI add products of bytes in sixteen bits, which overflow, unless told to take the exact way.
    options.add_session_config_entry("session.x64quantprecision", "1")
    # The fused form of "add, then normalise" is computed number by number, at twice the cost of the two by themselves.
    session = onnxruntime.InferenceSession(
        raw["encoder.onnx"],
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )
    return Engine(
        session,
        Tokenizer.from_str(raw["tokenizer.json"].decode("utf-8")),
        _weights(raw["heads.npz"]),
        Labels(**{key: tuple(value) for key, value in manifest["labels"].items()}),
        manifest["version"],
    )


def _weights(raw: bytes) -> Mapping[str, Floats]:
    import io

    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in sorted(stored.files)}
