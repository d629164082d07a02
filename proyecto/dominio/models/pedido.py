"""What was ordered."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proyecto.dominio.models.cliente import Cliente
from proyecto.dominio.models.producto import Producto


class Pedido(models.Model):
    """An order with its lines. Its `estado` after a payment is the payment's."""

    class Estado(models.TextChoices):
        """Where the order stands."""

        PENDIENTE = "pendiente", pgettext_lazy("order", "Pending")
        PAGADO = "pagado", pgettext_lazy("order", "Paid")
        PAGO_FALLIDO = "pago_fallido", pgettext_lazy("order", "Payment failed")
        CANCELADO = "cancelado", pgettext_lazy("order", "Cancelled")

    class Canal(models.TextChoices):
        """Where it was sold."""

        WEB = "web", _("Online shop")
        TIENDA = "tienda", _("Store")
        TELEFONO = "telefono", _("Phone")
        MERCADO = "mercado", _("Online marketplace")

    fecha = models.DateTimeField(_("date"), db_index=True)
    cliente = models.ForeignKey(
        Cliente,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        related_name="pedidos",
        db_index=False,  # the one by customer and time serves as well
    )
    canal = models.CharField(_("channel"), max_length=10, choices=Canal)
    estado = models.CharField(_("state"), max_length=15, choices=Estado, default=Estado.PENDIENTE)
    # Mexican pesos; the sum of the lines.
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    # What the payment gateway knows the card by; never a card number.
    tarjeta_token = models.CharField(_("card token"), max_length=100, blank=True)
    # What the gateway calls the charge; until there is one, the payment that is to bring it.
    referencia_pago = models.CharField(_("payment reference"), max_length=100, blank=True)
    pagado = models.DateTimeField(_("payment date"), null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering: ClassVar = ["-fecha", "-id"]
        # The list of orders, narrowed down, is walked backwards, newest first.
        indexes: ClassVar = [
            models.Index(fields=["estado", "fecha"], name="pedido_estado_fecha"),
            models.Index(fields=["canal", "fecha"], name="pedido_canal_fecha"),
            models.Index(fields=["cliente", "fecha"], name="pedido_cliente_fecha"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def asunto(self) -> str:
        """How runs name this order."""
        return f"pedido:{self.pk}"


class LineaPedido(models.Model):
    """So many of one product, at the price of that day."""

    pedido = models.ForeignKey(
        Pedido, verbose_name=_("order"), on_delete=models.CASCADE, related_name="lineas"
    )
    producto = models.ForeignKey(
        Producto, verbose_name=_("product"), on_delete=models.PROTECT, related_name="lineas"
    )
    cantidad = models.PositiveIntegerField(_("quantity"))
    precio = models.DecimalField(_("price"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")

    def __str__(self) -> str:
        return f"{self.cantidad} × {self.producto}"

    @property
    def importe(self) -> Decimal:
        """What it comes to."""
        return self.cantidad * self.precio
