"""Another time for a run that waits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboard.forms.when import WhenField


class MoverForm(forms.Form):
    """When it is to begin instead."""

    cuando = WhenField(label=_("When is it to start?"))
