"""Videos and uploads."""

from typing import ClassVar

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from proyecto.dominio.models import Subida, Video


@admin.register(Video)
class VideoAdmin(admin.ModelAdmin):
    """Videos. What a run decides is read-only: it would be bent, not changed."""

    list_display = ("titulo", "propietario", "estado", "duracion", "creado", "page")
    list_filter = ("estado", "creado")
    search_fields = ("titulo", "nombre_original", "propietario__username")
    list_select_related = ("propietario",)
    show_full_result_count = False
    readonly_fields = ("clave", "estado", "original", "bytes_producidos", "datos", "salidas")
    autocomplete_fields = ("propietario",)

    @admin.display(description=_("Page"))
    def page(self, video: Video) -> str:
        """To its own page."""
        return format_html('<a href="{}">{}</a>', reverse("video", args=[video.pk]), video.asunto)

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """They are uploaded."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Their page does it, with their files."""
        return False


@admin.register(Subida)
class SubidaAdmin(admin.ModelAdmin):
    """Uploads under way, to look at."""

    list_display = ("nombre", "propietario", "bytes_total", "creada", "caduca")
    search_fields: ClassVar = ["nombre", "propietario__username"]
    list_select_related = ("propietario",)

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """They change by uploading only."""
        return False

    has_add_permission = has_change_permission
