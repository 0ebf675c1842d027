"""Where the words of a clean text stand in the bytes it was read from.

In come the text and the runs of plain characters in the decoded original; out come groups of four numbers: a
stretch of the text in characters, and where it stands in the bytes. A stretch is told only where the same
characters stand there in the same order; white space and markup between them may differ.
"""

from __future__ import annotations

import bisect
import html
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Run = tuple[int, int, str]
"""A stretch of the decoded original (its start and end) and the characters it stands for."""

_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|template)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<!\[CDATA\[|\]\]>"
    r"|(?:<(?!(?:script|style|template)\b)[/!?]?[a-zA-Z][^<>]*>\s*)+"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)"
    r"|(?P<words>[^<&\]\n]{1,4000}|\n+)|(?P<odd>[<&\]])",
    re.DOTALL | re.IGNORECASE,
)
_JSON = re.compile(r"(?P<escape>\\(?:u[0-9a-fA-F]{4}|.))|(?P<words>[^\\\n]{1,4000}|\n+)", re.DOTALL)
_CSV = re.compile(r'(?P<quote>"")|(?P<words>[^"\n]{1,4000}|\n+)|"')
_PLAIN = re.compile(r"[^\n]{1,4000}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?][”\"’]?\s+")
_NEAR = 100_000
_MOST_MISSES = 200
_MOST_LINES = 50_000


def html_runs(source: str) -> Iterator[Run]:
    """The characters that markup stands for, without tags, comments and scripts."""
    for found in _HTML.finditer(source):
        kind = found.lastgroup
        if kind in ("words", "odd"):
            yield found.start(), found.end(), found.group()
        elif kind == "entity":
            yield found.start(), found.end(), html.unescape(found.group())


def json_runs(source: str) -> Iterator[Run]:
    """The characters that JSON stands for; a pair of surrogate escapes is passed over."""
    for found in _JSON.finditer(source):
        if found.lastgroup == "words":
            yield found.start(), found.end(), found.group()
        elif found.lastgroup == "escape":
            code = found.group()[1:]
            char = chr(int(code[1:], 16)) if code[0] == "u" and len(code) == 5 else _ESCAPES.get(code, code)
            if not "\ud800" <= char <= "\udfff":
                yield found.start(), found.end(), char


def csv_runs(source: str) -> Iterator[Run]:
    """The characters that comma separated values stand for: two quotation marks are one."""
    for found in _CSV.finditer(source):
        if found.lastgroup == "words":
            yield found.start(), found.end(), found.group()
        elif found.lastgroup == "quote":
            yield found.start(), found.end(), '"'


def nested_runs(runs: Iterable[Run]) -> Iterator[Run]:
    """The characters of markup that is itself written in the characters of ``runs``, as in a feed or JSON string."""
    outer = list(runs)
    starts: list[int] = []
    total = 0
    for _, _, chars in outer:
        starts.append(total)
        total += len(chars)
    for start, end, chars in html_runs("".join(chars for _, _, chars in outer)):
        number = bisect.bisect_right(starts, start) - 1
        if end - start != len(chars):
            last = bisect.bisect_left(starts, end) - 1
            (first, stop, held), (other, until, ending) = outer[number], outer[last]
            if stop - first == len(held):
                first += start - starts[number]
            if until - other == len(ending):
                until = other + end - starts[last]
            yield first, until, chars
            continue
        at = start
        while at < end:
            first, stop, held = outer[number]
            inside, size = at - starts[number], min(end, starts[number] + len(held)) - at
            piece = chars[at - start : at - start + size]
            whole = stop - first != len(held)
            yield (first, stop, piece) if whole else (first + inside, first + inside + size, piece)
            at += size
            number += 1


def plain_runs(source: str) -> Iterator[Run]:
    """The characters of plain text: themselves, a piece of a line at a time."""
    return ((found.start(), found.end(), found.group()) for found in _PLAIN.finditer(source))


