"""Feeds a reader with ever new input, guided by which lines of it were reached (atheris, of Google's libFuzzer).

Any input must come out as documents and problems, or as dates and numbers whose words stand in the text; everything
else is a finding: an exception that nobody foresaw, an offset that leads to other words, a hang. atheris is no
dependency of the project: ``pip install atheris==3.0.0`` first.

    python -m tests.reliability.fuzz html -max_total_time=600
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]

PUBLISHED = dt.date(2024, 12, 5)
_LONGEST = 4_000
_FEED_WORDS = (
    "<rss",
    "<feed",
    "<item",
    "<entry",
    "<title",
    "<description",
    "<![CDATA[",
    "<!DOCTYPE",
    "<!ENTITY",
)
_HTML_WORDS = (
    "<html",
    "<article",
    "<p>",
    "<script",
    "<meta ",
    "<time ",
    "datetime=",
    "&#x",
    "<!--",
    "charset=",
)
_DATE_WORDS = (
    "Thursday",
    "December ",
    "yesterday",
    "between ",
    "weeks ago",
    "since ",
    "2024",
    "12/5",
    "a.m.",
    "the day",
)
_NUMBER_WORDS = (
    "dozens of ",
    "more than ",
    "thousand",
    " million",
    "between ",
    "1,000",
    "at least ",
    "a couple of ",
)
_WARC_WORDS = (
    "WARC/1.0\r\n",
    "WARC-Type: response",
    "Content-Length: ",
    "HTTP/1.1 200 OK\r\n",
    "Content-Type: ",
)


def of_format(ending: str) -> Callable[[bytes], None]:
    """What reads bytes as this format, and fails on anything but sound documents and problems."""
    from tests.fetch.test_hostile import all_items

    return lambda data: all_items(ending, data)


def dates(data: bytes) -> None:
    """Finds dates, and checks that each stands where it is told and begins before it ends."""
    from dateline.mention.dategrammar import read_date_words
    from dateline.mention.dates import find_dates

    words = _once("dates", lambda: read_date_words(_table("dates")))
    text = data.decode("utf-8", "replace")
    modes: tuple[Literal["news", "narrative"], ...] = ("news", "narrative")
    for mode in modes:
        for found in find_dates(text, PUBLISHED, words, mode=mode):
            assert text[found.start : found.end] == found.words
            assert found.earliest is None or found.latest is None or found.earliest <= found.latest
    from dateline.fetch.about import parse_date
    from dateline.versions.times import read_moment

    parse_date(text[:100])
    read_moment(text[:100])


def numbers(data: bytes) -> None:
    """Finds numbers and counts, and checks that each stands where it is told and is a range."""
    from dateline.mention.counts import find_counts, merge_counts
    from dateline.mention.numbers import find_numbers, read_count_words

    words = _once("counts", lambda: read_count_words(_table("counts"), _table("countnouns")))
    text = data.decode("utf-8", "replace")
    for found in find_numbers(text, words):
        assert text[found.start : found.end] == found.words
        assert found.high is None or found.low is None or found.low <= found.high
    merge_counts(find_counts(text, None, words))


TARGETS: Mapping[str, tuple[Callable[[], Callable[[bytes], None]], tuple[str, ...]]] = MappingProxyType(
    {
        "html": (lambda: of_format("html"), _HTML_WORDS),
        "feed": (lambda: of_format("xml"), _FEED_WORDS),
        "warc": (lambda: of_format("warc"), _WARC_WORDS),
        "dates": (lambda: dates, _DATE_WORDS),
        "numbers": (lambda: numbers, _NUMBER_WORDS),
    }
)
"""Each reader: what makes its test, and words that get the fuzzer past the first branches."""

_HELD: dict[str, Any] = {}


def _once(name: str, make: Callable[[], Any]) -> Any:
    if name not in _HELD:
        _HELD[name] = make()
    return _HELD[name]


def _table(name: str) -> str:
    return (ROOT / "dateline" / "data" / "lexicon" / "en" / f"{name}.tsv").read_text(encoding="utf-8")


def seeds(name: str) -> Iterator[bytes]:
    """Inputs to begin with: whole files of the format, or sentences of the examples."""
    from tests.fetch import making

    if name == "html":
        yield making.page().encode()
    elif name == "feed":
        yield from (one.encode() for one in (making.RSS, making.ATOM, making.NEWSML))
    elif name == "warc":
        yield from (making.warc(), making.warc(packed=False))
    else:
        for path in sorted((ROOT / "examples").glob("*.txt")):
            yield from (line.encode() for line in path.read_text(encoding="utf-8").splitlines() if line)


def main() -> None:
    """Fuzzes the reader that the first argument names; the others go to libFuzzer."""
    import atheris

    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        raise SystemExit(f"Name a reader: {', '.join(TARGETS)}.")
    make, words = TARGETS[name]
    with atheris.instrument_imports(include=["dateline.fetch", "dateline.mention", "feedparser", "warcio"]):
        test = make()
        for data in seeds(name):
            test(data)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, data in enumerate(seeds(name)):
            Path(corpus, str(number)).write_bytes(data)
        listed = Path(folder, "words")
        listed.write_text("".join('"' + _quoted(word) + '"\n' for word in words))
        options = [
            f"-max_len={_LONGEST}",
            f"-dict={listed}",
            "-timeout=20",
            "-rss_limit_mb=3000",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, *sys.argv[2:], str(corpus)], test)
        with contextlib.suppress(SystemExit):
            atheris.Fuzz()


def _quoted(word: str) -> str:
    return "".join(
        f"\\x{byte:02x}" if byte in b'"\\' or not 32 <= byte < 127 else chr(byte) for byte in word.encode()
    )


if __name__ == "__main__":
    main()
