"""From a report in another language to its claims, by rules over the parse and that language's word tables.

In: a report and a loaded :class:`Reader`. Out: claims in reading order, of the same form as those of English reports:
kinds, statuses and names are neutral, words and quotes are the report's own. No encoder reads them; ``why`` tells the
lexicon's term and the cues that decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.claim.code import Tables
from dateline.claim.fields import TWO_SIDED
from dateline.claim.identity import claim_id
from dateline.claim.origins import SPEECH
from dateline.claim.same import Ground, fold_repeats
from dateline.claim.syntax import clause, subtree
from dateline.language.gloss import Glosser
from dateline.language.page import Page, counts_in, open_page
from dateline.language.telling import (
    SUBJECTS,
    Line,
    Saying,
    Trigger,
    manner_of,
    means_of,
    sayings_of,
    triggers_of,
)
from dateline.mention.actors import Role
from dateline.mention.dates import resolve_words
from dateline.model import Actor, Claim, Count, Place, Producer, Report, Source, Span, When
from dateline.read.parse import Model, Parsed, Parser, is_installed, load_parser
from dateline.words.languages import LanguageModel, LanguageWords, language_model, load_language

VERSION = "1"
_OBJECTS = frozenset({"obj", "obl:arg", "iobj"})
_PLAIN = {"acl:relcl": "relcl"}
_BY, _AGAINST, _OF, _BETWEEN = "by", frozenset({"against", "on"}), "of", "between"
_PASSED_ON = frozenset({"conj", "xcomp", "advcl", "advcl:cleft"})
_OWN_ACT = frozenset(
    "advance withdraw offensive deploy defect negotiate call_for accuse threaten refuse support attack shelling "
    "airstrike drone_strike protest".split()
)
"""Kinds whose noun takes its doer with "of" ("le retrait des forces")."""
_NEVER_PASSED = frozenset({"toll"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """All that reads one language: its tables, its parse model, and the tables that every language shares."""

    words: LanguageWords
    parser: Parser
    glosser: Glosser
    tables: Tables

    @property
    def digest(self) -> str:
        """What tells its claims from those of other rules, tables or models."""
        made = producer_of(self)
        return f"{made.name} {made.version} {made.words}"


def can_read(code: str) -> LanguageModel | None:
    """The model that reads a language, where its folder and its package are there; nothing is loaded."""
    found = language_model(code)
    return found if found is not None and is_installed(_model(found)) else None


def load_reader(code: str, tables: Tables) -> Reader:
    """The reader of a language; raises SetupError or DataError where its model or a table is missing or wrong."""
    words = load_language(code, tables.words.kinds)
    return Reader(words=words, parser=load_parser(_model(words.model)), glosser=Glosser(words), tables=tables)


def load_readers(codes: Sequence[str], tables: Tables) -> Mapping[str, Reader]:
    """The readers of those languages that can be read, by code."""
    return {code: load_reader(code, tables) for code in codes if can_read(code) is not None}


def _model(found: LanguageModel) -> Model:
    return Model(package=found.package, files=found.files, skip=found.skip, forms=True)


def producer_of(reader: Reader) -> Producer:
    """What stands on every claim: the rules of this language, their version, and the digest of its tables."""
    code = reader.words.model.code
    version = f"{VERSION}/{reader.words.model.package} {reader.parser.version}"
    return Producer(name=f"rules {code}", version=version, words=reader.words.digest)


def code_foreign(report: Report, reader: Reader) -> tuple[Claim, ...]:
    """The claims of one report, numbered ``c1``, ``c2``… in reading order; repeats by one origin are folded."""
    page = open_page(report, reader.words, reader.parser, reader.glosser, reader.tables)
    producer = producer_of(reader)
    found: list[Claim] = []
    last: Source | None = None
    for line in page.lines:
        triggers = _without_harm(page, line, triggers_of(line, page.gloss, reader.words))
        sayings = sayings_of(line, page.gloss, reader.words)
        counts = counts_in(page, line)
        for trigger in triggers:
            saying = _who_says(page, line, trigger, sayings)
            source = None
            if saying is not None and trigger.kind not in SPEECH:
                source = page.source_of(*saying.source) if saying.source is not None else last
            elif trigger.charge is not None:
                source = _accuser(page, line.parsed, trigger.charge)
            found.append(_claim(page, line, trigger, triggers, (source, sayings, counts, found), producer))
        for saying in sayings:
            named = page.source_of(*saying.source) if saying.source is not None else None
            last = named or last
    headline = page.layout.headline
    ground = Ground(
        text=report.text,
        sentences=page.layout.sentences,
        headline_end=headline.end if headline is not None else 0,
        nouns={},
    )
    folded = sorted(fold_repeats(tuple(found), ground), key=lambda c: (c.trigger_span.start, c.kind))
    return tuple(
        replace(claim, id=f"c{number}", claim=claim_id(claim)) for number, claim in enumerate(folded, 1)
    )


def _without_harm(page: Page, line: Line, triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    """Without words that only tell who was killed, where the sentence names the attack itself."""
    harm = page.words.glossary.get("harm", {})
    deadly = [
        t for t in triggers if _can_kill(page, t.kind) and line.parsed.lemmas[t.head].lower() not in harm
    ]
    return tuple(t for t in triggers if not deadly or t in deadly or not _can_kill(page, t.kind))


def _can_kill(page: Page, kind: str) -> bool:
    return "killed" in page.tables.kind_counts.get(kind, frozenset())


def _who_says(page: Page, line: Line, trigger: Trigger, sayings: tuple[Saying, ...]) -> Saying | None:
    """The innermost saying that takes in a trigger."""
    met = []
    for saying in sayings:
        inside = saying.said[0] <= trigger.head <= saying.said[1] and trigger.head != saying.cue
        if inside and not (saying.source is not None and _covers(page, saying.source, line.parsed, trigger)):
            met.append(saying)
    return max(met, key=lambda s: (s.said[0], -s.said[1]), default=None)


def _accuser(page: Page, parsed: Parsed, verb: int) -> Source | None:
    """Who accuses: the subject of the verb."""
    for token in _of_verb(page, parsed, verb)["actor"]:
        pieces = _body(page, parsed, token)
        found = page.source_of(*pieces) if pieces is not None else None
        if found is not None:
            return found
    return None


def _covers(page: Page, pieces: tuple[int, int], parsed: Parsed, trigger: Trigger) -> bool:
    first, last = (page.gloss.pieces[n] for n in pieces)
    return first.start <= parsed.starts[trigger.head] < last.end


Around = tuple[Source | None, tuple[Saying, ...], tuple[tuple[int, Count], ...], list[Claim]]
"""What a claim takes from its surroundings: its origin, the sentence's sayings and counts, the claims before it."""


