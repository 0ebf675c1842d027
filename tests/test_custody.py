from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.cli import main
from dateline.coding import Loaded
from dateline.custody import custody, kept_bytes, told_lines
from dateline.errors import UsageError
from dateline.model import Report
from dateline.pipeline import RunOptions, add
from dateline.store import codec
from dateline.store.store import open_store
from tests.fetch import making

PAGE = making.page().encode()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded) -> Path:
    """A store with one page read from a folder and the same page out of a web archive."""
    folder = tmp_path_factory.mktemp("custody")
    (folder / "in").mkdir()
    (folder / "in" / "kupiansk.html").write_bytes(PAGE)
    (folder / "in" / "pages.warc.gz").write_bytes(making.warc())
    path = folder / "monitor.sqlite"
    add(RunOptions(paths=(folder / "in",), store=path), lambda *_: None, loaded)
    return path


def test_the_chain_leads_from_the_bytes_to_every_claim(store: Path) -> None:
    (chain,) = custody(store, "kupiansk")
    assert chain.faults == ()
    assert chain.original.format == "html"
    assert chain.words
    for words in chain.words:
        assert words.bytes_from is not None and words.bytes_to is not None
        held = PAGE[words.bytes_from : words.bytes_to].decode()
        assert held.startswith(("&ldquo;", words.quote[:4]))
    shown = "\n".join(told_lines(chain))
    assert chain.original.digest in shown
    assert "same SHA-256" in shown


def test_a_web_archive_adds_address_and_time(store: Path) -> None:
    (chain,) = custody(store, "kupiansk-shelling")
    lines = list(told_lines(chain))
    assert any("2024-01-02T03:04:05+00:00 (WARC-Date)" in line for line in lines)
    assert any(making.URL in line for line in lines)
    assert chain.original.path == "in/pages.warc.gz#1"


def test_the_kept_bytes_are_those_that_were_read(store: Path) -> None:
    assert kept_bytes(store, "kupiansk") == PAGE


def test_unknown_names_get_a_hint(store: Path) -> None:
    with pytest.raises(UsageError, match="did you mean kupiansk"):
        custody(store, "kupianks")


def test_a_changed_byte_is_found(store: Path, tmp_path: Path) -> None:
    import shutil
    import zlib

    broken = tmp_path / "broken.sqlite"
    shutil.copy(store, broken)
    with sqlite3.connect(broken) as sql:
        sql.execute("DROP TRIGGER original_kept")
        packed = zlib.compress(PAGE.replace(b"Four people", b"Five people"))
        sql.execute("UPDATE original SET packed = ? WHERE size = ?", (packed, len(PAGE)))
    sql.close()
    (chain,) = custody(broken, "kupiansk")
    assert any("SHA-256" in fault for fault in chain.faults)
    with pytest.raises(SystemExit) as ended:
        main(["custody", "kupiansk", "--store", str(broken)])
    assert ended.value.code == 1
    with pytest.raises(SystemExit) as ended:
        main(["check", "--store", str(broken)])
    assert ended.value.code == 1


def test_offsets_that_lead_elsewhere_are_found(store: Path, tmp_path: Path) -> None:
    import shutil

    broken = tmp_path / "broken.sqlite"
    shutil.copy(store, broken)
    (chain,) = custody(store, "kupiansk")
    start, end, first, last, *rest = chain.original.offsets
    forged = replace(chain.original, offsets=(start, end, first + 1, last + 1, *rest))
    with sqlite3.connect(broken) as sql:
        sql.execute("DROP TRIGGER custody_kept")
        changed = sql.execute(
            "UPDATE custody SET record = ? WHERE record = ?",
            (codec.dumps(forged), codec.dumps(chain.original)),
        )
        assert changed.rowcount == 1
    sql.close()
    (chain,) = custody(broken, "kupiansk")
    assert any("do not hold the words" in fault for fault in chain.faults)
    assert any("FAULT" in line for line in told_lines(chain))


def test_a_report_of_an_older_store_has_no_original(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.sqlite"
    with open_store(path) as opened:
        opened.add_reports([Report(report="a", text="Troops left.", digest="d")])
    assert custody(path, "a") == ()
    with pytest.raises(UsageError, match="kept no original"):
        kept_bytes(path, "a")
    with pytest.raises(SystemExit) as ended:
        main(["custody", "a", "--store", str(path)])
    assert ended.value.code in (0, None)
    assert "Add it again" in capsys.readouterr().out


def test_the_command_prints_json_and_saves(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "page.html"
    with pytest.raises(SystemExit) as ended:
        main(["custody", "kupiansk", "--store", str(store), "--json", "--save", str(saved)])
    assert ended.value.code in (0, None)
    (chain,) = json.loads(capsys.readouterr().out)
    assert chain["original"]["digest"] == chain["original"]["digest"].lower()
    assert chain["faults"] == []
    assert saved.read_bytes() == PAGE


def test_control_characters_of_a_page_are_not_printed(tmp_path: Path, loaded: Loaded) -> None:
    page = making.page('<meta name="author" content="Olha &#27;[31m Marchenko">', linked=None)
    (tmp_path / "a.html").write_text(page)
    path = tmp_path / "s.sqlite"
    add(RunOptions(paths=(tmp_path / "a.html",), store=path), lambda *_: None, loaded)
    shown = "\n".join(told_lines(custody(path, "a")[0]))
    assert "Olha" in shown
    assert "\x1b" not in shown
