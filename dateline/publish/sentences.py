"""Sentences that cite claims, each as strong as the grade of what it tells and no stronger."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.model import AFFIRMED, BELLIGERENTS, Claim, ContestedField, Incident, Origin
from dateline.publish import clauses, english
from dateline.publish.facts import Facts, Reckoning, gather, origin_name, outlet_name, reading_order
from dateline.publish.tables import Tables

_OPENERS = {"“": "”", '"': '"', "‘": "’", "'": "'"}
_FIELDS: Mapping[ContestedField, str] = {
    "counts": "the figures",
    "actors": "who did it",
    "targets": "whom or what it struck",
    "place": "where it was",
    "when": "when it was",
    "kind": "what happened",
    "status": "whether it happened",
    "holder": "who holds the place",
}
_MAX_CITES = 4
_MAX_QUOTE = 180
_PARTY_WORDS = re.compile(r", (?:itself a party|a party themselves), alone ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a sentence and the claims cited right after it."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the brief: its pieces, the incident it tells, the grade or status it stands at.

    ``versions`` are the reports that are the older and newer version of an article, where it tells what changed.
    """

    pieces: tuple[Piece, ...]
    incident: str | None
    label: str
    versions: tuple[str, ...] = ()


def plain(sentence: Sentence) -> str:
    """The sentence without its citations."""
    return "".join(piece.text for piece in sentence.pieces)


def short_quote(words: str) -> str:
    """A quote on one line, cut at a word where it is long, without the quote marks at its ends."""
    text = " ".join(words.split())
    if text[:1] in _OPENERS and text[-1:] == _OPENERS[text[:1]]:
        text = text[1:-1].strip()
    if len(text) <= _MAX_QUOTE:
        return text
    return text[:_MAX_QUOTE].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


def say(names: Sequence[str], tables: Tables, verb: tuple[str, str] = ("says", "say")) -> str:
    """The verb that agrees with those who speak."""
    many = len(names) > 1 or any(english.is_plural(name, tables.names) for name in names)
    return verb[1] if many else verb[0]


def incident_sentence(incident: Incident, claims: Mapping[str, Claim], tables: Tables) -> Sentence | None:
    """Tell one incident that has happened (or is denied) at the strength of its grade.

    None where no claim of it affirms or denies anything.
    """
    teller = _Teller.of(incident, claims, tables)
    if not teller.cited:
        return None
    if clauses.quoted_form(incident.kind, tables) == "only":
        pieces = teller.in_their_words()
    elif incident.grade == "contested":
        pieces = teller.contested()
    elif incident.grade == "admitted" and any(o.stands == "loses" for o in teller.origins):
        pieces = teller.admitted()
    elif incident.grade in ("admitted", "corroborated") and len(teller.voices()) > 1:
        pieces = teller.corroborated()
    elif incident.grade == "unattributed":
        pieces = teller.unattributed()
    else:
        pieces = teller.claimed()
    pieces = [*pieces, *teller.figures(), *teller.differences()]
    return Sentence(pieces=tuple(pieces), incident=incident.incident, label=incident.grade)


