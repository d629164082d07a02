"""Routes about the times that people are told."""

from django.urls import path

from dashboard.views import promesas

urlpatterns = [
    path("sistema/promesas/", promesas.promesas, name="promesas"),
]
