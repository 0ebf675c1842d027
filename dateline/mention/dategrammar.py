"""Cut text into tokens and find where its expressions of time begin and end.

Each token gets one letter for its class (``M`` a month, ``d`` a number that can be a day, …), from the word table
or its form. The grammar is a set of regular expressions over that string of letters, so that matching takes time
linear in the text and no word of English stands in the code. In: text and :class:`DateWords`; out: :class:`Found`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from dateline.errors import DataError

SENSE_LETTER = {
    "month": "M", "month_weak": "m", "weekday": "W", "weekday_weak": "w", "unit": "U", "units": "V",
    "part": "P", "season": "S", "season_weak": "D", "day_word": "K", "ref": "k", "last": "L", "next": "X",
    "following": "G", "this": "T", "that": "H", "edge": "E", "ago": "A", "earlier": "<", "before": "J",
    "later": ">", "after": ")", "since": "s", "until": "u", "by": "b", "between": "B", "from": "F",
    "to": "t", "and": "&", "for": "h", "in": "I", "over": "O", "about": "q", "every": "Q", "set": "Y",
    "begin": "g", "some": "r", "recent": "N", "article": "a", "the": "e", "of": "v", "zone": "z",
    "will": "l", "said": "j", "suffix": "x", "number": "n", "ordinal": "o",
}  # fmt: skip
"""The letter of each sense of the word table. Other letters: ``d`` 1 to 31, ``y`` a year, ``i`` an ISO date, ``f`` a
slashed date with its year, ``p`` one without, ``R`` two joined days (12-15), ``Z`` a decade, ``C`` a clock time,
``$`` a line's end, ``-`` a dash, ``:`` a mark, ``c`` a capitalised word, ``_`` any other."""

TOKEN = re.compile(
    r"(?P<word>[^\W\d_](?:\.[^\W\d_](?![^\W\d_]))+\.?|[^\W\d_]+)"
    r"|(?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?(?!\d))"
    r"|(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?!\d)|(?:\d\d\.|[01]\d|2[0-3])[0-5]\d(?=\s*(?:GMT|BST|UTC|CET|hrs|local|a\.?m|p\.?m)\b))"
    r"|(?P<slashed>\d{1,2}(?P<sep>[./-])\d{1,2}(?:(?P=sep)(?:\d{4}|\d\d))?(?![\d/.-]{0,3}\d))"
    r"|(?P<decade>\d{3}0['’]?s\b|['’]\d0s\b)"
    r"|(?P<nth>\d{1,4}(?:st|nd|rd|th)\b)"
    r"|(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"|(?P<dash>[-–—])|(?P<line>\n)|(?P<mark>[^\s\w])"
)
"""One token; ``slashed`` is judged again by value, since 12.5 may be a decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """The word table of time: each folded term with its sense and value."""

    entries: dict[str, tuple[str, str]]
    abbreviations: frozenset[str]

    def value(self, term: str) -> str:
        """The value of a folded term, empty where it is not listed."""
        return self.entries.get(term, ("", ""))[1]


class Token(NamedTuple):
    """One token: its letter, folded text, and offsets in code points, the end excluded."""

    letter: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One expression of time: the rule that found it and its tokens (``first`` to ``last``, the end excluded)."""

    rule: str
    first: int
    last: int


def read_date_words(table: str) -> DateWords:
    """Read the text of ``dates.tsv`` (``term sense value source``); raises DataError on a bad or repeated row."""
    entries: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(table.splitlines(), start=1):
        fields = line.split("\t")
        if number == 1 and fields == ["term", "sense", "value", "source"]:
            continue
        if len(fields) != 4 or fields[1] not in SENSE_LETTER or fields[0] in entries:
            raise DataError(
                f"dates.tsv:{number}: {line!r} is not a new row 'term sense value source' of a known sense"
            )
        entries[fields[0]] = (fields[1], fields[2])
    calendar = {
        term: value for term, (sense, value) in entries.items() if sense.startswith(("month", "weekday"))
    }
    short = frozenset(
        term for term, value in calendar.items()
        if any(v == value and long.startswith(term) and long != f"{term}s" and long != term
               for long, v in calendar.items())
    )  # fmt: skip
    return DateWords(entries=entries, abbreviations=short)


