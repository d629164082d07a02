"""Resumable uploads by token: the same tus as the page's, at addresses of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError
from dashboard.api.http.answers import AGAIN, KEY
from dashboard.api.http.bearer import must_ask
from dashboard.api.http.problems import of_refusal
from dashboard.api.once import Deed, once
from dashboard.api.problems import problem
from dashboard.uploads import protocol
from dashboard.uploads.refusal import Refused
from dashboard.uploads.views import TusView, Upload, Uploads
from proyecto.progress.tokens import Scope

# How much has arrived is not among them: that is to be asked for.
KEPT = ("Location", "Upload-Expires")


# No cookie says who asks, so nobody can be made to ask.
@method_decorator(csrf_exempt, name="dispatch")
class ByToken(TusView):
    """Signs in by the header, and says no as a problem."""

    upload_route = "api_upload"
    caller: Caller

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer one request of a tus client."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except ApiError as error:
            return _of_tus(problem(error))

    def sign_in(self, request: HttpRequest) -> None:
        self.caller = must_ask(request, Scope.READ, Scope.WRITE)
        request.user = self.caller.person

    def refused(self, refused: Refused) -> HttpResponse:
        return _of_tus(of_refusal(refused))


class Begin(ByToken, Uploads):
    """`/api/v1/uploads/` for films, `/api/v1/uploads/images/` for pictures."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin an upload, once for each key; again, it is where that one goes on."""

        def begin() -> Deed:
            begun = super(Begin, self).post(request)
            return Deed({name: begun.headers[name] for name in KEPT}, begun.status_code)

        said = [request.headers.get(name, "") for name in ("Upload-Length", "Upload-Metadata")]
        asked = [request.method, request.path, *said]
        deed = once(self.caller, request.headers.get(KEY, ""), asked, begin)
        again = {AGAIN: "true"} if deed.again else {}
        return protocol.answer(deed.status, deed.body | again)


class GoOn(ByToken, Upload):
    """`/api/v1/uploads/<id>/`: one upload."""


def _of_tus(answer: HttpResponse) -> HttpResponse:
    answer["Tus-Resumable"] = protocol.VERSION
    return answer
