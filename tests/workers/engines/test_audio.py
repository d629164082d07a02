"""Sound is made once, to the length of the film, in segments that follow each other."""

from itertools import pairwise
from pathlib import Path

from tests.workers.engines import clips
from tests.workers.engines.conftest import Job
from workers.engines import audio, segments
from workers.engines.boxes import read_fragment, read_init
from workers.engines.plan import plan
from workers.engines.probe import probe


def test_segments_cover_the_film_without_a_gap(finished_job: Job) -> None:
    found = segments.audio_segments(finished_job.work)
    assert len(found) == finished_job.plan.segments == 4
    assert audio.is_whole(finished_job.plan, sum(segment.seconds for segment in found))
    fragments = [read_fragment(segment.path) for segment in found]
    for earlier, later in pairwise(fragments):
        assert later.start == earlier.start + earlier.ticks


def test_sound_is_stereo_aac_at_48_kilohertz(finished_job: Job) -> None:
    init = read_init(finished_job.work / "audio" / "init.mp4")
    assert (init.codecs, init.timescale) == ("mp4a.40.2", 48_000)


def test_every_segment_is_handed_out_once_and_progress_grows(tmp_path: Path) -> None:
    source = clips.film(tmp_path / "f.mp4", seconds=7)
    the_plan = plan(probe(source))
    steps = list(audio.encode(the_plan, source, tmp_path / "work"))
    assert [segment.index for step in steps for segment in step.ready] == [0, 1, 2, 3]
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert done[-1] == steps[-1].total == 7.0


def test_whole_sound_of_an_earlier_attempt_is_kept(job: Job) -> None:
    before = [segment.path.stat().st_mtime_ns for segment in segments.audio_segments(job.work)]
    (step,) = audio.encode(job.plan, job.source, job.work)
    assert step.done == step.total
    after = [segment.path.stat().st_mtime_ns for segment in segments.audio_segments(job.work)]
    assert after == before


def test_half_the_sound_of_an_earlier_attempt_is_made_anew(job: Job) -> None:
    (job.work / "audio" / "s00002.m4s").write_bytes(b"torn")
    steps = audio.encode(job.plan, job.source, job.work)
    assert [segment.index for step in steps for segment in step.ready] == [0, 1, 2, 3]


def test_a_hole_in_the_sound_becomes_silence_of_its_length(tmp_path: Path) -> None:
    source = tmp_path / "f.mkv"
    hole = "aselect='not(between(t,1,3))'"
    clips.make(*clips.pattern(seconds=5), *clips.tone(5), *clips.X264, "-af", hole, source)
    the_plan = plan(probe(source))
    list(audio.encode(the_plan, source, tmp_path / "work"))
    found = segments.audio_segments(tmp_path / "work")
    assert audio.is_whole(the_plan, sum(segment.seconds for segment in found))
