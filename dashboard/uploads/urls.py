"""Routes of uploads."""

from django.urls import path

from dashboard.uploads.views import Upload, Uploads
from proyecto.dominio.models import Subida

urlpatterns = [
    path("subir/tus/", Uploads.as_view(), name="tus"),
    path("imagenes/tus/", Uploads.as_view(proposito=Subida.Proposito.IMAGEN), name="tus-imagenes"),
    path("subir/tus/<uuid:key>/", Upload.as_view(), name="tus-upload"),
]
