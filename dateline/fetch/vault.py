"""Raw bytes kept aside while a run goes on: packed, in a file without a name that vanishes with the process.

In come bytes; out comes their SHA-256, by which they are given back. What is put in twice is kept once.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib


class Vault:
    """Bytes by their SHA-256."""

    def __init__(self) -> None:
        # In memory as long as it is small: most runs never touch the disk.
        self._file = tempfile.SpooledTemporaryFile(max_size=64_000_000)  # noqa: SIM115 (it closes with the vault)
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, raw: bytes) -> str:
        """Keeps bytes; returns their SHA-256 in hexadecimal."""
        digest = hashlib.sha256(raw).hexdigest()
        if digest not in self._places:
            self.take(digest, zlib.compress(raw, 6))
        return digest

    def take(self, digest: str, packed: bytes) -> None:
        """Keeps bytes of this SHA-256 that are packed already."""
        if digest not in self._places:
            self._file.seek(self._end)
            self._file.write(packed)
            self._places[digest] = (self._end, len(packed))
            self._end += len(packed)

    def every(self) -> tuple[tuple[str, bytes], ...]:
        """Every SHA-256 with its bytes, packed, in the order in which they were put in."""
        return tuple((digest, self.packed(digest)) for digest in self._places)

    def packed(self, digest: str) -> bytes:
        """The bytes of this SHA-256, packed by zlib; raises KeyError where they were never put in."""
        start, size = self._places[digest]
        self._file.seek(start)
        return self._file.read(size)
