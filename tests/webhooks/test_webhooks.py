"""Webhooks: the secret and what it signs, what may be registered, off and on."""

import base64
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from proyecto.outward.address import Refused
from proyecto.progress import webhooks
from proyecto.progress.models import Notification, Webhook
from tests.stack.people import People
from tests.webhooks.conftest import Hook, fresh

URL = webhooks.checked("https://8.8.8.8/hook")


def signed(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """As docs/webhooks.md tells receivers to do it, without a line of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def test_the_secret_is_told_once_and_is_nowhere_to_be_read(people: People) -> None:
    hook, secret = webhooks.make_webhook(people.new(), URL)
    row = Webhook.objects.filter(pk=hook.pk).values().get()
    assert secret.startswith("whsec_")
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    assert len(raw) == 32
    for value in map(str, row.values()):
        assert secret not in value
        assert raw.hex() not in value


def test_what_a_url_holds_besides_its_host_is_for_its_owner_alone(people: People) -> None:
    url = webhooks.checked("https://8.8.8.8?password=x")
    hook, _ = webhooks.make_webhook(people.new(), url)
    assert webhooks.host_of(hook) == "8.8.8.8"
    assert str(hook) == f"{hook.pk} 8.8.8.8"


def test_another_key_of_the_project_makes_other_secrets(people: People, settings: Any) -> None:
    hook, secret = webhooks.make_webhook(people.new(), URL)
    settings.SECRET_KEY = "another"
    assert webhooks.secret_of(hook.salt) != secret


def test_a_message_is_signed_as_standard_webhooks_has_it(people: People) -> None:
    hook, secret = webhooks.make_webhook(people.new(), URL)
    now = timezone.now()
    said = webhooks.signature(hook, "1", now, b'{"a":1}')
    assert said == signed(secret, "1", int(now.timestamp()), b'{"a":1}')


def test_a_secret_that_was_replaced_signs_for_one_more_day(people: People) -> None:
    hook, old = webhooks.make_webhook(people.new(), URL)
    new = webhooks.rotate(hook)
    hook = fresh(hook)
    now = timezone.now()
    both = webhooks.signature(hook, "1", now, b"x").split(" ")
    assert both == [signed(secret, "1", int(now.timestamp()), b"x") for secret in (new, old)]
    later = now + timedelta(hours=25)
    assert webhooks.signature(hook, "1", later, b"x") == signed(
        new, "1", int(later.timestamp()), b"x"
    )


def test_an_address_inside_is_not_registered(people: People) -> None:
    ana = people.new()
    for url in ("http://127.0.0.1:8000/", "https://localhost/", "https://169.254.169.254/"):
        with pytest.raises(Refused):
            webhooks.make_webhook(ana, webhooks.checked(url))
    assert not Webhook.objects.filter(owner=ana).exists()


def test_only_known_words_are_kept(people: People) -> None:
    hook, _ = webhooks.make_webhook(
        people.new(), URL, ["run.failed", "x"], ["procesar_video", "entregar_webhook", "x"]
    )
    assert (hook.milestones, hook.tasks) == (["run.failed"], ["procesar_video"])


def test_a_person_has_so_many_and_no_more(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MOST_WEBHOOKS", 1)
    ana = people.new()
    webhooks.make_webhook(ana, URL)
    with pytest.raises(webhooks.TooManyWebhooks):
        webhooks.make_webhook(ana, URL)


def test_of_those_made_at_the_same_time_no_more_are_made_than_a_person_may_have(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "MOST_WEBHOOKS", 3)
    ana, together = people.new(), Barrier(12)

    def make(_: int) -> bool:
        connection.ensure_connection()
        together.wait()
        try:
            return bool(webhooks.make_webhook(ana, URL))
        except webhooks.TooManyWebhooks:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(make, range(12))) == 3
    assert Webhook.objects.filter(owner=ana).count() == 3


def test_after_a_week_of_failures_alone_it_is_switched_off_and_the_team_told_once(
    hook: Hook,
) -> None:
    one = hook()

    def notices() -> Any:
        return Notification.objects.filter(cause=f"{webhooks.OFF}:{one.pk}")

    webhooks.missed(one)
    assert fresh(one).failing_since is not None
    webhooks.arrived(one)
    assert fresh(one).failing_since is None
    webhooks.missed(one)
    since = timezone.now() - timedelta(days=7, seconds=1)
    Webhook.objects.filter(pk=one.pk).update(failing_since=since)
    webhooks.missed(one)
    webhooks.missed(one)
    (notice,) = notices()
    assert (fresh(one).off, notice.count) == (Webhook.Off.FAILING, 1)
    assert "/hook" not in str(notice.facts), "the rest of a URL may hold a password"
    webhooks.switch_on(one)
    assert (fresh(one).off, fresh(one).failing_since) == ("", None)
