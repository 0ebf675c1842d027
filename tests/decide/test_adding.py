from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.claim.spoken import spoken
from dateline.decide.adding import LONGEST, added_id
from dateline.decide.apply import Applied, apply, problems_of, told
from dateline.decide.asking import Asked, Held, decided
from dateline.decide.ledger import named
from dateline.errors import UsageError
from dateline.model import Decision, Report, Span
from dateline.publish.decisions import set_by_person
from dateline.words.tables import Words
from tests.decide.making import NOON, REPORT, TEXT, decision

SAID = "Residents of Salamiyah saw tanks"


def ask(quote: str = SAID, kind: str = "deploy", *, report: str = "hama", **told: object) -> Asked:
    words = (quote, *told.pop("trigger", ()))  # type: ignore[misc]
    bare = Asked(action="add", subjects=(report,), value=kind, words=words, by="A", why="missed", at=NOON)
    return replace(bare, **told)  # type: ignore[arg-type]


def held(*decisions: Decision, words: Words, report: Report = REPORT) -> Held:
    applied = apply([], [report], decisions, words)
    return Held(
        claims=applied.claims,
        set_aside=applied.set_aside,
        incidents=(),
        reports=(report,),
        decisions=decisions,
    )


def add(words: Words, asked: Asked | None = None, report: Report = REPORT) -> Decision:
    return decided(asked or ask(), held(words=words, report=report), words)


def done(words: Words, *decisions: Decision, report: Report = REPORT) -> Applied:
    return apply([], [report], decisions, words)


def test_a_claim_added_rests_on_words_of_the_report(words: Words) -> None:
    made = add(words)
    assert (made.subject, made.new, made.words[0]) == ("hama", "deploy", SAID)
    assert [TEXT[span.start : span.end] for span in made.spans] == list(made.words)
    (claim,) = done(words, made).claims
    assert (claim.report, claim.id, claim.outlet, claim.published) == (
        "hama",
        "p1",
        "Gazette",
        dt.date(2031, 3, 6),
    )
    assert (claim.kind, claim.status, claim.quotes) == ("deploy", "happened", (SAID,))
    assert (claim.actors, claim.places, claim.counts, claim.when.earliest) == ((), (), (), None)
    assert all(TEXT[at.start : at.end] == said for _, said, at in spoken(claim))
    assert (claim.decisions, claim.decided) == ((made.decision,), ("kind",))
    assert (claim.producer.name, claim.why) == ("person", "added by A: missed")
    assert set_by_person([claim]) == "added by a person"
    assert told(made) == f"add a claim of deploy to report hama, “{SAID}”"


def test_the_trigger_is_told_or_the_lexicons_or_the_whole_quote(words: Words) -> None:
    quote = "Rebels seized Hama on Thursday"
    assert add(words, ask(quote, "capture")).words[1] == "seized"
    assert add(words, ask(quote, "capture", trigger=("Rebels seized",))).words[1] == "Rebels seized"
    assert add(words, ask(quote, "aid")).words[1] == quote
    with pytest.raises(UsageError, match="not in the quote"):
        add(words, ask(quote, "capture", trigger=("saw tanks",)))


@given(st.data())
def test_any_stretch_of_the_text_can_be_added_and_stays_what_it_says(
    words: Words, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    said = TEXT[start : data.draw(st.integers(start + 1, len(TEXT)))]
    if not said.strip():
        return
    made = add(words, ask(said, start=start))
    (claim,) = done(words, made).claims
    assert claim.quotes == (said.strip(),)
    assert all(TEXT[at.start : at.end] == one for _, one, at in spoken(claim))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (ask("They saw nothing"), "are not in the report hama"),
        (ask("  "), "Give the words"),
        (ask("e"), "say which with --start"),
        (ask(SAID, start=3), "does not hold these words at 3"),
        (ask(SAID, start=-5), "does not hold these words at -5"),
        (ask(kind="sheling"), "did you mean 'shelling'?"),
        (ask(report="hamma"), "did you mean 'hama'?"),
        (ask(report=" "), "Give the report"),
    ],
)
def test_what_cannot_be_added_is_one_sentence(asked: Asked, said: str, words: Words) -> None:
    with pytest.raises(UsageError) as fault:
        add(words, asked)
    assert said in str(fault.value)


def test_one_claim_is_no_chapter(words: Words) -> None:
    long = replace(REPORT, text="a tank " * 200)
    with pytest.raises(UsageError, match=str(LONGEST)):
        add(words, ask(long.text, start=0), long)


def test_the_same_claim_is_added_once_and_brought_back_when_set_aside(words: Words) -> None:
    made = add(words)
    with pytest.raises(UsageError, match="added already"):
        decided(ask(by="B"), held(made, words=words), words)
    ident = done(words, made).claims[0].claim
    reject = decision("reject", ident, minutes=1)
    with pytest.raises(UsageError, match="'decide accept' brings it back"):
        decided(ask(by="B"), held(made, reject, words=words), words)


def test_taken_back_and_added_again_by_another_it_is_itself(words: Words) -> None:
    made = add(words)
    ident = done(words, made).claims[0].claim
    assert ident == added_id(made.words, made.spans, "deploy", REPORT)
    setting = decision("set", ident, minutes=1, field="status", old="happened", new="ongoing")
    undo = decision("undo", made.decision, minutes=2)
    gone = done(words, made, setting, undo)
    assert gone.claims == ()
    assert [one.state for one in gone.standings] == ["undone", "vanished", "in force"]
    again = decided(ask(by="B"), held(made, setting, undo, words=words), words)
    (claim,) = done(words, made, setting, undo, again).claims
    assert (claim.claim, claim.id, claim.status) == (ident, "p2", "ongoing")


def test_it_follows_its_words_in_an_edited_report_and_goes_with_them(words: Words) -> None:
    made = add(words)
    ident = done(words, made).claims[0].claim
    edited = replace(REPORT, text="CORRECTED. " + TEXT)
    (claim,) = done(words, made, report=edited).claims
    assert claim.claim == ident
    assert all(edited.text[at.start : at.end] == said for _, said, at in spoken(claim))
    lost = done(words, made, report=replace(REPORT, text="Nothing of it."))
    assert lost.claims == ()
    (problem,) = problems_of(lost.standings)
    assert "no longer holds the words" in problem.problem
    other = done(words, made, report=replace(REPORT, report="homs"))
    assert "there is no report 'hama' any more" in problems_of(other.standings)[0].problem


def test_the_id_of_a_decision_without_offsets_is_what_it_was_before_there_were_any() -> None:
    assert decision("accept", "5e12e").decision == "ad5e33f92a416086"
    made = decision("add", "hama", words=("a", "a"), spans=(Span(start=0, end=1), Span(start=0, end=1)))
    assert named(replace(made, spans=(Span(start=1, end=2), Span(start=1, end=2)))).decision != made.decision
