"""The link that ends the weekly summary, and begins it again, without signing in."""

from django.core.signing import BadSignature, Signer

from proyecto.dominio.models import Usuario

# Never expires: a link in an old mail must still work.
SIGNER = Signer(salt="proyecto.dominio.baja")


def token_of(user: Usuario) -> str:
    """What goes into the link: whom it is about, signed."""
    return SIGNER.sign(str(user.pk))


def reader_of(token: str) -> Usuario | None:
    """Whom a link is about; None for one that we did not sign, or whose account is gone."""
    try:
        return Usuario.objects.filter(pk=int(SIGNER.unsign(token))).first()
    except (BadSignature, ValueError):
        return None
