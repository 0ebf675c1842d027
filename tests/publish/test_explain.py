from __future__ import annotations

import pytest

from dateline.model import Span
from dateline.publish.explain import in_context

TEXT = "One two three.\n\n" + "word " * 100 + "the quote " + "after " * 100


def test_a_quote_is_marked_in_its_context_on_one_line() -> None:
    start = TEXT.index("the quote")
    told = in_context(TEXT, Span(start=start, end=start + 9))
    assert "«the quote»" in told
    assert told.startswith("…word")
    assert told.endswith("after…")
    assert "\n" not in told
    assert len(told) < 350


@pytest.mark.parametrize(("words", "told"), [("One", "«One» two three."), ("three.", "One two «three.»")])
def test_ends_of_a_text_are_not_cut(words: str, told: str) -> None:
    text = "One two three."
    start = text.index(words)
    assert in_context(text, Span(start=start, end=start + len(words))) == told
