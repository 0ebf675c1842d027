"""What a report's names, bodies, numbers and dates are called in English, piece by piece, each with its own words.

In: a text, its parsed sentences and a language's :class:`~dateline.words.languages.LanguageWords`. Out: a
:class:`Gloss`: pieces that slice to the report's words, and the English line they make together. The register of
actors, the gazetteer and the grammars of dates and numbers read that line, so that "l'armée ukrainienne" and "the
Ukrainian army" are one body. It is no translation: what no table names is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from dateline.model import Span
from dateline.read.parse import Parsed
from dateline.words.languages import LanguageWords

_SLOT = re.compile(r"\\\{(\w+?)(\d?)\\\}")
_DIGITS = r"(?<![\w-])\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|(?<![\w-])\d+(?:[.,]\d+)?"
_SLOTS = {"day": r"[0-3]?\d", "year": r"(?:19|20)\d\d", "figure": r"\d+"}
"""Slots of date phrases that are digits; all others are classes of ``dates.tsv``."""
_NAMED = frozenset({"name", "capitals"})
_BODIES = frozenset({"name", "capitals", "noun"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of the report (``start`` to ``end``), what they are, their English, and where that begins in the line."""

    start: int
    end: int
    pos: str
    english: str
    at: int = 0

    @property
    def until(self) -> int:
        """Where its English ends in the line."""
        return self.at + len(self.english)


@dataclass(frozen=True)
class Gloss:
    """The pieces of a report in order, and the English ``line`` they make."""

    pieces: tuple[Piece, ...]
    line: str

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    @cached_property
    def _ats(self) -> list[int]:
        return [piece.at for piece in self.pieces]

    def number_at(self, offset: int) -> int | None:
        """The number of the piece that covers an offset of the report."""
        n = bisect_right(self._starts, offset) - 1
        return n if n >= 0 and offset < self.pieces[n].end else None

    def words_of(self, start: int, end: int) -> Span | None:
        """The words of the report whose English lies from ``start`` to ``end`` of the line."""
        first = max(0, bisect_right(self._ats, start) - 1)
        met = [p for p in self.pieces[first : bisect_right(self._ats, end)] if p.at < end and start < p.until]
        return Span(start=met[0].start, end=met[-1].end) if met else None

    def phrase(self, number: int) -> tuple[int, int]:
        """First and last piece of the noun phrase around a piece: what is joined to it by the English "of"."""
        if self.pieces[number].pos == "article" and number + 1 < len(self.pieces) and self._near(number):
            number += 1
        first = last = number
        while last + 2 < len(self.pieces) and self._joins(last):
            last += 2 if self.pieces[last + 1].pos == "preposition" else 1
            while self.pieces[last].pos == "article" and last + 1 < len(self.pieces):
                last += 1
        if first and self.pieces[first - 1].pos in {"article"} and self._near(first - 1):
            first -= 1
        return first, last

    def _near(self, number: int) -> bool:
        return self.pieces[number + 1].start - self.pieces[number].end <= 1

    def _joins(self, number: int) -> bool:
        after = self.pieces[number + 1]
        if not self._near(number) or after.pos != "preposition" or after.english != "of":
            return False
        rest = self.pieces[number + 2 : number + 4]
        rest = rest[1:] if rest and rest[0].pos == "article" else rest
        return bool(rest) and rest[0].pos in _BODIES and rest[0].start - after.end <= 4


Take = Callable[[Piece], bool]
"""Takes a piece if none of its words is taken."""


