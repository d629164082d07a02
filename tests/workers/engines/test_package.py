"""The file to download: whole, with its index in front, made by copy."""

import av

from tests.workers.engines import family
from tests.workers.engines.conftest import Job
from workers.engines.package import package


def test_progress_is_in_bytes_and_ends_with_the_file(job: Job) -> None:
    *steps, last = package(job.plan, job.work)
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert last.path == job.work / "video.mp4"
    assert last.done == last.total
    assert abs(last.path.stat().st_size - last.total) < 0.1 * last.total


def test_the_index_is_in_front_so_that_a_browser_can_begin(finished_job: Job) -> None:
    content = (finished_job.work / "video.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_pictures_and_sound_are_the_segments_own(finished_job: Job) -> None:
    work = finished_job.work
    pieces = [work / "360p" / "init.mp4", *sorted((work / "360p").glob("s*.m4s"))]
    with av.open(str(work / "video.mp4")) as container:
        packed = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    media = b"".join(piece.read_bytes() for piece in pieces)
    assert len(packed) == 195
    assert all(packet in media for packet in packed)


def test_closing_it_leaves_neither_a_process_nor_a_half_file_in_its_place(job: Job) -> None:
    (job.work / "video.mp4").unlink()
    running = package(job.plan, job.work)
    next(running)
    running.close()
    assert not family.children()
    assert not (job.work / "video.mp4").exists()