def lone_figures(incident: Incident, claims: Mapping[str, Claim], tables: Tables) -> list[Sentence]:
    """Figures of one incident that only a side of the war gives, while others tell the happening too."""
    teller = _Teller.of(incident, claims, tables)
    pieces = teller.figures()
    return [
        Sentence(
            pieces=(replace(told, text=told.text.lstrip()), stop), incident=incident.incident, label="claimed"
        )
        for told, stop in zip(pieces[::2], pieces[1::2], strict=True)
        if _PARTY_WORDS.search(told.text)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """One incident with what each of its origins holds, ready to be put into words."""

    incident: Incident
    origins: tuple[Origin, ...]
    deniers: tuple[Origin, ...]
    cited: Mapping[str, tuple[Claim, ...]]
    facts: Facts
    tables: Tables

    @staticmethod
    def of(incident: Incident, claims: Mapping[str, Claim], tables: Tables) -> _Teller:
        cited: dict[str, tuple[Claim, ...]] = {}
        by_claim: dict[str, str] = {}
        for origin in incident.origins:
            theirs = [claims[c] for c in origin.claims if c in claims and claims[c].status in AFFIRMED]
            theirs = sorted(reading_order(theirs), key=lambda c: (c.kind != incident.kind, not c.counts))
            if theirs:
                cited[origin.name] = tuple(theirs[:_MAX_CITES])
                by_claim |= {c.claim: origin.name for c in theirs}
        used = [claim for theirs in cited.values() for claim in theirs]
        deniers = tuple(o for o in incident.denied_by if any(c in claims for c in o.claims))
        status = "ongoing" if incident.status == "ongoing" else "happened"
        if not used:
            used = [claims[c] for o in deniers for c in o.claims if c in claims]
        if not used:
            return _Teller(
                incident=incident, origins=(), deniers=(), cited={}, tables=tables,
                facts=Facts(
                    kind=incident.kind, status=status, actors=(), other_actors=(), targets=(), places=(),
                    when=incident.when, means=(), reckonings=(), quote="", origins=(), claims=(),
                ),
            )  # fmt: skip
        for denier in deniers:
            found = reading_order([claims[c] for c in denier.claims if c in claims])
            cited.setdefault(denier.name, tuple(found[:_MAX_CITES]))
        return _Teller(
            incident=incident,
            origins=tuple(o for o in incident.origins if o.name in by_claim.values()),
            deniers=deniers,
            cited=cited,
            facts=gather(used, incident.kind, status, by_claim),
            tables=tables,
        )

    def voices(self) -> list[list[Origin]]:
        """Origins by independent voice: who loses first, who gains last."""
        rank = {"loses": 0, "neutral": 1, "unknown": 2, "gains": 3}
        voices: dict[str, list[Origin]] = {}
        for origin in sorted(self.origins, key=lambda o: (rank[o.stands], o.name)):
            voices.setdefault(origin.voice, []).append(origin)
        return list(voices.values())

    def name(self, origin: Origin, *, start: bool = False, words: bool = False) -> Piece:
        """An origin's name with its citations, and its own words where they are of another kind."""
        text = self.called(origin.name)
        start = start and origin.name not in self.own
        cited = self.cited.get(origin.name, ())
        own = [c for c in cited if c.said_by and (words or all(x.kind != self.incident.kind for x in cited))]
        if own:
            text += f" (“{short_quote(own[0].trigger)}”)"
        return Piece(text=english.upper_first(text) if start else text, cites=tuple(c.claim for c in cited))

    def names(self, origins: Sequence[Origin], *, start: bool = False, words: bool = False) -> list[Piece]:
        """Several names as a list in words."""
        pieces: list[Piece] = []
        for index, origin in enumerate(origins):
            if index:
                pieces.append(Piece(text=" and " if index == len(origins) - 1 else ", "))
            pieces.append(self.name(origin, start=start and not index, words=words))
        return pieces

    @property
    def own(self) -> tuple[str, ...]:
        """Names of origins that are outlets speaking themselves; they are written as they are."""
        spoken = (o for o in (*self.origins, *self.deniers) if o.party == "media")
        return tuple(o.name for o in spoken if any(not c.said_by for c in self.cited.get(o.name, ())))

    def spoke_itself(self) -> bool:
        """Whether no outlet quotes anyone: those who did it are the origins, as with an appeal or a threat."""
        names = {o.name for o in self.origins}
        told = [c for name in names for c in self.cited[name]]
        return not names & set(self.own) and all(not c.said_by for c in told)

    def called(self, name: str) -> str:
        return name if name in self.own else english.with_article(name, self.tables.names)

    def verb(self, names: Sequence[str], forms: tuple[str, str] = ("says", "say")) -> str:
        return forms[0] if len(names) == 1 and names[0] in self.own else say(names, self.tables, forms)

    def say(self, origins: Sequence[Origin]) -> str:
        return self.verb([o.name for o in origins])

    def clause(self, speaker: str | None = None) -> str:
        text = clauses.clause(self.facts, self.tables, speaker=speaker)
        if clauses.quoted_form(self.facts.kind, self.tables) == "also":
            text += f" (“{short_quote(self.facts.quote)}”)"
        return text

    def doubt(self) -> list[Piece]:
        """The outlets that say they could not confirm any of it."""
        hedged = [c for theirs in self.cited.values() for c in theirs if c.hedge == "unverified"]
        outlets = list(dict.fromkeys(outlet_name(c) for c in hedged))
        if not outlets:
            return []
        return [Piece(text=f" ({english.listed(outlets)} could not confirm it)")]

    def admitted(self) -> list[Piece]:
        losers = [o for o in self.origins if o.stands == "loses"]
        others = [o for voice in self.voices() for o in voice if o.stands != "loses"]
        many = say([o.name for o in losers], self.tables, ("", "s"))
        pieces = [Piece(text=f"{english.upper_first(self.clause())}: "), *self.names(losers, words=True)]
        itself = "themselves" if many else "itself"
        pieces.append(Piece(text=f", whose side loses by it, {self.say(losers)} so {itself}"))
        if others:
            pieces += [Piece(text=", and "), *self.names(others), Piece(text=f" {self.say(others)} the same")]
        return [*pieces, *self.doubt(), Piece(text=".")]

    def corroborated(self) -> list[Piece]:
        voices = self.voices()
        pieces = [Piece(text=f"{english.upper_first(self.clause())}, ")]
        for index, voice in enumerate(voices):
            if index:
                last = index == len(voices) - 1
                joint = " and, independently, " if last and len(voices) == 2 else " and " if last else ", "
                pieces.append(Piece(text=joint))
            pieces += self.names(voice)
        verb = self.say([o for voice in voices for o in voice])
        end = ", each independently" if len(voices) > 2 else ""
        return [*pieces, Piece(text=f" {verb}{end}"), *self.doubt(), Piece(text=".")]

    def claimed(self) -> list[Piece]:
        origins = [o for voice in self.voices() for o in voice]
        voices = self.voices()
        speaker = origins[0].name if len(origins) == 1 else None
        if self.spoke_itself():
            return self.told_by_outlets()
        verb = self.say(origins)
        pieces = self.names(origins, start=True)
        if len(origins) == 1:
            pieces.append(Piece(text=f" alone {verb} that {self.clause(speaker)}"))
        elif len(voices) == 1:
            pieces.append(Piece(text=f", of one side, {verb} that {self.clause()}"))
        else:
            pieces.append(Piece(text=f" {verb} that {self.clause()}"))
        if origins and all(o.stands == "gains" for o in origins):
            pronoun = "They stand" if verb == "say" else "It stands"
            return [*pieces, *self.doubt(), Piece(text=f". {pronoun} to gain by the claim.")]
        return [*pieces, *self.doubt(), Piece(text=".")]

    def told_by_outlets(self) -> list[Piece]:
        """An act of speech, which its speaker need not confirm: who tells of it."""
        by_outlet: dict[str, list[str]] = {}
        for origin in self.origins:
            for claim in self.cited[origin.name]:
                by_outlet.setdefault(outlet_name(claim), []).append(claim.claim)
        pieces = [Piece(text=f"{english.upper_first(self.clause())}, ")]
        for index, (outlet, claims) in enumerate(sorted(by_outlet.items())):
            joint = "" if not index else " and " if index == len(by_outlet) - 1 else ", "
            pieces.append(Piece(text=joint + outlet, cites=tuple(claims)))
        return [*pieces, Piece(text=f" {'reports' if len(by_outlet) == 1 else 'report'}.")]

    def contested(self) -> list[Piece]:
        origins = [o for voice in self.voices() for o in voice]
        deniers = [o for o in self.deniers if o.name not in {x.name for x in origins}]
        if not origins:
            pieces = self.names(deniers, start=True)
            if all(o.name in self.own for o in deniers):
                verb = self.verb([o.name for o in deniers], ("reports", "report"))
                return [*pieces, Piece(text=f" {verb} it as not so that {self.clause()}.")]
            verb = self.verb([o.name for o in deniers], ("denies", "deny"))
            return [*pieces, Piece(text=f" {verb} that {self.clause()}.")]
        speaker = origins[0].name if len(origins) == 1 else None
        pieces = [
            *self.names(origins, start=True),
            Piece(text=f" {self.say(origins)} that {self.clause(speaker)}"),
        ]
        if deniers:
            verb = self.verb([o.name for o in deniers], ("denies", "deny"))
            pieces += [Piece(text="; "), *self.names(deniers), Piece(text=f" {verb} it")]
        else:
            fields = english.listed(self.differing())
            told = f"; accounts differ on {fields}" if fields else "; the accounts cannot all be true"
            pieces.append(Piece(text=told))
        return [*pieces, *self.doubt(), Piece(text=".")]

    def differing(self) -> list[str]:
        """What the accounts contradict each other on, in words."""
        fields = dict.fromkeys(c.field for c in self.incident.contested)
        return [_FIELDS[field] for field in fields if field != "status"]

    def differences(self) -> list[Piece]:
        """A closing word on details that accounts give differently, where the happening itself stands."""
        fields = [f for f in self.differing() if f != _FIELDS["counts"]]
        if self.incident.grade == "contested" or not fields:
            return []
        return [Piece(text=f" Accounts differ on {english.listed(fields)}.")]

    def unattributed(self) -> list[Piece]:
        origins = [o for voice in self.voices() for o in voice]
        verb = self.verb([o.name for o in origins], ("reports", "report"))
        pieces = self.names(origins, start=True)
        return [*pieces, Piece(text=f" {verb} that {self.clause()}.")]

    def in_their_words(self) -> list[Piece]:
        """Where no phrase would be fair: what each origin says, in its own words."""
        pieces: list[Piece] = []
        for origin in [o for voice in self.voices() for o in voice] or list(self.deniers):
            theirs = self.cited[origin.name]
            own_voice = origin.name in self.own
            verb = self.verb([origin.name], ("reports", "report") if own_voice else ("says", "say"))
            name = origin.name if own_voice else english.upper_first(self.called(origin.name))
            quote = short_quote(theirs[0].quotes[0]).rstrip(".")
            pieces += [
                Piece(text=f"{' ' if pieces else ''}{name} {verb}: “{quote}”", cites=(theirs[0].claim,))
            ]
            pieces += [Piece(text=".")]
        return pieces

    def figures(self) -> list[Piece]:
        """Figures that differ, each with the one who gives it."""
        if clauses.quoted_form(self.incident.kind, self.tables) == "only":
            return []
        pieces: list[Piece] = []
        by_origin: dict[tuple[str, ...], list[Reckoning]] = {}
        for reckoning in clauses.figures_apart(self.facts):
            by_origin.setdefault(reckoning.origins, []).append(reckoning)
        for origins, theirs in by_origin.items():
            who = english.listed([self.called(o) for o in origins])
            start = who if who.startswith(self.own) else english.upper_first(who)
            loose = [r for r in theirs if r.low is None and r.high is None]
            told = [r for r in theirs if r not in loose]
            alone = self.alone(origins, theirs)
            cites = tuple(dict.fromkeys(c for r in theirs for c in r.claims))
            parts = [f"{self.verb(origins)} that {clauses.figures_clause(told)}"] if told else []
            if loose:
                spoken = english.listed([clauses.figure(r) for r in loose])
                parts.append(f"{self.verb(origins, ('speaks', 'speak'))} of {spoken}")
            pieces.append(Piece(text=f" {start}{alone} {' and '.join(parts)}", cites=cites))
            pieces.append(Piece(text="."))
        return pieces

    def alone(self, origins: tuple[str, ...], told: Sequence[Reckoning]) -> str:
        """The words that mark a figure only one body gives, and that it is a side of the war."""
        rivals = {(r.what, r.who) for r in self.facts.reckonings if r.origins != origins}
        if len(origins) > 1 or len(self.facts.origins) < 2 or any((r.what, r.who) in rivals for r in told):
            return ""
        armed = self.tables.families.get(self.incident.kind) in ("territory", "violence", "harm")
        sides = {o.name for o in self.origins if o.party in BELLIGERENTS}
        if not armed or origins[0] not in sides:
            return " alone"
        return ", a party themselves, alone" if self.verb(origins) == "say" else ", itself a party, alone"


def forward_sentences(
    claims: Sequence[Claim], kind: str, incident: str | None, tables: Tables
) -> list[Sentence]:
    """Plans, warnings and calls of one incident: a sentence for each status and origin, with the words."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in reading_order(claims):
        groups.setdefault((claim.status, origin_name(claim)), []).append(claim)
    told = []
    for (status, origin), theirs in groups.items():
        facts = gather(
            theirs[:_MAX_CITES], _own_kind(theirs, kind), status, {c.claim: origin for c in theirs}
        )
        facts = replace(facts, reckonings=tuple(facts.reckonings))
        told.append(Sentence(pieces=_forward(facts, theirs, origin, tables), incident=incident, label=status))
    return told


def _own_kind(claims: Sequence[Claim], kind: str) -> str:
    return kind if any(c.kind == kind for c in claims) else claims[0].kind


def _forward(facts: Facts, claims: Sequence[Claim], origin: str, tables: Tables) -> tuple[Piece, ...]:
    cites = tuple(c.claim for c in claims[:_MAX_CITES])
    own_voice = not claims[0].said_by
    name = origin if own_voice else english.upper_first(english.with_article(origin, tables.names))
    quote = short_quote(facts.quote).rstrip(".")
    verb = "reports" if own_voice else say([origin], tables)
    if clauses.quoted_form(facts.kind, tables) == "only":
        return (Piece(text=f"{name} {verb}: “{quote}”", cites=cites), Piece(text="."))
    if facts.status == "called_for" and not own_voice:
        call = say([origin], tables, ("calls", "call"))
        text = f"{name} {call} for {clauses.noun(facts, tables)} (“{quote}”)"
        return (Piece(text=text, cites=cites), Piece(text="."))
    text = f"{name} {verb} that {clauses.clause(facts, tables, speaker=origin)} (“{quote}”)"
    return (Piece(text=text, cites=cites), Piece(text="."))
