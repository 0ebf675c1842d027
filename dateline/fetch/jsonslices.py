"""JSON read in parts, each with the place of its own characters: for lists of articles in one file.

In comes the text of a JSON file; out come its elements with where each begins and ends. Nothing is evaluated but
by the standard library's decoder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)
LISTS = ("items", "articles", "reports", "results", "documents", "data", "news", "hits")
"""Names under which files keep a list of articles."""

Element = tuple[int, int, object]


def elements(text: str) -> tuple[dict[str, object], Iterator[Element]]:
    """The fields around a list of articles, and the articles with their places.

    The file is a list, or an object one of whose ``LISTS`` is a list of objects; any other object is the one
    element.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deep.
    """
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        return {}, _list(text, start)
    value, end = _DECODER.raw_decode(text, start)
    if _skip(text, end) != len(text):
        raise ValueError("there is more after its end")
    if isinstance(value, dict):
        for name in LISTS:
            held = value.get(name)
            if isinstance(held, list) and held and all(isinstance(one, dict) for one in held):
                around = {key: one for key, one in value.items() if key != name}
                return around, _list(text, _place(text, start, name))
    return {}, iter([(start, end, value)])


def _list(text: str, start: int) -> Iterator[Element]:
    """The elements of the list that begins at ``start``."""
    at = _skip(text, start + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        value, end = _DECODER.raw_decode(text, at)
        yield at, end, value
        at = _skip(text, end)
        if text[at : at + 1] != ",":
            if text[at : at + 1] != "]":
                raise ValueError(f"a comma or ] is missing at character {at}")
            return
        at = _skip(text, at + 1)


def _place(text: str, start: int, wanted: str) -> int:
    """Where the value of a field begins in the object that begins at ``start``; the last of that name."""
    at = _skip(text, start + 1)
    found = -1
    while text[at : at + 1] == '"':
        name, end = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, end) + 1)
        if name == wanted:
            found = at
        _, end = _DECODER.raw_decode(text, at)
        at = _skip(text, end)
        if text[at : at + 1] != ",":
            break
        at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()
