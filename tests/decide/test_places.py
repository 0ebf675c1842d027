from __future__ import annotations

import pytest

from dateline.decide.places import place_of, written_place
from dateline.errors import UsageError
from dateline.words.tables import Words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hama", "Hama, SY"),
        ("Hama, Syria", "Hama, SY"),
        ("Hama, sy", "Hama, SY"),
        ("Tripoli, LB", "Tripoli, LB (geonames 266826)"),
        ("Tripoli, Iowa, US", "Tripoli, US (geonames 4879018)"),
        ("266826", "Tripoli, LB (geonames 266826)"),
        ("geonames 266826", "Tripoli, LB (geonames 266826)"),
        ("Syria", "Syria, SY"),
    ],
)
def test_a_place_has_one_written_form_which_means_itself(text: str, told: str, words: Words) -> None:
    assert written_place(text, words) == told
    assert written_place(told, words) == told
    assert place_of(told, words) == place_of(text, words)


def test_a_place_comes_with_its_point_precision_and_radius(words: Words) -> None:
    place = place_of("Tripoli, LB", words)
    assert place.lat == pytest.approx(34.43, abs=0.05)
    assert (place.country, place.precision, place.words) == ("LB", "settlement", "")
    assert place.radius_km is not None
    assert place_of("Syria", words).precision == "country"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tripoli", r"could be Tripoli, LY or Tripoli, LB"),
        ("Nowhereville", "There is no place 'Nowhereville'"),
        ("Hama, Peru", "There is no place 'Hama' in 'Peru'"),
        ("999999999999", "no place with the GeoNames number"),
        (",", "Give the place"),
    ],
)
def test_what_no_place_or_several_bear_is_refused(text: str, said: str, words: Words) -> None:
    with pytest.raises(UsageError, match=said):
        written_place(text, words)
