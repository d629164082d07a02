"""`notificar_admin`: what the team has to know, by mail to ADMINS."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from proyecto.mail import keys
from proyecto.mail.letter import letter
from proyecto.progress import digest
from proyecto.progress.models import Digest
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.outcomes import Rejected
from workers.postman import Postman
from workers.round import Counted, to_each


@progress_task(TaskName.NOTIFICAR_ADMIN)
def notificar_admin(self: Any) -> Counted:
    """Send what is due, all of it in one mail to each, and first what an earlier run could not
    send. Nothing being due is as good as having sent it."""
    self.report(0, 1, phase="preparar")
    if not settings.ADMINS:
        raise Rejected("no_admins")
    digest.gather()
    told: Counter[str] = Counter(notices=0, sent=0)
    with Postman(self) as postman:
        for one in digest.unsent():
            told.update(_send(self, postman, one), notices=len(one.lines))
            digest.sent(one)
    if told["refused"] and not told["sent"]:
        raise Rejected("admins_refused", count=told["refused"])
    return dict(told)


def _send(run: Any, postman: Postman, one: Digest) -> Counted:
    lines = digest.lines_of(one)

    def tell(admin: Any) -> str:
        key = keys.notices(one.pk, admin.email)
        message = letter("avisos", admin, key, {"lines": lines})
        return "sent" if postman.deliver(key, message) else "unknown"

    return to_each(run, _admins(), tell)


def _admins() -> list[Any]:
    """Those whom the setting names; they need no account, and read the project's language."""
    return [_Admin(name=name, email=address) for name, address in settings.ADMINS]


class _Admin(SimpleNamespace):
    def __str__(self) -> str:
        return str(self.name or self.email)
