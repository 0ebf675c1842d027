"""Sentences at the strength of their grade, in plain English, held by what they cite."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dateline.model import Incident
from dateline.publish import publish
from dateline.publish.check import ungrounded_sentences
from dateline.publish.clauses import clause, figures_clause, noun
from dateline.publish.facts import Reckoning, gather
from dateline.publish.sentences import forward_sentences, incident_sentence, plain
from tests.publish import build

RUN = build.run()
TABLES = build.tables()
CLAIMS = {c.claim: c for c in RUN.claims}


def told(name: str, **changed: object) -> str:
    incident: Incident = replace(next(i for i in RUN.incidents if i.incident == name), **changed)  # type: ignore[arg-type]
    sentence = incident_sentence(incident, CLAIMS, TABLES)
    assert sentence is not None
    return plain(sentence)


def test_admitted_says_who_loses_and_who_agrees() -> None:
    assert told("almar") == (
        "The Northern Army took Almar on Tuesday 4 March 2025: the Ministry of Defence (“took”), whose side loses by"
        " it, says so itself, and the Northern Army says the same (The Harbour Post could not confirm it)."
    )


def test_corroborated_names_independent_voices() -> None:
    text = told("almar", grade="corroborated")
    assert "the Ministry of Defence and, independently, the Northern Army say" in text


def test_claimed_says_that_it_stands_alone() -> None:
    assert told("raid") == (
        "River Watch alone says that civilians were struck from the air in Almar with cluster bombs,"
        " and 12 civilians were killed."
    )


def test_claimed_by_one_who_gains_says_so() -> None:
    incident = next(i for i in RUN.incidents if i.incident == "raid")
    gains = replace(incident.origins[0], stands="gains")
    assert told("raid", origins=(gains,)).endswith("It stands to gain by the claim.")


def test_contested_names_the_denial() -> None:
    almar = next(i for i in RUN.incidents if i.incident == "almar")
    text = told("almar", grade="contested", origins=almar.origins[1:], denied_by=almar.origins[:1])
    assert "The Northern Army says that it took Almar" in text
    assert "; the Ministry of Defence denies it" in text


def test_a_mere_denial_is_told_as_one() -> None:
    assert told("besk-shelling") == "The Ministry of Defence denies that Besk was shelled."


def test_unattributed_is_the_outlets_report() -> None:
    assert told("flight") == "Wire Agency reports that “Dozens” of people were displaced from Almar."


def test_an_act_of_speech_is_not_confirmed_by_its_speaker() -> None:
    text = told("appeal")
    assert text.startswith("The Union made an appeal") and text.endswith("Wire Agency reports.")
    assert "alone" not in text


def test_a_plan_is_a_plan_with_its_words() -> None:
    plan = [CLAIMS["wire-2"]]
    sentences = forward_sentences(plan, "capture", "besk", TABLES)
    assert [plain(s) for s in sentences] == [
        "The Northern Army says that it intends to take Besk (“Besk would be taken next”)."
    ]
    assert sentences[0].label == "planned"


def test_figures_only_one_of_several_origins_gives_stay_his() -> None:
    almar = next(i for i in RUN.incidents if i.incident == "almar")
    counted = replace(CLAIMS["post-1"], counts=CLAIMS["post-2"].counts)
    sentence = incident_sentence(almar, CLAIMS | {"post-1": counted}, TABLES)
    assert sentence is not None
    first, second = plain(sentence).split(". ", 1)
    assert "12" not in first
    assert second == "The Ministry of Defence, itself a party, alone says that 12 civilians were killed."


@pytest.mark.parametrize("kind", sorted(TABLES.phrases))
@pytest.mark.parametrize("status", ["happened", "ongoing", "planned", "possible"])
@pytest.mark.parametrize("bare", [False, True])
def test_every_kind_reads_as_a_clause_in_every_status(kind: str, status: str, bare: bool) -> None:
    full = replace(CLAIMS["post-2"], actors=CLAIMS["post-1"].actors, when=CLAIMS["post-1"].when)
    empty = replace(full, actors=(), targets=(), places=(), counts=(), means=())
    facts = gather([empty if bare else full], kind, status, {})
    for text in (clause(facts, TABLES), noun(facts, TABLES)):
        assert re.fullmatch(r"[^{}\[\]]+", text), text
        assert "  " not in text and not text.startswith(" "), text


def test_every_kind_of_the_ontology_has_phrases() -> None:
    kinds = build.ontology_kinds()
    assert kinds <= set(TABLES.phrases)
    for kind in kinds:
        forms = {p.form for p in TABLES.phrases[kind]}
        assert "noun" in forms and forms & {"active", "passive"}, kind


def test_every_sentence_of_a_brief_is_held_by_its_citations() -> None:
    assert ungrounded_sentences(RUN, publish(RUN, TABLES)["brief.html"]) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("and 12 civilians were killed", "and 13 civilians were killed", "number not in its claims: 13"),
        ("took Almar on Tuesday 4 March", "took Almar on Tuesday 5 March", "date not in its claims"),
        ("took Almar on Tuesday 4 March", "took Almar on Monday 4 March", "date not in its claims"),
        ("intends to take Besk", "intends to take Almar", "name not in its claims: Almar"),
        ("(“Besk would be taken next”)", "(“Besk will be taken next”)", "quote not in its claims"),
        ("the Northern Army", "the Southern Army", "name not in its claims: Southern"),
    ],
)
def test_the_check_finds_what_citations_do_not_hold(old: str, new: str, fault: str) -> None:
    page = publish(RUN, TABLES)["brief.html"].decode()
    assert old in page
    found = ungrounded_sentences(RUN, page.replace(old, new).encode())
    assert any(fault in what for _, what in found), found


def test_the_check_finds_a_sentence_without_citation() -> None:
    page = publish(RUN, TABLES)["brief.html"]
    found = ungrounded_sentences(RUN, page.replace(b"</main>", b'<p class="s">Almar burned.</p></main>'))
    assert found == [("Almar burned.", "cites no claim")]


def test_a_figure_told_exactly_and_loosely_by_one_origin_is_told_once() -> None:
    text = "At least 300 people fled Almar. In all 300 people fled, River Watch said."
    source = build.report("flood", text, "Wire Agency")
    told: dict[str, list[object]] = {
        "places": ["Almar"],
        "said_by": [("River Watch", "monitor", "River Watch")],
    }
    loose = build.claim(
        source, 1, "displace", "At least 300 people fled Almar", "fled",
        counts=[("displaced", "people", 300, None, "At least 300 people")], **told,
    )  # fmt: skip
    exact = build.claim(
        source, 2, "displace", "In all 300 people fled", "fled",
        counts=[("displaced", "people", 300, 300, "300 people")], **told,
    )  # fmt: skip
    facts = gather((loose, exact), "displace", "happened", {})
    assert [(r.low, r.high, r.claims) for r in facts.reckonings] == [(300, 300, ("flood-2", "flood-1"))]


def test_a_sentence_does_not_join_one_origins_doer_with_anothers_victim_of_that_name() -> None:
    source = build.report("mill", "Sarn shelled the mill. Shells hit men of Sarn.", "Wire Agency")
    doer = build.claim(source, 1, "shelling", "Sarn shelled the mill", "shelled", actors=[("Sarn", "Sarn")])
    victim = build.claim(source, 2, "shelling", "Shells hit men of Sarn", "hit", targets=[("Sarn", "Sarn")])
    facts = gather((doer, victim), "shelling", "happened", {})
    assert (facts.actors, facts.other_actors, facts.targets) == ((), (), ("Sarn",))


def test_a_figure_of_people_is_not_said_again_for_the_same_civilians() -> None:
    def reckoning(who: str, low: int, what: str = "killed") -> Reckoning:
        return Reckoning(what=what, who=who, low=low, high=low, words=str(low), origins=("A",), claims=("c",))

    people, civilians, soldiers = (
        reckoning("people", 51),
        reckoning("civilians", 51),
        reckoning("soldiers", 3),
    )
    assert (
        figures_clause([people, civilians, soldiers]) == "51 civilians were killed and 3 soldiers were killed"
    )
    assert (
        figures_clause([people, reckoning("civilians", 40)])
        == "51 people were killed and 40 civilians were killed"
    )
    assert figures_clause([people, reckoning("civilians", 51, "injured")]) == (
        "51 people were killed and 51 civilians were injured"
    )
