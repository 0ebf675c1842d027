from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from dateline.versions.trace import Given, Times, Traced, trace, undecided
from tests.versions.making import PAGE, at, given, report

FIRST = report("Shells hit Almar and killed 12 people.")
SECOND = report("Shells hit Almar and killed 9 people.")


def texts(traced: Traced) -> dict[str, str]:
    return {held.report.report: held.report.text for held in (*traced.current, *traced.earlier)}


def test_the_last_given_is_the_word_and_the_one_before_stays_under_its_number() -> None:
    traced = trace(given(FIRST, SECOND), {})
    assert texts(traced) == {"almar": SECOND.text, "almar@1": FIRST.text}
    (article,) = traced.articles
    assert article.known_by == "address courier.example/world/almar-strike"
    assert [(one.number, one.report) for one in article.versions] == [(1, "almar@1"), (2, "almar")]


def test_one_address_under_two_names_is_one_article() -> None:
    other = replace(
        SECOND, report="almar-updated", url=PAGE + "?utm_medium=mail", published=dt.date(2031, 3, 5)
    )
    for row in ((FIRST, other), (other, FIRST)):
        assert texts(trace(given(*row), {})) == {"almar-updated": SECOND.text, "almar-updated@1": FIRST.text}


def test_an_older_copy_that_comes_later_does_not_speak_for_the_outlet() -> None:
    rows = given(SECOND, FIRST)
    times = {"v1": Times(retrieved=at(12)), "v2": Times(retrieved=at(9))}
    assert undecided(rows) == {"v1", "v2"}
    assert texts(trace(rows, times))["almar"] == SECOND.text
    assert texts(trace(rows, {"v2": Times(modified=at(9, 5))}))["almar"] == FIRST.text


def test_words_that_come_back_are_the_word_again() -> None:
    traced = trace(given(FIRST, SECOND, FIRST), {})
    assert texts(traced) == {"almar": FIRST.text, "almar@1": SECOND.text}


def test_a_corrected_manifest_makes_no_version() -> None:
    traced = trace(given(replace(FIRST, outlet=None, url="https://wrong.example/x"), FIRST), {})
    assert [held.report for held in traced.current] == [FIRST]
    assert traced.earlier == () and traced.articles == ()


def test_two_articles_of_one_name_both_stand() -> None:
    other = report("Rain fell on Besk.", url="https://gazette.example/almar", published=dt.date(2031, 3, 5))
    for row in ((FIRST, other), (other, FIRST)):
        traced = trace(given(*row), {})
        assert traced.articles == ()
        names = {held.report.text: held.report.report for held in traced.current}
        assert names[FIRST.text] == "almar"
        assert names[other.text].startswith("almar-") and len(names) == 2


def test_without_an_address_outlet_title_day_and_words_make_one_article() -> None:
    long = "Shells hit the market of Almar at dawn on Tuesday and killed 12 people, doctors there said."
    first = report(long, "a", url=None, title="Shells hit Almar")
    second = report(long.replace("12", "nine"), "b", url=None, title="Shells  hit ALMAR")
    assert set(texts(trace(given(first, second), {}))) == {"b", "b@1"}
    words = "Talks went on in the capital for a third day, and no end is in sight."
    unlike = report(words, "b", url=None, title="Shells hit Almar")
    assert set(texts(trace(given(first, unlike), {}))) == {"a", "b"}
    elsewhere = replace(second, outlet="Gazette")
    assert set(texts(trace(given(first, elsewhere), {}))) == {"a", "b"}


def test_a_summary_is_no_version_of_the_article() -> None:
    summary = report("Shells hit Almar.", "feed-1")
    rows = given(FIRST, summary)
    traced = trace(rows, {"v2": Times(retrieved=at(12), summary=True), "v1": Times(retrieved=at(9))})
    assert texts(traced) == {"almar": FIRST.text}
    assert traced.articles == ()
    # Two summaries are all there is: the later is the word.
    both = given(summary, report("Shells hit Almar; 9 dead.", "feed-1"))
    times = {one.version: Times(summary=True) for one in both}
    assert set(texts(trace(both, times))) == {"feed-1", "feed-1@1"}


def test_the_same_words_under_two_names_both_stand_as_before() -> None:
    twin = replace(FIRST, report="again")
    traced = trace(given(FIRST, twin), {})
    assert [held.report.report for held in traced.current] == ["again", "almar"]
    assert traced.articles == ()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["one text here", "two texts here", "three texts here"]),
        st.sampled_from(["n1", "n2"]),
        st.sampled_from([PAGE, "https://a.example/other", None]),
    ),
    max_size=5,
    unique=True,
)


@settings(deadline=None)
@any_of(ROWS)
def test_the_order_of_giving_does_not_matter_where_times_are_told(
    rows: list[tuple[str, str, str | None]],
) -> None:
    reports = [report(text, name, url=url) for text, name, url in rows]
    # One text of one name under two addresses is told apart by nothing but the last giving.
    distinct = {(one.report, one.text): one for one in reports}
    reports = list(distinct.values())
    order = sorted({one.text for one in reports})
    times = {one.text: Times(retrieved=at(order.index(one.text))) for one in reports}
    seen = set()
    for row in itertools.islice(itertools.permutations(reports), 24):
        rows_given = [
            Given(report=one, version=f"{one.report}/{one.text}", seq=n) for n, one in enumerate(row)
        ]
        traced = trace(rows_given, {one.version: times[one.report.text] for one in rows_given})
        seen.add(
            (
                tuple((held.report.report, held.report.text) for held in (*traced.current, *traced.earlier)),
                traced.articles,
            )
        )
        held_texts = {held.report.text for held in (*traced.current, *traced.earlier)}
        assert held_texts == {one.text for one in reports}
        names = [held.report.report for held in (*traced.current, *traced.earlier)]
        assert len(set(names)) == len(names)
    assert len(seen) == 1
