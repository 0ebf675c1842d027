"""Marked sections of a page: figures in, the page with that section fresh out."""

from __future__ import annotations

import pytest

from dateline.evaluate.corpora.common import Figure, Measured
from dateline.evaluate.page import refreshed, section, shown

RESULT = Measured(
    name="x",
    title="A corpus",
    scoring="Each is right or wrong.",
    source="a paper",
    read="3 texts",
    figures=(Figure(name="F1", value=0.5, best="0.8"), Figure(name="texts", value=3)),
    encoder="v1",
    words="0",
)


def test_a_section_is_added_then_replaced_and_the_rest_kept() -> None:
    page = refreshed("# Accuracy\n\nBy hand.\n", "x", "old")
    assert page == "# Accuracy\n\nBy hand.\n\n<!-- eval: x -->\nold\n<!-- end: x -->\n"
    assert refreshed(page + "\nMore.\n", "x", "new") == page.replace("old", "new") + "\nMore.\n"


def test_twice_gives_the_same_bytes() -> None:
    text = section(RESULT, "dateline eval x PATH")
    page = refreshed(refreshed("# A\n", "x", text), "y", "other")
    assert refreshed(page, "x", text) == page


def test_a_section_tells_scoring_command_and_figures() -> None:
    text = section(RESULT, "dateline eval x PATH")
    assert "Each is right or wrong. Read: 3 texts; encoder `v1`." in text
    assert "| F1 | 0.500 | 0.8 |\n| texts | 3 | - |\n" in text
    assert "dateline eval x PATH" in text


def test_a_section_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no end mark"):
        refreshed("<!-- eval: x -->\n", "x", "new")


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.500"), (None, "-"), (1200, "1,200")])
def test_values(value: float | None, text: str) -> None:
    assert shown(Figure(name="f", value=value)) == text
