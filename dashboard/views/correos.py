"""The mails that lie as files on a machine without a mail server, for the team."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from dashboard import mailbox
from dashboard.middleware import POLICY
from dashboard.team import team_only
from dashboard.views.answers import page

PER_PAGE = 30
WITH_FRAME = f"{POLICY}; frame-src 'self'"
# A mail's own page: nothing runs, nothing is fetched, nothing is sent; what it links to opens in
# a window of its own.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    f"base-uri 'none'; frame-ancestors 'self'; sandbox {SANDBOX}"
)


@team_only
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """All of them, newest first, and where mails go."""
    shown = Paginator(mailbox.names(), PER_PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "mails": [mailbox.line(name) for name in shown.object_list],
        "page_obj": shown,
        "server": settings.EMAIL_HOST,
        "folder": settings.EMAIL_FILE_PATH,
    }
    return render(request, "correos/lista.html", page("", section="correos", **context))


@team_only
@require_safe
def correo(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: as its reader sees it, in plain text, and its headers."""
    context = page("", section="correos", mail=_mail(name), sandbox=SANDBOX)
    answer = render(request, "correos/correo.html", context)
    answer["Content-Security-Policy"] = WITH_FRAME
    return answer


@team_only
@require_safe
@xframe_options_sameorigin
def html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """Its HTML, for the frame."""
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(_mail(name).html, headers=headers)


def _mail(name: str) -> mailbox.Mail:
    mail = mailbox.read(name)
    if mail is None:
        raise Http404
    return mail