def _claim(
    page: Page,
    line: Line,
    trigger: Trigger,
    triggers: tuple[Trigger, ...],
    around: Around,
    producer: Producer,
) -> Claim:
    source, sayings, counts, before = around
    parsed, text = line.parsed, page.report.text
    span = Span(start=parsed.starts[trigger.first], end=parsed.ends[trigger.last])
    sides = _sides(page, line, trigger, sayings)
    manner = manner_of(line, trigger, page.words)
    places = _places(page, line, trigger, triggers, sayings) or _passed_on(text, before, trigger, span.start)
    when = _when(page, line, trigger, triggers, sayings, manner.status)
    allowed = page.tables.kind_counts.get(trigger.kind, frozenset())
    quote = _quote(parsed, span)
    cue = f"; cues: {', '.join(manner.cues)}" if manner.cues else ""
    means = [
        name for first, last, name in means_of(line, page.words)
        if any(abs(first - t.head) <= 8 for t in (trigger,)) or len(triggers) == 1
    ]  # fmt: skip
    return Claim(
        claim="",
        report=page.report.report,
        id="",
        outlet=page.report.outlet,
        published=page.report.published,
        quotes=(text[quote.start : quote.end],),
        quote_spans=(quote,),
        trigger=text[span.start : span.end],
        trigger_span=span,
        kind=trigger.kind,
        status=manner.status,
        actors=sides["actor"],
        targets=sides["target"],
        places=places,
        when=when or _same_day(page, before, trigger, places, manner.status),
        counts=tuple(
            count for token, count in counts
            if count.what in allowed and _nearest(page, token, count, triggers) is trigger
        ),
        means=tuple(dict.fromkeys(means)),
        said_by=(source,) if source is not None else (),
        hedge=manner.hedge if source is not None or manner.hedge != "unverified" else None,
        producer=producer,
        why=f"rules {page.words.model.code}: lexicon {trigger.term!r} {trigger.kind} {trigger.weight:.2f}{cue}",
        probability=round(trigger.weight, 4),
    )  # fmt: skip


