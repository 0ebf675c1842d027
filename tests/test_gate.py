"""The quality gate fails where it must."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.scripts.loading import script

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "gate.py"
FIGURES: dict[str, Any] = {"claims_f1": 0.7, "record_f1": 0.3, "place": 0.8, "ungrounded": 0}


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    return script(SCRIPT)


def test_figures_at_their_floors_pass(gate: ModuleType) -> None:
    one = {"digest": "d", "floors": {"claims_f1": 0.7}}
    assert gate.faults("set", one, FIGURES, "d") == []


@pytest.mark.parametrize(
    ("one", "figures", "said"),
    [
        ({"digest": "d", "floors": {"claims_f1": 0.701}}, FIGURES, "below its floor"),
        ({"digest": "d", "floors": {"when": 0.1}}, FIGURES, "when is None"),
        ({"digest": "other", "floors": {}}, FIGURES, "changed"),
        ({"digest": "d", "floors": {}}, {**FIGURES, "ungrounded": 2}, "2 claims quote"),
    ],
)
def test_what_falls_below_fails(
    gate: ModuleType, one: dict[str, Any], figures: dict[str, Any], said: str
) -> None:
    (fault,) = gate.faults("set", one, figures, "d")
    assert said in fault


def test_floors_only_rise_unless_allowed(gate: ModuleType) -> None:
    one = {"floors": {"claims_f1": 0.75, "place": 0.5}}
    with pytest.raises(ValueError, match=r"claims_f1 would fall from 0\.75"):
        gate.pinned(one, FIGURES, "d", lower=False)
    lowered = gate.pinned(one, FIGURES, "d", lower=True)
    assert lowered["floors"]["claims_f1"] == 0.695
    raised = gate.pinned({"floors": {"place": 0.5}}, FIGURES, "d", lower=False)
    assert raised["floors"] == {"claims_f1": 0.695, "record_f1": 0.295, "place": 0.795}
    assert raised["digest"] == "d"
    kept = gate.pinned({"floors": {"place": 0.798}}, FIGURES, "d", lower=False)
    assert kept["floors"]["place"] == 0.798


def test_a_changed_file_changes_the_digest(gate: ModuleType, tmp_path: Path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("1")
    b.write_text("2")
    before = gate.digest([a, b])
    assert gate.digest([b, a]) == before
    b.write_text("3")
    assert gate.digest([a, b]) != before