YEAR_OPENS = "IsubBFtv(&E,SDPMmdo-$e:.J)>U"
"""Classes after which a number from 1000 to 1899 is a year."""


def tokenize(text: str, words: DateWords) -> tuple[Token, ...]:
    """Every token of the text in order; blanks other than line ends are skipped."""
    tokens: list[Token] = []
    letters: dict[tuple[str, str], tuple[str, str]] = {}  # a text has most of its words several times
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        raw = match.group()
        start, end = match.span()
        if (kind, raw) not in letters:
            letters[kind, raw] = _letter(kind, raw, words), raw.lower()
        letter, low = letters[kind, raw]
        if letter in "MmWw" and text[end : end + 1] == "." and low in words.abbreviations:
            tokens.append(Token(letter.upper(), low, start, end + 1))
        elif letter == "y" and raw < "1900" and tokens and tokens[-1].letter not in YEAR_OPENS:
            tokens.append(Token("n", raw, start, end))  # "resolution 1004", "1027 men"
        elif not (raw == "." and tokens and tokens[-1].end == end):
            tokens.append(Token(letter, low, start, end))
    return tuple(_numbers_settled(tokens, words))


_CENTURIES = frozenset({17, 18, 19, 20})
_DATED = frozenset("IsuMmdoSDPEK,-")
"""Classes after which a number of four digits is a year whatever follows."""
_ROUND = ("00", "50")


def _numbers_settled(tokens: list[Token], words: DateWords) -> Iterator[Token]:
    """The tokens, "nineteen ninety-six" and "twenty fourteen" each as the one year that is spoken, and round numbers
    that a plain word follows as counts ("a force of 1500 men", "2000 troops")."""
    at = 0
    while at < len(tokens):
        token, size = tokens[at], 1
        if token.letter == "n":
            token, size = _spoken_year(tokens, at, words)
        elif token.letter == "y" and token.text.endswith(_ROUND):
            counted = at + 1 < len(tokens) and tokens[at + 1].letter == "_"
            if counted and (at == 0 or tokens[at - 1].letter not in _DATED):
                token = token._replace(letter="n")
        yield token
        at += size


def _spoken_year(tokens: list[Token], at: int, words: DateWords) -> tuple[Token, int]:
    """The year that number words from a token on make, else that token; and how many tokens it is."""

    def value(n: int) -> int:
        told = words.value(tokens[n].text) if n < len(tokens) and tokens[n].letter == "n" else ""
        return int(told) if told.isdigit() else 0

    first, tens = value(at), value(at + 1)
    if first not in _CENTURIES or not 10 <= tens <= 99:
        return tokens[at], 1
    end = at + 2
    ones = end + (end < len(tokens) and tokens[end].letter == "-")
    if tens >= 20 and 1 <= value(ones) <= 9:
        tens, end = tens + value(ones), ones + 1
    return Token("y", str(100 * first + tens), tokens[at].start, tokens[end - 1].end), end - at


def _letter(kind: str, raw: str, words: DateWords) -> str:
    if kind == "word":
        sense = words.entries.get(raw.lower(), ("", ""))[0]
        if sense in {"month", "month_weak", "weekday", "weekday_weak"} and not raw[0].isupper():
            return "_"
        if sense:
            return SENSE_LETTER[sense]
        return "c" if raw[0].isupper() else "_"
    if kind == "digits":
        if "," in raw or "." in raw:
            return "n"
        if len(raw) == 4 and "1000" <= raw <= "2199":
            return "y"
        return "d" if len(raw) <= 2 and 1 <= int(raw) <= 31 else "n"
    if kind == "slashed":
        return _slashed_letter(raw)
    if kind == "mark":
        return {",": ",", ".": ".", "(": "(", ")": "]"}.get(raw, ":")
    return {"iso": "i", "clock": "C", "decade": "Z", "nth": "o", "dash": "-", "line": "$"}[kind]


