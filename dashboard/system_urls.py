"""Routes of the page Sistema."""

from django.urls import path

from dashboard.views import sistema

urlpatterns = [
    path("sistema/", sistema.sistema, name="sistema"),
    path("sistema/colas/<str:queue>/pausar/", sistema.pausar, name="pausar_cola"),
    path("sistema/colas/<str:queue>/reanudar/", sistema.reanudar, name="reanudar_cola"),
    path("sistema/trabajadores/<str:name>/vaciar/", sistema.vaciar, name="vaciar_trabajador"),
    path("sistema/trabajadores/<str:name>/retomar/", sistema.retomar, name="retomar_trabajador"),
]
