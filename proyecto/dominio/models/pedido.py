"""What was ordered."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from proyecto.dominio.models.cliente import Cliente
from proyecto.dominio.models.producto import Producto


class Pedido(models.Model):
    """An order with its lines. Its `estado` after a payment is the payment's."""

    class Estado(models.TextChoices):
        """Where the order stands."""

        PENDIENTE = "pendiente"
        PAGADO = "pagado"
        PAGO_FALLIDO = "pago_fallido"
        CANCELADO = "cancelado"

    class Canal(models.TextChoices):
        """Where it was sold."""

        WEB = "web"
        TIENDA = "tienda"
        TELEFONO = "telefono"
        MERCADO = "mercado"

    fecha = models.DateTimeField(db_index=True)
    cliente = models.ForeignKey(
        Cliente,
        on_delete=models.PROTECT,
        related_name="pedidos",
        db_index=False,  # the one by customer and time serves as well
    )
    canal = models.CharField(max_length=10, choices=Canal)
    estado = models.CharField(max_length=15, choices=Estado, default=Estado.PENDIENTE)
    # Mexican pesos; the sum of the lines.
    total = models.DecimalField(max_digits=12, decimal_places=2)
    # What the payment gateway knows the card by; never a card number.
    tarjeta_token = models.CharField(max_length=100, blank=True)
    # What the gateway calls the charge; until there is one, the payment that is to bring it.
    referencia_pago = models.CharField(max_length=100, blank=True)
    pagado = models.DateTimeField(null=True, blank=True)

    class Meta:
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

    pedido = models.ForeignKey(Pedido, on_delete=models.CASCADE, related_name="lineas")
    producto = models.ForeignKey(Producto, on_delete=models.PROTECT, related_name="lineas")
    cantidad = models.PositiveIntegerField()
    precio = models.DecimalField(max_digits=10, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.cantidad} × {self.producto}"

    @property
    def importe(self) -> Decimal:
        """What it comes to."""
        return self.cantidad * self.precio
