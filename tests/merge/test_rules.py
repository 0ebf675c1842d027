"""The rule tables hold together, and a broken one is refused with its name."""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.merge.rules import load_rules

KINDS = frozenset(
    "capture advance withdraw repel besiege hold transfer clash airstrike drone_strike shelling bombing "
    "suicide_bombing chemical_attack attack abduct abuse sexual_violence destroy intercept toll displace "
    "free detain offensive deploy defect truce negotiate agree call_for threaten accuse refuse support aid "
    "sanction protest other".split()
)


def test_every_kind_named_is_a_kind() -> None:
    rules = load_rules()
    assert {kind for pair in rules.kin for kind in pair} <= KINDS
    assert {kind for kind, _ in rules.interests} <= KINDS


def test_every_weight_has_its_reason_and_the_base_is_there() -> None:
    text = (resources.files("dateline") / "data" / "rules" / "merge.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    assert rows == sorted(rows)
    assert all(len(row) == 3 and row[2] for row in rows)
    assert "always" in load_rules().weights


def test_kinship_is_the_same_both_ways() -> None:
    rules = load_rules()
    assert rules.kinship("capture", "advance") == rules.kinship("advance", "capture") is not None
    assert rules.kinship("capture", "protest") is None
    assert rules.kinship("toll", "toll") == "one kind"


def test_a_weight_that_is_no_number_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with resources.as_file(resources.files("dateline") / "data") as source:
        shutil.copytree(source / "rules", data / "rules")
        (data / "places").mkdir()
        shutil.copy(source / "places" / "countries.tsv", data / "places" / "countries.tsv")
    broken = data / "rules" / "merge.tsv"
    broken.write_text("feature\tweight\twhy\nalways\theavy\tno number\n", encoding="utf-8")
    with pytest.raises(DataError, match="number"):
        load_rules(data)
    broken.unlink()
    with pytest.raises(DataError, match=r"merge\.tsv"):
        load_rules(data)


def test_every_word_for_remaining_is_in_its_sentence_and_not_in_the_other() -> None:
    text = (resources.files("dateline") / "data" / "rules" / "remaining.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    assert load_rules().remaining == {word for word, *_ in rows}
    for word, match, nonmatch, _ in rows:
        pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        assert pattern.search(match) and not pattern.search(nonmatch), word