class Glosser:
    """A language's tables made ready to gloss texts; holds no state between them."""

    def __init__(self, words: LanguageWords):
        glossary = words.glossary
        self._nouns = glossary.get("noun", {})
        self._adjectives = glossary.get("adjective", {})
        self._endings = tuple(sorted(glossary.get("ending", {}).items(), key=lambda row: (-len(row[0]), row)))
        self._dates = tuple(_date_patterns(words.dates))
        names = glossary.get("name", {})
        self._gaps = tuple((_spaced(t), e) for t, e in sorted(names.items()) if "*" in t)
        self._names = _Phrases({t: e for t, e in names.items() if "*" not in t})
        self._bounds = _Phrases(glossary.get("bound", {}))
        self._numbers = _Phrases(glossary.get("number", {}))
        self._small = _Phrases({**glossary.get("article", {}), **glossary.get("preposition", {})})
        self._articles = frozenset(glossary.get("article", {}))

    def gloss(self, text: str, sentences: tuple[Parsed, ...]) -> Gloss:
        """The gloss of a text whose sentences are parsed with lemmas."""
        found: dict[int, Piece] = {}
        taken = bytearray(len(text) + 1)

        def take(piece: Piece) -> bool:
            if any(taken[piece.start : piece.end]):
                return False
            taken[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
            found[piece.start] = piece
            return True

        for piece in (*self._dated(text), *self._named(text)):
            take(piece)
        for parsed in sentences:
            self._numbered(text, parsed, take)
            self._bodies(text, parsed, take)
        for start, end, term, english in self._small.find(text):
            pos = "article" if term in self._articles else "preposition"
            if text[start].islower() or not _in_name(text, end):
                take(Piece(start=start, end=end, pos=pos, english=english))
        for piece in self._capitals(text):
            take(piece)
        return _laid_out(text, [found[at] for at in sorted(found)])

    def _dated(self, text: str) -> Iterator[Piece]:
        low = text.lower().replace("’", "'")
        if len(low) != len(text):
            low = text
        met = [
            (m.start(), m.end(), template, m)
            for pattern, template in self._dates
            for m in pattern.finditer(low)
        ]
        for start, end, template, match in sorted(met, key=lambda row: (row[0] - row[1], row[0])):
            english = _filled(template, match)
            yield Piece(start=start, end=end, pos="date", english=english)

    def _named(self, text: str) -> Iterator[Piece]:
        for pattern, english in self._gaps:
            for match in pattern.finditer(text):
                between = self._adjective(match[1] or "", (match[1] or "").lower()) or ""
                yield self._with_adjective(
                    text, match.start(), match.end(), english.replace("*", between).strip()
                )
        for start, end, term, english in self._names.find(text):
            if term[:1].islower():
                yield self._with_adjective(text, start, end, english)
            else:
                yield Piece(start=start, end=end, pos="name", english=english)

    def _with_adjective(self, text: str, start: int, end: int, english: str) -> Piece:
        after = re.match(r"\s+([\w-]+)", text[end : end + 40])
        more = self._adjective(after[1], after[1].lower()) if after and after[1].islower() else None
        if after is None or more is None:
            return Piece(start=start, end=end, pos="noun", english=english)
        return Piece(start=start, end=end + after.end(), pos="noun", english=f"{more} {english}")

    def _numbered(self, text: str, parsed: Parsed, take: Take) -> None:
        first, last = parsed.starts[0], parsed.ends[-1]
        part = text[first:last]
        rows = [
            (m.start(), m.end(), re.sub(r"(?<=\d)[ .\u00a0\u202f](?=\d{3})", "", m[0]))
            for m in re.finditer(_DIGITS, part)
        ]
        rows += [(start, end, english) for start, end, _, english in self._numbers.find(part)]
        bounds = {end: (start, english) for start, end, _, english in self._bounds.find(part)}
        for start, end, english in sorted(rows, key=lambda row: (row[0], -row[1])):
            bound = next((bounds[at] for at in (start - 1, start) if at in bounds), None)
            if bound is not None:
                piece = Piece(
                    start=first + bound[0], end=first + end, pos="number", english=f"{bound[1]} {english}"
                )
            else:
                piece = Piece(start=first + start, end=first + end, pos="number", english=english)
            take(piece)

    def _bodies(self, text: str, parsed: Parsed, take: Take) -> None:
        """Nouns of the glossary, each with the adjectives of the glossary right after or before it."""
        count = len(parsed.starts)
        n = 0
        while n < count:
            word = text[parsed.starts[n] : parsed.ends[n]]
            english = self._noun(word, parsed.lemmas[n]) if parsed.pos[n] not in {"VERB", "AUX"} else None
            if english is None:
                state = self._adjective(word, parsed.lemmas[n])
                if state is not None and state[0].isupper():
                    take(Piece(start=parsed.starts[n], end=parsed.ends[n], pos="adjective", english=state))
                n += 1
                continue
            last = n
            adjectives: list[str] = []
            while last + 1 < count:
                after = text[parsed.starts[last + 1] : parsed.ends[last + 1]]
                more = self._adjective(after, parsed.lemmas[last + 1])
                if more is None or parsed.starts[last + 1] - parsed.ends[last] > 1:
                    break
                adjectives.insert(0, more)
                last += 1
            take(
                Piece(
                    start=parsed.starts[n],
                    end=parsed.ends[last],
                    pos="noun",
                    english=" ".join((*adjectives, english)),
                )
            )
            n = last + 1

    def _noun(self, word: str, lemma: str) -> str | None:
        return _looked_up(self._nouns, word, lemma, self._endings)

    def _adjective(self, word: str, lemma: str) -> str | None:
        return _looked_up(self._adjectives, word, lemma, self._endings) if word else None

    def _capitals(self, text: str) -> Iterator[Piece]:
        """Runs of capitalised words that nothing else names, joined by hyphens or an Arabic article."""
        for match in _CAPITALS.finditer(text):
            yield Piece(start=match.start(), end=match.end(), pos="capitals", english=match[0])


def _in_name(text: str, end: int) -> bool:
    """Whether a capitalised small word goes on as a name by a hyphen ("Al-", "En-")."""
    return text[end : end + 1] == "-"


_WORD = r"[A-ZÀ-ÖØ-Þ][\w]*"
_CAPITALS = re.compile(
    rf"(?<!\w){_WORD}(?:(?:[ -]|-(?:al|el|ez|es|as|ed|e|le|la|sur)-)(?:(?:al|el|ez|es|bin|ben|ibn)[- ])?{_WORD})*"
)


def _looked_up(
    terms: Mapping[str, str], word: str, lemma: str, endings: tuple[tuple[str, str], ...]
) -> str | None:
    low = word.lower()
    for form in (word, low, lemma, lemma.lower()):
        if form in terms:
            return terms[form]
    for ending, instead in endings:
        if low.endswith(ending) and low[: -len(ending)] + instead in terms:
            return terms[low[: -len(ending)] + instead]
    return None


class _Phrases:
    """Terms as they are written, found longest first; an apostrophe may be either sort."""

    def __init__(self, terms: Mapping[str, str]):
        self.terms = terms
        parts = "|".join(_either(term) for term in sorted(terms, key=lambda term: (-len(term), term)))
        self._pattern = re.compile(rf"(?<!\w)(?:{parts})(?:(?<=['’])|(?!\w))") if terms else None

    def find(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """(start, end, term, English) of every term in a text."""
        for match in self._pattern.finditer(text) if self._pattern is not None else ():
            term = match[0].replace("’", "'")
            if term not in self.terms:
                term = term[:1].lower() + term[1:]
            yield match.start(), match.end(), term, self.terms.get(term, term)


def _either(term: str) -> str:
    first = f"[{term[0].lower()}{term[0].upper()}]" if term[0].islower() else re.escape(term[0])
    return first + re.escape(term[1:]).replace("'", "['’]")


def _spaced(term: str) -> re.Pattern[str]:
    left, _, right = term.partition(" * ")
    return re.compile(
        rf"(?<!\w){_either(left)}(?: ([a-zà-ÿ]\w+))? {re.escape(right).replace(chr(39), '[' + chr(39) + '’]')}(?!\w)"
    )


def _date_patterns(
    dates: Mapping[str, Mapping[str, str]],
) -> Iterator[tuple[re.Pattern[str], tuple[str, Mapping[str, Mapping[str, str]]]]]:
    for phrase, english in sorted(dates.get("phrase", {}).items()):

        def slot(match: re.Match[str]) -> str:
            terms = dates.get(match[1], {})
            inner = _SLOTS.get(match[1]) or "|".join(
                re.escape(t) for t in sorted(terms, key=lambda t: (-len(t), t))
            )
            return f"(?P<{match[1]}{match[2]}>{inner})"

        pattern = _SLOT.sub(slot, re.escape(phrase)).replace(r"\ ", r"\s")
        yield re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])"), (english, dates)


def _filled(template: tuple[str, Mapping[str, Mapping[str, str]]], match: re.Match[str]) -> str:
    english, dates = template
    for slot, words in match.groupdict().items():
        name = slot.rstrip("0123456789")
        english = english.replace(f"{{{slot}}}", dates.get(name, {}).get(words, words))
    return english


def _laid_out(text: str, pieces: list[Piece]) -> Gloss:
    """The English line: pieces with a space between, a stop and a line break where the report has them."""
    made: list[Piece] = []
    line = ""
    for piece in pieces:
        if made:
            line += _parting(text[made[-1].end : piece.start], "date" in (piece.pos, made[-1].pos))
        made.append(replace(piece, at=len(line)))
        line += piece.english
    return Gloss(pieces=tuple(made), line=line + ".")


def _parting(between: str, dated: bool) -> str:
    """What stands between two pieces; a date is kept from becoming part of a name ("Homs Monday")."""
    if "\n" in between:
        return ".\n"
    if re.search(r"[.!?]\s", between):
        return ". "
    return ", " if dated or "," in between else " "
