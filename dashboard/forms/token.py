"""Making an access token: what it is called, what it may, how long it lives."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from proyecto.progress.tokens import Scope

USUAL = "90"
SPANS = {
    "7": gettext_lazy("1 week"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("1 year"),
    "": gettext_lazy("for ever"),
}
# All of them see; these may more.
MORE = {
    Scope.WRITE: gettext_lazy("Also start, cancel, try again, upload and delete"),
    Scope.STAFF: gettext_lazy("Also as one of the team: the work of everybody, notices"),
}


class TokenForm(forms.Form):
    """`scopes` are what it may besides seeing; `staff` is offered to the team only."""

    nombre = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give it a name, to know it again.")},
    )
    scopes = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("That can't be allowed to it.")},
    )
    vence = forms.ChoiceField(
        required=False,
        choices=list(SPANS.items()),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose how long it is to live.")},
    )

    def __init__(self, *args: Any, staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "token_%s", **kwargs})
        offered = [one for one in MORE.items() if staff or one[0] != Scope.STAFF]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]
        self.fields["vence"].initial = USUAL
        self.fields["scopes"].initial = [Scope.WRITE]

    @property
    def wanted(self) -> list[Scope]:
        """Everything that it may, of a form that is valid."""
        return [Scope.READ, *map(Scope, self.cleaned_data["scopes"])]

    @property
    def expires_at(self) -> datetime | None:
        """When it ends, of a form that is valid; None: never."""
        days = self.cleaned_data["vence"]
        return timezone.now() + timedelta(days=int(days)) if days else None
