"""Frames are handled in turns, each for itself."""

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.js.site import Site

pytestmark = pytest.mark.browser


def test_a_frame_that_can_not_be_handled_holds_up_no_other(
    site: Site, context: BrowserContext
) -> None:
    site.pages["/"] = "<!doctype html>"
    page = context.new_page()
    page.goto(site.address)
    handled = page.evaluate(
        """async () => {
          const { inTurns } = await import("/static/js/live/turns.js");
          const handled = [];
          const give = inTurns(({ n, bad }) => {
            if (bad) throw new Error("bad");
            handled.push(n);
          });
          const bad = { bad: true };
          for (const frame of [{ n: 1 }, bad, { n: 2 }, bad, { n: 3 }]) give(frame);
          await new Promise((later) => setTimeout(later, 500));
          return handled;
        }"""
    )
    assert handled == [1, 2, 3]
