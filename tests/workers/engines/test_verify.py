"""The proof must fail when anything at all is missing, doubled or damaged."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workers.engines import clips
from tests.workers.engines.conftest import Job
from workers.engines import verify
from workers.engines.errors import EngineFailed, Failure


def test_a_good_result_passes_and_tells_how_far_it_is(job: Job) -> None:
    steps = list(verify.verify(job.plan, job.work))
    assert steps[-1].done == steps[-1].total == job.plan.frames
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def remake(job: Job, *options: str) -> None:
    """Make video.mp4 again with something changed."""
    video = job.work / "video.mp4"
    clips.make("-i", video, "-preset", "ultrafast", *options, job.work / "changed.mp4")
    (job.work / "changed.mp4").replace(video)


def lose_a_picture(job: Job) -> None:
    remake(job, "-vf", "select='not(eq(n,77))'", "-fps_mode", "passthrough", "-c:a", "copy")


def lose_the_end(job: Job) -> None:
    remake(job, "-t", "6", "-c", "copy")


def lose_the_sound(job: Job) -> None:
    remake(job, "-an", "-c", "copy")


def shift_the_sound(job: Job) -> None:
    video = job.work / "video.mp4"
    clips.make("-i", video, "-itsoffset", "0.2", "-i", video, "-map", "0:v", "-map", "1:a",
               "-c", "copy", job.work / "changed.mp4")  # fmt: skip
    (job.work / "changed.mp4").replace(video)


def shorten_the_sound(job: Job) -> None:
    remake(job, "-af", "atrim=end=6", "-c:v", "copy")


def slow_down(job: Job) -> None:
    remake(job, "-vf", "setpts=PTS*1.01", "-fps_mode", "passthrough", "-c:a", "copy")


def damage_a_picture(job: Job) -> None:
    video = job.work / "video.mp4"
    content = bytearray(video.read_bytes())
    at = content.index(b"mdat") + 9000
    content[at : at + 6000] = bytes(byte ^ 0x5A for byte in content[at : at + 6000])
    video.write_bytes(content)


def cut_the_file(job: Job) -> None:
    video = job.work / "video.mp4"
    video.write_bytes(video.read_bytes()[:-5000])


def lose_a_segment(job: Job) -> None:
    (job.work / "240p" / "s00002.m4s").unlink()


def swap_segments(job: Job) -> None:
    shutil.copy(job.work / "360p" / "s00000.m4s", job.work / "360p" / "s00001.m4s")


def lose_a_sound_segment(job: Job) -> None:
    (job.work / "audio" / "s00003.m4s").unlink()


def tear_a_segment(job: Job) -> None:
    torn = job.work / "240p" / "s00001.m4s"
    torn.write_bytes(torn.read_bytes()[:-1])


@pytest.mark.fault
@pytest.mark.parametrize(
    "spoil",
    [
        lose_a_picture, lose_the_end, lose_the_sound, shift_the_sound, shorten_the_sound,
        slow_down, damage_a_picture, cut_the_file, lose_a_segment, swap_segments,
        lose_a_sound_segment, tear_a_segment,
    ],
)  # fmt: skip
def test_a_spoilt_result_is_never_called_done(job: Job, spoil: Callable[[Job], None]) -> None:
    spoil(job)
    with pytest.raises(EngineFailed) as caught:
        list(verify.verify(job.plan, job.work))
    assert caught.value.code is Failure.VERIFY
    assert caught.value.detail


def test_the_spoilers_themselves_are_honest(job: Job) -> None:
    """Remaking the file with nothing changed passes: so it is the change that is found."""
    remake(job, "-c", "copy")
    assert list(verify.verify(job.plan, job.work))[-1].done == job.plan.frames


def test_a_missing_file_is_a_failure(job: Job) -> None:
    Path(job.work / "video.mp4").unlink()
    with pytest.raises(EngineFailed):
        list(verify.verify(job.plan, job.work))
