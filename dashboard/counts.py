"""How many runs stand where: the four numbers above the list."""

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from dashboard.access import runs_visible_to
from proyecto.progress.vocabulary import WAITING, TaskState


def counts_for(user: Any) -> dict[str, int]:
    """Running and waiting now; done and failed since midnight in the current time zone."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    ended = Q(finished_at__gte=today)
    return runs_visible_to(user).aggregate(
        running=Count("pk", filter=Q(state=TaskState.STARTED)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        done=Count("pk", filter=ended & Q(state=TaskState.SUCCESS)),
        failed=Count("pk", filter=ended & Q(state=TaskState.FAILURE)),
    )
