"""Lines of the page and lines of the article, on pages written and labelled before they were first read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.model import Report
from dateline.read.layout import lay_out, read_words
from dateline.words.tables import Words

PAGES = Path(__file__).parent / "data" / "pages.txt"
REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
MET = {"article": 1.0, "page": 0.95}
"""Least shares of the lines of each sort that are told for what they are: docs/formats.md."""
PAGE_LINES = {"hama-nbc": (4, 7, 8, 15), "hama-dpa": ()}
"""Which lines of two reports of real outlets are the page's, counted without blank ones."""


def marked(text: str, words: Words) -> list[tuple[str, bool]]:
    """The lines of a text that hold something, and whether each is marked as the page's."""
    tables = (words.texts[f"lexicon/en/{name}.tsv"] for name in ("abbreviations", "boilerplate"))
    layout = lay_out(Report(report="r", text=text, digest=""), read_words(*tables))
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((line, any(span.start <= at < span.end for span in layout.boilerplate)))
        at += len(line) + 1
    return found


def pages() -> Iterator[list[tuple[str, bool]]]:
    """The lines of each labelled page, and whether each is the page's."""
    for page in PAGES.read_text(encoding="utf-8").split("==\n"):
        yield [(line[2:], line.startswith("-")) for line in page.splitlines() if line]


def test_lines_of_the_article_stay_and_most_of_the_pages_go(words: Words) -> None:
    told = {"article": [0, 0], "page": [0, 0]}
    for page in pages():
        text = "\n\n".join(line for line, _ in page) + "\n"
        for (line, of_page), (same, found) in zip(page, marked(text, words), strict=True):
            assert line == same
            sort = told["page" if of_page else "article"]
            sort[0] += found == of_page
            sort[1] += 1
    assert {name: right / lines >= MET[name] for name, (right, lines) in told.items()} == dict.fromkeys(
        MET, True
    ), told


@pytest.mark.parametrize("name", sorted(PAGE_LINES))
def test_a_report_loses_its_page_and_nothing_else(name: str, words: Words) -> None:
    path = REPORTS / f"{name}.txt"
    if not path.exists():
        pytest.skip("the reports are not beside this project")
    found = marked(path.read_text(encoding="utf-8"), words)
    assert tuple(number for number, (_, of_page) in enumerate(found) if of_page) == PAGE_LINES[name]
