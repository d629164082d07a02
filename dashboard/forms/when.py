"""When work is to start: now, in a while, this evening, or at any moment of the next year.

    class ReporteForm(forms.Form):
        cuando = WhenField()

    form.cleaned_data["cuando"]  # a moment in UTC, or None for "now"
    launch(TaskName.GENERAR_REPORTE_VENTAS, …, run_at=form.cleaned_data["cuando"])

In the template `{% include "_field.html" with field=form.cuando %}`, like any other field. Times
are those of the current time zone, which is the person's own (`dashboard.middleware.ViewerZone`).
It works without JavaScript: a group of radio buttons, the last of which shows an input.

What is sent: `cuando` is "now", a number of seconds from now, a local time (`2026-11-22T18:00`),
or "at", and then the local time is in `cuando_at`. A form that sends nothing means now.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.formats import clock, day_and_clock

NOW, AT = "now", "at"
SECONDS = {"600": gettext_lazy("In 10 minutes"), "7200": gettext_lazy("In 2 hours")}
EVENING, MORNING = 18, 8
FURTHEST = timedelta(days=365)
# People choose whole minutes: the one that has just begun is not the past.
MINUTE = timedelta(minutes=1)


class WhenWidget(forms.Widget):
    """Radio buttons, and an input for any other time.

    The input has no bounds of its own: a browser refuses, without a word, to send a form whose
    hidden input is out of bounds.
    """

    template_name = "forms/when.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs; choices are made anew each time, as the day goes on."""
        chosen, given = value or (NOW, "")
        context = super().get_context(name, None, attrs)
        suggested = soon()
        tonight = (local(suggested), capfirst(day_and_clock(suggested)))
        choices = [(NOW, _("Now")), *SECONDS.items(), tonight]
        if chosen not in {key for key, _label in choices}:
            chosen, given = AT, given if chosen == AT else chosen
        context["widget"] |= {
            "choices": choices,
            "chosen": chosen,
            "other": AT,
            "at": given or local(suggested),
            "wrong": "aria-invalid" in context["widget"]["attrs"],
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> Any:
        """The choice, and what stands in the input."""
        return (data.get(name) or NOW, data.get(f"{name}_{AT}") or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        """Whether the form was sent without it."""
        return name not in data

    def id_for_label(self, _id: str, _index: Any = None) -> str:
        """None: a group has a legend."""
        return ""

    def _render(self, template_name: str, context: Any, _renderer: Any = None) -> SafeString:
        # Django's own renderer does not look into the project's templates.
        return render_to_string(template_name, context)


class WhenField(forms.Field):
    """Cleans to a moment in UTC, or to None for "now"."""

    widget = WhenWidget

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"label": gettext_lazy("When"), "required": False, **given})

    def prepare_value(self, value: Any) -> Any:
        """A datetime given as initial value, as the widget shows it."""
        return (AT, local(value)) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """Understand the choice."""
        chosen, given = value or (NOW, "")
        if chosen == NOW:
            return None
        if chosen in SECONDS:
            return timezone.now() + timedelta(seconds=int(chosen))
        return bounded(understood(given if chosen == AT else chosen))


def understood(text: str) -> datetime:
    """A local time as browsers write it; with an offset, as it says."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError(_("Write a date and a time, such as 2026-11-22 18:00.")) from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def bounded(moment: datetime) -> datetime | None:
    """The moment itself; None for the current minute. Refuses what has passed, what is too far
    away, and the hour that a clock leaves out when it goes forward."""
    now = timezone.now()
    if moment < now - MINUTE:
        raise ValidationError(_("That time has passed: it is %(now)s."), params={"now": clock(now)})
    if moment > now + FURTHEST:
        raise ValidationError(_("That is more than a year away."))
    at = moment.astimezone(UTC)
    if at.astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValidationError(_("There is no such hour on that day: the clocks go forward."))
    return at if at > now else None


def soon() -> datetime:
    """What most would choose next: this evening, else tomorrow morning."""
    today = timezone.localtime().replace(hour=EVENING, minute=0, second=0, microsecond=0)
    if today > timezone.now() + MINUTE:
        return today
    return (today + timedelta(days=1)).replace(hour=MORNING)


def local(moment: datetime) -> str:
    """As `<input type=datetime-local>` wants it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
