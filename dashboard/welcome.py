"""The welcome mail of one person: asking for it, and how it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from proyecto.dominio.models import Usuario
from proyecto.mail import keys
from proyecto.progress.launch import launch
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import OPEN, TaskName


@dataclass(frozen=True, slots=True)
class Welcome:
    """`state` is none, waiting (see `run`), sent, refused or unknown; `at` when that was."""

    state: str
    at: datetime | None = None
    run: TaskRun | None = None

    @property
    def may_be_sent(self) -> bool:
        """Whether asking for it makes sense."""
        return self.state in {"none", "refused"}


def welcome(user: Usuario, run_at: datetime | None = None) -> TaskRun:
    """Have the mail sent, now or at `run_at`."""
    return launch(
        TaskName.ENVIAR_EMAIL_BIENVENIDA,
        user.pk,
        owner=user,
        title=user.email,
        subject=subject_of(user),
        run_at=run_at,
    )


def usual_moment() -> datetime | None:
    """When somebody who signs up now is welcomed; None for at once."""
    wait: int = settings.WELCOME_DELAY_SECONDS
    return timezone.now() + timedelta(seconds=wait) if wait else None


def standing(user: Usuario) -> Welcome:
    """How it stands."""
    effect = Effect.objects.filter(key=keys.welcome(user.pk)).first()
    if effect is not None and effect.state == Effect.State.DONE:
        return Welcome("sent", effect.done_at)
    run = TaskRun.objects.filter(
        subject=subject_of(user), task=TaskName.ENVIAR_EMAIL_BIENVENIDA, state__in=OPEN
    ).first()
    if run is not None:
        return Welcome("waiting", run.run_at, run)
    if effect is None:
        return Welcome("none")
    refused = effect.state == Effect.State.REFUSED
    return Welcome("refused" if refused else "unknown", effect.planned_at)


def subject_of(user: Usuario) -> str:
    """How runs name a person."""
    return f"usuario:{user.pk}"
