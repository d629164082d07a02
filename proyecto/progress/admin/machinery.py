"""What the machinery keeps for itself."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from proyecto.progress.admin.links import run_link
from proyecto.progress.admin.truth import Ledger
from proyecto.progress.models import Counter, IdempotencyKey, Lease, Slot, WrittenEntry


@admin.register(Slot)
class SlotAdmin(Ledger):
    """Moments of the schedule."""

    list_display = ("name", "due_at", "page", "missed_at")
    list_filter = ("due_at", "missed_at")
    search_fields = ("name", "run")
    search_help_text = _("The whole name, or the whole id of its run")
    list_select_related = ("run",)
    ordering = ("-id",)

    @admin.display(description=_("Page"))
    def page(self, slot: Slot) -> str:
        """To the page of what was launched."""
        return run_link(slot.run_id, slot.run.title if slot.run else "")


@admin.register(Lease)
class LeaseAdmin(Ledger):
    """Who has a role."""

    list_display = ("role", "holder", "since", "until")


@admin.register(Counter)
class CounterAdmin(Ledger):
    """The last numbers that were given out."""

    list_display = ("name", "value")


@admin.register(WrittenEntry)
class WrittenEntryAdmin(Ledger):
    """What the code last wrote into the schedule."""

    list_display = ("name",)
    ordering = ("name",)


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(Ledger):
    """What programs asked for with a key of theirs."""

    list_display = ("owner", "key", "status", "page", "created_at")
    list_filter = ("created_at",)
    search_fields = ("owner__username",)
    search_help_text = _("The user name of its owner")
    list_select_related = ("owner", "run")
    # What was answered is its owner's alone.
    exclude = ("answer", "fingerprint")
    ordering = ("-created_at",)

    @admin.display(description=_("Page"))
    def page(self, key: IdempotencyKey) -> str:
        """To the page of what was begun."""
        return run_link(key.run_id, key.run.title if key.run else "")
