"""Say what each number of a clause counts: how many of whom were killed, hurt, freed, driven out, shot down …

In: the text of a claim (or sentence), its trigger, and the word tables of counting. Out: :class:`CountMention`
values in the terms of the claim guide, whose offsets slice to their words. A number whose noun and verb tell
nothing that is counted (years, ages, distances, money, front lines) is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.mention.numbers import (
    CountWords,
    Figure,
    Item,
    NumberMention,
    find_figures,
    find_numbers,
    itemize,
    read_count_words,
)

REACH_RIGHT = 7
REACH_LEFT = 16
HEAD_REACH = 5
PERSONS = {"person", "persons"}
HARMED = {"killed", "injured", "killed_or_injured", "missing"}
"""How many items away a verb may stand from the number it counts, and a noun from its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMention:
    """A count: offsets (code points, end excluded), words, what happened to whom, and the bounds (``None`` open)."""

    start: int
    end: int
    words: str
    what: str
    who: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A counted noun phrase among items: its extent, bounds, what its noun stands for and how it is counted."""

    first: int
    last: int
    low: int | None
    high: int | None
    who: str | None
    hint: str | None
    part: bool


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that says what was done to those counted, its place, and on which side they stand."""

    what: str
    side: str
    at: int


def find_counts(text: str, trigger: str | None, words: CountWords) -> tuple[CountMention, ...]:
    """Every count the text tells, in order; ``trigger`` says what a number with no verb of its own counts."""
    items = itemize(text, words)
    phrases = _phrases(items, find_figures(items))
    fallback = _trigger_what(trigger, words)
    found: list[CountMention] = []
    whats: list[str | None] = [None] * len(phrases)
    for n in range(len(phrases) - 1, -1, -1):  # right to left, so that "12 men and three boys were killed" reaches both
        whats[n] = _what_right(items, phrases, n, whats)
    whos: list[str | None] = []
    for n, phrase in enumerate(phrases):
        if whats[n] is None:
            whats[n] = _what_left(items, phrases, n, whats) or _by_noun(phrase) or _fallback(phrase, fallback)
        who = _who(items, phrases, n, whos, whats[n])
        whos.append(who)
        what = _fitting(whats[n], phrase, who)
        whats[n] = what
        if what is not None and who is not None:
            found.append(_mention(text, items, phrase, what, who))
    found += _bare_losses(text, items, phrases)
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.what)))


def _mention(text: str, items: tuple[Item, ...], phrase: Phrase, what: str, who: str) -> CountMention:
    start, end = items[phrase.first].start, items[phrase.last - 1].end
    return CountMention(
        start=start, end=end, words=text[start:end], what=what, who=who, low=phrase.low, high=phrase.high
    )


def _phrases(items: tuple[Item, ...], figures: tuple[Figure, ...]) -> list[Phrase]:
    """Counted noun phrases in order: numbers with their nouns, "a soldier", "his wife", "him", "no civilians"."""
    begins = {figure.first: figure for figure in figures}
    phrases: list[Phrase] = []
    n = 0
    while n < len(items):
        figure = begins.get(n)
        phrase = _numbered(items, figure) if figure is not None else _single(items, n)
        if phrase is None and figure is None:
            n += 1
            continue
        n = figure.last if figure is not None else n
        if phrase is not None:
            phrases.append(phrase)
            n = max(n, phrase.last)
    return phrases


def _numbered(items: tuple[Item, ...], figure: Figure) -> Phrase | None:
    low, high = figure.low, figure.high
    at = _head(items, figure.last, HEAD_REACH)
    last = figure.last if at is None else at + 1
    part = figure.last < len(items) and items[figure.last].sense in {"of", "including"}
    noun = None if at is None else items[at].noun
    if noun is not None and noun.hint.startswith("measure"):
        return None
    if last < len(items) and items[last].sense in {"at_least"}:
        low, high, last = low, None, last + 1
    return Phrase(figure.first, last, low, high, noun.who if noun else None, noun.hint if noun else None, part)


def _single(items: tuple[Item, ...], n: int) -> Phrase | None:
    """A phrase that counts without a number: one person or vehicle, nobody, many."""
    item = items[n]
    if item.sense == "pronoun":
        return Phrase(n, n + 1, 1, 1, "people", "person", False)
    if item.sense == "none":
        at = _head(items, n + 1, 3)
        noun = None if at is None else items[at].noun
        alone = item.text not in {"no", "without"}
        if noun is None and not alone:
            return None
        return Phrase(n, n + 1 if at is None else at + 1, 0, 0, noun.who if noun else None,
                      noun.hint if noun else None, False)  # fmt: skip
    if item.sense == "vague":
        at = _head(items, n + 1, HEAD_REACH)
        noun = None if at is None else items[at].noun
        return None if at is None or noun is None else Phrase(n, at + 1, None, None, noun.who, noun.hint, False)
    if item.sense in {"article", "determiner"} or item.text == "another":
        at = _head(items, n + 1, 4)
        noun = None if at is None else items[at].noun
        if at is not None and noun is not None and noun.hint in {"person", "vehicle", "projectile"}:
            return Phrase(n, at + 1, 1, 1, noun.who, noun.hint, False)
    return None


