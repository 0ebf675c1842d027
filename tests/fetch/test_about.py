from __future__ import annotations

import datetime as dt

import pytest

from dateline.fetch.about import About, parse_date, parse_manifest, split_front_matter


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-12-05", dt.date(2024, 12, 5)),
        (" 2024-12-05T23:30:00+03:00 ", dt.date(2024, 12, 5)),
        ("2024-12-05 07:00", dt.date(2024, 12, 5)),
        ("05/12/2024", None),
        ("2024-13-05", None),
        ("2024-02-30", None),
        ("0024-12-05", None),
        ("5 December 2024", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_only_certain_dates_are_read(value: str, date: dt.date | None) -> None:
    assert parse_date(value) == date


def test_json_manifest() -> None:
    text = (
        '[{"report": "a.txt", "outlet": "Northern Courier", "date": "2024-12-05", "syndicated_from": "AM"}]'
    )
    manifest, problems = parse_manifest(text, "m/manifest.json", ".json")
    assert problems == ()
    assert manifest.entries == {
        "a": About(
            outlet="Northern Courier", published=dt.date(2024, 12, 5), date_told=True, syndicated_from="AM"
        )
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_manifest_with_any_delimiter(delimiter: str) -> None:
    lines = [["Report", "Outlet", "Published"], ["a", "Northern Courier", "2024-12-05"], ["b", "", ""]]
    text = "\n".join(delimiter.join(line) for line in lines)
    manifest, problems = parse_manifest(text, "manifest.csv", ".csv")
    assert problems == ()
    assert manifest.entries["a"].outlet == "Northern Courier"
    assert manifest.entries["b"] == About()


@pytest.mark.parametrize(
    ("text", "ending", "said"),
    [
        ("{", ".json", "cannot be read"),
        ('{"a": 1}', ".json", "neither a list"),
        ("[" * 100_000, ".json", "cannot be read"),
        ("[1]", ".json", "not a set of fields"),
        ('[{"outlet": "x"}]', ".json", "names no report"),
        ('[{"report": "a", "outlet": 7}]', ".json", "outlet is 7"),
        ('[{"report": "a"}, {"report": "a.TXT"}]', ".json", "twice"),
        ('[{"report": "a", "published": "5/12/24"}]', ".json", "no certain date"),
        ("name,outlet\na,b", ".csv", "no column 'report'"),
        ('report,outlet\n"a,b', ".csv", "cannot be read"),
    ],
)
def test_a_wrong_manifest_is_a_problem(text: str, ending: str, said: str) -> None:
    _, problems = parse_manifest(text, "manifest", ending)
    assert len(problems) == 1
    assert said in problems[0].problem
    assert problems[0].remedy


def test_an_unreadable_date_stays_unknown_but_told() -> None:
    manifest, _ = parse_manifest('[{"report": "a", "published": "5/12/24"}]', "m", ".json")
    assert manifest.entries["a"] == About(date_told=True)


def test_front_matter_is_parted_from_the_text() -> None:
    text = (
        "---\noutlet: Northern Courier\npublished: 2024-12-05\nurl: 'x:y'\neditor: none\n---\n\nTroops left."
    )
    body, about, problems = split_front_matter(text, "a.txt")
    assert body == "Troops left."
    assert about.outlet == "Northern Courier"
    assert about.published == dt.date(2024, 12, 5)
    assert about.url == "x:y"
    assert problems == ()


@pytest.mark.parametrize(
    "text", ["Plain text.", "---\nA dash line, then prose.\n---\nmore", "---\noutlet: never closed\n", ""]
)
def test_other_texts_stay_whole(text: str) -> None:
    assert split_front_matter(text, "a.txt") == (text, About(), ())
