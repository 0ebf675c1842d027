"""Who did what is told without its doer: actors carried over from what a report told before."""

from __future__ import annotations

from dataclasses import replace

from dateline.claim.carry import BESIDE, LIKE, carry_actors
from dateline.claim.code import Engine
from dateline.model import Actor, Claim
from dateline.words.tables import Words
from tests.claim.making import actor, claim, draft, open_text

TEXT = (
    "Fighters of the Ridge Front raided the post near Gao in Mali. They seized a second post.\n"
    "A clash followed at the ford. A third post was abandoned.\n"
)


def carried(text: str, engine: Engine, *claims: Claim) -> list[list[str]]:
    """The names of the actors of each claim."""
    case = open_text(text, engine)
    found = carry_actors(case, [(draft(case, each), each) for each in claims])
    assert [each.trigger_span for each in found] == [each.trigger_span for each in claims]
    return [[each.name for each in told.actors] for told in found]


def test_a_capture_without_its_doer_is_that_of_the_last_captor(engine: Engine) -> None:
    front, other = actor(TEXT, "Ridge Front"), actor(TEXT, "Fighters")
    first = claim(TEXT, "capture", "raided", actors=(front,))
    between = claim(TEXT, "attack", "seized", actors=(other,))
    last = claim(TEXT, "capture", "abandoned")
    assert carried(TEXT, engine, first, between, last) == [["Ridge Front"], ["Fighters"], ["Ridge Front"]]


def test_a_clash_is_fought_by_those_told_just_before_it_in_its_line(engine: Engine) -> None:
    text = "The Ridge Front shelled the post near Gao in Mali. A clash followed.\nA second clash broke out later.\n"
    first = claim(text, "shelling", "shelled", actors=(actor(text, "Ridge Front"),))
    beside = claim(text, "clash", "clash")
    assert carried(text, engine, first, beside) == [["Ridge Front"], ["Ridge Front"]]
    away = claim(text, "clash", "second clash")
    assert carried(text, engine, first, away) == [["Ridge Front"], []]


def test_nobody_is_carried_over_as_the_doer_of_what_was_done_to_him(engine: Engine) -> None:
    front = actor(TEXT, "Ridge Front")
    first = claim(TEXT, "repel", "raided", actors=(front,))
    second = claim(TEXT, "repel", "seized", targets=(front,))
    assert carried(TEXT, engine, first, second) == [["Ridge Front"], []]


def test_the_bodies_of_a_state_do_not_harm_one_another(engine: Engine) -> None:
    text = "The Malian army shelled a post near Gao. Malian police died; two of their leaders died too.\n"

    def state(words: str, kind: str) -> Actor:
        return replace(actor(text, words, kind), country="ML")

    army = state("Malian army", "state forces")
    told = claim(text, "shelling", "shelled", actors=(army,), targets=(state("Malian police", "police"),))
    case = open_text(text, engine)
    (found,) = carry_actors(case, [(draft(case, told), told)])
    assert ([a.name for a in found.actors], [a.name for a in found.targets]) == ([], ["Malian police"])
    theirs = replace(told, targets=(state("two of their leaders", "government"),))
    (found,) = carry_actors(case, [(draft(case, theirs), theirs)])
    assert ([a.name for a in found.actors], found.targets) == (["Malian army"], ())
    sent = replace(told, kind="deploy")
    assert carry_actors(case, [(draft(case, sent), sent)]) == [sent]


def test_what_an_actor_did_himself_is_left_as_told(engine: Engine) -> None:
    first = claim(TEXT, "capture", "raided", actors=(actor(TEXT, "Ridge Front"),))
    second = claim(TEXT, "capture", "seized", actors=(actor(TEXT, "Fighters"),))
    assert carried(TEXT, engine, first, second) == [["Ridge Front"], ["Fighters"]]


def test_a_kind_whose_doer_changes_carries_none(engine: Engine) -> None:
    first = claim(TEXT, "destroy", "raided", actors=(actor(TEXT, "Ridge Front"),))
    second = claim(TEXT, "destroy", "seized")
    assert carried(TEXT, engine, first, second) == [["Ridge Front"], []]


def test_nothing_is_carried_back_from_what_follows(engine: Engine) -> None:
    first = claim(TEXT, "capture", "raided")
    second = claim(TEXT, "capture", "seized", actors=(actor(TEXT, "Fighters"),))
    assert carried(TEXT, engine, first, second) == [[], ["Fighters"]]


def test_those_who_fled_are_the_target_of_their_flight(engine: Engine) -> None:
    text = "Villagers fled from the Ridge Front near Gao in Mali.\n"
    case = open_text(text, engine)
    people, front = actor(text, "Villagers", "civilians"), actor(text, "Ridge Front")
    told = claim(text, "displace", "fled", actors=(people, front))
    (found,) = carry_actors(case, [(draft(case, told), told)])
    assert (found.actors, found.targets) == ((front,), (people,))
    attack = claim(text, "attack", "fled", actors=(people,))
    assert carry_actors(case, [(draft(case, attack), attack)]) == [attack]


def test_every_kind_is_one_of_the_ontology(words: Words) -> None:
    assert set(words.kinds.kinds) >= LIKE | BESIDE
