"""Routes about what a run said."""

from django.urls import path

from dashboard.views import registro_tarea

urlpatterns = [
    path("tareas/<uuid:run_id>/registro.txt", registro_tarea.descargar, name="registro_txt"),
    path("tareas/<uuid:run_id>/registro/", registro_tarea.anteriores, name="registro_anteriores"),
]
