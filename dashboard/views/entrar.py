"""Signing in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from dashboard.sign_in.door import Explained, with_status
from dashboard.views.cuenta import speak
from proyecto.dominio.models import Usuario


class Entrar(LoginView):
    """The sign-in page; from here on this browser speaks the person's language."""

    template_name = "entrar.html"
    authentication_form = Explained
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether strangers are shown where to make an account."""
        return super().get_context_data(open=settings.REGISTRATION_OPEN, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in."""
        user = form.get_user()
        answer = super().form_valid(form)
        return speak(answer, user.idioma) if isinstance(user, Usuario) else answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again, with what was wrong."""
        return with_status(self.request, super().form_invalid(form))
