"""Dates: what days an expression of time means, seen from the day of writing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dateline
from dateline.errors import DataError
from dateline.mention.dategrammar import DateWords, read_date_words
from dateline.mention.dates import anchor_dates, find_dates, find_published, resolve_words

TABLE = Path(dateline.__file__).parent / "data" / "lexicon" / "en" / "dates.tsv"
WORDS: DateWords = read_date_words(TABLE.read_text(encoding="utf-8"))
THURSDAY = dt.date(2024, 12, 5)

PHRASES = [
    # explicit dates
    ("2024-12-05", "2024-12-05", "2024-12-05", "day"),
    ("5 December 2024", "2024-12-05", "2024-12-05", "day"),
    ("December 5, 2024", "2024-12-05", "2024-12-05", "day"),
    ("Dec. 5", "2024-12-05", "2024-12-05", "day"),
    ("the 5th of December", "2024-12-05", "2024-12-05", "day"),
    ("05.12.2024", "2024-12-05", "2024-12-05", "day"),
    ("on 27 November", "2024-11-27", "2024-11-27", "day"),
    ("Wednesday, Dec. 4", "2024-12-04", "2024-12-04", "day"),
    ("December 26", "2024-12-26", "2024-12-26", "day"),
    ("14 July", "2024-07-14", "2024-07-14", "day"),
    ("May 8, 1992", "1992-05-08", "1992-05-08", "day"),
    ("1 a.m. on July 30", "2024-07-30", "2024-07-30", "day"),
    # weekdays: the latest not after publication, which itself counts
    ("Thursday", "2024-12-05", "2024-12-05", "day"),
    ("on Wednesday", "2024-12-04", "2024-12-04", "day"),
    ("Friday", "2024-11-29", "2024-11-29", "day"),
    ("last Thursday", "2024-11-28", "2024-11-28", "day"),
    ("next Thursday", "2024-12-12", "2024-12-12", "day"),
    ("on Thursday night", "2024-12-05", "2024-12-05", "day"),
    ("early on Wednesday", "2024-12-04", "2024-12-04", "day"),
    ("Friday's", "2024-11-29", "2024-11-29", "day"),
    ("on Tuesday and Wednesday", "2024-12-03", "2024-12-04", "days"),
    ("late Monday and early Tuesday", "2024-12-02", "2024-12-03", "days"),
    # a month with its year, a part of a week, and what began in the middle of a sentence
    ("in March last year", "2023-03-01", "2023-03-31", "month"),
    ("in May of this year", "2024-05-01", "2024-05-31", "month"),
    ("in the middle of last week", "2024-11-26", "2024-11-28", "days"),
    ("since the war began in March 2011", "2011-03-01", "2024-12-05", "longer"),
    ("since the unrest broke out last week", "2024-11-25", "2024-12-05", "days"),
    ("since Turkey's assault began on October 9", "2024-10-09", "2024-12-05", "longer"),
    ("for almost 12 years", "2013-01-01", "2024-12-05", "longer"),
    # weekends, nights told by both their days, and a weekday of a week
    ("over the weekend", "2024-11-30", "2024-12-01", "days"),
    ("the weekend", "2024-11-30", "2024-12-01", "days"),
    ("on the night of 3-4 December", "2024-12-03", "2024-12-04", "days"),
    ("on the night of December 2-3", "2024-12-02", "2024-12-03", "days"),
    ("the night from Monday to Tuesday", "2024-12-02", "2024-12-03", "days"),
    ("overnight from Monday to Tuesday", "2024-12-02", "2024-12-03", "days"),
    ("overnight Monday to Tuesday", "2024-12-02", "2024-12-03", "days"),
    ("Monday-Tuesday night", "2024-12-02", "2024-12-03", "days"),
    ("late Monday into Tuesday", "2024-12-02", "2024-12-03", "days"),
    ("overnight on Monday", "2024-12-02", "2024-12-03", "days"),
    ("overnight on Thursday", "2024-12-04", "2024-12-05", "days"),
    ("yesterday Wednesday", "2024-12-04", "2024-12-04", "day"),
    ("Tuesday to Thursday", "2024-12-03", "2024-12-05", "days"),
    ("Tuesday last week", "2024-11-26", "2024-11-26", "day"),
    ("on Monday of last week", "2024-11-25", "2024-11-25", "day"),
    ("Friday next week", "2024-12-13", "2024-12-13", "day"),
    # portions of a month or year
    ("in the first week of November", "2024-11-01", "2024-11-07", "days"),
    ("the last week of November", "2024-11-24", "2024-11-30", "days"),
    ("the last two weeks of November", "2024-11-17", "2024-11-30", "longer"),
    ("in the first half of November", "2024-11-01", "2024-11-15", "longer"),
    ("the second half of October", "2024-10-16", "2024-10-31", "longer"),
    ("the first half of 2023", "2023-01-01", "2023-06-30", "longer"),
    ("the second half of last year", "2023-07-01", "2023-12-31", "longer"),
    ("the last day of November", "2024-11-30", "2024-11-30", "day"),
    ("in the first days of November", "2024-11-01", "2024-11-10", "days"),
    ("the first Monday of November", "2024-11-04", "2024-11-04", "day"),
    ("the last Friday of October", "2024-10-25", "2024-10-25", "day"),
    # clocks of four digits, years in words
    ("at 1400 GMT", "2024-12-05", "2024-12-05", "day"),
    ("at 0330 local time on Tuesday", "2024-12-03", "2024-12-03", "day"),
    ("in nineteen ninety-six", "1996-01-01", "1996-12-31", "year"),
    ("in twenty fourteen", "2014-01-01", "2014-12-31", "year"),
    ("for four and a half years", "2020-01-01", "2024-12-05", "longer"),
    # words for days
    ("today", "2024-12-05", "2024-12-05", "day"),
    ("yesterday", "2024-12-04", "2024-12-04", "day"),
    ("tomorrow", "2024-12-06", "2024-12-06", "day"),
    ("tonight", "2024-12-05", "2024-12-05", "day"),
    ("overnight", "2024-12-04", "2024-12-05", "days"),
    ("during the night", "2024-12-04", "2024-12-05", "days"),
    ("in the night to Saturday", "2024-11-29", "2024-11-30", "days"),
    ("on the night of 30 November", "2024-11-30", "2024-12-01", "days"),
    ("last night", "2024-12-04", "2024-12-04", "day"),
    ("this morning", "2024-12-05", "2024-12-05", "day"),
    ("at dawn", "2024-12-05", "2024-12-05", "day"),
    ("16:05 GMT", "2024-12-05", "2024-12-05", "day"),
    ("at the weekend", "2024-11-30", "2024-12-01", "days"),
    # so long ago, so long since
    ("the day before", "2024-12-04", "2024-12-04", "day"),
    ("two days ago", "2024-12-03", "2024-12-03", "day"),
    ("three days later", "2024-12-08", "2024-12-08", "day"),
    ("two years ago", "2022-01-01", "2022-12-31", "year"),
    ("three months ago", "2024-09-01", "2024-09-30", "month"),
    ("a week after", "2024-11-28", "2024-11-28", "day"),
    ("last week", "2024-11-25", "2024-12-01", "week"),
    ("this week", "2024-12-02", "2024-12-05", "week"),
    ("next week", "2024-12-09", "2024-12-15", "week"),
    ("last month", "2024-11-01", "2024-11-30", "month"),
    ("last year", "2023-01-01", "2023-12-31", "year"),
    ("this year", "2024-01-01", "2024-12-05", "year"),
    ("last August", "2024-08-01", "2024-08-31", "month"),
    ("the past 24 hours", "2024-12-04", "2024-12-05", "days"),
    ("over the last two days", "2024-12-03", "2024-12-05", "days"),
    ("in the past week", "2024-11-29", "2024-12-05", "week"),
    ("in recent days", None, "2024-12-05", "days"),
    ("for days", None, "2024-12-05", "days"),
    ("for weeks", None, "2024-12-05", "longer"),
    ("for hours", "2024-12-05", "2024-12-05", "day"),
    ("for two weeks", "2024-11-21", "2024-12-05", "longer"),
    ("more than a decade", None, "2024-12-05", "longer"),
    ("almost 12 years", "2013-01-01", "2024-12-05", "longer"),
    ("14-year-long", "2010-01-01", "2024-12-05", "longer"),
    ("the 58th day", "2024-10-09", "2024-12-05", "longer"),
    ("since 2011", "2011-01-01", "2024-12-05", "longer"),
    ("since Friday", "2024-11-29", "2024-12-05", "days"),
    ("since March", "2024-03-01", "2024-12-05", "longer"),
    ("since the 1990s", "1990-01-01", "2024-12-05", "longer"),
    ("since the truce took effect on 1 December", "2024-12-01", "2024-12-05", "days"),
    ("until Nov. 9", None, "2024-11-09", "days"),
    ("by Dec. 15", "2024-12-05", "2024-12-15", "days"),
    # intervals
    ("between 20 and 25 October", "2024-10-20", "2024-10-25", "days"),
    ("from 3 to 7 May", "2024-05-03", "2024-05-07", "days"),
    ("27-31 March 2022", "2022-03-27", "2022-03-31", "days"),
    ("15 and 16 November", "2024-11-15", "2024-11-16", "days"),
    ("from March to November 2022", "2022-03-01", "2022-11-30", "longer"),
    ("2013-2018", "2013-01-01", "2018-12-31", "longer"),
    ("early June", "2024-06-01", "2024-06-10", "days"),
    ("mid-April", "2024-04-11", "2024-04-20", "days"),
    ("late March", "2024-03-21", "2024-03-31", "days"),
    ("in late 2012", "2012-10-01", "2012-12-31", "longer"),
    ("in March", "2024-03-01", "2024-03-31", "month"),
    ("in December 2016", "2016-12-01", "2016-12-31", "month"),
    ("in 2016", "2016-01-01", "2016-12-31", "year"),
    ("the 1990s", "1990-01-01", "1999-12-31", "longer"),
    ("last summer", "2024-06-01", "2024-08-31", "longer"),
    ("in the winter of 2015", "2015-12-01", "2016-02-29", "longer"),
]


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize(("phrase", "earliest", "latest", "precision"), PHRASES)
def test_phrase_seen_from_thursday(
    phrase: str, earliest: str | None, latest: str | None, precision: str
) -> None:
    found = resolve_words(phrase, THURSDAY, WORDS)
    assert (_iso(found[0]), _iso(found[1]), found[2]) == (earliest, latest, precision)


@pytest.mark.parametrize("weekday", range(1, 8))
@pytest.mark.parametrize("shift", range(14))
def test_weekday_is_the_latest_not_after_publication(weekday: int, shift: int) -> None:
    published = THURSDAY + dt.timedelta(days=shift)
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday - 1]
    day = resolve_words(name, published, WORDS)[0]
    assert day is not None and day.isoweekday() == weekday
    assert 0 <= (published - day).days < 7


def test_day_before_counts_from_the_day_last_told() -> None:
    found = find_dates(
        "Rebels took the town on 27 November. The day before, shells had hit it.", THURSDAY, WORDS
    )
    assert [m.earliest for m in found] == [dt.date(2024, 11, 27), dt.date(2024, 11, 26)]


def test_anchor_moves_the_day_before_but_not_yesterday() -> None:
    anchor = dt.date(2024, 11, 20)
    assert resolve_words("the day before", THURSDAY, WORDS, anchor)[0] == dt.date(2024, 11, 19)
    assert resolve_words("yesterday", THURSDAY, WORDS, anchor)[0] == dt.date(2024, 12, 4)


def test_future_tense_turns_a_weekday_forward() -> None:
    (ahead,) = find_dates("The council will meet on Monday.", THURSDAY, WORDS)
    (past,) = find_dates("The council met on Monday.", THURSDAY, WORDS)
    (said,) = find_dates("He said Monday that they will fight on.", THURSDAY, WORDS)
    assert (ahead.earliest, past.earliest) == (dt.date(2024, 12, 9), dt.date(2024, 12, 2))
    assert said.earliest == dt.date(2024, 12, 2)


def test_a_dropped_apostrophe_is_understood() -> None:
    (told,) = find_dates("After last months raid on the depot", THURSDAY, WORDS)
    assert (told.earliest, told.latest) == (dt.date(2024, 11, 1), dt.date(2024, 11, 30))


def test_so_long_after_something_else_does_not_move_the_day_told() -> None:
    text = "Shells fell before dawn on Wednesday, two weeks after the raid, and by midday tanks came."
    told = {d.words: d.earliest for d in find_dates(text, THURSDAY, WORDS)}
    found = [told["before dawn on Wednesday"], told["by midday"]]
    assert found == [dt.date(2024, 12, 4)] * 2


def test_date_of_doubtful_order_is_never_guessed() -> None:
    (doubt,) = find_dates("on 12/5/2024", THURSDAY, WORDS)
    assert doubt.earliest is None and doubt.latest is None
    assert doubt.readings == (dt.date(2024, 5, 12), dt.date(2024, 12, 5))
    (first,) = find_dates("on 12/5/2024", THURSDAY, WORDS, day_first=True)
    (second,) = find_dates("on 12/5/2024", THURSDAY, WORDS, day_first=False)
    assert (first.earliest, second.earliest) == (dt.date(2024, 5, 12), dt.date(2024, 12, 5))
    (clear,) = find_dates("on 25/12/2023", THURSDAY, WORDS)
    assert clear.earliest == dt.date(2023, 12, 25)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on Friday", "point"), ("every Friday", "set"), ("for six weeks", "duration"), ("since 2011", "since"),
        ("until May 3", "until"), ("now", "ref"),
    ],
)  # fmt: skip
def test_kind(text: str, kind: str) -> None:
    assert [m.kind for m in find_dates(text, THURSDAY, WORDS)] == [kind]


@pytest.mark.parametrize(
    "text",
    ["a 41-year-old woman", "he is 52 years old", "they may attack and march on", "12.5 percent", "the second wave",
     "about 2,000 men", "the Sun shone", "a score of 3-2"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, THURSDAY, WORDS) == ()


def test_without_publication_only_full_dates_resolve() -> None:
    found = find_dates("On 5 December 2024, a week after Friday, in March and yesterday.", None, WORDS)
    known = [m.words for m in found if m.earliest or m.latest]
    assert known == ["5 December 2024"]


def test_live_page_lines_date_what_stands_below_them() -> None:
    text = "30 Nov 2024, 21:40 GMT\nJets struck the city today.\n1 Dec 2024, 08:00 GMT\nThe army left overnight.\n"
    assert [day for _, day in anchor_dates(text, dt.date(2024, 12, 1), WORDS)] == [
        dt.date(2024, 11, 30), dt.date(2024, 12, 1)]  # fmt: skip
    found = {m.words: m.earliest for m in find_dates(text, dt.date(2024, 12, 1), WORDS)}
    assert found["today"] == dt.date(2024, 11, 30)
    assert found["overnight"] == dt.date(2024, 11, 30)


def test_dateline_gives_the_day_of_writing() -> None:
    text = "ALEPPO, Syria, July 3, 2015 (Reuters) - Rebels attacked."
    assert find_published(text, WORDS) == dt.date(2015, 7, 3)
    assert find_published("Rebels attacked on 3 July 2015 and were beaten back.", WORDS) is None
    assert find_published("Published 3 July 2015\nRebels attacked.", WORDS) == dt.date(2015, 7, 3)
    assert find_published("ALEPPO, Syria, July 3 (Reuters) - Rebels attacked.", WORDS) is None


def test_history_counts_from_the_date_last_told() -> None:
    text = "War broke out on 1 September 1939. On 17 September a second army crossed the border. In January 1940 ..."
    found = find_dates(text, None, WORDS, mode="narrative")
    assert [m.earliest for m in found] == [dt.date(1939, 9, 1), dt.date(1939, 9, 17), dt.date(1940, 1, 1)]


def test_table_with_a_repeated_term_is_refused() -> None:
    with pytest.raises(DataError, match=r"dates\.tsv:3"):
        read_date_words("term\tsense\tvalue\tsource\nmay\tmonth_weak\t5\tx\nmay\tmonth\t5\tx\n")


ALPHABET = [
    "on",
    "Monday",
    "May",
    "5",
    "31",
    "2020",
    "to",
    "and",
    "since",
    "the",
    "day",
    "before",
    "-",
    ",",
    "years",
    "last",
    "early",
    "\n",
    "12/5",
    "ago",
    "night",
    "between",
    "1990s",
    "week",
    "9:30",
    "0",
    "29",
    "February",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(ALPHABET), max_size=14).map(" ".join),
    st.dates(dt.date(1950, 1, 1), dt.date(2060, 1, 1)),
)
def test_mentions_slice_to_their_words_and_are_ordered(text: str, published: dt.date) -> None:
    end = 0
    for mode in ("news", "narrative"):
        end = 0
        for mention in find_dates(text, published, WORDS, mode=mode):
            assert text[mention.start : mention.end] == mention.words != ""
            assert mention.start >= end
            end = mention.end
            if mention.earliest and mention.latest:
                assert mention.earliest <= mention.latest


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([w for w in ALPHABET if w not in {"2020", "1990s"}]), max_size=14).map(" ".join)
)
def test_without_publication_no_relative_date_is_told(text: str) -> None:
    assert all(m.earliest is None and m.latest is None for m in find_dates(text, None, WORDS))


@pytest.mark.parametrize(
    "text", ["06/5 weeks ago", "for 45/60 days", "in the last 0/0 months", "within 07/08 hours"]
)
def test_a_fraction_that_is_none_is_no_number(text: str) -> None:
    assert all(m.earliest is None for m in find_dates(f"Shells fell {text}.", THURSDAY, WORDS))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for mention in find_dates(text, THURSDAY, WORDS):
        assert text[mention.start : mention.end] == mention.words


@pytest.mark.parametrize(
    "told", ["1500 fighters came", "a force of 1450 men", "with 2000 troops", "over the year", "the week"]
)
def test_counts_and_units_of_no_time_in_particular_are_no_dates(told: str) -> None:
    assert find_dates(told, THURSDAY, WORDS) == ()


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("They plan to march on Monday", "2024-12-09"),
        ("The envoys would meet there on Monday", "2024-12-09"),
        ("General A. Haile will speak for Colonel B. Tesfaye on Monday", "2024-12-09"),
        ("They announced the plan on Monday", "2024-12-02"),
        ("They would appeal against Monday's ruling", "2024-12-02"),
    ],
)
def test_what_is_to_come_and_what_is_past(told: str, day: str) -> None:
    (found,) = find_dates(told, THURSDAY, WORDS)
    assert str(found.earliest) == str(found.latest) == day
