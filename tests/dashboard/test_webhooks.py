"""The pages of webhooks: a person's own, the secret shown once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from proyecto.progress import deliveries, webhooks
from proyecto.progress.models import Webhook
from proyecto.progress.tokens import Scope, make_token, revoke_token
from tests.stack.people import People

URL = "https://8.8.8.8/hook"
LIST = "/cuenta/webhooks/"
pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def browser(people: People) -> Client:
    """Of somebody who is signed in."""
    return signed_in(people.new())


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def hook(people: People) -> Iterator[Webhook]:
    """One of somebody's."""
    hook, _ = webhooks.make_webhook(people.new(), webhooks.checked(URL))
    yield hook
    Webhook.objects.filter(pk=hook.pk).delete()


def made(browser: Client, **fields: Any) -> Any:
    return browser.post(LIST, {"url": URL, "milestones": ["run.failed"], **fields})


def test_one_that_is_made_shows_its_secret_this_once(browser: Client) -> None:
    answer = made(browser)
    hook = answer.context["card"]
    row = Webhook.objects.get(pk=hook.id)
    assert webhooks.secret_of(row.salt) in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0")
    assert "whsec_" not in browser.get(f"{LIST}{hook.id}/").content.decode()
    assert (row.milestones, row.tasks, row.team) == (["run.failed"], [], False)
    row.delete()


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "https://localhost/", "https://10.0.0.1/", "x"])
def test_an_address_that_may_not_be_called_is_refused_in_a_sentence(
    browser: Client, url: str
) -> None:
    answer = made(browser, url=url)
    assert answer.status_code == 400
    assert answer.context["form"].errors["url"]


def test_only_the_team_is_asked_about_everybodys_runs(browser: Client, people: People) -> None:
    theirs = made(browser, team="on").context["card"]
    assert not Webhook.objects.get(pk=theirs.id).team
    member = made(signed_in(people.new(is_staff=True)), team="on").context["card"]
    assert Webhook.objects.get(pk=member.id).team
    Webhook.objects.filter(pk__in=[theirs.id, member.id]).delete()


def test_of_others_there_is_none(browser: Client, hook: Webhook) -> None:
    delivery = deliveries.send_test(hook)
    page = f"{LIST}{hook.pk}/"
    assert browser.get(page).status_code == 404
    for what in ("secreto", "probar", "apagar", "encender", "borrar"):
        assert browser.post(f"{page}{what}/").status_code == 404
    assert browser.post(f"{page}entregas/{delivery.pk}/repetir/").status_code == 404
    assert URL not in browser.get(LIST).content.decode()


def test_what_can_be_done_with_it(hook: Webhook) -> None:
    browser, page = signed_in(hook.owner), f"{LIST}{hook.pk}/"
    salt = hook.salt
    assert "whsec_" in browser.post(f"{page}secreto/").content.decode()
    browser.post(f"{page}probar/")
    browser.post(f"{page}apagar/")
    hook.refresh_from_db()
    assert hook.salt != salt
    assert hook.off == "owner"
    browser.post(f"{page}encender/")
    hook.refresh_from_db()
    assert hook.off == ""
    (delivery,) = hook.deliveries.all()
    answer = browser.post(f"{page}entregas/{delivery.pk}/repetir/", follow=True)
    assert str(delivery.pk) in answer.content.decode()
    browser.post(f"{page}borrar/")
    assert not Webhook.objects.filter(pk=hook.pk).exists()


def test_one_that_has_ended_with_its_token_is_said_to_be_off_for_good(people: People) -> None:
    ana = people.new()
    token, _ = make_token(ana, "a program", [Scope.READ, Scope.WRITE])
    hook, _ = webhooks.make_webhook(ana, webhooks.checked(URL), token=token)
    page, switch = f"{LIST}{hook.pk}/", f'action="{LIST}{hook.pk}/apagar/"'
    browser = signed_in(ana)
    assert switch in browser.get(page).content.decode()
    revoke_token(token)
    answer = browser.get(page)
    assert (answer.context["card"].off, answer.context["card"].ended) != ("", False)
    assert switch not in answer.content.decode()
    assert "encender/" not in answer.content.decode()
