"""What programs sign in with."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessToken(models.Model):
    """A program may do what its owner may, as far as `scopes` reach, until it expires or is
    revoked. What is kept of its text is a hash: nobody who reads this table can sign in with it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    # What its owner calls it, and its last letters, to tell it from the others.
    name = models.CharField(_("name"), max_length=100)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    ending = models.CharField(_("last letters"), max_length=4)
    # Separated by blanks, see `proyecto.progress.tokens.Scope`.
    scopes = models.CharField(_("scopes"), max_length=100)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        indexes: ClassVar = [models.Index(fields=["owner", "-created_at"])]
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"
