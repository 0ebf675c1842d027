"""How a report is laid out: headline, body, sentences, and lines that are not the article's own.

Boilerplate (newsletter prompts, "Read more", related links, share bars, section labels) is marked, never deleted:
no claim is coded from it, and the page shows it greyed. The rules are general features and the phrases of
``data/lexicon/en/boilerplate.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.model import Report, Span
from dateline.read.sentences import split_sentences

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWords:
    """The word tables of this room: abbreviations, and phrases that mark a line as boilerplate.

    A phrase of ``starts`` counts at the beginning of a line, one of ``opens`` at that of a sentence in it, one of
    ``holds`` anywhere; ``sections`` are whole lines that head a block of links ("Related", "U.S. & World"), and
    ``bars`` words of which a bar of buttons is made ("Share Tweet Email").
    """

    abbreviations: frozenset[str]
    starts: tuple[str, ...]
    holds: tuple[str, ...]
    sections: frozenset[str]
    opens: tuple[str, ...] = ()
    bars: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A report's headline (``None`` where it has none), sentences and boilerplate lines, all as spans."""

    headline: Span | None
    sentences: tuple[Span, ...]
    boilerplate: tuple[Span, ...]


def read_words(abbreviations: str, boilerplate: str) -> ReadWords:
    """The tables from the texts of ``abbreviations.tsv`` and ``boilerplate.tsv``."""
    short = frozenset(row.split("\t")[0].lower().rstrip(".") for row in abbreviations.splitlines()[1:] if row)
    rows = [row.split("\t") for row in boilerplate.splitlines()[1:] if row]
    return ReadWords(
        abbreviations=short,
        starts=tuple(sorted(r[0].lower() for r in rows if r[1] == "start")),
        holds=tuple(sorted(r[0].lower() for r in rows if r[1] == "hold")),
        sections=frozenset(r[0].lower() for r in rows if r[1] == "section"),
        opens=tuple(sorted(r[0].lower() for r in rows if r[1] == "opens")),
        bars=frozenset(r[0].lower() for r in rows if r[1] == "bar"),
    )


def lay_out(report: Report, words: ReadWords) -> Layout:
    """A report's layout. The headline is a first line that is followed by a blank one, or lacks a full stop."""
    text = report.text
    lines = lines_of(text)
    boilerplate = _boilerplate(text, lines, words)
    greyed = {span.start for span in boilerplate}
    headline = None
    if lines and lines[0].start not in greyed and len(lines) > 1 and _is_headline(text, lines[0], lines[1]):
        headline = lines[0]
    sentences = tuple(
        span
        for span in split_sentences(text, words.abbreviations)
        if not any(b.start <= span.start < b.end for b in boilerplate)
    )
    return Layout(headline=headline, sentences=sentences, boilerplate=boilerplate)


def boilerplate_of(report: Report, words: ReadWords) -> tuple[Span, ...]:
    """The lines of a report that belong to its page, as its layout has them, without its sentences."""
    return _boilerplate(report.text, lines_of(report.text), words)


def lines_of(text: str) -> list[Span]:
    """The lines of a text that hold anything but blanks."""
    return [Span(start=m.start(), end=m.end()) for m in _LINE.finditer(text) if m.group().strip()]


def _is_headline(text: str, first: Span, second: Span) -> bool:
    line = text[first.start : first.end].rstrip()
    blank = "\n\n" in text[first.end : second.start] or text[first.end : second.start].count("\n") > 1
    ends = line.endswith((".", "!”", ".”", '."'))
    return len(line) <= 200 and (blank or not ends) and not (blank and ends and len(line) > 140)


ENDED = (".", "!", "?", "”", '"', ":", ";", ",", "…")
"""What a line ends in that is a sentence, or goes on."""


def _heads_links(text: str, lines: list[Span]) -> bool:
    """Whether two lines in the body are a section label and a teaser: a few capitalised words, then a short line, both
    without a stop. An article's own subheading is followed by a sentence."""
    if len(lines) < 2:
        return False
    label, teaser = (text[line.start : line.end].strip() for line in lines)
    named = 1 <= len(label.split()) <= 4 and all(w[0].isupper() or not w[0].isalnum() for w in label.split())
    return named and len(teaser.split()) <= 12 and not label.endswith(ENDED) and not teaser.endswith(ENDED)


def _boilerplate(text: str, lines: list[Span], words: ReadWords) -> tuple[Span, ...]:
    """Lines that are not the article's own: by phrase, or a section label with the teasers under it."""
    found: list[Span] = []
    teasers = 0
    for number, line in enumerate(lines):
        bare = text[line.start : line.end].strip()
        low = _COUNTED.sub("", bare.lower().rstrip(":"))
        if number > 0 and (low in words.sections or _heads_links(text, lines[number : number + 2])):
            found.append(line)
            teasers = _TEASERS
            continue
        size = len(bare.split())
        title = size <= 12 and not bare.endswith((".", "”", '"', "!", "?"))
        phrase = size <= 40 and _is_furniture(low, words)
        if phrase or (teasers and title):
            found.append(line)
        # A short call to read on ("More from the Courier") heads links too.
        teasers = _TEASERS if phrase and title else teasers - 1 if teasers and title else 0
    return tuple(found)


_TEASERS = 5
"""How many lines under a section label may be links."""
_COUNTED = re.compile(r"\s*\(\d+\)$")
_BYLINE = re.compile(r"by [^|]{3,60}\||[^|.]{2,40} \| (?:staff |our )?(?:reporter|correspondent|writer)s?$")


def _is_furniture(low: str, words: ReadWords) -> bool:
    """Whether a line, in small letters, is the page's by its phrases: a prompt, credit, byline or bar of buttons."""
    if low.startswith(words.starts) or any(hold in low for hold in words.holds) or _BYLINE.match(low):
        return True
    buttons = low.split()
    if len(buttons) > 1 and all(button in words.bars for button in buttons):
        return True
    return any(_opens(low, phrase) for phrase in words.opens)


def _opens(low: str, phrase: str) -> bool:
    """Whether a phrase begins the line, or a sentence or part of it: who is told to "sign up for" is no prompt."""
    at = low.find(phrase)
    while at > 0 and low[:at].rstrip()[-1:] not in ".!?|•·–—:":
        at = low.find(phrase, at + 1)
    return at >= 0
