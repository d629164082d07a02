"""The links that end a kind of mail, and begin it again, without signing in."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from proyecto.dominio.models import Usuario

# Never expires: a link in an old mail must still work.
SIGNER = Signer(salt="proyecto.dominio.baja")
# What people may end by a link, by the name of their preference; in a token, what is after the dot.
# Links of the weekly summary are older than the others, and have none.
WISHES = {"": "resumen_semanal", "fin": "aviso_fin"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a link is about, and which of their preferences."""

    user: Usuario
    wish: str

    @property
    def wants(self) -> bool:
        """Whether such mails are sent."""
        return bool(getattr(self.user, self.wish))

    def choose(self, wants: bool) -> None:
        """Have them sent, or not."""
        setattr(self.user, self.wish, wants)
        Usuario.objects.filter(pk=self.user.pk).update(**{self.wish: wants})


def token_of(user: Usuario, wish: str = "resumen_semanal") -> str:
    """What goes into the link: whom it is about, and what, signed."""
    (name,) = [name for name, of in WISHES.items() if of == wish]
    return SIGNER.sign(f"{user.pk}.{name}" if name else str(user.pk))


def reader_of(token: str) -> Reader | None:
    """Whom a link is about; None for one that we did not sign, or whose account is gone."""
    try:
        pk, _dot, name = SIGNER.unsign(token).partition(".")
        user = Usuario.objects.filter(pk=int(pk)).first()
        return Reader(user, WISHES[name]) if user else None
    except (BadSignature, ValueError, KeyError):
        return None


def headers(stop: str) -> dict[str, str]:
    """RFC 8058: mail programs show a button of their own for it."""
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