def _quote(parsed: Parsed, trigger: Span) -> Span:
    """The clause that tells it, or its sentence where the parse gives little."""
    plain = replace(parsed, labels=tuple(_PLAIN.get(label, label) for label in parsed.labels))
    found = clause(plain, trigger.start)
    if found is None or found.end - found.start < 25:
        return Span(start=parsed.starts[0], end=parsed.ends[-1])
    return Span(start=min(found.start, trigger.start), end=max(found.end, trigger.end))


def _nearest(page: Page, token: int, count: Count, triggers: tuple[Trigger, ...]) -> Trigger | None:
    able = [t for t in triggers if count.what in page.tables.kind_counts.get(t.kind, frozenset())]
    return min(able, key=lambda t: abs(t.head - token), default=None)


def _sides(
    page: Page, line: Line, trigger: Trigger, sayings: tuple[Saying, ...]
) -> dict[str, tuple[Actor, ...]]:
    """Who did it, and to whom, by syntax: the parts of a verb, or what hangs on a noun."""
    parsed = line.parsed
    noun = parsed.pos[trigger.head] not in {"VERB", "AUX", "ADJ"}
    tokens = _of_noun(page, line, trigger) if noun else _of_verb(page, parsed, trigger.head)
    if trigger.charge is not None and not noun:
        charge = _of_verb(page, parsed, trigger.charge)
        tokens = {**tokens, "actor": charge["target"] or charge["actor"]}
    found: dict[str, tuple[Actor, ...]] = {"actor": (), "target": ()}
    roles: tuple[Role, ...] = ("actor", "target")
    for role in roles:
        named: list[Actor] = []
        for token in tokens[role]:
            pieces = _body(page, parsed, token)
            if pieces is not None and not _is_place(page, pieces):
                named += [a for a in page.actors_of(*pieces, role) if all(a.name != b.name for b in named)]
        found[role] = tuple(named)
    if not found["actor"] and trigger.kind in SPEECH:
        saying = next((s for s in sayings if s.source is not None), None)
        if saying is not None and saying.source is not None:
            found["actor"] = page.actors_of(*saying.source, "actor")
    return found


def _children(parsed: Parsed, head: int) -> list[int]:
    return [n for n, h in enumerate(parsed.heads) if h == head and n != head]


def _of_verb(page: Page, parsed: Parsed, verb: int) -> dict[str, list[int]]:
    children = _children(parsed, verb)
    labels = {n: parsed.labels[n] for n in children}
    passive = any(label in {"nsubj:pass", "aux:pass"} for label in labels.values())
    # "sont entrés" and "se sont retirés" look passive and are not.
    passive = passive and parsed.lemmas[verb] not in page.words.glossary.get("active", {})
    passive = passive and not any(label.startswith("expl") for label in labels.values())
    adnominal = parsed.labels[verb] in {"acl", "amod"}
    subjects = [n for n in children if labels[n] in SUBJECTS]
    if parsed.labels[verb] == "acl:relcl":
        subjects = [
            parsed.heads[verb] if parsed.lemmas[n] in page.words.saying["relative"] else n for n in subjects
        ]
    if not subjects and not adnominal and parsed.labels[verb] in _PASSED_ON:
        head = parsed.heads[verb]
        subjects = [n for n in _children(parsed, head) if parsed.labels[n] in SUBJECTS]
    agents = [
        n for n in children if labels[n] == "obl:agent" or _case(parsed, n) in page.words.saying["agent"]
    ]
    objects = [n for n in children if labels[n] in _OBJECTS]
    if passive:
        return {"actor": agents, "target": _with_conj(parsed, subjects)}
    if adnominal and "Tense=Past" in parsed.forms[verb]:
        return {"actor": agents, "target": [parsed.heads[verb]]}
    return {"actor": _with_conj(parsed, subjects), "target": _with_conj(parsed, objects)}


def _with_conj(parsed: Parsed, tokens: list[int]) -> list[int]:
    return [*tokens, *(c for n in tokens for c in _children(parsed, n) if parsed.labels[c] == "conj")]


def _case(parsed: Parsed, token: int) -> str:
    return next(
        (parsed.lemmas[c].lower() for c in _children(parsed, token) if parsed.labels[c] == "case"), ""
    )


