"""Status and hedge of an event by the cues around its trigger."""

from __future__ import annotations

import pytest

from dateline.mention.status import StatusReading, status_of, unverified_spans
from dateline.words.tables import Words


def read(words: Words, sentence: str, trigger: str, kind: str | None = None) -> StatusReading:
    start = sentence.index(trigger)
    return status_of(sentence, (start, start + len(trigger)), words.status, words.hedges, kind)


@pytest.mark.parametrize(
    ("sentence", "trigger", "status"),
    [
        ("Rebels captured the town on Friday.", "captured", "happened"),
        ("The army will storm the town next week.", "storm", "planned"),
        ("They vowed to retake the city.", "retake", "planned"),
        ("The fighters may attack the dam.", "attack", "possible"),
        ("Residents fear an assault on the town.", "assault", "possible"),
        ("The ministry denied that its jets bombed the camp.", "bombed", "denied"),
        ("The army did not shell the town.", "shell", "denied"),
        ("The report of a retreat is untrue.", "retreat", "denied"),
        ("The army must withdraw from the valley.", "withdraw", "called_for"),
        ("Troops are shelling the hill.", "shelling", "ongoing"),
        ("The army continued shelling.", "shelling", "ongoing"),
        ("Fighting raged near the airport.", "Fighting", "ongoing"),
        ("The siege forced the traders to flee.", "flee", "happened"),
        ("The forces are still trying to seize it.", "seize", "ongoing"),
    ],
)
def test_status(words: Words, sentence: str, trigger: str, status: str) -> None:
    assert read(words, sentence, trigger).status == status


def test_who_is_forced_does_it_and_forces_do_not_force(words: Words) -> None:
    assert read(words, "The siege forced the traders to flee.", "flee").sure
    assert not read(words, "Traders are being forced to flee.", "flee").sure
    assert not read(words, "The forces hold on to the ridge and flee it.", "flee").sure


@pytest.mark.parametrize(
    "sentence",
    [
        "The brigade has held the pass since March.",
        "The brigade has long held the pass.",
        "The brigade has stubbornly held the pass for almost three years.",
    ],
)
def test_a_state_that_has_lasted_surely_goes_on(words: Words, sentence: str) -> None:
    told = read(words, sentence, "held", "hold")
    assert (told.status, told.sure) == ("ongoing", True)
    assert not read(words, sentence, "held", "capture").sure


def test_a_state_is_not_sure_to_go_on_without_the_time_it_lasted_or_where_it_is_denied(words: Words) -> None:
    assert not read(words, "The brigade has held the pass.", "held", "hold").sure
    assert not read(words, "The brigade held the pass for three years.", "held", "hold").sure
    assert read(words, "The brigade has never held the pass since March.", "held", "hold").status == "denied"


@pytest.mark.parametrize(
    ("sentence", "trigger", "sure"),
    [
        ("The port has never been in rebel hands.", "rebel hands", True),
        ("The brigade is far off and has no part in the siege.", "siege", True),
        ("The army had nothing to do with the blast.", "blast", True),
        ("The army did not shell the town.", "shell", False),
    ],
)
def test_what_never_was_is_surely_denied(words: Words, sentence: str, trigger: str, sure: bool) -> None:
    told = read(words, sentence, trigger)
    assert (told.status, told.sure) == ("denied", sure)


def test_what_broke_out_and_what_ended_surely_happened(words: Words) -> None:
    told = read(words, "Clashes erupted near the mill.", "Clashes", "clash")
    assert (told.status, told.sure) == ("happened", True)
    for text in (
        "Clashes have erupted near the mill.",
        "Clashes are followed by looting.",
        "Clashes went on.",
    ):
        assert not read(words, text, "Clashes", "clash").sure


def test_who_had_no_part_in_one_thing_may_have_done_another(words: Words) -> None:
    text = "The brigade, which has no part in the siege, ambushed a patrol."
    assert not read(words, text, "ambushed").sure


def test_a_cue_does_not_reach_into_the_next_clause(words: Words) -> None:
    text = "The army will retreat, but rebels captured the town."
    assert read(words, text, "retreat").status == "planned"
    assert read(words, text, "captured").status == "happened"


def test_a_state_goes_on_unless_it_is_past(words: Words) -> None:
    assert read(words, "The militia controls the road.", "controls", "hold").status == "ongoing"
    assert read(words, "The militia had held the road.", "held", "hold").status == "happened"


def test_an_act_of_speech_is_done_by_saying_it(words: Words) -> None:
    text = "The enemy will pay a heavy price."
    assert read(words, text, "heavy price", "threaten").status == "happened"


def test_hedges_and_their_words(words: Words) -> None:
    alleged = read(words, "The town was reportedly shelled.", "shelled")
    assert (alleged.hedge, alleged.words) == ("alleged", ("reportedly",))
    text = "Its capture could not be independently verified."
    assert read(words, text, "capture").hedge == "unverified"
    assert read(words, "Rebels captured it.", "captured").hedge is None


def test_offsets_slice_to_the_cue_words(words: Words) -> None:
    text = "Reportedly the army will storm the town."
    reading = read(words, text, "storm")
    assert tuple(text[a:b] for a, b in reading.spans) == reading.words == ("Reportedly", "will")


def test_unverified_spans(words: Words) -> None:
    text = "Rebels took it.\nThe agency could not verify the claim."
    assert [text[a:b] for a, b in unverified_spans(text, words.hedges)] == ["could not verify"]
    assert unverified_spans("Rebels took it.", words.hedges) == ()


def test_a_trigger_outside_the_sentence_is_told_plainly(words: Words) -> None:
    assert status_of("", (0, 0), words.status, words.hedges).status == "happened"
