"""The digest that stands for a text."""

from __future__ import annotations

import hashlib


def text_digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, unpaired surrogates too, in hexadecimal: as ``model.Original`` has it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