def _slashed_letter(raw: str) -> str:
    parts = re.split(r"[./-]", raw)
    if len(parts) == 3:
        return "f" if raw.count("-") == 0 or len(parts[2]) == 4 else "_"
    if "/" not in raw:  # 12.5 is a decimal and 12-15 a range: neither is a date on its own
        return "n" if "." in raw else "R"
    days = all(1 <= int(part) <= 31 for part in parts)
    return "p" if days and parts[0][0] != "0" else "_"  # 06/5 and 45/60 are neither a date nor a number


_NUM = "(?:[ndy](?:[-&]?n){0,6}(?:&an)?|an?|an)"
_COUNT = "(?:[ndy](?:[-&]?n){0,6}(?:&an)?|an)"
_SOME = "(?:a?rv?)"
_UNIT = "[UV]"
_ABOUT = "(?:[qO]|Iq|qv){0,3}"
_YEAR = "(?:,?v?y)"
_DAYMONTH = rf"(?:(?:[Ww],?)?e?[do]v?-?[Mm]-?{_YEAR}?)"
_MONTHDAY = r"(?:(?:[Ww],?)?[Mm]e?[do](?![UVn])(?:,?y)?)"
_MONTHYEAR = r"(?:[Mm](?:,|v|-)?y)"
_DATE = rf"(?:{_DAYMONTH}|{_MONTHDAY}|i|f|(?<=[IsubBFtJ&(,])p|\Ap)"
_EDGE = "(?:e?Eve?|e?E-?)"
_PRE = (
    r"(?:(?:I|J)?e?E?[PC]z{0,3}[vI]?e?(?=[WwMmdoKifp])|I?e?EVve?|EI(?=[WwMmdeo])|dz[,I]?(?=[WwMmdoKifp])|Cz{0,3},?"
    r"|[E<>](?=[WwKT])|[<>]I(?=[WKMm])|EI?e?(?=W))"
)
_POST = "(?:I?e?E?P|,?I?Cz{0,3}|,?I?dz{1,3}|,z{1,3})"
_CORE = (
    rf"(?:{_DATE}|K,{_DATE}|K|[LXTH]-?[WM]|Wv?[LXT]U|W(?:,?{_DATE})?"
    rf"|{_EDGE}?(?:{_MONTHYEAR}|[Mm]v?e?[LT]U|[LXTH][UMm]|e?[LXTH]?S(?:v?y|(?<=[eEILXTHs]S))|[LXT]D|Dv?y|(?<=I)D(?=[.,])|M|y|Z)|{_EDGE}(?:eU|U|m|y))"
)
_POINT = f"(?:{_PRE}?{_CORE}{_POST}?)"
_LOOSE = rf"(?:{_PRE}?(?:{_CORE}|[do]|[Mm]){_POST}?)"

_SOMEDAYS = rf"(?:(?:[do][-t&]e?[do]|R)v?[Mm]{_YEAR}?|[Mm](?:[do][-t&][do]|R)(?:,?y)?)"

