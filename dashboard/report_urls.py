"""Routes of the reports."""

from django.urls import path

from dashboard.views import reportes

urlpatterns = [
    path("reportes/", reportes.lista, name="reportes"),
    path("reportes/nuevo/", reportes.nuevo, name="nuevo_reporte"),
    path("reportes/<int:reporte_id>/borrar/", reportes.borrar, name="borrar_reporte"),
    path("media/reportes/<int:reporte_id>/<path:path>", reportes.media, name="reporte_media"),
]
