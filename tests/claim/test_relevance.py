from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from dateline.claim.relevance import SHORT, may_tell
from dateline.words.tables import Words

ROOT = Path(__file__).resolve().parents[2]
BREAD = (
    "Take four eggs, flour and sugar, and let the dough rest for an hour before it goes into the oven. " * 5
)
SPORT = "The home side scored twice in the second half and kept the lead until the whistle blew. " * 5


def kept(reports: Path, gold: Path, words: Words) -> float:
    """The share of gold claims whose reports would be read."""
    claims: Counter[str] = Counter()
    for path in sorted(gold.glob("*.jsonl")):
        rows = path.read_text(encoding="utf-8").splitlines()
        claims.update(json.loads(row)["report"] for row in rows if row.strip())
    read = {name for name in claims if may_tell((reports / f"{name}.txt").read_text("utf-8"), words.triggers)}
    return sum(claims[name] for name in read) / claims.total()


def test_the_reports_of_the_corpus_are_read(words: Words) -> None:
    assert kept(ROOT / "corpus" / "reports", ROOT / "corpus" / "gold", words) >= 0.99


def test_real_reports_are_read(words: Words) -> None:
    shared = ROOT.parent / "shared"
    if not (shared / "gold").is_dir():
        pytest.skip("the hand-coded real reports lie beside the project (../shared), which is not here")
    assert kept(shared / "reports", shared / "gold", words) >= 0.99


@pytest.mark.parametrize("text", [BREAD, SPORT])
def test_a_text_about_something_else_is_not(text: str, words: Words) -> None:
    assert not may_tell(text, words.triggers)
    assert may_tell(f"{text}\nShelling killed four people.", words.triggers)


def test_a_short_text_is_read_whatever_it_tells(words: Words) -> None:
    assert may_tell(" ".join(BREAD.split()[:SHORT]), words.triggers)
    assert not may_tell(" ".join(BREAD.split()[: SHORT + 1]), words.triggers)
