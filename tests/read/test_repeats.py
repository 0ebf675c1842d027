"""Lines repeated over an outlet's stories: the page's, not a story's."""

from __future__ import annotations

import random

from dateline.model import Report
from dateline.read.repeats import repeated_lines

PROMPT = "Get the morning letter in your inbox"
LINK = "Watch: Jets bomb Almar"
BACKGROUND = "The war has killed thousands of people since it began."


def stories(*tails: str, outlet: str | None = "Harbour Post", count: int = 4) -> list[Report]:
    """Reports of one outlet, each with words of its own and then the tails."""
    bodies = [
        f"Headline {n}\n\nOn day {n} the council of town {n} met in hall {n} and spoke at length about bridge {n}."
        for n in range(count)
    ]
    texts = ["\n".join([body, *tails]) for body in bodies]
    return [Report(report=f"r{n}", text=text, digest="", outlet=outlet) for n, text in enumerate(texts)]


def tells(line: str) -> bool:
    return "bomb" in line or "killed" in line


def marked(reports: list[Report]) -> dict[str, list[str]]:
    texts = {report.report: report.text for report in reports}
    found = repeated_lines(reports, tells)
    return {name: [texts[name][span.start : span.end] for span in spans] for name, spans in found.items()}


def test_a_prompt_under_every_story_is_marked_in_each() -> None:
    assert marked(stories(PROMPT)) == {f"r{n}": [PROMPT] for n in range(4)}


def test_a_link_that_tells_of_an_event_is_marked_and_a_sentence_is_not() -> None:
    found = marked(stories(LINK, BACKGROUND))
    assert found["r0"] == [LINK]


def test_two_stories_are_too_few() -> None:
    assert marked(stories(PROMPT, count=2)) == {}


def test_outlets_are_apart_and_the_unknown_one_is_none() -> None:
    others = [Report(report="x", text=f"Other\n\nOther words.\n{PROMPT}", digest="", outlet="Wire")]
    assert marked([*stories(PROMPT, count=2), *others]) == {}
    assert marked(stories(PROMPT, outlet=None)) == {}


def test_versions_of_one_story_are_one_story() -> None:
    whole = stories(PROMPT, count=1)[0].text
    versions = [
        Report(report=f"v{n}", text=f"{whole}\nUpdate {n}.", digest="", outlet="Harbour Post")
        for n in range(5)
    ]
    assert marked(versions) == {}


def test_what_comes_back_seldom_in_a_large_archive_is_kept() -> None:
    many = stories(count=60)
    said = "He did not elaborate."
    many = [
        Report(
            report=one.report, text=one.text + (f"\n{said}" if n < 4 else ""), digest="", outlet=one.outlet
        )
        for n, one in enumerate(many)
    ]
    assert marked(many) == {}


def test_the_headline_is_never_the_pages() -> None:
    same = [
        Report(
            report=one.report,
            text=one.text.replace(f"Headline {n}", "War: live"),
            digest="",
            outlet=one.outlet,
        )
        for n, one in enumerate(stories(PROMPT))
    ]
    assert marked(same)["r1"] == [PROMPT]


def test_the_order_of_reports_is_nothing() -> None:
    reports = stories(PROMPT, LINK, BACKGROUND, count=6)
    mixed = random.Random(3).sample(reports, len(reports))
    assert repeated_lines(mixed, tells) == repeated_lines(reports, tells)
