"""The gazetteer, the country table and the outlines, as shipped."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.words.countries import load_countries
from dateline.words.outlines import load_outlines, outlines
from dateline.words.placenames import fold_place, loose_key, strip_kind
from dateline.words.places import PLACES_FILE, SUPPLEMENT_FILE, Gazetteer


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ḩamāh", "hamah"),
        ("Deir ez-Zor", "deir zor"),
        ("El-Fasher", "fasher"),
        ("Sana'a", "sanaa"),
        ("Donets’k", "donetsk"),
        ("The Hague", "hague"),
        ("St. Petersburg", "saint petersburg"),
        ("الحسكة", "حسكه"),
        ("", ""),
    ],
)
def test_folding_brings_spellings_together(written: str, folded: str) -> None:
    assert fold_place(written) == folded


def test_kind_words_go_before_and_after_but_never_all() -> None:
    assert strip_kind("city of homs") == "homs"
    assert strip_kind("hama province") == "hama"
    assert strip_kind("province") == "province"


def test_loose_key_joins_romanisations_and_keeps_others_apart() -> None:
    assert loose_key("khan sheikhoun") == loose_key("khan shaykhun")
    assert loose_key("homs") != loose_key("hama")


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("Hama", "SY", 35.13, 36.76),
        ("حماة", "SY", 35.13, 36.76),
        ("Khan Shaykhun", "SY", 35.44, 36.65),
        ("Avdeyevka", "UA", 48.14, 37.75),
        ("Київ", "UA", 50.45, 30.52),
        ("El Geneina", "SD", 13.45, 22.45),
        ("Qamhana", "SY", 35.2, 36.74),
        ("Tripoli", "LY", 32.89, 13.19),
    ],
)
def test_towns_are_found_by_any_spelling(
    gazetteer: Gazetteer, name: str, country: str, lat: float, lon: float
) -> None:
    found = [e for e in gazetteer.candidates(name) if e.country == country and e.kind == "settlement"]
    assert found
    assert found[0].lat == pytest.approx(lat, abs=0.1)
    assert found[0].lon == pytest.approx(lon, abs=0.1)


def test_namesakes_are_all_given(gazetteer: Gazetteer) -> None:
    countries = {e.country for e in gazetteer.candidates("Tripoli")}
    assert {"LY", "LB"} <= countries


def test_a_word_for_the_kind_may_be_there_or_not(gazetteer: Gazetteer) -> None:
    plain = {e.id for e in gazetteer.candidates("Idlib")}
    assert plain == {e.id for e in gazetteer.candidates("Idlib province")}
    assert plain <= {e.id for e in gazetteer.candidates("the city of Idlib")}


def test_unknown_names_find_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Qwrtzpsd") == ()
    assert gazetteer.candidates("") == ()


def test_gaza_strip_is_a_place_of_its_own_not_the_country(gazetteer: Gazetteer) -> None:
    first = gazetteer.candidates("Gaza Strip")[0]
    assert (first.name, first.country, first.kind) == ("Gaza Strip", "PS", "region")
    assert all(e.kind != "country" for e in gazetteer.candidates("Gaza Strip"))


def test_look_up_is_the_same_from_two_gazetteers(gazetteer: Gazetteer) -> None:
    other = Gazetteer()
    assert other.candidates("Homs") == gazetteer.candidates("Homs")
    assert other.digest == gazetteer.digest
    other.close()


def test_missing_table_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="build_places"):
        Gazetteer(places=tmp_path / "none.sqlite")


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "places.sqlite"
    wrong.write_text("not a database, only text that is long enough to be read as one", encoding="utf-8")
    with pytest.raises(DataError, match="not a place table"):
        Gazetteer(places=wrong)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("X\tZZ\t1\t2\tsettlement\t\t\t3\tmap", "country code"),
        ("X\tSY\t1\t2\tcastle\t\t\t3\tmap", "no kind"),
        ("X\tSY\t95\t2\tsite\t\t\t3\tmap", "off the globe"),
        ("X\tSY\t1\t2\tsite\t\t\tfar\tmap", "numbers"),
        ("X\tSY\t1\t2\tsite\t\t\t3\t", "source"),
    ],
)
def test_a_bad_supplement_line_is_named(tmp_path: Path, row: str, fault: str) -> None:
    file = tmp_path / "supplement.tsv"
    file.write_text(
        f"name\tcountry\tlat\tlon\tkind\taliases\tparent\tradius_km\tsource\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match=f"line 2.*{fault}"):
        Gazetteer(supplement=file)


def test_supplement_is_sorted_and_without_doubles() -> None:
    with SUPPLEMENT_FILE.open(encoding="utf-8", newline="") as file:
        rows = [(r["country"], r["name"], r["kind"]) for r in csv.DictReader(file, delimiter="\t", quoting=3)]
    assert len(rows) >= 400
    assert rows == sorted(set(rows))


def test_digest_file_tells_the_bytes_of_the_shipped_table() -> None:
    lines = PLACES_FILE.with_name("places.digest.tsv").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("\t")[:2] for line in lines)
    assert values["sha256"] == hashlib.sha256(PLACES_FILE.read_bytes()).hexdigest()


def test_countries_are_whole_and_neighbours_mutual() -> None:
    table = load_countries().by_iso
    assert len(table) > 240
    for iso, country in table.items():
        assert country.lat is not None, iso
        assert all(iso in table[other].neighbours for other in country.neighbours), iso
    assert {"PS", "XK", "TW", "EH"} <= set(table)
    assert "IQ" in table["SY"].neighbours


def test_country_words_tell_names_from_demonyms() -> None:
    countries = load_countries()
    assert countries.named("Burma") == ("MM",)
    assert countries.words["Syrian"] == (("SY", "demonym"),)
    assert {iso for iso, _ in countries.words["Congolese"]} == {"CD", "CG"}
    assert countries.named("Syrian") == ()


def test_outlines_of_a_box_are_those_that_meet_it() -> None:
    loaded = load_outlines()
    met = outlines(loaded, (32.0, 35.0, 37.5, 42.5))
    countries = {line.country for line in met if line.kind == "country"}
    assert {"SY", "LB", "IQ", "TR", "JO"} <= countries
    assert "UA" not in countries
    assert any(line.country == "SY" and line.kind == "province" for line in met)
    assert all(line.kind == "country" for line in outlines(loaded, (32.0, 35.0, 37.5, 42.5), provinces=False))


def test_country_rings_close_and_hold_their_capital() -> None:
    rings = [r for r in load_outlines().lines if r.country == "SY" and r.kind == "country"]
    largest = max(rings, key=lambda ring: len(ring.points))
    assert largest.points[0] == pytest.approx(largest.points[-1], abs=0.011)
    south, west, north, east = largest.box
    assert south < 33.51 < north
    assert west < 36.28 < east


def test_missing_outlines_say_what_makes_them(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="build_outlines"):
        load_outlines(tmp_path / "none.json")
