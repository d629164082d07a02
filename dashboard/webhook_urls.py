"""Routes of webhooks: their page, one of them, and what can be done with it."""

from django.urls import path

from dashboard.views import webhooks

urlpatterns = [
    path("cuenta/webhooks/", webhooks.lista, name="webhooks"),
    path("cuenta/webhooks/<int:webhook_id>/", webhooks.webhook, name="webhook"),
    path("cuenta/webhooks/<int:webhook_id>/secreto/", webhooks.secreto, name="secreto_webhook"),
    path("cuenta/webhooks/<int:webhook_id>/probar/", webhooks.probar, name="probar_webhook"),
    path("cuenta/webhooks/<int:webhook_id>/apagar/", webhooks.apagar, name="apagar_webhook"),
    path("cuenta/webhooks/<int:webhook_id>/encender/", webhooks.encender, name="encender_webhook"),
    path("cuenta/webhooks/<int:webhook_id>/borrar/", webhooks.borrar, name="borrar_webhook"),
    path(
        "cuenta/webhooks/<int:webhook_id>/entregas/<uuid:delivery_id>/repetir/",
        webhooks.repetir,
        name="repetir_entrega",
    ),
]
