"""What speaks for and against a date being a claim's own: named features of a claim beside a date of its report.

In: a report's page, one of its claims-to-be, and a date that the report tells (or none). Out: features by name with
their strength. ``data/rules/dates.tsv`` holds a weight for each name; one that is not in the table weighs nothing, so
that the words which count (a preposition before a date, say) are those of the table. "In" names a date of the
claim's own sentence, "out" one that it would inherit.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.claim.case import Case, overlap
from dateline.claim.dateoptions import Ends, Option, options_of
from dateline.claim.drafts import LEAD, Draft
from dateline.claim.syntax import head_in, token_at
from dateline.claim.weights import Features
from dateline.read.parse import Parsed

CLAUSE = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis"})
"""Labels of tokens that head a clause."""

OWN_REACH = 40
"""How many words away a date of the same sentence still counts as the claim's own: some archives keep no stops."""

_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[,;:.\n–—]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report's claims-to-be and dates in reading order, the line of each sentence, and where its words begin.

    ``times`` counts the options of each interval; ``short`` gives where the options of a day or a few begin, each once;
    ``ends`` is every choice that a claim has: no date, then the interval of each option. ``distinct`` holds each of
    them once, and ``choice`` the number in it of each of ``ends``.
    """

    case: Case
    drafts: tuple[Draft, ...]
    options: tuple[Option, ...]
    lines: tuple[int, ...]
    words: tuple[int, ...]
    times: Mapping[Ends, int]
    short: tuple[int, ...]
    ends: tuple[Ends | None, ...]
    distinct: tuple[Ends | None, ...]
    choice: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One claim-to-be with what each date is judged by: its likeliest status, its tense, and whether it is said.

    ``own`` gives, for each start of a date of its own sentence, how far off it is and where, ``told`` their
    intervals; ``latest`` is the start of the last day told before it, ``clause`` what the trigger is in its clause,
    and what clause that is.
    """

    page: Page
    draft: Draft
    status: str
    tense: str
    said: bool
    own: Mapping[int, tuple[int, int]]
    told: frozenset[Ends]
    latest: int | None
    clause: str


def page_of(case: Case, drafts: tuple[Draft, ...]) -> Page:
    """The page of a report: its dates found, its lines and words counted."""
    options = options_of(case)
    text = case.text
    ends = (None, *(o.ends for o in options))
    number = {each: n for n, each in enumerate(dict.fromkeys(ends))}
    return Page(
        case=case,
        drafts=drafts,
        options=options,
        lines=tuple(case.line_of(s.start) for s in case.layout.sentences),
        words=tuple(m.start() for m in _WORD.finditer(text)),
        times=Counter(o.ends for o in options),
        short=tuple(sorted({o.span.start for o in options if o.length == "short"})),
        ends=ends,
        distinct=tuple(number),
        choice=tuple(number[each] for each in ends),
    )


def seat_of(page: Page, draft: Draft) -> Seat:
    """A claim-to-be at its place on the page."""
    start = draft.reading.start
    before = (o.span.start for o in reversed(page.options) if o.length == "short" and o.span.end <= start)
    own = [o for o in page.options if _is_own(page, draft, o)]
    return Seat(
        page=page,
        draft=draft,
        status=max(draft.reading.status.items(), key=lambda item: (item[1], item[0]))[0],
        tense=_tense(page.case.text, draft),
        said=any(a.content.start <= start < a.content.end for a in page.case.marks.attributions),
        own={o.span.start: _gap(o, draft) for o in own},
        told=frozenset(o.ends for o in own),
        latest=next(before, None),
        clause=_clause(page.case.syntax.get(draft.number), start),
    )


def none_features(seat: Seat) -> Features:
    """What speaks for a claim having no date at all."""
    page, draft = seat.page, seat.draft
    place = "headline" if draft.headline else "lead" if draft.number <= LEAD else "body"
    names = [
        "none", f"none kind {draft.reading.kind}", f"none status {seat.status}", f"none tense {seat.tense}",
        f"none {'said' if seat.said else 'own voice'}", f"none {place}", f"none {seat.clause}",
        f"none kind {draft.reading.kind} {seat.status}", f"none status {seat.status} {seat.tense}",
        f"none dates in sentence {min(len(seat.own), 2)}",
    ]  # fmt: skip
    if not seat.own:
        line = page.lines[draft.number]
        before = any(o.line == line and o.span.end <= draft.reading.start for o in page.options)
        names.append(f"none date before on line {'yes' if before else 'no'}")
    return dict.fromkeys(names, 1.0)


