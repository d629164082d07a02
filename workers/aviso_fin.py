"""`enviar_aviso_fin`: the end of a long run, by mail, for who has no page open."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from proyecto.dominio import baja
from proyecto.dominio.aviso_fin import took, worth_a_mail
from proyecto.mail import keys
from proyecto.mail.letter import letter
from proyecto.progress import onlookers
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName, TaskState
from workers.base import progress_task
from workers.postman import Postman
from workers.round import Counted, to_each


@progress_task(TaskName.ENVIAR_AVISO_FIN)
def enviar_aviso_fin(self: Any, run_id: str) -> Counted:
    """Tell a person that a run of theirs has ended: once, however often it is asked for, and not
    if they look at a page meanwhile, want no such mail, or are gone."""
    self.report(0, 1, phase="preparar")
    run = TaskRun.objects.select_related("owner").filter(pk=run_id).first()
    with Postman(self) as postman:
        return to_each(self, [run] if run else [], lambda ended: _tell(postman, ended))


def _tell(postman: Postman, run: TaskRun) -> str:
    user: Any = run.owner
    if not worth_a_mail(run) or not user.is_active or onlookers.is_here(user.pk):
        return "nothing"
    key = keys.end(str(run.pk))
    stop = settings.SITE_URL + reverse("baja", args=[baja.token_of(user, "aviso_fin")])
    facts = {
        "run": run,
        "done": run.state == TaskState.SUCCESS,
        "seconds": took(run).total_seconds(),
        "stop": stop,
    }
    message = letter("aviso_fin", user, key, facts, baja.headers(stop))
    return "sent" if postman.deliver(key, message) else "unknown"
