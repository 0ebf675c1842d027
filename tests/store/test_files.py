from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.store.files import ready_folder, write_files


def test_files_are_written_whole_and_replace_old_ones(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    write_files(out, {"a.txt": b"old and longer", "b.txt": b"2"})
    write_files(out, {"a.txt": b"new"})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {"a.txt": b"new", "b.txt": b"2"}


def test_outputs_are_as_readable_as_other_new_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": b"1"})
    (tmp_path / "b.txt").touch()
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": b"old"})
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        write_files(tmp_path, {"b.txt": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("folder", ["file", "file/below", "nul\x00"])
def test_what_is_no_folder_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        ready_folder(tmp_path / folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can write everything")
def test_a_forbidden_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        ready_folder(tmp_path)
    tmp_path.chmod(0o700)


def test_what_a_killed_writer_left_is_cleared_and_a_living_ones_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".brief.md.abc.part"
    left.write_bytes(b"half")
    held = tmp_path / ".brief.md.def.part"
    with held.open("wb") as stream:
        fcntl.flock(stream.fileno(), fcntl.LOCK_SH)
        write_files(tmp_path, {"brief.md": b"whole"})
        assert sorted(path.name for path in tmp_path.iterdir()) == [held.name, "brief.md"]
    assert (tmp_path / "brief.md").read_bytes() == b"whole"
