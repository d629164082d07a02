"""`manage.py crear_pedidos`, in a shell of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from proyecto.dominio.models import LineaPedido, Lote
from tests.dominio.demo.shops import forget, orders_of
from tests.scripts.waiting import until
from tests.stack.place import ROOT, Place

SEED = "20091124"


@pytest.fixture
def command(place: Place, committed: None) -> Iterator[Any]:
    """Starts it with these arguments; what it made is gone afterwards."""
    started: list[subprocess.Popen[str]] = []
    newest = Lote.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "crear_pedidos", *arguments],
                cwd=ROOT,
                env={**os.environ, **place.environment, "LC_ALL": "es_MX.UTF-8", **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
    for lote in Lote.objects.filter(pk__gt=newest, semilla=SEED):
        forget(lote)


def test_it_makes_orders_and_says_so_without_a_terminal(command: Any) -> None:
    span = ("--desde", "2009-05", "--hasta", "2009-06")
    process = command("--cantidad", "2,100", *span, "--semilla", SEED)
    said, problems = process.communicate(timeout=120)

    assert (process.returncode, problems) == (0, "")
    assert re.findall(r"^✓ (\w+)", said, re.MULTILINE) == ["Clientes", "Productos", "Pedidos"]
    assert f"Se crearon 2,100 pedidos, con la semilla {SEED}." in said
    assert "\x1b" not in said
    lote = Lote.objects.get(semilla=SEED)
    assert orders_of(lote).count() == 2100
    assert {f"{order.fecha:%Y-%m}" for order in orders_of(lote)} <= {
        "2009-05",
        "2009-06",
        "2009-07",
    }


@pytest.mark.slow
def test_ctrl_c_leaves_whole_orders_and_says_how_many(command: Any) -> None:
    span = ("--desde", "2009-05", "--hasta", "2009-06")
    process = command("--cantidad", "200000", *span, "--semilla", SEED)
    until(lambda: Lote.objects.filter(semilla=SEED, hechos__gt=0).exists(), 60)
    process.send_signal(signal.SIGINT)
    said, problems = process.communicate(timeout=120)

    assert process.returncode == 130, problems
    lote = Lote.objects.get(semilla=SEED)
    assert f"Se crearon {lote.hechos:,} pedidos; todos están completos." in said
    assert 0 < orders_of(lote).count() == lote.hechos < 200_000
    with_lines = LineaPedido.objects.filter(pedido__in=orders_of(lote)).values("pedido").distinct()
    assert with_lines.count() == lote.hechos


@pytest.mark.parametrize(
    ("language", "arguments", "sentence"),
    [
        ("es_MX.UTF-8", ["--cantidad", "1000001"], "--cantidad: Pide un número entero de pedidos"),
        ("es_MX.UTF-8", ["--hasta", "2999-01"], "--hasta: Ese mes todavía no empieza"),
        ("en_US.UTF-8", ["--desde", "1800-01"], "--desde: Write the month as year and number"),
    ],
)
def test_bad_arguments_get_a_sentence_in_the_language_of_the_shell(
    command: Any, language: str, arguments: list[str], sentence: str
) -> None:
    process = command(*arguments, LC_ALL=language)
    _said, problems = process.communicate(timeout=120)
    assert process.returncode == 2
    assert sentence in problems
    assert "Traceback" not in problems
