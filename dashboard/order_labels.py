"""The words on screen for the words of the shop."""

from django.utils.translation import gettext_lazy, pgettext_lazy

STATES = {
    "pagado": pgettext_lazy("order", "Paid"),
    "pendiente": pgettext_lazy("order", "Pending"),
    "pago_fallido": pgettext_lazy("order", "Payment failed"),
    "cancelado": pgettext_lazy("order", "Cancelled"),
}
# How a state is coloured.
LEVELS = {"pagado": "ok", "pago_fallido": "bad", "pendiente": "warn"}
CHANNELS = {
    "web": gettext_lazy("Online shop"),
    "tienda": gettext_lazy("Store"),
    "telefono": gettext_lazy("Phone"),
    "mercado": gettext_lazy("Online marketplace"),
}
REGIONS = {
    "norte": gettext_lazy("North"),
    "occidente": gettext_lazy("West"),
    "centro": gettext_lazy("Centre"),
    "sur": gettext_lazy("South"),
    "sureste": gettext_lazy("Southeast"),
}


def order_state(estado: str) -> str:
    """Where an order stands."""
    return str(STATES.get(estado, estado))


def order_level(estado: str) -> str:
    """Good, bad or to be watched: ok, bad, warn or nothing."""
    return LEVELS.get(estado, "")


def channel_label(canal: str) -> str:
    """Where it was sold."""
    return str(CHANNELS.get(canal, canal))


def region_label(region: str) -> str:
    """Where the goods go."""
    return str(REGIONS.get(region, region))
