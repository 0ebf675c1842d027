"""The page the program is for: two reports on the fall of one city, from hand-coded claims to the brief."""

from __future__ import annotations

import re

import pytest

from dateline.merge.merge import labelled, merge
from dateline.publish import Run, load_tables, publish
from dateline.publish.check import ungrounded_sentences
from dateline.words.tables import Words
from tests.merge.hama import hama

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
def run(words: Words) -> Run:
    claims, reports = hama()
    merged = merge(claims, reports, words)
    return Run(
        reports=reports,
        claims=labelled(claims, merged),
        incidents=merged.incidents,
        words=words.digest,
        version="test",
    )


@pytest.fixture(scope="module")
def files(run: Run, words: Words) -> dict[str, bytes]:
    return publish(run, load_tables(kinds=words.kinds))


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_brief_says_it_with_grade_and_sources(files: dict[str, bytes], name: str) -> None:
    assert re.search(STATEMENTS[name], files["brief.md"].decode())


def test_every_sentence_is_held_by_its_citations(run: Run, files: dict[str, bytes]) -> None:
    assert ungrounded_sentences(run, files["brief.html"]) == []
