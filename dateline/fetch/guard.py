"""Hard documents are read in a process of their own, with limits on its time and memory.

In comes a raw and the name of the reader; out come the same documents and problems that the reader gives, or one
problem where it took too long, too much memory, or fell over. The process gets the bytes on its standard input
and answers in JSON; it opens nothing else.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from dateline.fetch.document import Document, Limits, Part, Raw, problem
from dateline.model import Problem, Told

_ENTRY = "import sys; sys.path.insert(0, sys.argv[1]); from dateline.fetch.guard import answer; answer(sys.argv[2:])"
_TRY = "open it in a browser or office program and save the article's text as a .txt file"


def guarded(reader: str, raw: Raw, limits: Limits) -> Iterator[Part]:
    """What the reader of this name (``html``, ``feed``, ``pdf``, ``docx``) makes of the raw, within the limits."""
    root = str(Path(__file__).resolve().parents[2])
    order = (reader, raw.where, raw.name, raw.charset or "", str(limits.seconds), str(limits.memory))
    try:
        # The process is held to seconds of processor time; the clock only ends one that never gets any.
        done = subprocess.run(
            [sys.executable, "-c", _ENTRY, root, *order],
            input=raw.raw, capture_output=True, check=False, timeout=60 + 10 * limits.seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        yield problem(raw.where, "unreadable", f"reading it took more than {limits.seconds} seconds", _TRY)
        return
    if done.returncode != 0:
        yield problem(raw.where, "unreadable", _fell(done.returncode, limits), _TRY)
        return
    for item in json.loads(done.stdout):
        if "problem" in item:
            yield Problem(**item)
        else:
            yield _unpacked(item, raw)


def answer(order: list[str]) -> None:
    """The other process: reads standard input with the reader of this name, and prints what it makes of it."""
    name, where, file, charset, seconds, memory = order
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raw = Raw(where=where, name=file, raw=sys.stdin.buffer.read(), charset=charset or None)
    # What a library prints must not mix with the answer.
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        items = [_packed(one) for one in _reader(name)(raw)]
    except (MemoryError, RecursionError):
        sys.exit(3)
    json.dump(items, out)
    out.flush()


def _packed(item: Part) -> dict[str, object]:
    if isinstance(item, Problem):
        return asdict(item)
    if not isinstance(item, Document):
        raise TypeError("a document read in a process of its own has no parts")
    kept = asdict(replace(item, raw=Raw(where="", name="")))
    kept["raw"] = {"where": item.raw.where, "start": item.raw.start, "end": item.raw.end}
    return kept


def _unpacked(item: dict[str, Any], raw: Raw) -> Document:
    """A document as the other process made it, its bytes cut out of those that it was given."""
    facts = tuple(Told(**one) for one in item.pop("told"))
    offsets = tuple(item.pop("offsets"))
    place = item.pop("raw")
    part = replace(raw, where=place["where"])
    if place["start"] is not None:
        part = replace(part, **place, raw=raw.raw[place["start"] : place["end"]], container=raw.outermost())
    return Document(raw=part, told=(*raw.told, *facts), offsets=offsets, **item)


def _reader(name: str) -> Callable[[Raw], Iterator[Part]]:
    if name == "html":
        from dateline.fetch.html import read_page

        return read_page
    if name == "feed":
        from dateline.fetch.xmls import read_feed

        return read_feed
    from dateline.fetch import papers

    return papers.READERS[name]


def _fell(code: int, limits: Limits) -> str:
    if code in (-9, -24):
        return f"reading it took more than {limits.seconds} seconds"
    if code in (3, -6):
        return f"reading it takes more than {limits.memory // 1_000_000} MB of memory, or nests too deep"
    return "its reader fell over it: it is damaged, or made to do harm"
