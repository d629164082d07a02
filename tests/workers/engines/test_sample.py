"""The sample film is a real one: picture and sound, in time with each other."""

from pathlib import Path

from workers.engines.plan import plan
from workers.engines.probe import probe
from workers.engines.sample import make_sample


def test_a_sample_film_is_made_with_picture_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "muestra.mp4"
    steps = list(make_sample(path, seconds=3))
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert steps[-1].done == steps[-1].total == 90
    info = probe(path)
    assert (info.pictures.width, info.pictures.height) == (1280, 720)
    assert (info.pictures.frames, info.sound.channels) == (90, 2)
    assert abs(info.sound.end - 3) < 0.05
    assert [rung.name for rung in plan(info).rungs] == ["720p", "480p", "360p", "240p"]
    assert list(tmp_path.iterdir()) == [path]


def test_giving_up_leaves_no_film(tmp_path: Path) -> None:
    path = tmp_path / "muestra.mp4"
    running = make_sample(path, seconds=20)
    next(running)
    running.close()
    assert not path.exists()
