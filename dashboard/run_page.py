"""What the page of one run shows besides its card."""

from typing import Any

from dashboard.attempts import timeline_of
from dashboard.cards import RunCard, event_cards
from dashboard.effects import effects_of
from proyecto.progress.models import TaskRun


def page_of(run: TaskRun, card: RunCard) -> dict[str, Any]:
    """For the page and for the fragment that takes its place."""
    events = list(run.events.order_by("n"))
    return {
        "card": card,
        "events": event_cards(events),
        "timeline": timeline_of(run, card, events),
        "effects": effects_of([run])[str(run.pk)],
    }
