"""Routes of what is periodic."""

from django.urls import path

from dashboard.views import programadas

urlpatterns = [
    path("programadas/", programadas.lista, name="programadas"),
    path("programadas/<int:entry_id>/ahora/", programadas.ahora, name="programada_ahora"),
    path("programadas/<int:entry_id>/pausar/", programadas.pausar, name="pausar_programada"),
    path("programadas/<int:entry_id>/reanudar/", programadas.reanudar, name="reanudar_programada"),
    path("programadas/<str:name>/reponer/", programadas.reponer, name="reponer_programada"),
]
