"""Having an order charged."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from dashboard import begin
from dashboard.team import team_only
from dashboard.views.answers import done, refused
from proyecto.dominio.models import Pedido


@team_only
@require_POST
def cobrar(request: HttpRequest, pedido_id: int) -> HttpResponse:
    """Charge an order; in the sandbox, with the card that was chosen."""
    try:
        begin.charge(pedido_id, request.user, request.POST.get("tarjeta"))
    except Pedido.DoesNotExist:
        raise Http404 from None
    except begin.NotNow as why:
        return refused(request, why.sentence, "pedido", pedido_id)
    return done(request, "pedido", pedido_id)
