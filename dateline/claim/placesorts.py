"""The sorts of happening that the size of a place is weighed against.

In: a case and a draft. Out: names such as ``violence``, ``toll``, ``future`` or ``war``, which are parts of the names
of features.
"""

from __future__ import annotations

import re

from dateline.claim.case import Case
from dateline.claim.drafts import LEAD, Draft
from dateline.model import FORWARD

_WAR = re.compile(r"\b(?:war|conflict|crisis|civil war|insurgency|uprising)s?\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|in|for|years?)\b.{0,30}\b(?:\d{4}|years?|decades?)\b", re.IGNORECASE)


def kind_sorts(case: Case, draft: Draft) -> list[str]:
    """The sorts that a draft is of: its family, some kinds by themselves, whether it is yet to come, stands in the
    lead, or is of a war or of years."""
    reading = draft.reading
    family = case.words.kinds.family(reading.kind)
    status = max(sorted(reading.status), key=lambda s: reading.status[s])
    found = [str(family)]
    if reading.kind in {"toll", "displace", "hold", "offensive", "sanction", "call_for", "deploy"}:
        found.append(reading.kind)
    if status in FORWARD:
        found.append("future")
    if draft.headline or draft.number < LEAD:
        found.append("lead")
    sentence = case.text[draft.sentence.start : draft.sentence.end]
    word = case.text[reading.start : reading.end]
    if _WAR.search(word):
        found.append("war")
    elif _WAR.search(sentence):
        found.append("war told")
    if _SINCE.search(sentence):
        found.append("years")
    return found
