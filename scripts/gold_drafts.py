"""Gold claims as the claim room sees them: for the scripts that fit how places and dates are chosen.

Comes in: reports of ``corpus_docs`` and their claims. Goes out: a report, the offsets of a claim's trigger, and a
draft of a reading, with nothing of the encoder's but what the reading holds.
"""

from __future__ import annotations

import datetime as dt

from corpus_docs import Doc

from dateline.claim.case import Case
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.heads import Reading
from dateline.model import Report


def report_of(doc: Doc) -> Report:
    """The report that a document of the corpus is."""
    published = dt.date.fromisoformat(doc["published"]) if doc.get("published") else None
    return Report(
        report=doc["report"], text=doc["text"], digest="", outlet=doc.get("outlet"), published=published
    )


def trigger_at(text: str, claim: Doc) -> tuple[int, int] | None:
    """Where a gold claim's trigger stands in the text, the end excluded; ``None`` where its words are not there."""
    quote, trigger = claim["quotes"][0], claim["trigger"]
    at, inside = text.find(quote), quote.find(trigger)
    return (at + inside, at + inside + len(trigger)) if at >= 0 and inside >= 0 else None


def draft_of(case: Case, reading: Reading) -> Draft | None:
    """A reading as a draft that is sure; ``None`` where it stands in no sentence of the report's own."""
    number = sentence_at(case.layout.sentences, reading.start)
    if number is None:
        return None
    sentence = case.layout.sentences[number]
    headline = case.layout.headline is not None and sentence.start < case.layout.headline.end
    return Draft(
        reading=reading, sentence=sentence, number=number, headline=headline, probability=1.0, lexicon=None
    )
