"""The reports of ``corpus/`` with their gold claims, and which of them are validation: for the scripts that learn.

Comes in: the folder. Goes out: one mapping a report: its manifest row with ``text``, ``claims`` and whether it is
``coded`` (from the compact form). Needs nothing but the standard library.
"""

from __future__ import annotations

import collections
import hashlib
import json
import pathlib
from typing import Any

from compile_corpus import compile_file, kinds

Doc = dict[str, Any]

VALIDATION = 0.18
"""The part of clusters of ``corpus/gold`` that nothing is fitted on."""
BARE = str.maketrans(dict.fromkeys(",\"“”‘’';:()") | {"\n": " ", "–": "-", "—": "-"})


def load_corpus(corpus: pathlib.Path) -> list[Doc]:
    """Every report of the corpus that may be trained on, by name; raises SystemExit where a coded file has faults."""
    manifest = json.loads((corpus / "reports" / "manifest.json").read_text(encoding="utf-8"))
    claims: dict[str, list[Doc]] = collections.defaultdict(list)
    for path in sorted((corpus / "gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            claims[claim["report"]].append(claim)
    docs = []
    for row in manifest:
        if row.get("ship", True):
            text = (corpus / "reports" / f"{row['report']}.txt").read_text(encoding="utf-8")
            docs.append(row | {"text": text, "claims": claims[row["report"]], "coded": False})
    known = kinds()
    for path in sorted((corpus / "coded").glob("*.coded")):
        texts, rows, coded, faults = compile_file(path, known)
        if faults:
            raise SystemExit("\n".join(faults))
        for row in rows:
            own = [claim for claim in coded if claim["report"] == row["report"]]
            docs.append(row | {"text": texts[row["report"]], "claims": own, "coded": True, "file": path.name})
    return sorted(docs, key=lambda doc: str(doc["report"]))


def is_validation(doc: Doc) -> bool:
    """Whether a report's cluster belongs to the validation part: by hash, so that it never moves.

    Reports in the compact form are all trained on: the validation part stays the one it was before they were added.
    """
    if doc["coded"]:
        return False
    return int(hashlib.sha256(doc["cluster"].encode()).hexdigest(), 16) % 1000 / 1000 < VALIDATION


def bare(doc: Doc) -> Doc:
    """The report as some archives keep it: no quotation marks, apostrophes, commas, brackets or line breaks."""

    def strip(value: Any) -> Any:
        if isinstance(value, str):
            return value.translate(BARE)
        if isinstance(value, list):
            return [strip(each) for each in value]
        if isinstance(value, dict):
            return {
                key: each if key in {"name", "kind", "status"} else strip(each) for key, each in value.items()
            }
        return value

    return doc | {"text": strip(doc["text"]), "claims": [strip(claim) for claim in doc["claims"]]}
