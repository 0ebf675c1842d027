"""Places of a report: countries, spans, and which place a name means, from plain text to records."""

from __future__ import annotations

import itertools

import pytest

from dateline.mention.place_choice import distance_km, moved
from dateline.mention.place_context import home_of
from dateline.mention.places import find_places, place_context, report_countries, resolve_place
from dateline.model import Place, Span
from dateline.words.places import Gazetteer

SYRIA = (
    "DAMASCUS, Syria. Rebels entered Hama on Thursday after days of fighting in the northern countryside. "
    "The Syrian army said its troops had left the city. Fighters opened the gates of Hama Central Prison, "
    "and columns moved towards Homs, while jets struck villages near Talbiseh and a bridge 20 km north of Homs. "
    "In northwestern Syria thousands fled. Shells fell in Kafr Zzyxabad, residents said."
)
SUDAN = (
    "The Rapid Support Forces shelled El Fasher in Sudan's Darfur on Monday, medics said. People fled to Tawila, "
    "a town in North Darfur state. Fighters then entered the town and burned its market. "
    "The capital, Khartoum, was quiet."
)
LEBANON = (
    "Shelling hit the port of Tripoli in northern Lebanon, and Lebanese troops closed the road to Beirut."
)
LIBYA = (
    "Militias fought in Tripoli and Misrata, and the Libyan government asked the United Nations to step in."
)


def resolve(text: str, words: str, gazetteer: Gazetteer, after: str = "") -> Place | None:
    at = text.index(words, text.index(after) if after else 0)
    return resolve_place(words, Span(start=at, end=at + len(words)), place_context(text, gazetteer))


def named(place: Place | None) -> Place:
    assert place is not None
    return place


@pytest.mark.parametrize(("text", "country"), [(SYRIA, "SY"), (SUDAN, "SD"), (LEBANON, "LB"), (LIBYA, "LY")])
def test_the_country_of_a_report_comes_first(gazetteer: Gazetteer, text: str, country: str) -> None:
    countries = report_countries(text, gazetteer, gazetteer.countries)
    assert countries[0][0] == country
    assert sum(share for _, share in countries) == pytest.approx(1.0)


def test_a_text_without_places_has_no_countries(gazetteer: Gazetteer) -> None:
    assert report_countries("It rained all day and nobody came.", gazetteer, gazetteer.countries) == ()


def test_namesakes_go_by_the_country_of_the_report(gazetteer: Gazetteer) -> None:
    assert named(resolve(LEBANON, "Tripoli", gazetteer)).country == "LB"
    assert named(resolve(LIBYA, "Tripoli", gazetteer)).country == "LY"


def test_a_following_province_decides(gazetteer: Gazetteer) -> None:
    text = "A fire broke out in Paris, Texas, on Sunday, officials in France were told."
    place = named(resolve(text, "Paris", gazetteer))
    assert (place.country, place.admin1) == ("US", "Texas")


def test_a_small_namesake_far_away_is_never_taken(gazetteer: Gazetteer) -> None:
    place = named(resolve("Syrian rebels took Baraboo near Homs in Syria.", "Baraboo", gazetteer))
    assert place.lat is None
    assert place.country == "SY"


def test_a_known_town_has_point_precision_and_radius(gazetteer: Gazetteer) -> None:
    place = named(resolve(SYRIA, "Hama", gazetteer))
    assert (place.name, place.country, place.precision) == ("Hama", "SY", "settlement")
    assert place.geonames == 170017
    assert place.lat == pytest.approx(35.13, abs=0.05)
    assert place.radius_km is not None
    assert 1 <= place.radius_km <= 25


def test_an_unknown_name_keeps_its_words_and_has_no_point(gazetteer: Gazetteer) -> None:
    place = named(resolve(SYRIA, "Kafr Zzyxabad", gazetteer))
    assert (place.name, place.country, place.lat, place.lon) == ("Kafr Zzyxabad", "SY", None, None)


def test_a_site_is_named_by_its_own_name(gazetteer: Gazetteer) -> None:
    place = named(resolve(SYRIA, "Hama Central Prison", gazetteer))
    assert (place.name, place.precision, place.country) == ("Hama Central Prison", "site", "SY")


def test_an_unlisted_site_stands_at_its_town_with_a_wide_ring(gazetteer: Gazetteer) -> None:
    text = (
        "Jets hit the Talbiseh bakery bridge in Syria. A shell struck Talbiseh hospital, Syrian medics said."
    )
    place = named(resolve(text, "Talbiseh hospital", gazetteer))
    assert (place.name, place.precision) == ("Talbiseh hospital", "site")
    assert place.lat == pytest.approx(34.84, abs=0.05)
    assert place.radius_km is not None
    assert place.radius_km > 5


def test_a_road_or_bridge_is_looked_for_at_the_town_it_is_called_after(gazetteer: Gazetteer) -> None:
    text = "Jets hit the Talbiseh bridge in Syria, and the Freedom bridge. Two Syrians died at Homs hospital."
    place = named(resolve(text, "Talbiseh bridge", gazetteer))
    assert (place.name, place.precision, place.words) == ("Talbiseh", "near", "Talbiseh bridge")
    assert named(resolve(text, "Freedom bridge", gazetteer)).precision == "site"
    assert named(resolve(text, "Homs hospital", gazetteer)).name == "Homs hospital"


def test_near_and_outskirts_give_near(gazetteer: Gazetteer) -> None:
    place = named(resolve(SYRIA, "Talbiseh", gazetteer))
    assert place.precision == "near"
    assert named(resolve(SYRIA, "Hama", gazetteer)).precision == "settlement"


