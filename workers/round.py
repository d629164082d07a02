"""A round of letters: one to each, and how many got theirs."""

from collections.abc import Callable, Sequence
from typing import Any

from workers.outcomes import Rejected, Transient

Counted = dict[str, int]


def to_each(
    run: Any, users: Sequence[Any], tell: Callable[[Any], str], phase: str = "enviar"
) -> Counted:
    """How many got it. One whose server says "not now" holds up nobody else: what is left is
    tried again with the whole, and whoever has it already is passed over. Nobody is named: what a
    run says is kept."""
    counted = dict.fromkeys(("sent", "nothing", "unknown", "refused", "later"), 0)
    for number, user in enumerate(users):
        run.report(number, len(users), phase=phase)
        try:
            counted[tell(user)] += 1
        except Rejected:
            counted["refused"] += 1
        except Transient as problem:
            if problem.code != "mail_later":
                raise
            counted["later"] += 1
    run.report(1, 1, phase=phase)
    if counted["later"]:
        raise Transient("mail_some_later", str(counted), count=counted["later"])
    return counted
