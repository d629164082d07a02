"""How many of many: "7 cancelled; 2 had already ended." """

from collections.abc import Mapping

from django.utils.translation import ngettext_lazy

# In the order in which they are said: what was done, then what was not and why.
DID = {
    "cancelled": ngettext_lazy("%(n)d cancelled", "%(n)d cancelled", "n"),
    "stopping": ngettext_lazy("%(n)d is stopping", "%(n)d are stopping", "n"),
    "again": ngettext_lazy("%(n)d tried again", "%(n)d tried again", "n"),
    "asked": ngettext_lazy("%(n)d was stopping before", "%(n)d were stopping before", "n"),
    "ended": ngettext_lazy("%(n)d had already ended", "%(n)d had already ended", "n"),
    "open": ngettext_lazy("%(n)d is not over yet", "%(n)d are not over yet", "n"),
    "done": ngettext_lazy("%(n)d went well", "%(n)d went well", "n"),
    "rejected": ngettext_lazy(
        "%(n)d has a file that can't be processed", "%(n)d have files that can't be processed", "n"
    ),
    "busy": ngettext_lazy(
        "%(n)d: another task is busy with it", "%(n)d: other tasks are busy with them", "n"
    ),
    "original": ngettext_lazy(
        "%(n)d has lost its original", "%(n)d have lost their originals", "n"
    ),
    "payment": ngettext_lazy(
        "%(n)d is a payment that can't be repeated like this",
        "%(n)d are payments that can't be repeated like this",
        "n",
    ),
    "gone": ngettext_lazy("%(n)d is not there any more", "%(n)d are not there any more", "n"),
}
WOULD = {
    "cancelled": ngettext_lazy("%(n)d waits and ends at once", "%(n)d wait and end at once", "n"),
    "stopping": ngettext_lazy(
        "%(n)d runs and stops at its next step", "%(n)d run and stop at their next step", "n"
    ),
    "again": ngettext_lazy("%(n)d new task begins", "%(n)d new tasks begin", "n"),
    "ended": ngettext_lazy(
        "%(n)d has already ended and stays as it is",
        "%(n)d have already ended and stay as they are",
        "n",
    ),
    "asked": ngettext_lazy("%(n)d is stopping already", "%(n)d are stopping already", "n"),
}
KEPT = ngettext_lazy(
    "In %(n)d of them, charges, e-mails or files that are done are not done again.",
    "In %(n)d of them, charges, e-mails or files that are done are not done again.",
    "n",
)
TWICE = ngettext_lazy(
    "In %(n)d of them something may have been done that would be done again: look at it first.",
    "In %(n)d of them something may have been done that would be done again: look at them first.",
    "n",
)


def did(outcomes: Mapping[str, int]) -> str:
    """What became of an order."""
    return _sentence(outcomes, DID)


def would(outcomes: Mapping[str, int]) -> str:
    """What would become of it."""
    return _sentence(outcomes, DID | WOULD)


def kept(count: int) -> list[str]:
    """Of how many runs something is not done twice."""
    return [str(KEPT % {"n": count})] if count else []


def twice(count: int) -> list[str]:
    """Of how many it might be."""
    return [str(TWICE % {"n": count})] if count else []


def _sentence(outcomes: Mapping[str, int], words: Mapping[str, object]) -> str:
    said = [str(words[why] % {"n": outcomes[why]}) for why in words if outcomes.get(why)]  # type: ignore[operator]
    return f"{'; '.join(said)}."
