"""Say what each number of a clause counts: how many of whom were killed, hurt, freed, driven out, shot down …

In: the text of a claim (or sentence), its trigger, and the word tables of counting. Out: :class:`CountMention`
values in the terms of the claim guide, whose offsets slice to their words. A number whose noun and verb tell
nothing that is counted (years, ages, distances, money, front lines) is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.mention.countphrases import Phrase, find_phrases
from dateline.mention.numbers import (
    CountWords,
    Item,
    NumberMention,
    find_figures,
    find_numbers,
    itemize,
    read_count_words,
)

THINGS = {
    "projectile", "projectiles", "vehicle", "vehicles", "structure", "structures", "target", "targets",
}  # fmt: skip
"""Hints of nouns that stand for things, which are destroyed or captured."""
REACH_RIGHT = 7
REACH_LATER = 10
REACH_LEFT = 16
"""How many items away a verb may stand from the number it counts."""
PERSONS = {"person", "persons"}
"""Hints of nouns that stand for people."""
HARMED = {"killed", "injured", "killed_or_injured", "missing"}
"""What can have happened to nobody, or to an untold number."""


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
class Verb:
    """A word that says what was done to those counted, its place, and on which side they stand."""

    what: str
    side: str
    at: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A text cut into items, with its counted noun phrases: what does not depend on the trigger."""

    text: str
    items: tuple[Item, ...]
    phrases: list[Phrase]


def clause_of(text: str, items: tuple[Item, ...]) -> Clause:
    """A text and its items (:func:`dateline.mention.numbers.itemize`) made ready for :func:`counts_in`."""
    return Clause(text, items, find_phrases(items, find_figures(items)))


def find_counts(text: str, trigger: str | None, words: CountWords) -> tuple[CountMention, ...]:
    """Every count the text tells, in order; ``trigger`` says what a number with no verb of its own counts."""
    return counts_in(clause_of(text, itemize(text, words)), trigger, words)


def counts_in(clause: Clause, trigger: str | None, words: CountWords) -> tuple[CountMention, ...]:
    """Every count a clause tells, as :func:`find_counts` gives them."""
    text, items, phrases = clause.text, clause.items, clause.phrases
    told_by_trigger = _trigger_what(trigger, words)
    found: list[CountMention] = []
    whats: list[str | None] = [None] * len(phrases)
    for n in range(
        len(phrases) - 1, -1, -1
    ):  # right to left, so that "12 men and three boys were killed" reaches both
        whats[n] = _what_right(items, phrases, n, whats)
    for n, phrase in enumerate(phrases):
        if whats[n] is None:
            whats[n] = (
                _what_left(items, phrases, n, whats)
                or _by_noun(phrase, told_by_trigger)
                or _of_remains(items, phrase, told_by_trigger)
                or _what_right(items, phrases, n, whats, weak=True)
            )
    told_already = told_by_trigger is not None and told_by_trigger in whats
    fallback = None if told_already else told_by_trigger or ("present" if trigger else None)
    whos: list[str | None] = []
    for n, phrase in enumerate(phrases):
        if whats[n] is None:
            definite = phrase.first > 0 and items[phrase.first - 1].sense == "determiner"
            whats[n] = _fallback(phrase, fallback, definite)
        who = _who(items, phrases, n, whos, whats[n])
        whos.append(who)
        what = _fitting(whats[n], phrase, who)
        whats[n] = what
        if what is not None and who is not None:
            found.append(_mention(text, items, phrase, what, who))
    found += _bare_losses(text, items, phrases)
    found += _bare_plurals(text, items, phrases)
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.what)))


def merge_counts(mentions: tuple[CountMention, ...]) -> tuple[CountMention, ...]:
    """Of counts that say the same (what and bounds) keep one, the one that tells best whom; others stay as they are.

    Losses with no number go where the same text gives killed or injured a number.
    """
    kept: dict[tuple[str, int | None, int | None], CountMention] = {}
    for mention in mentions:
        key = (mention.what, mention.low, mention.high)
        if key not in kept or (kept[key].who == "people" != mention.who):
            kept[key] = mention
    numbered = any(m.what in HARMED and (m.low, m.high) != (None, None) for m in kept.values())
    return tuple(
        m
        for m in kept.values()
        if not (numbered and m.what == "killed_or_injured" and m.low is m.high is None)
    )


def _mention(text: str, items: tuple[Item, ...], phrase: Phrase, what: str, who: str) -> CountMention:
    start, end = items[phrase.first].start, items[phrase.last - 1].end
    return CountMention(
        start=start, end=end, words=text[start:end], what=what, who=who, low=phrase.low, high=phrase.high
    )


