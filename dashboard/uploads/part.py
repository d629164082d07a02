"""The file in which an upload grows. Its size is the offset: the disk can't contradict itself."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from dashboard.uploads.protocol import Checksum

PIECE_BYTES = 2**20
NO_ROOM_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Busy(Exception):
    """Another request holds this part."""


class NoRoom(Exception):
    """The disk is full. Nothing of the request was kept."""


class TooMuch(Exception):
    """More bytes came than fit into the upload. Nothing of the request was kept."""


class Damaged(Exception):
    """The bytes are not those of the checksum. Nothing of the request was kept."""


@contextmanager
def disk_errors() -> Iterator[None]:
    """A full disk is NoRoom, in this block."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM_ERRORS:
            raise NoRoom from error
        raise


class Part:
    """The part file of one upload, under a name of our own making."""

    def __init__(self, key: UUID) -> None:
        self.path: Path = settings.UPLOAD_DIR / f"{key}.part"

    def create(self) -> None:
        """Make it, empty. Raises NoRoom."""
        with disk_errors():
            settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            _sync_folder(self.path.parent)

    def exists(self) -> bool:
        """Whether there is one."""
        return self.path.exists()

    def size(self) -> int:
        """Bytes that have arrived. Raises FileNotFoundError."""
        return self.path.stat().st_size

    def remove(self) -> None:
        """Make sure that it is gone."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator["OpenPart"]:
        """Nobody else, in no process, changes it in this block. Raises Busy, FileNotFoundError.

        Whoever held it before may have finished or removed the upload: look at its row again.
        """
        with self.path.open("r+b", buffering=0) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            yield OpenPart(file)


class OpenPart:
    """A part that is held by this request."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return os.fstat(self._file.fileno()).st_size

    def head(self, length: int) -> bytes:
        """Its first bytes."""
        return os.pread(self._file.fileno(), length, 0)

    def append(
        self, read: Callable[[int], bytes], most: int, checksum: Checksum | None = None
    ) -> int:
        """Add all that `read(n)` gives, on the disk before this returns; the new size.

        All or nothing. Raises TooMuch over `most` bytes, Damaged, NoRoom.
        """
        before = self.size
        try:
            with disk_errors():
                self._copy(read, most, checksum)
                os.fsync(self._file.fileno())
        except BaseException:
            os.ftruncate(self._file.fileno(), before)
            raise
        return self.size

    def _copy(self, read: Callable[[int], bytes], most: int, checksum: Checksum | None) -> None:
        self._file.seek(0, os.SEEK_END)
        digest = checksum.fresh() if checksum else None
        while piece := read(PIECE_BYTES):
            most -= len(piece)
            if most < 0:
                raise TooMuch
            if digest:
                digest.update(piece)
            _write_all(self._file, piece)
        if checksum and digest and digest.digest() != checksum.digest:
            raise Damaged


def _write_all(file: BinaryIO, piece: bytes) -> None:
    # An unbuffered write may take a part; a full disk takes what fits before it complains.
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
