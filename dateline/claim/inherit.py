"""Place and date of each claim, carried over from other sentences where a reader would.

In: the drafts of a report with their claims, in reading order. Out: the claims with the dates (``dated``) and the
places (``placing``) that are settled for the whole report at once. Only values that words of the report hold are
carried over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.claim.case import Case
from dateline.claim.dated import dates_of
from dateline.claim.drafts import Draft
from dateline.claim.placing import whereabouts
from dateline.model import Claim

Row = tuple[Draft, Claim]


def inherit(case: Case, rows: Sequence[Row]) -> list[Claim]:
    """The claims with what they inherit, in the same order."""
    drafts = list({id(draft): draft for draft, _ in rows}.values())
    dates = dict(zip(map(id, drafts), dates_of(case, drafts), strict=True))
    places = dict(zip(map(id, drafts), whereabouts(case, drafts), strict=True))
    return [replace(claim, when=dates[id(draft)], places=places[id(draft)]) for draft, claim in rows]
