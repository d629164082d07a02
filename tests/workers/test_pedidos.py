"""Demo orders made by a real worker."""

from collections.abc import Iterator
from typing import Any

import pytest

from proyecto.dominio.models import Lote
from proyecto.progress import record
from proyecto.progress.launch import again, launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName, TaskState
from tests.dominio.demo.plans import a_lot
from tests.dominio.demo.shops import forget, orders_of
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.stack import Stack
from tests.workers.conftest import ended, now, types
from workers.outcomes import Rejected
from workers.pedidos import crear_pedidos


@pytest.fixture
def lote(committed: None) -> Iterator[Lote]:
    lote = a_lot(30_000)
    yield lote
    forget(lote)


@pytest.fixture
def small(committed: None) -> Iterator[Lote]:
    lote = a_lot(3000)
    yield lote
    forget(lote)


def asked(lote: Lote, people: People) -> TaskRun:
    owner = people.new(is_staff=True)
    given: dict[str, Any] = {"owner": owner, "subject": lote.asunto, "queue": "guion"}
    return launch(TaskName.CREAR_PEDIDOS, lote.pk, **given)


def test_it_makes_them_and_tells_every_phase(crew: Stack, people: People, small: Lote) -> None:
    run = ended(asked(small, people))

    assert run.state == TaskState.SUCCESS
    assert run.result == {"pedidos": 3000, "semilla": small.semilla}
    assert types(run).count("run.phase") == 3
    assert orders_of(small).count() == 3000


@pytest.mark.slow
def test_cancelled_it_leaves_whole_batches_and_trying_again_makes_the_rest(
    crew: Stack, people: People, lote: Lote
) -> None:
    run = asked(lote, people)
    until(lambda: Lote.objects.filter(pk=lote.pk, hechos__gt=0).exists(), 60)
    record.request_cancel(run.pk)
    assert ended(run).state == TaskState.REVOKED
    made = orders_of(lote).count()
    assert 0 < made == lote.hechos < 30_000
    assert made % 2000 == 0

    assert ended(again(now(run)), 120).state == TaskState.SUCCESS
    assert orders_of(lote).count() == 30_000


def test_a_lot_that_nobody_knows_is_refused(committed: None) -> None:
    with pytest.raises(Rejected, match="lote_gone"):
        crear_pedidos(0)
