"""The administration as a member of the team walks through it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.sites import site
from django.test import Client
from django.urls import reverse

MODELS = sorted(site._registry, key=lambda model: model._meta.label)
# Kept for good, or made by something else than a hand.
NOT_ADDED = {
    "progress": "*",
    "dominio": {"enlacecompartido", "reporte", "lote", "subida", "imagenproducto", "video"},
}


def browser_of(boss: Any, language: str = "en") -> Client:
    browser = Client(headers={"Accept-Language": language})
    browser.force_login(boss)
    return browser


def address(model: Any, page: str, *args: Any) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)


def is_added(model: Any) -> bool:
    kept = NOT_ADDED.get(model._meta.app_label, set())
    return kept != "*" and model._meta.model_name not in kept


def pages_of(model: Any, row: Any) -> Iterator[str]:
    """The list, this row and, where people add any, a new one."""
    yield address(model, "changelist")
    yield address(model, "change", row.pk)
    if is_added(model):
        yield address(model, "add")
