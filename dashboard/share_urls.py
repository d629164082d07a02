"""Routes of links to a run: making and revoking them, and what they open."""

from django.urls import path

from dashboard.views import compartida, compartir

urlpatterns = [
    path("tareas/<uuid:run_id>/compartir/", compartir.compartir, name="compartir"),
    path(
        "tareas/<uuid:run_id>/compartir/<int:enlace_id>/revocar/",
        compartir.revocar,
        name="revocar_enlace",
    ),
    path("c/<str:token>/", compartida.pagina, name="compartida"),
    path("c/<str:token>/tarjeta/", compartida.tarjeta, name="compartida_tarjeta"),
    path("c/<str:token>/insignia.svg", compartida.insignia, name="compartida_insignia"),
]
