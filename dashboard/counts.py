"""How many runs stand where: the four numbers above the list."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.utils import timezone

from dashboard.access import runs_visible_to
from proyecto.progress.vocabulary import WAITING, TaskState

NAMES = ("running", "waiting", "done", "failed", "mine")


def counts_of(user_id: int, zone: str) -> dict[str, int]:
    """The same for a person's id and time zone; all zeros for nobody."""
    user = get_user_model().objects.filter(pk=user_id).first()
    with timezone.override(ZoneInfo(zone)):
        return counts_for(user) if user else dict.fromkeys(NAMES, 0)


def counts_for(user: Any) -> dict[str, int]:
    """Running and waiting now; done and failed since midnight in the current time zone; `mine` is
    how many of their own run now, which for the team is less."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    runs = runs_visible_to(user)
    # One question each, as each has its own way through an index: together they would read all.
    return {
        "running": runs.filter(state=TaskState.STARTED).count(),
        "waiting": runs.filter(state__in=sorted(WAITING)).count(),
        "done": runs.filter(state=TaskState.SUCCESS, finished_at__gte=today).count(),
        "failed": runs.filter(state=TaskState.FAILURE, finished_at__gte=today).count(),
        "mine": runs.filter(state=TaskState.STARTED, owner=user.pk).count(),
    }
