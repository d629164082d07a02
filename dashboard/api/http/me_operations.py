"""`/me`."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import Router

from dashboard.api.http.answers import shape
from dashboard.api.http.bearer import READS, caller_of
from dashboard.api.http.shapes import Me, TokenFacts
from proyecto.dominio.preferencias import zone_of
from proyecto.progress.events import plain
from proyecto.progress.models import AccessToken
from proyecto.progress.tokens import Scope

router = Router(tags=["Account"], auth=READS)


@router.get("", response=shape("Me"), summary="Who asks")
def me(request: HttpRequest) -> Any:
    """And by which token. `staff`: as one of the team, by this token."""
    caller = caller_of(request)
    token = AccessToken.objects.get(pk=caller.token_id or 0)
    person = caller.person
    return plain(
        Me(
            id=person.pk,
            username=person.get_username(),
            name=person.get_full_name(),
            language=translation.get_language() or "",
            time_zone=str(zone_of(person)),
            staff=caller.is_staff,
            scopes=[str(scope) for scope in Scope if scope in caller.scopes],
            token=TokenFacts(token.name, token.ending, token.expires_at),
        )
    )
