"""Output files, each written whole or not at all.

In come a folder and the bytes of every file; they stand on disk afterwards. A reader never sees half a file:
the bytes go to a new file beside the old one, which then takes its name.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dateline.errors import UsageError

_PART = ".part"


def ready_folder(folder: Path) -> None:
    """Makes the folder where it is missing, and makes sure files can be written to it.

    Raises:
        UsageError: it is a file, or cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as fault:
        raise UsageError(_sentence(folder, fault)) from None


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes every file, in the order of their names.

    Raises:
        UsageError: the folder cannot be written.
    """
    ready_folder(folder)
    try:
        for name in files:
            _clear(folder, name)
        for name, data in sorted(files.items()):
            _replace(folder / name, data)
    except OSError as fault:
        raise UsageError(_sentence(folder, fault)) from None


def read_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises:
        UsageError: it is not there, or is no such file.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.") from None
    except (OSError, ValueError) as fault:
        said = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise UsageError(f"{path} cannot be read: {said[:1].lower()}{said[1:]}.") from None


def remove_file(path: Path) -> None:
    """Makes sure that no such file is there.

    Raises:
        UsageError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as fault:
        raise UsageError(_sentence(path.parent, fault)) from None


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as stream:
            # Held as long as this process lives: see _clear.
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_SH)
            stream.write(data)
            stream.flush()
            os.fsync(handle)
            # mkstemp makes it the owner's alone; an output is as readable as any other new file.
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _clear(folder: Path, name: str) -> None:
    """Removes what a writer of this file left behind when it was killed: files that no living process holds."""
    for left in folder.glob(f".{glob.escape(name)}.*{_PART}"):
        with contextlib.suppress(OSError), left.open("rb") as stream:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _sentence(folder: Path, fault: OSError | ValueError) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in str(folder))
    said = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return f"The output folder {shown} cannot be written: {said[:1].lower()}{said[1:]}."