def _verb(items: tuple[Item, ...], n: int) -> Verb | None:
    sense = items[n].sense
    if ":" not in sense or sense.startswith(":"):
        return None
    what, side = sense.split(":")
    if side == "trigger":
        return None
    return Verb(what, side, n)


def _is_passive(items: tuple[Item, ...], at: int) -> bool:
    """Whether a participle stands in a passive: a form of "be" shortly before it."""
    return any(items[k].sense == "be" for k in range(max(0, at - 3), at))


OPENS_OBJECT = {
    "digits", "number", "vague", "article", "determiner", "possessive", "about", "remains", "at_least", "more_than",
    "up_to", "pronoun", "magnitude", "none", "between", "less_than", "code",
}  # fmt: skip
"""Senses with which the object of a verb begins."""

BOUNDS = {"about", "remains", "at_least", "more_than", "up_to", "less_than", "between"}
FIGURES = {"digits", "number", "vague", "magnitude", "article"}


def _takes_object(items: tuple[Item, ...], verb: Verb) -> bool:
    """Whether a verb that can go either way has its object after it."""
    if verb.side == "object":
        return True
    if verb.side != "both" or _is_passive(items, verb.at):
        return False
    after = items[verb.at + 1] if verb.at + 1 < len(items) else None
    if after is None:
        return False
    if after.sense in BOUNDS and not any(x.sense in FIGURES for x in items[verb.at + 2 : verb.at + 4]):
        return False  # "14 were killed at least"
    return after.sense in OPENS_OBJECT or after.noun is not None or (after.sense == "word" and after.capital)


def _what_right(
    items: tuple[Item, ...], phrases: list[Phrase], n: int, whats: list[str | None], *, weak: bool = False
) -> str | None:
    """What the words after a phrase say was done to it ("12 people were killed", "12 dead").

    ``weak`` looks into a relative clause too ("the thousands who fled").
    """
    phrase = phrases[n]
    if items[phrase.first].sense == "pronoun":
        return None  # "killed him", never "him was killed"
    own = _own(items, phrase)
    if own is not None:
        return (_later_fate(items, phrase) or own) if phrase.part else own
    following = phrases[n + 1] if n + 1 < len(phrases) else None
    for at in range(phrase.last, min(len(items), phrase.last + REACH_RIGHT + 1)):
        item = items[at]
        if following is not None and at >= following.first:
            between = items[phrase.last : following.first]
            chained = all(x.sense in {"and", "including"} or x.text == "," for x in between)
            return whats[n + 1] if chained and any(x.sense in {"and", "including"} for x in between) else None
        if item.sense == "line" or item.text in {".", ";", ":"}:
            return None
        if item.sense == "break" and not weak and not (at + 1 < len(items) and items[at + 1].sense == "be"):
            return None
        verb = _verb(items, at)
        if verb is None:
            continue
        reduced = verb.side == "both" and not _is_passive(items, at) and not _takes_object(items, verb)
        main = _later(items, at + 1) if reduced else None
        if main is not None:
            return main  # "drones fired by the rebels were shot down"
        fired = reduced and verb.what == "strikes"
        before = _verb(items, phrase.first - 1) if fired and phrase.first else None
        if before is not None and _takes_object(items, before):
            return before.what  # "shot down 27 drones launched by the rebels"
        if (
            verb.side == "object"
            or verb.side == "bare"
            or (verb.side == "both" and _takes_object(items, verb))
        ):
            return None
        return _joined(items, verb)
    return None


def _later_fate(items: tuple[Item, ...], phrase: Phrase) -> str | None:
    """What became of a part of those counted: "three of the wounded later died"."""
    for item in items[phrase.last : phrase.last + 3]:
        what, _, side = item.sense.partition(":")
        if side == "subject" and item.noun is None:
            return what
        if item.sense != "word":
            return None
    return None


def _later(items: tuple[Item, ...], first: int) -> str | None:
    """What a passive further on in the clause says was done."""
    for at in range(first, min(len(items), first + REACH_LATER)):
        if items[at].sense in {"line", "break", "and"} or items[at].text in {".", ";", ":"}:
            return None
        verb = _verb(items, at)
        if verb is not None and verb.side == "both" and _is_passive(items, at):
            return verb.what
    return None


