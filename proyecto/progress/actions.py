"""Who of the team did what: kept for good, in the transaction of the deed itself."""

from typing import Any

from django.utils import timezone

from proyecto.progress.models import Action
from proyecto.progress.teller import say

# What those who watch the system are told by; see `dashboard.topics`.
SYSTEM = "system"
LONGEST_TARGET = 300


def note(by: Any, verb: str, target: str = "", facts: dict[str, Any] | None = None) -> Action:
    """Write down that `by` did `verb` ("queue.pause") to `target` ("video"), with `facts` (JSON)
    for the sentence that people read. Call it within the transaction that does it."""
    action = Action.objects.create(
        at=timezone.now(),
        by=by,
        who=str(by) if by is not None else "",
        verb=verb,
        target=target[:LONGEST_TARGET],
        facts=facts or {},
    )
    say(SYSTEM, {"verb": verb})
    return action
