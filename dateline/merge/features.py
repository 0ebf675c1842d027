"""What speaks for and against two claims telling the same happening: a flat list of features with their
values.

In: two facts; out: the features that hold, each with the two values compared. Their weights are data
(``data/rules/merge.tsv``); a feature that is not in the table weighs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dateline.merge.compare import (
    ONE_SIDE,
    TOGETHER,
    Happening,
    Telling,
    Wording,
    happening,
    persons,
    telling,
    wording,
)
from dateline.merge.facts import Fact
from dateline.merge.knowledge import Knowledge
from dateline.model import AFFIRMED

Feature = tuple[str, str, str]
"""A feature's name and the left and the right value compared."""
Shown = Callable[[Fact, Fact], tuple[str, str]]
"""Of two facts, the values that a feature compares."""
Named = tuple[str, Shown]
"""A feature's name, and what shows its values."""


def features(left: Fact, right: Fact, knowledge: Knowledge) -> list[Feature]:
    """Every feature that holds of two facts."""
    found = (
        *of_happening(happening(left, right, knowledge)),
        *of_telling(telling(left, right, knowledge)),
        *of_wording(wording(left, right)),
    )
    return [(name, *shown(left, right)) for name, shown in found]


def of_happening(of: Happening) -> Iterator[Named]:
    """The features of kind, place, day, actors and targets."""
    yield from _kinds(of)
    yield from _kin(of)
    yield f"place {of.place}", _places
    if of.all_places:
        yield "places all same", _places
    yield f"day {of.day}", _days
    if of.late:
        yield f"untold day, reports {of.late} apart", _nothing
    for _ in range(of.far):
        yield "told day far from the other report", _days
    yield from _meeting(of)
    yield f"actors {of.actors}", _actors
    yield f"targets {of.targets}", _targets
    if of.person:
        yield "one name, doing and suffering", _person
    if of.acting and of.crossed:
        yield "actor and target crossed", _first_actors


def _kinds(of: Happening) -> Iterator[Named]:
    if of.left == of.right:
        yield "kind same", _kind
        yield f"kind same: {of.left}", _kind
    else:
        yield f"kinds: {min(of.left, of.right)} + {max(of.left, of.right)}", _kind
        yield "kinds differ", _kind
    if of.left_total != of.right_total:
        yield "total against single", _total
    elif of.left_total:
        yield "both totals", _total


def _kin(of: Happening) -> Iterator[Named]:
    """Of two kinds: in which way they may tell one happening, and what bears that out."""
    if of.left == of.right or of.kin is None:
        return
    met = of.place in ("same", "near") and of.day in TOGETHER
    yield f"kin: {of.kin}", _kind
    yield f"kin: {of.kin}, {'met' if met else 'not met'}", _kind
    if of.targets in ONE_SIDE:
        yield f"kin: {of.kin}, target shared", _kind
    if of.actors in ONE_SIDE:
        yield f"kin: {of.kin}, actor shared", _kind
    if of.crossed:
        yield f"kin: {of.kin}, crossed", _kind
    if met and of.actors not in ("differ", "opposed"):
        yield f"kin: {of.kin}, met, actors agree", _kind
    if of.beside:
        yield f"kin: {of.kin}, side by side", _kind


def _meeting(of: Happening) -> Iterator[Named]:
    """Kind, place and day together: what two claims of one happening must agree in first of all."""
    kind, met = _how_many(of.left == of.right), f"{of.place}, {of.day}"
    yield f"meet: {kind}, place {of.place}, day {of.day}", lambda left, right: (kind, met)
    if of.site:
        yield f"a named site shared, {kind}", _site
    if of.narrow:
        yield f"towns apart, {kind}", _kind


def of_telling(of: Telling) -> Iterator[Named]:
    """The features of status, of who tells it and in which text, and of rivals: the fewer other claims of their kind
    the two reports tell, the likelier that these two are one."""
    yield from _status(of)
    kind = _how_many(of.one_kind)
    denied = "denied" if (of.left == "denied") != (of.right == "denied") else "not denied"
    told = "one origin" if of.one_origin else "two origins"
    if of.copy:
        yield "a copy, the same claim", _reports
    elif of.one_text:
        yield f"one text, {told}", _origins
        yield f"one text, {told}: {kind}, {denied}", _origins
        if of.one_sentence:
            yield f"one sentence: {kind}, {told}", _origins
        if of.own:
            yield f"one text, {told}, an own voice", _origins
        if of.near:
            yield f"one text, {told}, near", _origins
    else:
        told = "one origin" if of.one_origin and of.quoted else "two origins"
        yield f"two texts, {told}", _origins
        yield f"two texts, {told}: {kind}, {denied}", _origins
    if of.saying:
        yield "a saying", _kind
    where = "in one text" if of.one_text else "in two texts"
    if of.rivals:
        yield f"rivals {where}: {of.rivals}", _rivals
    if of.rivals_here:
        yield f"rivals at the place {where}: {of.rivals_here}", _rivals_here


