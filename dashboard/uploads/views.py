"""The two addresses of tus: where uploads begin, and each upload's own."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from dashboard.access import uploads_of
from dashboard.uploads import protocol, quota
from dashboard.uploads.chunk import check_offset, extend, finish_if_complete, remove
from dashboard.uploads.names import clean_name
from dashboard.uploads.part import Busy, NoRoom, OpenPart, Part
from dashboard.uploads.pictures import product_of
from dashboard.uploads.protocol import answer, state_headers
from dashboard.uploads.purposes import PURPOSES
from dashboard.uploads.refusal import Refused, no_room
from proyecto.dominio.models import Subida

Result = TypeVar("Result")


class TusView(View):
    """What both have in common: every refusal is a status and a sentence. `upload_route` is where
    one upload goes on."""

    upload_route = "tus-upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer one request of a tus client."""
        override = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and override in {"PATCH", "DELETE"}:
            request.method = override  # for clients behind proxies that know only GET and POST
        if request.method == "OPTIONS":
            return protocol.capabilities()
        try:
            return self._allowed(request, *args, **kwargs)
        except Refused as refused:
            return self.refused(refused)

    def sign_in(self, request: HttpRequest) -> None:
        """See that `request.user` is somebody. Raises Refused."""
        if not request.user.is_authenticated:
            raise Refused(HTTPStatus.UNAUTHORIZED, _("Sign in to upload."))

    def refused(self, refused: Refused) -> HttpResponse:
        """How that is answered."""
        return answer(refused.status, refused.headers, refused.sentence)

    def _allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.sign_in(request)
        protocol.check_version(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoRoom:
            raise no_room() from None
        except OperationalError as error:
            if "disk is full" in str(error):  # SQLite lies on the same disk
                raise no_room() from error
            raise


class Uploads(TusView):
    """`/subir/tus/` and `/imagenes/tus/`: where an upload begins."""

    http_method_names = ("post", "options")
    proposito = Subida.Proposito.VIDEO

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin an upload, if there is room for all of it."""
        length = protocol.whole_number(request, "Upload-Length")
        said = protocol.metadata(request)
        purpose = PURPOSES[self.proposito]
        name = clean_name(said.get("filename", ""))
        quota.check_size(length, purpose.most_bytes)
        purpose.check_name(name)
        quota.check_disk(length)
        subida = register(
            request.user,
            length,
            proposito=self.proposito,
            nombre=name,
            tipo=_type_of(said),
            producto=product_of(said),
        )
        headers = {"Location": reverse(self.upload_route, args=[subida.pk])}
        return answer(HTTPStatus.CREATED, headers | state_headers(subida, 0))


class Upload(TusView):
    """`/subir/tus/<id>/`: one upload. Another person's does not exist."""

    http_method_names = ("head", "patch", "delete", "options")

    def head(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """How much has arrived.

        A client that finds all of it there sends nothing more, so an upload that was cut off
        between its last byte and what it becomes is finished here.
        """
        subida = _upload(request, key)
        offset = _offset(subida)
        if offset == subida.bytes_total and not subida.terminada:
            subida = _held(subida, finish_if_complete)
        file = {
            "Upload-Length": str(subida.bytes_total),
            "Upload-Metadata": protocol.as_metadata(subida),
        }
        return answer(HTTPStatus.OK, file | state_headers(subida, offset))

    def patch(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Add the bytes of this request. All of them, or none."""
        if request.headers.get("Content-Type") != protocol.CHUNK_TYPE:
            raise Refused(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                _("The bytes of an upload are sent as %(type)s.") % {"type": protocol.CHUNK_TYPE},
            )
        subida = _upload(request, key)
        if subida.terminada:  # the answer to the last bytes was lost, and they are sent again
            check_offset(request, subida.bytes_total)
        else:
            subida = _held(subida, lambda upload, part: extend(request, upload, part))
        return answer(HTTPStatus.NO_CONTENT, state_headers(subida, _offset(subida)))

    def delete(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Give up an upload."""
        subida = _upload(request, key)
        if subida.terminada:
            raise Refused(HTTPStatus.GONE, _("This upload is complete."))
        _held(subida, lambda upload, _part: remove(upload))
        return answer(HTTPStatus.NO_CONTENT)


def register(user: Any, length: int, **said: Any) -> Subida:
    """The row and its part, or neither. Raises Refused."""
    with transaction.atomic():
        # The lock: two uploads that begin at once must not share what is left of a quota.
        get_user_model().objects.select_for_update().get(pk=user.pk)
        quota.check_share(user, length)
        subida = Subida.objects.create(
            propietario=user,
            bytes_total=length,
            caduca=timezone.now() + settings.UPLOAD_EXPIRES,
            **said,
        )
        Part(subida.pk).create()
    return subida


def _type_of(said: dict[str, str]) -> str:
    kind = said.get("filetype", "")
    return kind if re.fullmatch(r"[\w.+-]{1,40}/[\w.+-]{1,40}", kind, re.ASCII) else ""


def _upload(request: HttpRequest, key: UUID) -> Subida:
    subida = uploads_of(request.user).filter(pk=key).first()
    if subida is None:
        raise Refused(HTTPStatus.NOT_FOUND, _("There is no such upload."))
    if not subida.terminada and subida.caduca < timezone.now():
        raise _gone()
    return subida


def _offset(subida: Subida) -> int:
    if subida.terminada:
        return subida.bytes_total
    try:
        return Part(subida.pk).size()
    except FileNotFoundError:
        if _just_finished(subida):
            return subida.bytes_total
        raise _gone() from None


def _held(subida: Subida, do: Callable[[Subida, OpenPart], Result]) -> Result:
    """What `do` makes of the upload while nobody else touches it."""
    try:
        with Part(subida.pk).locked() as part:
            subida.refresh_from_db()
            return do(subida, part)
    except Busy:
        raise _busy() from None
    except (FileNotFoundError, Subida.DoesNotExist):
        # Who comes again finds it complete.
        raise (_busy() if _just_finished(subida) else _gone()) from None


def _just_finished(subida: Subida) -> bool:
    """Whether its part is gone because another connection has brought the last of it."""
    newer = Subida.objects.filter(pk=subida.pk).first()
    return newer is not None and newer.terminada


def _busy() -> Refused:
    return Refused(HTTPStatus.LOCKED, _("Another connection is sending this upload just now."))


def _gone() -> Refused:
    return Refused(HTTPStatus.GONE, _("This upload has expired. Begin it again."))
