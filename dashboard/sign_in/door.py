"""The one way in, for the pages and for the administration: a backend that counts, and forms that
say why it refused."""

import logging
import math
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import redis
from asgiref.sync import sync_to_async
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.sign_in.address import address_of
from dashboard.sign_in.attempts import Attempt
from proyecto.dominio.models import Usuario

# When Redis is probably back.
SOON_SECONDS = 60

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a password was not even looked at; `seconds` until it makes sense to try again."""

    status: HTTPStatus
    seconds: float

    @property
    def sentence(self) -> str:
        """For the person."""
        if self.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return _(
                "Nobody can sign in at the moment: a service is not answering. Try again soon."
            )
        minutes = math.ceil(self.seconds / 60)
        return ngettext(
            "Too many attempts to sign in. Try again in %(n)d minute.",
            "Too many attempts to sign in. Try again in %(n)d minutes.",
            minutes,
        ) % {"n": minutes}


class Doorkeeper(ModelBackend):
    """Passwords are looked at only while attempts are few. Attempts that can't be counted are
    refused: a Redis that is away must not be an invitation to guess."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Usuario | None:
        """The person, if the password is theirs. Raises PermissionDenied, with a Refusal left at
        the request, when it may not be looked at."""
        attempt = Attempt(username or "", address_of(request))
        try:
            self._count(request, attempt)
            user = super().authenticate(request, username, password, **kwargs)
            if user is not None:
                attempt.forgive()
        except (redis.RedisError, OSError) as error:
            log.warning("sign-in refused, attempts can't be counted: %s", error)
            raise _refused(request, Refusal(HTTPStatus.SERVICE_UNAVAILABLE, SOON_SECONDS)) from None
        return user

    async def aauthenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Usuario | None:
        """The same: Django's own would go past it."""
        return await sync_to_async(self.authenticate)(request, username, password, **kwargs)

    def _count(self, request: HttpRequest | None, attempt: Attempt) -> None:
        seconds = attempt.take()
        if seconds:
            log.warning("too many attempts to sign in from %s", attempt.address or "nowhere")
            raise _refused(request, Refusal(HTTPStatus.TOO_MANY_REQUESTS, seconds))


class Explained(AuthenticationForm):
    """Says why the door stayed shut, where that was not the password."""

    def get_invalid_login_error(self) -> ValidationError:
        """The refusal's own sentence, else Django's."""
        refusal = _refusal_of(self.request)
        if refusal is None:
            return super().get_invalid_login_error()
        return ValidationError(refusal.sentence, code="refused")


class AdminForm(Explained, AdminAuthenticationForm):
    """The same at the administration's own door."""


def with_status(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A page that shows a refusal says so to programs too."""
    refusal = _refusal_of(request)
    if refusal is not None:
        answer.status_code = refusal.status
        answer["Retry-After"] = str(math.ceil(refusal.seconds))
    return answer


def _refused(request: HttpRequest | None, refusal: Refusal) -> PermissionDenied:
    if request is not None:
        request.refusal = refusal  # type: ignore[attr-defined]
    return PermissionDenied()


def _refusal_of(request: HttpRequest | None) -> Refusal | None:
    return cast("Refusal | None", getattr(request, "refusal", None))
