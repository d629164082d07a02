"""Names as people look for them."""

from proyecto.dominio.models import Cliente
from proyecto.dominio.nombres import plain, plain_column
from tests.workers.ventas.shop import Shop

NAMES = ["Ángel Núñez Güemes", "ÁÉÍÓÚÜÑ áéíóúüñ", "Peña"]


def test_the_database_makes_a_name_as_plain_as_we_do(committed: None) -> None:
    made = [Shop().customer(name, "sur") for name in NAMES]
    found = Cliente.objects.filter(pk__in=[one.pk for one in made]).annotate(
        called=plain_column("nombre")
    )
    assert {one.nombre: one.called for one in found} == {name: plain(name) for name in NAMES}
    assert plain(NAMES[0]) == "angel nunez guemes"
