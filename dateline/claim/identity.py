"""What makes a claim itself: comes in a claim, goes out its id, the same wherever and whenever it is made."""

from __future__ import annotations

import hashlib
import json

from dateline.model import Claim


def claim_id(claim: Claim) -> str:
    """Sixteen hexadecimal digits of a hash of its report, kind, status, words, origins and maker."""
    key = json.dumps(
        [
            claim.report, claim.kind, claim.status, claim.trigger_span.start, claim.trigger_span.end, claim.quotes,
            [s.name for s in claim.said_by], claim.producer.name,
        ],
        ensure_ascii=False,
    )  # fmt: skip
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:16]
