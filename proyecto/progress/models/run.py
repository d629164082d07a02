"""One row a run, one row a milestone. The row is the truth; a message only wakes a worker."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.events import LiveState, Progress, progress_of
from proyecto.progress.models.words import CAUSES, STATES
from proyecto.progress.vocabulary import ENDED, KINDS, TaskState


class TaskRun(models.Model):
    """One execution of a task, asked for once.

                 claim                    succeed
        PENDING ──────► STARTED ─────────────────────► SUCCESS
           │  ▲            │ │  fail, attempts used up
           │  │ claim      │ └───────────────────────► FAILURE
           │ RETRY ◄───────┘ retry: error that may pass, lost worker
           │   │           │
           └───┴───────────┴─────────────────────────► REVOKED  cancel, expiry

    SUCCESS, FAILURE and REVOKED are final: trying again is a new run. Each claim takes the next
    `attempt`; what an older attempt still says is refused (the fence). A worker that holds the
    run renews `lease_until`; one that does not has lost it. Only `record` changes `state`.
    """

    id = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(_("kind"), max_length=100)
    args = models.JSONField(_("arguments"), default=list, blank=True)
    kwargs = models.JSONField(_("named arguments"), default=dict, blank=True)
    queue = models.CharField(_("queue"), max_length=50)
    title = models.CharField(_("title"), max_length=300, blank=True)
    # What it is about, such as "video:12"; the domain follows its runs by it.
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    # How much work it is, in its kind's unit, once that is known: what its time is estimated by.
    size = models.FloatField(_("size"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    retry_of = models.ForeignKey(
        "self",
        verbose_name=_("tries again"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="retries",
    )

    state = models.CharField(_("state"), max_length=10, choices=STATES, default=TaskState.PENDING)
    cause = models.CharField(_("cause"), max_length=20, choices=CAUSES, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=1)
    # The number of the newest milestone; each transition takes the next.
    milestone = models.PositiveIntegerField(_("newest milestone"), default=0)

    run_at = models.DateTimeField(_("scheduled for"), null=True, blank=True)
    # Not begun by then, it is not begun at all.
    expires_at = models.DateTimeField(_("has to start before"), null=True, blank=True)
    # How its wake-up is sent again while the broker is away, in Celery's words: max_retries,
    # interval_start, interval_step, interval_max. Afterwards the rescuer's own rhythm.
    retry_policy = models.JSONField(_("policy of sending again"), null=True, blank=True)
    published_at = models.DateTimeField(_("sent to the queue"), null=True, blank=True)
    # How often in a row its wake-up could not be sent, and when the policy lets it be tried again.
    wake_failures = models.PositiveSmallIntegerField(_("failed sendings"), default=0)
    wake_at = models.DateTimeField(_("next sending"), null=True, blank=True)
    lease_until = models.DateTimeField(_("its worker has it until"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=200, blank=True)
    cancel_requested_at = models.DateTimeField(_("cancellation asked for"), null=True, blank=True)

    progress = models.JSONField(_("progress"), default=dict, blank=True)
    error = models.CharField(_("error code"), max_length=50, blank=True)
    error_facts = models.JSONField(_("facts about the error"), default=dict, blank=True)
    detail = models.TextField(_("technical detail"), blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)

    # Who asked for it, as W3C's traceparent, where traces are kept. Null, so that a process of the
    # release before can still write rows, and no million of them is written anew.
    traceparent = models.CharField(  # noqa: DJ001
        _("trace"), max_length=55, null=True, blank=True
    )

    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Moves with every milestone, so that a reader can ask what changed since.
    changed_at = models.DateTimeField(_("last change"), db_index=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes: ClassVar = [
            models.Index(fields=["owner", "-created_at"]),
            models.Index(fields=["state", "run_at"]),
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["state", "expires_at"]),
            models.Index(fields=["subject", "-created_at"]),
            # The list by what it can be asked for, and the numbers above it, for one and for all.
            models.Index(fields=["-created_at"], name="run_newest"),
            models.Index(fields=["state", "-created_at"], name="run_state_newest"),
            models.Index(fields=["task", "-created_at"], name="run_task_newest"),
            models.Index(fields=["owner", "state", "-created_at"], name="run_owner_state_newest"),
            models.Index(fields=["owner", "task", "-created_at"], name="run_owner_task_newest"),
            models.Index(fields=["state", "finished_at"], name="run_state_finished"),
            models.Index(fields=["owner", "state", "finished_at"], name="run_owner_state_finished"),
            models.Index(fields=["task", "-finished_at"]),
            models.Index(fields=["queue", "state"]),
        ]
        ordering: ClassVar = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"

    @property
    def ended(self) -> bool:
        """Whether the run has come to its end, good or bad."""
        return self.state in ENDED

    @property
    def how_far(self) -> Progress:
        """The progress last written to the row; the live store may know better."""
        return progress_of(self.progress)

    @property
    def time_limit(self) -> int | None:
        """Seconds that one attempt may take, None for the project's own limit."""
        kind = KINDS.get(self.task)
        return kind.time_limit if kind else None

    def live(self) -> LiveState:
        """The whole live state, as far as the row knows it."""
        return LiveState(
            run=str(self.id),
            task=self.task,
            title=self.title,
            subject=self.subject,
            owner=self.owner_id,
            state=TaskState(self.state),
            cause=self.cause,
            attempt=self.attempt,
            attempts=self.attempts,
            cancelling=self.cancel_requested_at is not None and not self.ended,
            created=self.created_at,
            started=self.started_at,
            finished=self.finished_at,
            run_at=self.run_at,
            error=self.error,
            error_facts=self.error_facts,
            progress=self.how_far,
        )


class RunEvent(models.Model):
    """Milestone number `n` of a run with the whole state right after it: enough to rebuild any
    list as it was at that minute."""

    run = models.ForeignKey(
        TaskRun, verbose_name=_("task"), on_delete=models.CASCADE, related_name="events"
    )
    n = models.PositiveIntegerField(_("number"))
    type = models.CharField(_("kind"), max_length=30)
    at = models.DateTimeField(_("when"))
    live = models.JSONField(_("state at that moment"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "n"], name="one_event_a_number"),
        ]
        ordering: ClassVar = ["run", "n"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.n} {self.type}"
