"""The link in a mail that ends its kind: no account needed, only the link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from proyecto.dominio.baja import reader_of
from proyecto.dominio.preferencias import language_of


# Mail programs post here on behalf of their user (RFC 8058). The signed link is all they have, and
# nothing but this one wish can be changed by it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def baja(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands, with a button. A GET changes nothing: programs that look for viruses follow
    every link."""
    reader = reader_of(token)
    if reader is None:
        raise Http404
    if request.method == "POST":
        reader.choose(request.POST.get("quiero") == "1")
    with translation.override(language_of(reader.user)):
        context = {"reader": reader, "masked": masked(reader.user.email)}
        answer = render(request, "baja.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def masked(address: str) -> str:
    """Enough for its owner to know it: a mail may have been passed on."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"
