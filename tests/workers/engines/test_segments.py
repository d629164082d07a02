"""Only whole segments count, whatever lies in the folder."""

import shutil
from pathlib import Path

import pytest

from tests.workers.engines import clips
from workers.engines import hls, segments
from workers.engines.boxes import BrokenBoxesError, read_fragment, read_init
from workers.engines.plan import EncodePlan, plan
from workers.engines.probe import probe


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[EncodePlan, Path]:
    folder = tmp_path_factory.mktemp("made")
    source = clips.silent(folder / "f.mp4", size="640x360", seconds=7)
    the_plan = plan(probe(source))
    list(hls.encode(the_plan, source, folder / "work"))
    return the_plan, folder / "work"


@pytest.fixture
def work(made: tuple[EncodePlan, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[1], tmp_path / "work"))


@pytest.fixture
def the_plan(made: tuple[EncodePlan, Path]) -> EncodePlan:
    return made[0]


def test_a_finished_folder_misses_nothing(the_plan: EncodePlan, work: Path) -> None:
    assert segments.first_missing(the_plan, work) == the_plan.segments == 4
    assert [s.seconds for s in segments.video_segments(the_plan, work, "360p")] == [2, 2, 2, 1]


def test_a_hole_in_one_rung_counts_for_all(the_plan: EncodePlan, work: Path) -> None:
    (work / "240p" / "s00001.m4s").unlink()
    assert segments.first_missing(the_plan, work) == 1


@pytest.mark.parametrize("keep", [0, 7, 90, 400, -1])
def test_a_torn_segment_is_not_whole(the_plan: EncodePlan, work: Path, keep: int) -> None:
    torn = work / "360p" / "s00002.m4s"
    torn.write_bytes(torn.read_bytes()[:keep])
    assert segments.first_missing(the_plan, work) == 2


def test_a_segment_cut_short_by_a_signal_is_not_whole(the_plan: EncodePlan, work: Path) -> None:
    """ffmpeg, told to stop, closes its last segment neatly, only too short."""
    shutil.copy(work / "360p" / "s00003.m4s", work / "360p" / "s00001.m4s")
    assert segments.first_missing(the_plan, work) == 1


def test_without_its_init_segment_nothing_can_be_continued(
    the_plan: EncodePlan, work: Path
) -> None:
    (work / "240p" / "init.mp4").unlink()
    assert segments.first_missing(the_plan, work) == 0


def test_leftovers_are_removed_and_what_is_kept_is_not(work: Path) -> None:
    for leftover in ("s00009.m4s", "s00002.m4s.tmp", "ffmpeg.m3u8", "resumed.mp4"):
        (work / "360p" / leftover).write_bytes(b"old")
    segments.discard_from(work, ["360p"], 2)
    left = sorted(path.name for path in (work / "360p").iterdir())
    assert left == ["init.mp4", "s00000.m4s", "s00001.m4s"]
    segments.discard_from(work, ["360p"], 0)
    assert list((work / "360p").iterdir()) == []


def test_an_init_segment_names_its_codec(work: Path) -> None:
    assert read_init(work / "360p" / "init.mp4").codecs == "avc1.64001e"
    with pytest.raises(BrokenBoxesError):
        read_init(work / "360p" / "s00000.m4s")


def test_a_segment_tells_when_it_begins_and_how_long_it_is(work: Path) -> None:
    first, second = (read_fragment(work / "360p" / f"s0000{n}.m4s") for n in (0, 1))
    timescale = read_init(work / "360p" / "init.mp4").timescale
    assert first.samples == second.samples == 60
    assert first.ticks == 2 * timescale
    assert second.start - first.start == 2 * timescale
    with pytest.raises(BrokenBoxesError):
        read_fragment(work / "360p" / "init.mp4")
