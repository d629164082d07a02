"""`enviar_aviso_webhook`: that a webhook was switched off for them, by mail, to whoever has it."""

from typing import Any

from proyecto.mail import keys
from proyecto.mail.letter import letter
from proyecto.progress.models import Webhook
from proyecto.progress.vocabulary import TaskName
from proyecto.progress.webhooks import host_of
from workers.base import progress_task
from workers.postman import Postman
from workers.round import Counted, to_each


@progress_task(TaskName.ENVIAR_AVISO_WEBHOOK)
def enviar_aviso_webhook(self: Any, webhook_id: int) -> Counted:
    """Tell its owner: once for each time that it was switched off, and not where they have switched
    it on meanwhile, or are gone."""
    self.report(0, 1, phase="preparar")
    hook = Webhook.objects.select_related("owner").filter(pk=webhook_id).first()
    with Postman(self) as postman:
        return to_each(self, [hook] if hook else [], lambda off: _tell(postman, off))


def _tell(postman: Postman, hook: Webhook) -> str:
    owner: Any = hook.owner
    if not hook.off or hook.off == Webhook.Off.OWNER or not (owner.is_active and owner.email):
        return "nothing"
    assert hook.off_at is not None
    key = keys.webhook_off(hook.pk, hook.off_at)
    facts = {"webhook": hook, "host": host_of(hook), "gone": hook.off == Webhook.Off.GONE}
    message = letter("webhook_apagado", owner, key, facts)
    return "sent" if postman.deliver(key, message) else "unknown"
