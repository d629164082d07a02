"""A round of letters: what the run says of it is kept, so it names nobody."""

from proyecto.progress import lines, record
from tests.stack.guion import guion
from tests.stack.people import People
from tests.workers.conftest import Play
from workers.active import ActiveRun
from workers.round import to_each


def test_nobody_who_is_written_to_stands_in_the_log(
    play: Play, people: People, redis_process: object
) -> None:
    claimed = record.claim(play(queue="nobody-round").pk, "w")
    assert claimed is not None
    active = ActiveRun(guion, claimed)
    users = [people.new(first_name="Ana"), people.new(first_name="Luis")]
    assert to_each(active, users, lambda user: "sent", phase="dos")["sent"] == 2
    active.log("done")
    active.logbook.close()
    assert [line.text for line in lines.every(claimed.pk)] == ["done"]
    record.fail(claimed.pk, 1, "error", "error")  # type: ignore[arg-type]