def _tense(text: str, draft: Draft) -> str:
    """The auxiliary before a trigger, else the trigger's own form."""
    start = draft.reading.start
    before = text[max(draft.sentence.start, start - 40) : start].casefold()
    before = _BREAK.split(before)[-1]
    words: list[str] = _WORD.findall(before)[-4:]
    for word in reversed(words):
        if word in _AUXILIARY:
            return word
    trigger = text[start : draft.reading.end].casefold()
    return next((form for form in ("ing", "ed") if trigger.endswith(form)), "plain")


_AUXILIARY = frozenset(
    "had has have having was were is are been be being will would may might could can should must to did does"
    " do".split()
)


def option_features(seat: Seat, option: Option) -> Features:
    """What speaks for a claim having happened at a date of its report."""
    inside = is_inside(seat, option)
    names = [
        *alone_features(seat.page, option, inside),
        *sort_features(alike_of(seat), sort_of(option, inside)),
        *stand_features(seat, option, inside),
    ]
    return dict.fromkeys(names, 1.0)


def is_inside(seat: Seat, option: Option) -> bool:
    """Whether a date is one of the claim's own sentence."""
    return option.number == seat.draft.number and option.span.start in seat.own


def alone_features(page: Page, option: Option, inside: bool) -> list[str]:
    """What holds of a date whatever the claim: the same for all claims whose own it is, and for all others."""
    where, led = "in" if inside else "out", f"led {_led(page.case, option)}"
    names = [f"shape {option.shape}", f"age {option.age}", *(f"note {note}" for note in option.notes)]
    names += [f"{where} {name}" for name in names] + [led]
    if inside:
        return [*names, f"in {led}"]
    if option.number is None:
        return [*names, "out of any sentence"]
    names.append(f"out told {min(page.times[option.ends], 4)} times")
    if option is page.options[0]:
        names.append("out first of report")
    if option.number <= LEAD:
        names.append("out in lead")
    return names


Alike = tuple[str, str, str, str]
"""What :func:`sort_features` reads of a claim: its kind, status, tense and clause."""
Sort = tuple[bool, bool, str, str, bool]
"""What it reads of a date: whether it is one of the claim's own sentence, or outside of any, its length, its age, and
whether it stands by words of saying."""


def alike_of(seat: Seat) -> Alike:
    """What claims have in common that have the same features beside dates of one sort."""
    return seat.draft.reading.kind, seat.status, seat.tense, seat.clause


def sort_of(option: Option, inside: bool) -> Sort:
    """The sort of a date, for a claim whose own it is and for others."""
    return inside, option.number is None, option.length, option.age, "saying" in option.notes


def sort_features(alike: Alike, sort: Sort) -> list[str]:
    """What holds of a claim beside dates of one length and age."""
    kind, status, tense, clause = alike
    inside, outside, length, age, saying = sort
    where = "in" if inside else "out"
    names = [f"kind {kind} {length}", f"status {status} {length}", f"status {status} {age}"]
    if saying:
        names += [f"saying {clause}", f"saying kind {kind}"]
    names += [f"{where} {name}" for name in names] + [f"{where} tense {tense} {length}"]
    if not inside and not outside:
        names += [
            f"out kind {kind}", f"out status {status}", f"out tense {tense}", f"out {clause}",
            f"out status {status} {tense}",
        ]  # fmt: skip
    return list(dict.fromkeys(names))  # a length and an age can have one name ("ahead")


def stand_features(seat: Seat, option: Option, inside: bool) -> list[str]:
    """How a date stands to a claim on the page."""
    return _inside(seat, option) if inside else way_features(way_of(seat, option))


def _led(case: Case, option: Option) -> str:
    """The word that leads a date, where the word table of time has it."""
    before = case.text[max(0, option.span.start - 14) : option.span.start]
    words: list[str] = _WORD.findall(before.casefold())
    return "nothing" if not words else words[-1] if words[-1] in case.dates.entries else "another word"


_MARKS = (",", " and ", " that ", " after ", " as ", " which ", " who ", " when ", "“", '"')


