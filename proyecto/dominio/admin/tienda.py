"""The shop: orders, customers, products with their pictures, reports.

Read-only is what something else decides: a total is the sum of its lines, a state after a payment
is the payment's, files and figures are what a run made.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import DecimalField, ExpressionWrapper, F, Sum

from proyecto.dominio.models import (
    Cliente,
    ImagenProducto,
    LineaPedido,
    Lote,
    Pedido,
    Producto,
    Reporte,
)
from proyecto.progress.admin.long import Bounded
from proyecto.progress.admin.truth import ReadOnly

AMOUNT: Any = ExpressionWrapper(F("cantidad") * F("precio"), output_field=DecimalField())


class LineaInline(admin.TabularInline):
    """The lines of an order; of a paid one they stay as they were paid."""

    model = LineaPedido
    autocomplete_fields = ("producto",)
    extra = 0
    min_num = 1

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Until it is paid."""
        return _open(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Until it is paid."""
        return _open(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Until it is paid."""
        return _open(obj) and super().has_delete_permission(request, obj)


@admin.register(Pedido)
class PedidoAdmin(admin.ModelAdmin):
    """Orders with their lines."""

    list_display = ("id", "fecha", "cliente", "canal", "estado", "total")
    list_filter = ("estado", "canal", "fecha")
    search_fields = ("=id", "=cliente__email")
    list_select_related = ("cliente",)
    autocomplete_fields = ("cliente",)
    readonly_fields = ("estado", "total", "referencia_pago", "pagado")
    inlines: ClassVar = [LineaInline]
    paginator = Bounded
    show_full_result_count = False
    # The one of all that are ticked would delete paid ones too.
    actions = None

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Of a paid order nothing can be changed but by the payment."""
        paid = ("fecha", "cliente", "canal", "tarjeta_token") if not _open(obj) else ()
        return (*self.readonly_fields, *paid)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Money that was taken has an order."""
        return _open(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: Any, obj: Pedido, form: Any, change: bool) -> None:
        """A new one has no lines yet."""
        obj.total = obj.total or Decimal(0)
        super().save_model(request, obj, form, change)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """The total follows the lines."""
        super().save_related(request, form, formsets, change)
        total = form.instance.lineas.aggregate(total=Sum(AMOUNT))["total"] or Decimal(0)
        Pedido.objects.filter(pk=form.instance.pk).exclude(estado=Pedido.Estado.PAGADO).update(
            total=total
        )


@admin.register(Cliente)
class ClienteAdmin(admin.ModelAdmin):
    """Customers."""

    list_display = ("nombre", "email", "region", "creado")
    list_filter = ("region", "creado")
    search_fields = ("nombre", "email")
    paginator = Bounded
    show_full_result_count = False
    actions = None

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Whoever ordered something stays; the page that says so would list all of it."""
        ordered = obj is not None and obj.pedidos.exists()
        return not ordered and super().has_delete_permission(request, obj)


@admin.register(Producto)
class ProductoAdmin(admin.ModelAdmin):
    """Products. A new price counts for new orders only: lines keep theirs."""

    list_display = ("sku", "nombre", "categoria", "precio")
    list_filter = ("categoria",)
    search_fields = ("sku", "nombre")
    actions = None

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """What was sold stays; the page that says so would list every line."""
        sold = obj is not None and obj.lineas.exists()
        return not sold and super().has_delete_permission(request, obj)


@admin.register(ImagenProducto)
class ImagenProductoAdmin(admin.ModelAdmin):
    """Pictures of products: what they are called and show. Adding and deleting has to do with
    files, and has its own page."""

    list_display = ("nombre", "producto", "propietario", "procesada", "creado")
    list_filter = ("procesada", "creado")
    search_fields = ("nombre", "producto__nombre", "producto__sku", "propietario__username")
    list_select_related = ("producto", "propietario")
    autocomplete_fields = ("producto",)
    fields = (
        "nombre",
        "producto",
        "propietario",
        "clave",
        "archivo",
        "bytes_original",
        "ancho",
        "alto",
        "procesada",
        "salidas",
        "creado",
    )
    readonly_fields = fields[2:]

    def has_add_permission(self, request: Any) -> bool:
        """They are uploaded."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Their page does it, with their files."""
        return False


@admin.register(Reporte)
class ReporteAdmin(ReadOnly, admin.ModelAdmin):
    """Reports, to look at."""

    list_display = ("periodo", "tipo", "propietario", "estado", "creado")
    list_filter = ("estado", "tipo", "periodo")
    search_fields = ("periodo", "propietario__username")
    list_select_related = ("propietario",)


@admin.register(Lote)
class LoteAdmin(ReadOnly, admin.ModelAdmin):
    """Demo orders that were asked for, to look at."""

    list_display = ("id", "cantidad", "hechos", "desde", "hasta", "semilla", "creado")


def _open(obj: Any) -> bool:
    """Whether it can still be changed: a new one, and one that is not paid."""
    return obj is None or obj.estado != Pedido.Estado.PAGADO
