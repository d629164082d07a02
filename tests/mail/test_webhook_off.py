"""The mail about a webhook that was switched off for its owner, read where it arrives."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proyecto.progress import webhooks
from proyecto.progress.models import TaskRun, Webhook
from proyecto.progress.vocabulary import TaskName
from tests.mail.post_office import PostOffice
from workers.aviso_webhook import enviar_aviso_webhook

pytestmark = pytest.mark.usefixtures("redis_process")
SECRET = "https://example.org/hook/a-password"


@pytest.fixture
def hook(ana: Any) -> Webhook:
    return webhooks.make_webhook(ana, webhooks.CheckedUrl(SECRET))[0]


def off(hook: Webhook, why: str) -> Webhook:
    """Switched off, after a week of failures."""
    Webhook.objects.filter(pk=hook.pk).update(failing_since=timezone.now() - timedelta(days=8))
    hook.refresh_from_db()
    assert webhooks.switch_off(hook, why)
    return hook


def asked(hook: Webhook) -> list[TaskRun]:
    return list(TaskRun.objects.filter(task=TaskName.ENVIAR_AVISO_WEBHOOK, args=[hook.pk]))


def words(letter: Any, kind: str = "plain") -> str:
    return str(letter.get_body((kind,)).get_content())


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Webhook.Off.FAILING, "Durante una semana no se pudo entregar nada a example.org"),
        (Webhook.Off.GONE, "Lo que responde en example.org dijo que ya no existe (410)"),
    ],
)
def test_its_owner_is_told_once_why_and_what_to_do(
    office: PostOffice, ana: Any, hook: Webhook, why: str, said: str
) -> None:
    off(hook, why)
    assert not webhooks.switch_off(hook, why)
    (run,) = asked(hook)
    assert (run.owner_id, run.title) == (None, "example.org")
    assert enviar_aviso_webhook(hook.pk)["sent"] == 1
    assert enviar_aviso_webhook(hook.pk)["sent"] == 1, "the same letter, not another"

    (letter,) = office.to(ana.email)
    assert letter["Subject"] == "Avance ya no llama a example.org"
    for text in (words(letter), words(letter, "html")):
        assert said in " ".join(text.split())
        assert "activa el webhook" in text
        assert f"/cuenta/webhooks/{hook.pk}/" in text
    assert "a-password" not in letter.as_string(), "mails are read by many machines"


def test_one_that_is_switched_off_again_is_told_of_again(
    office: PostOffice, ana: Any, hook: Webhook
) -> None:
    off(hook, Webhook.Off.GONE)
    enviar_aviso_webhook(hook.pk)
    webhooks.switch_on(hook)
    off(hook, Webhook.Off.GONE)
    Webhook.objects.filter(pk=hook.pk).update(off_at=timezone.now() + timedelta(days=1))
    assert enviar_aviso_webhook(hook.pk)["sent"] == 1
    assert len(office.to(ana.email)) == 2


def test_whoever_did_it_themselves_or_has_mended_it_or_is_gone_gets_no_mail(
    office: PostOffice, ana: Any, hook: Webhook
) -> None:
    assert webhooks.switch_off(hook, Webhook.Off.OWNER)
    assert asked(hook) == []
    assert enviar_aviso_webhook(hook.pk)["nothing"] == 1
    webhooks.switch_on(hook)
    assert enviar_aviso_webhook(hook.pk)["nothing"] == 1
    off(hook, Webhook.Off.FAILING)
    ana.is_active = False
    ana.save()
    assert enviar_aviso_webhook(hook.pk)["nothing"] == 1
    Webhook.objects.filter(pk=hook.pk).delete()
    assert enviar_aviso_webhook(hook.pk)["sent"] == 0
    assert office.letters == []