STOPS = {
    "be", "break", "preposition", "including", "digits", "number", "vague", "magnitude", "line", "mark", "and", "to",
    "between", "pronoun", "none", "article", "ref",
}  # fmt: skip


def _head(items: tuple[Item, ...], first: int, reach: int) -> int | None:
    """Where the head noun of a phrase stands that begins at ``first``; ``None`` where it has none near."""
    head, n, of_seen = None, first, False
    while n < len(items) and n - first <= reach:
        item = items[n]
        if item.noun is not None and not (item.noun.hint == "month"):
            head = n
            following = items[n + 1] if n + 1 < len(items) else None
            if following is None or following.noun is None or not following.noun.hint.endswith("s") and item.noun.hint.endswith("s"):
                return head
            if following.noun.hint.startswith("measure"):
                return head
            n += 1
            continue
        if head is not None:
            return head
        if item.sense == "of" and n == first:
            of_seen = True
        elif item.sense in STOPS or ":" in item.sense or (item.sense == "of" and not of_seen):
            return None
        elif item.sense == "determiner" and not of_seen:
            return None
        n += 1
    return head


def _verb(items: tuple[Item, ...], n: int) -> Verb | None:
    sense = items[n].sense
    if ":" not in sense or sense.startswith(":"):
        return None
    what, side = sense.split(":")
    return Verb(what, side, n)


def _is_passive(items: tuple[Item, ...], at: int) -> bool:
    """Whether a participle stands in a passive: a form of "be" shortly before it."""
    return any(items[k].sense == "be" for k in range(max(0, at - 3), at))


def _takes_object(items: tuple[Item, ...], verb: Verb) -> bool:
    """Whether a verb that can go either way has its object after it."""
    if verb.side == "object":
        return True
    if verb.side != "both" or _is_passive(items, verb.at):
        return False
    after = items[verb.at + 1] if verb.at + 1 < len(items) else None
    if after is None:
        return False
    return after.sense in {
        "digits", "number", "vague", "article", "determiner", "about", "at_least", "more_than", "up_to", "pronoun",
        "magnitude", "none", "between", "less_than", "code",
    } or (after.sense == "word" and (after.capital or after.noun is not None)) or after.noun is not None  # fmt: skip


def _what_right(items: tuple[Item, ...], phrases: list[Phrase], n: int, whats: list[str | None]) -> str | None:
    """What the words after a phrase say was done to it ("12 people were killed", "12 dead")."""
    phrase = phrases[n]
    own = _own(items, phrase)
    if own is not None:
        return own
    following = phrases[n + 1] if n + 1 < len(phrases) else None
    for at in range(phrase.last, min(len(items), phrase.last + REACH_RIGHT + 1)):
        item = items[at]
        if following is not None and at >= following.first:
            between = items[phrase.last : following.first]
            chained = all(x.sense in {"and", "including"} or x.text == "," for x in between)
            return whats[n + 1] if chained and any(x.sense == "and" for x in between) else None
        if item.sense == "line" or item.text in {".", ";", ":"}:
            return None
        verb = _verb(items, at)
        if verb is None:
            continue
        if verb.side == "object" or verb.side == "bare" or (verb.side == "both" and _takes_object(items, verb)):
            return None
        return _joined(items, verb)
    return None


def _own(items: tuple[Item, ...], phrase: Phrase) -> str | None:
    """What the head noun itself says: "12 bodies", "no casualties", "three dead"."""
    for at in range(phrase.last - 1, phrase.first - 1, -1):
        verb = _verb(items, at)
        if verb is not None and items[at].noun is not None and verb.side in {"subject", "bare"}:
            return verb.what
        if verb is not None and verb.side == "bare":
            return verb.what
    return None


def _joined(items: tuple[Item, ...], verb: Verb) -> str:
    """ "Killed or injured" in one breath about one number."""
    after = items[verb.at + 1 : verb.at + 3]
    if len(after) == 2 and after[0].sense == "and" and verb.what == "killed" and after[1].sense.startswith("injured"):
        return "killed_or_injured"
    return verb.what


