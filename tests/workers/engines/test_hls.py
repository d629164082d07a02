"""The encode: exact, live, killable at any moment and resumable at any segment."""

import shutil
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.workers.engines import clips, family
from tests.workers.engines.jobs import packet_times
from workers.engines import hls, segments
from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection
from workers.engines.plan import EncodePlan, plan
from workers.engines.probe import probe


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.busy(tmp_path_factory.mktemp("clip") / "busy.mp4", seconds=9)


@pytest.fixture(scope="module")
def the_plan(source: Path) -> EncodePlan:
    return plan(probe(source))


@pytest.fixture(scope="module")
def uninterrupted(
    source: Path, the_plan: EncodePlan, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[hls.EncodeStep]]:
    work = tmp_path_factory.mktemp("whole")
    return work, list(hls.encode(the_plan, source, work))


def test_progress_only_grows_and_ends_at_every_picture(
    uninterrupted: tuple[Path, list[hls.EncodeStep]], the_plan: EncodePlan
) -> None:
    _, steps = uninterrupted
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert (done[-1], steps[-1].total) == (the_plan.frames, the_plan.frames) == (270, 270)
    assert len(set(done)) > 3
    assert any(step.speed > 0 for step in steps)


def test_each_segment_is_handed_out_once_when_all_rungs_have_it(
    uninterrupted: tuple[Path, list[hls.EncodeStep]], the_plan: EncodePlan
) -> None:
    _, steps = uninterrupted
    handed = [(segment.index, segment.rung) for step in steps for segment in step.ready]
    names = [rung.name for rung in the_plan.rungs]
    assert handed == [(index, name) for index in range(5) for name in names]
    assert any(step.ready for step in steps if step.done < step.total), "only at the end"
    assert sum(s.seconds for step in steps for s in step.ready if s.rung == names[0]) == 9


def test_every_segment_begins_with_a_key_frame(
    uninterrupted: tuple[Path, list[hls.EncodeStep]], the_plan: EncodePlan
) -> None:
    work, _ = uninterrupted
    name = the_plan.rungs[-1].name
    for index in range(the_plan.segments):
        single = work / "single.mp4"
        piece = work / name / (segments.SEGMENT % index)
        single.write_bytes((work / name / "init.mp4").read_bytes() + piece.read_bytes())
        with av.open(str(single)) as container:
            keys = [p.is_keyframe for p in container.demux(video=0) if p.size]
        single.unlink()
        assert keys[0]
        assert sum(keys) == 1


def test_the_live_preview_is_a_whole_picture(
    uninterrupted: tuple[Path, list[hls.EncodeStep]],
) -> None:
    work, steps = uninterrupted
    assert [step.preview for step in steps if step.preview][:1] == [work / "preview.jpg"]
    with av.open(str(work / "preview.jpg")) as container:
        frame = next(container.decode(video=0))
    assert (frame.width, frame.height) == (320, 240)


@pytest.mark.fault
def test_a_killed_encode_resumes_to_the_very_same_result(
    source: Path,
    the_plan: EncodePlan,
    uninterrupted: tuple[Path, list[hls.EncodeStep]],
    tmp_path: Path,
) -> None:
    whole, _ = uninterrupted
    kill_after_a_segment(the_plan, source, tmp_path)
    first = segments.first_missing(the_plan, tmp_path)
    assert 0 < first < the_plan.segments
    kept = {path: path.stat().st_mtime_ns for path in kept_segments(the_plan, tmp_path, first)}

    steps = list(hls.encode(the_plan, source, tmp_path, first_segment=first))

    assert steps[0].done >= first * the_plan.segment_frames, "the bar went back"
    assert next(s.index for step in steps for s in step.ready) == first
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, "old segments were remade"
    for rung in the_plan.rungs:
        times = packet_times(tmp_path, rung.name)
        assert len(times) == the_plan.frames
        assert times == packet_times(whole, rung.name)


