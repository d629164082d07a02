"""The person's own settings: language, time zone, what is written to them, access tokens."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dashboard.forms.token import TokenForm
from dashboard.views.answers import page
from proyecto.dominio.models import Usuario
from proyecto.progress.models import AccessToken

# Expired ones are shown until they are removed.
MOST_SHOWN = 100


class CuentaForm(forms.ModelForm):
    """Language, time zone, mail."""

    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    idioma = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zona_horaria = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())],
    )

    resumen_semanal = forms.BooleanField(
        label=_("Once a week, a mail about what got done"), required=False
    )

    aviso_fin = forms.BooleanField(
        label=_("A mail when a long task of mine ends and I have no page open"), required=False
    )

    class Meta:
        model = Usuario
        fields = ("email", "idioma", "zona_horaria", "resumen_semanal", "aviso_fin")

    def clean_email(self) -> str:
        """Nobody else's."""
        address: str = Usuario.objects.normalize_email(self.cleaned_data["email"])
        others = Usuario.objects.exclude(pk=self.instance.pk)
        if address and others.filter(email__iexact=address).exists():
            raise forms.ValidationError(_("This address can't be used. Choose another."))
        return address


def speak(answer: HttpResponse, language: str) -> HttpResponse:
    """Remember a person's language in this browser."""
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cuenta(request: HttpRequest) -> HttpResponse:
    """Show and change them."""
    form = _form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        answer = redirect("cuenta")
        return speak(answer, user.idioma)
    return account_page(request, form=form)


def account_page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, with what has just been done on it."""
    user: Any = request.user
    context = {
        "form": _form(request),
        "tokens": AccessToken.objects.filter(owner=user.pk, revoked_at=None)[:MOST_SHOWN],
        "token_form": TokenForm(staff=user.is_staff),
        "now": timezone.now(),
    }
    return render(request, "cuenta.html", page("", **context | more), status=status)


def _form(request: HttpRequest, data: QueryDict | None = None) -> CuentaForm:
    user = get_object_or_404(Usuario, username=request.user.get_username())
    initial = {
        "idioma": user.idioma or translation.get_language(),
        "zona_horaria": user.zona_horaria or settings.TIME_ZONE,
    }
    return CuentaForm(data, instance=user, initial=initial)
