"""What a page shows of an entry of the schedule: plain values, no language, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from dashboard.cards import RunCard, run_cards
from proyecto.progress.lease import BEAT
from proyecto.progress.models import Lease, Slot, TaskRun
from proyecto.progress.moments import next_of
from proyecto.progress.vocabulary import KINDS

# Missed moments are shown for so long, and so many of them.
NEWS = timedelta(days=7)
MOST_MISSED = 3
# Beat looks every five seconds; what came later than this came late.
PROMPT = timedelta(seconds=60)
SCHEDULES = ("crontab", "interval", "solar", "clocked")


@dataclass(frozen=True, slots=True)
class BeatCard:
    """Who starts what is periodic: `since` when, or, where nobody does, `until` when."""

    up: bool
    since: datetime | None
    until: datetime | None
    holder: str


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry. `run` is the newest, which was due at `due_at`; `missed` the newest moments at
    which nothing was started, of `missed_count`. `changed_by` is who changed it last."""

    entry: PeriodicTask
    next_at: datetime | None
    overdue: bool
    has_runs: bool
    run: RunCard | None
    due_at: datetime | None
    late: bool
    result: Any
    missed: list[datetime]
    missed_count: int
    changed_by: str
    changed_at: datetime | None

    @property
    def busy(self) -> bool:
        """Whether its newest run is not over yet."""
        return self.run is not None and not self.run.ended


def beat_card() -> BeatCard:
    """How beat is."""
    lease = Lease.objects.filter(role=BEAT).first()
    if lease is None:
        return BeatCard(up=False, since=None, until=None, holder="")
    up = lease.until > timezone.now()
    return BeatCard(up, lease.since, None if up else lease.until, lease.holder.rpartition(":")[0])


def entry_cards() -> list[EntryCard]:
    """All entries, the next one first, paused ones last."""
    cards = _cards(PeriodicTask.objects.select_related(*SCHEDULES))
    far = timezone.now() + timedelta(days=36500)
    return sorted(cards, key=lambda card: (card.next_at or far, card.entry.name))


def entry_card_of(run: TaskRun) -> EntryCard | None:
    """The entry whose run this is, or is another try of."""
    asked: TaskRun | None = run
    while asked is not None:
        slot = asked.slots.order_by("-due_at").first()
        if slot is not None:
            found = PeriodicTask.objects.select_related(*SCHEDULES).filter(name=slot.name)
            return next(iter(_cards(found)), None)
        asked = asked.retry_of
    return None


def newest_run(name: str) -> tuple[Slot, TaskRun] | None:
    """The newest run of an entry, or the newest try of it."""
    slot = Slot.objects.filter(name=name, run__isnull=False).select_related("run__owner").first()
    if slot is None or slot.run is None:
        return None
    run: TaskRun = slot.run
    while again := run.retries.select_related("owner").order_by("created_at").last():
        run = again
    return slot, run


def _cards(entries: Iterable[PeriodicTask]) -> list[EntryCard]:
    rows = list(entries)
    newest = {entry.name: newest_run(entry.name) for entry in rows}
    found = [pair for pair in newest.values() if pair is not None]
    shown = dict(zip((slot.name for slot, _ in found), run_cards(r for _, r in found), strict=True))
    changes = _changes(rows)
    return [
        _card(entry, newest[entry.name], shown.get(entry.name), changes.get(str(entry.pk)))
        for entry in rows
    ]


def _card(
    entry: PeriodicTask,
    newest: tuple[Slot, TaskRun] | None,
    run: RunCard | None,
    change: LogEntry | None,
) -> EntryCard:
    slot, row = newest or (None, None)
    next_at = next_of(entry)
    missed = Slot.objects.filter(
        name=entry.name, run=None, missed_at__isnull=False, due_at__gt=timezone.now() - NEWS
    )
    return EntryCard(
        entry=entry,
        next_at=next_at,
        overdue=next_at is not None and next_at < timezone.now() - PROMPT,
        has_runs=entry.task in KINDS,
        run=run,
        due_at=slot.due_at if slot else None,
        late=bool(slot and slot.run and slot.run.created_at - slot.due_at > PROMPT),
        result=row.result if row else None,
        missed=list(missed.values_list("due_at", flat=True)[:MOST_MISSED]),
        missed_count=missed.count(),
        changed_by=str(change.user) if change else "",
        changed_at=change.action_time if change else None,
    )


def _changes(entries: Iterable[PeriodicTask]) -> dict[str, LogEntry]:
    """The newest change that a person made to each."""
    logged = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(PeriodicTask),
        object_id__in=[str(entry.pk) for entry in entries],
    )
    changes = logged.select_related("user").order_by("action_time")
    return {str(change.object_id): change for change in changes}
