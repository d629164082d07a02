"""What the team is told, and what it did."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from proyecto.progress.admin.links import run_link
from proyecto.progress.admin.truth import Ledger, ReadOnly
from proyecto.progress.models import (
    AccessToken,
    Action,
    Digest,
    Notification,
    NotificationEvent,
    QueuePause,
    Webhook,
    WebhookDelivery,
)
from proyecto.progress.webhooks import host_of


class NotificationEventInline(ReadOnly, admin.TabularInline):
    """Who did what about it."""

    model = NotificationEvent
    fk_name = "notification"
    fields = ("at", "who", "what", "whom", "until", "note")
    ordering = ("seq",)

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        """With the people, in one query."""
        return super().get_queryset(request).select_related("who", "whom")


@admin.register(Notification)
class NotificationAdmin(Ledger):
    """What the team has to know. It is attended to and resolved on its page."""

    list_display = (
        "cause",
        "kind",
        "severity",
        "count",
        "first_at",
        "last_at",
        "acknowledged_by",
        "resolved_at",
        "page",
    )
    list_filter = ("severity", "resolved_at", "last_at")
    search_fields = ("cause", "run")
    search_help_text = _("The whole cause, or the whole id of its run")
    list_select_related = ("run", "acknowledged_by")
    ordering = ("-last_at",)
    date_hierarchy = "last_at"
    inlines: ClassVar = [NotificationEventInline]

    @admin.display(description=_("Page"))
    def page(self, notice: Notification) -> str:
        """To the page of the run that it happened to last."""
        return run_link(notice.run_id, notice.run.title if notice.run else "")


@admin.register(NotificationEvent)
class NotificationEventAdmin(Ledger):
    """What was done about notices."""

    list_display = ("at", "what", "who", "whom", "until", "notification", "note")
    list_filter = ("what",)
    list_select_related = ("who", "whom", "notification")
    search_fields = ("who__username",)
    search_help_text = _("The user name of who did it")
    ordering = ("-seq",)


@admin.register(Digest)
class DigestAdmin(Ledger):
    """Mails to ADMINS."""

    list_display = ("at", "how_many", "done_at")
    list_filter = ("done_at",)
    ordering = ("-id",)

    @admin.display(description=_("Notices"))
    def how_many(self, digest: Digest) -> int:
        """How many notices are in it."""
        return len(digest.lines)


@admin.register(Action)
class ActionAdmin(Ledger):
    """The log of what the team did."""

    list_display = ("at", "who", "verb", "target", "by")
    list_filter = ("at",)
    list_select_related = ("by",)
    search_fields = ("by__username",)
    search_help_text = _("The user name of who did it")
    ordering = ("-at",)
    date_hierarchy = "at"


@admin.register(QueuePause)
class QueuePauseAdmin(Ledger):
    """Queues that are held back."""

    list_display = ("queue", "at", "by")
    list_select_related = ("by",)


@admin.register(AccessToken)
class AccessTokenAdmin(Ledger):
    """Which programs sign in, and for whom. A token is revoked on its owner's page."""

    list_display = ("owner", "name", "ending", "scopes", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("revoked_at",)
    list_select_related = ("owner",)
    search_fields = ("owner__username",)
    search_help_text = _("The user name of its owner")
    exclude = ("token_hash",)
    ordering = ("-created_at",)


@admin.register(Webhook)
class WebhookAdmin(Ledger):
    """Who is told over HTTP. One is switched off and on its owner's page."""

    list_display = ("owner", "host", "team", "off", "failing_since", "created_at")
    list_filter = ("off", "team")
    list_select_related = ("owner",)
    search_fields = ("owner__username",)
    search_help_text = _("The user name of its owner")
    # The rest of a URL may hold a password.
    exclude = ("url", "salt", "old_salt")
    ordering = ("-created_at",)

    @admin.display(description=_("Receiver"))
    def host(self, hook: Webhook) -> str:
        """Where it leads."""
        return host_of(hook)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(Ledger):
    """What was sent; what was said stays between the two."""

    list_display = ("created_at", "webhook", "kind", "state", "attempts", "status", "ms")
    list_filter = ("state",)
    list_select_related = ("webhook",)
    exclude = ("body", "answer")
    ordering = ("-created_at",)
