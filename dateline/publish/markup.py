"""Small pieces of HTML, every value escaped on its way in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from dateline.publish import english
from dateline.publish.brief import Index
from dateline.publish.decisions import set_by_person
from dateline.publish.sentences import Piece, Sentence
from dateline.words.letters import visible

_PLAIN = re.compile(r"[\w ,.:;()/-]*")
"""Text with nothing in it to escape."""


def esc(value: object) -> str:
    """A value as HTML text or attribute: markup escaped, control and direction characters made visible."""
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text
    return html.escape(visible(text), quote=True)


def cites(claims: Iterable[str], index: Index) -> str:
    """Superscript links to the words of claims in the reports."""
    numbers = sorted({index.numbers[c] for c in claims if c in index.numbers})
    if not numbers:
        return ""
    links = '<span class="sep">,</span>'.join(f'<a href="#c{n}">{n}</a>' for n in numbers)
    return f'<sup class="cite">{links}</sup>'


def pieces(parts: Iterable[Piece], index: Index) -> str:
    """Pieces of a sentence with their citations."""
    return "".join(esc(p.text) + cites(p.cites, index) for p in parts)


def badge(label: str, *, short: bool = False) -> str:
    """A grade or status as a mark and a word."""
    name = esc(label.replace("_", " "))
    hidden = ' class="vh"' if short else ""
    return f'<span class="badge g-{esc(label)}" title="{name}"><i></i><span{hidden}>{name}</span></span>'


def sentence(told: Sentence, index: Index, tag: str = "p") -> str:
    """A sentence of the brief as an element that the checker can read, with its grade after it."""
    body = pieces(told.pieces, index)
    cited = [index.claims[name] for piece in told.pieces for name in piece.cites if name in index.claims]
    decided = set_by_person(cited)
    body += f' <span class="decided">({esc(decided)})</span>' if decided else ""
    number = index.incident_numbers.get(told.incident or "")
    mark = badge(told.label)
    link = f'<a class="badge-link" href="#i{number}">{mark}</a>' if number else mark
    return f'<{tag} class="s">{body} <span class="badge">{link}</span></{tag}>'


def count_range(low: int | None, best: int | None, high: int | None) -> str:
    """A total as low – best – high, the best strong; one number where all agree, "no figure" where none is told."""
    if low is None and best is None and high is None:
        return "no figure"
    if low is not None and low == high:
        return f"<b>{english.number(low)}</b>"
    if high is None and low == best and low is not None:
        return f"at least <b>{english.number(low)}</b>"
    if low is None and high == best and high is not None:
        return f"up to <b>{english.number(high)}</b>"
    ends = ["…" if value is None else english.number(value) for value in (low, best, high)]
    return f"{ends[0]} – <b>{ends[1]}</b> – {ends[2]}"
