"""What a program asks for over its socket, beside following. Each is blocking: for a thread.

The same as over HTTP, by the same functions.
"""

from typing import Any

from django.utils.translation import gettext as _

from dashboard.api import runs, starting
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.api.frames import Cancel, List, Ok, Ping, Retry, Start
from dashboard.guests import Guest
from proyecto.progress.tokens import Scope

Command = List | Cancel | Retry | Start | Ping


def carry_out(who: Caller | Guest, command: Command) -> Ok:
    """Do it. Raises ApiError."""
    if isinstance(command, Ping):
        return Ok(command.id)
    caller = with_account(who)
    if isinstance(command, List):
        caller.must(Scope.READ)
        found, following = runs.list_runs(
            caller, command.state, command.task, command.limit, command.cursor
        )
        return Ok(command.id, runs=found, **({"next": following} if following else {}))
    caller.must(Scope.WRITE)
    if isinstance(command, Cancel):
        return Ok(command.id, outcome=runs.cancel(caller, command.run))
    if isinstance(command, Retry):
        return Ok(command.id, run=str(runs.retry(caller, command.run).pk))
    started = starting.start(caller, command.task, command.args, command.key)
    return Ok(command.id, run=str(started.pk))


def with_account(who: Any) -> Caller:
    """Whoever has an account; others may do nothing but look."""
    if isinstance(who, Guest):
        raise ApiError(Code.FORBIDDEN, _("A shared link is for looking only."))
    caller: Caller = who
    return caller
