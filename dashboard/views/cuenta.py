"""The person's own settings: language and time zone."""

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dashboard.views.answers import page
from proyecto.dominio.models import Usuario


class CuentaForm(forms.ModelForm):
    """Language and time zone."""

    idioma = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zona_horaria = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())],
    )

    class Meta:
        model = Usuario
        fields = ("idioma", "zona_horaria")


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
    user = get_object_or_404(Usuario, username=request.user.get_username())
    initial = {
        "idioma": user.idioma or translation.get_language(),
        "zona_horaria": user.zona_horaria or settings.TIME_ZONE,
    }
    form = CuentaForm(request.POST or None, instance=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.save()
        answer = redirect("cuenta")
        return speak(answer, user.idioma)
    return render(request, "cuenta.html", page("", form=form))