def test_a_distance_and_direction_move_the_point(gazetteer: Gazetteer) -> None:
    place = named(resolve(SYRIA, "Homs", gazetteer, after="20 km north"))
    assert place.precision == "near"
    assert place.lat is not None
    assert place.lon is not None
    assert distance_km(34.7324, 36.7137, place.lat, place.lon) == pytest.approx(20, abs=1.5)
    assert place.lat > 34.8


def test_a_part_of_a_country_is_a_region_in_that_part(gazetteer: Gazetteer) -> None:
    place = named(resolve(SYRIA, "northwestern Syria", gazetteer))
    assert (place.name, place.precision) == ("Northwestern Syria", "region")
    assert place.lat is not None
    assert place.lon is not None
    assert place.lat > 35
    assert place.lon < 38.5


def test_a_province_word_gives_the_province(gazetteer: Gazetteer) -> None:
    text = "Shelling hit Hama province in Syria, and Hama itself."
    assert named(resolve(text, "Hama province", gazetteer)).precision == "province"
    assert named(resolve(text, "Hama", gazetteer, after="and Hama")).precision == "settlement"


def test_a_common_noun_takes_up_the_place_told_before(gazetteer: Gazetteer) -> None:
    assert named(resolve(SYRIA, "the city", gazetteer)).name == "Hama"
    assert named(resolve(SUDAN, "the town", gazetteer)).name == "Tawila"
    assert named(resolve(SUDAN, "The capital", gazetteer)).name == "Khartoum"


def test_a_demonym_gives_the_country_and_a_sea_no_country(gazetteer: Gazetteer) -> None:
    text = "The strike hit Yemeni soil and ships in the Red Sea, Yemen said."
    assert named(resolve(text, "Yemeni soil", gazetteer)).country == "YE"
    sea = named(resolve(text, "the Red Sea", gazetteer))
    assert (sea.name, sea.country, sea.precision) == ("Red Sea", None, "region")


def test_an_acronym_is_no_place(gazetteer: Gazetteer) -> None:
    text = "Fighters of the RSF stormed the market in Nyala, Sudan."
    assert resolve(text, "RSF", gazetteer) is None


def test_spans_are_the_names_and_not_the_people(gazetteer: Gazetteer) -> None:
    text = (
        "On Monday General Ahmad Hassan said troops held Idlib. President Vladimir Putin was in Moscow. "
        "Meanwhile Kobani was calm, and the hospital in Qamishli was full."
    )
    found = [text[span.start : span.end] for span in find_places(text, place_context(text, gazetteer))]
    assert found == ["Idlib", "Moscow", "Kobani", "Qamishli"]


def test_small_words_belong_to_the_names_that_hold_them_and_part_others(gazetteer: Gazetteer) -> None:
    text = "Shells crossed the Line of Control in Jammu and Kashmir. India and Pakistan blamed each other."
    found = [text[span.start : span.end] for span in find_places(text, place_context(text, gazetteer))]
    assert found == ["Line of Control", "Jammu and Kashmir", "India", "Pakistan"]


def test_spans_are_exact_ordered_and_apart(gazetteer: Gazetteer) -> None:
    spans = find_places(SYRIA, place_context(SYRIA, gazetteer))
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert {"Hama", "Homs", "Hama Central Prison"} <= {SYRIA[s.start : s.end] for s in spans}


def test_two_readings_of_one_text_are_equal(gazetteer: Gazetteer) -> None:
    assert place_context(SUDAN, gazetteer).met == place_context(SUDAN, gazetteer).met


def test_moving_and_measuring_agree() -> None:
    lat, lon = moved(35.0, 36.0, 50.0, 90.0)
    assert distance_km(35.0, 36.0, lat, lon) == pytest.approx(50.0, abs=0.1)
    assert lon > 36.0


@pytest.mark.parametrize(
    ("text", "home"),
    [
        (
            "U.S. officials said U.S. jets bombed Wad Madani. Kosti and Sennar were hit too, Washington said.",
            "SD",
        ),
        ("Talks opened in Khartoum. Sudan and Chad met.", "SD"),
        ("Sudan and Chad met; Sudan spoke first.", "SD"),
        (
            "A cafe in a Ukrainian village near Meridian burned, officials in Kharkiv said; Ukraine mourned.",
            "UA",
        ),
        (
            "TAMPA, Florida - Jets bombed Kobani and Raqqa in Syria on Jan. 30, U.S. officers said of Syria.",
            "SY",
        ),
        ("A mill burned.", None),
    ],
)
def test_a_report_is_at_home_where_its_towns_are(gazetteer: Gazetteer, text: str, home: str | None) -> None:
    assert home_of(place_context(text, gazetteer)) == home


def test_a_month_cut_short_is_no_town(gazetteer: Gazetteer) -> None:
    text = "Troops left Wad Madani on Jan. 30 and on Dec. 2, and Sudan's army came back in Nov."
    assert [text[s.start : s.end] for s in find_places(text, place_context(text, gazetteer))] == [
        "Wad Madani",
        "Sudan",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Raids hit the Red Sea port city of Hodeidah in Yemen.", ["Hodeidah", "Yemen"]),
        ("Raids hit the Black Sea port of Odesa in Ukraine.", ["Odesa", "Ukraine"]),
        ("A blast shook Hodeidah port in Yemen.", ["Hodeidah port", "Yemen"]),
        ("They left the Aleppo province of Syria.", ["Aleppo province", "Syria"]),
    ],
)
def test_what_only_says_where_a_place_lies_is_no_place_of_its_own(
    gazetteer: Gazetteer, text: str, found: list[str]
) -> None:
    spans = find_places(text, place_context(text, gazetteer))
    assert [text[span.start : span.end] for span in spans] == found
