"""The page the program is for: two reports on the fall of one city, from hand-coded claims to the brief."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.evaluate.gold import claims_from_gold, reports_from_folder
from dateline.merge.merge import labelled, merge
from dateline.publish import Run, load_tables, publish
from dateline.publish.check import ungrounded_sentences
from dateline.words.tables import load_words

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = SHARED / "gold" / "hama.jsonl"
OUTLETS = {"hama-nbc": "NBC News", "hama-dpa": "dpa"}

STATEMENTS = {
    "admitted by the loser, in its own words": r"Hama .*Ministry \(“redeployed and repositioned”\)(\[\d+\])+,"
    r" whose side loses by it, says so itself.*\*\(admitted\)\*",
    "prisoners freed, told independently": r"freed “hundreds” of prisoners .*Observatory for Human Rights\[\d+\]"
    r".* independently.*\*\(corroborated\)\*",
    "barrel bombs, by one monitor": r"Observatory for Human Rights\[\d+\] alone says .*barrel bombs.*\*\(claimed\)\*",
    "losses claimed by one side": r"Ministry, itself a party, alone speaks of “heavy losses” among fighters\[\d+\]",
    "Homs as a plan": r"rebels say that they intend to take Homs \(“.*plan to capture.*\*\(planned\)\*",
    "Homs as an if": r"Lister says that .* may .* Homs \(“if the city were to fall.*\*\(possible\)\*",
    "neither side confirmed": r"NBC News could not confirm what Hayat Tahrir al-Sham and the .* Ministry say:",
}


@pytest.fixture(scope="module")
def run() -> Run:
    if not GOLD.exists():
        pytest.skip("the development reports (../shared) are not beside the project")
    words = load_words()
    reports = tuple(
        replace(r, outlet=OUTLETS[r.report], published=dt.date(2024, 12, 5), published_from="option")
        for r in reports_from_folder(SHARED / "reports")
        if r.report in OUTLETS
    )
    claims = claims_from_gold([GOLD.read_text("utf-8")], reports)
    merged = merge(claims, reports, words)
    return Run(
        reports=reports,
        claims=labelled(claims, merged),
        incidents=merged.incidents,
        words=words.digest,
        version="test",
    )


@pytest.fixture(scope="module")
def files(run: Run) -> dict[str, bytes]:
    return publish(run, load_tables(kinds=load_words().kinds))


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_brief_says_it_with_grade_and_sources(files: dict[str, bytes], name: str) -> None:
    assert re.search(STATEMENTS[name], files["brief.md"].decode())


def test_every_sentence_is_held_by_its_citations(run: Run, files: dict[str, bytes]) -> None:
    assert ungrounded_sentences(run, files["brief.html"]) == []
