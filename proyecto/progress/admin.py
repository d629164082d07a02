"""Django's admin for runs: to look at. A run changes only by what happens to it."""

from typing import ClassVar

from django.contrib import admin

from proyecto.progress.models import Effect, Notification, RunEvent, Slot, TaskRun


class ReadOnly:
    """Nobody edits the truth."""

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """No."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


class RunEventInline(ReadOnly, admin.TabularInline):
    """The milestones of a run."""

    model = RunEvent
    fields = ("n", "type", "at")
    ordering = ("n",)


@admin.register(TaskRun)
class TaskRunAdmin(ReadOnly, admin.ModelAdmin):
    """Runs."""

    list_display = ("title", "task", "state", "cause", "attempt", "owner", "created_at")
    list_filter = ("state", "cause", "task", "queue", "created_at")
    search_fields = ("id", "title", "owner__username")
    list_select_related = ("owner",)
    date_hierarchy = "created_at"
    inlines: ClassVar = [RunEventInline]


@admin.register(Effect)
class EffectAdmin(ReadOnly, admin.ModelAdmin):
    """What was done to the world outside."""

    list_display = ("key", "kind", "state", "doubt", "tries", "run", "planned_at", "done_at")
    list_filter = ("state", "kind", "doubt", "planned_at")
    search_fields = ("key", "run__id", "run__title")
    list_select_related = ("run",)
    date_hierarchy = "planned_at"


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin):
    """What the team has to know. It is attended to and resolved on its page."""

    list_display = ("cause", "kind", "severity", "count", "first_at", "last_at", "resolved_at")
    list_filter = ("kind", "severity", "resolved_at")
    search_fields = ("cause", "run__id", "run__title")
    list_select_related = ("run",)
    date_hierarchy = "last_at"


@admin.register(Slot)
class SlotAdmin(ReadOnly, admin.ModelAdmin):
    """Moments of the schedule."""

    list_display = ("name", "due_at", "run", "missed_at")
    list_filter = ("name", "due_at")
    search_fields = ("name",)
    list_select_related = ("run",)
    date_hierarchy = "due_at"
