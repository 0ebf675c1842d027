"""Who did it: those who only help the doer did not, and a body is named whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.claim.code import open_case
from dateline.claim.fields import bodies_of, helps, means_of, whole_body
from dateline.claim.heads import Role
from dateline.coding import Loaded
from dateline.model import Report, Span
from tests.claim.making import claim, draft, open_text, span


@pytest.mark.parametrize(
    ("before", "helped"),
    [
        ("the army, which has long had heavy backing from Westland and ", True),
        ("the rebels, with air cover from ", True),
        ("fighters who get arms, weapons from the Front, Eastland and the ", True),
        ("planes from ", False),
        ("the support base of the army was shelled by ", False),
    ],
)
def test_a_helper_is_told_by_what_stands_before_its_name(before: str, helped: bool) -> None:
    assert helps(before + "Nordmark", len(before)) is helped


def test_part_of_a_listed_name_stands_for_the_whole(loaded: Loaded) -> None:
    text = "The Rapid Support Forces shelled the town. Fighters allied with the Front fled."
    report = Report(report="r", text=text, digest="", published=dt.date(2023, 12, 18))
    case, _ = open_case(report, loaded.engine)

    def widened(words: str) -> str:
        at = text.index(words)
        span = whole_body(case, Span(start=at, end=at + len(words)))
        return text[span.start : span.end]

    assert widened("Rapid") == "Rapid Support Forces"
    assert widened("Fighters allied") == "Fighters"
    assert widened("the town") == "the town"


def test_nobody_does_what_was_done_to_him(loaded: Loaded) -> None:
    text = "An air strike on Gao in Mali killed 64 people on Monday, medics said. They said at least 64 people died.\n"
    report = Report(report="r", text=text, digest="", outlet="Wire", published=dt.date(2023, 11, 15))
    case, drafts = open_case(report, loaded.engine)
    # The same words for both roles, as the encoder at times has them.
    at = text.index("64 people")
    both = tuple(Role(role=role, start=at, end=at + 9, probability=0.9) for role in ("actor", "target"))
    draft = replace(drafts[0], reading=replace(drafts[0].reading, kind="airstrike", roles=both))
    actors, targets = bodies_of(case, draft)
    assert (actors, [target.words for target in targets]) == ((), ["64 people"])
    speech = replace(draft, reading=replace(draft.reading, kind="call_for"))
    actors, targets = bodies_of(case, speech)
    assert ([actor.words for actor in actors], targets) == (["64 people"], ())


def made(
    text: str, loaded: Loaded, kind: str, trigger: str = "shelled", **roles: str
) -> tuple[list[str], list[str]]:
    """The names of who did it and whom it was done to, by the words of the trigger and of each role."""
    case = open_text(text, loaded.engine)
    told = tuple(
        Role(role=role, start=span(text, words).start, end=span(text, words).end, probability=0.9)
        for role, words in roles.items()
    )
    actors, targets = bodies_of(case, draft(case, claim(text, kind, trigger), roles=told))
    return [actor.name for actor in actors], [target.name for target in targets]


def test_a_body_told_by_two_names_is_not_both(loaded: Loaded) -> None:
    text = "The RSF shelled Nyala, but the Rapid Support Forces were driven back, residents said.\n"
    roles = {"actor": "RSF", "target": "Rapid Support Forces"}
    assert made(text, loaded, "shelling", **roles) == ([], ["Rapid Support Forces"])
    assert made(text, loaded, "clash", **roles) == (["Rapid Support Forces"], [])


def test_words_that_stop_before_their_noun_are_completed(loaded: Loaded) -> None:
    text = "A power station and a ten-year-old girl were hit when armed groups shelled buses carrying families.\n"
    roles = {"actor": "armed", "target": "carrying families"}
    assert made(text, loaded, "shelling", **roles) == (["armed groups"], ["families"])
    roles = {"actor": "armed groups", "target": "power"}
    assert made(text, loaded, "shelling", **roles) == (["armed groups"], ["power station"])
    roles = {"actor": "armed groups", "target": "ten-year-old girl"}
    assert made(text, loaded, "shelling", **roles) == (["armed groups"], ["ten-year-old girl"])


def test_a_pronoun_that_stands_for_nobody_known_is_no_name(loaded: Loaded) -> None:
    text = "Shells fell on Gao on Monday and them too.\n"
    assert made(text, loaded, "shelling", "fell", target="them") == ([], [])
    text = "Shells fell on Gao and hit Idris Camara, whose uncles led the band, on Monday.\n"
    assert made(text, loaded, "shelling", "fell", target="whose uncles") == ([], [])


def test_a_body_with_its_article_is_named_whole(loaded: Loaded) -> None:
    text = "In Wad Madani the Rapid Support Forces shelled the market, the Sudanese army said.\n"
    report = Report(report="r", text=text, digest="", outlet="Wire", published=dt.date(2023, 12, 18))
    case, _ = open_case(report, loaded.engine)
    at = text.index("the Rapid")
    span = whole_body(case, Span(start=at, end=at + len("the Rapid")))
    assert text[span.start : span.end] == "Rapid Support Forces"


def test_who_lost_or_died_did_not_do_it(loaded: Loaded) -> None:
    def told(text: str, kind: str, **roles: str) -> tuple[list[str], list[str]]:
        return made(text, loaded, kind, "lost", **roles)

    text = "A farmer lost her son near Gao in Mali on Monday, medics said.\n"
    assert told(text, "attack", actor="A farmer", target="her son") == ([], ["son"])
    assert told(text, "attack", actor="A farmer") == ([], ["farmer"])
    assert told(text, "clash", actor="A farmer")[0] == ["farmer"]


def test_the_vehicle_of_a_bomb_is_no_means_beside_it(loaded: Loaded) -> None:
    text = "A car bomb went off near Gao in Mali; the car had been left there at dawn.\n"
    case = open_text(text, loaded.engine)
    roles = tuple(
        Role(role="means", start=text.index(words), end=text.index(words) + len(words), probability=0.9)
        for words in ("car bomb", "car had")
    )
    told = draft(case, claim(text, "bombing", "went off"), roles=roles)
    assert [name for _, _, name in case.means] == ["car bomb", "car"]
    assert means_of(case, told) == ("car bomb",)


def test_what_the_next_verb_is_done_to_was_not_taken(loaded: Loaded) -> None:
    text = "Fighters overran the town and burned a church and a jail near Gao in Mali on Monday.\n"
    words = {"actor": "Fighters", "target": "a church"}
    assert made(text, loaded, "capture", "overran", **words)[1] == []
    assert made(text, loaded, "capture", "overran", **words | {"target": "a jail"})[1] == []
    assert made(text, loaded, "attack", "overran", **words)[1] == ["church"]
    assert made(text, loaded, "destroy", "burned", **words)[1] == ["church"]


def test_words_of_another_sentence_are_completed_by_its_own_syntax(loaded: Loaded) -> None:
    text = (
        "Medics said armed groups had shelled a school near Gao in Mali. The shelling went on until dusk.\n"
    )
    assert made(text, loaded, "shelling", "shelling went on", actor="armed")[0] == ["armed groups"]


def test_a_thing_does_nothing_of_its_own_accord(loaded: Loaded) -> None:
    text = "A plane bombed a school near Gao in Mali on Monday, and French jets a bridge.\n"
    assert made(text, loaded, "airstrike", "bombed", actor="A plane", target="a school") == ([], ["school"])
    assert len(made(text, loaded, "airstrike", "bombed", actor="French jets")[0]) == 1


def test_whom_a_place_was_taken_from_did_not_take_it(loaded: Loaded) -> None:
    text = "Gao in Mali was retaken from the rebels on Monday, and soldiers from the capital took Bourem.\n"
    assert made(text, loaded, "capture", "retaken", actor="the rebels") == ([], ["Malian rebels"])
    assert made(text, loaded, "capture", "took", actor="soldiers")[1] == []
    assert made(text, loaded, "shelling", "retaken", actor="the rebels")[1] == []


def test_who_a_place_fell_to_took_it(loaded: Loaded) -> None:
    text = "The town of Kassala in Sudan had fallen to the Rapid Support Forces by noon.\n"
    case = open_text(text, loaded.engine)
    words = span(text, "the Rapid Support Forces")
    role = Role(role="target", start=words.start, end=words.end, probability=0.9)
    actors, targets = bodies_of(case, draft(case, claim(text, "capture", "fallen"), roles=(role,)))
    assert [one.name for one in actors] == ["Rapid Support Forces"]
    assert targets == ()


def test_who_speaks_of_it_did_it(loaded: Loaded) -> None:
    text = "The Rapid Support Forces said that it had destroyed a tank near Kassala in Sudan.\n"
    case = open_text(text, loaded.engine)
    actors, _ = bodies_of(case, draft(case, claim(text, "destroy", "destroyed")))
    assert [one.name for one in actors] == ["Rapid Support Forces"]
