"""The words on screen for the closed words of the machine."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.formats import month_and_year

TASKS = {
    "procesar_video": gettext_lazy("Video processing"),
    "crear_muestra": gettext_lazy("Sample film"),
    "enviar_email_bienvenida": gettext_lazy("Welcome mail"),
    "enviar_resumen_semanal": gettext_lazy("Weekly summary"),
    "enviar_resumen_diario": gettext_lazy("Daily summary"),
    "procesar_imagen": gettext_lazy("Product picture"),
    "generar_reporte_ventas": gettext_lazy("Sales report"),
    "crear_pedidos": gettext_lazy("Demo orders"),
    "limpiar_sesiones": gettext_lazy("Clean-up of sessions"),
    "verificar_suscripciones_vencidas": gettext_lazy("Check of subscriptions"),
    "notificar_admin": gettext_lazy("Notices by mail"),
    "procesar_pago": gettext_lazy("Payment of an order"),
    "enviar_aviso_fin": gettext_lazy("Mail about an end"),
    "entregar_webhook": gettext_lazy("Webhook"),
    "enviar_aviso_webhook": gettext_lazy("Mail about a webhook"),
}
STATES = {
    "queued": gettext_lazy("Queued"),
    "scheduled": gettext_lazy("Scheduled"),
    "running": gettext_lazy("Processing"),
    "retrying": gettext_lazy("Retrying"),
    "cancelling": gettext_lazy("Cancelling"),
    "done": gettext_lazy("Ready"),
    "failed": gettext_lazy("Failed"),
    "cancelled": gettext_lazy("Cancelled"),
    "expired": gettext_lazy("Expired"),
}
PHASES = {
    "analizar": gettext_lazy("Analysis"),
    "convertir": gettext_lazy("Conversion"),
    "miniaturas": gettext_lazy("Thumbnails"),
    "empaquetar": gettext_lazy("Packaging"),
    "verificar": gettext_lazy("Verification"),
    "crear": gettext_lazy("Creation"),
    "guardar": gettext_lazy("Saving"),
    "preparar": gettext_lazy("Preparation"),
    "enviar": gettext_lazy("Delivery"),
    "leer": gettext_lazy("Reading"),
    "variantes": gettext_lazy("Variants"),
    "datos": gettext_lazy("Orders"),
    "calculo": gettext_lazy("Figures"),
    "graficas": gettext_lazy("Charts"),
    "paginas": gettext_lazy("Pages"),
    "cobrar": gettext_lazy("Charge"),
    "clientes": gettext_lazy("Customers"),
    "productos": gettext_lazy("Products"),
    "pedidos": gettext_lazy("Orders"),
    "contar": gettext_lazy("Counting"),
    "borrar": gettext_lazy("Deletion"),
    "vencer": gettext_lazy("Expiry"),
    "avisar": gettext_lazy("Notification"),
}
# Entries of the schedule.
ENTRIES = {
    "limpiar-archivos": gettext_lazy("Left-over work files"),
    "limpiar-sesiones-expiradas": gettext_lazy("Expired sessions"),
    "resumen-diario": gettext_lazy("Daily summary for the team"),
    "resumen-semanal": gettext_lazy("Weekly summary for everybody"),
    "verificar-suscripciones": gettext_lazy("Expired subscriptions"),
    "reporte-mensual": gettext_lazy("Monthly sales report"),
}
# What a phase counts; the others count nothing that a person wants to read.
UNITS = {
    "convertir": "frames",
    "verificar": "frames",
    "crear": "frames",
    "datos": "rows",
    "paginas": "pages",
    "pedidos": "orders",
}
UNIT_NAMES = {
    "frames": gettext_lazy("frames"),
    "rows": gettext_lazy("rows"),
    "pages": gettext_lazy("pages"),
    "orders": gettext_lazy("orders"),
}
# The figures of a report.
FIGURES = {
    "ventas": gettext_lazy("Sales"),
    "pedidos": gettext_lazy("Paid orders"),
    "promedio": gettext_lazy("Average order"),
}
# When people are told how long a run will take.
PROMISE_STAGES = {
    "queued": gettext_lazy("While it waited"),
    "started": gettext_lazy("At its start"),
    "running": gettext_lazy("While it ran"),
}
# What a run does to the world outside.
EFFECTS = {
    "charge": gettext_lazy("charge"),
    "mail": gettext_lazy("e-mail"),
    "file": gettext_lazy("file"),
}


def unit_label(unit: str) -> str:
    """What is counted, in the middle of a sentence."""
    return str(UNIT_NAMES.get(unit, unit))


def figure_label(figure: str) -> str:
    """A figure of a report."""
    return str(FIGURES.get(figure, figure))


def report_title(month: date) -> str:
    """What a report is called."""
    return _("Sales of %(month)s") % {"month": month_and_year(month)}


def task_label(task: str) -> str:
    """A kind of work."""
    return str(TASKS.get(task, task))


def state_label(state: str) -> str:
    """Where a run stands."""
    return str(STATES.get(state, state))


def phase_label(phase: str) -> str:
    """A step of the work."""
    return str(PHASES.get(phase, phase))


def entry_label(name: str) -> str:
    """What an entry is called; one that an admin made has its own name."""
    return str(ENTRIES.get(name, name))


def promise_stage(stage: str) -> str:
    """When a time was told."""
    return str(PROMISE_STAGES.get(stage, stage))


def effect_label(kind: str) -> str:
    """A kind of effect, in the middle of a sentence."""
    return str(EFFECTS.get(kind, kind))


def video_title(title: str) -> str:
    """A video's title; one that was left empty has a name all the same."""
    return title or _("Untitled video")
