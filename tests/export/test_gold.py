"""What persons judged becomes gold that the project's own measuring takes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from dateline.evaluate.gold import claims_from_gold, reports_from_folder
from dateline.export.gold import GOLD, JUDGED, REJECTED, Gold, gold
from dateline.model import Action, Claim, Decision, Standing
from dateline.publish import Run
from tests.publish.build import accepted, run
from tests.scripts.loading import script

CHECK = Path(__file__).parents[2].parent / "shared" / "eval" / "check_gold.py"
GUIDE = {
    "report", "id", "quotes", "trigger", "kind", "status", "actors", "targets", "places", "when", "counts", "means",
    "said_by", "hedge", "incident",
}  # fmt: skip


def decided(name: str, action: Action, subject: str) -> Standing:
    decision = Decision(
        decision=name, subject=subject, action=action, field=None, old=None, new=None, by="A. Reader",
        at=dt.datetime(2025, 3, 5, tzinfo=dt.UTC), reason="x",
    )  # fmt: skip
    return Standing(decision=decision, state="in force")


def judged() -> Run:
    """Both claims of one report judged (one held, one rejected), one of the other's five corrected, one renamed."""
    made = run()

    def with_decision(claim: Claim, name: str) -> Claim:
        return replace(claim, decisions=(name,))

    claims = {claim.claim: claim for claim in made.claims}
    took = with_decision(claims["post-1"], "d1")
    raid = with_decision(claims["post-2"], "d2")
    plan = replace(with_decision(claims["wire-2"], "d3"), kind="advance", decided=("kind",))
    renamed = with_decision(claims["wire-1"], "d4")
    changed = {one.claim: one for one in (took, plan, renamed)}
    return replace(
        made,
        claims=tuple(changed.get(name, claim) for name, claim in claims.items() if name != raid.claim),
        set_aside=(raid,),
        decisions=(
            accepted("post-1"),
            decided("d2", "reject", "post-2"),
            decided("d3", "set", "wire-2"),
            decided("d4", "alias", "the Northern Army"),
        ),
    )


def written(made: Gold, folder: Path) -> Path:
    (folder / "reports").mkdir(parents=True)
    for name, data in made.texts.items():
        (folder / "reports" / name).write_bytes(data)
    for name, data in made.files.items():
        (folder / name).write_bytes(data)
    return folder


def rows(made: Gold, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in made.files[name].decode().splitlines()]


def test_only_what_a_person_judged_is_gold() -> None:
    made = gold(judged())
    assert [(row["report"], row["id"], row["kind"]) for row in rows(made, GOLD)] == [
        ("post", "c1", "capture"),
        ("wire", "c2", "advance"),
    ]
    assert [(row["report"], row["id"]) for row in rows(made, REJECTED)] == [("post", "c2")]
    about = json.loads(made.files[JUDGED])
    assert (about["reports"], about["whole"]) == (["post", "wire"], ["post"])
    assert about["unjudged"] == ["wire-1", "wire-3", "wire-4", "wire-5"]
    assert made.told == "2 claims held to be right, 1 rejected, in 2 reports, 1 of them judged whole"


def test_gold_has_the_fields_of_the_guide_and_no_others() -> None:
    first, _ = rows(gold(judged()), GOLD)
    assert set(first) == GUIDE
    assert first["actors"] == [{"name": "Northern Army", "words": "Northern Army fighters"}]
    assert first["places"] == [{"name": "Almar", "country": "TL", "words": "Almar"}]
    assert first["said_by"] == [
        {"name": "Ministry of Defence", "party": "government", "words": "the defence ministry of Tarland"}
    ]


def test_without_a_judgement_there_is_no_gold() -> None:
    assert gold(replace(run(), decisions=())).texts == {}


def test_a_report_is_whole_by_all_its_claims_whichever_reports_are_asked_for() -> None:
    alone = json.loads(gold(judged(), {"wire"}).files[JUDGED])
    assert (alone["reports"], alone["whole"], len(alone["unjudged"])) == (["wire"], [], 4)


def test_an_overruled_judgement_judges_nothing() -> None:
    made = judged()
    first, *rest = made.decisions
    later = replace(made, decisions=(replace(first, state="overruled"), *rest))
    assert [row["id"] for row in rows(gold(later), GOLD)] == ["c2"]


def test_gold_is_read_back_as_the_same_claims(tmp_path: Path) -> None:
    made = judged()
    folder = written(gold(made), tmp_path)
    reports = reports_from_folder(folder / "reports")
    assert [(one.report, one.outlet, one.published) for one in reports] == [
        (one.report, one.outlet, one.published) for one in made.reports
    ]
    assert [one.text for one in reports] == [one.text for one in made.reports]
    held = {f"{one.report}/{one.id}": one for one in made.claims}
    for claim in claims_from_gold([(folder / GOLD).read_text()], reports):
        ours = held[claim.claim]
        assert (claim.kind, claim.trigger_span, claim.when, claim.hedge) == (
            ours.kind, ours.trigger_span, ours.when, ours.hedge,
        )  # fmt: skip


def test_a_report_whose_name_would_not_be_read_back_gets_another(tmp_path: Path) -> None:
    made = judged()
    post, wire = made.reports
    claims = tuple(replace(one, report=".x") if one.report == "post" else one for one in made.claims)
    aside = tuple(replace(one, report=".x") for one in made.set_aside)
    folder = written(
        gold(replace(made, reports=(replace(post, report=".x"), wire), claims=claims, set_aside=aside)),
        tmp_path,
    )
    name = f"report-{post.digest[:12]}"
    assert [one.report for one in reports_from_folder(folder / "reports")] == [name, "wire"]
    assert json.loads((folder / GOLD).read_text().splitlines()[0])["report"] == name


def checker() -> ModuleType:
    if not CHECK.exists():
        pytest.skip("the checker of hand-coded claims (../shared/eval) is not beside the project")
    return script(CHECK)


def test_the_checker_of_hand_coded_claims_finds_no_fault(tmp_path: Path) -> None:
    folder = written(gold(judged()), tmp_path)
    files = [str(folder / name) for name in (GOLD, REJECTED)]
    assert checker().main(str(folder / "reports"), *files) == 0
