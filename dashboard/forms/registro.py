"""What it takes to make an account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from proyecto.dominio.models import Usuario

# One sentence for both, so that it does not tell whether an address is known here.
TAKEN = _("That username or that e-mail address is in use already. Choose another, or sign in.")


class RegistroForm(forms.Form):
    """Name, address, password; and a field that people do not see and robots fill in."""

    username = UsernameField(
        label=_("Username"),
        max_length=150,
        validators=Usuario._meta.get_field("username").validators[:1],
        help_text=_("Letters, digits and @ . + - _"),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )
    again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def by_robot(self) -> bool:
        """Whether somebody filled in what nobody sees."""
        return bool(self.data.get("website"))

    def clean_email(self) -> str:
        """The domain in small letters. Letters that only look alike would make a second account
        of the same address, so there are none but ASCII's before the @."""
        address: str = Usuario.objects.normalize_email(self.cleaned_data["email"])
        if not address.rpartition("@")[0].isascii():
            raise ValidationError(_("Before the @, only letters without accents."))
        return address

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same and no easy one; name and address are free."""
        given: dict[str, Any] = super().clean() or {}
        password, user = given.get("password"), self._user()
        if password and password != given.get("again", password):
            self.add_error("again", _("The two passwords are not the same."))
        elif password:
            try:
                validate_password(password, user)
            except ValidationError as weak:
                self.add_error("password", weak)
        if not self.errors and taken(user.username, user.email):
            raise ValidationError(TAKEN)
        return given

    def save(self) -> Usuario:
        """The new person. Raises IntegrityError when somebody else was faster."""
        user = self._user()
        user.idioma = translation.get_language() or ""
        user.set_password(self.cleaned_data["password"])
        user.save()
        return user

    def _user(self) -> Usuario:
        names = ("username", "email")
        return Usuario(**{name: self.cleaned_data.get(name, "") for name in names})


def taken(username: str, email: str) -> bool:
    """Whether another account has the name or the address, in capitals or not."""
    others = Usuario.objects.filter(username__iexact=username)
    return (others | Usuario.objects.filter(email__iexact=email)).exists()
