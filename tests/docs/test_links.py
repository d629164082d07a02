"""Whatever the pages point to is there."""

import pytest

from tests.docs.markdown import Page, pages


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_link_leads_somewhere(page: Page) -> None:
    dead = [link for link in page.links if not leads_somewhere(page, link)]

    assert not dead


def leads_somewhere(page: Page, link: str) -> bool:
    if link.startswith(("https://", "mailto:")):
        return True
    path, _, anchor = link.partition("#")
    target = (page.file.parent / path).resolve() if path else page.file
    if not target.exists():
        return False
    return not anchor or anchor in Page(target).anchors


def test_a_dead_link_is_noticed() -> None:
    (readme,) = [page for page in pages() if str(page) == "README.md"]

    assert not leads_somewhere(readme, "docs/no-such-page.md")
    assert not leads_somewhere(readme, "docs/operations.md#no-such-part")
    assert leads_somewhere(readme, "docs/operations.md#several-hosts")