def _inside(seat: Seat, option: Option) -> list[str]:
    """A date of the claim's own sentence."""
    page, draft = seat.page, seat.draft
    start = draft.reading.start
    side = "after" if option.span.start >= start else "before"
    low, high = _between(draft, option)
    gap = page.case.text[low:high]
    others = sum(1 for d in page.drafts if low <= d.reading.start < high and d.reading.start != start)
    rank = min(sum(gap < seat.own[option.span.start] for gap in seat.own.values()), 2)
    names = [
        f"in {side}", f"in {side} {_bucket(_apart(page, draft, option), (1, 4, 9, 16, 25))}",
        f"in {side} past {min(others, 2)} events", f"in rank {rank} of {min(len(seat.own), 3)}",
        f"in {side} rank {rank}", f"in syntax {_syntax(page.case.syntax.get(draft.number), draft, option)}",
    ]  # fmt: skip
    if option.span.start <= start < option.span.end:
        names += [f"in holds the trigger {option.shape.split(' ')[0]}"]
    elif option.shape.split(" ")[0] in {"since", "inner"}:
        names += [f"in {seat.clause} {option.shape.split(' ')[0]}"]
    names += [f"in {side} past {mark.strip()}" for mark in _MARKS if mark in gap]
    return names + [f"in {name}" for name in _reporting(page, draft, option)]


def _is_own(page: Page, draft: Draft, option: Option) -> bool:
    """Whether a date stands in a claim's sentence, and near it where a text without stops is one long sentence."""
    return option.number == draft.number and _apart(page, draft, option) <= OWN_REACH


def _between(draft: Draft, option: Option) -> tuple[int, int]:
    """The stretch between a trigger and a date; empty where they meet."""
    start, end = draft.reading.start, draft.reading.end
    low, high = (end, option.span.start) if option.span.start >= start else (option.span.end, start)
    return low, max(low, high)


def _apart(page: Page, draft: Draft, option: Option) -> int:
    """How many words stand between a trigger and a date."""
    low, high = _between(draft, option)
    return bisect_left(page.words, high) - bisect_left(page.words, low)


def _bucket(value: int, limits: tuple[int, ...]) -> str:
    """The range that a number lies in, in words."""
    for limit in limits:
        if value <= limit:
            return f"to {limit}"
    return "far"


def _gap(option: Option, draft: Draft) -> tuple[int, int]:
    start, end = draft.reading.start, draft.reading.end
    away = option.span.start - end if option.span.start >= end else max(0, start - option.span.end)
    return away, option.span.start


def _clause(parsed: Parsed | None, offset: int) -> str:
    """What a trigger is in its clause ("head", "pobj"), and the label of the clause ("relcl")."""
    trigger = None if parsed is None else token_at(parsed, offset)
    if parsed is None or trigger is None:
        return "clause unknown"
    clause = _clauses(parsed, trigger)[0]
    return f"{'head' if clause == trigger else parsed.labels[trigger]} of {parsed.labels[clause]}"


def _syntax(parsed: Parsed | None, draft: Draft, option: Option) -> str:
    """Where the clause of a date stands to that of the trigger."""
    if parsed is None:
        return "none"
    trigger, date = token_at(parsed, draft.reading.start), head_in(parsed, option.span)
    if trigger is None or date is None:
        return "none"
    of_trigger, of_date = _clauses(parsed, trigger), _clauses(parsed, date)
    if trigger in _chain(parsed, date):
        return "direct" if of_date[0] in {trigger, of_trigger[0]} else "below"
    if of_trigger[0] == of_date[0]:
        return "same clause"
    if of_date[0] in of_trigger:
        under = of_trigger[of_trigger.index(of_date[0]) - 1]
        return f"above {parsed.labels[under]}"
    return f"below {parsed.labels[of_date[0]]}" if of_trigger[0] in of_date else "beside"


def _chain(parsed: Parsed, at: int) -> list[int]:
    """A token and those above it, to the root."""
    found = [at]
    while parsed.heads[found[-1]] != found[-1]:
        found.append(parsed.heads[found[-1]])
    return found


def _clauses(parsed: Parsed, at: int) -> list[int]:
    """The heads of the clauses that hold a token, innermost first."""
    chain = _chain(parsed, at)
    return [i for i in chain if parsed.labels[i] in CLAUSE] or chain[-1:]


