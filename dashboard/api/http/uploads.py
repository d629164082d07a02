"""Resumable uploads by token: the same tus as the page's, at addresses of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from dashboard.api.errors import ApiError
from dashboard.api.http.bearer import must_ask
from dashboard.api.http.problems import of_error, of_refusal
from dashboard.uploads import protocol
from dashboard.uploads.refusal import Refused
from dashboard.uploads.views import TusView, Upload, Uploads
from proyecto.progress.tokens import Scope


# No cookie says who asks, so nobody can be made to ask.
@method_decorator(csrf_exempt, name="dispatch")
class ByToken(TusView):
    """Signs in by the header, and says no as a problem."""

    upload_route = "api_upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer one request of a tus client."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except ApiError as error:
            return _of_tus(of_error(error))

    def sign_in(self, request: HttpRequest) -> None:
        request.user = must_ask(request, Scope.READ, Scope.WRITE).person

    def refused(self, refused: Refused) -> HttpResponse:
        return _of_tus(of_refusal(refused))


class Begin(ByToken, Uploads):
    """`/api/v1/uploads/` for films, `/api/v1/uploads/images/` for pictures."""


class GoOn(ByToken, Upload):
    """`/api/v1/uploads/<id>/`: one upload."""


def _of_tus(answer: HttpResponse) -> HttpResponse:
    answer["Tus-Resumable"] = protocol.VERSION
    answer["Cache-Control"] = "no-store"
    return answer
