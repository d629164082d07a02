"""Whether a file can be a film or a sound at all: by its name at first, then by its first bytes.

Only an early refusal, so that nobody waits for gigabytes of the wrong file. What a file really is,
the worker finds out, in a process with limits.
"""

from http import HTTPStatus

from django.utils.translation import gettext as _

from dashboard.uploads.refusal import Refused

HEAD_BYTES = 4096
"""First bytes that are looked at."""

FILMS = {
    *(".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".mj2", ".mkv", ".webm", ".avi", ".ogv"),
    *(".mpg", ".mpeg", ".vob", ".ts", ".m2ts", ".mts", ".flv", ".f4v", ".wmv", ".asf"),
}
SOUNDS = {".mp3", ".m4a", ".aac", ".wav", ".flac", ".ogg", ".oga", ".opus", ".wma", ".mka"}
SUFFIXES = FILMS | SOUNDS
QUICKTIME_ATOMS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
STILL_BRANDS = {b"heic", b"heix", b"avif", b"mif1", b"msf1", b"avis", b"hevc", b"crx "}
BEGINNINGS = (
    b"\x1a\x45\xdf\xa3",  # Matroska, WebM
    b"OggS",
    b"FLV\x01",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF: WMV, WMA
    b"\0\0\x01\xba",  # MPEG programme stream
    b"\0\0\x01\xb3",  # MPEG video
    b"fLaC",
    b"ID3",
)
PLAYLIST_BEGINNINGS = (b"#extm3u", b"[playlist]", b"[reference]", b"ffconcat", b"<asx", b"<smil")
PICTURE_BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")


def check_head(head: bytes) -> None:
    """Refuse a file that begins like no film and no sound. `head`: its first HEAD_BYTES."""
    if _is_container(head):
        return
    if _is_picture(head):
        sentence = _("This is a picture, not a video.")
    elif _is_playlist(head):
        sentence = _(
            "This is a playlist: it only names other files. Upload the film that it names."
        )
    elif _is_text(head):
        sentence = _("This is a text, not a video, whatever its name says.")
    else:
        sentence = _("This is neither a video nor a sound file that we know.")
    raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)


def _is_container(head: bytes) -> bool:
    if head[4:8] in QUICKTIME_ATOMS:
        return head[8:12] not in STILL_BRANDS
    if head[:4] in (b"RIFF", b"RF64"):
        return head[8:12] in (b"AVI ", b"WAVE")
    return head.startswith(BEGINNINGS) or _is_transport_stream(head) or _is_bare_sound(head)


def _is_transport_stream(head: bytes) -> bool:
    packets = (head[0::188], head[4::192])  # as broadcast; as Blu-ray and AVCHD store it
    return any(len(marks) >= 3 and set(marks) == {0x47} for marks in packets)


def _is_bare_sound(head: bytes) -> bool:
    """MP3 or AAC without any container: eleven bits of ones. (FF FE begins a UTF-16 text.)"""
    return head[:1] == b"\xff" and head[1:2] >= b"\xe0" and head[1:2] != b"\xfe"


def _is_picture(head: bytes) -> bool:
    return (
        head.startswith(PICTURE_BEGINNINGS)
        or head[8:12] in STILL_BRANDS
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
    )


def _is_playlist(head: bytes) -> bool:
    """A text that players take for a film: M3U and HLS, PLS, ASX, SMIL, ffmpeg's concat, DASH."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith(PLAYLIST_BEGINNINGS) or (b"<mpd" in text and _is_text(head))


def _is_text(head: bytes) -> bool:
    # The last letter may be cut in two.
    text = head.decode(errors="ignore")
    return b"\0" not in head and len(text.encode()) >= len(head) - 3
