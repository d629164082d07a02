"""Who is told of milestones over HTTP, and what came of it."""

import uuid
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models.token import AccessToken


class Webhook(models.Model):
    """A URL that is told of milestones of its owner's runs, or with `team` of everybody's."""

    class Off(models.TextChoices):
        """Why nothing is sent to it: its owner's wish, an answer 410, a week of failures."""

        OWNER = "owner", _("switched off")
        GONE = "gone", _("the receiver answered that it is gone")
        FAILING = "failing", _("nothing but failures for a week")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    # Made by a program: it ends with the program's token.
    token = models.ForeignKey(
        AccessToken,
        verbose_name=_("access token"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    url = models.CharField(_("URL"), max_length=2000)
    # The secret is made of this and of the project's key; neither alone gives it.
    salt = models.CharField(_("salt of the secret"), max_length=64)
    # The one before, by which it is signed too, for so long.
    old_salt = models.CharField(_("salt before"), max_length=64, blank=True)
    old_until = models.DateTimeField(_("signed by it until"), null=True, blank=True)
    milestones = models.JSONField(_("milestones"), default=list)
    # No kind is any kind.
    tasks = models.JSONField(_("kinds of task"), default=list, blank=True)
    team = models.BooleanField(_("runs of the whole team"), default=False)
    created_at = models.DateTimeField(_("created"))
    # Since when nothing has arrived, while something was sent.
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    # Not called before, so that one that is slow or away keeps no worker from others.
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    off = models.CharField(_("off because"), max_length=10, choices=Off.choices, blank=True)
    off_at = models.DateTimeField(_("off since"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes: ClassVar = [
            models.Index(fields=["owner", "off"]),
            models.Index(fields=["team", "off"]),
        ]
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk} {urlsplit(self.url).netloc}"


class WebhookDelivery(models.Model):
    """One message: its `id` is the same at every attempt, by which a receiver knows it again."""

    class State(models.TextChoices):
        """What came of it. `left`: nobody may be told any more, or too many waited already."""

        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        LEFT = "left", _("left")

    id = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    # The database does not insist: a webhook that is deleted between a milestone and its commit
    # must not undo the milestone, which is of somebody else's run. What is left is swept.
    webhook = models.ForeignKey(
        Webhook,
        verbose_name=_("webhook"),
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_constraint=False,
    )
    # Which milestone; none, of a test. No foreign key: what was sent was sent.
    run = models.UUIDField(_("task"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=30)
    body = models.TextField(_("body"))
    created_at = models.DateTimeField(_("created"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    # The run of the ledger that brings it.
    carrier = models.UUIDField(_("brought by"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    tried_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    ms = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    answer = models.CharField(_("beginning of the answer"), max_length=500, blank=True)
    problem = models.CharField(_("problem"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-created_at"]),
            models.Index(fields=["webhook", "state"]),
            models.Index(fields=["created_at"]),
        ]
        ordering: ClassVar = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
