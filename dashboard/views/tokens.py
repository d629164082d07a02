"""The access tokens of a person: made, shown once, and revoked, on the account's page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from dashboard.forms.token import TokenForm
from dashboard.views.answers import done
from dashboard.views.cuenta import account_page
from proyecto.progress.models import AccessToken
from proyecto.progress.tokens import MOST_TOKENS, TooManyTokens, make_token, revoke_token


@login_required
@require_POST
@never_cache
@sensitive_variables("text")
def crear(request: HttpRequest) -> HttpResponse:
    """A new one. The answer is the only page that ever shows its text."""
    user: Any = request.user
    form = TokenForm(request.POST, staff=user.is_staff)
    if not form.is_valid():
        return account_page(request, token_form=form, status=409)
    try:
        token, text = make_token(user, form.cleaned_data["nombre"], form.wanted, form.expires_at)
    except TooManyTokens:
        form.add_error(None, _("There are %(n)d already. Revoke one first.") % {"n": MOST_TOKENS})
        return account_page(request, token_form=form, status=409)
    return account_page(request, made=token, text=text)


@login_required
@require_POST
def revocar(request: HttpRequest, token_id: int) -> HttpResponse:
    """It opens nothing any more."""
    mine = AccessToken.objects.filter(owner=request.user.pk)
    revoke_token(get_object_or_404(mine, pk=token_id))
    return done(request, "cuenta", sentence=_("The token was revoked."), go=True)
