"""Raw bytes of a snapshot: one file of concatenated blobs, each with its place, size and hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

# A value larger than this is hashed and not stored; so is everything beyond the total.
VALUE_LIMIT = 256 * 1024 * 1024
TOTAL_LIMIT = 2 * 1024 * 1024 * 1024
NOT_STORED = -1


class BlobWriter:
    """Appends blobs to a file and remembers where each one is."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._size = 0

    def add(self, data: bytes | memoryview) -> list[Any]:
        """Store `data`; return `[offset, bytes, sha256]`, the offset -1 when it was only hashed."""
        view = memoryview(data).cast("B") if not isinstance(data, bytes) else data
        length = len(view)
        digest = hashlib.sha256(view).hexdigest()
        if length > VALUE_LIMIT or self._size + length > TOTAL_LIMIT:
            return [NOT_STORED, length, digest]
        self._file.write(view)
        offset = self._size
        self._size += length
        return [offset, length, digest]

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class BlobReader:
    """Reads blobs that `BlobWriter` stored."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")

    def read(self, place: list[Any]) -> bytes | None:
        """Return the bytes at a place, or None when they were only hashed."""
        offset, length, _ = place
        if offset == NOT_STORED:
            return None
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
