"""Many runs at once, for the team: what would become of them, then the deed."""

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dashboard.access import runs_visible_to
from dashboard.bulk import ORDERS, Nonsense, carry_out, chosen, plan
from dashboard.run_filter import read
from dashboard.team import team_only
from dashboard.views.answers import by_script, done, page, refused


@team_only
@require_POST
def varias(request: HttpRequest) -> HttpResponse:
    """Cancel or try again the chosen ones. Without `seguro` it only says what would happen: to the
    page's own code as JSON, to a plain form as a page that asks."""
    back, order = _list(request), request.POST.get("accion", "")
    visible = runs_visible_to(request.user)
    try:
        if order not in ORDERS:
            raise Nonsense(_("Choose what to do with them."))
        ids = chosen(request.POST.getlist("ids"))
    except Nonsense as nonsense:
        return refused(request, str(nonsense), back)
    if "seguro" in request.POST:
        return done(request, back, sentence=carry_out(order, visible, ids, request.user))
    asked = plan(order, visible, ids)
    if not asked.yes:
        return refused(request, asked.question, back)
    if by_script(request):
        return JsonResponse({"title": asked.title, "question": asked.question, "yes": asked.yes})
    context = page("", plan=asked, order=order, ids=ids, back=back)
    return render(
        request, "tareas/varias.html", context | {"asked": request.POST.get("filtro", "")}
    )


def _list(request: HttpRequest) -> str:
    """The list as it was asked for; nothing else is gone back to."""
    asked = read(dict(parse_qsl(request.POST.get("filtro", "")[:2000])), staff=True).asked()
    return f"{reverse('tareas')}?{urlencode(asked)}".rstrip("?")
