"""Files made to swell, to hang, to reach out, or to trip the reader: bounded, and a problem record each."""

from __future__ import annotations

import gzip
import io
import os
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.fetch.document import Document, Limits, Raw
from dateline.fetch.files import FetchOptions, Reading, read_all
from dateline.fetch.formats import documents
from dateline.model import Problem
from tests.fetch import making

pytestmark = pytest.mark.system

SMALL = Limits(archive=3_000_000, members=50, depth=3, seconds=5)
MANY = 20_000


def read(folder: Path, name: str, content: bytes, limits: Limits = SMALL) -> Reading:
    """Reads one hostile file beside a good one."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "good.txt").write_text("Troops left the town.")
    (folder / "in" / name).write_bytes(content)
    options = FetchOptions(tell_language=False, max_bytes=1_000_000, limits=limits)
    found = read_all([folder / "in"], options)
    assert "good" in {one.report for one in found.reports}
    return found


def kinds(found: Reading) -> set[str]:
    return {one.kind for one in found.problems if one.kind not in ("date", "outlet")}


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    b"<rss><channel><item><title>&c;</title></item></channel></rss>"
)
REACHING = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><item><title>t</title><description>&x;</description></item></channel></rss>"
)
DEEP_ZIP = making.zipped(
    {"a.zip": making.zipped({"b.zip": making.zipped({"c.zip": making.zipped({"d.txt": b"x"})})})}
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xml", LAUGHS, "unsafe"),
        ("a.xml", REACHING, "unsafe"),
        ("a.xml", LAUGHS.decode().encode("utf-16"), "unsafe"),
        ("a.xml", b"<newsItem>" + b"<a>" * MANY, "unreadable"),
        ("a.xml", b"<rss><channel>" + b"<item>" * 500, "empty"),
        ("a.json", b"[" * 200_000, "unreadable"),
        ("a.json", b'{"a":' * 100_000, "unreadable"),
        ("a.jsonl", b'{"text": "' + b"a" * 2_000_000 + b'"}\n', "unreadable"),
        ("a.csv", b'title,text\nx,"' + b"a\n" * 900_000, "unreadable"),
        (
            "a.eml",
            b"Subject: x\nContent-Type: multipart/mixed; boundary=B\n\n" + b"--B\n\nx\n" * 30_000,
            "unsafe",
        ),
        ("a.eml", b"A: b\n" * 150_000 + b"\nwords", "unsafe"),
        ("a.html", b"<a " * 200_000, "empty"),
        ("a.html", b"<html><body>" + b"<div>" * MANY + b"words" + b"</div>" * MANY, "empty"),
        ("a.gz", gzip.compress(b"a" * 9_000_000), "unreadable"),
        ("a.zip", making.zipped({f"{n}.txt": b"a " * 450_000 for n in range(5)}), "unsafe"),
        ("a.zip", making.zipped({"a.txt": b"a" * 2_000_000}), "unreadable"),
        ("a.zip", making.zipped({f"{n}.txt": b"x" for n in range(60)}), "unreadable"),
        ("a.zip", DEEP_ZIP, "unsafe"),
        ("a.tar.gz", making.tarred({f"{n}.txt": b"a " * 450_000 for n in range(5)}), "unsafe"),
        ("a.tar.gz", making.tarred({}, links={"in.txt": "/etc/passwd"}), "unreadable"),
        ("a.warc", making.warc(packed=False, body=b"a" * 2_000_000), "unreadable"),
        ("a.warc.gz", making.warc()[:300], "unreadable"),
        (
            "a.docx",
            making.zipped({"[Content_Types].xml": b"x", "word/document.xml": b"<a>" * 100_000}),
            "unreadable",
        ),
        ("a.pdf", b"%PDF-1.7\n1 0 obj<</Kids[1 0 R]/Type/Pages>>endobj", "unreadable"),
        ("a.eml", bytes(range(256)) * 40, "binary"),
    ],
)
def test_each_is_a_problem_and_nothing_else_is_lost(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    found = read(tmp_path, name, content)
    assert kind in kinds(found), found.problems
    assert not any("root:" in one.text for one in found.reports)


def test_no_member_leaves_its_folder(tmp_path: Path) -> None:
    text = b"Troops left the town."
    for name, content in (
        (
            "a.zip",
            making.zipped(
                {"../../up.txt": text, "/abs.txt": text, "C:\\win.txt": text, "ok/..\\x.txt": text}
            ),
        ),
        ("b.tar.gz", making.tarred({"../../up.txt": text, "/abs.txt": text})),
    ):
        before = {path for path in tmp_path.parent.rglob("*") if path.suffix == ".txt"}
        found = read(tmp_path, name, content)
        assert [one for one in found.problems if one.kind == "unsafe"]
        assert all(".." not in str(one.path) for one in found.reports)
        after = {path for path in tmp_path.parent.rglob("*") if path.suffix == ".txt"}
        assert {path.name for path in after - before} <= {"good.txt"}


def test_links_and_devices_in_archives_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    found = read(tmp_path, "a.zip", out.getvalue())
    assert [one.where for one in found.problems if one.kind == "unreadable"] == ["in/a.zip/link.txt"]
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        device = tarfile.TarInfo("zero.txt")
        device.type = tarfile.CHRTYPE
        tar.addfile(device)
    assert "unreadable" in kinds(read(tmp_path, "b.tar", held.getvalue()))


def test_a_header_that_announces_an_endless_name_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8_000_000_000
    found = read(tmp_path, "a.tar", info.tobuf(tarfile.GNU_FORMAT) + b"a" * 2048)
    assert "unreadable" in kinds(found)


def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    limits = Limits(seconds=1)
    content = b"<html><body>" + b"<p>a" * 240_000
    found = read(tmp_path, "a.html", content, limits)
    assert {"unreadable"} <= kinds(found)


def test_odd_member_names_are_made_printable(tmp_path: Path) -> None:
    found = read(tmp_path, "a.zip", making.zipped({"two\nlines\x1b[31m.txt": b"Troops left."}))
    assert "in/a.zip/two?lines?[31m.txt" in {one.path for one in found.reports}


def test_deep_folders_end(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("Troops left.")
    deep = folder.joinpath(*["d"] * 150)
    deep.mkdir(parents=True)
    (deep / "far.txt").write_text("Troops left.")
    found = read_all([folder], FetchOptions(tell_language=False))
    assert [one.report for one in found.reports] == ["good"]
    assert "unreadable" in {one.kind for one in found.problems}


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    (tmp_path / "in").mkdir()
    for name, content in (
        ("a.html", making.page('<link rel="stylesheet" href="http://127.0.0.1:9/x.css">').encode()),
        ("b.xml", making.RSS.encode()),
        ("c.warc.gz", making.warc()),
        (
            "d.xml",
            b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">' + making.NEWSML.partition("?>")[2].encode(),
        ),
        ("e.docx", making.docx()),
        ("f.json", making.JSON_FEED.encode()),
    ):
        read(tmp_path, name, content)


ENDINGS = (
    "txt",
    "html",
    "mhtml",
    "eml",
    "json",
    "jsonl",
    "csv",
    "xml",
    "warc",
    "warc.gz",
    "wacz",
    "zip",
    "tar",
    "gz",
)
SEEDS = (
    making.page().encode(),
    making.RSS.encode(),
    making.ATOM.encode(),
    making.NEWSML.encode(),
    making.JSON_FEED.encode(),
    making.EML.encode(),
    making.MHTML.encode(),
    making.CSV.encode(),
    making.warc(),
    making.warc(packed=False),
    making.zipped({"a.txt": b"Troops left."}),
    making.tarred({"a.txt": b"Troops left."}),
)


def all_items(ending: str, content: bytes) -> None:
    """Reads bytes as a format; anything but documents and problems fails."""
    for item in documents(Raw(where="a", name=f"a.{ending}", raw=content), SMALL):
        assert isinstance(item, (Document, Problem))
        assert isinstance(item, Document) or "fell over" not in item.problem, item
        if isinstance(item, Document):
            assert item.text.strip()
            assert len(item.offsets) % 4 == 0
            for number in range(0, len(item.offsets), 4):
                start, end, first, last = item.offsets[number : number + 4]
                held = item.raw.raw[first:last].decode(item.encoding or "utf-8")
                assert len(held) != end - start or held == item.text[start:end]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(ending=st.sampled_from(ENDINGS), content=st.binary(max_size=300))
def test_any_bytes_are_documents_or_problems(ending: str, content: bytes) -> None:
    all_items(ending, content)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(ending=st.sampled_from(ENDINGS), seed=st.sampled_from(SEEDS), chance=st.randoms(use_true_random=False))
def test_damaged_files_are_documents_or_problems(ending: str, seed: bytes, chance: random.Random) -> None:
    held = bytearray(seed)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(held))
        if chance.random() < 0.5:
            held[at] = chance.randrange(256)
        elif chance.random() < 0.5:
            del held[at : at + chance.randint(1, 40)]
        else:
            held[at:at] = held[max(0, at - 30) : at] * chance.randint(1, 3)
        held = held or bytearray(b"x")
    all_items(ending, bytes(held))


def test_devices_and_huge_files_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "huge.html").open("wb") as stream:
        os.truncate(stream.fileno(), 200_000_000)
    found = read(tmp_path, "a.txt", b"Troops left.")
    assert "unreadable" in kinds(found)
