"""The list of all pages: a test fails for a route that is missing here (tests/templates/
test_pages.py), and every check, figure and picture of all pages takes them from here.

A new page: one line in ALL, and what it is about in world.py. A page that has several looks which
matter (empty, searched, in another state) has a line for each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.urls import reverse

from proyecto.dominio.baja import token_of
from tests.pages.world import World
from tests.stack.people import Person


class Who(Enum):
    """Whom a page is for."""

    ANYBODY = "anybody"  # who is not signed in
    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True)
class Listed:
    """`name` is unique, and what its pictures are called. `route` as in dashboard/urls.py, `about`
    gives its arguments."""

    name: str
    route: str
    who: Who = Who.PERSON
    about: Callable[[World], list[object]] = lambda _world: []
    query: str = ""

    def path(self, world: World) -> str:
        """Where it is in a world."""
        return reverse(self.route, args=self.about(world)) + self.query

    def reader(self, world: World) -> Person | None:
        """Who looks at it; None is nobody who is signed in."""
        return {Who.ANYBODY: None, Who.PERSON: world.person, Who.TEAM: world.member}[self.who]


def about_run(state: str) -> Callable[[World], list[object]]:
    """The run of a world in that state."""
    return lambda world: [getattr(world, state).pk]


STATES = (
    *("queued", "scheduled", "running", "cancelling", "retrying"),
    *("failed", "cancelled", "expired", "done"),
)

ALL: tuple[Listed, ...] = (
    Listed("entrar", "entrar", Who.ANYBODY),
    Listed("registro", "registrar_usuario", Who.ANYBODY),
    Listed("baja", "baja", Who.ANYBODY, about=lambda world: [token_of(world.person.user)]),
    Listed("tareas", "tareas"),
    Listed("tareas-nada", "tareas", query="?q=no+hay+tal+cosa"),
    Listed("tareas-equipo", "tareas", Who.TEAM),
    Listed("tareas-filtros", "tareas", Who.TEAM, query="?estado=failed&fecha=7d&desde=x"),
    *(Listed(f"tarea-{state}", "tarea", about=about_run(state)) for state in STATES),
    Listed("compartir", "compartir", about=about_run("running")),
    Listed("compartida", "compartida", Who.ANYBODY, about=lambda world: [world.link]),
    Listed("compartida-tarjeta", "compartida_tarjeta", Who.ANYBODY, about=lambda w: [w.link]),
    Listed("tarea-reporte", "tarea", about=about_run("report")),
    Listed("videos", "videos"),
    Listed("video", "video", about=lambda world: [world.video.pk]),
    Listed("imagenes", "imagenes"),
    Listed("subir", "subir"),
    Listed("reportes", "reportes"),
    Listed("reportes-nuevo", "nuevo_reporte"),
    Listed("cuenta", "cuenta"),
    Listed("websocket", "websocket", Who.ANYBODY),
    Listed("webhooks", "webhooks"),
    Listed("webhook", "webhook", about=lambda world: [world.webhook.pk]),
    Listed("pedidos", "pedidos", Who.TEAM, query="?mes=2003-08"),
    Listed("pedidos-nada", "pedidos", Who.TEAM, query="?q=ninguno"),
    Listed("pedidos-demo", "pedidos_demo", Who.TEAM),
    Listed("pedido", "pedido", Who.TEAM, about=lambda world: [world.order.pk]),
    Listed("avisos", "avisos", Who.TEAM),
    Listed("avisos-silenciados", "avisos", Who.TEAM, query="?estado=silenciados"),
    Listed("avisos-resueltos", "avisos", Who.TEAM, query="?estado=resueltos"),
    Listed("programadas", "programadas", Who.TEAM),
    Listed("sistema", "sistema", Who.TEAM),
    Listed("personas", "personas", Who.TEAM),
    Listed("persona", "persona", Who.TEAM, about=lambda world: [world.person.id]),
    Listed("correos", "correos", Who.TEAM),
    Listed("correo", "correo", Who.TEAM, about=lambda world: [world.letter]),
)

# Routes that answer a GET and are no page of ours: files, data, ways for programs, a mail as its
# reader sees it, parts of pages.
NO_PAGES = frozenset(
    {
        *("estado_tarea", "healthz", "metrics", "tus", "tus-imagenes", "tus-upload", "idioma"),
        *("vista", "media", "imagen_original", "imagen_media", "reporte_media"),
        *("compartida_insignia",),
        *("asyncapi_yaml", "asyncapi_json"),
        *("run_events", "readyz", "api_openapi", "api_uploads", "api_uploads_images", "api_upload"),
        # Of others: tests/browser/test_api_docs.py.
        "api_docs",
        *("correo_html", "avisos_cajon", "registro_txt", "registro_anteriores"),
    }
)
