"""Links from rows to what they are about."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

# What runs are about, by the word before the colon of their subject: the name of its page in the
# administration. Whoever has such things says so here.
SUBJECTS: dict[str, str] = {}


def run_link(run_id: Any, words: Any = "") -> str:
    """To a run's own page; to its row, where the project has no such page."""
    if run_id is None:
        return ""
    try:
        address = reverse("tarea", args=[run_id])
    except NoReverseMatch:
        address = reverse("admin:progress_taskrun_change", args=[run_id])
    return format_html('<a href="{}">{}</a>', address, words or str(run_id)[:8])


def subject_link(subject: str) -> str:
    """To the row of what a run is about."""
    word, _, key = subject.partition(":")
    if word not in SUBJECTS or not key:
        return subject
    try:
        return format_html('<a href="{}">{}</a>', reverse(SUBJECTS[word], args=[key]), subject)
    except NoReverseMatch:
        return subject
