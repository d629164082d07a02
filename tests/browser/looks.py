"""What every page has to be in every look: nothing that axe finds wrong, nothing that is wider than
the window or than its place."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visitor import DESKTOP, MOBILE

LOOKS = [(scheme, size) for size in (DESKTOP, MOBILE) for scheme in ("light", "dark")]
# What it would fetch beforehand serves two rules about devices that turn and sound that starts.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}
# Dark differs in colours and in nothing else (tests/test_contrast.py).
COLOURS = OPTIONS | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
# Also what lies far below is there, in the colours of now: nothing is left out until it is seen,
# and nothing is on its way. Not as an element, which the policy would refuse.
WHOLE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; transition: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
PAINTED = """() => new Promise((painted) => requestAnimationFrame(() => {
  for (const animation of document.getAnimations()) animation.finish();
  requestAnimationFrame(painted);
}))"""
VIOLATIONS = """async ([within, options]) => {
  const { violations } = await axe.run(within, options);
  return violations.map(({ id, nodes: [{ target, failureSummary }] }) =>
    `${id} ${target} ${failureSummary}`);
}"""
# What reaches out of the window to the right and is not cut off by something that scrolls itself;
# buttons that reach out of their column, other than those in what opens over it.
TOO_WIDE = """() => {
  const cut = (element) => {
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      if (getComputedStyle(one).overflowX !== "visible") return true;
    }
    return false;
  };
  const wide = [...document.querySelectorAll("body *")].filter((element) =>
    element.getBoundingClientRect().right > innerWidth + 1 && !cut(element));
  const names = wide.slice(0, 3).map((element) =>
    `${element.tagName.toLowerCase()}.${element.className} is too wide`);
  const column = ".card-actions > .btn, .card-actions > form > .btn";
  for (const button of document.querySelectorAll(column)) {
    const { left, right } = button.getBoundingClientRect();
    const room = button.closest(".card-actions").getBoundingClientRect();
    if (left < room.left - 1 || right > room.right + 1) {
      names.push(`the button "${button.textContent.trim()}" is wider than its place`);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) names.push("the page scrolls sideways");
  return names;
}"""


def looks_right(page: Page, within: str = "html") -> None:
    """In light and dark, on a desk and on a phone; axe looks at what lies `within`. Closes the
    page."""
    found = wrong_on(page, within)
    assert not found, "\n".join(found)
    page.close()


def wrong_on(page: Page, within: str = "html") -> list[str]:
    """What is wrong, in which look."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(WHOLE)
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate(PAINTED)
        rules = OPTIONS if scheme == "light" else COLOURS
        wrong: list[Any] = page.evaluate(VIOLATIONS, [within, rules]) + page.evaluate(TOO_WIDE)
        found += [f"{page.url} {scheme} {size['width']}: {one}" for one in wrong]
    return found
