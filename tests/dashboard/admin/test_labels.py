"""Nothing in the administration is called by its identifier: all has a name, in both languages."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.sites import site
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.contrib.auth.models import AbstractUser
from django.test import RequestFactory
from django.utils import translation

from proyecto.dominio.models import EnlaceCompartido, Usuario
from tests.dashboard.admin.labels import labels
from tests.dashboard.admin.visit import MODELS, browser_of, pages_of

APPS = [apps.get_app_config("progress"), apps.get_app_config("dominio")]
TABLES = [model for app in APPS for model in app.get_models()]
OURS = [model for model in MODELS if model in TABLES]
# Words that Spanish and English share.
SHARED = {"id", "sku", "total", "video", "videos", "plan", "original", "error", "region"}
SHARED |= {"url", "webhook", "webhooks"}
# django-celery-beat's.
SHARED |= {"crontabs"}


def in_both(words: Any) -> tuple[str, str]:
    """As a Spanish and as an English reader sees it."""
    with translation.override("es-mx"):
        spanish = str(words() if callable(words) else words)
    with translation.override("en"):
        english = str(words() if callable(words) else words)
    return spanish, english


def plain(words: str) -> str:
    """Without accents and capitals."""
    signs = unicodedata.normalize("NFD", words.lower())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def is_untranslated(spanish: str, english: str) -> bool:
    return plain(spanish) == plain(english) and plain(english) not in SHARED


def names(model: Any) -> Iterator[tuple[str, Any]]:
    """Where each is said, and the words: of the model, its fields and their choices."""
    yield "model", model._meta.verbose_name
    yield "models", model._meta.verbose_name_plural
    for field in model._meta.fields:
        yield field.name, field.verbose_name
        for value, words in field.flatchoices:
            yield f"{field.name}={value}", words


def shown(model: Any) -> Iterator[tuple[str, Any]]:
    """The same of what its administration shows: columns, fields, headings, filters, actions."""
    request, mine = RequestFactory().get("/"), site._registry[model]
    request.user = Usuario(is_superuser=True, is_active=True)
    sets = mine.get_fieldsets(request)
    for name in {*mine.get_list_display(request), *flatten_fieldsets(sets)}:
        if name not in {"__str__", "password1", "password2", "usable_password"}:
            yield name, lambda name=name: label_for_field(name, model, mine)
    yield from ((f"heading {words}", words) for words, _ in sets if words)
    for one in mine.get_list_filter(request):
        if not isinstance(one, str):
            yield f"filter {one.parameter_name}", one.title
    for name, (_, _, words) in mine.get_actions(request).items():
        yield f"action {name}", words


def test_every_app_model_field_and_choice_has_a_name_in_both_languages() -> None:
    said = [(app.label, app.verbose_name) for app in APPS]
    for model in TABLES:
        said += [(f"{model.__name__} {where}", words) for where, words in names(model)]
    assert len(said) > 250, "the collector does not see the models any more"
    assert [where for where, words in said if is_untranslated(*in_both(words))] == []


def test_all_that_the_administration_shows_has_a_name_in_both_languages() -> None:
    said = [(f"{model.__name__} {where}", words) for model in OURS for where, words in shown(model)]
    assert len(said) > 150, "the collector does not see the administration any more"
    assert [where for where, words in said if is_untranslated(*in_both(words))] == []


def test_no_english_name_is_a_spanish_identifier() -> None:
    spanish = [
        field
        for model in apps.get_app_config("dominio").get_models()
        if model is not EnlaceCompartido  # whose fields are called as those of the ledger
        for field in model._meta.fields
        if not hasattr(AbstractUser, field.name)
    ]
    assert len(spanish) > 60
    called = {field: in_both(field.verbose_name)[1] for field in spanish}
    assert [
        str(field)
        for field, english in called.items()
        if english == field.name.replace("_", " ") and english not in SHARED
    ] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_no_page_of_a_model_shows_a_label_that_is_not_translated(
    rows: dict[str, Any], boss: Any, model: Any
) -> None:
    spanish, english = browser_of(boss, "es-mx"), browser_of(boss, "en")
    for page in ["/admin/", *pages_of(model, rows[model._meta.label_lower])]:
        there, here = (labels(one.get(page).content.decode()) for one in (spanish, english))
        assert len(there) == len(here) > 10, page
        left = [one for one, other in zip(there, here, strict=True) if is_untranslated(one, other)]
        assert left == [], page


def test_states_of_runs_are_words(rows: dict[str, Any], boss: Any) -> None:
    page = browser_of(boss, "es-mx").get("/admin/progress/taskrun/").content.decode()
    assert '<td class="field-state">En espera</td>' in page
    assert '<a href="?cause=timeout">Tardó demasiado</a>' in page


@pytest.mark.parametrize(
    ("row", "spanish", "english"),
    [
        ("dominio.reporte", "Ventas 2004-01", "Sales 2004-01"),
        ("progress.effect", "Previsto", "Planned"),
        ("progress.notificationevent", "Asignado", "Given to somebody"),
    ],
)
def test_what_a_row_is_called_is_words(
    rows: dict[str, Any], row: str, spanish: str, english: str
) -> None:
    there, here = in_both(lambda: rows[row])
    assert there.endswith(spanish)
    assert here.endswith(english)
