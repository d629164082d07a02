"""Runs, their milestones, and what they did to the world outside."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from proyecto.progress.admin.choices import Queue, State, Task, Why
from proyecto.progress.admin.links import run_link, subject_link
from proyecto.progress.admin.truth import Ledger, ReadOnly
from proyecto.progress.models import Effect, Promise, RunEvent, RunLog, TaskRun


class RunEventInline(ReadOnly, admin.TabularInline):
    """The milestones of a run."""

    model = RunEvent
    fields = ("n", "type", "at")
    ordering = ("n",)


@admin.register(TaskRun)
class TaskRunAdmin(Ledger):
    """Runs. One changes only by what happens to it."""

    list_display = (
        "short",
        "page",
        "task",
        "state",
        "cause",
        "tries",
        "about",
        "owner",
        "changed_at",
    )
    list_filter = (State, Why, Task, Queue, "changed_at")
    search_fields = ("pk", "subject", "owner__username")
    search_help_text = _("The whole id, the subject (video:12) or the user name of its owner")
    list_select_related = ("owner",)
    # The one that has an index.
    ordering = ("-changed_at",)
    inlines: ClassVar = [RunEventInline]
    fieldsets = (
        (None, {"fields": ("page", "task", "title", "about", "owner", "queue")}),
        (_("State"), {"fields": ("state", "cause", "tries", "error", "error_facts", "detail")}),
        (
            _("Times"),
            {"fields": ("created_at", "run_at", "started_at", "finished_at", "changed_at")},
        ),
        (
            _("Machinery"),
            {
                "classes": ("collapse",),
                "fields": (
                    "args",
                    "kwargs",
                    "progress",
                    "result",
                    "worker",
                    "lease_until",
                    "published_at",
                    "expires_at",
                    "cancel_requested_at",
                    "retry_policy",
                    "wake_failures",
                    "wake_at",
                    "milestone",
                    "earlier",
                    "size",
                ),
            },
        ),
    )
    readonly_fields = ("page", "about", "tries", "earlier")

    @admin.display(description="ID")
    def short(self, run: TaskRun) -> str:
        """Enough of its id to tell it from its neighbours."""
        return str(run.pk)[:8]

    @admin.display(description=_("Page"))
    def page(self, run: TaskRun) -> str:
        """To its live page."""
        return run_link(run.pk, run.title or run.task)

    @admin.display(description=_("subject"))
    def about(self, run: TaskRun) -> str:
        """To what it is about."""
        return subject_link(run.subject)

    @admin.display(description=_("attempt"))
    def tries(self, run: TaskRun) -> str:
        """Which attempt of how many."""
        return f"{run.attempt} / {run.attempts}"

    @admin.display(description=_("tries again"))
    def earlier(self, run: TaskRun) -> str:
        """To the run that it repeats."""
        return run_link(run.retry_of_id)


@admin.register(RunEvent)
class RunEventAdmin(Ledger):
    """Milestones, newest first by their own number."""

    list_display = ("id", "type", "n", "at", "page")
    search_fields = ("run",)
    search_help_text = _("The whole id of the run")
    ordering = ("-id",)
    fields = ("page", "n", "type", "at", "live")
    readonly_fields = ("page",)

    @admin.display(description=_("Page"))
    def page(self, event: RunEvent) -> str:
        """To the run's page."""
        return run_link(event.run_id)


@admin.register(RunLog)
class RunLogAdmin(Ledger):
    """What runs said, some lines a row; a run's page shows them as they are read."""

    list_display = ("id", "attempt", "first", "count", "size", "page")
    search_fields = ("run",)
    search_help_text = _("The whole id of the run")
    ordering = ("-id",)
    fields = ("page", "attempt", "first", "count", "size", "lines")
    readonly_fields = ("page",)

    @admin.display(description=_("Page"))
    def page(self, log: RunLog) -> str:
        """To the run's page."""
        return run_link(log.run_id)


@admin.register(Effect)
class EffectAdmin(Ledger):
    """What was done to the world outside."""

    list_display = ("key", "kind", "state", "doubt", "tries", "page", "planned_at", "done_at")
    list_filter = ("state", "doubt", "planned_at")
    search_fields = ("key", "run")
    search_help_text = _("The whole key, or the whole id of its run")
    list_select_related = ("run",)
    ordering = ("-id",)

    @admin.display(description=_("Page"))
    def page(self, effect: Effect) -> Any:
        """To the page of the run that held it last."""
        return run_link(effect.run_id, effect.run.title if effect.run else "")


@admin.register(Promise)
class PromiseAdmin(Ledger):
    """How long people were told that it would take, and whether it was true."""

    list_display = ("page", "task", "moment", "attempt", "made_at", "low", "high", "kept")
    list_filter = (Task, "moment", "kept", "made_at")
    search_fields = ("run",)
    search_help_text = _("The whole id of the run")
    list_select_related = ("run",)
    ordering = ("-id",)

    @admin.display(description=_("Page"))
    def page(self, promise: Promise) -> str:
        """To the run's page."""
        return run_link(promise.run_id, promise.run.title)
