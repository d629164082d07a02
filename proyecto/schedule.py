"""What comes again and again: `CELERY_BEAT_SCHEDULE` of the settings."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

# Hours are those of CELERY_TIMEZONE. What an admin changes in the database stays changed
# (proyecto/progress/timetable.py). `expire_seconds`: later than this after its hour an entry is not
# started any more; without it, until the next one comes.
ENTRIES: dict[str, dict[str, Any]] = {
    "limpiar-sesiones-expiradas": {
        "task": "limpiar_sesiones",
        "schedule": crontab(minute="0", hour="3"),
    },
    "resumen-diario": {
        "task": "enviar_resumen_diario",
        "schedule": crontab(minute="0", hour="8", day_of_week="mon-fri"),
        # It tells of yesterday, so it has to leave today.
        "options": {"expire_seconds": 10 * 3600},
    },
    "resumen-semanal": {
        "task": "enviar_resumen_semanal",
        "schedule": crontab(minute="0", hour="7", day_of_week="mon"),
        "options": {"expire_seconds": 3 * 24 * 3600},
    },
    "verificar-suscripciones": {
        "task": "verificar_suscripciones_vencidas",
        "schedule": crontab(minute="0", hour="*/6"),
    },
    # Without arguments it is the month before the one in which it runs.
    "reporte-mensual": {
        "task": "generar_reporte_ventas",
        "schedule": crontab(minute="0", hour="6", day_of_month="1"),
        "options": {"expire_seconds": 21 * 24 * 3600},
    },
    "limpiar-archivos": {
        "task": "limpiar_archivos",
        "schedule": timedelta(hours=1),
        "options": {"queue": "video"},
    },
}
