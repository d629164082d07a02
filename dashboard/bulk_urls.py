"""Routes of what is done to many runs at once."""

from django.urls import path

from dashboard.views import varias

urlpatterns = [
    path("tareas/varias/", varias.varias, name="varias"),
]
