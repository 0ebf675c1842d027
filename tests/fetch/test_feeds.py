"""Feeds and the articles they link to, asked of a server on this machine that misbehaves in every way."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.fetch.document import Document, Limits, WebOptions
from dateline.fetch.feedlist import Feed, read_feeds
from dateline.fetch.feeds import Known, Polled, WatchOptions, poll
from dateline.fetch.polite import Manners, Stopped
from dateline.fetch.web import AGENT, ask, is_public
from dateline.model import Problem
from tests.fetch.serving import Site, article, rss, serving

pytestmark = pytest.mark.system

NOW = dt.datetime(2031, 3, 4, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
WEB = WebOptions(allow_private=True, connect=5, whole=20, most=1_000_000)
OPTIONS = WatchOptions(web=WEB, pause=0.0, every=HOUR)
TEXTS = {
    "/world/almar-strike": "Shells hit Almar\n\nShells hit the market of Almar on Tuesday. Nine people were killed.",
    "/world/besk-talks": "Talks in Besk\n\nTalks began in Besk on Monday. The mayor spoke of hope for the town.",
}


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def polled(
    site: Site, known: Known | None = None, options: WatchOptions = OPTIONS, now: dt.datetime = NOW
) -> Polled:
    """The feed of the site, asked once by a watch that knows no robots.txt yet."""
    feed = Feed(url=f"{site.base}/feed.xml", title="Courier")
    manners = Manners(options.web, options.pause, clock=lambda: now)
    return poll(feed, known or Known(url=feed.url), options, manners, now)


def texts(found: Polled) -> list[str]:
    return sorted(item.text.partition("\n")[0] for item in found.items if isinstance(item, Document))


def problems(found: Polled) -> list[str]:
    return [item.problem for item in found.items if isinstance(item, Problem)]


def test_only_what_is_new_or_changed_is_given(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    first = polled(site)
    assert (first.outcome, first.entries, first.new) == ("read", 2, 2)
    assert texts(first) == ["Shells hit Almar", "Talks in Besk"]
    more = {**TEXTS, "/world/besk-talks": TEXTS["/world/besk-talks"].replace("hope", "peace")}
    site.pages["/feed.xml"] = rss(
        site.base, {**more, "/world/cala-fire": "Fire in Cala\n\nFire broke out in Cala."}
    )
    second = polled(site, first.known, now=NOW + 2 * HOUR)
    assert (second.entries, second.new, second.changed) == (3, 1, 1)
    assert texts(second) == ["Fire in Cala", "Talks in Besk"]
    # One article has one name, whenever it comes.
    names = {item.text[:5]: item.name for item in first.items if isinstance(item, Document)}
    again = {item.text[:5]: item.name for item in second.items if isinstance(item, Document)}
    assert names["Talks"] == again["Talks"] and (names["Talks"] or "").startswith("besk-talks-")


def test_what_has_not_changed_is_asked_by_condition_and_costs_nothing(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    first = polled(site)
    second = polled(site, first.known, now=NOW + HOUR)
    assert second.outcome == "unchanged" and second.items == ()
    path, headers = site.asked[-1]
    assert path == "/feed.xml" and headers["if-none-match"] == first.known.etag
    assert headers["user-agent"] == AGENT
    assert second.known.next == NOW + 2 * HOUR


def test_a_feed_that_is_not_due_is_not_asked(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    first = polled(site)
    asked = len(site.asked)
    assert polled(site, first.known, now=NOW + HOUR / 2).outcome == "not due"
    assert len(site.asked) == asked


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("slow", "took more than"),
        ("truncated", "ended too early"),
        ("longer", "longer than it told"),
        ("to /feed.xml", "redirects more"),
        ("to file:///etc/passwd", "no http or https"),
        ("to ftp://a.example/x", "no http or https"),
        ("bomb", "come out of it"),
        ("huge", "larger than"),
        ("drop", ""),
        ("status 404", "status 404"),
        ("status 500", "status 500"),
    ],
)
def test_a_feed_that_misbehaves_is_told_and_asked_again_later(site: Site, fault: str, said: str) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    site.faults["/feed.xml"] = fault
    known = Known(url=f"{site.base}/feed.xml", failures=1)
    web = replace(WEB, whole=0.5) if fault == "slow" else WEB
    began = time.monotonic()
    found = polled(site, known, replace(OPTIONS, web=web))
    assert time.monotonic() - began < 30
    assert found.outcome == "failed" and said in (found.said or "")
    assert texts(found) == [] and len(problems(found)) == 1
    # Each further failure doubles the wait.
    assert (found.known.failures, found.known.next) == (2, NOW + 4 * HOUR)
    del site.faults["/feed.xml"]
    assert polled(site, found.known, now=NOW + 5 * HOUR).known.failures == 0


def test_the_wait_has_an_end() -> None:
    with serving() as site:
        site.faults["/feed.xml"] = "status 500"
        found = polled(site, Known(url="x", failures=900))
        assert found.known.next == NOW + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("fault", "outcome", "after"),
    [
        ("status 429 7200", "told to wait", 2 * HOUR),
        ("status 429 5", "told to wait", HOUR),
        ("status 503 Tue, 04 Mar 2031 18:00:00 GMT", "told to wait", None),
        ("status 429", "told to wait", 2 * HOUR),
        ("status 429 99999999999999", "told to wait", dt.timedelta(days=7)),
        ("status 410", "gone", dt.timedelta(days=7)),
    ],
)
def test_a_server_that_asks_to_wait_is_waited_for(
    site: Site, fault: str, outcome: str, after: dt.timedelta | None
) -> None:
    site.faults["/feed.xml"] = fault
    found = polled(site)
    assert found.outcome == outcome and found.known.next is not None
    if after is not None:
        assert found.known.next == NOW + after
    else:
        # A date is told by the clock of the machine that asks.
        assert found.known.next > NOW + HOUR


def test_a_certificate_that_proves_nothing_is_refused(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl here to make a certificate with")
    made = tmp_path / "both.pem"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=127.0.0.1"
    subprocess.run(
        [openssl, *command.split(), "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")],
        check=True,
        capture_output=True,
    )
    made.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "cert").read_bytes())
    with serving(made) as site:
        site.pages["/feed.xml"] = rss(site.base, TEXTS)
        found = polled(site)
        assert found.outcome == "failed" and "certificate verify failed" in (found.said or "").lower()
        assert site.asked == []


def test_tls_spoken_to_a_server_without_it_is_a_fault_like_any_other(site: Site) -> None:
    feed = Feed(url=site.base.replace("http:", "https:") + "/feed.xml")
    found = poll(feed, Known(url=feed.url), OPTIONS, Manners(WEB, 0.0), NOW)
    assert found.outcome == "failed"


@pytest.mark.long
def test_a_feed_of_ten_thousand_entries_is_read_whole(site: Site) -> None:
    many = {f"/news/item-{n:05}": f"Item {n}\n\nSentence {n}. Two." for n in range(10_000)}
    site.pages["/feed.xml"] = rss(site.base, many, whole=False)
    options = replace(OPTIONS, web=replace(WEB, most=20_000_000, whole=60), limits=Limits(seconds=300))
    found = polled(site, None, options)
    assert (found.outcome, found.entries, found.new) == ("read", 10_000, 10_000), found.said
    assert len({item.name for item in found.items if isinstance(item, Document)}) == 10_000


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Moved</body></html>", b"<opml><body/></opml>", b"\x00\xff" * 99]
)
def test_what_is_no_feed_is_told(site: Site, body: bytes) -> None:
    site.pages["/feed.xml"] = body
    found = polled(site)
    assert found.outcome == "failed" and problems(found) and texts(found) == []


def test_summaries_are_followed_where_that_is_asked(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS, whole=False)
    site.pages |= {path: article(text, site.base + path) for path, text in TEXTS.items()}
    bare = polled(site)
    assert site.paths() == ["/feed.xml"]
    assert all("Nine people" not in item.text for item in bare.items if isinstance(item, Document))
    found = polled(site, None, replace(OPTIONS, follow=True))
    assert (found.followed, found.new) == (2, 2)
    assert sorted(item.text for item in found.items if isinstance(item, Document)) == sorted(TEXTS.values())
    assert problems(found) == []


FOLLOW = replace(OPTIONS, follow=True)


def followed(site: Site) -> Polled:
    site.pages["/feed.xml"] = rss(site.base, TEXTS, whole=False)
    site.pages |= {path: article(text, site.base + path) for path, text in TEXTS.items()}
    return polled(site, None, FOLLOW)


def test_an_article_that_changed_without_a_word_in_the_feed_is_found(site: Site) -> None:
    first = followed(site)
    path = "/world/almar-strike"
    site.pages[path] = article(TEXTS[path].replace("Nine", "Seven"), site.base + path)
    site.asked.clear()
    second = polled(site, first.known, FOLLOW, NOW + HOUR)
    assert second.outcome == "unchanged" and second.changed == 1
    (item,) = [item for item in second.items if isinstance(item, Document)]
    assert "Seven people" in item.text
    assert item.name == next(
        one.name for one in first.items if isinstance(one, Document) and "Nine" in one.text
    )
    # The other one was asked for by condition, and had not changed.
    assert sorted(site.paths()) == ["/feed.xml", *sorted(TEXTS)]
    assert all("if-none-match" in headers for asked, headers in site.asked if asked in (*TEXTS, "/feed.xml"))


def test_an_article_is_not_looked_at_for_ever(site: Site) -> None:
    known = followed(site).known
    looked = 0
    for hours in range(1, 200):
        before = len(site.paths())
        known = polled(site, known, FOLLOW, NOW + hours * HOUR).known
        looked += sum(path in TEXTS for path in site.paths()[before:])
    assert looked == 2 * len(FOLLOW.again)
    assert all(one.next is None for one in known.articles)


def test_an_article_that_vanished_is_told_and_its_last_version_stands(site: Site) -> None:
    first = followed(site)
    del site.pages["/world/besk-talks"]
    second = polled(site, first.known, FOLLOW, NOW + HOUR)
    assert second.vanished == 1 and texts(second) == []
    (problem,) = [item for item in second.items if isinstance(item, Problem)]
    assert problem.kind == "vanished" and "404" in problem.problem
    third = polled(site, second.known, FOLLOW, NOW + 30 * HOUR)
    assert third.vanished == 0


@pytest.mark.parametrize("fault", ["status 404", "status 500", "status 429 60", "truncated", "bomb", "to /x"])
def test_an_article_that_cannot_be_had_leaves_its_summary(site: Site, fault: str) -> None:
    site.faults["/world/almar-strike"] = fault
    found = followed(site)
    assert texts(found) == ["Shells hit Almar", "Talks in Besk"]
    summary = next(one for one in found.items if isinstance(one, Document) and "Almar" in one.text)
    assert "Nine" not in summary.text
    if fault in ("status 404", "to /x"):
        return
    del site.faults["/world/almar-strike"]
    later = polled(site, found.known, FOLLOW, NOW + 3 * HOUR)
    assert later.followed == 1
    assert any("Nine" in item.text for item in later.items if isinstance(item, Document))


def test_what_is_too_much_for_one_time_is_retrieved_the_next(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS, whole=False)
    site.pages |= {path: article(text, site.base + path) for path, text in TEXTS.items()}
    options = replace(FOLLOW, most_followed=1)
    first = polled(site, None, options)
    assert first.followed == 1
    second = polled(site, first.known, options, NOW + HOUR / 5)
    assert (second.outcome, second.followed) == ("unchanged", 1)


def test_robots_are_asked_once_and_obeyed(site: Site) -> None:
    site.pages["/robots.txt"] = (
        b"User-agent: *\nDisallow: /world/*talks\nDisallow: /private\nCrawl-delay: 0\n"
    )
    found = followed(site)
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert "/world/besk-talks" not in site.paths()
    assert any("robots.txt" in said for said in problems(found))
    site.pages["/robots.txt"] = b"User-agent: dateline\nDisallow: /\n"
    site.asked.clear()
    assert "asks not to retrieve" in (polled(site).said or "")
    assert site.paths() == []


@pytest.mark.parametrize("fault", ["status 500", "status 429", "drop", "to /robots.txt"])
def test_where_robots_cannot_be_had_the_host_is_left_alone(site: Site, fault: str) -> None:
    site.faults["/robots.txt"] = fault
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    assert "cannot be had" in (polled(site).said or "")
    assert site.paths() == []


def test_a_host_has_one_connection_and_a_pause_between_two(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    manners = Manners(WEB, 0.1)
    rows = [
        threading.Thread(target=ask, args=(f"{site.base}/feed.xml", WEB, {}, manners.turn)) for _ in range(5)
    ]
    for row in rows:
        row.start()
    for row in rows:
        row.join()
    assert len(site.asked) == 6 and site.most_open == 1
    assert min(b - a for a, b in zip(site.times, site.times[1:], strict=False)) >= 0.09
    manners.stop.set()
    with pytest.raises(Stopped):
        ask(f"{site.base}/feed.xml", WEB, {}, manners.turn)


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/x", "http://[::ffff:10.0.0.1]/x", "http://169.254.169.254/x"]
)
def test_private_networks_are_refused_in_redirects_too(
    site: Site, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.faults["/feed.xml"] = f"to {target}"
    # The test's own server counts as public; nothing else does.
    monkeypatch.setattr("dateline.fetch.web.is_public", lambda host: host == "127.0.0.1" or is_public(host))
    found = polled(site, None, replace(OPTIONS, web=replace(WEB, allow_private=False)))
    assert "private network" in (found.said or "")


def test_private_networks_are_refused_by_the_address_a_name_has(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, TEXTS)
    found = polled(site, None, replace(OPTIONS, web=replace(WEB, allow_private=False)))
    assert "private network" in (found.said or "")
    assert site.asked == []


def test_a_name_that_points_elsewhere_at_second_sight_gains_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    connected = []

    def looked_up(name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    ask("http://rebind.example/feed.xml", replace(WEB, allow_private=False))
    assert connected == ["93.184.215.14"]
    second = ask("http://rebind.example/feed.xml", replace(WEB, allow_private=False))
    assert isinstance(second, Problem) and "private network" in second.problem
    assert connected == ["93.184.215.14"]


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(host: str, public: bool) -> None:
    assert is_public(host) is public


def test_lists_of_feeds() -> None:
    opml = (
        '<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="War">'
        '<outline text="A &amp; B" type="rss" xmlUrl="https://a.example/feed"/>'
        '<outline title="Again" xmlurl="https://a.example/feed"/><outline xmlUrl="file:///etc/passwd"/>'
        '<outline xmlUrl="http://[::1"/></outline><outline text="x" xmlUrl="http://b.example/rss"/></body></opml>'
    )
    feeds, wrong = read_feeds(opml.encode(), "feeds.opml")
    assert feeds == (
        Feed(url="https://a.example/feed", title="A & B"),
        Feed(url="http://b.example/rss", title="x"),
    )
    assert [one.kind for one in wrong] == ["unsupported", "unsupported"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "unreadable"),
        (b"<rss/>", "unreadable"),
        (b"<opml><body/></opml>", "empty"),
        (b'<!DOCTYPE opml [<!ENTITY x "y">]><opml/>', "unsafe"),
        (b"\x00\x01", "unreadable"),
    ],
)
def test_what_is_no_list_of_feeds_is_told(raw: bytes, kind: str) -> None:
    feeds, (wrong,) = read_feeds(raw, "feeds.opml")
    assert (feeds, wrong.kind) == ((), kind)


def test_a_feed_without_entries_is_no_fault(site: Site) -> None:
    site.pages["/feed.xml"] = rss(site.base, {})
    found = polled(site)
    assert (found.outcome, found.entries, found.known.failures) == ("read", 0, 0)


def test_what_was_followed_is_left_alone_where_that_is_no_longer_asked(site: Site) -> None:
    known = followed(site).known
    site.asked.clear()
    assert polled(site, known, OPTIONS, NOW + HOUR / 2).outcome == "not due"
    kept = polled(site, known, OPTIONS, NOW + HOUR).known
    assert site.paths() == ["/feed.xml"] and kept.articles == known.articles
