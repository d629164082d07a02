"""Takes a page in every look."""

from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parent
DESKTOP, MOBILE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
LOOKS = (("light", DESKTOP), ("dark", DESKTOP), ("mobile", MOBILE))


def take(page: Page, name: str) -> None:
    """`<name>-light.png`, `-dark.png` and `-mobile.png`."""
    for look, size in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        path = FOLDER / f"{name}-{look}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")
        print(path.name, f"{path.stat().st_size // 1000} kB")
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
