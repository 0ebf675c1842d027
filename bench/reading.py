"""How fast files are read: web pages, records of web archives, entries of feeds; exits with 1 below a limit.

Run it on an idle machine: CPU time of this process is counted, but a busy machine slows that too. The pages are
made here, with the furniture that real ones have; real pages are larger, and slower in proportion.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PAGES = 200
LEAST = {"web pages": 200, "web archive, pages": 150, "web archive, passed over": 1000, "feed entries": 300}
"""Figures a second that must be reached on one core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of what a second of CPU time."""

    name: str
    rate: float


def page(number: int) -> bytes:
    """A web page of some 12 kB with an article of 14 paragraphs."""
    links = "".join(f'<li class="m"><a href="/section/{n}">Section number {n}</a></li>' for n in range(70))
    lines = "".join(
        f"<p>On day {n} of week {number} the governor said that shells had struck the <b>outskirts</b> of town {n}, "
        "and that &ldquo;nobody was hurt&rdquo;. The ministry gave another account, and spoke of a depot.</p>"
        for n in range(14)
    )
    more = "".join(
        f'<div class="card"><a href="/more/{n}">Another story of the day</a></div>' for n in range(30)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Report {number} | Courier</title>'
        f'<meta property="og:title" content="Report {number}"><meta property="og:site_name" content="Courier">'
        '<meta property="article:published_time" content="2023-12-19T21:40:00+02:00"></head><body>'
        f"<nav><ul>{links}</ul></nav><article><h1>Report {number}</h1>{lines}</article><aside>{more}</aside>"
        "<footer>© Courier</footer></body></html>"
    ).encode()


def archive(media: str, body: Callable[[int], bytes], records: int) -> bytes:
    """A gzipped web archive of so many answers of one media type."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number in range(records):
        headers = StatusAndHeaders("200 OK", [("Content-Type", media)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://courier.example/report-number-{number}",
            "response",
            payload=io.BytesIO(body(number)),
            http_headers=headers,
        )
        writer.write_record(record)
    return out.getvalue()


def feed(entries: int) -> bytes:
    """A feed of so many entries with whole articles."""
    items = "".join(
        f"<item><title>Report {n}</title><link>https://courier.example/report-number-{n}</link>"
        "<pubDate>Tue, 19 Dec 2023 21:40:00 +0200</pubDate><description>&lt;p&gt;The governor said that shells had "
        "struck the outskirts of the town, and that nobody was hurt.&lt;/p&gt;</description></item>"
        for n in range(entries)
    )
    return f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>".encode()


def rate(folder: Path, name: str, files: dict[str, bytes], count: int) -> Rate:
    """Reads the files once to warm up, and once more against the clock."""
    from dateline.fetch.files import FetchOptions, read_all

    place = folder / name.replace(" ", "-").replace(",", "")
    place.mkdir()
    (place / "good.txt").write_text("Troops left the town.")
    for file, content in files.items():
        (place / file).write_bytes(content)
    options = FetchOptions(tell_language=False)
    read_all([place], options)
    start = time.process_time()
    read_all([place], options)
    return Rate(name=name, rate=count / (time.process_time() - start))


def main() -> int:
    """Prints every figure; 1 where one is too low."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        found = [
            rate(folder, "web pages", {f"{n}.html": page(n) for n in range(PAGES)}, PAGES),
            rate(folder, "web archive, pages", {"a.warc.gz": archive("text/html", page, PAGES)}, PAGES),
            rate(
                folder,
                "web archive, passed over",
                {"a.warc.gz": archive("image/png", lambda _: b"x" * 5000, 3000)},
                3000,
            ),
            rate(folder, "feed entries", {"a.xml": feed(400)}, 400),
        ]
    for one in found:
        print(f"{one.name:26} {one.rate:8.0f} a second (at least {LEAST[one.name]})")
    return int(any(one.rate < LEAST[one.name] for one in found))


if __name__ == "__main__":
    sys.exit(main())
