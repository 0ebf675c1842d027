"""Sees through outlets to the bodies an incident rests on, and counts how many voices they are.

In: the facts of one incident; out: the origins that affirm it and those that deny it, each with the voice
it speaks with. An outlet's own voice is an origin only for what it attributes to nobody anywhere in that
text; a body that issues a report is itself the origin of what it says there; bodies of one party are one
voice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.merge.facts import SPEECH, STRIKES, TALK, Fact
from dateline.merge.knowledge import Body, Knowledge, KnownOutlet
from dateline.merge.names import clean, fold, initials, same_name, stem
from dateline.model import AFFIRMED, BELLIGERENTS, PartyKind, Report

STATE_OUTLETS = frozenset({"state", "party", "issuer"})
"""Kinds of outlet that speak for a body."""

_LEAD = 0.12
"""The part of a text that is its headline and lead, at the least its first paragraph."""
_PARAGRAPH = 300
"""The characters that a first paragraph has at the most: some texts have lost their line breaks."""
_COMMANDS = frozenset({"command", "staff", "headquarters"})
_REMARK = re.compile(r"\(([^()]+)\)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """One body that tells an incident: its claims, affirming or denying, and whether it is an outlet's own
    voice."""

    body: Body
    name: str
    party: PartyKind
    voice: str
    own: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who affirms an incident, who denies it, and what deniers say took place instead."""

    affirming: tuple[Mouth, ...]
    denying: tuple[Mouth, ...]
    versions: tuple[Mouth, ...]


