"""Which claims a sentence that could not confirm something speaks of, and whose voice a claim is told in."""

from __future__ import annotations

from dataclasses import replace

from dateline.claim.code import Engine
from dateline.claim.heads import Role
from dateline.claim.origins import hedge_scope, sources_of
from dateline.model import Claim, Source
from tests.claim.making import claim, draft, open_text, span


def source(text: str, words: str, name: str, party: str = "government") -> Source:
    return Source(name=name, party=party, words=words, span=span(text, words))  # type: ignore[arg-type]


def reached(text: str, engine: Engine, told: Claim, *sources: Source, headline: bool = False) -> bool:
    case = open_text(text, engine)
    assert case.unverified
    return hedge_scope(case, draft(case, told, headline=headline), sources)


SIDES = (
    "Sudan's army said it had shelled the depot near Kassala.\n"
    "The Rapid Support Forces said they had captured the bridge.\n"
    "Two warehouses burned, and a doctor said six people died.\n"
    "Reporters could not verify claims by either side.\n"
)


def test_what_neither_side_proved_is_what_the_parties_claim(engine: Engine) -> None:
    army = source(SIDES, "Sudan's army", "Sudanese army")
    rapid = source(SIDES, "The Rapid Support Forces", "Rapid Support Forces", "armed_group")
    assert reached(SIDES, engine, claim(SIDES, "shelling", "shelled"), army)
    assert reached(SIDES, engine, claim(SIDES, "capture", "captured"), rapid)


def test_it_is_neither_the_outlets_own_word_nor_that_of_a_witness(engine: Engine) -> None:
    assert not reached(SIDES, engine, claim(SIDES, "destroy", "burned"))
    doctor = source(SIDES, "a doctor", "doctor", "monitor")
    assert not reached(SIDES, engine, claim(SIDES, "attack", "died"), doctor)


def test_a_headline_is_not_reached(engine: Engine) -> None:
    army = source(SIDES, "Sudan's army", "Sudanese army")
    assert not reached(SIDES, engine, claim(SIDES, "shelling", "shelled"), army, headline=True)


LAST = (
    "The mayor said four houses were hit.\n"
    "Sudan's army said it had shelled the depot near Kassala. It killed some guards, the army said. "
    "The report could not be independently verified.\n"
    "The Rapid Support Forces said they had captured the bridge.\n"
)


def test_else_it_is_what_was_said_last_before(engine: Engine) -> None:
    army = source(LAST, "Sudan's army", "Sudanese army")
    assert reached(LAST, engine, claim(LAST, "attack", "killed"), army)
    mayor = source(LAST, "The mayor", "mayor", "local_official")
    assert not reached(LAST, engine, claim(LAST, "attack", "hit"), mayor)
    rapid = source(LAST, "The Rapid Support Forces", "Rapid Support Forces", "armed_group")
    assert not reached(LAST, engine, claim(LAST, "capture", "captured"), rapid)


def test_a_figure_that_was_not_confirmed_needs_a_figure(engine: Engine) -> None:
    text = LAST.replace("The report could", "The figure could")
    army = source(text, "Sudan's army", "Sudanese army")
    assert not reached(text, engine, claim(text, "attack", "killed"), army)
    text = text.replace("some guards", "14 guards")
    assert reached(text, engine, claim(text, "attack", "killed"), army)


def test_its_own_sentence_is_always_reached(engine: Engine) -> None:
    text = "Two warehouses near Kassala in Sudan burned, which could not be independently verified.\n"
    assert reached(text, engine, claim(text, "destroy", "burned"))


def test_a_report_has_no_source_for_what_its_outlet_says(engine: Engine) -> None:
    text = "The depot near Kassala in Sudan burned, the Northern Courier said. A clerk told of two dead.\n"
    case = open_text(text, engine)
    told = claim(text, "destroy", "burned")
    assert sources_of(case, draft(case, told, said=0.7)) == ()
    elsewhere = text.replace("Northern Courier", "Southern Courier")
    case = open_text(elsewhere, engine)
    (found,) = sources_of(case, draft(case, told, said=0.7))
    assert found.name == "Southern Courier"


def test_a_source_that_the_encoder_is_sure_of_overrules_one_that_the_rules_met(engine: Engine) -> None:
    text = "Clerks had come when Sudan's army said the depot near Kassala burned. A guard told of it first.\n"
    case = open_text(text, engine)
    told = claim(text, "destroy", "burned")

    def found(words: str, said: float) -> list[str]:
        meant = span(text, words)
        role = Role(role="source", start=meant.start, end=meant.end, probability=0.9)
        return [each.words for each in sources_of(case, draft(case, told, roles=(role,), said=said))]

    assert found("Clerks", 0.5) == ["Sudan's army"]
    assert found("Clerks", 0.95) == ["Clerks"]
    # One who speaks in another sentence does not overrule who is found in the trigger's own.
    assert found("A guard", 0.95) == ["Sudan's army"]
    # But "the guard" may be somebody told of before.
    case = open_text(text := text.replace("Sudan's army", "the guard"), engine)
    told = claim(text, "destroy", "burned")
    assert found("A guard", 0.95) == ["A guard"]


def test_who_denies_is_the_subject_of_the_verb_of_denying(engine: Engine) -> None:
    text = "The rebels said that they held the town of Kassala in Sudan, something the army dismissed as untrue.\n"
    case = open_text(text, engine)
    told = replace(claim(text, "hold", "dismissed as untrue"), status="denied")
    assert [each.words for each in sources_of(case, draft(case, told, said=0.9))] == ["the army"]
    affirmed = replace(told, status="happened")
    assert [each.words for each in sources_of(case, draft(case, affirmed, said=0.9))] == ["The rebels"]


def test_whom_nobody_can_place_is_of_no_party(engine: Engine) -> None:
    text = "The depot near Kassala in Sudan burned, a local official said.\n"
    case = open_text(text, engine)
    (found,) = sources_of(
        case, draft(case, claim(text, "destroy", "burned"), said=0.9, party={"witness": 1.0})
    )
    assert found.party == "unknown"


def test_whoever_is_told_of_in_what_is_said_does_not_say_it(engine: Engine) -> None:
    text = "The ministry said that roads were cut. The army swears to shell the depot near Kassala again, it added.\n"
    case = open_text(text, engine)
    told, words = claim(text, "shelling", "shell"), span(text, "The army")
    role = Role(role="source", start=words.start, end=words.end, probability=0.9)
    (found,) = sources_of(case, draft(case, told, roles=(role,), said=0.95))
    assert (found.name, found.words) == ("ministry", "it")
    text = (
        "A doctor said the army would shell the depot near Kassala for the mayor, a friend of the rebels.\n"
    )
    case = open_text(text, engine)
    told, words = claim(text, "shelling", "shell"), span(text, "a friend")
    role = Role(role="source", start=words.start, end=words.end, probability=0.9)
    (found,) = sources_of(case, draft(case, told, roles=(role,), said=0.95))
    assert found.words == "A doctor"


def test_the_party_of_an_unlisted_source_is_the_encoders(engine: Engine) -> None:
    text = "The depot near Kassala in Sudan burned, the Kassala carters' circle said.\n"
    case = open_text(text, engine)
    told = claim(text, "destroy", "burned")
    (found,) = sources_of(case, draft(case, told, said=0.9, party={"expert": 0.3, "witness": 0.6}))
    assert (found.name, found.party) == ("the Kassala carters' circle", "witness")
