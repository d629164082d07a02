"""Takes a page in every look: Spanish and English, light and dark, on a desk and on a telephone."""

import io
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product
from pathlib import Path

from django.conf import settings
from PIL import Image
from playwright.sync_api import BrowserContext, Page

FOLDER = Path(__file__).parent
DESKTOP, MOBILE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
LANGUAGES = {"es": "es-mx", "en": "en"}
LOOKS = list(product((DESKTOP, MOBILE), ("light", "dark")))
# Letters stay sharp, and a page of them takes some 20 kB.
QUALITY = 80


class Camera:
    """Pictures are called `<name>-<language>-<theme>-<width>.webp`; they are developed beside."""

    def __init__(self) -> None:
        self.taken: dict[str, list[str]] = {}
        self._rooms = ThreadPoolExecutor(2)
        self._developing: list[Future[None]] = []

    def take(self, page: Page, name: str, language: str = "es") -> None:
        """As it stands, in four looks: for what a reload would lose."""
        for size, theme in LOOKS:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            shot = page.screenshot(animations="disabled", caret="hide")
            file = f"{name}-{language}-{theme}-{size['width']}.webp"
            self._developing.append(self._rooms.submit(develop, shot, FOLDER / file))
            self.taken.setdefault(name, []).append(file)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        print(name, language, flush=True)

    def finish(self, everything: bool) -> None:
        """Every picture is there; of `everything`, those of before are gone, and the sheet shows
        them all."""
        for one in self._developing:
            one.result()
        kept = {file for files in self.taken.values() for file in files}
        if everything:
            self._tidy(kept)
        size = sum((FOLDER / file).stat().st_size for file in kept)
        print(f"{len(kept)} pictures of {len(self.taken)} pages, {size / 1e6:.1f} MB")

    def _tidy(self, kept: set[str]) -> None:
        for old in [*FOLDER.glob("*.webp"), *FOLDER.glob("*.png")]:
            if old.name not in kept:
                old.unlink()
        (FOLDER / "README.md").write_text("\n".join(sheet(self.taken)), encoding="utf-8")


def develop(shot: bytes, path: Path) -> None:
    """To a file."""
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, "WEBP", quality=QUALITY, method=4)


def speak(context: BrowserContext, address: str, language: str) -> None:
    """The pages that this browser opens from now on are in that language."""
    name, value = settings.LANGUAGE_COOKIE_NAME, LANGUAGES[language]
    context.add_cookies([{"name": name, "value": value, "url": address, "sameSite": "Lax"}])


def sheet(taken: dict[str, list[str]]) -> Iterable[str]:
    """One line a page: four of its looks, with links to all."""
    yield "# Every page, in every look\n"
    yield "Made by `make screens` from the real product. `<page>-<language>-<theme>-<width>`.\n"
    for name in sorted(taken):
        files = taken[name]
        shown = [
            next((file for file in files if look in file), files[0])
            for look in ("es-light-1280", "en-dark-1280", "es-dark-390", "en-light-390")
        ]
        yield f"## {name}\n"
        yield " ".join(thumbnail(file) for file in dict.fromkeys(shown)) + "\n"
        yield (
            " · ".join(
                f"[{file.removeprefix(name + '-').removesuffix('.webp')}]({file})" for file in files
            )
            + "\n"
        )


def thumbnail(file: str) -> str:
    """Small, and large behind it."""
    width = 340 if "1280" in file else 110
    return f'<a href="{file}"><img src="{file}" alt="{file}" width="{width}"></a>'
