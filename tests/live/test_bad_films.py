"""What is no film is rejected with a reason, leaves nothing behind, and the worker lives."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from tests.live.story import ended
from tests.stack.films import files_of, upload, video_of
from tests.stack.page import Page
from tests.stack.people import People, Person
from tests.stack.stack import Stack
from tests.workers.engines import clips

pytestmark = pytest.mark.slow


def empty(path: Path) -> None:
    path.touch()


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 400)


def text(path: Path) -> None:
    path.write_text("esto no es un vídeo\n" * 500, encoding="utf-8")


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n#EXT-X-ENDLIST\n")


def picture(path: Path) -> None:
    png = path.with_suffix(".png")
    clips.make("-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-frames:v", "1", png)
    png.rename(path)


def cut_off(path: Path) -> None:
    """The first half of a film whose index lies at its end."""
    clips.film(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


FILMS = {
    empty: {"empty"},
    noise: {"not_media"},
    text: {"not_media"},
    playlist: {"playlist"},
    picture: {"picture"},
    cut_off: {"truncated"},
}


@pytest.fixture(scope="module")
def runs(
    running: Stack, tmp_path_factory: pytest.TempPathFactory, committed: None
) -> dict[str, TaskRun]:
    """All of them, uploaded at once."""
    running.mend("web", "video")
    folder, owner = tmp_path_factory.mktemp("malos"), People().new()
    found = {}
    for make in FILMS:
        path = folder / f"{make.__name__}.mp4"
        make(path)
        found[make.__name__] = upload(owner, path)
    return found


@pytest.mark.parametrize(("make", "codes"), FILMS.items(), ids=lambda x: getattr(x, "__name__", ""))
def test_it_is_rejected_at_once_with_the_reason(
    runs: dict[str, TaskRun], make: object, codes: set[str]
) -> None:
    run = ended(runs[make.__name__])  # type: ignore[attr-defined]
    assert (run.state, run.cause) == (TaskState.FAILURE, Cause.REJECTED)
    assert run.error in codes
    assert run.attempt == 1, "it is not tried again"


def test_nothing_of_them_is_left_behind(runs: dict[str, TaskRun]) -> None:
    for run in runs.values():
        ended(run)
        video = video_of(run)
        assert (video.estado, video.original, video.salidas) == ("error", "", {})
        assert files_of(video) == []
        assert not default_storage.exists(f"originales/{video.clave}.mp4")
        assert not (settings.WORK_DIR / str(video.clave)).exists()


def test_the_worker_lives_and_converts_the_next_good_one(
    stack: Stack, runs: dict[str, TaskRun], person: Person, short_film: Path
) -> None:
    for run in runs.values():
        ended(run)
    with Page(stack.address, person) as page:
        run = upload(person.user, short_film)
        assert page.hears_end(run.pk) == "run.succeeded"


def test_a_film_whose_original_is_gone_says_so(
    stack: Stack, person: Person, short_film: Path
) -> None:
    stack["video"].terminate()
    run = upload(person.user, short_film)
    default_storage.delete(video_of(run).original)
    stack.start("video")
    gone = ended(run)
    assert (gone.state, gone.error) == (TaskState.FAILURE, "gone")
