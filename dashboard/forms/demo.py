"""Asking for demo orders: how many, in which months. The page and the command ask the same."""

import random
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proyecto.dominio.meses import bounds
from proyecto.dominio.models import Lote

FEWEST, MOST, USUAL = 1, 1_000_000, 40_000
LARGEST_SEED = 2**63 - 1
MONTHS = 24
MONTH = {"type": "month", "placeholder": "2026-10"}


class DemoForm(forms.Form):
    """Months are written "2026-10" and are those of the shop's own calendar. Without a seed, chance
    decides what it is."""

    cantidad = forms.CharField(
        label=gettext_lazy("How many orders"),
        widget=forms.NumberInput(attrs={"min": FEWEST, "max": MOST, "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Say how many orders to make.")},
    )
    desde = forms.CharField(
        label=gettext_lazy("From"),
        widget=forms.TextInput(attrs=MONTH),
        error_messages={"required": gettext_lazy("Say from which month on.")},
    )
    hasta = forms.CharField(
        label=gettext_lazy("Up to and including"),
        widget=forms.TextInput(attrs=MONTH),
        error_messages={"required": gettext_lazy("Say up to which month.")},
    )
    semilla = forms.CharField(
        label=gettext_lazy("Seed"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("The same number makes the same orders again. It may stay empty."),
    )

    @staticmethod
    def usual() -> dict[str, Any]:
        """What most people want: two years, until now."""
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        month = today.year * 12 + today.month - 1 - (MONTHS - 1)
        desde = f"{month // 12}-{month % 12 + 1:02d}"
        return {"cantidad": USUAL, "desde": desde, "hasta": f"{today:%Y-%m}"}

    def clean_cantidad(self) -> int:
        """A number that one run can make."""
        number = _whole(self.cleaned_data["cantidad"])
        if number is None or not FEWEST <= number <= MOST:
            raise forms.ValidationError(_("Ask for a whole number of orders from 1 to 1,000,000."))
        return number

    def clean_semilla(self) -> int:
        """Any whole number."""
        given = self.cleaned_data["semilla"]
        number = _whole(given) if given else random.randrange(1_000_000)
        if number is None or abs(number) > LARGEST_SEED:
            raise forms.ValidationError(_("The seed is a whole number, such as 7."))
        return number

    def clean_desde(self) -> datetime:
        """The month's first moment."""
        return self._month("desde")[0]

    def clean_hasta(self) -> datetime:
        """The month's last moment, or now while it lasts."""
        first, end = self._month("hasta")
        if first >= timezone.now():
            raise forms.ValidationError(_("That month has not begun yet: nobody orders ahead."))
        return min(end, timezone.now().replace(microsecond=0))

    def clean(self) -> dict[str, Any]:
        """The months in their order."""
        data = super().clean() or self.cleaned_data
        if "desde" in data and "hasta" in data and data["desde"] >= data["hasta"]:
            self.add_error("hasta", _("The last month lies before the first."))
        return data

    def save(self) -> Lote:
        """The row that the orders follow from."""
        return Lote.objects.create(**self.cleaned_data)

    def _month(self, name: str) -> tuple[datetime, datetime]:
        found = bounds(self.cleaned_data[name])
        if found is None:
            raise forms.ValidationError(
                _("Write the month as year and number, such as 2026-10, from 2000 on.")
            )
        return found


def _whole(text: Any) -> int | None:
    text = str(text).strip().replace(",", "")
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 20 else None
