"""Routes of the dashboard."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from dashboard.api.http.ready import readyz
from dashboard.views import (
    cuenta,
    entrar,
    estado,
    imagenes,
    metrics,
    salud,
    subir,
    tareas,
    tokens,
    videos,
)

urlpatterns = [
    path("", tareas.lista, name="tareas"),
    path("tareas/<uuid:run_id>/", tareas.tarea, name="tarea"),
    path("tareas/<str:task_id>/estado/", estado.estado_tarea, name="estado_tarea"),
    path("tareas/<uuid:run_id>/mover/", tareas.mover, name="mover"),
    path("tareas/<uuid:run_id>/cancelar/", tareas.cancelar, name="cancelar"),
    path("tareas/<uuid:run_id>/reintentar/", tareas.reintentar, name="reintentar"),
    path("tareas/<uuid:run_id>/vista.jpg", tareas.vista, name="vista"),
    path("videos/", videos.biblioteca, name="videos"),
    path("videos/<int:video_id>/", videos.video, name="video"),
    path("videos/<int:video_id>/borrar/", videos.borrar, name="borrar_video"),
    path("media/videos/<int:video_id>/<path:path>", videos.media, name="media"),
    path("imagenes/", imagenes.galeria, name="imagenes"),
    path("imagenes/<int:imagen_id>/borrar/", imagenes.borrar, name="borrar_imagen"),
    path("imagenes/<int:imagen_id>/original/", imagenes.original, name="imagen_original"),
    path("media/imagenes/<int:imagen_id>/<path:path>", imagenes.media, name="imagen_media"),
    path("subir/", subir.subir, name="subir"),
    path("subir/muestra/", subir.muestra, name="muestra"),
    path("", include("dashboard.socket_urls")),
    path("", include("dashboard.uploads.urls")),
    path("", include("dashboard.bulk_urls")),
    path("", include("dashboard.report_urls")),
    path("", include("dashboard.people_urls")),
    path("", include("dashboard.order_urls")),
    path("", include("dashboard.notice_urls")),
    path("", include("dashboard.schedule_urls")),
    path("", include("dashboard.payment_urls")),
    path("", include("dashboard.log_urls")),
    path("", include("dashboard.share_urls")),
    path("", include("dashboard.system_urls")),
    path("", include("dashboard.webhook_urls")),
    path("cuenta/", cuenta.cuenta, name="cuenta"),
    path("cuenta/tokens/", tokens.crear, name="tokens"),
    path("cuenta/tokens/<int:token_id>/revocar/", tokens.revocar, name="revocar_token"),
    path("entrar/", entrar.Entrar.as_view(), name="entrar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("idioma/", set_language, name="idioma"),
    path("metrics", metrics.metrics, name="metrics"),
    path("healthz", salud.healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("dashboard.api.http.urls")),
]
