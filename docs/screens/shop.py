"""Pictures of the shop's pages: reports of its sales, pictures of its products."""

import math
import random
from datetime import date, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageDraw

from docs.screens.product import Stage
from proyecto.dominio.models import ImagenProducto, Pedido
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import ENDED, TaskName
from tests.browser.visitor import Visitor, is_live
from tests.scripts.waiting import until
from tests.workers.ventas.shop import Shop

GOODS = (
    ("Cafetera italiana 6 tazas", "689.00"),
    ("Taza de barro negro", "245.00"),
    ("Molcajete de piedra", "890.00"),
    ("Mantel bordado de Tenango", "1250.00"),
    ("Vela de cera de abeja", "180.00"),
    ("Comal de hierro 28 cm", "520.00"),
    ("Rebozo de seda", "2350.00"),
    ("Jarra de vidrio soplado", "430.00"),
)
PEOPLE = ("María Hernández", "José Luis Ramírez", "Ana Sofía Martínez", "Ximena Ortiz")
REGIONS = ("centro", "norte", "occidente", "sur")


def reports(stage: Stage) -> None:
    """One that is made, one for this evening."""
    stage.stack.start("general")
    sell()
    visitor = Visitor(stage.browser, stage.stack.address, stage.person)
    page = visitor.open("/reportes/nuevo/")
    page.locator("select[name=periodo]").select_option(index=2)
    page.get_by_role("button", name="Hacer el reporte").click()
    page = is_live(page)
    page.locator("#runs .card[data-state=done] .report-cover img").wait_for()
    page.goto(f"{stage.stack.address}/reportes/nuevo/")
    page.get_by_label("En 2 horas").check()
    page.get_by_role("button", name="Hacer el reporte").click()
    is_live(page)
    page.context.close()


def pictures(stage: Stage) -> None:
    """Some that are ready."""
    stage.stack.start("general")
    for number, (name, _price) in enumerate(GOODS[:6]):
        picture(stage, name, number)
    until(
        lambda: not TaskRun.objects.exclude(state__in=ENDED).filter(queue="imagenes").exists(), 60
    )


def sell() -> None:
    """Orders of the last three months, as a small shop has them."""
    chance, shop = random.Random(7), Shop()
    today = timezone.localdate()
    for back in range(100, 0, -1):
        day = today - timedelta(days=back)
        for _ in range(round(3 + 2 * math.sin(back / 5) + day.weekday() / 2)):
            sale(shop, chance, day)


def sale(shop: Shop, chance: random.Random, day: date) -> Pedido:
    """One order."""
    lines = [(*chance.choice(GOODS), chance.randint(1, 3)) for _ in range(chance.randint(1, 3))]
    return shop.order(
        f"{day} {chance.randint(8, 21):02d}:{chance.randint(0, 59):02d}",
        *[(name, units, price) for name, price, units in lines],
        canal=chance.choice(Pedido.Canal.values),
        region=chance.choice(REGIONS),
        cliente=chance.choice(PEOPLE),
    )


def picture(stage: Stage, name: str, number: int) -> TaskRun:
    """One photograph, drawn: what the end of an upload does."""
    path = stage.films / f"{number}.jpg"
    photograph(path, number)
    stored = f"originales/{number}-{timezone.now().timestamp()}.jpg"
    with path.open("rb") as file:
        default_storage.save(stored, File(file))
    imagen = ImagenProducto.objects.create(
        propietario=stage.person.user,
        nombre=f"{name}.jpg",
        archivo=stored,
        bytes_original=path.stat().st_size,
    )
    return launch(
        TaskName.PROCESAR_IMAGEN,
        imagen.pk,
        owner=stage.person.user,
        title=imagen.nombre,
        subject=imagen.asunto,
    )


def photograph(path: Path, number: int) -> None:
    """A thing on a table, in the light of a window."""
    warm = [
        (214, 137, 74),
        (70, 92, 120),
        (120, 60, 52),
        (160, 150, 92),
        (92, 122, 84),
        (190, 90, 90),
    ]
    colour = warm[number % len(warm)]
    image = Image.new("RGB", (2400, 1800), (236, 229, 219))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 1150, 2400, 1800), fill=(201, 184, 160))
    draw.ellipse((700, 1280, 1800, 1480), fill=(168, 150, 126))
    box = ((760, 520, 1640, 1400), (880, 380, 1520, 1400), (720, 760, 1680, 1400))[number % 3]
    draw.rounded_rectangle(box, radius=180, fill=colour)
    light = tuple(min(255, one + 45) for one in colour)
    draw.rounded_rectangle((box[0] + 90, box[1] + 90, box[0] + 230, box[3] - 160), 70, fill=light)
    image.save(path, quality=92)