def _status(of: Telling) -> Iterator[Named]:
    pair = {of.left, of.right}
    if len(pair) == 1:
        yield "status same", _statuses
        if of.left not in AFFIRMED:
            yield "both not done", _statuses
    elif "denied" in pair:
        yield "one denied", _statuses
    elif pair <= AFFIRMED:
        yield "done and going on", _statuses
    elif pair & AFFIRMED:
        yield "one not done", _statuses
    else:
        yield "not done, differently", _statuses


_COUNTS = {"same": "a number shared", "close": "numbers near each other", "differ": "numbers differ"}
_WORDS = {"mostly": "words mostly shared", "some": "words shared", "one": "a word shared"}


def of_wording(of: Wording) -> Iterator[Named]:
    """The features of figures, words, names, trigger and means."""
    if of.counts:
        yield _COUNTS[of.counts], _numbers
    if of.words:
        yield _WORDS[of.words], _shared_words
    if of.names:
        yield ("a name shared" if of.names == 1 else "names shared"), _shared_names
    if of.trigger:
        yield "trigger shared", lambda left, right: (left.claim.trigger, right.claim.trigger)
    if of.means:
        yield f"means {of.means}", _means


def _how_many(one_kind: bool) -> str:
    return "one kind" if one_kind else "two kinds"


def _nothing(left: Fact, right: Fact) -> tuple[str, str]:
    return "", ""


def _kind(left: Fact, right: Fact) -> tuple[str, str]:
    return left.claim.kind, right.claim.kind


def _total(left: Fact, right: Fact) -> tuple[str, str]:
    return ("total" if left.total else "single"), ("total" if right.total else "single")


def _places(left: Fact, right: Fact) -> tuple[str, str]:
    return left.shown.places, right.shown.places


def _site(left: Fact, right: Fact) -> tuple[str, str]:
    shared = min(left.sites & right.sites)
    return shared, shared


def _days(left: Fact, right: Fact) -> tuple[str, str]:
    return left.shown.day, right.shown.day


def _actors(left: Fact, right: Fact) -> tuple[str, str]:
    return left.shown.actors, right.shown.actors


def _targets(left: Fact, right: Fact) -> tuple[str, str]:
    return left.shown.targets, right.shown.targets


def _person(left: Fact, right: Fact) -> tuple[str, str]:
    person = min(persons(left, right))
    return person, person


def _first_actors(left: Fact, right: Fact) -> tuple[str, str]:
    return left.actors[0].name, right.actors[0].name


def _statuses(left: Fact, right: Fact) -> tuple[str, str]:
    return left.claim.status, right.claim.status


def _reports(left: Fact, right: Fact) -> tuple[str, str]:
    return left.claim.report, right.claim.report


def _origins(left: Fact, right: Fact) -> tuple[str, str]:
    return (
        left.origin.name if left.origin else "own voice",
        right.origin.name if right.origin else "own voice",
    )


def _rivals(left: Fact, right: Fact) -> tuple[str, str]:
    own = left.group == right.group
    return str(left.rivals - own), str(right.rivals - own)


def _rivals_here(left: Fact, right: Fact) -> tuple[str, str]:
    own = left.group == right.group
    return str(max(left.rivals_here - own, 0)), str(max(right.rivals_here - own, 0))


def _numbers(left: Fact, right: Fact) -> tuple[str, str]:
    a, b = (", ".join(f"{c.what} {c.words}" for c in fact.claim.counts) for fact in (left, right))
    return a, b


def _shared_words(left: Fact, right: Fact) -> tuple[str, str]:
    shared = " ".join(sorted(left.words & right.words)[:6])
    return shared, shared


def _shared_names(left: Fact, right: Fact) -> tuple[str, str]:
    shared = " ".join(sorted(left.names & right.names))
    return shared, shared


def _means(left: Fact, right: Fact) -> tuple[str, str]:
    return ", ".join(left.claim.means), ", ".join(right.claim.means)
