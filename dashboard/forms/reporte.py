"""Asking for a report: of which month, and when it is to be made."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Min
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.formats import month_and_year
from dashboard.forms.when import WhenField
from proyecto.dominio.models import Pedido

FEWEST_MONTHS = 13
MOST_MONTHS = 120

Choice = tuple[str, str]


class ReporteForm(forms.Form):
    """`periodo` is "2026-10": a month of the shop's own calendar, which is not the person's."""

    periodo = forms.ChoiceField(
        label=gettext_lazy("Month"),
        error_messages={"invalid_choice": gettext_lazy("Choose a month from the list.")},
    )
    cuando = WhenField(label=gettext_lazy("When to make it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        offered = list(months(today))
        self.fields["periodo"].choices = by_year(offered, today)  # type: ignore[attr-defined]
        self.fields["periodo"].initial = f"{offered[1]:%Y-%m}"


def months(today: date) -> Iterator[date]:
    """This month and those before it, as far back as there are orders."""
    zone = timezone.get_default_timezone()
    oldest = Pedido.objects.aggregate(oldest=Min("fecha"))["oldest"]
    first = timezone.localdate(oldest, zone).replace(day=1) if oldest else today
    month = today.replace(day=1)
    for n in range(MOST_MONTHS):
        if n >= FEWEST_MONTHS and month < first:
            return
        yield month
        month = (
            month.replace(month=month.month - 1)
            if month.month > 1
            else month.replace(year=month.year - 1, month=12)
        )


def by_year(offered: list[date], today: date) -> list[tuple[str, list[Choice]]]:
    """The same as a person chooses among them."""
    years: dict[int, list[Choice]] = {}
    for month in offered:
        name = capfirst(month_and_year(month))
        if (month.year, month.month) == (today.year, today.month):
            name = _("%(month)s, so far") % {"month": name}
        years.setdefault(month.year, []).append((f"{month:%Y-%m}", name))
    return [(str(year), choices) for year, choices in years.items()]
