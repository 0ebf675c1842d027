"""Copied texts are found, texts that only quote the same statement are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.merge.copies import copies
from tests.merge.making import report

BODY = (
    "The river town of Orvela was quiet on Tuesday after three days of fighting between the army and the "
    "Marsh Front, whose men left along the northern dyke before dawn. Shopkeepers swept glass from the "
    "pavement in front of the old customs house, where a flag had been lowered in the night, and two buses "
    "took the wounded to the hospital at Tolm. The mayor, who had stayed in his cellar, walked through the "
    "market at noon and asked people to hand in what they had found. Nobody could say how many had died."
)


def test_a_text_under_another_headline_is_a_copy_of_the_agency_it_credits() -> None:
    agency = report("z-agency", f"Quiet in Orvela\n\nORVELA (WSX) - {BODY}", outlet="WSX")
    paper = report("a-paper", f"After the battle\n\nORVELA (WSX) - {BODY[:420]}", outlet="Morning Paper")
    assert copies([paper, agency]) == {"a-paper": "z-agency", "z-agency": "z-agency"}


def test_two_texts_that_quote_one_statement_are_no_copies() -> None:
    said = f"“{BODY}”"
    one = report(
        "one",
        f"A mayor speaks\n\nIn a long letter to this paper the mayor wrote: {said} He signed it.",
    )
    two = report(
        "two",
        f"Letter from Orvela\n\nThe ministry read out what it had received: {said} It ended.",
    )
    assert set(copies([one, two]).values()) == {"one", "two"}


def test_the_manifest_decides() -> None:
    one = report("one", "Short\n\nA short note.")
    two = replace(report("two", "Other\n\nQuite another note."), syndicated_from="one")
    assert copies([two, one])["two"] == "one"


def test_order_does_not_matter() -> None:
    one = report("one", f"A\n\n{BODY}")
    two = report("two", f"B\n\n{BODY}", published="2031-03-07")
    assert copies([one, two]) == copies([two, one]) == {"one": "one", "two": "one"}


def test_a_page_made_of_two_texts_does_not_make_them_one() -> None:
    other = (
        "Fishermen at Tolm have gone without fuel since the ferry stopped, the harbour master said on Monday. "
        "Boats lie two deep along the mole and the ice house is shut. Prices of flour doubled within a week, "
        "and the bakery in the lower town opens only every second morning. "
        "A relief ship that was due on Friday has not been seen, "
        "and the wireless station answers nobody. Children collect driftwood under the cliffs for the stoves."
    )
    one = report("one", f"A\n\n{BODY}")
    two = report("two", f"B\n\n{other}")
    both = report("both", f"C\n\n{BODY}\n\n{other}", published="2031-03-07")
    found = copies([one, two, both])
    assert found["one"] != found["two"]
    assert found["both"] in ("one", "two")


def test_more_copies_of_one_text_than_a_shingle_is_common_in_are_still_one() -> None:
    many = [report(f"r{n:03}", f"Headline {n}\n\n{BODY}") for n in range(60)]
    assert set(copies(many).values()) == {"r000"}


def test_texts_compared_in_parts_are_the_same_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [report(f"r{n}", f"Title {n}\n\n{BODY[n * 7 :]} {n}") for n in range(9)]
    given.append(
        report("other", "Elsewhere\n\nNothing of this stands in any of the others, not a line of it at all.")
    )
    whole = copies(given)
    assert len(set(whole.values())) == 2
    monkeypatch.setattr("dateline.merge.copies._AT_ONCE", 50)
    assert copies(given) == whole
