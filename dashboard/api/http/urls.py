"""Routes of the HTTP API. `/api/v1/runs/<id>/events` is served elsewhere."""

from django.urls import path

from dashboard.api.http import document
from dashboard.api.http.app import api
from dashboard.api.http.uploads import Begin, GoOn
from proyecto.dominio.models import Subida

urlpatterns = [
    path("api/docs/", document.docs, name="api_docs"),
    path("api/v1/openapi.json", document.openapi, name="api_openapi"),
    path("api/v1/uploads/", Begin.as_view(), name="api_uploads"),
    path(
        "api/v1/uploads/images/",
        Begin.as_view(proposito=Subida.Proposito.IMAGEN),
        name="api_uploads_images",
    ),
    path("api/v1/uploads/<uuid:key>/", GoOn.as_view(), name="api_upload"),
    path("api/v1/", api.urls),
]
