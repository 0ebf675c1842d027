"""Two reports on the fall of one city with the claims coded by hand, which lie beside the project."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.evaluate.gold import claims_from_gold, reports_from_folder
from dateline.model import Claim, Report
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared"
OUTLETS = {"hama-nbc": "NBC News", "hama-dpa": "dpa"}


def hama() -> tuple[tuple[Claim, ...], tuple[Report, ...]]:
    """The claims and the reports; skips the test where they are not at hand."""
    gold = SHARED / "gold" / "hama.jsonl"
    if not gold.exists():
        pytest.skip("the development reports (../shared) are not beside the project")
    reports = tuple(
        replace(r, outlet=OUTLETS[r.report], published=dt.date(2024, 12, 5), published_from="option")
        for r in reports_from_folder(SHARED / "reports")
        if r.report in OUTLETS
    )
    return tuple(claims_from_gold([gold.read_text("utf-8")], reports)), reports
