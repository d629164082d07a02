"""One of everything that a page can be about, in every state that it can be in: rows and files as
the product leaves them. Nothing of it moves by itself."""

import io
import uuid
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from PIL import Image

from proyecto.dominio.compartir import share
from proyecto.dominio.models import ImagenProducto, Pedido, Reporte, Video
from proyecto.mail.files import SUFFIX, Files, file_of, folder
from proyecto.progress import bar, record
from proyecto.progress.deliveries import message_of
from proyecto.progress.events import progress_of
from proyecto.progress.launch import launch
from proyecto.progress.models import Notification, TaskRun, Webhook, WebhookDelivery
from proyecto.progress.notices import Severity, notice
from proyecto.progress.teller import teller
from proyecto.progress.tokens import Scope, make_token
from proyecto.progress.vocabulary import OPEN, Cause, TaskName, TaskState
from proyecto.progress.webhooks import checked, make_webhook
from tests.stack.people import Person
from tests.workers.ventas.shop import Shop

NOBODYS = "nobodys"
WORKER = "nobody@nowhere"
# No rescuer takes back what is held for as long as the world is looked at.
HELD = timedelta(hours=2)
LONG = "Un título larguísimo " * 5 + "sin" + "espacios" * 9
FATES = (
    ("waiting", 503, "status", "<h1>Service Unavailable</h1>\n" * 9),
    ("delivered", 204, "", ""),
    ("failed", None, "timeout", ""),
    ("left", None, "no_right", ""),
)
FIGURES = {
    "ventas": 123_456_00,
    "ventas_antes": 100_000_00,
    "pedidos": 40,
    "pedidos_antes": 50,
    "promedio": 3_086_40,
    "parcial": False,
    "paginas": 7,
    "version": "v1",
    "bytes": {"pdf": 91_000, "xlsx": 12_000, "csv": 4_000},
    "hecho": "2026-11-03T09:15:00-06:00",
}


