"""The day that stands at the noun of an event, and the two days of a night."""

from __future__ import annotations

import datetime as dt

from dateline.claim.code import Engine
from dateline.claim.occasion import occasions, on_their_day
from dateline.model import Claim, When
from tests.claim.making import claim, open_text, when

SATURDAY, SUNDAY, MONDAY = (dt.date(2023, 11, day) for day in (11, 12, 13))
FRIDAY = dt.date(2023, 11, 10)
BLAST = (
    "A monitor said on Sunday that nine shoppers were killed when a bomb went off in Gao in Mali.\n"
    "Saturday's blast burned four stalls. The toll of the explosion rose on Monday.\n"
)


def days(text: str, engine: Engine, *claims: Claim) -> list[tuple[dt.date | None, dt.date | None]]:
    """First and last day of each claim, once the day of the event is known."""
    found = on_their_day(open_text(text, engine), claims, engine.tables.nouns)
    assert [each.trigger for each in found] == [each.trigger for each in claims]
    assert all(
        text[each.when.span.start : each.when.span.end] == each.when.words
        for each in found
        if each.when.span is not None
    )
    return [(each.when.earliest, each.when.latest) for each in found]


def test_the_day_at_the_noun_is_the_events_not_that_of_saying_or_counting(engine: Engine) -> None:
    said = claim(BLAST, "bombing", "went off", when=when(BLAST, "Sunday", SUNDAY))
    counted = claim(BLAST, "bombing", "explosion", when=when(BLAST, "Monday", MONDAY))
    untold = claim(BLAST, "bombing", "blast")
    assert days(BLAST, engine, said, counted, untold) == [(SATURDAY, SATURDAY)] * 3


def test_a_noun_that_lost_its_apostrophe_has_its_day_too(engine: Engine) -> None:
    text = BLAST.replace("Saturday's", "Saturdays")
    said = claim(text, "bombing", "went off", when=when(text, "Sunday", SUNDAY))
    assert days(text, engine, said) == [(SATURDAY, SATURDAY)]


def test_another_kind_of_event_keeps_its_day(engine: Engine) -> None:
    other = claim(BLAST, "detain", "went off", when=when(BLAST, "Sunday", SUNDAY))
    planned = claim(BLAST, "bombing", "went off", when=when(BLAST, "Sunday", SUNDAY), status="planned")
    assert days(BLAST, engine, other, planned) == [(SUNDAY, SUNDAY)] * 2


def test_a_day_of_the_event_in_its_own_sentence_stays(engine: Engine) -> None:
    text = "A bomb went off in Gao in Mali on Sunday. Saturday's blast had burned four stalls.\n"
    own = claim(text, "bombing", "went off", when=when(text, "Sunday", SUNDAY))
    assert days(text, engine, own) == [(SUNDAY, SUNDAY)]


def test_a_day_further_off_than_reports_are_late_stays(engine: Engine) -> None:
    text = BLAST.replace("Sunday", "November 2")
    day = dt.date(2023, 11, 2)
    assert days(
        text, engine, claim(text, "bombing", "went off", when=when(text, "November 2", day))
    ) == [(day, day)]  # fmt: skip


def test_two_days_at_nouns_tell_nothing(engine: Engine) -> None:
    text = BLAST.replace("The toll", "It was larger than Friday's attack. The toll")
    case = open_text(text, engine)
    assert occasions(case, engine.tables.nouns) == ()
    assert len(occasions(open_text(BLAST, engine), engine.tables.nouns)) == 1
    said = claim(text, "bombing", "went off", when=when(text, "Sunday", SUNDAY))
    assert days(text, engine, said) == [(SUNDAY, SUNDAY)]


NIGHT = (
    "Jets bombed the port late on Friday and early on Saturday, dockers said in Hodeidah in Yemen.\n"
    "The strikes burned two cranes. A silo was destroyed. Planes struck the airport on Monday.\n"
)


def test_a_night_told_by_two_days_is_both_for_the_strikes_and_what_they_broke(engine: Engine) -> None:
    words = "late on Friday and early on Saturday"
    night = claim(NIGHT, "airstrike", "bombed", when=when(NIGHT, words, FRIDAY, SATURDAY))
    again = claim(NIGHT, "airstrike", "strikes", when=when(NIGHT, "Friday", FRIDAY))
    broken = claim(NIGHT, "destroy", "destroyed", when=when(NIGHT, "Saturday", SATURDAY))
    own = claim(NIGHT, "airstrike", "struck", when=when(NIGHT, "Monday", MONDAY))
    other = claim(NIGHT, "clash", "burned", when=when(NIGHT, "Friday", FRIDAY))
    both = (FRIDAY, SATURDAY)
    assert days(NIGHT, engine, night, again, broken, own, other) == [
        both, both, both, (MONDAY, MONDAY), (FRIDAY, FRIDAY),
    ]  # fmt: skip


def test_two_kinds_with_nights_tell_nothing_of_each_other(engine: Engine) -> None:
    words = "late on Friday and early on Saturday"
    night = when(NIGHT, words, FRIDAY, SATURDAY)
    first = claim(NIGHT, "airstrike", "bombed", when=night)
    second = claim(NIGHT, "shelling", "bombed", when=night)
    broken = claim(NIGHT, "destroy", "destroyed", when=when(NIGHT, "Saturday", SATURDAY))
    assert days(NIGHT, engine, first, second, broken)[2] == (SATURDAY, SATURDAY)


def test_a_report_of_one_day_tells_its_fighting_of_that_day(engine: Engine) -> None:
    text = (
        "Rebels entered Gao in Mali on Monday. They captured the airport. The governor fled.\n"
        "Years earlier they had attacked the barracks.\n"
    )
    captured, attacked = claim(text, "capture", "captured"), claim(text, "attack", "attacked")
    planned = claim(text, "capture", "entered", status="planned")
    assert days(text, engine, captured, attacked, planned) == [(MONDAY, MONDAY), (None, None), (None, None)]
    two = text.replace("fled", "fled on Sunday")
    assert days(two, engine, claim(two, "capture", "captured")) == [(None, None)]


def test_without_a_date_of_publication_no_day_is_made_up(engine: Engine) -> None:
    case = open_text(BLAST, engine, None)
    told = claim(BLAST, "bombing", "went off")
    assert [each.when for each in on_their_day(case, (told,), engine.tables.nouns)] == [When()]
