"""The player as somebody sees and handles it."""

from typing import Any

from playwright.sync_api import Page

from tests.scripts.waiting import until

# What the picture looks like: how bright on average and how much it varies, 0 to 255.
LOOK = """(video) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [64, 36];
  const brush = canvas.getContext("2d");
  brush.drawImage(video, 0, 0, 64, 36);
  const bytes = brush.getImageData(0, 0, 64, 36).data;
  const lights = [];
  for (let i = 0; i < bytes.length; i += 4) {
    lights.push((bytes[i] + bytes[i + 1] + bytes[i + 2]) / 3);
  }
  const mean = lights.reduce((a, b) => a + b) / lights.length;
  const spread = Math.sqrt(lights.reduce((a, b) => a + (b - mean) ** 2, 0) / lights.length);
  return {mean, spread};
}"""


def is_ready(page: Page, patience: float = 40) -> None:
    """Wait until it knows its film and has a picture of it."""
    until(lambda: ask(page, "readyState") >= 2, patience)


def press_play(page: Page) -> None:
    """Click on the picture, which plays in every browser."""
    is_ready(page)
    page.locator("#player video").click()


def ask(page: Page, question: str) -> Any:
    """A property of the video."""
    return page.locator("#player video").evaluate(f"video => video.{question}")


def plays_past(page: Page, seconds: float, patience: float = 40) -> None:
    """Wait until it has come to a place by playing, not by a leap."""
    until(lambda: ask(page, "currentTime") >= seconds, patience)
    assert not ask(page, "paused")


def shows_a_picture(page: Page) -> None:
    """What is seen is neither black nor one colour."""
    look = page.locator("#player video").evaluate(LOOK)
    assert look["mean"] > 20, look
    assert look["spread"] > 10, look
