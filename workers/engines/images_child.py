"""Open one picture and write its variants.

``python -I images_child.py FILE KIND FOLDER PIXELS``; runs as a limited child of :mod:`.images`,
because it decodes what a stranger sent.

libvips reads JPEG, PNG and WebP in strips, so that it needs next to no memory, and JPEG at a
fraction of its size; its other readers are switched off. AVIF and HEIC are decoded whole, by
libavif and libheif through Pillow, and handed over. Everything is written by libvips, without
any metadata, in sRGB.

stdout, one JSON object a line: ``{"found": {…}}``, ``{"made": {…}}`` for each variant, or
``{"rejected": code, "facts": {…}}``.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ |= {"VIPS_BLOCK_UNTRUSTED": "1", "VIPS_CONCURRENCY": "1", "TMPDIR": sys.argv[3]}

# Reads its environment when it is imported.
import pyvips  # type: ignore[import-untyped]

WIDTH, HEIGHT = 800, 600
THUMBNAIL = 160
JPEG = {"Q": 85, "optimize_coding": True, "interlace": True}
WEBP = {"Q": 80, "effort": 4, "smart_subsample": True}
# Effort 1 is the encoder's speed 8.
AVIF = {"Q": 55, "effort": 1, "compression": "av1"}
WHITE = 255
READERS = {
    "jpeg": "VipsForeignLoadJpegFile",
    "png": "VipsForeignLoadPngFile",
    "webp": "VipsForeignLoadWebpFile",
}
# Enough to be reduced once more without loss of sharpness.
MARGIN = 2


class RejectedError(Exception):
    """(code, facts): see :class:`.errors.Rejection`."""


def say(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main(path: str, kind: str, folder: str, pixel_limit: int) -> None:
    pyvips.cache_set_max(0)
    image = streamed(path, kind, pixel_limit) if kind in READERS else whole(path, kind, pixel_limit)
    # Decoded here, once; all that follows is small.
    image = image.colourspace("srgb").cast("uchar").copy_memory()
    opaque = image.flatten(background=WHITE) if image.hasalpha() else image
    thumbnail = image.thumbnail_image(THUMBNAIL, height=THUMBNAIL, size="down")
    home = Path(folder)
    write("jpeg", home / "imagen.jpg", opaque, "jpegsave", JPEG)
    write("webp", home / "imagen.webp", image, "webpsave", WEBP)
    write("avif", home / "imagen.avif", image, "heifsave", AVIF)
    write("miniatura", home / "miniatura.webp", thumbnail, "webpsave", WEBP)


def streamed(path: str, kind: str, pixel_limit: int) -> Any:
    """A picture within the bounds, upright and in sRGB, that is read in strips."""
    pyvips.operation_block_set("VipsForeignLoad", True)
    pyvips.operation_block_set(READERS[kind], False)
    header = pyvips.Image.new_from_file(path, access="sequential")
    turned = header.get_typeof("orientation") and header.get("orientation") >= 5
    frames = header.get("n-pages") if header.get_typeof("n-pages") else 1
    found(header.width, header.height, bool(turned), frames, pixel_limit)
    return pyvips.Image.thumbnail(
        path, WIDTH, height=HEIGHT, size="down", output_profile="srgb", fail_on="truncated"
    )


def whole(path: str, kind: str, pixel_limit: int) -> Any:
    """The same of a format that can only be decoded whole."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted below, with an answer for people
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    with Image.open(path, formats=["HEIF" if kind == "heic" else "AVIF"]) as picture:
        orientation = picture.getexif().get(0x0112, 1)
        frames = getattr(picture, "n_frames", 1)
        found(*picture.size, orientation >= 5, frames, pixel_limit)
        profile = picture.info.get("icc_profile")
        small = reduced(picture)
    image = pyvips.Image.new_from_memory(
        small.tobytes(), small.width, small.height, len(small.getbands()), "uchar"
    ).copy(interpretation="srgb")
    image.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    if profile:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image.thumbnail_image(WIDTH, height=HEIGHT, size="down", output_profile="srgb")


def reduced(picture: Any) -> Any:
    """Smaller by a whole factor, still a little larger than needed."""
    long, short = max(picture.size), min(picture.size)
    factor = int(min(long / (MARGIN * WIDTH), short / (MARGIN * HEIGHT)))
    if picture.mode not in {"RGB", "RGBA"}:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.reduce(factor) if factor > 1 else picture


def found(width: int, height: int, turned: bool, frames: int, pixel_limit: int) -> None:
    """Tell what it is, as a person sees it; refuse what is larger than we decode."""
    if turned:
        width, height = height, width
    if width * height > pixel_limit:
        facts = {"width": width, "height": height, "limit": pixel_limit}
        raise RejectedError("picture_too_large", facts)
    say(found={"width": width, "height": height, "frames": frames})


def write(name: str, path: Path, image: Any, saver: str, options: dict[str, Any]) -> None:
    """Write one variant, without any metadata, and tell of it."""
    getattr(image, saver)(str(path), keep="none", **options)
    facts = {"width": image.width, "height": image.height, "bytes": path.stat().st_size}
    say(made={"name": name, "file": path.name, **facts})


def guarded() -> None:
    """Answer every failure with a code; the parent reads a message, never a traceback."""
    path, kind, folder, pixels = sys.argv[1:]
    try:
        main(path, kind, folder, int(pixels))
    except RejectedError as rejected:
        code, facts = rejected.args
        say(rejected=code, facts=facts)
    except MemoryError:
        say(rejected="picture_too_costly", facts={})
    except (pyvips.Error, OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        # What the decoders raise over damage is not agreed among them.
        say(failed=str(error)[:400])


if __name__ == "__main__":
    guarded()
