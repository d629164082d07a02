"""The words on screen about webhooks."""

from typing import Any

from django.utils.translation import gettext_lazy

MILESTONES = {
    "run.queued": gettext_lazy("Queued"),
    "run.started": gettext_lazy("An attempt began"),
    "run.phase": gettext_lazy("A step began"),
    "run.output": gettext_lazy("Part of the result is there"),
    "run.retrying": gettext_lazy("Will be tried again"),
    "run.rescheduled": gettext_lazy("Moved to another time"),
    "run.cancelling": gettext_lazy("Cancellation asked for"),
    "run.succeeded": gettext_lazy("Ended well"),
    "run.failed": gettext_lazy("Failed"),
    "run.cancelled": gettext_lazy("Cancelled"),
    "run.expired": gettext_lazy("Expired"),
    "webhook.test": gettext_lazy("Test"),
}
STATES = {
    "waiting": gettext_lazy("On its way"),
    "delivered": gettext_lazy("Delivered"),
    "failed": gettext_lazy("Not delivered"),
    "left": gettext_lazy("Not sent"),
}
LEVELS = {"delivered": "ok", "failed": "bad", "left": "warn"}
OFF = {
    "owner": gettext_lazy("You switched it off."),
    "gone": gettext_lazy("The receiver answered that it is gone for good (410)."),
    "failing": gettext_lazy("For a week nothing has arrived."),
    "token": gettext_lazy("The token that made it was revoked or has expired."),
}
# Why an attempt came to nothing, or a message was not sent.
PROBLEMS = {
    "bad_url": gettext_lazy("This is no address of a web server."),
    "not_https": gettext_lazy("The address has to begin with https://."),
    "port": gettext_lazy("This port is none of a web server: use 443, or one from 1024 on."),
    "unknown_host": gettext_lazy("No address is known for this name."),
    "private": gettext_lazy("The name leads to an address that is not on the open Internet."),
    "timeout": gettext_lazy("It took too long to answer."),
    "unreachable": gettext_lazy("It could not be reached."),
    "tls": gettext_lazy("Its certificate is not valid for its name."),
    "no_http": gettext_lazy("What it answered is no HTTP."),
    "status": gettext_lazy("It answered with an error."),
    "too_many": gettext_lazy("Too many others were waiting already."),
    "no_right": gettext_lazy("Its owner may not see the task any more."),
    "owner": gettext_lazy("The webhook was switched off."),
    "gone": gettext_lazy("The webhook was switched off."),
    "failing": gettext_lazy("The webhook was switched off."),
}
_LATER = gettext_lazy("It is tried again for about a day; on the page of the webhook, at any time.")
# Of the runs that deliver: why they failed, what to do.
CAUSES: dict[str, Any] = {
    "webhook_refused": (gettext_lazy("The address may not be called."), _LATER),
    "webhook_unanswered": (gettext_lazy("The receiver did not answer."), _LATER),
    "webhook_rests": (gettext_lazy("The receiver was away or slow, and is left alone."), _LATER),
    "webhook_status": (gettext_lazy("The receiver answered %(status)s."), _LATER),
}
