"""What a sentence of another language tells, and on whose word: triggers, who says so, how it is told.

In: a sentence parsed with lemmas, and a language's tables. Out: :class:`Trigger` and :class:`Saying` records whose
numbers are tokens of that sentence. Tables are matched on the lemmas, so that one row stands for every form of a word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from dateline.claim.syntax import subtree
from dateline.language.gloss import Gloss
from dateline.mention.means import find_means
from dateline.mention.status import status_of
from dateline.mention.triggers import find_triggers
from dateline.model import Hedge, Status
from dateline.read.parse import Parsed
from dateline.words.languages import LanguageWords

LEAST = 0.5
"""Least weight of a lexicon row that makes a claim by itself."""
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_SMALL = frozenset("ADP AUX CCONJ DET PRON PUNCT SCONJ".split())
_FIXED = frozenset({"date", "name", "capitals", "number"})
_DEMANDS = frozenset({"call_for", "refuse"})
_SPEAKS = frozenset({"accuse", "threaten"})
_STATES = frozenset({"hold"})
_MARKS = frozenset({":", "«", '"', "“"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence's lemmas written in a row, and where each begins there."""

    parsed: Parsed
    text: str
    starts: tuple[int, ...]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """First and last token of a stretch of the row."""
        return bisect_right(self.starts, start) - 1, bisect_left(self.starts, end) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Words that tell an event: first and last token, the head among them, kind, weight, and the row's own term.
    ``charge`` is the verb by which somebody is accused of it, or threatens it."""

    first: int
    last: int
    head: int
    kind: str
    weight: float
    term: str
    charge: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Somebody says something: the pieces that name who (first, last), the cue's token, and the tokens said."""

    source: tuple[int, int] | None
    cue: int
    said: tuple[int, int]
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an event is told, and the words that decided."""

    status: Status
    hedge: Hedge | None
    cues: tuple[str, ...]


def line_of(parsed: Parsed) -> Line:
    """The row of a sentence's lemmas."""
    starts: list[int] = []
    at = 0
    for lemma in parsed.lemmas:
        starts.append(at)
        at += len(lemma) + 1
    return Line(parsed=parsed, text=" ".join(parsed.lemmas), starts=tuple(starts))


def triggers_of(line: Line, gloss: Gloss, words: LanguageWords) -> tuple[Trigger, ...]:
    """The sentence's triggers in order, none overlapping: of two the likelier, then the longer.

    A word inside a name, a date or a number tells nothing. What somebody demands or refuses is no event of its own;
    what somebody is accused of or threatens to do is, and the accusing is not.
    """
    parsed = line.parsed
    found: list[Trigger] = []
    for mention in find_triggers(line.text, words.triggers):
        first, last = line.tokens(mention.start, mention.end)
        while last > first and (parsed.pos[last] in _SMALL or _is_fixed(parsed, gloss, last)):
            last -= 1
        while first < last and parsed.pos[first] in _SMALL:
            first += 1
        if mention.weight < LEAST or _is_fixed(parsed, gloss, first):
            continue
        term = words.triggers.rows[mention.row].term
        head = next((n for n in range(first, last + 1) if parsed.pos[n] in {"VERB", "NOUN"}), first)
        found.append(
            Trigger(first=first, last=last, head=head, kind=mention.kind, weight=mention.weight, term=term)
        )
    kept: list[Trigger] = []
    for one in sorted(found, key=lambda t: (t.first - t.last, -t.weight, t.first, t.kind)):
        if all(one.last < other.first or other.last < one.first for other in kept):
            kept.append(one)
    return _heard(parsed, sorted(kept, key=lambda t: t.first))


def _is_fixed(parsed: Parsed, gloss: Gloss, token: int) -> bool:
    at = gloss.number_at(parsed.starts[token])
    return at is not None and gloss.pieces[at].pos in _FIXED


def _heard(parsed: Parsed, triggers: list[Trigger]) -> tuple[Trigger, ...]:
    """The triggers without those that are only the matter of a demand, or a charge whose matter is told."""
    dropped: set[int] = set()
    charged: dict[int, int] = {}
    for n, one in enumerate(triggers):
        under = set(subtree(parsed, one.head, frozenset({"conj"})))
        rest = [m for m in range(n + 1, len(triggers)) if triggers[m].head in under]
        act = rest and parsed.pos[triggers[rest[0]].head] == "VERB"
        if one.kind in _DEMANDS or (one.kind in _SPEAKS and not act):
            dropped.update(rest)
        elif one.kind in _SPEAKS:
            dropped.add(n)
            charged.update(dict.fromkeys(rest, one.head))
    return tuple(replace(one, charge=charged.get(n)) for n, one in enumerate(triggers) if n not in dropped)


def sayings_of(line: Line, gloss: Gloss, words: LanguageWords) -> tuple[Saying, ...]:
    """Who says what in a sentence: "selon X, …", "X a dit que …", "…, a dit X"."""
    parsed = line.parsed
    count = len(parsed.starts)
    found: list[Saying] = []
    for n, lemma in enumerate(parsed.lemmas):
        verb = parsed.pos[n] in {"VERB", "AUX"} or (
            n > 0 and parsed.lemmas[n - 1] in words.saying["auxiliary"]
        )
        if verb and lemma.lower() in words.saying["verb"]:
            saying = _by_verb(parsed, gloss, n, words)
            if saying is not None:
                found.append(saying)
    lower = f" {line.text.lower()} "
    for phrase in sorted(words.saying["before"]):
        at = lower.find(f" {phrase} ")
        while at >= 0:
            last = line.tokens(at, at + len(phrase))[1]
            source = _piece_after(parsed, gloss, last + 1)
            if source is not None:
                end = gloss.pieces[source[1]].end
                tokens = [t for t in range(count) if parsed.starts[t] < end]
                rest = (0, last - 1) if last > 3 else (tokens[-1] + 1, count - 1)
                found.append(Saying(source=source, cue=last, said=rest, word=phrase))
            at = lower.find(f" {phrase} ", at + 1)
    return tuple(sorted(found, key=lambda s: s.cue))


