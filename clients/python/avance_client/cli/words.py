"""What the command says, in Spanish where the locale is Spanish and in English elsewhere."""

import os
from collections.abc import Mapping

SPANISH = {
    "Address of the server": "Dirección del servidor",
    "Access token (page Cuenta)": "Token de acceso (página Cuenta)",
    "Signed in as {who}. Kept in {file}.": "Entraste como {who}. Se guardó en {file}.",
    "Not signed in. Run “avance login”, or set AVANCE_URL and AVANCE_TOKEN.": (
        "Falta entrar. Usa «avance login», o define AVANCE_URL y AVANCE_TOKEN."
    ),
    "The token opens nothing: it was revoked, has expired or is wrong. Run “avance login”.": (
        "El token no abre nada: fue revocado, venció o está mal. Usa «avance login»."
    ),
    "Make a token with that scope on the page Cuenta, then run “avance login”.": (
        "Haz un token con ese alcance en la página Cuenta y usa «avance login»."
    ),
    "The server can't be reached. Check the address and the network, then try again.": (
        "No se llega al servidor. Revisa la dirección y la red, e inténtalo otra vez."
    ),
    "There is no Avance at that address. Check it, https:// included.": (
        "En esa dirección no hay un Avance. Revísala, con todo y https://."
    ),
    "It does not exist, or is not yours.": "No existe o no es tuyo.",
    "The server is busy. Try again in a while.": (
        "El servidor está ocupado. Inténtalo otra vez en un rato."
    ),
    "Left. The run goes on; to follow it again: avance follow {run}": (
        "Listo. La tarea sigue; para volver a verla: avance follow {run}"
    ),
    "Left. The same command goes on with the upload where it was.": (
        "Listo. El mismo comando sigue la subida donde iba."
    ),
    "{path} can't be read: {why}": "No se puede leer {path}: {why}",
    "{path} can't be written: {why}": "No se puede escribir {path}: {why}",
    "Saved: {path}": "Guardado: {path}",
    "Uploaded. Its run: {run}": "Subido. Su tarea: {run}",
    "upload": "subida",
    "left": "quedan",
    "attempt {n}": "intento {n}",
    "There are no runs.": "No hay tareas.",
    "a new run: {run}": "nueva tarea: {run}",
    # outcomes of a cancellation
    "cancelled": "cancelada",
    "stopping": "se está deteniendo",
    "asked": "ya se había pedido",
    # milestones and states
    "queued": "en cola",
    "started": "en marcha",
    "phase": "fase",
    "output": "ya hay una parte del resultado",
    "retrying": "se reintenta",
    "rescheduled": "cambió de hora",
    "cancelling": "se está cancelando",
    "done": "terminada",
    "failed": "falló",
    "expired": "venció",
    "waiting": "en espera",
    "reset": "desde el principio",
}
PHASES = {
    "analizar": "analyse",
    "convertir": "convert",
    "miniaturas": "thumbnails",
    "empaquetar": "package",
    "verificar": "verify",
    "crear": "create",
    "guardar": "store",
    "datos": "data",
    "calculo": "figures",
    "graficas": "charts",
    "paginas": "pages",
    "clientes": "customers",
    "productos": "products",
    "pedidos": "orders",
    "preparar": "prepare",
    "enviar": "send",
    "cobrar": "charge",
    "leer": "read",
    "variantes": "variants",
}
STATES = {
    "PENDING": "waiting",
    "STARTED": "started",
    "RETRY": "retrying",
    "SUCCESS": "done",
    "FAILURE": "failed",
    "REVOKED": "cancelled",
}
KINDS = {"run.succeeded": "done", "run.failed": "failed"}


def language_in(environ: Mapping[str, str]) -> str:
    """`es` or `en`, by the variables in the order in which POSIX has them."""
    said = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "es" if said.lower().startswith("es") else "en"


def _(english: str) -> str:
    return SPANISH[english] if language_in(os.environ) == "es" else english


def phase(name: str) -> str:
    """Of the server's words, which are Spanish."""
    return name if language_in(os.environ) == "es" else PHASES.get(name, name)


def state(name: str) -> str:
    """Of a run."""
    return _(STATES[name]) if name in STATES else name


def milestone(kind: str) -> str:
    """What happened; a word that a newer server has is shown as it is."""
    word = KINDS.get(kind, kind.removeprefix("run."))
    return _(word) if word in SPANISH else word
