"""Say from a picture's own bytes what it is, before any decoder sees it, whatever its name says.

Only the five kinds that people photograph and draw with are read. Each has a decoder of its own,
and no other is ever asked, so a drawing that runs code (SVG) or a rarely used format with a
rarely tested decoder never gets near one.
"""

from enum import StrEnum
from pathlib import Path

from workers.engines.errors import MediaRejected, Rejection

HEAD_BYTES = 4096
TAIL_BYTES = 64 * 1024
"""Where the end of a file is looked for: some cameras write more behind it."""
AVIF_BRANDS = {b"avif", b"avis"}
HEIC_BRANDS = {
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
}
OTHERS = {
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"8BPS": "psd",
    b"\0\0\1\0": "ico",
    b"\xff\x0a": "jxl",
    b"\0\0\0\x0cJXL ": "jxl",
    b"\0\0\0\x0cjP  ": "jp2",
    b"%PDF": "pdf",
}


class Picture(StrEnum):
    """The kinds of picture that are read."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    AVIF = "avif"
    HEIC = "heic"


def picture_kind(path: Path) -> Picture:
    """What `path` is. Raises MediaRejected: EMPTY, or NO_PICTURE with its `kind` where known."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise MediaRejected(Rejection.EMPTY)
    found = _known(head)
    if found is None:
        raise MediaRejected(Rejection.NO_PICTURE, kind=_other(head))
    return found


def is_cut_off(path: Path, kind: Picture) -> bool:
    """Whether the end of a picture is missing, by what its format says about its end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    if kind == Picture.JPEG:
        # Never inside coded pictures: there, FF is followed by 00 or a restart mark.
        return b"\xff\xd9" not in tail
    if kind == Picture.PNG:
        return b"IEND" not in tail
    if kind == Picture.WEBP:
        return int.from_bytes(head[4:8], "little") + 8 > size
    return _boxes_end(path, size) > size


def _known(head: bytes) -> Picture | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Picture.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Picture.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Picture.WEBP
    brands = _brands(head)
    if AVIF_BRANDS & brands:
        return Picture.AVIF
    return Picture.HEIC if HEIC_BRANDS & brands else None


def _brands(head: bytes) -> set[bytes]:
    """The names that an ISO file gives itself: the first, and those that it is compatible with.

    A film has some of them too; it counts as a picture only by its first name.
    """
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    first = head[8:12]
    if first not in AVIF_BRANDS | HEIC_BRANDS:
        return set()
    return {first, *(head[at : at + 4] for at in range(16, end - 3, 4))}


def _other(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in text and text.startswith(b"<"):
        return "svg"
    return next((kind for magic, kind in OTHERS.items() if head.startswith(magic)), "unknown")


def _boxes_end(path: Path, size: int) -> int:
    """Where the outermost boxes of an ISO file say that it ends."""
    at = 0
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            header = file.read(16)
            length = int.from_bytes(header[:4], "big")
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            if length == 0:  # to the end, wherever that is
                return size
            at += max(length, 8)
    return at
