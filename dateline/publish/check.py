"""Does every sentence of a brief stand on the claims it cites? A reader of the finished page, not of its making.

Sentences, the cells of the tables that cite claims and the lines of ``brief.md`` are read; and each sentence must be
worded as its grade allows.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from types import MappingProxyType

from dateline.model import Claim
from dateline.publish.brief import make_index
from dateline.publish.facts import outlet_name
from dateline.publish.record import Run

_DATE = re.compile(
    r"(?:(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday) )?"
    r"(?:(?P<day>\d{1,2}) )?(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?: (?P<year>\d{4}))?"
)
_NUMBER = re.compile(r"\d[\d,]*")
_QUOTE = re.compile(r"“(.*?)”(?=[\s).,;:]|$)", re.S)
_WORD = re.compile(r"[^\W\d_][\w’'\-]*")
_CELLS = ("By whom", "To whom", "Where", "When", "How many", "Figure")
"""The columns whose cells are checked: a label of :mod:`~dateline.publish.accounts_html` or of the totals."""
_OPENING = frozenset(
    "a an the they it there ground people forces talks blame aid support this fighting captives an no nobody up at"
    " accounts".split()
)


def ungrounded_sentences(run: Run, brief: bytes) -> list[tuple[str, str]]:
    """Read ``brief.html`` and give every (sentence, what is wrong) that its citations do not hold.

    In each sentence all numbers, dates, quotes and capitalised words must occur in the claims it cites: in
    their names, places, dates, counts, means, sources, quotes or outlet, or be the origin that their incident
    counts them for (the agency whose text an outlet carries). A sentence without a citation is wrong.
    """
    reader = _Reader()
    reader.feed(brief.decode("utf-8"))
    reader.close()
    voices = _voices(run)
    by_number = _by_number(run)
    wrong = []
    for text, cites in [*reader.sentences, *((t, c) for t, c in reader.cells if c)]:
        claims = [by_number[n] for n in cites if n in by_number]
        if not claims or len(claims) != len(cites):
            wrong.append((text, "cites no claim" if not cites else "cites a claim that does not exist"))
            continue
        spoken = [voices[c.claim] for c in claims if c.claim in voices]
        wrong += [(text, fault) for fault in _faults(text, claims, spoken)]
    return wrong


_ATTRIBUTED = re.compile(
    r"\b(?:says?|reports?|alone|calls?|agrees?|tells?|could not confirm|according to)\b|: “"
)
_DISPUTED = re.compile(r"\b(?:den(?:y|ies)|others?|says?|reports?|cannot both be|disagree)\b|: “")
_WORDED: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "claimed": _ATTRIBUTED,
        "unattributed": _ATTRIBUTED,
        "corroborated": _ATTRIBUTED,
        "admitted": _ATTRIBUTED,
        "contested": _DISPUTED,
    }
)
"""What a sentence of each grade must have in it: somebody who says so, and of what is contested more than that."""


def overstated_sentences(brief: bytes) -> list[tuple[str, str]]:
    """Every sentence of the situation in ``brief.html`` that is worded more surely than its grade, with the grade."""
    reader = _Reader()
    reader.feed(brief.decode("utf-8"))
    reader.close()
    wrong = []
    for (text, _), grade in zip(reader.sentences, reader.grades, strict=True):
        needed = _WORDED.get(grade)
        if needed is not None and needed.search(text) is None:
            wrong.append((text, grade))
    return wrong


def ungrounded_lines(run: Run, brief: bytes) -> list[tuple[str, str]]:
    """Read ``brief.md`` and give every (line, what is wrong) of a cited line that its citations do not hold."""
    by_number = _by_number(run)
    voices = _voices(run)
    wrong = []
    body = brief.decode("utf-8").split("## The words")[0]
    for heading, lines in _sections(body):
        if heading not in ("What changed", "Situation", "Background", "Plans and warnings", "Totals"):
            continue
        for line in lines:
            cites = [int(n) for n in _MARK.findall(line)]
            if not line.startswith("- "):
                continue
            claims = [by_number[n] for n in cites if n in by_number]
            if not claims or len(claims) != len(cites):
                wrong.append((line, "cites no claim" if not cites else "cites a claim that does not exist"))
                continue
            text = _MARK.sub("", _LABEL.sub("", line[2:]))
            text = re.sub(r"\\([\\`*_\[\]<>|#~])", r"\1", text)
            spoken = [voices[c.claim] for c in claims if c.claim in voices]
            wrong += [(line, fault) for fault in _faults(text, claims, spoken)]
    return wrong


_MARK = re.compile(r"(?<!\\)\[(\d+)\]")
_LABEL = re.compile(r" \*\([a-z ]+\)\*.*$")


def _sections(text: str) -> list[tuple[str, list[str]]]:
    parts = re.split(r"^## (.+)$", text, flags=re.M)
    return [(parts[n], parts[n + 1].splitlines()) for n in range(1, len(parts) - 1, 2)]


def _by_number(run: Run) -> dict[int, Claim]:
    """The claims by the numbers they are cited by, superseded ones too."""
    index = make_index(run.claims, run.incidents, run.reports, superseded=run.superseded)
    held = {**index.claims, **index.superseded}
    return {number: held[claim] for claim, number in index.numbers.items()}


def _voices(run: Run) -> dict[str, str]:
    return {c: o.name for i in run.incidents for o in (*i.origins, *i.denied_by) for c in o.claims}


class _Reader(HTMLParser):
    """Collects the text and the cited numbers of every element with the class ``s``, and of every cell of a table
    of figures or accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[tuple[str, list[int]]] = []
        self.cells: list[tuple[str, list[int]]] = []
        self.grades: list[str] = []
        self._grade = ""
        self._part = "sentence"
        self._row: list[int] = []
        self._open: list[tuple[str, bool]] = []
        self._text: list[str] | None = None
        self._cites: list[int] = []
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if self._text is None:
            part = _part(tag, values)
            if part is not None:
                self._text, self._cites, self._open = [], [], [(tag, False)]
                self._part, self._grade = part, ""
            return
        mute = tag in ("sup", "small") or "badge" in classes
        self._grade = next((c[2:] for c in classes if c.startswith("g-")), self._grade)
        self._open.append((tag, mute))
        self._mute += mute
        if tag == "a" and (values.get("href") or "").startswith("#c"):
            self._cites.append(int((values.get("href") or "#c0")[2:]))

    def handle_endtag(self, tag: str) -> None:
        if self._text is None:
            return
        _, mute = self._open.pop()
        self._mute -= mute
        if not self._open:
            found = (" ".join("".join(self._text).split()), self._cites)
            if self._part == "head":
                self._row = self._cites
            if self._part in ("head", "cell"):
                # A cell without numbers of its own rests on those of its row.
                self.cells.append((found[0], found[1] or self._row))
            else:
                self.sentences.append(found)
                self.grades.append(self._grade)
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._mute:
            self._text.append(data)


