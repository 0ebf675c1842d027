from __future__ import annotations

import html
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.fetch.align import (
    align,
    align_markup,
    csv_runs,
    html_runs,
    json_runs,
    original_span,
    plain_runs,
)

WORDS = st.text(alphabet="abcXYZ .,'’“é—Ж&<>\"0\n", min_size=1, max_size=80)
TAGS = st.sampled_from(
    ["<b>", "</b>", "<br>", "<a href='x y'>", "<!-- words -->", "<script>words</script>", "\n", ""]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-16-le", "cp1252"])


def checked(text: str, source: str, offsets: tuple[int, ...], encoding: str) -> int:
    """Checks that every group is true, and that spans lead back; returns how many characters are found."""
    raw = source.encode(encoding)
    found, last = 0, 0
    for number in range(0, len(offsets), 4):
        start, end, first, stop = offsets[number : number + 4]
        assert last <= start < end <= len(text)
        assert 0 <= first < stop <= len(raw)
        held = raw[first:stop].decode(encoding)
        if len(held) == end - start:
            assert held == text[start:end]
        else:
            assert text[start:end].strip()[0] in html.unescape(held) or held.startswith("\\")
        assert original_span(offsets, start, end, raw, encoding) == (first, stop)
        found, last = found + end - start, end
    return found


@given(pieces=st.lists(st.tuples(WORDS, TAGS), max_size=12), encoding=ENCODINGS)
def test_words_between_tags_are_found_again(pieces: list[tuple[str, str]], encoding: str) -> None:
    encoded = [word.encode(encoding, "ignore").decode(encoding) for word, _ in pieces]
    source = "".join(html.escape(word) + tag for word, (_, tag) in zip(encoded, pieces, strict=True))
    text = " ".join("".join(encoded).split())
    offsets = align(text, source, html_runs(source), encoding)
    # Tags put no characters between words, so all that is no white space is found.
    assert checked(text, source, offsets, encoding) >= len("".join(text.split()))


@given(lines=st.lists(WORDS, max_size=6), ascii_only=st.booleans())
def test_words_in_json_are_found_again(lines: list[str], ascii_only: bool) -> None:
    text = "\n".join(" ".join(line.split()) for line in lines)
    source = json.dumps({"id": 7, "text": "\n".join(lines)}, ensure_ascii=ascii_only)
    offsets = align(text, source, json_runs(source), "utf-8")
    assert checked(text, source, offsets, "utf-8") >= len("".join(text.split()))


@given(words=WORDS)
def test_words_in_a_table_are_found_again(words: str) -> None:
    text = " ".join(words.split())
    source = '1,"' + words.replace('"', '""') + '",x'
    offsets = align(text, source, csv_runs(source), "utf-8")
    assert checked(text, source, offsets, "utf-8") >= len("".join(text.split()))


@given(text=st.text(max_size=60), source=st.text(max_size=120))
def test_nothing_is_told_that_is_not_so(text: str, source: str) -> None:
    for runs in (html_runs, json_runs, plain_runs):
        offsets = align(text, source, runs(source), "utf-8")
        for number in range(0, len(offsets), 4):
            start, end, first, stop = offsets[number : number + 4]
            held = source.encode()[first:stop].decode()
            assert len(held) != end - start or held == text[start:end]


def test_markup_inside_json_is_found() -> None:
    text = "“They left,” he said on Monday, & went."
    source = json.dumps(
        {"content_html": "<p>&ldquo;They <b>left</b>,&rdquo; he said\non Monday, &amp; went.</p>"}
    )
    offsets = align_markup(text, source, json_runs, "utf-8")
    raw = source.encode()
    assert checked(text, source, offsets, "utf-8") > 0.8 * len(text)
    span = original_span(offsets, 0, 10, raw, "utf-8")
    assert span is not None
    assert raw[slice(*span)] == b"&ldquo;They <b>left"


def test_scripts_hold_no_words() -> None:
    source = "<p><script>They left.</script><style>x</style></p> <b><script>They left.</script></b><p>They left.</p>"
    offsets = align("They left.", source, html_runs(source), "utf-8")
    assert offsets == (0, 10, source.rindex("They"), source.rindex("They") + 10)


def test_ends_that_are_not_found_have_no_span() -> None:
    source = "<p>They left.</p>"
    offsets = align("They left. Somebody else wrote this.", source, html_runs(source), "utf-8")
    raw = source.encode()
    assert original_span(offsets, 0, 10, raw, "utf-8") == (3, 13)
    assert original_span(offsets, 0, 20, raw, "utf-8") is None
    assert original_span(offsets, 4, 4, raw, "utf-8") is None
    assert original_span((), 0, 4, raw, "utf-8") is None


@pytest.mark.parametrize(
    "source",
    [one * 60_000 for one in ("<a ", "<!--", "&", "<script>", "<", "]]>", "<p>x", "<![CDATA[", "a]b")],
)
def test_patterns_take_time_in_proportion(source: str) -> None:
    start = time.process_time()
    align("words that are not there\n" * 3000, source, html_runs(source), "utf-8")
    # A quadratic pattern takes minutes over these.
    assert time.process_time() - start < 20
