"""Fairness: pairs of sentences that tell one act of other actors, or in loaded words; what is read must not change.

The wanted share of changed pairs is 2 %; what is measured stands in docs/accuracy.md. The ceilings here keep it from
growing: lower them when it falls.
"""

from __future__ import annotations

from collections import Counter

import pytest

from dateline.coding import Loaded
from dateline.evaluate import fairness
from dateline.evaluate.corpora.common import Bench
from dateline.evaluate.fairness import Answer, Outcome, Pair, Sentence

CEILINGS = {"kind": 0.10, "status": 0.05, "roles": 0.10}
_EVERY = 9
"""One pair in so many is read in the suite; all are by ``dateline eval fairness``."""


def test_a_template_is_filled() -> None:
    found = fairness.filled("{A} [shelled] {T} in Sabran.", "the army", "the rebels")
    assert found.text == "The army shelled the rebels in Sabran."
    assert found.text[slice(*found.trigger)] == "shelled"
    assert [(slot, found.text[slice(*at)]) for slot, at in found.slots] == [
        ("A", "The army"),
        ("T", "the rebels"),
    ]


def test_there_are_templates_enough() -> None:
    pairs = fairness.pairs()
    assert len({(pair.kind, pair.status, pair.before.text) for pair in pairs}) >= 60
    assert len({pair.kind for pair in pairs}) >= 25
    assert len({pair.status for pair in pairs}) == 6
    assert min(Counter(pair.swap for pair in pairs).values()) >= 15


def test_both_sentences_of_a_pair_differ() -> None:
    assert all(pair.before.text != pair.after.text for pair in fairness.pairs())


def outcome(before: Answer, after: Answer) -> Outcome:
    empty = Sentence(text="", trigger=(0, 0), slots=())
    return Outcome(
        pair=Pair(swap="sides", kind="attack", status="happened", before=empty, after=empty),
        before=before,
        after=after,
    )


TOLD = Answer(kind="attack", status="happened", actors=("A",), targets=("T",))
NONE = Answer(kind=None, status=None, actors=(), targets=())


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        (TOLD, ()),
        (NONE, ("kind",)),
        (Answer(kind="clash", status="planned", actors=("A",), targets=("T",)), ("kind", "status")),
        (Answer(kind="attack", status="happened", actors=("T",), targets=("T",)), ("roles",)),
    ],
)
def test_what_counts_as_changed(after: Answer, changed: tuple[str, ...]) -> None:
    assert outcome(TOLD, after).changed == changed
    assert outcome(NONE, NONE).changed == ()


def test_shares_are_by_swap_and_over_all() -> None:
    figures = {one.name: one.value for one in fairness.measure([outcome(TOLD, TOLD), outcome(TOLD, NONE)])}
    assert (figures["sides: kind"], figures["all swaps: changed"]) == (0.5, 0.5)


@pytest.mark.slow
def test_reading_seldom_depends_on_whom_a_sentence_is_about(loaded: Loaded) -> None:
    bench = Bench(words=loaded.words, engine=loaded.engine)
    told = fairness.outcomes(fairness.pairs()[::_EVERY], bench)
    figures = {one.name: one.value for one in fairness.measure(told)}
    over = {
        field: figures[f"all swaps: {field}"]
        for field, most in CEILINGS.items()
        if (figures[f"all swaps: {field}"] or 0.0) > most
    }
    assert not over, "\n".join(fairness.changes(told))
