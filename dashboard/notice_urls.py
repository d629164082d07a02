"""Routes about what the team has to know."""

from django.urls import path

from dashboard.views import aviso, avisos

urlpatterns = [
    path("avisos/", avisos.lista, name="avisos"),
    path("avisos/cajon/", avisos.cajon, name="avisos_cajon"),
    path("avisos/resolver/", aviso.resolver_todos, name="resolver_avisos"),
    path("avisos/<int:aviso_id>/atender/", aviso.atender, name="atender_aviso"),
    path("avisos/<int:aviso_id>/asignar/", aviso.asignar, name="asignar_aviso"),
    path("avisos/<int:aviso_id>/soltar/", aviso.soltar, name="soltar_aviso"),
    path("avisos/<int:aviso_id>/silenciar/", aviso.silenciar, name="silenciar_aviso"),
    path("avisos/<int:aviso_id>/reactivar/", aviso.reactivar, name="reactivar_aviso"),
    path("avisos/<int:aviso_id>/resolver/", aviso.resolver, name="resolver_aviso"),
]
