"""A socket lives only as long as the right to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.utils import timezone

from dashboard.access import groups_of
from dashboard.fragments import Look
from dashboard.rights import FORBIDDEN, SIGN_IN, hears, lost
from tests.dashboard.test_subscriber import Socket
from tests.stack.people import People, Person


def socket_of(person: Person) -> Socket:
    socket = Socket()
    socket.user_id, socket.session_key = person.id, person.session
    socket.groups = frozenset(groups_of(person.user))
    socket.look = Look("tareas", "es-mx", "UTC", person.user.is_staff)
    return socket


async def codes(*sockets: Socket) -> list[int | None]:
    """What each is to be closed with."""
    found = {id(socket): code for socket, code in await lost(sockets)}
    return [found.get(id(socket)) for socket in sockets]


def expire(person: Person) -> None:
    Session.objects.filter(pk=person.session).update(expire_date=timezone.now() - timedelta(days=1))


def sign_out(person: Person) -> None:
    Session.objects.filter(pk=person.session).delete()


def deactivate(person: Person) -> None:
    type(person.user).objects.filter(pk=person.id).update(is_active=False)


def change_password(person: Person) -> None:
    person.user.set_password("otra muy larga")
    person.user.save()


def demote(person: Person) -> None:
    type(person.user).objects.filter(pk=person.id).update(is_staff=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _: None, None),
        (expire, SIGN_IN),
        (sign_out, SIGN_IN),
        (deactivate, SIGN_IN),
        (change_password, SIGN_IN),
        (lambda person: person.user.delete(), SIGN_IN),
        (demote, FORBIDDEN),
    ],
    ids=["nothing", "expiry", "sign-out", "account", "password", "no account", "team"],
)
async def test_what_ends_a_right_ends_its_socket_and_no_other(
    people: People, change: Callable[[Person], Any], code: int | None
) -> None:
    eva = await sync_to_async(people.sign_in)(is_staff=True)
    luis = await sync_to_async(people.sign_in)()
    sockets = socket_of(eva), socket_of(luis)
    await sync_to_async(change)(eva)
    assert await codes(*sockets) == [code, None]


def test_a_person_hears_their_own_runs_and_the_team_all(people: People) -> None:
    ana, eva = socket_of(people.sign_in()), socket_of(people.sign_in(is_staff=True))
    assert hears(ana, ana.user_id)
    assert not hears(ana, eva.user_id)
    assert not hears(ana, None)
    assert hears(eva, ana.user_id)
    assert hears(eva, None)