def _what_left(items: tuple[Item, ...], phrases: list[Phrase], n: int, whats: list[str | None]) -> str | None:
    """What the words before a phrase say was done to it ("killing 12", "left 12 …", "including three children")."""
    phrase = phrases[n]
    previous = phrases[n - 1] if n > 0 else None
    for at in range(phrase.first - 1, max(-1, phrase.first - REACH_LEFT - 1), -1):
        item = items[at]
        if item.sense == "line" or item.text in {".", ";"}:
            return None
        if previous is not None and at < previous.last:
            between = items[previous.last : phrase.first]
            linked = any(x.sense in {"including", "and"} or x.text in {",", ":", "("} for x in between)
            return whats[n - 1] if linked and not any(x.sense == "break" for x in between) else None
        verb = _verb(items, at)
        if verb is None or (items[at].noun is not None and verb.side == "subject"):
            continue
        linked = any(x.sense == "including" for x in items[at + 1 : phrase.first])
        if _takes_object(items, verb) or verb.side == "object":
            near = phrase.first - at <= 8
            single = phrase.low == phrase.high == 1 and items[phrase.first].sense in {"article", "determiner"}
            return verb.what if near and not (single and phrase.first - at > 2) else None
        return verb.what if linked else None
    return None


def _by_noun(phrase: Phrase) -> str | None:
    """Strikes are counted by their own noun."""
    return "strikes" if phrase.hint == "strikes" and (phrase.low or 0) > 1 else None


def _fallback(phrase: Phrase, fallback: str | None) -> str | None:
    if fallback is None or phrase.part or phrase.low == phrase.high == 1 or phrase.hint is None:
        return None
    return fallback


def _trigger_what(trigger: str | None, words: CountWords) -> str | None:
    """What the trigger's own verb counts."""
    if trigger is None:
        return None
    items = itemize(trigger, words)
    for n in range(len(items)):
        verb = _verb(items, n)
        if verb is not None:
            return verb.what
    return None


def _who(
    items: tuple[Item, ...], phrases: list[Phrase], n: int, whos: list[str | None], what: str | None
) -> str | None:
    """Whom a phrase counts; with no noun of its own, those told before ("30 others"), else people."""
    phrase = phrases[n]
    if phrase.who:
        following = items[phrase.last : phrase.last + 2]
        mixed = len(following) == 2 and following[0].sense == "and" and following[1].noun is not None
        if mixed and following[1].noun is not None and following[1].noun.who != phrase.who and (
            following[1].noun.hint in PERSONS and phrase.hint in PERSONS):  # fmt: skip
            return "women" if {phrase.who, following[1].noun.who} == {"women", "children"} else "people"
        return phrase.who
    if what in {"destroyed", "strikes"}:
        return next((who for who, p in zip(reversed(whos), reversed(phrases[:n]), strict=True)
                     if who and p.hint not in PERSONS), None)  # fmt: skip
    before = whos[-1] if whos else None
    return before if before is not None and phrases[n - 1].hint in PERSONS else "people"


def _fitting(what: str | None, phrase: Phrase, who: str | None) -> str | None:
    """Whether that can happen to those: people are not shot down, houses do not flee."""
    if what is None:
        return None
    if phrase.hint in {"strike", "strikes"}:
        return "strikes" if (phrase.low or 2) > 1 or phrase.low is None else None
    if phrase.hint in {"projectile", "projectiles"}:
        return what if what in {"destroyed", "strikes"} else "destroyed" if what == "killed_or_injured" else None
    if phrase.hint in {"vehicle", "vehicles", "structure", "structures"}:
        return what if what in {"destroyed", "captured"} else "destroyed" if what == "killed_or_injured" else None
    if what in {"destroyed", "strikes"} and (phrase.hint in PERSONS or who == "people"):
        return None
    if what == "present" and phrase.low == phrase.high == 1:
        return None
    return what


def _bare_losses(text: str, items: tuple[Item, ...], phrases: list[Phrase]) -> list[CountMention]:
    """ "Heavy losses" and "casualties" with no number near: both bounds open."""
    taken = {n for phrase in phrases for n in range(phrase.first, phrase.last)}
    found = []
    for n, item in enumerate(items):
        if item.sense != "killed_or_injured:bare" or n in taken:
            continue
        near = any(abs(phrase.first - n) <= 4 or abs(n - phrase.last) <= 3 for phrase in phrases)
        if not near:
            found.append(CountMention(start=item.start, end=item.end, words=text[item.start : item.end],
                                      what="killed_or_injured", who="people", low=None, high=None))  # fmt: skip
    return found


__all__ = [
    "CountMention", "CountWords", "NumberMention", "find_counts", "find_numbers", "read_count_words",
]  # fmt: skip
