"""Claims in, accounts side by side out: every cell from the claims it cites, the first told first."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from importlib import resources

import pytest

from dateline.model import Claim, Incident
from dateline.publish import Tables
from dateline.publish.accounts import AccountRow, account_rows, reason_of
from dateline.publish.accounts_html import disagreements
from dateline.publish.brief import assemble
from tests.publish import build

TEXT = (
    "The army denied that it had shelled Almar at noon. River Watch said that 12 civilians were killed. "
    "The army later admitted shelling Almar, in response to rockets from the town, it said."
)


def _told(number: int, quote: str, trigger: str, day: dt.date, **more: object) -> Claim:
    source = build.report("war", TEXT, "Wire Agency", day)
    return build.claim(source, number, "shelling", quote, trigger, places=["Almar"], **more)


@pytest.fixture
def tables() -> Tables:
    return build.tables()


@pytest.fixture
def war() -> tuple[Incident, dict[str, Claim]]:
    """A denial, a monitor's count, and the same army's admission, all printed on one day."""
    army = ("Tarland army", "government", "The army")
    denial = _told(
        1,
        "The army denied that it had shelled Almar at noon",
        "shelled",
        build.TUESDAY,
        status="denied",
        said_by=[army],
    )
    count = _told(
        2, "12 civilians were killed", "killed", build.TUESDAY,
        counts=[("killed", "civilians", 12, 12, "12 civilians")], said_by=[("River Watch", "monitor", "River Watch")],
    )  # fmt: skip
    admits = _told(
        3, "The army later admitted shelling Almar, in response to rockets from the town, it said", "shelling",
        build.TUESDAY, said_by=[army],
    )  # fmt: skip
    incident = build.incident(
        "noon", [denial, count, admits], origins=[("River Watch", "monitor", "neutral", "rw", [count]),
        ("Tarland army", "government", "loses", "gov", [admits])],
        denied_by=[("Tarland army", "government", "loses", "gov", [denial])],
    )  # fmt: skip
    return incident, {claim.claim: claim for claim in (denial, count, admits)}


def _rows(war: tuple[Incident, dict[str, Claim]], tables: Tables) -> tuple[AccountRow, ...]:
    return account_rows(*war, tables.reasons, tables.sequence)


def test_what_was_taken_back_stands_before_what_took_it_back(
    war: tuple[Incident, dict[str, Claim]], tables: Tables
) -> None:
    rows = _rows(war, tables)
    told = [(row.origin, row.cells["status"].text, row.later) for row in rows if row.voice == "gov"]
    assert told == [("Tarland army", "denied", ("status",)), ("Tarland army", "happened", ())]
    assert [row.later for row in rows if row.voice == "rw"] == [()]


def test_every_cell_cites_the_claims_that_give_it(
    war: tuple[Incident, dict[str, Claim]], tables: Tables
) -> None:
    by = {row.origin: row for row in _rows(war, tables) if row.cells["status"].text != "denied"}
    assert by["River Watch"].cells["counts"].text == "12 civilians killed"
    assert by["River Watch"].cells["counts"].claims == ("war-2",)
    assert by["Tarland army"].cells["reason"].text == "“in response to rockets from the town”"
    assert by["Tarland army"].cells["reason"].claims == ("war-3",)
    assert "actors" not in by["River Watch"].cells  # nobody named: no cell, never a guess


def test_days_of_telling_go_before_words_of_sequence(
    war: tuple[Incident, dict[str, Claim]], tables: Tables
) -> None:
    incident, claims = war
    late = {
        k: replace(c, published=dt.date(2025, 3, 9)) if c.status == "denied" else c for k, c in claims.items()
    }
    rows = account_rows(incident, late, tables.reasons, tables.sequence)
    assert [row.cells["status"].text for row in rows][-1] == "denied"
    assert rows[-1].later == ()


def test_a_figure_changes_only_where_the_same_people_are_counted_otherwise(
    war: tuple[Incident, dict[str, Claim]], tables: Tables
) -> None:
    incident, claims = war
    (count,) = claims["war-2"].counts

    def later(*figures: int) -> tuple[AccountRow, ...]:
        counts = tuple(replace(count, low=n, high=n) for n in figures)
        again = replace(claims["war-2"], claim="war-9", published=dt.date(2025, 3, 5), counts=counts)
        monitor = replace(incident.origins[0], claims=("war-2", "war-9"))
        told = replace(incident, origins=(monitor, *incident.origins[1:]))
        return account_rows(told, claims | {"war-9": again}, tables.reasons, tables.sequence)

    assert {row.later for row in later(15) if row.voice == "rw"} == {("counts",), ()}
    assert {row.later for row in later(12, 15) if row.voice == "rw"} == {()}


def test_one_account_told_once_is_no_table(war: tuple[Incident, dict[str, Claim]]) -> None:
    incident, claims = war
    alone = replace(incident, origins=incident.origins[:1], denied_by=())
    assert account_rows(alone, claims) == ()


def test_every_incident_with_two_accounts_is_in_the_page(tables: Tables) -> None:
    run = build.run()
    page = disagreements(assemble(run, tables))
    assert page.count('class="side"') == 1  # the capture; all others are told by one origin
    assert 'data-label="By whom"' in page and "Northern Army" in page
    bare = replace(run, incidents=tuple(replace(i, contested=()) for i in run.incidents))
    folded = disagreements(assemble(bare, tables))
    assert "No two accounts contradict each other" in folded
    assert "without contradiction (1)" in folded


@pytest.mark.parametrize("name", ["reasons.tsv", "sequence.tsv"])
def test_each_cue_finds_its_own_sentence_and_leaves_the_other_alone(name: str, tables: Tables) -> None:
    text = (resources.files("dateline") / "data" / "rules" / name).read_text("utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        cues = [c for c in (*tables.reasons, *tables.sequence) if c.cue == row["cue"]]
        for field, found in (("match", True), ("nonmatch", False)):
            source = build.report("one", row[field], "Wire Agency")
            claim = build.claim(source, 1, "other", row[field], row[field].split()[0])
            assert (reason_of(claim, cues) is not None) is found, (row["cue"], field)