def align(text: str, source: str, runs: Iterable[Run], encoding: str) -> tuple[int, ...]:
    """Finds each line of ``text`` in the runs, in order, and tells where it stands in the bytes of ``source``.

    Lines are looked for after the one before, then from the beginning; of a line that is not found whole, its
    sentences. What is not found has no group. Empty where ``source`` cannot be put back into ``encoding``.
    """
    flat = _flatten(runs)
    groups: list[int] = []
    cursor, misses = 0, 0
    for line in itertools.islice(_LINE.finditer(text), _MOST_LINES):
        stretches = [line.span()]
        while stretches:
            start, end = stretches.pop(0)
            wanted = _SPACE.sub("", text[start:end])
            if not wanted:
                continue
            at = flat.chars.find(wanted, cursor, cursor + _NEAR + len(wanted))
            if at < 0 and misses < _MOST_MISSES:
                # Far look-ups are few, or a hostile page could make this quadratic.
                misses += 1
                at = flat.chars.find(wanted)
            if at >= 0:
                cursor = at + len(wanted)
                _add_groups(text, (start, end), at, flat, groups)
            elif (start, end) == line.span():
                cuts = [start, *(start + cut.end() for cut in _SENTENCE_END.finditer(line.group())), end]
                stretches = [pair for pair in itertools.pairwise(cuts) if text[slice(*pair)].strip()]
                stretches = stretches if len(stretches) > 1 else []
    return _in_bytes(_joined(groups, text, source), source, encoding)


def align_markup(
    text: str, source: str, runs: Callable[[str], Iterable[Run]], encoding: str
) -> tuple[int, ...]:
    """As :func:`align`, for an original in which the article may be markup inside these runs: the better of both."""
    flat = align(text, source, runs(source), encoding)
    if 4 * _covered(flat) > 3 * len(text):
        return flat
    inner = align(text, source, nested_runs(runs(source)), encoding)
    return inner if _covered(inner) > _covered(flat) else flat


def byte_places(source: str, wanted: Iterable[int], encoding: str) -> dict[int, int]:
    """Where each of these characters of ``source`` begins in its bytes.

    Raises:
        UnicodeEncodeError: it cannot be put back into ``encoding``.
    """
    places: dict[int, int] = {}
    done = total = 0
    for at in sorted(set(wanted)):
        total += len(source[done:at].encode(encoding))
        places[at], done = total, at
    return places


def original_span(
    offsets: Sequence[int], start: int, end: int, raw: bytes, encoding: str
) -> tuple[int, int] | None:
    """The bytes that hold the words ``text[start:end]``; ``None`` where their ends are not in ``offsets``.

    ``offsets`` are those that :func:`align` told for these bytes.
    """
    first = _byte_of(offsets, start, raw, encoding, after=False)
    last = _byte_of(offsets, end - 1, raw, encoding, after=True)
    if end <= start or first is None or last is None or last < first:
        return None
    return first, last


def _byte_of(offsets: Sequence[int], at: int, raw: bytes, encoding: str, *, after: bool) -> int | None:
    """Where the character ``at`` of the text begins in the bytes, or where it ends."""
    group = bisect.bisect_right(offsets[0::4], at) - 1
    if group < 0 or at >= offsets[4 * group + 1]:
        return None
    text_start, text_end, raw_start, raw_end = offsets[4 * group : 4 * group + 4]
    held = raw[raw_start:raw_end].decode(encoding, "replace")
    if len(held) != text_end - text_start:
        # An entity or escape: it is one thing, and cannot be parted.
        return raw_end if after else raw_start
    return raw_start + len(held[: at - text_start + after].encode(encoding))


@dataclass(frozen=True, slots=True)
class _Flat:
    """All characters but white space in one string, the runs they came from, and where each run begins in it."""

    chars: str
    starts: list[int]
    runs: list[Run]


