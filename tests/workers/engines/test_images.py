"""What is made of pictures, decoded and looked at."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.workers.engines import photos
from tests.workers.engines.family import children
from tests.workers.engines.photos import is_blue, is_red, opened, photo, scene
from workers.engines import images
from workers.engines.errors import MediaRejected
from workers.engines.images import Found, Variant

FORMATS = {"jpeg": "JPEG", "webp": "WEBP", "avif": "AVIF", "miniatura": "WEBP"}
MIB = 1 << 20
# A process that is small itself, so that what it hears of its child is the child's own.
MEASURE = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(json.dumps([code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def made(path: Path) -> tuple[Found, dict[str, Variant]]:
    """All variants of a picture, in a folder beside it."""
    into = path.parent / f"of-{path.name}"
    into.mkdir()
    found, variants = None, {}
    for step in images.variants(path, into):
        found = step.found or found
        if step.made:
            variants[step.made.name] = step.made
    assert found is not None
    return found, variants


def rejection(path: Path) -> MediaRejected:
    with pytest.raises(MediaRejected) as caught:
        made(path)
    return caught.value


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif", "heic"])
def test_every_kind_becomes_three_formats_and_a_thumbnail(tmp_path: Path, ending: str) -> None:
    found, variants = made(photo(tmp_path / f"foto.{ending}"))
    assert (found.width, found.height) == (1600, 900)
    assert list(variants) == list(images.NAMES)
    for name, variant in variants.items():
        with Image.open(variant.path) as image:
            assert image.format == FORMATS[name]
        picture = opened(variant.path).convert("RGB")
        size = (160, 90) if name == "miniatura" else (800, 450)
        assert picture.size == (variant.width, variant.height) == size
        assert variant.bytes == variant.path.stat().st_size
        assert is_red(picture.getpixel((20, 20)))
        assert is_blue(picture.getpixel((20, size[1] - 20)))


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif", "heic"])
def test_nothing_that_tells_who_and_where_is_left(tmp_path: Path, ending: str) -> None:
    path = photo(tmp_path / f"foto.{ending}")
    with Image.open(path) as original:
        assert original.getexif().get_ifd(photos.GPS_IFD), "else there is nothing to take away"
    for variant in made(path)[1].values():
        with Image.open(variant.path) as image:
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "comment"} & set(image.info)
        raw = variant.path.read_bytes()
        for secret in (photos.COMMENT, b"secret place", b"Telephone"):
            assert secret not in raw


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_however_the_camera_was_held(tmp_path: Path, orientation: int) -> None:
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = scene().transpose(turn[orientation]) if orientation in turn else scene()
    path = photo(tmp_path / "foto.jpg", held, exif=photos.exif(orientation).tobytes())
    found, variants = made(path)
    assert (found.width, found.height) == (1600, 900)
    picture = opened(variants["jpeg"].path)
    assert picture.size == (800, 450)
    assert is_red(picture.getpixel((400, 30)))
    assert is_blue(picture.getpixel((400, 420)))


def test_a_heic_of_a_telephone_held_upright_is_turned_once(tmp_path: Path) -> None:
    held = scene().transpose(Image.Transpose.ROTATE_90)
    path = photo(tmp_path / "foto.heic", held, exif=photos.exif(6).tobytes())
    picture = opened(made(path)[1]["jpeg"].path)
    assert picture.size == (800, 450)
    assert is_red(picture.getpixel((400, 30)))


@pytest.mark.parametrize(
    ("size", "result"),
    [((300, 200), (300, 200)), ((800, 600), (800, 600)), ((90, 1200), (45, 600))],
)
def test_it_fits_into_800_by_600_and_is_never_enlarged(
    tmp_path: Path, size: tuple[int, int], result: tuple[int, int]
) -> None:
    large = made(photo(tmp_path / "foto.jpg", scene(*size)))[1]["jpeg"]
    assert opened(large.path).size == (large.width, large.height) == result


def test_what_can_be_seen_through_stays_so_where_the_format_can(tmp_path: Path) -> None:
    glass = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    variants = made(photo(tmp_path / "vaso.png", glass))[1]
    assert opened(variants["webp"].path).getpixel((200, 200))[3] == 0
    assert opened(variants["avif"].path).getpixel((200, 200))[3] == 0
    assert min(opened(variants["jpeg"].path).getpixel((200, 200))) > 250, "white, not black"


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_colours_of_other_kinds_become_those_of_screens(tmp_path: Path, mode: str) -> None:
    ending = "png" if mode == "1" else "jpg"
    path = tmp_path / f"foto.{ending}"
    scene().convert(mode).save(path)
    assert opened(made(path)[1]["jpeg"].path).mode in {"RGB", "L"}


def test_of_an_animation_the_first_picture_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "baile.webp"
    scene(200, 100).save(path, save_all=True, append_images=[Image.new("RGB", (200, 100))])
    found, variants = made(path)
    assert found.frames == 2
    assert opened(variants["jpeg"].path).size == (200, 100)


def test_a_picture_whose_end_is_missing_is_refused(tmp_path: Path) -> None:
    whole = photo(tmp_path / "foto.jpg", Image.effect_noise((900, 700), 80)).read_bytes()
    path = tmp_path / "mitad.jpg"
    path.write_bytes(whole[: len(whole) // 2])
    assert rejection(path).code == "picture_truncated"


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", "empty", None),
        (b"Querida Ana:\n", "no_picture", None),
        (b"GIF89a" + b"\0" * 64, "no_picture", "gif"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no_picture", None),
        (b"%PDF-1.7\n" + b"\0" * 64, "no_picture", "pdf"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(
    tmp_path: Path, content: bytes, code: str, kind: str | None
) -> None:
    path = tmp_path / "foto.jpg"
    path.write_bytes(content)
    problem = rejection(path)
    assert problem.code == code
    if kind:
        assert problem.facts["kind"] == kind


def test_a_file_that_only_begins_like_a_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "foto.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 500)
    assert rejection(path).code in {"picture_truncated", "picture_undecodable"}


def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused_by_its_head(tmp_path: Path) -> None:
    path = tmp_path / "bomba.png"
    Image.new("1", (20_000, 20_000)).save(path)
    assert path.stat().st_size < MIB
    problem = rejection(path)
    assert problem.code == "picture_too_large"
    assert problem.facts["width"] == 20_000


def test_who_stops_listening_leaves_no_process(tmp_path: Path) -> None:
    steps = images.variants(photo(tmp_path / "foto.jpg"), tmp_path)
    next(steps)
    steps.close()
    assert children() == []


def test_fifty_megapixels_fit_into_150_mebibytes(tmp_path: Path) -> None:
    path = tmp_path / "grande.jpg"
    scene(8660, 5774).save(path, quality=90)
    code, peak = measured([path, "jpeg", tmp_path, images.MAX_PIXELS])
    assert code == 0
    assert opened(tmp_path / "imagen.jpg").size == (800, 533)
    assert peak < 150 * MIB


def measured(arguments: list[Any]) -> tuple[int, int]:
    """Exit code of the child, and the most memory that it had, in bytes."""
    command = [sys.executable, "-I", images.CHILD, *map(str, arguments)]
    measure = [sys.executable, "-I", "-c", MEASURE, *command]
    code, kib = json.loads(subprocess.check_output(measure))
    return code, kib * 1024
