"""Numbers in the order in which they become visible."""

from django.db.models import F

from proyecto.progress.models import Counter

# Of changes to notices.
NOTICES = "notices"


def hold(name: str) -> Counter:
    """Hold everybody else who wants a number of `name`, until the transaction ends."""
    counter = Counter.objects.select_for_update().filter(name=name).first()
    if counter is None:
        Counter.objects.get_or_create(name=name)
        counter = Counter.objects.select_for_update().get(name=name)
    return counter


def take(name: str) -> int:
    """The next number of `name`, from 1 on; holds it too. Rolled back, it was never given out."""
    counter = hold(name)
    Counter.objects.filter(name=name).update(value=F("value") + 1)
    return counter.value + 1
