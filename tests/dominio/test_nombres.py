"""Names as people look for them."""

import pytest

from proyecto.dominio.models import Cliente
from proyecto.dominio.nombres import called, plain, plain_column
from tests.workers.ventas.shop import Shop

NAMES = ["Ángel Núñez Güemes", "ÁÉÍÓÚÜÑ áéíóúüñ", "Peña"]


def test_the_database_makes_a_name_as_plain_as_we_do(committed: None) -> None:
    made = [Shop().customer(name, "sur") for name in NAMES]
    found = Cliente.objects.filter(pk__in=[one.pk for one in made]).annotate(
        called=plain_column("nombre")
    )
    assert {one.nombre: one.called for one in found} == {name: plain(name) for name in NAMES}
    assert plain(NAMES[0]) == "angel nunez guemes"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["nunez"], {NAMES[0]}),
        (["guemes", "angel"], {NAMES[0]}),
        (["pena"], {"Peña"}),
        (["pina"], set()),
        (["p%"], set()),
        (["_"], set()),
        (["\\"], set()),
        (["aeiouun aeiouun"], {NAMES[1]}),
    ],
)
def test_a_name_is_found_by_plain_words_and_by_nothing_that_only_resembles_it(
    committed: None, words: list[str], found: set[str]
) -> None:
    made = [Shop().customer(name, "sur") for name in NAMES]
    rows = called(Cliente.objects.filter(pk__in=[one.pk for one in made]), "nombre", words)
    assert set(rows.values_list("nombre", flat=True)) == found
