"""What a page shows of a picture of a product: plain values, no language, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from proyecto.dominio.models import ImagenProducto
from proyecto.progress.models import TaskRun

NOUN = "imagen:"
FORMATS = {"jpeg": "JPEG", "webp": "WebP", "avif": "AVIF", "miniatura": "WebP"}


@dataclass(frozen=True, slots=True)
class VariantCard:
    """One file that was made: `name` is jpeg, webp, avif or miniatura."""

    name: str
    url: str
    width: int
    height: int
    bytes: int

    @property
    def format(self) -> str:
        """As people write it."""
        return FORMATS[self.name]


@dataclass(frozen=True, slots=True)
class ImageCard:
    """A picture in the gallery; `run` is the card of the newest run about it."""

    id: int
    title: str
    href: str
    ready: bool
    bytes: int
    width: int | None
    height: int | None
    created: datetime
    owner_name: str
    product: str
    original_url: str | None
    variants: list[VariantCard]
    run: Any = None

    def variant(self, name: str) -> VariantCard | None:
        """The one of that name, once it is there."""
        return next((one for one in self.variants if one.name == name), None)

    @property
    def thumbnail(self) -> VariantCard | None:
        """For lists."""
        return self.variant("miniatura")

    @property
    def large(self) -> VariantCard | None:
        """What the shop shows."""
        return self.variant("jpeg")

    @property
    def light(self) -> VariantCard | None:
        """The same, for browsers: fewer bytes."""
        return self.variant("webp")

    @property
    def saved(self) -> int | None:
        """Percent of the original's bytes that the large one does without; None where it is not
        smaller."""
        if not self.large or self.large.bytes >= self.bytes:
            return None
        return 100 - round(100 * self.large.bytes / self.bytes)


def image_card(imagen: ImagenProducto, run: Any = None) -> ImageCard:
    """One picture, with the run that is busy with it."""
    return ImageCard(
        id=imagen.pk,
        title=imagen.nombre,
        href=f"{reverse('imagenes')}#imagen-{imagen.pk}",
        ready=imagen.procesada and bool(imagen.salidas),
        bytes=imagen.bytes_original,
        width=imagen.ancho,
        height=imagen.alto,
        created=imagen.creado,
        owner_name=str(imagen.propietario),
        product=imagen.producto.nombre if imagen.producto else "",
        original_url=reverse("imagen_original", args=[imagen.pk]) if imagen.archivo else None,
        variants=_variants(imagen) if imagen.procesada else [],
        run=run,
    )


def images_of(runs: Iterable[TaskRun]) -> dict[str, ImageCard]:
    """The pictures that runs are about, by the runs' `subject`: one query."""
    keys = [run.subject.removeprefix(NOUN) for run in runs if run.subject.startswith(NOUN)]
    if not keys:
        return {}
    found = ImagenProducto.objects.filter(pk__in=keys).select_related("propietario", "producto")
    return {imagen.asunto: image_card(imagen) for imagen in found}


def _variants(imagen: ImagenProducto) -> list[VariantCard]:
    """In the order of FORMATS: PostgreSQL keeps none of keys."""
    return [
        VariantCard(
            name=name,
            url=reverse("imagen_media", args=[imagen.pk, made["archivo"]]),
            width=made["ancho"],
            height=made["alto"],
            bytes=made["bytes"],
        )
        for name in FORMATS
        if (made := imagen.salidas.get(name))
    ]
