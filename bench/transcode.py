"""What does a whole job cost beside one bare ffmpeg that makes the same renditions?

``python -m bench.transcode [--pairs N] [--seconds N] [--size WxH]``

*job*: a child Python runs every engine in order, probe to verify, with live preview, poster, sheet
of small pictures, MP4 and proof. *bare*: one ffmpeg command, one decode, plain split, each rung
scaled from the source, the same encoder options but as many threads as ffmpeg likes, MP4 files;
nothing else. Both are measured by the CPU seconds of their whole process tree (wait4), alternating
ABBA, so that a noisy machine spoils both alike. Of the job, what Python takes to start is left out:
a worker starts once for many jobs. The goal is a median ratio of at most 1.05.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av

from workers.engines import audio, ffmpeg, hls, package, probe, storyboard, verify
from workers.engines.encoder import aac, h264
from workers.engines.plan import EncodePlan, plan

GOAL = 1.05


def make_film(path: Path, size: str, seconds: int) -> None:
    """A film as demanding as a real one: slow zoom into detail, grain, and a sound that moves."""
    width, height = size.split("x")
    picture = (
        f"mandelbrot=s={int(width) // 2}x{int(height) // 2}:r=30:maxiter=400:end_scale=0.05,"
        f"scale={width}:{height}:flags=bicubic,noise=alls=2:allf=t,format=yuv420p"
    )
    sound = "aevalsrc='0.3*sin(2*PI*t*(300+200*sin(t)))|0.3*sin(2*PI*t*(400+90*sin(2*t)))':s=48000"
    command = [
        *(ffmpeg.binary(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture),
        *("-f", "lavfi", "-i", sound, "-t", str(seconds), "-c:v", "libx264", "-preset", "veryfast"),
        *("-crf", "20", "-c:a", "aac", "-b:a", "160k", str(path)),
    ]
    subprocess.run(command, check=True)


def bare_command(the_plan: EncodePlan, source: Path, work: Path) -> list[str]:
    """The one plain ffmpeg that everybody would write, with our encoder options."""
    count = len(the_plan.rungs)
    graph = f"[0:v]fps={the_plan.rate},split={count}" + "".join(f"[s{i}]" for i in range(count))
    for number, rung in enumerate(the_plan.rungs):
        scale = f"scale={rung.width}:{rung.height}:flags=bicubic,format=yuv420p"
        graph += f";[s{number}]{scale}[v{number}]"
    command = [ffmpeg.binary(), "-v", "error", "-nostdin", "-y"]
    command += ["-i", str(source), "-filter_complex", graph]
    for number, rung in enumerate(the_plan.rungs):
        command += ["-map", f"[v{number}]", "-map", "0:a", *h264(the_plan, rung)]
        # The sound once, as the job makes it once.
        command += aac() if number == 0 else ["-c:a", "copy"]
        command += [str(work / f"{rung.name}.mp4")]
    return command


def run_job(source: Path, work: Path) -> None:
    """One whole job, as the task does it."""
    parts = {"start": time.process_time()}
    the_plan = plan(probe.probe(source))
    parts["probe"] = _children_cpu()
    for name, steps in [
        ("audio", audio.encode(the_plan, source, work)),
        ("hls", hls.encode(the_plan, source, work)),
        ("storyboard", storyboard.storyboard(the_plan, work)),
        ("package", package.package(the_plan, work)),
        ("verify", verify.verify(the_plan, work)),
    ]:
        before = _children_cpu()
        for _ in steps:
            pass
        parts[name] = _children_cpu() - before
    parts["python"] = time.process_time() - parts["start"]
    (work / "parts.json").write_text(json.dumps(parts))


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def cpu_of(command: list[str]) -> float:
    """CPU seconds of a command and of all that it started."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)[:300]}")
    return usage.ru_utime + usage.ru_stime


def measure(source: Path, folder: Path, what: str) -> tuple[float, dict[str, float]]:
    work = folder / what
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    if what == "job":
        cpu = cpu_of([sys.executable, "-m", "bench.transcode", "--job", str(source), str(work)])
        parts = json.loads((work / "parts.json").read_text())
        return cpu - parts.pop("start"), parts
    return cpu_of(bare_command(plan(probe.probe(source)), source, work)), {}


def compare(source: Path, folder: Path, pairs: int) -> float:
    """Measure in the order ABBA, print each pair, return the median ratio."""
    ratios = []
    for number in range(pairs):
        order = ("bare", "job") if number % 2 == 0 else ("job", "bare")
        found = {what: measure(source, folder, what) for what in order}
        (bare, _), (job, parts) = found["bare"], found["job"]
        ratios.append(job / bare)
        detail = "  ".join(f"{name} {seconds:.2f}" for name, seconds in parts.items())
        print(f"pair {number + 1}: bare {bare:.2f} s, job {job:.2f} s, ratio {job / bare:.3f}")
        print(f"        {detail}   load {os.getloadavg()[0]:.1f}", flush=True)
    return statistics.median(ratios)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--film", type=Path, help="measure with this film instead")
    parser.add_argument("--job", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        run_job(*options.job)
        return 0
    print(f"{ffmpeg.version()}; PyAV {av.__version__}; Python {sys.version.split()[0]}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = options.film or folder / "film.mp4"
        if not options.film:
            make_film(source, options.size, options.seconds)
        ratio = compare(source, folder, options.pairs)
    print(f"median ratio {ratio:.3f}, goal {GOAL}: {'kept' if ratio <= GOAL else 'MISSED'}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