@pytest.mark.fault
@pytest.mark.parametrize("name", ["gaps.mkv", "gaps.ts"])
def test_a_resume_is_exact_after_a_long_gap_and_without_an_index(tmp_path: Path, name: str) -> None:
    """A picture that stays for five seconds lies far before the place where reading resumes."""
    source, whole, again = tmp_path / name, tmp_path / "whole", tmp_path / "again"
    gap = "select='lt(t,1.5)+gt(t,6.5)'"
    clips.make(
        *clips.pattern(rate="30000/1001", seconds=9), "-vf", gap, "-fps_mode", "vfr",
        *clips.X264, "-g", "30", source,
    )  # fmt: skip
    the_plan = plan(probe(source))
    list(hls.encode(the_plan, source, whole))
    shutil.copytree(whole, again)
    list(hls.encode(the_plan, source, again, first_segment=2))
    rung = the_plan.top.name
    assert the_plan.rate == Fraction(30000, 1001)
    assert packet_times(again, rung) == packet_times(whole, rung)
    assert luma(again, rung) == pytest.approx(luma(whole, rung), abs=2)


def test_all_done_already_starts_nothing(
    source: Path, the_plan: EncodePlan, uninterrupted: tuple[Path, list[hls.EncodeStep]]
) -> None:
    work, _ = uninterrupted
    before = sorted(path.stat().st_mtime_ns for path in work.rglob("*.m4s"))
    steps = list(hls.encode(the_plan, source, work, first_segment=the_plan.segments))
    assert [step.done for step in steps] == [the_plan.frames]
    assert sorted(path.stat().st_mtime_ns for path in work.rglob("*.m4s")) == before


@pytest.mark.fault
def test_another_encoders_segments_are_not_continued(
    source: Path, the_plan: EncodePlan, tmp_path: Path
) -> None:
    for rung in the_plan.rungs:
        (tmp_path / rung.name).mkdir()
        (tmp_path / rung.name / "init.mp4").write_bytes(b"of another version")
    with pytest.raises(EngineFailed) as caught:
        list(hls.encode(the_plan, source, tmp_path, first_segment=4))
    assert caught.value.code is Failure.RESUME


def test_closing_the_encode_leaves_no_process(
    source: Path, the_plan: EncodePlan, tmp_path: Path
) -> None:
    running = hls.encode(the_plan, source, tmp_path)
    next(running)
    (process,) = family.children()
    running.close()
    assert not process.is_running()
    assert segments.first_missing(the_plan, tmp_path) < the_plan.segments


def test_a_source_that_lost_its_end_since_it_was_probed_is_not_passed_off_as_whole(
    source: Path, the_plan: EncodePlan, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mp4"
    clips.make("-i", source, "-t", "6", "-c", "copy", cut)
    with pytest.raises(MediaRejected) as caught:
        list(hls.encode(the_plan, cut, tmp_path / "work"))
    assert caught.value.code is Rejection.TRUNCATED


def kill_after_a_segment(the_plan: EncodePlan, source: Path, work: Path) -> None:
    """Run the encode and KILL ffmpeg once the first segment is whole."""
    running = hls.encode(the_plan, source, work)
    next(step for step in running if step.ready)
    (process,) = family.children()
    process.kill()
    with pytest.raises(EngineFailed) as caught:
        list(running)
    assert caught.value.code is Failure.KILLED


def kept_segments(the_plan: EncodePlan, work: Path, first: int) -> list[Path]:
    names = [segments.SEGMENT % index for index in range(first)]
    return [work / rung.name / name for rung in the_plan.rungs for name in names]


def luma(work: Path, rung: str) -> list[float]:
    """Mean brightness of a patch of each picture: tells which picture is shown."""
    joined = work / "joined.mp4"
    pieces = [work / rung / "init.mp4", *sorted((work / rung).glob("s*.m4s"))]
    joined.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    with av.open(str(joined)) as container:
        patches = [bytes(f.planes[0])[20_000:21_000] for f in container.decode(video=0)]
    return [sum(patch) / len(patch) for patch in patches]
