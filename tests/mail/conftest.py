"""A mail server for letters that this process writes, and somebody to write to."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.post_office import PostOffice, post_office
from tests.stack.people import People

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office() as office:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture
def ana(people: People) -> Any:
    user = people.new(idioma="es-mx")
    user.email = f"{user.username}@example.org"
    user.save()
    return user
