"""A role that one process at a time has: whoever holds its row, for as long as they say so."""

import os
import socket
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from proyecto.progress.models import Lease

# The role of the one that starts what is periodic.
BEAT = "beat"


class Tenancy:
    """One process and one role. `seconds`: how long it stays with a process that is gone."""

    def __init__(self, role: str, seconds: float) -> None:
        self.role, self.seconds = role, seconds
        # A name for people, and a part that no process with a reused number has.
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def take(self) -> bool:
        """Take or renew it; False while another process has it. Within a transaction, nobody else
        gets it before that ends."""
        now = timezone.now()
        until = now + timedelta(seconds=self.seconds)
        mine = {"holder": self.holder, "until": until, "since": now}
        lease = Lease.objects.filter(role=self.role)
        if lease.filter(holder=self.holder, until__gt=now).update(until=until):
            return True
        if lease.filter(Q(holder=self.holder) | Q(until__lte=now)).update(**mine):
            return True
        with transaction.atomic():
            _, is_new = Lease.objects.get_or_create(role=self.role, defaults=mine)
        return is_new

    def give_back(self) -> None:
        """Leave it to whoever comes next."""
        now = timezone.now()
        Lease.objects.filter(role=self.role, holder=self.holder, until__gt=now).update(until=now)

    def holder_now(self) -> str:
        """Who has it, for people; empty when nobody does."""
        lease = Lease.objects.filter(role=self.role, until__gt=timezone.now()).first()
        return lease.holder.rpartition(":")[0] if lease else ""
