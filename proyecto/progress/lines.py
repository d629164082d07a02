"""The log of a run: bounded rows of lines, written by its worker and read by whoever shows it.

Lines are numbered from 1 within a run, over all attempts. What there is no room for is left out
of the middle: the beginning says what was asked for and the end what became of it. A number that
is missing is how a reader knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, QuerySet

from proyecto.progress.models import RunLog

# What is kept of one run. A page that shows all of it is still quick.
MOST_LINES = 5_000
MOST_BYTES = 1024 * 1024
# Of that, what is kept of the beginning.
HEAD_LINES = MOST_LINES // 5
HEAD_BYTES = MOST_BYTES // 5
# A row is written again with each flush until it is full: more lines in it would be written more
# often, fewer would make more rows.
ROW_LINES = 100
ROW_BYTES = 16 * 1024
# Read at one go of a whole log.
PART_LINES = 500

LEVELS = ("info", "warning", "error")


class Line(NamedTuple):
    """One line: `at` in milliseconds since 1970, `level` one of LEVELS."""

    n: int
    at: int
    level: str
    attempt: int
    text: str


Said = tuple[int, str, str]
"""A line that has no number yet: `at`, `level`, `text`."""


@dataclass(slots=True)
class _Row:
    pk: int
    first: int
    lines: list[Said]
    size: int

    @property
    def after(self) -> int:
        """The number of the line behind it."""
        return self.first + len(self.lines)

    def takes(self, count: int, size: int) -> bool:
        """Whether there is room for so many more."""
        return len(self.lines) + count <= ROW_LINES and self.size + size <= ROW_BYTES


class Writer:
    """Writes the lines of one attempt; one thread at a time. What the database raises is passed
    on, and the same lines may be written again afterwards."""

    def __init__(self, run_id: str, attempt: int) -> None:
        self._run_id, self._attempt = run_id, attempt
        self._row: _Row | None = None
        # What is added to a place among this attempt's lines to get its number.
        self._base: int | None = None
        # The place behind the last line that is kept: a call that fails may have kept some.
        self._kept = 0

    def write(self, place: int, lines: Sequence[Said]) -> None:
        """Keep `lines`, the first of which is the attempt's line number `place`, from 0. Places
        that were passed over are numbers that are missing."""
        for start in range(max(0, self._kept - place), len(lines), ROW_LINES):
            part = lines[start : start + ROW_LINES]
            self._write(place + start, part)
            self._kept = place + start + len(part)

    def _write(self, place: int, lines: Sequence[Said]) -> None:
        if self._base is None:
            self._base = last_of(self._run_id) + 1
        size, first, row = sum(_size(line) for line in lines), self._base + place, self._row
        fits = row is not None and row.after == first and row.takes(len(lines), size)
        if row is None or not fits or not self._extend(row, lines):
            self._base += self._begin(first, lines, size)

    def _extend(self, row: _Row, lines: Sequence[Said]) -> bool:
        """False when the row is not the newest any more: another attempt has gone on."""
        both = [*row.lines, *lines]
        size = sum(_size(line) for line in both)
        mine = RunLog.objects.filter(pk=row.pk, count=len(row.lines))
        if last_of(self._run_id) != row.after - 1 or not mine.update(
            lines=both, count=len(both), size=size
        ):
            return False
        row.lines, row.size = both, size
        return True

    def _begin(self, first: int, lines: Sequence[Said], size: int) -> int:
        """A new row, behind whatever another attempt wrote meanwhile; by how much that moved it."""
        with transaction.atomic():
            made = RunLog.objects.create(
                run_id=self._run_id,
                attempt=self._attempt,
                first=max(first, last_of(self._run_id) + 1),
                count=len(lines),
                size=size,
                lines=list(lines),
            )
            _make_room(self._run_id)
        self._row = _Row(made.pk, made.first, list(lines), size)
        return made.first - first


def _size(line: Said) -> int:
    return len(line[2].encode()) + 24


def _make_room(run_id: Any) -> None:
    """Leave out the oldest of the middle."""
    rows = list(
        RunLog.objects.filter(run=run_id).order_by("first").values_list("pk", "count", "size")
    )
    lines, size = sum(row[1] for row in rows), sum(row[2] for row in rows)
    over, head_lines, head_size = [], 0, 0
    for pk, count, bytes_ in rows[:-1]:
        if lines <= MOST_LINES and size <= MOST_BYTES:
            break
        head_lines, head_size = head_lines + count, head_size + bytes_
        if head_lines > HEAD_LINES or head_size > HEAD_BYTES:
            over.append(pk)
            lines, size = lines - count, size - bytes_
    if over:
        RunLog.objects.filter(pk__in=over).delete()


def last_of(run_id: Any) -> int:
    """The number of the newest line; 0 without any."""
    ends = RunLog.objects.filter(run=run_id).aggregate(last=Max(F("first") + F("count") - 1))
    return ends["last"] or 0


def lasts_of(run_ids: Iterable[Any]) -> dict[str, int]:
    """The same of several runs; those without a line are missing."""
    rows = RunLog.objects.filter(run__in=list(run_ids)).order_by().values("run")
    found = rows.annotate(last=Max(F("first") + F("count") - 1)).values_list("run", "last")
    return {str(run_id): last for run_id, last in found}


def after(run_id: Any, n: int, most: int) -> list[Line]:
    """The oldest lines behind number `n`, `most` at most."""
    rows = RunLog.objects.filter(run=run_id, first__gt=n - ROW_LINES).order_by("first")
    return [line for line in _of(rows, most) if line.n > n][:most]


def newest(run_id: Any, most: int, before: int | None = None) -> list[Line]:
    """The newest lines, `most` at most, or of those before number `before`; in their order."""
    rows = RunLog.objects.filter(run=run_id).order_by("-first")
    if before is not None:
        rows = rows.filter(first__lt=before)
    return [line for line in _of(rows, most) if before is None or line.n < before][-most:]


def every(run_id: Any) -> Iterator[Line]:
    """All that is kept, read little by little."""
    n = 0
    while part := after(run_id, n, PART_LINES):
        yield from part
        n = part[-1].n


def _of(rows: QuerySet[RunLog], most: int) -> list[Line]:
    """The lines of as many rows as hold `most`, and those of one more, since of the first only
    some may be wanted; in their order."""
    wanted, count = [], 0
    for pk, lines in rows.values_list("pk", "count"):
        wanted.append(pk)
        if count >= most:
            break
        count += lines
    return [
        line
        for row in RunLog.objects.filter(pk__in=wanted).order_by("first")
        for line in _lines(row)
    ]


def _lines(row: RunLog) -> Iterator[Line]:
    for number, (at, level, text) in enumerate(row.lines, row.first):
        yield Line(number, at, level, row.attempt, text)