def _flatten(runs: Iterable[Run]) -> _Flat:
    parts: list[str] = []
    starts: list[int] = []
    kept: list[Run] = []
    total = 0
    for run in runs:
        bare = "".join(run[2].split())
        if bare:
            parts.append(bare)
            starts.append(total)
            kept.append(run)
            total += len(bare)
    return _Flat("".join(parts), starts, kept)


def _add_groups(text: str, stretch: tuple[int, int], at: int, flat: _Flat, groups: list[int]) -> None:
    """Adds the groups of one stretch, whose characters stand in the flat string from ``at`` on."""
    here, stop = stretch
    number = bisect.bisect_right(flat.starts, at) - 1
    while here < stop:
        if text[here].isspace():
            here += 1
            continue
        start, end, chars = flat.runs[number]
        following = flat.starts[number + 1] if number + 1 < len(flat.starts) else len(flat.chars)
        if end - start != len(chars):
            # The characters of one entity or escape share its whole place.
            size = len(_WORD.match(text, here, min(stop, here + following - at)).group())  # type: ignore[union-attr]
            groups += (here, here + size, start, end)
            here, at = here + size, at + size
        else:
            here, at = (
                _add_run(text, (here, stop), at - flat.starts[number], (start, chars), groups),
                following,
            )
        number += at >= following


def _add_run(
    text: str, stretch: tuple[int, int], skipped: int, run: tuple[int, str], groups: list[int]
) -> int:
    """Adds the groups of one run that stands for itself; returns how far the text is found.

    ``skipped`` characters of the run, white space not counted, stand before the text.
    """
    here, stop = stretch
    start, chars = run
    inside = _place_of(chars, skipped)
    if inside == 0 or skipped == 0:
        whole = chars.strip()
        if here + len(whole) <= stop and text.startswith(whole, here):
            first = start + len(chars) - len(chars.lstrip())
            groups += (here, here + len(whole), first, first + len(whole))
            return here + len(whole)
    for word in _WORD.finditer(chars, inside):
        first, last = word.span()
        while first < last:
            while here < stop and text[here].isspace():
                here += 1
            if here >= stop:
                return here
            size = 1
            most = min(last - first, stop - here)
            if text.startswith(chars[first : first + most], here):
                size = most
            groups += (here, here + size, start + first, start + first + size)
            here, first = here + size, first + size
    return here


def _place_of(chars: str, skipped: int) -> int:
    """Where the character after ``skipped`` others, white space not counted, stands in a run."""
    if skipped == 0:
        return 0
    for word in _WORD.finditer(chars):
        if skipped < word.end() - word.start():
            return word.start() + skipped
        skipped -= word.end() - word.start()
    return len(chars)


def _joined(groups: list[int], text: str, source: str) -> list[int]:
    """Neighbouring groups made one where text and original are the same in them and between them."""
    out: list[int] = []
    before = False
    for number in range(0, len(groups), 4):
        start, end, raw_start, raw_end = groups[number : number + 4]
        same = text[start:end] == source[raw_start:raw_end]
        near = bool(out) and same and before and start - out[-3] == raw_start - out[-1] <= 1
        if near and text[out[-3] : start] == source[out[-1] : raw_start]:
            out[-3], out[-1] = end, raw_end
            continue
        out += (start, end, raw_start, raw_end)
        before = same
    return out


def _covered(groups: Sequence[int]) -> int:
    return sum(groups[1::4]) - sum(groups[0::4])


def _in_bytes(groups: list[int], source: str, encoding: str) -> tuple[int, ...]:
    """The groups with byte offsets in place of character offsets."""
    ends = (at for number in range(0, len(groups), 4) for at in groups[number + 2 : number + 4])
    try:
        places = byte_places(source, ends, encoding)
    except UnicodeEncodeError:
        return ()
    return tuple(places[at] if number % 4 > 1 else at for number, at in enumerate(groups))
