"""What leads from a run to the orders that it is about."""

from django.urls import reverse
from django.utils.translation import gettext as _

ORDER, LOT = "pedido", "lote"


def orders_href(subject: str) -> str | None:
    """The page of the order, or of all orders; None for runs about something else."""
    noun, _colon, key = subject.partition(":")
    if noun == ORDER and key.isdigit():
        return reverse("pedido", args=[key])
    return reverse("pedidos") if noun == LOT else None


def orders_words(href: str) -> str:
    """What is said on the link."""
    return _("See the orders") if href == reverse("pedidos") else _("See the order")
