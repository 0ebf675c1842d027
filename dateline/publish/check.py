"""Does every sentence of a brief stand on the claims it cites? A reader of the finished page, not of its making."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from dateline.model import Claim
from dateline.publish.brief import make_index
from dateline.publish.facts import outlet_name
from dateline.publish.record import Run

_DATE = re.compile(
    r"(?:(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday) )?"
    r"(?:(?P<day>\d{1,2}) )?(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)(?: (?P<year>\d{4}))?"
)
_NUMBER = re.compile(r"\d[\d,]*")
_QUOTE = re.compile(r"“(.*?)”(?=[\s).,;:]|$)", re.S)
_WORD = re.compile(r"[^\W\d_][\w’'\-]*")
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
    index = make_index(run.claims, run.incidents, run.reports, superseded=run.superseded)
    voices = {c: o.name for i in run.incidents for o in (*i.origins, *i.denied_by) for c in o.claims}
    held = {**index.claims, **index.superseded}
    by_number = {number: held[claim] for claim, number in index.numbers.items()}
    wrong = []
    for text, cites in reader.sentences:
        claims = [by_number[n] for n in cites if n in by_number]
        if not claims or len(claims) != len(cites):
            wrong.append((text, "cites no claim" if not cites else "cites a claim that does not exist"))
            continue
        spoken = [voices[c.claim] for c in claims if c.claim in voices]
        wrong += [(text, fault) for fault in _faults(text, claims, spoken)]
    return wrong


class _Reader(HTMLParser):
    """Collects the text and the cited numbers of every element with the class ``s``."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[tuple[str, list[int]]] = []
        self._open: list[tuple[str, bool]] = []
        self._text: list[str] | None = None
        self._cites: list[int] = []
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if self._text is None:
            if "s" in classes:
                self._text, self._cites, self._open = [], [], [(tag, False)]
            return
        mute = tag == "sup" or "badge" in classes
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
            self.sentences.append((" ".join("".join(self._text).split()), self._cites))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._mute:
            self._text.append(data)


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
        month = list(calendar.month_name).index(match["month"])
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
    return held