Setting = tuple[Report | None, str | None, bool]
"""A report, the outlet of the text it is a form of, and whether what it is taken from is among the reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    fact: Fact
    name: str
    body: Body
    party: PartyKind
    own: bool
    issuer: bool


class Attribution:
    """Who speaks in each claim, worked out over the reports of a run."""

    def __init__(self, reports: Sequence[Report], groups: Mapping[str, str], knowledge: Knowledge) -> None:
        self._reports = {report.report: report for report in reports}
        self._groups = groups
        self._knowledge = knowledge
        self._settings: dict[str, Setting] = {}

    def setting(self, fact: Fact) -> Setting:
        """All of the reports that who speaks in a claim depends on: its own, the outlet of the text that it is a copy
        of, and whether what it says to be taken from is at hand."""
        name = fact.claim.report
        if name not in self._settings:
            report, first = self._reports.get(name), self._reports.get(self._groups.get(name, ""))
            taken = report is not None and report.syndicated_from in self._reports
            self._settings[name] = report, first.outlet if first is not None else None, taken
        return self._settings[name]

    def telling(self, fact: Fact, country: str | None = None) -> _Telling:
        """The body a claim rests on; ``country`` is where the incident was, for a claim that names no
        country."""
        claim = fact.claim
        country = fact.country or country
        if claim.said_by:
            source = claim.said_by[0]
            name = clean(source.name)
            body = self._knowledge.speaker(name, source.actor, source.party, country)
            if body.generic and not body.state and source.party in ("government", "armed_group", "unknown"):
                body = self._house(fact, body)
            return _Telling(fact=fact, name=name, body=body, party=source.party, own=False, issuer=False)
        if claim.kind in SPEECH and claim.actors:
            name = clean(claim.actors[0].name)
            body = self._knowledge.body(name, country)
            party = _party(body)
            return _Telling(fact=fact, name=name, body=body, party=party, own=False, issuer=True)
        return self._own(fact)

    def _own(self, fact: Fact) -> _Telling:
        report = self._reports.get(fact.claim.report)
        first = self._reports.get(self._groups.get(fact.claim.report, ""), report)
        outlet = (first.outlet if first else None) or fact.claim.outlet or fact.claim.report
        if report is not None and report.syndicated_from and report.syndicated_from not in self._reports:
            outlet = report.syndicated_from
        known = self._knowledge.outlet(outlet)
        kind = known.kind if known is not None else None
        name = (
            self._knowledge.publisher(clean(outlet), fact.country)
            if known is None
            else _printed(known, outlet)
        )
        body = self._knowledge.body(name if known is None else clean(outlet), fact.country)
        if known is not None and known.voice:
            spoken = self._knowledge.party(known.voice)
            if spoken is not None:
                body = spoken
            elif body.known is None:
                body = Body(key=known.voice, root=known.voice, name=name)
        issuer = kind == "issuer" or (known is None and _is_body(body))
        party = _party(body) if issuer or kind in STATE_OUTLETS else "media"
        return _Telling(fact=fact, name=name, body=body, party=party, own=True, issuer=issuer)

    def _house(self, fact: Fact, body: Body) -> Body:
        """A nameless official quoted by an outlet that speaks for a party ("an official source" in a state
        agency)."""
        outlet = self._knowledge.outlet(fact.claim.outlet)
        if outlet is None or not outlet.voice or outlet.kind not in ("state", "party"):
            return body
        spoken = self._knowledge.party(outlet.voice)
        root = spoken.root if spoken is not None else outlet.voice
        return Body(key=body.key, root=root, name=body.name, generic=True)

    def mouths(self, facts: Sequence[Fact]) -> Heard:
        """The bodies that affirm an incident and those that deny it, in the order of their first claims."""
        country = next((fact.country for fact in facts if fact.country), None)
        tellings = [self.telling(fact, country) for fact in facts]
        denying = [t for t in tellings if t.fact.claim.status == "denied"]
        affirming = [t for t in tellings if t.fact.claim.status != "denied"]
        denying = [t for t in denying if not self._turns(t, affirming) and not self._narrows(t, affirming)]
        versions = [t for t in affirming if self._opposes(t, denying)]
        affirming = [t for t in affirming if not self._opposes(t, denying)] or affirming
        contrary = [t for t in affirming if self._still_there(t, affirming)]
        if 2 * len(contrary) < len(affirming):
            denying += contrary
            affirming = [t for t in affirming if not any(t is other for other in contrary)]
        kept = [t for t in affirming if not t.own or t.issuer or not self._sums_up(t, affirming)]
        vouched = [t for t in kept if not self._knowledge.nobody(t.name)] or kept
        firm = [t for t in vouched if not (t.own and t.fact.claim.status == "possible")] or vouched
        feared = [t for t in firm if t.fact.claim.status != "possible"] or firm
        # Who demands it does not say that it was done, where others do.
        asked = [t for t in feared if t.fact.claim.status != "called_for" or t.fact.claim.kind in TALK]
        told = asked if any(map(_done, feared)) else feared
        return Heard(
            affirming=self._gather(told), denying=self._gather(denying), versions=self._gather(versions)
        )

    def _sums_up(self, own: _Telling, others: Sequence[_Telling]) -> bool:
        """Whether an outlet's own words only sum up what the same text attributes to somebody.

        In its headline and lead they do, and so they do after the attribution; what the body of the text
        tells in its own voice with its day, before anybody is quoted on it, the outlet vouches for itself.
        """
        quoted = [t for t in others if not t.own and _done(t) and self._group(t) == self._group(own)]
        if not quoted:
            return False
        if own.fact.start is None:
            return True
        start = own.fact.claim.quote_spans[0].start
        same = [t for t in quoted if t.fact.claim.report == own.fact.claim.report]
        return self._in_lead(own) or any(t.fact.claim.quote_spans[0].start < start for t in same)

    def _in_lead(self, t: _Telling) -> bool:
        report = self._reports.get(t.fact.claim.report)
        text = report.text if report is not None else ""
        body = text.find("\n") + 1
        paragraph = text.find("\n", body + len(text[body:]) - len(text[body:].lstrip()))
        end = min(paragraph if paragraph > 0 else len(text), _PARAGRAPH)
        return t.fact.claim.quote_spans[0].start <= max(_LEAD * len(text), end)

    def _opposes(self, t: _Telling, denying: Sequence[_Telling]) -> bool:
        """Whether a claim is a denier's own version of what it denies: another kind of happening, or
        another's deed."""
        return any(
            self._knowledge.same(t.body, d.body)
            and (t.fact.claim.kind != d.fact.claim.kind or self._blames_another(d, t))
            and (t.fact.published or 0) <= (d.fact.published or 0)
            for d in denying
        )

    def _still_there(self, t: _Telling, others: Sequence[_Telling]) -> bool:
        """Whether somebody says that a force holds a place which others say it left or another took."""
        if t.fact.claim.kind != "hold" or t.fact.claim.status != "ongoing" or not t.fact.actors:
            return False

        def alike(other: _Telling) -> bool:
            return any(self._knowledge.same(x, y) for x in t.fact.actors for y in other.fact.actors)

        told = [o for o in others if o.fact.actors and not self._knowledge.same(o.body, t.body)]
        gone = any(o.fact.claim.kind == "withdraw" and alike(o) for o in told)
        return gone or any(o.fact.claim.kind == "capture" and not alike(o) for o in told)

    def _blames_another(self, denial: _Telling, other: _Telling) -> bool:
        named, told = denial.fact.actors, other.fact.actors
        return bool(named and told) and not any(self._knowledge.same(x, y) for x in named for y in told)

    def _turns(self, t: _Telling, affirming: Sequence[_Telling]) -> bool:
        """Whether who denies that somebody did it also says who else did: an account of its own, not a
        denial. Who denies an act of its own side denies it, whomever else it blames."""
        if any(self._knowledge.same(t.body, actor) for actor in t.fact.actors):
            return False
        return any(
            _one_body(t, other)
            and other.fact.claim.kind == t.fact.claim.kind
            and self._blames_another(t, other)
            for other in affirming
        )

    def _narrows(self, t: _Telling, affirming: Sequence[_Telling]) -> bool:
        """Whether who denies tells the same deed in the same text, on others or with another figure: it
        denies whom it struck or how many, and not that it happened."""
        return any(
            self._knowledge.same(t.body, other.body)
            and other.fact.claim.report == t.fact.claim.report
            and _done(other)
            and _one_deed(t.fact.claim.kind, other.fact.claim.kind)
            and not self._blames_another(t, other)
            and (self._on_others(t, other) or bool(t.fact.claim.counts))
            for other in affirming
        )

    def _on_others(self, denial: _Telling, other: _Telling) -> bool:
        named, told = denial.fact.targets, other.fact.targets
        return bool(named and told) and not any(self._knowledge.same(x, y) for x in named for y in told)

    def _group(self, t: _Telling) -> str:
        return self._groups.get(t.fact.claim.report, t.fact.claim.report)

    def _gather(self, tellings: Sequence[_Telling]) -> tuple[Mouth, ...]:
        rows: list[list[_Telling]] = []
        for t in tellings:
            for row in rows:
                if _one_body(row[0], t):
                    row.append(t)
                    break
            else:
                rows.append([t])
        rows = self._countries_bodies(rows)
        return tuple(
            Mouth(
                body=row[0].body,
                name=max((t.name for t in row), key=lambda name: (len(fold(name).split()), len(name), name)),
                party=row[0].party,
                voice=row[0].body.root,
                own=all(t.own and not t.issuer for t in row),
                facts=tuple(t.fact for t in row),
            )
            for row in rows
        )

    def _countries_bodies(self, rows: Sequence[list[_Telling]]) -> list[list[_Telling]]:
        """The rows with a country named for its government ("Cambodia says") put to the one of its bodies
        that says so too, if any: it is no further body."""
        kept: list[list[_Telling]] = []
        bare = [row for row in rows if all(self._knowledge.country(t.name) and not t.own for t in row)]
        bodies = [row for row in rows if not any(row is other for other in bare)]
        for row in rows:
            home = next((b for b in bodies if b[0].body.root == row[0].body.root and not b[0].own), None)
            if home is not None and any(row is other for other in bare):
                home.extend(row)
            else:
                kept.append(row)
        return kept


