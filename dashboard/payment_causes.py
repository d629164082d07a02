"""Why an order was not paid, and what to do about it (see `dashboard.causes`)."""

from django.utils.translation import gettext_lazy

# code: (cause, what to do)
PAYMENTS = {
    "order_gone": (
        gettext_lazy("The order is not there any more."),
        gettext_lazy("Nothing was charged."),
    ),
    "order_paid": (
        gettext_lazy("The order is paid already."),
        gettext_lazy("Nothing was charged a second time."),
    ),
    "order_cancelled": (
        gettext_lazy("The order was cancelled."),
        gettext_lazy("Nothing was charged."),
    ),
    "nothing_to_pay": (
        gettext_lazy("There is nothing to pay in this order."),
        gettext_lazy("Look at its lines."),
    ),
    "no_card": (
        gettext_lazy("The order has no card."),
        gettext_lazy("Give it one and charge it again."),
    ),
    "card_unknown": (
        gettext_lazy("The payment gateway does not know this card."),
        gettext_lazy("Nothing was charged. Choose another card and charge it again."),
    ),
    "card_declined": (
        gettext_lazy("The bank declined the card."),
        gettext_lazy("Nothing was charged. Choose another card and charge it again."),
    ),
    "card_funds": (
        gettext_lazy("The bank declined the card: there is not enough money."),
        gettext_lazy("Nothing was charged. Choose another card, or charge it again later."),
    ),
    "card_expired": (
        gettext_lazy("The bank declined the card: it has expired."),
        gettext_lazy("Nothing was charged. Choose another card and charge it again."),
    ),
    "card_authentication": (
        gettext_lazy("The bank wants the customer to confirm this payment in person."),
        gettext_lazy("Nothing was charged. Choose another card and charge it again."),
    ),
    "payment_refused": (
        gettext_lazy("The payment gateway did not take the order. It says: %(answer)s"),
        gettext_lazy("Nothing was charged. Tell your administrator."),
    ),
    "payment_away": (
        gettext_lazy("The payment gateway can't be reached."),
        gettext_lazy("Nothing was charged. Try again when it is back."),
    ),
    "payment_unknown": (
        gettext_lazy("The payment gateway did not answer: it may have charged, or not."),
        gettext_lazy("Try again: we ask it first, and nothing is charged twice."),
    ),
    "payment_busy": (
        gettext_lazy("The payment gateway asks us to come back later."),
        gettext_lazy("Nothing was charged. Try again in a moment."),
    ),
    "payment_login": (
        gettext_lazy("The payment gateway does not let us in."),
        gettext_lazy("Nothing was charged. Tell your administrator: the key is STRIPE_API_KEY."),
    ),
}
