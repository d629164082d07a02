"""Routes about people and what is written to them."""

from django.urls import path

from dashboard.views import baja, correos, personas, registro

urlpatterns = [
    path("registro/", registro.registrar_usuario, name="registrar_usuario"),
    path("baja/<str:token>/", baja.baja, name="baja"),
    path("personas/", personas.lista, name="personas"),
    path("personas/<int:usuario_id>/", personas.persona, name="persona"),
    path("personas/<int:usuario_id>/bienvenida/", personas.bienvenida, name="bienvenida"),
    path("correos/", correos.lista, name="correos"),
    path("correos/<str:name>/", correos.correo, name="correo"),
    path("correos/<str:name>/html", correos.html, name="correo_html"),
]
