"""Children end when they must: closed, crashed, over a limit, or bereft of their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from tests.workers.engines import clips, family
from workers.engines import ffmpeg, hls
from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection
from workers.engines.ffmpeg import explain
from workers.engines.plan import plan
from workers.engines.probe import probe
from workers.engines.process import STDERR_TAIL, Limits, child

ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=5", "-f", "null", "-"]


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", code]


def endless(place: Path) -> tuple[Iterator[ffmpeg.Progress], psutil.Process]:
    """An ffmpeg under way without end, and its process."""
    running = ffmpeg.run(ENDLESS, cwd=place, limits=Limits())
    next(running)
    (process,) = family.children()
    return running, process


def test_lines_come_as_they_are_written_and_silence_is_reported(tmp_path: Path) -> None:
    wait = "import sys; print('one', flush=True); sys.stdin.read()"
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, "rb") as stdin,
        os.fdopen(writing, "wb") as hold,
        child(python(wait), cwd=tmp_path, limits=Limits(), stdin=stdin) as process,
    ):
        lines = process.lines(tick=0.05)
        seen = [line for _, line in zip(range(50), lines, strict=False)]
        hold.close()
        assert list(lines)[-1:] in ([], [None])
        assert process.wait() == 0
    assert "one" in seen
    assert None in seen


def test_the_last_words_are_kept_and_a_flood_of_them_blocks_nothing(tmp_path: Path) -> None:
    flood = "import sys\nfor i in range(9000): sys.stderr.write(f'word {i}\\n' * 10)"
    with child(python(flood), cwd=tmp_path, limits=Limits()) as process:
        assert [line for line in process.lines() if line] == []
        assert process.wait() == 0
    assert process.last_words.endswith("word 8999\n")
    assert len(process.last_words) == STDERR_TAIL


def test_a_child_knows_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "tell nobody")
    show = "import os; print(sorted(os.environ))"
    with child(python(show), cwd=tmp_path, limits=Limits()) as process:
        (line,) = [line for line in process.lines() if line]
        process.wait()
    assert "SECRET" not in line


def test_the_limit_of_memory_holds(tmp_path: Path) -> None:
    greedy = python("x = bytearray(1 << 30)")
    with child(greedy, cwd=tmp_path, limits=Limits(memory=512 << 20)) as process:
        list(process.lines())
        assert process.wait() == 1
    assert "MemoryError" in process.last_words


def test_the_limit_of_cpu_time_ends_an_endless_film(tmp_path: Path) -> None:
    busy = ["-f", "lavfi", "-i", "testsrc2=s=640x480:r=60", "-f", "null", "-"]
    with pytest.raises(MediaRejected) as caught:
        list(ffmpeg.run(busy, cwd=tmp_path, limits=Limits(cpu_seconds=1)))
    assert caught.value.code is Rejection.TOO_COSTLY


def test_closing_the_generator_leaves_no_process(tmp_path: Path) -> None:
    running, process = endless(tmp_path)
    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < 1
    assert not process.is_running()


def test_closing_ends_a_stopped_child_too(tmp_path: Path) -> None:
    running, process = endless(tmp_path)
    process.suspend()
    running.close()
    assert not process.is_running()


def test_progress_comes_at_least_twice_a_second_and_never_goes_back(tmp_path: Path) -> None:
    seen, times = [], []
    for now in ffmpeg.run([*ENDLESS[:-3], "-t", "3", *ENDLESS[-3:]], cwd=tmp_path, limits=Limits()):
        seen.append((now.frames, now.seconds, now.bytes))
        times.append(time.monotonic())
    assert seen == sorted(seen)
    assert seen[-1][0] == 15
    # Generous on a loaded machine: what matters is that silence is never long.
    assert max(later - earlier for earlier, later in pairwise(times)) < 1.5


@pytest.mark.fault
def test_ffmpeg_dies_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, psutil\n"
        "from workers.engines import ffmpeg\n"
        "from workers.engines.process import Limits\n"
        f"running = ffmpeg.run({ENDLESS!r}, cwd=pathlib.Path({str(tmp_path)!r}), limits=Limits())\n"
        "next(running)\n"
        "print(psutil.Process().children()[0].pid, flush=True)\n"
        "for _ in running: pass\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        assert "ffmpeg" in orphan.name()
        parent.kill()
        orphan.wait(timeout=5)


@pytest.mark.fault
def test_a_kill_from_outside_is_our_trouble_not_the_files(tmp_path: Path) -> None:
    running, process = endless(tmp_path)
    process.kill()
    with pytest.raises(EngineFailed) as caught:
        list(running)
    assert caught.value.code is Failure.KILLED


def test_a_child_that_does_nothing_is_reported_as_stalled(tmp_path: Path) -> None:
    """A pipe that nobody writes to stands for a network drive that hangs."""
    os.mkfifo(tmp_path / "pipe")
    silent = ffmpeg.run(
        ["-i", "file:pipe", "-f", "null", "-"], cwd=tmp_path, limits=Limits(), patience=1.0
    )
    with pytest.raises(EngineFailed) as caught:
        list(silent)
    assert caught.value.code is Failure.STALLED
    assert not family.children()


def test_a_child_stopped_on_purpose_is_not_stalled(tmp_path: Path) -> None:
    running = ffmpeg.run(ENDLESS, cwd=tmp_path, limits=Limits(), patience=1.0)
    next(running)
    (process,) = family.children()
    process.suspend()
    began = time.monotonic()
    for _ in running:
        if time.monotonic() - began > 2.5:
            break
    process.resume()
    assert next(running)
    running.close()


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        (228, "av_interleaved_write_frame(): No space left on device", Failure.DISK_FULL),
        (-signal.SIGXFSZ, "", Failure.DISK_FULL),
        (244, "Cannot allocate memory", Failure.OUT_OF_MEMORY),
        (251, "Error reading: Input/output error", Failure.IO),
        (255, "", Failure.KILLED),
        (-signal.SIGKILL, "", Failure.KILLED),
        (-signal.SIGSEGV, "", Failure.CRASHED),
        (1, "Something new", Failure.CRASHED),
        (183, "Invalid data found when processing input", Rejection.UNDECODABLE),
    ],
)
def test_an_end_is_explained(code: int, words: str, expected: Failure | Rejection) -> None:
    assert explain(code, words).code is expected


FULL_DISK = """
import resource, sys
from pathlib import Path
from workers.engines import hls
from workers.engines.errors import EngineFailed
from workers.engines.plan import plan
from workers.engines.probe import probe
source, work, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
the_plan = plan(probe(source))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    for step in hls.encode(the_plan, source, work):
        pass