def _of_noun(page: Page, line: Line, trigger: Trigger) -> dict[str, list[int]]:
    """The bodies that stand right after a noun: an adjective of state, "of", "by", "against", "between"."""
    parsed, pieces = line.parsed, page.gloss.pieces
    found: dict[str, list[int]] = {"actor": [], "target": []}
    joint = ""
    own = page.gloss.number_at(parsed.starts[trigger.head])
    if own is not None and any(
        h.start < pieces[own].until and pieces[own].at < h.end for h in page.actors.hits
    ):
        found["actor"].append(trigger.head)  # "missile russe": one piece
    for n in range(trigger.head + 1, trigger.last + 1):
        if parsed.pos[n] == "VERB":
            found["target"] += _of_verb(page, parsed, n)["target"]
    if trigger.kind in TWO_SIDED:
        rest = range(trigger.head, len(parsed.starts))
        between = next((n for n in rest if _english(page, parsed, n) == _BETWEEN), None)
        if between is not None:
            bodies = [n for n in range(between + 1, len(parsed.starts)) if _names(page, parsed, n)]
            return {"actor": bodies[:2], "target": []}
    for n in range(trigger.head + 1, min(len(parsed.starts), trigger.head + 12)):
        at = page.gloss.number_at(parsed.starts[n])
        state = at is not None and pieces[at].pos == "adjective"
        if parsed.lemmas[n] in {",", ".", ";"} or (parsed.pos[n] in {"VERB", "AUX"} and not state):
            break
        if at is None or pieces[at].start != parsed.starts[n]:
            continue
        piece = pieces[at]
        if piece.pos == "adjective":
            found["actor"].append(n)
        elif piece.pos == "preposition" and piece.english != "and":
            joint = piece.english
        elif piece.pos in {"noun", "name", "capitals"}:
            if (
                joint == _BY
                or (joint == _BETWEEN and trigger.kind in TWO_SIDED)
                or (joint == _OF and trigger.kind in _OWN_ACT and not found["actor"])
            ):
                found["actor"].append(n)
            elif joint in _AGAINST or joint == _OF:
                found["target"].append(n)
    return found


def _english(page: Page, parsed: Parsed, token: int) -> str | None:
    at = page.gloss.number_at(parsed.starts[token])
    return page.gloss.pieces[at].english if at is not None else None


def _names(page: Page, parsed: Parsed, token: int) -> bool:
    """Whether a piece that names begins at a token."""
    at = page.gloss.number_at(parsed.starts[token])
    piece = page.gloss.pieces[at] if at is not None else None
    return (
        piece is not None
        and piece.start == parsed.starts[token]
        and piece.pos in {"noun", "name", "capitals"}
    )


def _body(page: Page, parsed: Parsed, token: int) -> tuple[int, int] | None:
    """The pieces of a token's noun phrase."""
    at = page.gloss.number_at(parsed.starts[token])
    if at is None:
        under = subtree(parsed, token, frozenset({"acl:relcl", "acl", "appos", "conj", "obl:mod"}))
        numbers = (page.gloss.number_at(parsed.starts[n]) for n in under)
        at = next(
            (
                n
                for n in numbers
                if n is not None and page.gloss.pieces[n].pos in {"noun", "name", "capitals"}
            ),
            None,
        )
    if at is None or page.gloss.pieces[at].pos in {"date", "preposition"}:
        return None
    if page.gloss.pieces[at].pos == "number" and at + 1 < len(page.gloss.pieces):
        at = at + 1 if page.gloss.pieces[at + 1].pos == "noun" else at
    return page.gloss.phrase(at)


def _is_place(page: Page, pieces: tuple[int, int]) -> bool:
    """Whether a phrase is a place and no body: it holds a named place, and its head is no body of the register."""
    first, last = page.gloss.pieces[pieces[0]], page.gloss.pieces[pieces[1]]
    holds = any(first.start <= p.span.start and p.span.end <= last.end for p in page.places)
    head = page.gloss.pieces[pieces[0] + (first.pos == "article" and pieces[0] < pieces[1])]
    holds = holds or page.tables.gazetteer.words.value("noun", head.english.split()[-1].lower()) is not None
    bodies = any(h.start < last.until and first.at < h.end for h in page.actors.hits)
    return holds and not bodies


