"""Where a claim happened: the mentions of places, how they stand, and the choice among them."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest

from dateline.claim.case import Case
from dateline.claim.code import Engine, code_report, open_case
from dateline.claim.heads import WHERE_FLOOR, Role
from dateline.claim.placefeatures import features, make_ground
from dateline.claim.placemarks import Mention, find_anaphors, find_mentions, wider
from dateline.claim.where import place_of
from dateline.model import Report, Span


def report(text: str) -> Report:
    return Report(
        report="r", text=text, digest="", outlet="Northern Courier", published=dt.date(2023, 11, 15)
    )


def mentions(text: str, engine: Engine) -> tuple[Case, dict[str, Mention]]:
    case, drafts = open_case(report(text), engine)
    return case, {m.place.words: m for m in find_mentions(case, drafts)}


@pytest.mark.parametrize(
    ("text", "named", "before"),
    [
        ("Troops fled from Gao in Mali on Monday.", "Gao", "from"),
        ("The army pushed towards the northern town of Kidal in Mali.", "Kidal", "to"),
        ("In the remote northern city of Kidal in Mali, rebels killed two soldiers.", "Kidal", "in"),
        ("Shells hit Gao, Timbuktu and Kidal in Mali.", "Kidal", "object"),
    ],
)
def test_the_preposition_before_a_place(text: str, named: str, before: str, engine: Engine) -> None:
    assert mentions(text, engine)[1][named].before == before


def test_a_government_is_bare_and_a_country_with_a_preposition_is_not(engine: Engine) -> None:
    _, found = mentions("Mali said on Monday that shells fell on Gao. Fighting goes on in Niger.", engine)
    assert found["Mali"].bare
    assert not found["Niger"].bare


def test_the_smaller_of_two_nested_places_is_marked(engine: Engine) -> None:
    _, found = mentions("Clashes broke out in Gao in northern Mali on Monday.", engine)
    assert found["Gao"].inner
    assert found["northern Mali"].outer
    assert found["northern Mali"].place.name == "Northern Mali"
    assert wider(found["northern Mali"].place, found["Gao"].place)


def test_a_town_of_a_country_is_not_the_country(engine: Engine) -> None:
    _, found = mentions("Shells hit the Ukrainian town of Toretsk on Monday.", engine)
    assert found["Toretsk"].place.precision == "settlement"
    assert "Ukrainian town" not in found


def test_letters_of_a_link_take_up_no_place_told_before(engine: Engine) -> None:
    text = "A blast hit Gao in Mali. See pic.example.orgkDm4Zq for the bombing there."
    case, _ = open_case(report(text), engine)
    link, there = text.index("orgkDm4Zq"), text.index("there")
    assert place_of(case, Span(start=link, end=link + 9), trusted=True) is None
    found = place_of(case, Span(start=there, end=there + 5))
    assert found is not None and found[0].name == "Gao"


@pytest.mark.parametrize("told", ["the country's north-west", "the north-west of the country"])
def test_a_part_of_the_country_is_that_part(told: str, engine: Engine) -> None:
    _, found = mentions(f"Fighting in Mali went on. Shells fell in {told} on Monday.", engine)
    assert found[told].place.name == "Northwestern Mali"


def test_a_site_that_a_town_owns_is_one_place(engine: Engine) -> None:
    _, found = mentions("Rebels freed the inmates of Gao’s central prison in Mali.", engine)
    assert found["Gao’s central prison"].place.name == "Gao Central Prison"


def test_words_that_take_up_a_place(engine: Engine) -> None:
    case, _ = mentions(
        "Shells fell on Gao in Mali. There are no dead. The town was empty; nobody lives there.", engine
    )
    assert [anaphor.kind for anaphor in find_anaphors(case)] == ["settlement", "there"]


def test_the_bare_name_of_the_strip_is_no_city(engine: Engine) -> None:
    _, found = mentions("Israeli troops pulled out of Gaza on Monday, Israel said.", engine)
    assert found["Gaza"].place.name == "Gaza Strip"


def test_a_claim_without_a_place_of_its_own_gets_the_one_told_before(engine: Engine) -> None:
    text = (
        "Shelling kills 12 in Gao\n\nTwelve people were killed on Monday when rockets hit a market in Gao in Mali, "
        "medics said.\n\nThe attack wounded 30 others.\n"
    )
    claims, _ = code_report(report(text), engine)
    assert claims
    assert {place.name for claim in claims for place in claim.places[:1]} == {"Gao"}
    assert all(text[p.span.start : p.span.end] == p.words for claim in claims for p in claim.places)


def test_of_two_places_the_one_of_the_deed_is_chosen(engine: Engine) -> None:
    text = "Rebels captured Kidal in Mali on Monday, a spokesman told reporters in Paris.\n"
    claims, _ = code_report(report(text), engine)
    assert [claim.places[0].name for claim in claims if claim.kind == "capture"] == ["Kidal"]


def test_what_the_encoder_points_at_counts_by_its_log_odds(engine: Engine) -> None:
    text = "Shells fell on Gao in Mali on Monday. The army had left Kidal before."
    case, drafts = open_case(report(text), engine)
    at = text.index("Kidal")
    piece = Role(role="place", start=at, end=at + 5, probability=0.5)
    draft = replace(drafts[0], reading=replace(drafts[0].reading, where=(piece,)))
    ground = make_ground(case, find_mentions(case, drafts), drafts)
    found = {ground.by_key[key][0].place.name: row for key, row in features(case, ground, draft).items()}
    assert found["Kidal"]["pointer"] == pytest.approx(-math.log(WHERE_FLOOR / (1 - WHERE_FLOOR)))
    assert "pointer" not in found["Gao"]


def test_a_wide_place_of_the_lead_gives_way_to_the_one_in_it_that_the_body_tells(engine: Engine) -> None:
    text = (
        "Gunmen killed 14 people in a village in northern Mali on Monday, officials said.\n\n"
        "The gunmen attacked Ansongo at dawn and shot villagers dead, a resident said.\n"
    )
    claims, _ = code_report(report(text), engine)
    assert claims
    assert {claim.places[0].name for claim in claims if claim.kind == "attack"} == {"Ansongo"}


def test_nothing_happens_where_a_missile_comes_from(engine: Engine) -> None:
    text = "Shelling hit Gao in Mali on Monday. Rockets fired from Kidal killed two people.\n"
    case, drafts = open_case(report(text), engine)
    found = {m.place.name: m.before for m in find_mentions(case, drafts)}
    assert found["Kidal"] == "origin"
    claims, _ = code_report(report(text), engine)
    assert claims
    assert "Kidal" not in {place.name for claim in claims for place in claim.places}


def test_a_people_is_no_town_of_that_name(engine: Engine) -> None:
    text = "Shells fell on a Kurdish village and on the town of Kirkuk in Iraq on Monday, medics said.\n"
    case, drafts = open_case(report(text), engine)
    # The encoder's words for the place may be any.
    pieces = [
        Role(role="place", start=text.index(words), end=text.index(words) + len(words), probability=0.9)
        for words in ("Kurdish village", "Kirkuk")
    ]
    draft = replace(drafts[0], reading=replace(drafts[0].reading, roles=tuple(pieces)))
    assert {mention.place.name for mention in find_mentions(case, [draft])} == {"Kirkuk", "Iraq"}


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("Fighters shelled Gao, the capital of Gao Region, in Mali on Monday.", []),
        ("Fighters shelled Gao in Mali on Monday and moved on the capital.", ["Bamako"]),
        ("Fighters shelled Gao in Mali on Monday, far from the capital of Mali.", ["Bamako"]),
        ("Fighters shelled Gao on Monday. The Malian capital was calm, as were towns of Mali.", ["Bamako"]),
        ("Fighters shelled Gao on Monday. The Malian capital, Bamako, was calm.", ["Bamako"]),
    ],
)
def test_a_capital_is_that_of_what_it_is_told_to_be(text: str, capitals: list[str], engine: Engine) -> None:
    _, found = mentions(text + "\n", engine)
    assert [mention.place.name for mention in found.values() if mention.place.name == "Bamako"] == capitals