class World:
    """Things of `person`, and of the team, one of which is `member`. Each is made when it is first
    asked for. `title` is that of the run under way."""

    def __init__(self, person: Person, member: Person, title: str = LONG) -> None:
        self.person, self.member, self.title = person, member, title

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *problem: object) -> None:
        """Leave nothing open, which would disturb tests of the ledger and of the feed."""
        for run in TaskRun.objects.filter(owner=self.person.user, state__in=OPEN):
            record.request_cancel(run.pk)
            record.cancelled(run.pk, run.attempt)
        Webhook.objects.filter(owner=self.person.user).delete()
        Notification.objects.filter(run__owner=self.person.user).delete()
        if "letter" in vars(self):
            (folder() / f"{self.letter}{SUFFIX}").unlink(missing_ok=True)
        teller().drain()

    def make(self) -> "World":
        """Everything, so that lists are full."""
        for name in vars(type(self)):
            if isinstance(vars(type(self))[name], cached_property):
                getattr(self, name)
        teller().drain()
        return self

    @cached_property
    def queued(self) -> TaskRun:
        """Waits for a worker."""
        return self.run("Boda de Ana y Luis.mp4")

    @cached_property
    def scheduled(self) -> TaskRun:
        """Waits for its time."""
        return self.run("Resumen del viernes", run_at=timezone.now() + timedelta(hours=20))

    @cached_property
    def running(self) -> TaskRun:
        """A worker has it, in its longest phase."""
        run = self.begun(self.title)
        progress = progress_of(run.progress)
        for name in ("analizar", "convertir"):
            bar.enter(progress, name, timezone.now())
        record.phase(run.pk, run.attempt, progress)
        return self.now(run)

    @cached_property
    def link(self) -> str:
        """The token by which anybody may watch the one that runs."""
        return share(self.running, self.person.user, "semana")[1]

    @cached_property
    def tokens(self) -> list[str]:
        """Of access tokens, one just made and one that has expired."""
        gone = timezone.now() - timedelta(days=1)
        return [
            make_token(self.person.user, LONG[:100], Scope)[1],
            make_token(self.person.user, "CI", [Scope.READ], gone)[1],
        ]

    @cached_property
    def cancelling(self) -> TaskRun:
        """Somebody wants it ended; its worker has not heard yet."""
        run = self.begun("Ya no hace falta")
        record.request_cancel(run.pk)
        return self.now(run)

    @cached_property
    def retrying(self) -> TaskRun:
        """Failed once, will be tried again."""
        run = self.begun("Llamada con el cliente")
        record.retry(run.pk, run.attempt, Cause.ERROR, "io", detail="OSError: 5", delay=7200)
        return self.now(run)

    @cached_property
    def failed(self) -> TaskRun:
        """Is not tried again by itself."""
        run = self.begun("Corte de caja")
        record.fail(run.pk, run.attempt, Cause.ERROR, "error", detail="Traceback: a bug\n" * 9)
        return self.now(run)

    @cached_property
    def cancelled(self) -> TaskRun:
        """By a person, while it waited."""
        run = self.run("Versión equivocada")
        record.request_cancel(run.pk)
        return self.now(run)

    @cached_property
    def expired(self) -> TaskRun:
        """Nobody began it in time."""
        run = self.run("Ayer", expires=timezone.now() - timedelta(seconds=1))
        record.expire(run.pk)
        return self.now(run)

    @cached_property
    def done(self) -> TaskRun:
        """Ended well: a sample film, which leads to its video."""
        run = self.begun("Película de muestra", task=TaskName.CREAR_MUESTRA)
        record.succeed(run.pk, run.attempt, {}, run.how_far)
        return self.now(run)

    @cached_property
    def video(self) -> Video:
        """The newest of the person's that can be played, else one that waits."""
        mine = Video.objects.filter(propietario=self.person.user)
        ready = mine.filter(estado=Video.Estado.COMPLETADO).first()
        return ready or Video.objects.create(propietario=self.person.user, titulo="Playa")

    @cached_property
    def picture(self) -> ImagenProducto:
        """Ready, with its files."""
        imagen = ImagenProducto(propietario=self.person.user, nombre="Taza azul.jpg")
        imagen.archivo = default_storage.save(f"originales/{imagen.clave}.jpg", _picture("JPEG"))
        imagen.bytes_original = default_storage.size(imagen.archivo)
        imagen.ancho, imagen.alto = 600, 400
        imagen.salidas = {
            name: self._variant(imagen, name, kind)
            for name, kind in (("jpeg", "JPEG"), ("webp", "WEBP"), ("miniatura", "WEBP"))
        }
        imagen.save()
        run = self.begun(imagen.nombre, task=TaskName.PROCESAR_IMAGEN, subject=imagen.asunto)
        record.succeed(run.pk, run.attempt, {}, run.how_far)
        ImagenProducto.objects.filter(pk=imagen.pk).update(procesada=True)
        return imagen

    @cached_property
    def report(self) -> TaskRun:
        """The run of a report that is there, with its files: a real one, if the person has it."""
        real = Reporte.objects.filter(propietario=self.person.user).exclude(archivo="").first()
        if real:
            done = TaskRun.objects.filter(subject=real.asunto, state=TaskState.SUCCESS)
            return done.latest("finished_at")
        report = Reporte.objects.create(
            propietario=self.person.user, periodo="2026-10", datos=FIGURES
        )
        for ending in ("pdf", "xlsx", "csv"):
            name = f"{report.carpeta}/v1/ventas-2026-10.{ending}"
            default_storage.save(name, ContentFile(f"the {ending}".encode()))
        default_storage.save(f"{report.carpeta}/v1/ventas-2026-10.png", _picture("PNG"))
        report.archivo = f"{report.carpeta}/v1/ventas-2026-10.pdf"
        report.salidas = {one: f"v1/ventas-2026-10.{one}" for one in ("xlsx", "csv", "png")}
        report.save()
        run = self.begun(
            "Reporte de ventas",
            task=TaskName.GENERAR_REPORTE_VENTAS,
            subject=report.asunto,
        )
        record.succeed(run.pk, run.attempt, {}, run.how_far)
        return self.now(run)

    @cached_property
    def order(self) -> Pedido:
        """Whose payment failed."""
        return Shop().order(
            "2003-08-01 10:00",
            ("Juego de platos de talavera pintados a mano", 12, "12499.50"),
            cliente="Restaurante y Panadería La Parroquia de San Ángel",
            estado="pago_fallido",
        )

    @cached_property
    def notice(self) -> Notification:
        """Open, and nobody's yet."""
        facts = {"task": "procesar_video", "title": "Playa", "error": "disk_full"}
        cause = f"run_failed:world:{uuid.uuid4()}"
        return notice(cause, "run_failed", Severity.ERROR, facts, run=self.failed)

    @cached_property
    def webhook(self) -> Webhook:
        """Failing, with one message of each fate."""
        url = checked(f"https://8.8.8.8/avance/{'larga/' * 12}")
        hook, _ = make_webhook(self.person.user, url)
        now = timezone.now()
        told = self.failed
        for number, (state, status, problem, answer) in enumerate(FATES):
            WebhookDelivery.objects.create(
                webhook=hook,
                run=told.pk,
                kind="run.failed",
                body=message_of(told, "run.failed"),
                created_at=now - timedelta(minutes=number),
                state=state,
                attempts=number + 1,
                tried_at=now,
                status=status,
                ms=120,
                answer=answer,
                problem=problem,
            )
        # Nothing more is told to it while the world is looked at: nobody is there.
        Webhook.objects.filter(pk=hook.pk).update(failing_since=now, off="failing", off_at=now)
        return hook

    @cached_property
    def letter(self) -> str:
        """The name of a mail that lies as a file."""
        mark = f"<{uuid.uuid4()}@world>"
        mail = EmailMultiAlternatives("Hola", "Hola, Ana.", to=["ana@example.org"])
        mail.extra_headers["Message-ID"] = mark
        mail.attach_alternative(
            "<html lang='es'><title>Hola</title><p>Hola, Ana.</html>", "text/html"
        )
        Files().send_messages([mail])
        return file_of(mark).stem

    def run(self, title: str, task: str = TaskName.PROCESAR_VIDEO, **given: Any) -> TaskRun:
        """One that no worker takes."""
        given = {"owner": self.person.user, "queue": NOBODYS} | given
        return launch(task, 0, title=title, **given)

    def begun(self, title: str, **given: Any) -> TaskRun:
        """One that a worker holds, who says no word of it."""
        run = self.run(title, **given)
        assert record.claim(run.pk, WORKER)
        TaskRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() + HELD)
        return self.now(run)

    def now(self, run: TaskRun) -> TaskRun:
        """The row as it is."""
        return TaskRun.objects.get(pk=run.pk)

    def _variant(self, imagen: ImagenProducto, name: str, kind: str) -> dict[str, Any]:
        file = f"v1/{name}.{kind.lower()}"
        stored = default_storage.save(f"{imagen.carpeta}/{file}", _picture(kind))
        size = default_storage.size(stored)
        return {"archivo": file, "ancho": 600, "alto": 400, "bytes": size}


def _picture(kind: str) -> ContentFile:
    made = io.BytesIO()
    Image.new("RGB", (600, 400), (58, 85, 160)).save(made, kind)
    return ContentFile(made.getvalue())