def _by_verb(parsed: Parsed, gloss: Gloss, verb: int, words: LanguageWords) -> Saying | None:
    """A verb of saying with what it says: a clause it opens, a quotation, an object, or all that stands before it."""
    count = len(parsed.starts)
    after = range(verb + 1, min(count, verb + 12))
    opens = next((n for n in after if parsed.lemmas[n].lower() in words.saying["opening"] | _MARKS), None)
    aux = verb
    while aux > 0 and parsed.pos[aux - 1] in {"AUX", "PRON", "ADV"}:
        aux -= 1
    inverted = aux > 0 and parsed.lemmas[aux - 1] in {",", "»", '"', "”"} and aux > 3
    subject = next(
        (
            c for c, h in enumerate(parsed.heads)
            if h == verb and c != verb and parsed.labels[c] in SUBJECTS and parsed.pos[c] not in {"VERB", "AUX"}
        ),
        None,
    )  # fmt: skip
    if (
        inverted
        and (opens is None or parsed.lemmas[opens] in {"«", '"', "“"})
        and (subject is None or subject > verb)
    ):
        return Saying(
            source=_piece_after(parsed, gloss, verb + 1),
            cue=verb,
            said=(0, aux - 1),
            word=parsed.lemmas[verb],
        )
    source = _pieces_of(parsed, gloss, subject) if subject is not None else _piece_before(parsed, gloss, aux)
    if opens is not None and opens - verb <= 10:
        return Saying(source=source, cue=verb, said=(opens + 1, count - 1), word=parsed.lemmas[verb])
    if verb + 1 < count and source is not None:
        return Saying(source=source, cue=verb, said=(verb + 1, count - 1), word=parsed.lemmas[verb])
    return None


def _pieces_of(parsed: Parsed, gloss: Gloss, token: int) -> tuple[int, int] | None:
    """The noun phrase of a token, as pieces; the antecedent's for a relative pronoun."""
    at = gloss.number_at(parsed.starts[token])
    if at is None:
        inner = [
            gloss.number_at(parsed.starts[t])
            for t in subtree(parsed, token, frozenset({"acl:relcl", "acl", "appos"}))
        ]
        at = next(
            (n for n in inner if n is not None and gloss.pieces[n].pos in {"noun", "name", "capitals"}), None
        )
    return None if at is None else gloss.phrase(at)


def _piece_after(parsed: Parsed, gloss: Gloss, token: int) -> tuple[int, int] | None:
    """The first body that is named from a token on, before a comma or a verb."""
    for n in range(token, min(len(parsed.starts), token + 8)):
        at = gloss.number_at(parsed.starts[n])
        if at is not None and gloss.pieces[at].pos in {"noun", "name", "capitals"}:
            return gloss.phrase(at)
        if parsed.lemmas[n] in {",", ".", ";"}:
            return None
    return None


def _piece_before(parsed: Parsed, gloss: Gloss, token: int) -> tuple[int, int] | None:
    """The last body that is named before a token in its clause, the head of a phrase joined by "of"."""
    for n in range(token - 1, -1, -1):
        at = gloss.number_at(parsed.starts[n])
        if parsed.lemmas[n] in {",", ";"} and n < token - 1:
            return None
        if at is not None and gloss.pieces[at].pos in {"noun", "name", "capitals"}:
            while at > 1 and gloss.phrase(at - 2)[1] >= at:
                at -= 2
            return gloss.phrase(at)
    return None


def manner_of(line: Line, trigger: Trigger, words: LanguageWords) -> Manner:
    """Status and hedge by cue words, then by mood and tense: a conditional only reports, a future plans."""
    parsed = line.parsed
    span = (line.starts[trigger.first], line.starts[trigger.last] + len(parsed.lemmas[trigger.last]))
    rule = status_of(line.text, span, words.cues, words.hedges, trigger.kind)
    status: Status = rule.status
    hedge = rule.hedge
    cues = list(rule.words)
    verb = trigger.head if parsed.pos[trigger.head] in {"VERB", "AUX"} else None
    for n in [] if verb is None else _verbs(parsed, verb):
        form = parsed.forms[n]
        if "Mood=Cnd" in form and status == "happened":
            hedge = hedge or "alleged"
            cues.append(f"conditional {parsed.lemmas[n]}")
        elif "Tense=Fut" in form and status == "happened":
            status = "planned"
            cues.append(f"future {parsed.lemmas[n]}")
    if trigger.kind in _STATES and status == "happened":
        status = "ongoing"
    return Manner(status=status, hedge=hedge, cues=tuple(dict.fromkeys(cues)))


def _verbs(parsed: Parsed, verb: int) -> list[int]:
    """A verb and its auxiliaries."""
    return [
        verb,
        *(n for n, h in enumerate(parsed.heads) if h == verb and parsed.labels[n].startswith("aux")),
    ]


def means_of(line: Line, words: LanguageWords) -> tuple[tuple[int, int, str], ...]:
    """Weapons, vehicles and methods that the sentence names: first and last token, plain English singular."""
    return tuple((*line.tokens(start, end), name) for start, end, name in find_means(line.text, words.means))
