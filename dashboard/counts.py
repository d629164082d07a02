"""How many runs stand where: the four numbers above the list."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.utils import timezone

from dashboard.access import runs_visible_to
from proyecto.progress.vocabulary import WAITING, TaskState

NAMES = ("running", "waiting", "done", "failed", "mine")
# By person, 0 for the team, and time zone.
Shared = dict[tuple[int, str], dict[str, int]]


def counts_of(user_id: int, zone: str, shared: Shared) -> dict[str, int]:
    """The same for a person's id and time zone; all zeros for nobody. What the whole team is told
    alike is counted for one of them, and `shared` with the others."""
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None:
        return dict.fromkeys(NAMES, 0)
    whose = (0 if user.is_active and user.is_staff else user_id, zone)
    if whose not in shared:
        with timezone.override(ZoneInfo(zone)):
            shared[whose] = _where_they_stand(user)
    return shared[whose] | _mine(user)


def counts_for(user: Any) -> dict[str, int]:
    """Running and waiting now; done and failed since midnight in the current time zone; `mine` is
    how many of their own run now, which for the team is less."""
    return _where_they_stand(user) | _mine(user)


def _where_they_stand(user: Any) -> dict[str, int]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    runs = runs_visible_to(user)
    # One question each, as each has its own way through an index: together they would read all.
    return {
        "running": runs.filter(state=TaskState.STARTED).count(),
        "waiting": runs.filter(state__in=sorted(WAITING)).count(),
        "done": runs.filter(state=TaskState.SUCCESS, finished_at__gte=today).count(),
        "failed": runs.filter(state=TaskState.FAILURE, finished_at__gte=today).count(),
    }


def _mine(user: Any) -> dict[str, int]:
    runs = runs_visible_to(user).filter(state=TaskState.STARTED, owner=user.pk)
    return {"mine": runs.count()}