def _part(tag: str, values: Mapping[str, str | None]) -> str | None:
    """What an element is: a sentence, the head of a row of accounts, a cell; ``None`` for all others."""
    if "s" in (values.get("class") or "").split():
        return "sentence"
    if tag == "th" and values.get("scope") == "row":
        return "head"
    return "cell" if tag == "td" and values.get("data-label") in _CELLS else None


def _faults(text: str, claims: list[Claim], voices: list[str]) -> list[str]:
    faults = []
    held = " ".join(_held(claims))
    words = {w.casefold() for w in _WORD.findall(held)} | {w.casefold() for w in re.findall(r"[^\W_]+", held)}
    quotes = [
        " ".join(w.split()) for c in claims for w in (*c.quotes, c.trigger, *(n.words for n in c.counts))
    ]
    rest = text
    for match in _QUOTE.finditer(text):
        quote = match[1].removesuffix(" …")
        if quote and not any(quote in q for q in quotes):
            faults.append(f"quote not in its claims: {quote}")
        rest = rest.replace(match[0], " ")
    names = sorted({n for c in claims for n in _names(c)} | set(voices), key=len, reverse=True)
    for name in names:
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?:e?s)?(?!\w)", " ", rest, flags=re.I)
    rest, date_faults = _dates(rest, claims)
    faults += date_faults
    figures = {n for c in claims for count in c.counts for n in (count.low, count.high) if n is not None}
    years = {d.year for d in _days(claims)}
    for number in _NUMBER.findall(rest):
        value = int(number.replace(",", ""))
        if value not in figures and value not in years:
            faults.append(f"number not in its claims: {number}")
    for match in _WORD.finditer(rest):
        word = match[0]
        if word[0].isupper() and word.casefold() not in words and word.casefold() not in _OPENING:
            faults.append(f"name not in its claims: {word}")
    return faults


def _dates(text: str, claims: list[Claim]) -> tuple[str, list[str]]:
    """The text without its dates, and the faults of those."""
    days = _days(claims)
    faults = []
    for match in _DATE.finditer(text):
        month = list(calendar.month_abbr).index(match["month"][:3])
        fits = [
            d
            for d in days
            if d.month == month
            and (match["day"] is None or d.day == int(match["day"]))
            and (match["year"] is None or d.year == int(match["year"]))
            and (match["weekday"] is None or calendar.day_name[d.weekday()] == match["weekday"])
        ]
        if not fits and (match["day"] or match["year"]):
            faults.append(f"date not in its claims: {match[0]}")
    return _DATE.sub(" ", text), faults


def _days(claims: Iterable[Claim]) -> set[dt.date]:
    return {d for c in claims for d in (c.when.earliest, c.when.latest) if d is not None}


def _names(claim: Claim) -> list[str]:
    names = [a.name for a in (*claim.actors, *claim.targets)] + [p.name for p in claim.places]
    names += [s.name for s in claim.said_by] + [s.person for s in claim.said_by if s.person]
    return [n for n in (*names, outlet_name(claim), *claim.means) if n]


def _held(claims: Iterable[Claim]) -> list[str]:
    held: list[str] = []
    for claim in claims:
        held += [*_names(claim), *claim.quotes, *(c.words for c in claim.counts)]
        held += [count.who.replace("_", " ") for count in claim.counts]
    return held
