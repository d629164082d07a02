"""Pictures as cameras and programs write them."""

import io
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener(thumbnails=False)

RED, BLUE = (200, 30, 40), (30, 60, 200)
COMMENT = b"a note that only the photographer should read"
GPS_IFD, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
# 19 degrees 25' 57" north, 99 degrees 7' 59" west: the middle of Mexico City.
PLACE = {1: "N", 2: (19.0, 25.0, 57.0), 3: "W", 4: (99.0, 7.0, 59.0)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">a secret place</x:xmpmeta>'


def scene(width: int = 1600, height: int = 900, mode: str = "RGB") -> Image.Image:
    """Red above, blue below: which way is up can be seen."""
    image = Image.new(mode, (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: who made it, which way is up, and where it was."""
    facts = Image.Exif()
    facts[MAKE] = "Telephone"
    facts[ORIENTATION] = orientation
    facts[GPS_IFD] = PLACE
    return facts


def photo(path: Path, image: Image.Image | None = None, **given: Any) -> Path:
    """Written with all that tells on people; the kind by the name's ending."""
    image = image or scene()
    options: dict[str, Any] = {"exif": exif().tobytes(), "quality": 90} | given
    if path.suffix in {".jpg", ".webp"}:
        options |= {"xmp": XMP}
    if path.suffix == ".jpg":
        options |= {"comment": COMMENT}
    if path.suffix == ".png":
        options.pop("quality")
    image.save(path, **options)
    return path


def bytes_of(image: Image.Image, kind: str = "JPEG") -> bytes:
    """The same in memory, without more."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def opened(path: Path) -> Image.Image:
    """Decoded to its last pixel."""
    with Image.open(path) as image:
        image.load()
        return image.copy()


def is_red(pixel: Any) -> bool:
    """Whether it is rather red, whatever a codec did to it."""
    red, green, blue = pixel[:3]
    return red > 150 and green < 90 and blue < 110


def is_blue(pixel: Any) -> bool:
    """Whether it is rather blue."""
    red, green, blue = pixel[:3]
    return red < 90 and green < 110 and blue > 150
