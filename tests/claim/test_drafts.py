"""Which triggers are worth a claim: a word of another trigger's verb phrase is none of its own."""

from __future__ import annotations

import pytest

from dateline.claim.code import Engine
from dateline.claim.drafts import without_parts
from tests.claim.making import claim, draft, open_text

TEXT = "The fighters took over the depot on Monday.\nThe army plans to shell the camp next.\n"


@pytest.mark.parametrize(
    ("verb", "part", "kept"),
    [
        ("took", "over", ["took"]),
        ("shell", "next", ["shell"]),
        ("took", "shell", ["took", "shell"]),
    ],
)
def test_a_word_of_a_verb_phrase_is_no_event_of_its_own(
    engine: Engine, verb: str, part: str, kept: list[str]
) -> None:
    case = open_text(TEXT, engine)
    drafts = tuple(draft(case, claim(TEXT, "capture", words)) for words in (verb, part))
    numbers = sorted({each.number for each in drafts})
    spans = [case.layout.sentences[n] for n in numbers]
    parsed = engine.parser.parse([(s.start, TEXT[s.start : s.end]) for s in spans])
    found = without_parts(drafts, dict(zip(numbers, parsed, strict=True)))
    assert [TEXT[each.reading.start : each.reading.end] for each in found] == kept
