"""Routes of the orders."""

from django.urls import path

from dashboard.views import pedidos

urlpatterns = [
    path("pedidos/", pedidos.lista, name="pedidos"),
    path("pedidos/demo/", pedidos.demo, name="pedidos_demo"),
    path("pedidos/<int:pedido_id>/", pedidos.pedido, name="pedido"),
]
