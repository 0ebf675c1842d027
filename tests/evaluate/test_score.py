from __future__ import annotations

from typing import Any

import pytest

from dateline.errors import UsageError
from dateline.evaluate.score import Aliases, aliases_from_tsv, fold, grounded, rows_from, score

TEXT = "Rebels captured Hama on Thursday, the ministry said. Shelling killed 12 people in Homs."
FIRST, SECOND = TEXT[:52], TEXT[53:]


def claim(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "report": "r",
        "id": "c1",
        "quotes": [FIRST],
        "trigger": "captured",
        "kind": "capture",
        "status": "happened",
        "actors": [{"name": "rebels", "words": "Rebels"}],
        "targets": [],
        "places": [{"name": "Hama", "country": "SY", "words": "Hama"}],
        "when": {"earliest": "2024-12-05", "latest": "2024-12-05", "precision": "day", "words": "Thursday"},
        "counts": [],
        "means": [],
        "said_by": [{"name": "Ministry of Defence", "party": "government", "words": "the ministry"}],
        "hedge": None,
    }
    return {**row, **changes}


SHELLING = claim(
    id="c2",
    quotes=[SECOND],
    trigger="Shelling",
    kind="shelling",
    actors=[],
    places=[{"name": "Homs", "country": "SY", "words": "Homs"}],
    when=None,
    counts=[{"what": "killed", "who": "people", "low": 12, "high": 12, "words": "12 people"}],
    said_by=[],
)
GOLD = [claim(), SHELLING]


def scored(*predicted: dict[str, Any]) -> dict[str, float | int | None]:
    return score(GOLD, predicted, {"r": TEXT}, Aliases())


def test_gold_against_itself_is_perfect() -> None:
    figures = scored(*GOLD)
    assert figures["claims_f1"] == figures["record_f1"] == figures["counts"] == figures["origin"] == 1.0
    assert figures["ungrounded"] == 0
    assert figures["when_invented"] == 0.0


def test_nothing_read_scores_nothing() -> None:
    figures = scored()
    assert figures["claims_r"] == 0.0
    assert figures["claims_p"] is None


def test_another_kind_or_other_words_are_not_the_claim() -> None:
    assert scored(claim(kind="advance"))["claims_r"] == 0.0
    assert scored(claim(quotes=[SECOND], trigger="killed"))["claims_r"] == 0.0


def test_one_claim_is_found_once() -> None:
    figures = scored(claim(), claim())
    assert (figures["claims_p"], figures["claims_r"]) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("field", "value", "figure"),
    [
        ("status", "denied", "status"),
        ("hedge", "alleged", "hedge"),
        ("places", [{"name": "Aleppo"}], "place"),
        ("when", {"earliest": "2024-12-04", "latest": "2024-12-04"}, "when"),
        ("said_by", [], "origin"),
        ("said_by", [{"name": "Ministry of Defence", "party": "monitor"}], "party"),
        ("actors", [], "actors"),
    ],
)
def test_a_wrong_field_lowers_its_own_figure(field: str, value: object, figure: str) -> None:
    figures = scored(claim(**{field: value}))
    assert figures["claims_p"] == 1.0
    assert figures[figure] == 0.0


def test_an_invented_date_and_wrong_words_are_seen() -> None:
    figures = scored(
        {**SHELLING, "when": {"earliest": "2024-12-05", "latest": None, "words": "on Friday"}, "counts": []}
    )
    assert figures["when_invented"] == 1.0
    assert figures["ungrounded"] == 1
    assert figures["counts"] == 0.0


def test_grounding() -> None:
    assert grounded(claim(), TEXT)
    assert not grounded(claim(quotes=[]), TEXT)
    assert not grounded(claim(quotes=["Rebels  captured"]), TEXT)


def test_names_of_one_body_are_the_same() -> None:
    aliases = aliases_from_tsv("pattern\tcanonical\nHTS|Hayat .*\tHayat Tahrir al-Sham\n")
    assert aliases.same("HTS", "Hayat Tahrir Al Sham")
    assert aliases.same("the city of Ḩamāh", "Hamah")
    assert not aliases.same("Hama", "Homs")
    assert not aliases.same(None, "")
    assert fold("Al-Bab’s") == "bab"


def test_lines_that_are_no_claims_are_refused() -> None:
    assert rows_from(['{"report": "a"}\n\n', ""]) == [{"report": "a"}]
    for line in ("{", "[]", '{"report": 1}'):
        with pytest.raises(UsageError, match="Line 1"):
            rows_from([line])
