"""The closed words of a run in a person's language, where rows are looked at as rows."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proyecto.progress.vocabulary import Cause, TaskState

STATES = [
    (TaskState.PENDING.value, _("Waiting")),
    (TaskState.STARTED.value, _("Running")),
    (TaskState.RETRY.value, _("Retrying")),
    (TaskState.SUCCESS.value, _("Ready")),
    (TaskState.FAILURE.value, _("Failed")),
    # An expired one too: its cause says so.
    (TaskState.REVOKED.value, _("Cancelled")),
]
CAUSES = [
    (Cause.ERROR.value, _("Error")),
    (Cause.REJECTED.value, pgettext_lazy("cause", "Turned down")),
    (Cause.TIMEOUT.value, pgettext_lazy("cause", "Took too long")),
    (Cause.WORKER_LOST.value, pgettext_lazy("cause", "Worker lost")),
    (Cause.CANCELLED.value, _("Cancelled")),
    (Cause.EXPIRED.value, _("Expired")),
    (Cause.RESTARTED.value, pgettext_lazy("cause", "Restarted")),
]
