"""The page Sistema while things happen: who manages, who looks, and a worker that is killed."""

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from proyecto.progress import queues, workers
from proyecto.progress.models import QueuePause
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.stack.people import People, Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What one does, the others see within a second; a busy machine may take its time.
SEEN_MS = 5_000
SOON_MS = 40_000
HALF_AN_HOUR_MS = 1_800_000


@pytest.fixture
def manager(people: People) -> Person:
    boss = people.sign_in(is_staff=True)
    boss.user.user_permissions.add(Permission.objects.get(codename="change_queuepause"))
    return boss


def test_a_queue_that_one_pauses_is_seen_paused_by_who_may_only_look(
    visit: Visit, manager: Person, people: People
) -> None:
    mine = visit(manager).live("/sistema/")
    theirs = visit(people.sign_in(is_staff=True)).live("/sistema/")
    queue = theirs.locator("#cola-imagenes")
    expect(queue).to_be_visible()
    expect(theirs.locator("main").get_by_role("button")).to_have_count(0)
    try:
        mine.get_by_role("button", name="Pausar: imagenes").click()
        expect(mine.get_by_role("button", name="Reanudar: imagenes")).to_be_visible()
        expect(queue.get_by_text("En pausa")).to_be_visible(timeout=SEEN_MS)
        expect(theirs.locator("#sis-verdict")).to_contain_text("La cola imagenes está en pausa")
        assert queues.pauses_of(["imagenes"])["imagenes"].by == manager.user
        expect(theirs.locator("#sis-actions li").first).to_contain_text("pausó la cola imagenes")
        mine.get_by_role("button", name="Reanudar: imagenes").click()
        expect(queue.get_by_text("En pausa")).to_have_count(0)
    finally:
        QueuePause.objects.all().delete()


def test_a_worker_is_watched_at_work_drained_and_missed_when_it_is_killed(
    visit: Visit, manager: Person, person: Person, gate: Gate, stack: Stack
) -> None:
    run = gate.run(person, "Playa del Carmen")
    page = visit(manager).live("/sistema/")
    worker = page.locator("[id='trabajador-guion@test']")
    expect(worker.get_by_role("link", name="Playa del Carmen")).to_have_attribute(
        "href", f"/tareas/{run.pk}/"
    )
    expect(worker).to_contain_text("1 de 2")
    page.get_by_role("button", name="No dar trabajo: guion@test").click()
    expect(worker).to_have_attribute("data-state", "draining")
    expect(page.locator("#sis-verdict")).to_contain_text("guion@test no toma trabajo nuevo.")
    page.get_by_role("button", name="Dar trabajo: guion@test").click()
    expect(worker).to_have_attribute("data-state", "busy")
    expect(page.locator("#conn")).to_contain_text("ms", timeout=SOON_MS)

    stack["guion"].kill()
    with stack.redis.client() as client:  # its last word was half an hour ago
        client.zincrby(f"avance:{workers.KIND}:heard", -HALF_AN_HOUR_MS, "guion@test")
    expect(worker).to_have_attribute("data-state", "silent", timeout=SOON_MS)
    expect(page.locator("#sis-verdict")).to_contain_text("guion@test no da señales desde")
    expect(page.locator("#cola-guion")).to_contain_text("Nadie la atiende")
    stack["guion"].start()
    expect(worker).to_have_attribute("data-state", "busy", timeout=SOON_MS)
