"""The words on screen for the cards of the payment sandbox."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

CARDS = {
    "tok_aceptada": pgettext_lazy("card", "Accepted"),
    "tok_rechazada": pgettext_lazy("card", "Declined: not enough money"),
    "tok_tiempo": gettext_lazy("No answer twice, then accepted"),
    "tok_cobro_incierto": gettext_lazy("Charged, but the answer is lost"),
    "tok_caida": gettext_lazy("The gateway is down"),
}


def card_label(token: str) -> str:
    """A card: what it does, if it is one of the sandbox's, else by its token."""
    return str(CARDS.get(token, token)) or _("no card")
