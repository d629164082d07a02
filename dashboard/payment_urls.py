"""Routes of payments."""

from django.urls import path

from dashboard.views import pagos

urlpatterns = [
    path("pedidos/<int:pedido_id>/cobrar/", pagos.cobrar, name="cobrar"),
]
