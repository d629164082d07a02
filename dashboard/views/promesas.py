"""How true the told times are, for the team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.promise_cards import promises_context
from dashboard.team import team_only
from dashboard.views.answers import page


@team_only
@require_safe
def promesas(request: HttpRequest) -> HttpResponse:
    """The hit rate of the last 30 days."""
    context = page("", section="sistema", **promises_context())
    return render(request, "sistema/promesas.html", context)
