"""The watch from end to end: a server, a list of feeds, a store; ended, begun again, with two at once."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.coding import Loaded
from dateline.errors import StoreError, UsageError
from dateline.fetch.document import WebOptions
from dateline.fetch.feedlist import Feed
from dateline.fetch.feeds import Polled, WatchOptions
from dateline.store.store import open_store
from dateline.watch import Watch, alone, load_feeds, load_state, state_path
from tests.conftest import ROOT, silent
from tests.fetch.serving import Site, article, rss, serving

pytestmark = pytest.mark.system

START = dt.datetime(2031, 3, 4, 12, tzinfo=dt.UTC)
OPTIONS = WatchOptions(
    web=WebOptions(allow_private=True, connect=5, whole=20),
    pause=0.0,
    follow=True,
    every=dt.timedelta(hours=1),
)
PATH = "/world/togoga-strike"
STRIKE = (
    "Air strike hits market in Togoga\n\nAt least {} people were killed when an air strike hit the market in Togoga on "
    "Tuesday, a medical official said.\n\nThe army denied that it had targeted civilians."
)


@dataclass
class Ward:
    """A site that is watched for one store, by a clock that the test sets."""

    site: Site
    store: Path
    loaded: Loaded
    at: dt.datetime = START
    told: list[Polled] = field(default_factory=list)

    def publish(self, text: str) -> None:
        self.site.pages["/feed.xml"] = rss(self.site.base, {PATH: STRIKE.format(64)}, whole=False)
        self.site.pages[PATH] = article(text, self.site.base + PATH)

    def feeds(self) -> list[Feed]:
        return [Feed(url=f"{self.site.base}/feed.xml"), Feed(url=f"{self.site.base}/missing.xml")]

    def watch(self, tell: object = None) -> Watch:
        def hear(polled: Polled, texts: int) -> None:
            self.told.append(polled)

        return Watch(
            store=self.store,
            options=OPTIONS,
            progress=silent,
            tell=tell or hear,  # type: ignore[arg-type]
            clock=lambda: self.at,
            loaded=self.loaded,
            state=load_state(self.store),
        )


@pytest.fixture
def ward(tmp_path: Path, loaded: Loaded) -> Iterator[Ward]:
    with serving() as site:
        made = Ward(site=site, store=tmp_path / "monitor.sqlite", loaded=loaded)
        made.publish(STRIKE.format(64))
        yield made


def test_one_bad_feed_is_no_matter_to_the_others(ward: Ward) -> None:
    done = ward.watch().round(ward.feeds())
    assert (done.asked, done.new, done.failed, done.stopped) == (2, 1, 1, False)
    assert {one.outcome for one in ward.told} == {"read", "failed"}
    with open_store(ward.store) as store:
        (report,) = store.reports()
    assert report.url == ward.site.base + PATH and report.outlet == "Harbour Courier"
    assert "64 people" in report.text
    assert any("404" in one.problem for one in done.problems)


def test_the_next_watch_goes_on_and_adds_nothing_twice(ward: Ward) -> None:
    ward.watch().round(ward.feeds())
    with open_store(ward.store) as store:
        before = store.counts()
    asked = len(ward.site.asked)
    assert ward.watch().round(ward.feeds()).asked == 0
    assert len(ward.site.asked) == asked
    ward.at += dt.timedelta(hours=3)
    again = ward.watch().round(ward.feeds())
    assert (again.new, again.failed) == (0, 1)
    with open_store(ward.store) as store:
        assert store.counts() == before
    # Even where all that was known of the feeds is lost, what is in the store is not added again.
    state_path(ward.store).unlink()
    assert ward.watch().round(ward.feeds()).new == 0


def test_an_article_edited_on_the_web_is_a_version(ward: Ward) -> None:
    ward.watch().round(ward.feeds())
    # The time of retrieval is the server's own clock's: it has to have moved on.
    time.sleep(1.1)
    ward.publish(STRIKE.format(51))
    ward.at += dt.timedelta(hours=2)
    assert ward.watch().round(ward.feeds()).new == 1
    run = pipeline.recall(ward.store, silent, ward.loaded)
    (report,) = run.reports
    assert "51 people" in report.text and [one.report for one in run.earlier] == [f"{report.report}@1"]
    assert ("changed", ("counts",)) in [(one.how, one.fields) for one in run.revisions]
    changes = pipeline.since(ward.store, "1", silent, ward.loaded)
    assert [one.flag for one in changes.revised] == ["changed"]


def test_ctrl_c_keeps_what_came_in_and_what_is_known_of_it(ward: Ward) -> None:
    def interrupt(polled: Polled, texts: int) -> None:
        raise KeyboardInterrupt

    assert ward.watch(interrupt).round(ward.feeds()).stopped
    # The store may have the article; that its feed was asked is not known, so it is asked again, and nothing doubles.
    with open_store(ward.store) as store:
        held = len(store.reports())
    done = ward.watch().round(ward.feeds())
    assert held + done.new == 1 and not done.stopped


def test_what_is_known_must_be_readable(ward: Ward) -> None:
    state_path(ward.store).write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="remove it"):
        load_state(ward.store)


def test_two_watches_on_one_store_are_one_too_many(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    with alone(store), pytest.raises(StoreError, match="Another watch"), alone(store):
        pass
    with alone(store):
        pass


def test_a_list_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_feeds(tmp_path / "none.opml")
    (tmp_path / "x.opml").write_text("<opml/>", encoding="utf-8")
    with pytest.raises(UsageError, match="no feed in it"):
        load_feeds(tmp_path / "x.opml")


def command(folder: Path, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "dateline.cli",
        "watch",
        str(folder / "f.opml"),
        "--store",
        str(folder / "s"),
        *more,
    ]


def listed(folder: Path, *addresses: str) -> None:
    rows = "".join(f'<outline text="Feed" xmlUrl="{one}"/>' for one in addresses)
    (folder / "f.opml").write_text(f"<opml><body>{rows}</body></opml>", encoding="utf-8")


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, *more), cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_command_tells_a_line_for_each_feed(tmp_path: Path) -> None:
    with serving() as site:
        site.faults["/late.xml"] = "status 429 3600"
        listed(tmp_path, f"{site.base}/none.xml", f"{site.base}/late.xml")
        done = run(tmp_path, "--once", "--allow-private", "--pause", "0", "--json")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 0, done.stderr
        assert {row["outcome"] for row in rows} == {"failed", "told to wait"}
        plain = run(tmp_path, "--once", "--pause", "0")
        assert [line.split(" ")[0] for line in plain.stdout.splitlines()] == ["not", "not", "0"]
        state_path(tmp_path / "s").unlink()
        refused = run(tmp_path, "--once", "--pause", "0")
        assert "private network" in refused.stdout and refused.returncode == 0
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_at_once_and_cleanly(tmp_path: Path, sent: signal.Signals) -> None:
    with serving() as site:
        site.faults["/feed.xml"] = "slow"
        listed(tmp_path, f"{site.base}/feed.xml")
        begun = subprocess.Popen(
            command(tmp_path, "--allow-private", "--once"),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        end = time.monotonic() + 60
        while not site.paths() and time.monotonic() < end:
            time.sleep(0.05)
        begun.send_signal(sent)
        _, err = begun.communicate(timeout=120)
    assert begun.returncode == 1
    assert "Stopped." in err and "Traceback" not in err