def _own(items: tuple[Item, ...], phrase: Phrase) -> str | None:
    """What the head noun itself says: "12 bodies", "no casualties", "three dead"."""
    verb = _verb(items, phrase.last - 1)
    if verb is None or (items[phrase.last - 1].noun is None and verb.side != "bare"):
        return None
    # "The bodies of 44 victims"
    dead = items[phrase.first].sense == "remains" and verb.what == "killed_or_injured"
    return ("killed" if dead else verb.what) if verb.side in {"subject", "bare", "both"} else None


def _joined(items: tuple[Item, ...], verb: Verb) -> str:
    """ "Killed or injured" in one breath about one number."""
    after = items[verb.at + 1 : verb.at + 3]
    if (
        len(after) == 2
        and after[0].sense == "and"
        and verb.what == "killed"
        and after[1].sense.startswith("injured")
    ):
        return "killed_or_injured"
    return verb.what


def _what_left(items: tuple[Item, ...], phrases: list[Phrase], n: int, whats: list[str | None]) -> str | None:
    """What the words before a phrase say was done to it ("killing 12", "left 12 …", "including three children")."""
    phrase = phrases[n]
    previous = phrases[n - 1] if n > 0 else None
    if phrase.first > 1 and items[phrase.first - 1].text == ":":  # "Dead: 89"
        listed = _verb(items, phrase.first - 2)
        if listed is not None:
            return listed.what
    for at in range(phrase.first - 1, max(-1, phrase.first - REACH_LEFT - 1), -1):
        item = items[at]
        if item.sense == "line" or item.text in {".", ";"}:
            return None
        if previous is not None and at < previous.last:
            between = items[previous.last : phrase.first]
            linked = any(x.sense in {"including", "and"} or x.text in {",", ":", "("} for x in between)
            parted = any(x.sense == "break" for x in between) and not any(x.text == ":" for x in between)
            return whats[n - 1] if linked and not parted else None
        verb = _verb(items, at)
        if verb is None or (items[at].noun is not None and verb.side == "subject"):
            continue
        linked = any(x.sense == "including" for x in items[at + 1 : phrase.first])
        if _takes_object(items, verb) or verb.side == "object":
            near = phrase.first - at <= 8
            single = phrase.low == phrase.high == 1 and items[phrase.first].sense in {
                "article",
                "possessive",
                "pronoun",
            }
            return verb.what if near and not (single and phrase.first - at > 2) else None
        return verb.what if linked else None
    return None


def _by_noun(phrase: Phrase, told_by_trigger: str | None) -> str | None:
    """Strikes are counted by their own noun, and "five times" by the trigger."""
    if phrase.low is None:
        return None
    if phrase.hint == "repeats":
        return "strikes" if told_by_trigger == "strikes" else None
    return "strikes" if phrase.hint == "strikes" and (phrase.low or 0) > 1 else None


def _of_remains(items: tuple[Item, ...], phrase: Phrase, told_by_trigger: str | None) -> str | None:
    """ "The bodies of 12 men" are 12 killed, where the trigger counts nothing else ("returned the bodies of two")."""
    remains = items[phrase.first].sense == "remains"
    return "killed" if remains and told_by_trigger in {None, "killed", "killed_or_injured"} else None


def _fallback(phrase: Phrase, fallback: str | None, definite: bool) -> str | None:
    if fallback is None or phrase.low == phrase.high == 1 or phrase.low == phrase.high == 0:
        return None
    if phrase.hint is None and not phrase.part:
        return None
    if fallback == "present" and (
        definite or phrase.who not in {"soldiers", "fighters", "police"} or phrase.part
    ):
        return None
    return fallback


def _trigger_what(trigger: str | None, words: CountWords) -> str | None:
    """What the trigger's own verb counts."""
    if trigger is None:
        return None
    items = itemize(trigger, words)
    senses = [item.sense.split(":")[0] for item in items if ":" in item.sense]
    return senses[0] if senses else None


def _who(
    items: tuple[Item, ...], phrases: list[Phrase], n: int, whos: list[str | None], what: str | None
) -> str | None:
    """Whom a phrase counts; with no noun of its own, those told before ("30 others"), else people."""
    phrase = phrases[n]
    told = _predicate(items, phrase)
    if told is not None:
        return told
    if phrase.who:
        following = items[phrase.last : phrase.last + 2]
        mixed = len(following) == 2 and following[0].sense == "and" and following[1].noun is not None
        if mixed and following[1].noun is not None and following[1].noun.who != phrase.who and (
            following[1].noun.hint in PERSONS and phrase.hint in PERSONS):  # fmt: skip
            return "women" if {phrase.who, following[1].noun.who} == {"women", "children"} else "people"
        return phrase.who
    if what in {"destroyed", "strikes"}:
        return next((who for who, p in zip(reversed(whos), reversed(phrases[:n]), strict=True)
                     if who and p.hint not in PERSONS), "drones" if what == "destroyed" else None)  # fmt: skip
    for k in range(n - 1, -1, -1):
        between = items[phrases[k].last : phrase.first]
        if phrases[k].hint not in PERSONS or any(x.sense == "line" for x in between):
            break
        if phrases[k].first == 0 or items[phrases[k].first - 1].sense != "including":
            return whos[k] or "people"
    return "people"


