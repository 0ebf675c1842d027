from __future__ import annotations

import pytest

from dateline.errors import UsageError
from dateline.evaluate.judged import Judged, counted, judged_from

TEXT = "Shells hit Almar at dawn. Jets bombed Besk and troops left Cald."


def claim(report: str, name: str, quote: str, trigger: str, kind: str) -> dict[str, object]:
    return {"report": report, "claim": name, "quotes": [quote], "trigger": trigger, "kind": kind}


HIT = claim("part", "a", "Shells hit Almar at dawn", "hit", "shelling")
BOMBED = claim("part", "b", "Jets bombed Besk and troops left Cald", "bombed", "airstrike")
LEFT = claim("part", "c", "Jets bombed Besk and troops left Cald", "left", "withdraw")
ABOUT = Judged(reports=("part", "whole"), whole=frozenset({"whole"}), unjudged=frozenset({"x"}))


def kept(*found: dict[str, object]) -> list[object]:
    texts = {"part": TEXT, "whole": TEXT}
    return [one["claim"] for one in counted(found, [BOMBED], ABOUT, texts)]


def test_in_a_report_judged_in_part_only_what_meets_a_judged_claim_counts() -> None:
    assert kept(HIT, BOMBED, LEFT) == ["b"]
    assert kept({**BOMBED, "kind": "attack", "claim": "n"}) == ["n"]
    assert kept({**BOMBED, "claim": "x"}) == []


def test_in_a_report_judged_whole_all_count() -> None:
    assert kept(*({**one, "report": "whole"} for one in (HIT, BOMBED, LEFT))) == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"reports": [], "whole": []}', '{"reports": 3}'])
def test_another_file_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="export --format gold"):
        judged_from(text)
