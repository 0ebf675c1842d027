"""Counts: how many of whom were killed, hurt, freed, driven out, shot down; numbers as ranges."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dateline
from dateline.errors import DataError
from dateline.mention.counts import (
    clause_of,
    counts_in,
    find_counts,
    find_numbers,
    merge_counts,
    read_count_words,
)
from dateline.mention.numbers import itemize, within
from dateline.model import Span

FOLDER = Path(dateline.__file__).parent / "data" / "lexicon" / "en"
WORDS = read_count_words(
    (FOLDER / "counts.tsv").read_text(encoding="utf-8"),
    (FOLDER / "countnouns.tsv").read_text(encoding="utf-8"),
)

NUMBERS = [
    ("12 people", 12, 12),
    ("3,000 people", 3000, 3000),
    ("twenty-three soldiers", 23, 23),
    ("two hundred and fifty-three men", 253, 253),
    ("a dozen men", 12, 12),
    ("two dozen men", 24, 24),
    ("dozens of men", 24, None),
    ("scores of men", 40, None),
    ("hundreds of men", 200, None),
    ("thousands of men", 2000, None),
    ("tens of thousands of men", 20000, None),
    ("hundreds of thousands of men", 200000, None),
    ("several men", 3, None),
    ("several hundred men", 300, None),
    ("a couple of men", 2, 2),
    ("two million people", 2000000, 2000000),
    ("4.2 million people", 4200000, 4200000),
    ("at least 12 people", 12, None),
    ("no fewer than 12 people", 12, None),
    ("more than 12 people", 12, None),
    ("over a dozen people", 12, None),
    ("up to 12 people", None, 12),
    ("as many as 12 people", None, 12),
    ("fewer than 12 people", None, 12),
    ("nearly 12 people", 12, 12),
    ("around 12 people", 12, 12),
    ("some 12 people", 12, 12),
    ("between 12 and 15 people", 12, 15),
    ("12 to 15 people", 12, 15),
    ("12-15 people", 12, 15),
]

COUNTS = [
    ("An air strike killed 12 people.", [("killed", "people", 12, 12)]),
    ("12 people were killed.", [("killed", "people", 12, 12)]),
    (
        "a blast killing 12 people, including three children, and wounding 30",
        [("killed", "people", 12, 12), ("killed", "children", 3, 3), ("injured", "people", 30, 30)],
    ),
    ("12 dead and 30 injured", [("killed", "people", 12, 12), ("injured", "people", 30, 30)]),
    ("the attack left 12 dead", [("killed", "people", 12, 12)]),
    ("the death toll rose to 14", [("killed", "people", 14, 14)]),
    ("the army lost 40 men", [("killed_or_injured", "people", 40, 40)]),
    ("12 of its fighters were killed", [("killed", "fighters", 12, 12)]),
    ("a fighter was killed", [("killed", "fighters", 1, 1)]),
    ("soldiers neutralized 8 militants", [("killed_or_injured", "fighters", 8, 8)]),
    (
        "At least 21 people were killed and 117 wounded",
        [("killed", "people", 21, None), ("injured", "people", 117, 117)],
    ),
    (
        "Two soldiers were killed and four others wounded",
        [("killed", "soldiers", 2, 2), ("injured", "soldiers", 4, 4)],
    ),
    (
        "four people, including three children, were killed",
        [("killed", "people", 4, 4), ("killed", "children", 3, 3)],
    ),
    (
        "killing 28 people, 16 of them children",
        [("killed", "people", 28, 28), ("killed", "children", 16, 16)],
    ),
    ("no civilians were killed", [("killed", "civilians", 0, 0)]),
    ("Mortar fire on the eastern side. No casualties.", [("killed_or_injured", "people", 0, 0)]),
    ("they were beaten back with heavy losses", [("killed_or_injured", "people", None, None)]),
    ("More than 100 people were killed or injured", [("killed_or_injured", "people", 100, None)]),
    ("air defences shot down 20 of 25 drones", [("destroyed", "drones", 20, 20)]),
    ("Three drones fired by the rebels were shot down", [("destroyed", "drones", 3, 3)]),
    ("they fired 10 missiles at the port", [("strikes", "missiles", 10, 10)]),
    ("the enemy delivered 18 air strikes", [("strikes", "airstrikes", 18, 18)]),
    ("14,576 people have fled", [("displaced", "people", 14576, 14576)]),
    ("139 prisoners were released", [("freed", "prisoners", 139, 139)]),
    ("590 people had been detained", [("detained", "people", 590, 590)]),
    ("gunmen kidnapped 12 women", [("abducted", "women", 12, 12)]),
    (
        "18 servicemen had been killed and 14 were missing",
        [("killed", "soldiers", 18, 18), ("missing", "soldiers", 14, 14)],
    ),
    ("14 persons killed at least", [("killed", "people", 14, None)]),
    ("they destroyed dozens of vehicles", [("destroyed", "vehicles", 24, None)]),
    ("Dead: 89", [("killed", "people", 89, 89)]),
    ("In one village soldiers killed civilians.", [("killed", "civilians", None, None)]),
]

NOTHING = [
    "on 20 May 2024 the army entered the town",
    "the war began in 2011",
    "two brigades advanced 12 km",
    "a 41-year-old woman said so",
    "they paid $5,000 for it",
    "44 per cent of the city was lost",
    "F-16 jets from Base 12-A flew over",
    "fighting went on for three days",
    "clashes were reported in four provinces",
]


@pytest.mark.parametrize(("text", "low", "high"), NUMBERS)
def test_number(text: str, low: int | None, high: int | None) -> None:
    assert [(m.low, m.high) for m in find_numbers(text, WORDS)] == [(low, high)]


@pytest.mark.parametrize(("text", "expected"), COUNTS)
def test_count(text: str, expected: list[tuple[str, str, int | None, int | None]]) -> None:
    assert [(m.what, m.who, m.low, m.high) for m in find_counts(text, None, WORDS)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_counted(text: str) -> None:
    assert find_counts(text, None, WORDS) == ()


def test_pronoun_and_family_count_one_by_one() -> None:
    found = find_counts("A shell killed him and his two sons.", None, WORDS)
    assert [(m.what, m.low) for m in found] == [("killed", 1), ("killed", 2)]


def test_trigger_tells_what_a_number_without_a_verb_counts() -> None:
    text = "More than 65,000 people, most of them elderly, had crossed the border"
    assert find_counts(text, None, WORDS) == ()
    (count,) = find_counts(text, "crossed", WORDS)
    assert (count.what, count.low, count.high) == ("displaced", 65000, None)
    (present,) = find_counts("some 300 government troops dig in", "dig in", WORDS)
    assert (present.what, present.who, present.low) == ("present", "soldiers", 300)


def test_agents_of_an_active_verb_are_not_its_victims() -> None:
    found = find_counts("Two gunmen killed five villagers.", None, WORDS)
    assert [(m.what, m.who, m.low) for m in found] == [("killed", "people", 5)]


def test_merge_keeps_the_best_told_of_equal_counts() -> None:
    text = "Fifteen people were hurt.\n15 civilians were hurt.\nThere were casualties."
    found = merge_counts(find_counts(text, None, WORDS))
    assert [(m.what, m.who, m.low) for m in found] == [("injured", "civilians", 15)]


def test_table_with_a_repeated_noun_is_refused() -> None:
    header = "term\twhat_hint\twho\tsource\n"
    with pytest.raises(DataError, match=r"countnouns\.tsv:3"):
        read_count_words("term\tsense\tlow\thigh\tsource\n", header + "man\tperson\tpeople\tx\n" * 2)


ALPHABET = [
    "12",
    "3,000",
    "and",
    "killed",
    "wounding",
    "people",
    "three",
    "children",
    "a",
    "soldier",
    "dozens",
    "of",
    "at least",
    "including",
    ",",
    ".",
    "were",
    "no",
    "casualties",
    "between",
    "to",
    "15",
    "drones",
    "fired",
    "-",
    "shot down",
    "others",
    "\n",
    "million",
    "him",
    "May",
    "2011",
    "tens",
    "thousands",
    "both",
    "times",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(ALPHABET), max_size=16).map(" ".join),
    st.sampled_from([None, "killed", "fled", "x"]),
)
def test_mentions_slice_to_their_words(text: str, trigger: str | None) -> None:
    for count in find_counts(text, trigger, WORDS):
        assert text[count.start : count.end] == count.words != ""
        assert count.low is None or count.high is None or count.low <= count.high
    end = 0
    for number in find_numbers(text, WORDS):
        assert text[number.start : number.end] == number.words and number.start >= end
        end = number.end


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for count in find_counts(text, None, WORDS):
        assert text[count.start : count.end] == count.words


def test_a_sentence_of_a_text_tells_the_counts_that_it_tells_by_itself() -> None:
    text = (
        "At least 12 people died on Monday. Two hundred and three others, among them a child, fled to Homs.\n"
        "No one was hurt, said U.S. officials. 14 drones were shot down"
    )
    items = itemize(text, WORDS)
    for start, end in ((0, 34), (35, 98), (99, 136), (137, 161)):
        alone = find_counts(text[start:end], None, WORDS)
        here = counts_in(clause_of(text, within(items, Span(start=start, end=end))), None, WORDS)
        assert [(c.start - start, c.what, c.who, c.low, c.high) for c in here] == [
            (c.start, c.what, c.who, c.low, c.high) for c in alone
        ]
        assert alone


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("State television confirmed the strike but gave no casualties.", []),
        ("There were no immediate reports of casualties.", []),
        ("The ministry called the casualty figures inflated.", []),
        ("No casualties were reported.", [("killed_or_injured", 0, 0)]),
        ("Some 300 families had to leave their homes.", [("displaced", 300, 300)]),
        ("Killed were two teachers and a nurse.", [("killed", 2, 2), ("killed", 1, 1)]),
        ("Among the dead were nine women.", [("killed", 9, 9)]),
        ("The bodies of 11 people were recovered.", [("killed", 11, 11)]),
        ("The death toll rose from 12 to 15.", [("killed", 15, 15)]),
        ("Half of the 40 hostages were freed.", [("freed", 20, 20)]),
        ("Three of the wounded later died in hospital.", [("killed", 3, 3)]),
        ("The gunners shot down 27 of 33 drones launched by the rebels.", [("destroyed", 27, 27)]),
        ("The army intercepted 12 of the 15 rockets.", [("destroyed", 12, 12)]),
    ],
)
def test_what_is_counted_by_how_it_is_told(text: str, told: list[tuple[str, int, int]]) -> None:
    assert [(c.what, c.low, c.high) for c in find_counts(text, None, WORDS)] == told


def test_what_was_shot_down_is_called_by_its_own_noun() -> None:
    (shot,) = find_counts("The army intercepted 12 of the 15 rockets.", None, WORDS)
    assert (shot.who, shot.words) == ("rockets", "12 of the 15 rockets")
    (taken,) = find_counts("They captured two rifles from a fighter.", None, WORDS)
    assert (taken.what, taken.who) == ("captured", "weapons")
