"""Say from a file's first bytes what it is, before any decoder sees it.

A demuxer is then allowed by name, so a file is never read as something that it does not begin
like; playlists, texts and still pictures are refused here with their own codes.
"""

from pathlib import Path

from workers.engines.errors import MediaRejected, Rejection

HEAD = 4096
"""Bytes looked at."""
QUICKTIME_ATOMS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
STILL_BRANDS = {b"heic", b"heix", b"avif", b"mif1", b"msf1", b"avis", b"hevc", b"crx "}
PICTURES = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"8BPS": "psd",
    b"\0\0\1\0": "ico",
    b"\xff\x0a": "jxl",
    b"\0\0\0\x0cJXL ": "jxl",
    b"\0\0\0\x0cjP  ": "jp2",
}
PLAYLISTS = {
    b"#extm3u": "hls",
    b"ffconcat": "ffconcat",
    b"[playlist]": "pls",
    b"[reference]": "asx",
    b"<asx": "asx",
    b"<smil": "smil",
    b"v=0\r": "sdp",
    b"v=0\n": "sdp",
}
CONTAINERS = {
    b"\x1a\x45\xdf\xa3": "matroska,webm",
    b"OggS": "ogg",
    b"FLV\x01": "flv",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "asf",
    b"\0\0\1\xba": "mpeg",
    b"\0\0\1\xb3": "mpegvideo",
    b"fLaC": "flac",
    b"ID3": "mp3,aac,flac",
}
QUICKTIME = "mov,mp4,m4a,3gp,3g2,mj2"


def demuxers(path: Path) -> str:
    """Names of the demuxers that may read ``path``, as libav writes them.

    Raises MediaRejected: EMPTY, PICTURE, PLAYLIST, TRUNCATED or NOT_MEDIA.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise MediaRejected(Rejection.EMPTY)
    if kind := _picture(head):
        raise MediaRejected(Rejection.PICTURE, kind=kind)
    if kind := _playlist(head):
        raise MediaRejected(Rejection.PLAYLIST, kind=kind)
    if missing := _riff_missing(head, path.stat().st_size):
        raise MediaRejected(Rejection.TRUNCATED, missing_bytes=missing)
    if names := _container(head):
        return names
    raise MediaRejected(Rejection.NOT_MEDIA, kind="text" if _is_text(head) else "unknown")


def _picture(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS:
        return "avif" if head[8:11] == b"avi" else "heic"
    if b"<svg" in head.lower() and _is_text(head):
        return "svg"
    return next((kind for magic, kind in PICTURES.items() if head.startswith(magic)), None)


def _playlist(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<mpd" in text and _is_text(head):
        return "dash"
    return next((kind for magic, kind in PLAYLISTS.items() if text.startswith(magic)), None)


def _container(head: bytes) -> str | None:
    if head[4:8] in QUICKTIME_ATOMS:
        return QUICKTIME
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] in (b"AVI ", b"WAVE"):
        return "avi" if head[8:12] == b"AVI " else "wav"
    if _repeats(head, at=0, every=188) or _repeats(head, at=4, every=192):
        return "mpegts"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # Bits 1 and 2 of an MPEG sound header are its layer; 0 is what AAC puts there.
        return "mp3" if head[1] & 0x06 else "aac"
    return next((names for magic, names in CONTAINERS.items() if head.startswith(magic)), None)


def _riff_missing(head: bytes, size: int) -> int:
    """Bytes that an AVI or WAV says it has and has not; libav would rebuild the lost index.

    Recorders that could not go back write 0 or all ones: they say nothing.
    """
    if head[:4] != b"RIFF" or len(head) < 12:
        return 0
    declared = int.from_bytes(head[4:8], "little")
    return max(0, declared + 8 - size) if 0 < declared < 0xFFFFFF00 else 0


def _repeats(head: bytes, *, at: int, every: int) -> bool:
    """Whether the transport stream's sync byte stands where each packet begins."""
    marks = head[at::every]
    return len(marks) >= 3 and set(marks) == {0x47}


def _is_text(head: bytes) -> bool:
    try:
        text = head[: HEAD - 4].decode()
    except UnicodeDecodeError as error:
        # A letter may be cut in two at the end of what we read.
        if error.start < len(head) - 8:
            return False
        text = head[: error.start].decode()
    return "\0" not in text and sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text)
