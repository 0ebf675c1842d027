"""Marks in the text of a report: nested, overlapping, and never changing a letter."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Span
from dateline.publish.brief import make_index
from dateline.publish.reports_html import marked
from tests.publish import build

TEXT = "The army left Almar & <Besk> at dawn,\nand rebels took both towns."


def bare(markup: str) -> str:
    """The text of the markup without the numbers put in."""
    kept = re.sub(r'<a class="anchor".*?</a>', "", markup).replace('<span class="par"></span>', "\n")
    return html.unescape(re.sub(r"<[^>]+>", "", kept))


def marks(quotes: list[tuple[str, str]]) -> str:
    source = build.report("r", TEXT, "Post")
    claims = [
        build.claim(source, n, "capture", quote, trigger) for n, (quote, trigger) in enumerate(quotes, 1)
    ]
    return marked(TEXT, claims, (), make_index(claims, (), (source,)))


def test_overlapping_quotes_share_their_common_words() -> None:
    out = marks([("army left Almar & <Besk>", "left"), ("Almar & <Besk> at dawn", "dawn")])
    shared = re.findall(r'<mark class="d2 k1 k2">(.*?)</mark>', out)
    assert "".join(shared) == "Almar &amp; &lt;Besk&gt;"
    assert bare(out) == TEXT


def test_a_quote_inside_another_is_marked_for_both() -> None:
    out = marks([("The army left Almar & <Besk> at dawn", "left"), ("Almar", "Almar")])
    assert '<mark class="d2 t k1 k2">Almar</mark>' in out
    assert bare(out) == TEXT


def test_each_claim_has_its_anchor_where_it_begins() -> None:
    out = marks([("army left", "left"), ("rebels took both towns", "took")])
    assert re.search(r'id="c2"[^>]*>2</a><mark class="d1 k2">rebels ', out)


def test_marks_never_nest() -> None:
    out = marks(
        [
            ("army left Almar", "left"),
            ("left Almar & <Besk>", "left"),
            ("Almar & <Besk> at dawn,\nand", "dawn"),
        ]
    )
    depth = 0
    for tag in re.findall(r"</?mark", out):
        depth += 1 if tag == "<mark" else -1
        assert depth in (0, 1)


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 30)), max_size=6))
def test_any_spans_leave_the_text_as_it_is(spans: list[tuple[int, int]]) -> None:
    source = build.report("r", TEXT, "Post")
    claims = []
    for number, (start, length) in enumerate(spans, 1):
        quote = TEXT[start : start + length]
        made = build.claim(source, number, "clash", quote, quote)
        claims.append(made)
    out = marked(TEXT, claims, (Span(start=3, end=9),), make_index(claims, (), (source,)))
    assert bare(out) == TEXT