def _one_body(a: _Telling, b: _Telling) -> bool:
    """Whether two names are one body's: alike, or one a shorter naming of the other ("the army", "army
    command")."""
    if fold(a.name) == fold(b.name):
        return True
    if a.body.known is not None and b.body.known is not None and a.body.known != b.body.known:
        return a.body.root == b.body.root and _named(a) == _named(b) and _armed_forces(a.body, b.body)
    if same_name(a.name, b.name) or _singular(a.name) == _singular(b.name):
        return True
    if a.own != b.own and "media" in (a.party, b.party):
        return False
    if a.body.known is not None and a.body.known == b.body.known and a.own == b.own:
        return True
    if a.body.root != b.body.root:
        return False
    small, large = sorted((_stems(a.name), _stems(b.name)), key=len)
    return bool(small) and small <= large


def _armed_forces(a: Body, b: Body) -> bool:
    """Whether two bodies of the register are a state's armed forces and the command that speaks for them."""
    army, other = (a, b) if a.key.endswith("-army") else (b, a)
    return army.key.endswith("-army") and bool(_COMMANDS & set(fold(other.name).split()))


def _one_deed(kind: str, other: str) -> bool:
    return kind == other or (kind in STRIKES and other in STRIKES)


def _named(t: _Telling) -> bool:
    """Whether a body speaks by its name, quoted or in a text of its own, not an outlet in its own voice."""
    return not t.own or t.issuer