RULES: tuple[tuple[str, str], ...] = (
    ("range", rf"(?:[BF]|FI)e?{_LOOSE}(?:[t&-]|u)I?e?(?:{_POINT}|m)"),
    (
        "range",
        rf"(?:[do][-t]e?[do]|R)v?[Mm]{_YEAR}?|[Mm](?:[do][-t&][do]|R)(?:,?y)?|y[-t]y(?![UVn])|y-[dn](?![UVn])",
    ),
    (
        "range",
        rf"[do](?:,[do]){{0,9}},?&e?[do]v?[Mm]{_YEAR}?|[Mm][do](?:,[do]){{0,9}},?&[do](?:,?y)?|[Mm]-[Mm]{_YEAR}?",
    ),
    ("days", rf"E?W{_POST}?(?:,?&_?|[t-])I?[E<]?W{_POST}?"),
    (
        "portion",
        rf"I?e?[oL](?:-?[UW]|[nd]?V)ve?(?:{_MONTHYEAR}|[Mm])|I?e?[oL]-?nve?(?:{_MONTHYEAR}|[Mm]|y|[LXT]?U)",
    ),
    (
        "since",
        rf"sI?e?(?:{_POINT}|TP|E?P|m)|FI?e?{_POINT}|s[_ceaOtvbI&gnJ:]{{1,12}}?(?:(?<!I)I|g|(?=L[UWM]|K)){_POINT}|sH(?![USPM])|s(?=[.,:]|\Z)",
    ),
    ("until", rf"(?:u|b|J(?!e?E?P))I?e?(?:{_POINT}|m)"),
    ("ago", rf"{_ABOUT}(?:{_NUM}|{_SOME})-?{_UNIT}A|VA|qzA"),
    ("shift", rf"{_ABOUT}(?:{_NUM}|{_SOME})-?{_UNIT}[<>)J]|V[<>)J]|eU[<J]"),
    ("nextday", r"e?G[UP]|eX[UP]|XP"),
    ("possessive", r"(?<!e)LV(?=[_c])"),
    (
        "window",
        rf"[IOh]{{0,3}}e?(?:[LXTG]{_ABOUT}(?:{_NUM}|{_SOME})|{_COUNT}[LX]|{_SOME}[LX]|N|[LX]N?(?=V)){_UNIT}|[IOh]{{1,3}}e[LX]U",
    ),
    ("weekend", r"Ie?U(?![vJ<)cU_])|[LXT]U"),
    (
        "night",
        rf"(?:IeP|K|P)t(?:W|K)|I?eP[vF]e?(?:W[t-]W|{_SOMEDAYS})|K[IF]?W(?:[t-]W)?|(?:IeP|eP)(?:vTU|ve?[do]v?[Mm](?:,?y)?|v[Mm][do](?:,?y)?)",
    ),
    ("sameday", r"e?H[UPS]|[E<>]IeU"),
    ("nth", rf"(?:(?:[LTX]U|y):_)?(?:e|a|ey)?o-?[UP](?:v?e?(?:y|[LT]U))?|e?{_COUNT}-?oU"),
    ("point", _POINT),
    ("part", r"(?:[THL]P|(?:[IObJ)vu]|EI?){1,3}e?E?-?P|eE?P|E-P|[IOb]?Cz{0,3}|(?<=I)dz{1,3})"),
    ("point", r"(?<=[IhFtOv&])m(?![-_cn])|(?<=e)m(?=[.,:$])"),
    ("monthday", r"(?<=Ie)o(?=[.,:$&I]|\Z)"),
    ("every", r"Q(?:[UV]|W|P)|Y"),
    (
        "duration",
        rf"h?{_ABOUT}(?:{_COUNT}|{_SOME})-?{_UNIT}(?:-?x){{0,2}}|[hqIO]{{1,3}}a-?{_UNIT}(?:-?x){{0,2}}|a-?U-?x|(?<=[h)O])V|[hI]V",
    ),
    ("theunit", r"[IO]?eU(?![vJ<)>A])"),
    ("ref", r"k"),
)
"""Rules by rank: where two begin at one token, the earlier wins."""


@cache
def _grammar() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<r{n}_{name}>{pattern})" for n, (name, pattern) in enumerate(RULES)))


def find_expressions(tokens: tuple[Token, ...]) -> tuple[Found, ...]:
    """Where expressions of time stand among the tokens, left to right, none overlapping."""
    letters = "".join(token.letter for token in tokens)
    return tuple(
        Found(rule=(match.lastgroup or "").split("_", 1)[1], first=match.start(), last=match.end())
        for match in _grammar().finditer(letters)
        if match.end() > match.start()
    )
