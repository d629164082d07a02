"""A row of each model that the administration shows."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from proyecto.dominio.models import (
    EnlaceCompartido,
    ImagenProducto,
    Lote,
    Reporte,
    Subida,
    Suscripcion,
    Video,
)
from proyecto.progress import actions, effects, notices, promises, slots
from proyecto.progress.counter import NOTICES
from proyecto.progress.launch import launch
from proyecto.progress.models import (
    AccessToken,
    Counter,
    Digest,
    IdempotencyKey,
    Lease,
    QueuePause,
    RunLog,
    WebhookDelivery,
    WrittenEntry,
)
from proyecto.progress.webhooks import checked, make_webhook
from tests.workers.ventas.shop import Shop


def write_all(owner: Any) -> dict[str, Any]:
    """One row of each, by the name of its model; all of them this person's."""
    now, mark = timezone.now(), uuid.uuid4().hex[:8]
    order = Shop().order("2004-01-05 10:00", ("Taza", 2, "50.00"))
    video = Video.objects.create(propietario=owner, titulo="Playa", original="x")
    run = launch("guion", owner=owner, title="Playa", queue=f"nobody-{mark}", subject=video.asunto)
    promises.make(run.pk, run.task, 1, "started", 60, None)
    effects.take(f"mail:{mark}", "mail", {"to": "ana@example.com"}, "leave", None)
    notice = notices.notice(f"test:{mark}", "run_failed", facts={"error": "disk_full"}, run=run)
    notices.assign(notice.pk, owner, owner)
    crontab = CrontabSchedule.objects.create(minute="5", hour=str(now.hour))
    entry = PeriodicTask.objects.create(name=mark, task="guion", crontab=crontab, enabled=False)
    slots.miss(mark, now)
    hook, _ = make_webhook(owner, checked("https://8.8.8.8/"))
    rows = [
        order,
        order.cliente,
        order.lineas.get().producto,
        video,
        run,
        run.events.get(),
        run.promises.get(),
        RunLog.objects.create(
            run=run, attempt=1, first=1, count=1, size=4, lines=[[0, "i", "hola"]]
        ),
        EnlaceCompartido.objects.create(
            run=run, token_hash=mark, created_by=owner, created_at=now, expires_at=now
        ),
        IdempotencyKey.objects.create(owner=owner, key=mark, fingerprint=mark, created_at=now),
        AccessToken.objects.create(
            owner=owner, name=mark, token_hash=mark, ending="abcd", scopes="read", created_at=now
        ),
        hook,
        WebhookDelivery.objects.create(
            webhook=hook, kind="webhook.test", body="{}", created_at=now
        ),
        run.effects.model.objects.get(key=f"mail:{mark}"),
        notice,
        notice.events.get(),
        Digest.objects.create(at=now, lines=[], done_at=now),
        slots.Slot.objects.get(name=mark),
        Lease.objects.create(role=mark, holder="h:1", until=now),
        Counter.objects.get(name=NOTICES),
        WrittenEntry.objects.create(name=mark, fields={}),
        QueuePause.objects.create(queue=mark, at=now, by=owner),
        actions.note(owner, "queue.pause", mark),
        owner,
        Group.objects.create(name=mark),
        Suscripcion.objects.create(usuario=owner, plan="mensual", inicio=now, vence=now),
        Subida.objects.create(
            propietario=owner, nombre="x.mp4", bytes_total=1, caduca=now + timedelta(days=1)
        ),
        ImagenProducto.objects.create(propietario=owner, nombre="taza.jpg", archivo="x"),
        Reporte.objects.create(periodo="2004-01", propietario=owner),
        Lote.objects.create(cantidad=1, desde=now, hasta=now, semilla=1),
        entry,
        crontab,
        IntervalSchedule.objects.create(every=7, period="hours"),
        SolarSchedule.objects.create(event="sunset", latitude=1, longitude=now.second),
        ClockedSchedule.objects.create(clocked_time=now),
    ]
    return {row._meta.label_lower: row for row in rows}


def take_away(rows: dict[str, Any]) -> None:
    """What other tests would stumble over."""
    for name in ("periodictask", "crontabschedule", "intervalschedule", "solarschedule"):
        rows[f"django_celery_beat.{name}"].delete()
    rows["django_celery_beat.clockedschedule"].delete()
    for name in ("writtenentry", "queuepause", "lease", "digest", "notification", "slot"):
        rows[f"progress.{name}"].delete()
    rows["auth.group"].delete()
    rows["progress.taskrun"].delete()