def _places(
    page: Page, line: Line, trigger: Trigger, triggers: tuple[Trigger, ...], sayings: tuple[Saying, ...]
) -> tuple[Place, ...]:
    """The place told in the sentence: the first after the trigger, before the next trigger; else the last before it."""
    parsed = line.parsed
    inside = [
        p for p in page.places
        if parsed.starts[0] <= p.span.start < parsed.ends[-1]
        and not _in_source(page, p.span, sayings) and not _is_body(page, p)
    ]  # fmt: skip
    at = parsed.starts[trigger.head]
    following = [t for t in triggers if t.first > trigger.last]
    stop = parsed.starts[following[0].first] if following else parsed.ends[-1]
    after = [p for p in inside if at < p.span.start < stop]
    chosen = after or [p for p in inside if p.span.start < at][::-1] or inside
    close = [p for p in chosen if p.precision not in {"country", "region", "province"}]
    best = (close or chosen)[:1]
    if best and close:
        near = [p for p in close[1:] if _joined(page, best[-1].span, p.span)]
        best += near[:3]
    return tuple(best)


def _is_body(page: Page, place: Place) -> bool:
    """Whether a place's name stands for a body there ("la Russie a nié")."""
    at = page.gloss.number_at(place.span.start)
    piece = page.gloss.pieces[at] if at is not None else None
    return piece is not None and any(h.start < piece.until and piece.at < h.end for h in page.actors.hits)


def _joined(page: Page, first: Span, second: Span) -> bool:
    """Whether two places are joined by "and" or a comma alone."""
    middle = [p.english for p in page.gloss.pieces if first.end <= p.start and p.end <= second.start]
    return second.start - first.end <= 12 and set(middle) <= {"and", "the", "in", "of"} and "and" in middle


def _in_source(page: Page, span: Span, sayings: tuple[Saying, ...]) -> bool:
    for saying in sayings:
        if saying.source is not None:
            first, last = (page.gloss.pieces[n] for n in saying.source)
            if first.start <= span.start < last.end:
                return True
    return False


def _passed_on(text: str, before: list[Claim], trigger: Trigger, at: int) -> tuple[Place, ...]:
    """The place of the claim before in the same paragraph, where none is told; else that of the report's first."""
    if not before or trigger.kind in _NEVER_PASSED:
        return ()
    last = before[-1]
    if "\n" not in text[last.trigger_span.start : at]:
        return last.places
    return next((claim.places for claim in before if claim.places), ())


def _when(
    page: Page,
    line: Line,
    trigger: Trigger,
    triggers: tuple[Trigger, ...],
    sayings: tuple[Saying, ...],
    status: str,
) -> When | None:
    """The nearest time told in the sentence that is not the time of saying so."""
    parsed = line.parsed
    at = parsed.starts[trigger.head]
    found: list[tuple[int, When, str]] = []
    for when, english in page.times:
        if when.span is None or not parsed.starts[0] <= when.span.start < parsed.ends[-1]:
            continue
        gaps = [abs(parsed.starts[s.cue] - when.span.start) for s in sayings if s.word != trigger.term]
        close = min(gaps, default=10_000)
        if close < 22 and close < abs(at - when.span.start):
            continue
        owner = min(triggers, key=lambda t: abs(parsed.starts[t.head] - when.span.start if when.span else 0))
        found.append((abs(at - when.span.start) + (0 if owner is trigger else 60), when, english))
    if not found:
        return None
    _, when, english = min(found, key=lambda row: row[0])
    if status not in {"planned", "possible"}:
        return when
    words = page.tables.dates
    earliest, latest, precision = resolve_words(f"will {english}", page.report.published, words)
    return replace(when, earliest=earliest, latest=latest, precision=precision)


def _same_day(
    page: Page, before: list[Claim], trigger: Trigger, places: tuple[Place, ...], status: str
) -> When:
    """Inherited: the day of the last claim that has one, where this one goes on about it; else untold.

    It does where it is of the same kind, or both tell of violence, at the same place, both as done.
    """
    for claim in reversed(before if status == "happened" else []):
        if claim.when.earliest is None or claim.status != "happened" or claim.when.precision == "longer":
            continue
        alike = claim.kind == trigger.kind or (_can_kill(page, trigger.kind) and _can_kill(page, claim.kind))
        if alike and {p.name for p in claim.places} == {p.name for p in places}:
            return replace(claim.when, words="", span=None)
        break
    return When()
