"""Routes of uploads."""

from django.urls import path

from dashboard.uploads.views import Upload, Uploads

urlpatterns = [
    path("subir/tus/", Uploads.as_view(), name="tus"),
    path("subir/tus/<uuid:key>/", Upload.as_view(), name="tus-upload"),
]
