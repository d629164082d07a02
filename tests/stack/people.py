"""Persons of a test's own, each with a real session."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: the row, and the session cookie's value."""

    user: Any
    session: str

    @property
    def id(self) -> int:
        """The row's key."""
        return int(self.user.pk)

    @property
    def cookie(self) -> str:
        """The header that a browser would send."""
        return f"{settings.SESSION_COOKIE_NAME}={self.session}"


class People:
    """Makes them."""

    def sign_in(self, **fields: Any) -> Person:
        """Somebody new; `is_staff=True` for one of the team."""
        return self.again(self.new(**fields))

    def new(self, **fields: Any) -> Any:
        """Somebody new who is not signed in."""
        name = f"persona-{uuid.uuid4().hex[:12]}"
        return get_user_model().objects.create_user(name, **fields)

    def again(self, user: Any) -> Person:
        """One more session of the same person."""
        browser = Client()
        browser.force_login(user)
        return Person(user, browser.cookies[settings.SESSION_COOKIE_NAME].value)