def _reporting(page: Page, draft: Draft, option: Option) -> list[str]:
    """Whether a date stands by words of saying, outside of what is said."""
    found = []
    for each in page.case.marks.attributions:
        content, cue, source = each.content, each.cue, each.source
        if not content.start <= draft.reading.start < content.end:
            continue
        if content.start <= option.span.start < content.end:
            found.append("within what is said")
            continue
        low, high = min(cue.start, source.start), max(cue.end, source.end)
        beside = overlap(low - 15, high + 15, option.span.start, option.span.end) > 0
        found.append("beside saying" if beside else "outside saying")
    return list(dict.fromkeys(found))


Way = tuple[str, str, str, int, bool, bool]
"""How a date stands to a claim that would inherit it: on which side, on its line or another, how far off, past how many
dates, whether the claim has dates of its own, and whether it is the latest day told before the claim. Few enough that a
report's claims and dates share them."""


def way_of(seat: Seat, option: Option) -> Way | None:
    """How a date stands to a claim outside whose sentence it is; ``None`` for one outside of any sentence."""
    return ways_of(seat, (spot_of(seat.page, option),))[0]


class Spot(NamedTuple):
    """Where the words of a date stand: its offset, sentence and line, and before its start and end how many words and
    how many dates of a day or a few."""

    start: int
    number: int | None
    line: int
    words: tuple[int, int]
    short: tuple[int, int]


def spot_of(page: Page, option: Option) -> Spot:
    """Where a date stands on its page."""
    span = option.span
    return Spot(
        start=span.start,
        number=option.number,
        line=option.line,
        words=(bisect_left(page.words, span.start), bisect_left(page.words, span.end)),
        short=(bisect_left(page.short, span.start), bisect_left(page.short, span.end)),
    )


def ways_of(seat: Seat, spots: Sequence[Spot]) -> list[Way | None]:
    """How dates at some spots stand to a claim outside whose sentence they are, as :func:`way_of` gives it."""
    page, draft = seat.page, seat.draft
    start, end = draft.reading.start, draft.reading.end
    words = bisect_left(page.words, start), bisect_left(page.words, end)
    short = bisect_left(page.short, start), bisect_left(page.short, end)
    own, own_line = bool(seat.own), page.lines[draft.number]
    found: list[Way | None] = []
    for spot in spots:
        if spot.number is None:
            found.append(None)
            continue
        # What stands between the two: nothing where they meet.
        if spot.start < start:
            side, apart, between = "before", words[0] - spot.words[1], short[0] - spot.short[1]
        else:
            side, apart, between = "after", spot.words[0] - words[1], spot.short[0] - short[1]
        steps = max(abs(spot.number - draft.number), apart // 25)
        line = "line" if own_line == spot.line else "other"
        far = _bucket(steps, (1, 2, 4, 8))
        found.append((side, line, far, max(min(between, 3), 0), own, spot.start == seat.latest))
    return found


def way_features(way: Way | None) -> list[str]:
    """What speaks for and against a date that the claim would inherit, by how it stands to the claim."""
    if way is None:
        return []
    side, line, far, between, own, latest = way
    names = [f"out {side} {line}", f"out {side} {line} {far}", f"out {side} past {between} dates"]
    if own:
        names.append(f"out {side} despite own")
    if latest:
        names += [f"out latest before on {line}", f"out latest before {'despite own' if own else 'no own'}"]
    return names


def learned_features(draft: Draft, option: Option | None) -> Features:
    """What the encoder says: of a date, how surely it marked it as the claim's; of none, that there is a date."""
    times = [r for r in draft.reading.roles if r.role == "time"]
    if option is None:
        return {"encoder dated": log_odds(draft.reading.dated), "encoder marked a date": float(bool(times))}
    met = [r.probability for r in times if overlap(r.start, r.end, option.span.start, option.span.end) > 0]
    if met:
        return {"encoder marked": 1.0, "encoder sure": log_odds(max(met))}
    return {"encoder marked another": 1.0} if times else {}


def log_odds(chance: float) -> float:
    """The log odds of a probability, kept within bounds."""
    chance = min(max(chance, 0.01), 0.99)
    return math.log(chance / (1 - chance))
