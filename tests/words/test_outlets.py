"""The table of outlets: look-ups by name and domain, credit lines, and the checks of its data."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.words.outlets import OutletTable, outlets_from_tsv, unknown_voices

DATA = Path(__file__).parents[2] / "dateline" / "data"
HEADER = "id\tname\tcountry\tlanguage\tkind\towner\tvoice\tsource\taliases"


def row(*cells: str) -> str:
    return "\t".join(cells)


BLUE = row(
    "blue-agency", "Blue News Agency", "SY", "en", "agency", "private", "", "test", "BNA|blue.example.com"
)
GREEN = row("green-state", "Green State Agency", "IQ", "ar", "state", "state", "iq-government", "test", "GSA")
RED = row("red-times", "The Red Times", "FR", "fr", "newspaper", "private", "", "test", "redtimes.fr")


def table(*rows: str) -> OutletTable:
    return outlets_from_tsv("\n".join((HEADER, *rows)) + "\n")


@pytest.fixture(scope="module")
def shipped() -> OutletTable:
    return outlets_from_tsv((DATA / "outlets" / "outlets.tsv").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "name",
    ["The Red Times", "red times", "RED TIMES", "redtimes.fr", "https://www.redtimes.fr/a/b?c=1", "redtimes",
     "Red Times (Paris)"],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(name: str) -> None:
    found = table(BLUE, GREEN, RED).lookup(name)
    assert found is not None
    assert found.id == "red-times"


@pytest.mark.parametrize("name", ["Orange Times", "", "example.com", "blue.example.org"])
def test_an_unknown_name_is_not_guessed(name: str) -> None:
    assert table(BLUE, GREEN, RED).lookup(name) is None


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((RED, BLUE), "line 3"),
        ((BLUE, BLUE), "repeated"),
        ((BLUE.replace("\tagency\t", "\tblog\t"),), "unknown kind 'blog'"),
        ((BLUE.replace("\tSY\t", "\tSyria\t"),), "'Syria'"),
        ((GREEN.replace("iq-government", ""),), "voice"),
        ((BLUE.replace("\ttest\t", "\t\t"),), "source"),
        ((BLUE, GREEN.replace("GSA", "BNA")), "both 'blue-agency' and 'green-state'"),
        ((BLUE + "\tmore",), "10 cells"),
    ],
)
def test_bad_data_names_its_line(rows: tuple[str, ...], says: str) -> None:
    with pytest.raises(DataError, match=r"outlets\.tsv line \d") as caught:
        table(*rows)
    assert says in str(caught.value)


def test_a_wrong_header_is_refused() -> None:
    with pytest.raises(DataError, match="line 1"):
        outlets_from_tsv("id\tname\n")


def test_the_digest_follows_the_text() -> None:
    assert table(BLUE).digest != table(BLUE, GREEN).digest
    assert table(BLUE).digest == table(BLUE).digest


def test_the_shipped_table_is_wide_and_its_voices_are_registered(shipped: OutletTable) -> None:
    listed = {
        line.split("\t")[0] for line in (DATA / "actors" / "actors.tsv").read_text("utf-8").splitlines()
    }
    bodies = [
        line.split("\t")[0] for line in (DATA / "actors" / "state_bodies.tsv").read_text("utf-8").splitlines()
    ]
    states = [
        line.split("\t")[0] for line in (DATA / "places" / "countries.tsv").read_text("utf-8").splitlines()
    ]
    listed |= {f"{iso.lower()}-{body}" for iso in states for body in bodies}
    assert len(shipped.entries) >= 280
    assert unknown_voices(shipped, listed) == ()
    assert unknown_voices(shipped, listed - {"hezbollah"}) == (("al-manar", "hezbollah"),)


@pytest.mark.parametrize(
    ("name", "identity", "voice"),
    [("trt", "trt", "tr-government"), ("SANA", "sana", "sy-government"), ("aljazeera", "al-jazeera", None),
     ("Al-Masirah", "al-masirah", "houthis"), ("Amaq", "amaq", "islamic-state"), ("AFP", "afp", None)],
)  # fmt: skip
def test_outlets_an_analyst_knows(shipped: OutletTable, name: str, identity: str, voice: str | None) -> None:
    found = shipped.lookup(name)
    assert found is not None
    assert (found.id, found.voice) == (identity, voice)
