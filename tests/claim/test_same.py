"""Repeats within one report are folded; different happenings are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.claim.same import Ground, fold_repeats
from dateline.model import Actor, Claim, Count, Place, Producer, Source, Span, When

AT = Span(start=0, end=1)


def claim(at: int, **fields: object) -> Claim:
    base = Claim(
        claim=f"x{at}", report="r", id="", outlet=None, published=None, quotes=(f"quote at {at}",),
        quote_spans=(Span(start=at, end=at + 10),), trigger="took", trigger_span=Span(start=at, end=at + 4),
        kind="capture", status="happened", actors=(), targets=(), places=(place("Kidal"),), when=When(), counts=(),
        means=(), said_by=(), hedge=None, producer=Producer(name="t", version="1", words="w"), why="",
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def place(name: str) -> Place:
    return Place(name=name, words=name, span=AT, country="ML", precision="settlement")


def said(name: str) -> Source:
    return Source(name=name, party="government", words=name, span=AT)


def day(number: int) -> When:
    return When(
        earliest=dt.date(2023, 11, number), latest=dt.date(2023, 11, number), precision="day", words="x"
    )


def ground(headline_end: int = 0) -> Ground:
    """A report of ten sentences of twenty letters each, with no event nouns."""
    sentences = tuple(Span(start=at, end=at + 20) for at in range(0, 200, 20))
    return Ground(text="x" * 200, sentences=sentences, headline_end=headline_end, nouns={})


def killed(low: int) -> Count:
    return Count(what="killed", who="people", low=low, high=low, words="x", span=AT)


def test_a_repeat_by_the_same_origin_becomes_evidence() -> None:
    folded = fold_repeats((claim(50), claim(90, when=day(14))), ground())
    assert len(folded) == 1
    assert folded[0].quotes == ("quote at 50", "quote at 90")
    assert folded[0].quote_spans == (Span(start=50, end=60), Span(start=90, end=100))
    assert folded[0].when == day(14)


@pytest.mark.parametrize(("north", "claims"), [(0.03, 1), (0.5, 2)])
def test_a_site_in_a_town_is_in_that_town_and_one_far_off_is_not(north: float, claims: int) -> None:
    town = replace(place("Kidal"), lat=18.44, lon=1.41)
    site = replace(place("Kidal Prison"), lat=18.44 + north, lon=1.41, precision="site")
    told = (claim(0, places=(town,), kind="free"), claim(60, places=(site,), kind="free"))
    folded = fold_repeats(told, ground())
    assert len(folded) == claims
    assert folded[-1].places[0].name == "Kidal Prison"


def test_what_went_on_in_a_country_is_not_what_happened_in_a_town_of_it() -> None:
    country = replace(place("Mali"), precision="country")
    years = replace(day(15), earliest=dt.date(2012, 1, 1), precision="longer")
    for when in (When(), years):
        told = (claim(60, when=day(14)), claim(100, places=(country,), when=when))
        assert len(fold_repeats(told, ground())) == 2
    assert (
        len(fold_repeats((claim(60, when=day(14)), claim(100, places=(country,), when=day(14))), ground()))
        == 1
    )
    # What a lead tells of the country is told again of the town.
    assert len(fold_repeats((claim(0, places=(country,)), claim(60, when=day(14))), ground())) == 1


def test_of_two_lengths_of_one_war_the_closer_is_kept() -> None:
    wide = replace(day(15), earliest=dt.date(2010, 1, 1), precision="longer")
    close = replace(wide, earliest=dt.date(2011, 1, 1))
    for first, second in ((wide, close), (close, wide)):
        folded = fold_repeats((claim(0, when=first), claim(60, when=second)), ground())
        assert [each.when for each in folded] == [close]
    # What has gone on since another year is another stretch of it.
    since = replace(wide, earliest=dt.date(2020, 1, 1))
    assert [each.when for each in fold_repeats((claim(0, when=wide), claim(60, when=since)), ground())] == [
        wide
    ]
    # A day within days of the same week says nothing of which is meant: the leading account's stays.
    days = replace(day(15), earliest=dt.date(2023, 11, 10), precision="days")
    folded = fold_repeats((claim(0, when=days), claim(60, when=day(15))), ground())
    assert [each.when for each in folded] == [days]


def test_a_headline_gives_way_to_the_attributed_body() -> None:
    folded = fold_repeats((claim(0), claim(50, said_by=(said("Army"),))), ground(20))
    assert len(folded) == 1
    assert folded[0].trigger_span.start == 50
    assert folded[0].said_by[0].name == "Army"
    assert folded[0].quotes == ("quote at 50", "quote at 0")


@pytest.mark.parametrize(
    "other",
    [
        claim(90, said_by=(said("Army"),)),
        claim(90, kind="advance"),
        claim(90, status="denied"),
        claim(90, places=(place("Gao"),)),
        claim(90, actors=(Actor(name="B", words="B", span=AT, type="rebels"),)),
        claim(90, when=day(15)),
        claim(90, counts=(killed(9),)),
    ],
    ids=["origin", "kind", "status", "place", "actor", "day", "count"],
)
def test_what_differs_stays_apart(other: Claim) -> None:
    first = claim(
        50, when=day(14), counts=(killed(12),), actors=(Actor(name="A", words="A", span=AT, type="rebels"),)
    )
    assert len(fold_repeats((first, other), ground())) == 2


def told(text: str, trigger: str, kind: str, **fields: object) -> Claim:
    """A claim at its trigger in a text, with its sentence as the quote."""
    at = text.index(trigger)
    end = text.index(".", at)
    start = text.rfind(".", 0, at) + 1
    return claim(
        at, kind=kind, trigger=trigger, trigger_span=Span(start=at, end=at + len(trigger)),
        quotes=(text[start:end],), quote_spans=(Span(start=start, end=end),), **fields,
    )  # fmt: skip


def page(text: str) -> Ground:
    """A text of one line, its sentences ended by full stops, with nouns that can mean several kinds."""
    ends = [n + 1 for n, letter in enumerate(text) if letter == "."]
    sentences = tuple(Span(start=a, end=b) for a, b in zip([0, *ends], ends, strict=False))
    kinds = frozenset({"bombing", "airstrike", "shelling"})
    return Ground(
        text=text, sentences=sentences, headline_end=0, nouns={"blast": kinds}, harm=frozenset({"wounded"})
    )


TALE = (
    "A car bomb burned nine stalls. The bomb threw a bus over. Later a mortar hit a pump. The blast broke a wall."
    " Forty were wounded."
)


def at(name: str) -> dict[str, object]:
    """A place that stands in no sentence of the tale: carried over, not told."""
    return {"places": (replace(place(name), span=Span(start=900, end=901)),)}


def test_a_general_noun_means_the_event_told_most() -> None:
    shelled = told(TALE, "hit", "shelling", **at("Kidal"))
    blast = told(TALE, "blast", "attack", **at("Kidal"))
    bomb, again = told(TALE, "bomb", "bombing", **at("Kidal")), told(TALE, "threw", "bombing", **at("Kidal"))
    folded = fold_repeats((bomb, again, shelled, blast), page(TALE))
    assert [(each.kind, len(each.quotes)) for each in folded] == [("bombing", 3), ("shelling", 1)]


def test_an_indefinite_noun_is_an_event_of_its_own() -> None:
    text = TALE.replace("The blast", "Some blast")
    bomb, blast = told(text, "bomb", "bombing", **at("Kidal")), told(text, "blast", "attack", **at("Kidal"))
    assert [each.kind for each in fold_repeats((bomb, blast), page(text))] == ["bombing", "attack"]


def test_a_noun_with_another_place_in_its_sentence_is_another_event() -> None:
    text = TALE.replace("broke a wall", "broke a wall in Gao")
    gao = replace(place("Gao"), span=Span(start=text.index("Gao"), end=text.index("Gao") + 3))
    bomb, blast = told(text, "bomb", "bombing", **at("Kidal")), told(text, "blast", "attack", places=(gao,))
    assert [each.kind for each in fold_repeats((bomb, blast), page(text))] == ["bombing", "attack"]


def test_the_wounded_alone_are_those_of_the_event_told() -> None:
    hurt = told(TALE, "wounded", "attack", counts=(replace(killed(40), what="wounded"),), **at("Kidal"))
    bomb = told(TALE, "bomb", "bombing", **at("Kidal"))
    (folded,) = fold_repeats((bomb, hurt), page(TALE))
    assert folded.kind == "bombing"
    assert [(each.what, each.low) for each in folded.counts] == [("wounded", 40)]


@pytest.mark.parametrize(
    "fields",
    [{"actors": (Actor(name="A", words="A", span=AT, type="rebels"),)}, {"means": ("rifle",)}],
    ids=["by whom", "with what"],
)
def test_the_wounded_of_an_act_told_by_itself_are_its_own(fields: dict[str, object]) -> None:
    hurt = told(TALE, "wounded", "attack", **at("Kidal"), **fields)
    bomb = told(TALE, "bomb", "bombing", **at("Kidal"))
    assert [each.kind for each in fold_repeats((bomb, hurt), page(TALE))] == ["bombing", "attack"]


def test_the_dead_of_one_sentence_belong_to_its_attack() -> None:
    text = "Gunmen raided the camp and the toll was nine. A week later the toll was ninety."
    raid, toll = told(text, "raided", "attack"), told(text, "toll", "toll", counts=(killed(9),))
    (folded,) = fold_repeats((raid, toll), page(text))
    assert (folded.kind, [each.low for each in folded.counts]) == ("attack", [9])
    longer = replace(
        toll, when=When(earliest=dt.date(2023, 1, 1), latest=None, precision="longer", words="x")
    )
    assert [each.kind for each in fold_repeats((raid, longer), page(text))] == ["attack", "toll"]


def test_a_headline_that_names_no_place_is_of_the_leads() -> None:
    elsewhere = claim(0, **at("Bamako"))
    folded = fold_repeats((elsewhere, claim(50)), ground(headline_end=20))
    assert [one.places[0].name for one in folded] == ["Kidal"]
    # A later paragraph may tell of another place.
    later = fold_repeats((elsewhere, claim(150)), ground(headline_end=20))
    assert [one.places[0].name for one in later] == ["Bamako", "Kidal"]
    # One that names its place keeps it.
    named = replace(place("Bamako"), span=Span(start=5, end=11))
    assert len(fold_repeats((claim(0, places=(named,)), claim(50)), ground(headline_end=20))) == 2


def test_fighters_hurt_where_ground_was_taken_fell_there() -> None:
    text = "A jet bombed a ford.\nTroops took two towns. Three men were wounded."
    jet = told(text, "bombed", "airstrike", **at("Kidal"))
    took = told(text, "took", "capture", **at("Kidal"))
    soldiers = Actor(name="Army", words="men", span=AT, type="state forces")
    hurt = told(text, "wounded", "clash", targets=(soldiers,), **at("Kidal"))
    assert [each.kind for each in fold_repeats((jet, took, hurt), page(text))] == [
        "airstrike",
        "capture",
        "clash",
    ]
    traders = replace(hurt, targets=(replace(soldiers, name="traders", type="civilians"),))
    assert [each.kind for each in fold_repeats((jet, took, traders), page(text))] == ["airstrike", "capture"]