except EngineFailed as failure:
    print(failure.code)
"""


@pytest.mark.fault
@pytest.mark.parametrize("how", ["limit", "disk"])
def test_a_full_disk_says_so(tmp_path: Path, how: str) -> None:
    source, work = clips.busy(tmp_path / "f.mp4", seconds=4), tmp_path / "work"
    work.mkdir()
    shell = [sys.executable, "-c", FULL_DISK, str(source), str(work)]
    if how == "limit":
        command = [*shell, "20000"]
    else:
        mount = f'mount -t tmpfs -o size=200k full {work} && exec "$@"'
        if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
            pytest.skip("this system lets nobody mount a small disk of their own")
        command = ["unshare", "-rm", "sh", "-c", mount, "sh", *shell, "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "disk_full", done.stderr


OVER_A_FULL_DISK = """
import sys
from pathlib import Path
from workers.engines import hls
from workers.engines.errors import EngineFailed
from workers.engines.plan import plan
from workers.engines.probe import probe
work = Path(sys.argv[2])
harvest = hls.Harvest(plan(probe(Path(sys.argv[1]))), work, 0)
if sys.argv[3] == "full":
    try:
        (work / "all").write_bytes(bytes(2**20))
    except OSError:
        pass
try:
    harvest.require_all()
except EngineFailed as failure:
    print(failure.code)
"""


@pytest.mark.fault
@pytest.mark.parametrize(("room", "says"), [("full", "disk_full"), ("free", "verify")])
def test_segments_that_are_missing_after_a_good_end_are_put_down_to_a_full_disk_where_it_is(
    tmp_path: Path, room: str, says: str
) -> None:
    source, work = clips.busy(tmp_path / "f.mp4", seconds=1), tmp_path / "work"
    work.mkdir()
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk of their own")
    size = "200k" if room == "full" else "9m"
    mount = f'mount -t tmpfs -o size={size} small {work} && exec "$@"'
    script = [sys.executable, "-c", OVER_A_FULL_DISK, str(source), str(work), room]
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", *script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == says, done.stderr


@pytest.mark.fault
def test_too_little_memory_says_so(tmp_path: Path) -> None:
    large = [*clips.pattern("1920x1080", "30", 2), "-c:v", "libx264", "-f", "null", "-"]
    with pytest.raises(EngineFailed) as caught:
        list(ffmpeg.run(large, cwd=tmp_path, limits=Limits(memory=600 << 20)))
    assert caught.value.code is Failure.OUT_OF_MEMORY


def test_an_encode_may_run_beside_other_threads(tmp_path: Path) -> None:
    """A child dies with the thread that started it: one thread's end must not hurt another's."""
    source = clips.busy(tmp_path / "f.mp4", seconds=2)
    the_plan = plan(probe(source))
    ended = threading.Thread(target=lambda: probe(source))
    running = hls.encode(the_plan, source, tmp_path / "work")
    next(running)
    ended.start()
    ended.join()
    assert list(running)[-1].done == the_plan.frames
