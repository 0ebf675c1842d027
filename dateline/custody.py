"""The chain of custody of a report: from the bytes it was read from to every word a claim rests on.

In come a store and a report's name; out comes each way the report came in, with what was found wrong when its
bytes were hashed again, and where in them the words of each claim stand. Nothing is changed.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.errors import UsageError
from dateline.fetch.align import original_span
from dateline.model import Claim, Original, Report
from dateline.store.address import Address
from dateline.store.store import Store, open_store, version_of
from dateline.words.digest import text_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A quote of a claim, its offsets in the text, and the bytes of the original that hold it.

    ``bytes_from`` and ``bytes_to`` are ``None`` where the original has no offsets for these words.
    """

    claim: str
    quote: str
    start: int
    end: int
    bytes_from: int | None
    bytes_to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One way a report came in: what it was read from, what is wrong with it now, and its claims' words in it."""

    original: Original
    faults: tuple[str, ...]
    words: tuple[Words, ...]


def custody(store_path: Address, name: str, known: Report | None = None) -> tuple[Chain, ...]:
    """Every way the report of this name came in; the oldest first. ``r@1`` is the first version of a changed ``r``.
    ``known`` is the report as the caller has it: its version is then not looked for among all that there are.

    Raises:
        UsageError: the store holds no such report.
        StoreError: the store cannot be used.
    """
    with open_store(store_path, write=False) as store:
        report, version = _held(store, name, known)
        coding = store.coding(version)
        claims = coding.claims if coding is not None else ()
        return tuple(_chain(store, one, report, claims) for one in store.originals(version))


def kept_bytes(store_path: Address, name: str, known: Report | None = None) -> bytes:
    """The bytes that the report of this name was last read from; raises as :func:`custody` does."""
    with open_store(store_path, write=False) as store:
        originals = store.originals(_held(store, name, known)[1])
        if not originals:
            raise UsageError(f"The store has kept no original of {name}: add it again.")
        raw = store.raw(originals[-1].digest)
        if raw is None:
            raise UsageError(f"The original of {name} is damaged in the store: run 'dateline check'.")
        return raw


def told_lines(chain: Chain) -> Iterator[str]:
    """A chain in words, one line each; without control characters, whatever the page said."""
    one = chain.original
    yield f"report {one.report}"
    yield _line(
        "read from", one.path + (f", bytes {one.start}-{one.end} of it" if one.start is not None else "")
    )
    if one.container is not None:
        yield _line("file SHA-256", one.container)
    if one.url is not None:
        yield _line("address", one.url)
    if one.retrieved is not None:
        yield _line("retrieved", f"{one.retrieved.isoformat()} ({one.retrieved_by})")
    yield _line("format", one.format + (f", {one.encoding}" if one.encoding else ""))
    yield _line("kept", f"{one.size:,} bytes, SHA-256 {one.digest}")
    yield _line("text SHA-256", one.text_digest)
    for fact in one.told:
        yield _line(fact.field, f"{fact.value} ({fact.by}{'' if fact.used else ', not used'})")
    if one.no_offsets is not None:
        yield _line("offsets", f"none: {one.no_offsets}")
    for words in chain.words:
        place = (
            f"bytes {words.bytes_from}-{words.bytes_to}" if words.bytes_from is not None else "no bytes told"
        )
        yield _line(f"claim {words.claim[:8]}", f"«{words.quote}» text {words.start}-{words.end}, {place}")
    for fault in chain.faults:
        yield _line("FAULT", fault)
    if not chain.faults:
        yield _line("checked", "its bytes and text have the same SHA-256 as when they were read")


def _line(label: str, said: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in said)
    return f"  {label:16} {' '.join(shown.split())}"


def _chain(store: Store, original: Original, report: Report, claims: tuple[Claim, ...]) -> Chain:
    raw = store.raw(original.digest)
    faults = []
    if raw is None or hashlib.sha256(raw).hexdigest() != original.digest:
        faults.append("the bytes kept are not those that were read: their SHA-256 differs")
    if text_digest(report.text) != original.text_digest:
        faults.append("the text is not the one that was read out of these bytes: its SHA-256 differs")
    if raw is not None and not faults:
        faults.extend(_unfaithful(original, report.text, raw))
    words = tuple(_words(original, raw or b"", claims))
    return Chain(original=original, faults=tuple(faults), words=words)


def _unfaithful(original: Original, text: str, raw: bytes) -> Iterator[str]:
    """Offsets whose bytes do not hold the words they should."""
    for number in range(0, len(original.offsets), 4):
        start, end, first, last = original.offsets[number : number + 4]
        held = raw[first:last].decode(original.encoding or "utf-8", "replace")
        # Where the lengths differ an entity or escape stands for the characters.
        if len(held) == end - start and held != text[start:end] and "".join(held.split()) != text[start:end]:
            yield f"bytes {first}-{last} of the original do not hold the words of the text at {start}"
            return


def _words(original: Original, raw: bytes, claims: tuple[Claim, ...]) -> Iterator[Words]:
    for claim in claims:
        for quote, span in zip(claim.quotes, claim.quote_spans, strict=True):
            found = None
            if original.offsets and original.encoding is not None:
                found = original_span(original.offsets, span.start, span.end, raw, original.encoding)
            first, last = found if found is not None else (None, None)
            yield Words(
                claim=claim.claim,
                quote=quote,
                start=span.start,
                end=span.end,
                bytes_from=first,
                bytes_to=last,
            )


def _held(store: Store, name: str, known: Report | None) -> tuple[Report, str]:
    """The version that goes by this name, one in force or one that it replaced, and its id."""
    if known is not None and store.holds(version := version_of(known)):
        return known, version
    traced = store.traced()
    held = {one.report.report: one for one in (*traced.earlier, *traced.current)}
    if name not in held:
        near = difflib.get_close_matches(name, sorted(held), n=3)
        hint = f": did you mean {' or '.join(near)}?" if near else "."
        raise UsageError(f"The store holds no report {name!r}{hint}")
    return held[name].report, held[name].version
