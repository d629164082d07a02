"""Routes about what the team has to know."""

from django.urls import path

from dashboard.views import avisos

urlpatterns = [
    path("avisos/", avisos.lista, name="avisos"),
    path("avisos/<int:aviso_id>/atender/", avisos.atender, name="atender_aviso"),
    path("avisos/<int:aviso_id>/resolver/", avisos.resolver, name="resolver_aviso"),
]
