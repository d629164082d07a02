"""The two ways in which an engine may fail: the file is at fault, or we are.

Both carry a closed code and facts; the sentence that a person reads is made elsewhere, in that
person's language.
"""

from enum import StrEnum


class Rejection(StrEnum):
    """Why a file is refused. Trying again can't help; a different file can.

    The facts that come with a code are named behind it.
    """

    EMPTY = "empty"
    """The file has no bytes."""
    NOT_MEDIA = "not_media"
    """Neither film nor sound: garbage, a document, an archive. ``kind``: "text" or "unknown"."""
    PLAYLIST = "playlist"
    """A list that names other files or addresses, not a film itself. ``kind``: "hls" …"""
    PICTURE = "picture"
    """A still picture. ``kind``: "png", "jpeg" …"""
    TRUNCATED = "truncated"
    """The end is missing. ``declared_seconds``, ``found_seconds``, or ``missing_bytes``."""
    NO_STREAMS = "no_streams"
    """A film's wrapping with neither pictures nor sound inside."""
    ZERO_SIZE = "zero_size"
    """The pictures are 0 wide or 0 high. ``width``, ``height``."""
    TOO_MANY_PIXELS = "too_many_pixels"
    """One picture is larger than we decode. ``width``, ``height``, ``limit`` (pixels)."""
    TOO_LONG = "too_long"
    """Longer than we accept. ``seconds``, ``limit`` (seconds)."""
    UNDECODABLE = "undecodable"
    """The wrapping is fine, but not one picture or sound can be decoded. ``codec``."""
    TOO_COSTLY = "too_costly"
    """Reading or decoding it takes absurdly long for what it holds. ``phase``."""
    NO_PICTURE = "no_picture"
    """None of the kinds of picture that are read. ``kind``: "gif", "svg" … or "unknown"."""
    PICTURE_TRUNCATED = "picture_truncated"
    """The end of the picture is missing. ``kind``."""
    PICTURE_UNDECODABLE = "picture_undecodable"
    """It begins like a picture, and is damaged. ``kind``."""
    PICTURE_TOO_LARGE = "picture_too_large"
    """It has more pixels than we decode. ``width``, ``height``, ``limit`` (pixels)."""
    PICTURE_TOO_COSTLY = "picture_too_costly"
    """Decoding it takes absurdly long or absurdly much memory for what it holds."""


class Failure(StrEnum):
    """Why an engine failed through no fault of the file; trying again may help."""

    DISK_FULL = "disk_full"
    """No room left, or the file grew over the limit set for it."""
    OUT_OF_MEMORY = "out_of_memory"
    """The process hit its memory limit, or the machine's."""
    KILLED = "killed"
    """Somebody else ended the process (a signal that we did not send)."""
    IO = "io"
    """Reading or writing failed."""
    STALLED = "stalled"
    """Neither output nor CPU time for a long while, although not stopped."""
    CRASHED = "crashed"
    """The program ended with an error that is none of the above."""
    VERIFY = "verify"
    """The result is not what was planned; it must not be shown to anyone."""
    RESUME = "resume"
    """The segments kept from before don't fit this run: start from the first segment."""


class MediaRejected(Exception):
    """The file is at fault: never retry. ``facts`` are plain numbers and words."""

    def __init__(self, code: Rejection, **facts: int | float | str) -> None:
        super().__init__(code, facts)
        self.code = Rejection(code)
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({facts})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rejected, (self.code, self.facts)


class EngineFailed(Exception):
    """Our own or a passing trouble. ``detail`` is for the log: the last of what ffmpeg said."""

    def __init__(self, code: Failure, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = Failure(code)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail.strip()[-400:]}" if self.detail else str(self.code)


def _rejected(code: Rejection, facts: dict[str, int | float | str]) -> MediaRejected:
    """Rebuild a rejection where it was sent to (exceptions with keywords don't pickle alone)."""
    return MediaRejected(code, **facts)
