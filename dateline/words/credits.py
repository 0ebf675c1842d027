"""Whom a text credits: the agency in its dateline, byline, credit line or last bracket. The one finder of such lines.

In: the text of a report; out: the names it credits, as they stand there, in reading order. A name inside a sentence
("told AFP") is no credit.
"""

from __future__ import annotations

import re

_HEAD, _TAIL = 600, 400
_NAME = r"(?:[^\W\d_][\w.'’&/-]*)(?: [\w.'’&/-]+){0,4}"
_DATELINE = re.compile(r"^[^\n()]{0,90}\(([^()\n]{2,60})\)[ \t]*[-–—:]", re.M)
"""``KHARTOUM, March 21 (AFP) -`` and ``Cairo/Geneva (dpa) –``."""
_HEAD_CREDITS = (
    _DATELINE,
    # "NEWS CENTER – ANF | Sunday", "GENEVA, May 3, KUNA --"
    re.compile(rf"^[^\n.]{{2,70}}?[–—|,-] ?({_NAME}) ?(?:\||--|[–—])", re.M),
    # a byline: "By Jane Doe, The Associated Press"
    re.compile(rf"^[Bb][Yy] [^\n]{{0,60}}?[,|] ?({_NAME})$", re.M),
)
_TAIL_CREDITS = (
    re.compile(rf"[–—©|] ?({_NAME})[ \t.]*$", re.M),
    re.compile(
        rf"\b(?:[Ss]ource|SOURCE|[Cc]redit|[Aa]gency|[Cc]opyright)s?[:/] ?(?:©|\([cC]\))? ?({_NAME})[ \t.)]*$",
        re.M,
    ),
    re.compile(rf"\b(?:[Ii]nputs?|[Mm]aterial|[Cc]ontributions?) (?:from|by) ({_NAME})", re.M),
    re.compile(r"^[ \t]*[(\[]([^()\[\]\n]{2,60})[)\]][ \t]*$", re.M),
    re.compile(r"[.\"”’'][ \t]*\(([^()\n]{2,60})\)[ \t]*$", re.M),
)
_PARTS = re.compile(r"\s*(?:/|,|;|\band\b|&)\s*")


def credited(text: str) -> tuple[str, ...]:
    """The names a text credits in its first or last lines, each once."""
    text = text.strip()
    found: dict[str, None] = {}
    for part, patterns in ((text[:_HEAD], _HEAD_CREDITS), (text[-_TAIL:], _TAIL_CREDITS)):
        met = sorted((m.start(), m.group(1)) for pattern in patterns for m in pattern.finditer(part))
        for _, words in met:
            found |= dict.fromkeys(piece for piece in _PARTS.split(words.strip(" .")) if piece)
    return tuple(found)


def dateline_credit(line: str) -> str | None:
    """The name in brackets of a line that begins with a dateline, ``None`` without one."""
    found = _DATELINE.match(line)
    return found.group(1) if found is not None else None
