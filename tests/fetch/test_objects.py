from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import pytest

from dateline.errors import SetupError, UsageError
from dateline.fetch.endings import is_stored
from dateline.fetch.files import FetchOptions, Reading, read_all
from dateline.fetch.lots import lots, read_lot
from dateline.fetch.walk import Found
from tests.fetch.making import warc

fsspec = pytest.importorskip("fsspec", reason="fsspec, of the extra 'cluster', is not installed")
TEXT = "Troops left the town on Thursday, the ministry said.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts, tables, an archive, folders in folders, manifests, names that are passed over, and a fault or two."""
    top = tmp_path / "inbox"
    entries = [
        {"report": "north", "outlet": "Courier", "published": "2024-12-05"},
        {"report": "deep/south", "outlet": "Wire"},
        {"report": "missing", "outlet": "Nobody"},
    ]
    for name, data in {
        "north.txt": TEXT.encode(),
        "README.md": b"About the folder.\n",
        ".hidden.txt": TEXT.encode(),
        "odd.xyz": b"?",
        "deep/south.txt": f"---\npublished: 2024-12-06\n---\n{TEXT}".encode(),
        "deep/north.txt": f"{TEXT}Again.\n".encode(),
        "deep/lines.jsonl": b'{"title": "A", "text": "Troops left.", "date": "2024-12-05"}\nno json\n',
        "deep/er/pages.warc.gz": warc(),
        "deep/er/manifest.csv": b"report,outlet\npages,Archive\n",
        "manifest.json": json.dumps(entries).encode(),
    }.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return top


def stored(*addresses: str) -> Reading:
    return read_all((), FetchOptions(stored=addresses))


def same(one: Reading, other: Reading) -> bool:
    kept = [
        (reading.reports, reading.originals, reading.problems, reading.vault.every())
        for reading in (one, other)
    ]
    return kept[0] == kept[1]


def test_what_is_called_storage() -> None:
    assert all(map(is_stored, ("s3://bucket/a", "gs://b", "file:///tmp", "memory://x")))
    assert not any(
        map(is_stored, ("http://a/b", "https://a", "reports", "/tmp/x", "a:b", "-", "C:\\x", "://x"))
    )


def test_a_folder_in_storage_is_read_as_the_same_folder_on_a_disk(folder: Path) -> None:
    plain = read_all([folder], FetchOptions())
    assert len(plain.reports) == 5
    assert {one.outlet for one in plain.reports} >= {"Courier", "Wire"}
    assert same(stored(folder.as_uri()), plain)
    assert same(stored(f"{folder.as_uri()}/"), plain)
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/bucket/inbox", recursive=True)
    try:
        assert same(stored("memory://bucket/inbox"), plain)
        assert same(stored("memory://bucket/inbox", "memory://bucket/inbox/deep"), plain)
    finally:
        memory.rm("/bucket", recursive=True)


def test_a_file_and_a_pattern_in_storage(folder: Path) -> None:
    one = folder / "north.txt"
    assert same(stored(one.as_uri()), read_all([one], FetchOptions()))
    assert stored(one.as_uri()).reports[0].published == dt.date(2024, 12, 5)
    several = stored(f"{folder.as_uri()}/deep/*.txt")
    assert same(several, read_all(sorted((folder / "deep").glob("*.txt")), FetchOptions()))
    assert [one.path for one in several.reports] == ["north.txt", "south.txt"]


def test_parts_read_one_by_one_are_the_whole(folder: Path) -> None:
    plain = read_all([folder], FetchOptions())

    def there(files: list[Found] | tuple[Found, ...] | object, options: FetchOptions):  # type: ignore[no-untyped-def]
        assert isinstance(files, list)
        for found in files:
            yield read_lot(((found,), options), None)

    assert same(read_all([folder], FetchOptions(), there), plain)


def test_lots_are_small_files_together_and_large_ones_alone() -> None:
    def found(size: int) -> Found:
        return Found(path=Path("a.txt"), shown="a.txt", named=False, manifests=(), size=size)

    sizes = [
        [one.size for one in lot] for lot in lots([found(n) for n in (1, 2, 9_000_000, 3, 3_999_997, 1)])
    ]
    assert sizes == [[1, 2], [9_000_000], [3, 3_999_997], [1]]
    assert [len(lot) for lot in lots([found(1)] * 130)] == [64, 64, 2]
    assert next(lots([found(1)]))[0].path.is_absolute()
    assert list(lots(())) == []


@pytest.mark.parametrize("address", ["file:///no/such/folder", "memory://nowhere/*.txt", "nosuch://bucket/x"])
def test_storage_that_cannot_be_read_is_a_sentence(address: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=address.partition("*")[0]):
        stored(address)
    with pytest.raises(UsageError, match=address.partition("*")[0]):
        stored(folder.as_uri(), address)


def test_a_kind_of_storage_whose_package_is_missing_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(SetupError, match="not installed"):
        stored("s3://bucket/folder")


def test_without_fsspec_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(SetupError, match=r"pip install 'dateline\[cluster\]'"):
        stored("s3://bucket/folder")


def test_what_is_gone_before_it_is_read_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/bucket/inbox", recursive=True)

    def there(files: object, options: FetchOptions):  # type: ignore[no-untyped-def]
        memory.rm("/bucket/inbox/north.txt")
        assert isinstance(files, list)
        yield read_lot((tuple(files), options), None)

    try:
        reading = read_all((), FetchOptions(stored=("memory://bucket/inbox",)), there)
    finally:
        memory.rm("/bucket", recursive=True)
    assert "inbox/north.txt" in {one.where for one in reading.problems if one.kind == "unreadable"}
    assert len(reading.reports) == 4


@pytest.mark.parametrize("size", [None, 5])
def test_a_file_that_is_another_on_this_machine_ends_the_run(tmp_path: Path, size: int | None) -> None:
    path = tmp_path / "one.txt"
    if size is not None:
        path.write_bytes(b"x" * size)
    found = Found(path=path, shown="one.txt", named=True, manifests=(), size=6)
    with pytest.raises(SetupError, match="object storage"):
        read_lot(((found,), FetchOptions()), None)
