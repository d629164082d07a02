"""Signing up: who gets an account, what they are asked, and the one mail that follows."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from dashboard.notice_words import sentence
from dashboard.sign_in import newcomers
from proyecto.dominio.models import Usuario
from proyecto.progress.models import Notification, TaskRun
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process", "committed")
PAGE = "/registro/"
PASSWORD = "una frase bastante larga"


@pytest.fixture(autouse=True)
def from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test comes from an address of its own, so that none uses up the others' attempts."""
    address = f"test-{uuid.uuid4()}"
    monkeypatch.setattr("dashboard.views.registro.address_of", lambda request: address)


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def data() -> Iterator[dict[str, str]]:
    """What somebody new fills in."""
    name = f"nueva-{uuid.uuid4().hex[:10]}"
    address = f"{name}@example.org"
    yield {"username": name, "email": address, "password": PASSWORD, "again": PASSWORD}
    TaskRun.objects.filter(owner__username=name).delete()


def run_of(name: str) -> TaskRun:
    return TaskRun.objects.get(owner__username=name, task="enviar_email_bienvenida")


def test_whoever_signs_up_is_in_and_is_welcomed_by_mail(
    client: Client, data: dict[str, str]
) -> None:
    answer = client.post(PAGE, data)
    assert (answer.status_code, answer["Location"]) == (302, "/subir/")
    user = Usuario.objects.get(username=data["username"])
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(PASSWORD)
    assert (user.email, user.idioma, user.is_staff) == (data["email"], "en", False)
    run = run_of(user.username)
    assert (run.args, run.run_at, run.title) == ([user.pk], None, user.email)


def test_the_team_has_news_of_who_signed_up_all_of_one_day_in_one_line(
    client: Client, data: dict[str, str]
) -> None:
    cause = f"new_account:{timezone.localdate()}"
    Notification.objects.filter(cause=cause).delete()
    for name in ("", "-2"):
        person = {"username": data["username"] + name, "email": f"x{name}{data['email']}"}
        Client().post(PAGE, data | person)
    [one] = Notification.objects.filter(cause=cause)
    assert (one.count, one.severity) == (2, "info")
    assert one.facts == {"name": data["username"] + "-2"}
    with translation.override("en"):
        said = sentence(one)
    assert said == f"{data['username']}-2 made an account. 1 other did so that day."


def test_the_mail_can_be_put_off_for_ten_minutes(
    client: Client, data: dict[str, str], settings: Any
) -> None:
    settings.WELCOME_DELAY_SECONDS = 600
    client.post(PAGE, data)
    run = run_of(data["username"])
    assert run.run_at is not None
    wait = run.run_at - run.created_at
    assert timedelta(minutes=9, seconds=55) < wait <= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"again": "otra frase distinta"}, "The two passwords are not the same."),
        ({"password": "12345678", "again": "12345678"}, "This password is too common."),
        ({"email": "no address"}, "Enter a valid email address."),
        (
            {"email": "\N{KELVIN SIGN}ate@example.org"},
            "Before the @, only letters without accents.",
        ),
        ({"username": "a b<c>"}, "Enter a valid username."),
        ({"username": ""}, "This field is required."),
    ],
)
def test_what_can_not_be_is_told_and_makes_no_account(
    client: Client, data: dict[str, str], changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(PAGE, data | changes)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert not Usuario.objects.filter(email=data["email"]).exists()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("field", ["username", "email"])
def test_a_name_or_an_address_that_is_taken_is_not_told_apart(
    client: Client, data: dict[str, str], field: str
) -> None:
    Client().post(PAGE, data)
    other = data | {"username": data["username"] + "x", "email": "x" + data["email"]}
    answer = client.post(PAGE, other | {field: data[field].upper()})
    assert "That username or that e-mail address is in use already." in answer.content.decode()
    assert not Usuario.objects.filter(username=other["username"]).exists()


def test_a_robot_that_fills_in_what_nobody_sees_gets_nothing(
    client: Client, data: dict[str, str]
) -> None:
    answer = client.post(PAGE, data | {"website": "https://spam.example"})
    assert answer["Location"] == "/entrar/"
    assert not Usuario.objects.filter(username=data["username"]).exists()


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, data: dict[str, str]) -> None:
    for _ in range(newcomers.FOR_AN_ADDRESS):
        client.post(PAGE, {})
    answer = client.post(PAGE, data)
    assert answer.status_code == 429
    assert "Too many attempts to sign up. Try again in 60 minutes." in answer.content.decode()
    assert not Usuario.objects.filter(username=data["username"]).exists()


def test_a_closed_house_says_so(client: Client, data: dict[str, str], settings: Any) -> None:
    settings.REGISTRATION_OPEN = False
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data).status_code == 403
    assert PAGE not in client.get("/entrar/").content.decode()
    assert not Usuario.objects.filter(username=data["username"]).exists()


def test_who_is_in_already_is_led_on(people: People) -> None:
    client = Client()
    client.force_login(people.new())
    assert client.get(PAGE)["Location"] == "/"