def _singular(name: str) -> str:
    return " ".join(word.removesuffix("s") for word in fold(name).split())


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(name).split())


def _done(t: _Telling) -> bool:
    return t.fact.claim.status in AFFIRMED


def _printed(outlet: KnownOutlet, given: str) -> str:
    """How an outlet is named: an agency by its initials, one given by a short code as that code is printed,
    another by its name; a group's outlet that bears the group's name in brackets is the group."""
    code = _squashed(given)
    if outlet.kind == "party" and (met := _REMARK.search(given)) is not None:
        return met.group(1)
    if outlet.kind == "issuer":
        return clean(given if " " in given else outlet.name)
    for alias in (outlet.name, *outlet.aliases):
        if "." not in alias and (initials(alias, outlet.name) or not alias.isalpha() or alias.isupper()):
            if outlet.kind == "agency" and initials(alias, outlet.name):
                return alias
            if code == _squashed(alias) and given.islower():
                return alias
    return clean(outlet.name)


def _squashed(name: str) -> str:
    return fold(name).replace(" ", "")


def _is_body(body: Body) -> bool:
    return (body.known is not None and body.party != "media") or body.state or body.root == "united-nations"


def _party(body: Body) -> PartyKind:
    told = body.party
    for kind in ("government", "armed_group", "monitor", "international", "media", "witness", "expert"):
        if told == kind:
            return kind
    return "government" if body.state else "unknown"


def voices(mouths: Sequence[Mouth], knowledge: Knowledge) -> tuple[tuple[Mouth, ...], ...]:
    """Mouths grouped by the party they speak for, in the order of their first; each group counts once."""
    rows: list[list[Mouth]] = []
    for mouth in mouths:
        for row in rows:
            if any(_one_voice(other, mouth, knowledge) for other in row):
                row.append(mouth)
                break
        else:
            rows.append([mouth])
    return tuple(tuple(row) for row in rows)


def _one_voice(a: Mouth, b: Mouth, knowledge: Knowledge) -> bool:
    if knowledge.same(a.body, b.body):
        return True
    if a.party in BELLIGERENTS and b.party == a.party:
        # Two bodies named after one place ("Anbar governor", "Anbar council") speak for one authority.
        return knowledge.share_name(a.body, b.body)
    return False
