"""What does a product picture of fifty megapixels cost?

``python -m bench.imagen``

Our child, which makes all four variants of a JPEG, beside the usual way (Pillow, the whole picture
in memory) to make the large one alone. Both in a process of their own; memory is its peak.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from bench.measure import load, verdict
from workers.engines import images

SIZE = (8660, 5774)
GOAL_MIB = 150.0
# A process that is small itself, so that what it hears of its child is the child's own.
MEASURE = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
USUAL = """
import sys
from PIL import Image, ImageOps
picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")
picture.thumbnail((800, 600))
picture.save(sys.argv[2], quality=85, optimize=True)
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="avance-bench-") as folder:
        home = Path(folder)
        photo = home / "foto.jpg"
        noise = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 60).convert("RGB")
        noise.resize(SIZE, Image.Resampling.BICUBIC).save(photo, quality=90)
        print(f"{SIZE[0]} x {SIZE[1]}, {photo.stat().st_size / 1e6:.1f} MB, {load()}")
        ours = [images.CHILD, photo, "jpeg", home, images.MAX_PIXELS]
        cpu, peak = measured("-I", *map(str, ours))
        usual_cpu, usual_peak = measured("-c", USUAL, str(photo), str(home / "usual.jpg"))
        print(f"  ours: {cpu:.2f} s CPU, {peak:.0f} MiB, four files")
        print(f"  the usual way: {usual_cpu:.2f} s CPU, {usual_peak:.0f} MiB, one file")
        print(f"  {verdict('picture, memory', peak, GOAL_MIB, ' MiB')}")


def measured(*arguments: str) -> tuple[float, float]:
    """CPU seconds and the most memory of a Python with these arguments; it must end well."""
    command = [sys.executable, "-I", "-c", MEASURE, sys.executable, *arguments]
    code, cpu, peak = json.loads(subprocess.check_output(command))
    assert code == 0, f"exit {code}"
    return cpu, peak


if __name__ == "__main__":
    main()
