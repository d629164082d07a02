"""People and what they subscribed to."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from proyecto.dominio.models import Suscripcion, Usuario


@admin.register(Usuario)
class UsuarioAdmin(UserAdmin):
    """People, with their language and time zone, and the mails that they want."""

    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (
            _("Language and mail"),
            {"fields": ("idioma", "zona_horaria", "resumen_semanal", "aviso_fin")},
        ),
    )


@admin.register(Suscripcion)
class SuscripcionAdmin(admin.ModelAdmin):
    """Plans of people."""

    list_display = ("usuario", "plan", "estado", "inicio", "vence")
    list_filter = ("estado", "plan", "vence")
    search_fields = ("usuario__username", "usuario__email", "plan")
    list_select_related = ("usuario",)
    autocomplete_fields = ("usuario",)
    date_hierarchy = "vence"