def _predicate(items: tuple[Item, ...], phrase: Phrase) -> str | None:
    """Whom "16 of them children", "ten of the dead were civilians" and "16 are women" count."""
    ahead = items[phrase.last : phrase.last + 5]
    at = 0
    while at < len(ahead) and (
        ahead[at].sense in {"of", "including", "ref", "determiner"} or ahead[at].text == "them"
    ):
        at += 1
    if at < len(ahead) and ahead[at].sense == "be":
        at += 1
    elif at == 0 and phrase.hint is not None:
        return None
    noun = ahead[at].noun if at < len(ahead) and at > 0 else None
    return noun.who or None if noun is not None and noun.hint == "persons" else None


def _fitting(what: str | None, phrase: Phrase, who: str | None) -> str | None:
    """Whether that can happen to those: people are not shot down, houses do not flee."""
    if what is None or (phrase.high == 0 and what not in HARMED):
        return None
    if phrase.hint == "repeats":
        return "strikes"
    if phrase.hint in {"strike", "strikes"}:
        return "strikes" if (phrase.low or 2) > 1 or phrase.low is None else None
    if phrase.hint in {"projectile", "projectiles"} and what == "strikes":
        return None if phrase.low == phrase.high == 1 else what
    if phrase.hint in THINGS:
        held = what in {"destroyed", "captured"}
        return what if held else "destroyed" if what in HARMED else None
    if what == "displaced" and who in {"soldiers", "fighters", "police"}:
        return "present"
    if what in {"destroyed", "strikes"} and (phrase.hint in PERSONS or who == "people"):
        return None
    if what == "present" and (
        phrase.low == phrase.high == 1 or (phrase.hint is None and phrase.high is not None)
    ):
        return None
    return what


def _bare_losses(text: str, items: tuple[Item, ...], phrases: list[Phrase]) -> list[CountMention]:
    """ "Heavy losses" and "casualties" with no number near: both bounds open."""
    taken = {n for phrase in phrases for n in range(phrase.first, phrase.last)}
    found = []
    for n, item in enumerate(items):
        before = items[n - 1].sense if n > 0 else "line"
        if (
            item.sense != "killed_or_injured:bare"
            or n in taken
            or before in {"preposition", "break", "about"}
            or any(x.sense == "untold" for x in items[max(0, n - 3) : n])
        ):
            continue
        near = any(abs(phrase.first - n) <= 4 or abs(n - phrase.last) <= 3 for phrase in phrases)
        if not near:
            found.append(CountMention(start=item.start, end=item.end, words=text[item.start : item.end],
                                      what="killed_or_injured", who="people", low=None, high=None))  # fmt: skip
    return found


def _bare_plurals(text: str, items: tuple[Item, ...], phrases: list[Phrase]) -> list[CountMention]:
    """ "Killed civilians", "soldiers were wounded": people harmed with no number, both bounds open."""
    taken = {n for phrase in phrases for n in range(phrase.first, phrase.last)}
    found = []
    for n, item in enumerate(items):
        if item.noun is None or item.noun.hint != "persons" or n in taken or not item.noun.who:
            continue
        before = _verb(items, n - 1) if n > 0 else None
        after = _verb(items, n + 2) if n + 2 < len(items) and items[n + 1].sense == "be" else None
        active = before is not None and before.side in {"both", "object"} and not _is_passive(items, n - 1)
        verb = before if active else after if after is not None and after.side == "both" else None
        if verb is not None and verb.what in HARMED:
            found.append(CountMention(start=item.start, end=item.end, words=text[item.start : item.end],
                                      what=verb.what, who=item.noun.who, low=None, high=None))  # fmt: skip
    return found


__all__ = [
    "Clause", "CountMention", "CountWords", "NumberMention", "clause_of", "counts_in", "find_counts", "find_numbers",
    "merge_counts", "read_count_words",
]  # fmt: skip
