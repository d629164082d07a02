"""What a webhook is to tell, and where."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dashboard.labels import task_label
from dashboard.webhook_words import MILESTONES, PROBLEMS
from proyecto.outward.address import LONGEST_URL, Refused
from proyecto.progress import webhooks
from proyecto.progress.models import Webhook
from proyecto.progress.vocabulary import Milestone


class WebhookForm(forms.Form):
    """For a person: only one of the team may ask for everybody's runs."""

    url = forms.CharField(
        label=_("Address of the receiver"),
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    milestones = forms.MultipleChoiceField(
        label=_("Tell it when a task"),
        choices=[(str(one), MILESTONES[one]) for one in Milestone],
        initial=[str(one) for one in webhooks.ENDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    tasks = forms.MultipleChoiceField(
        label=_("Kinds of task"),
        help_text=_("None chosen: all kinds."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.BooleanField(label=_("Of the whole team, not only mine"), required=False)

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person
        tasks: Any = self.fields["tasks"]
        kinds = ((name, task_label(name)) for name in webhooks.tellable())
        tasks.choices = sorted(kinds, key=lambda kind: kind[1])
        if not person.is_staff:
            del self.fields["team"]

    def make(self) -> tuple[Webhook, str] | None:
        """The new one and its secret; None where the form now says why not."""
        given = self.cleaned_data
        try:
            return webhooks.make_webhook(
                self._person,
                webhooks.checked(given["url"]),
                given["milestones"],
                given["tasks"],
                bool(given.get("team")),
            )
        except Refused as no:
            self.add_error("url", str(PROBLEMS[no.code]))
        except webhooks.TooManyWebhooks:
            sentence = _now("You have %(n)d webhooks already. Delete one first.")
            self.add_error(None, sentence % {"n": webhooks.MOST_WEBHOOKS})
        return None
