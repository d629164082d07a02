"""Pictures of every page that is in the list (tests/pages/listed.py), in both languages."""

from docs.screens.camera import LANGUAGES, speak
from docs.screens.product import Stage
from tests.browser.visitor import Visitor, is_settled
from tests.pages.listed import ALL, Listed
from tests.pages.world import World
from tests.stack.queues import open_nobodys

TITLE = "Documental de la costa, versión larga"


def every_page(stage: Stage) -> None:
    """With what the scenes before have left, and one of everything besides."""
    open_nobodys()
    address = stage.stack.address
    with World(stage.person, stage.member, TITLE) as world:
        world.make()
        readers = {reader: Visitor(stage.browser, address, reader) for reader in readers_of(world)}
        for page in ALL:
            picture(stage, world, page, readers[page.reader(world)])
        for visitor in readers.values():
            visitor.close()


def readers_of(world: World) -> set:
    """Who looks at pages: nobody, a person, one of the team."""
    return {page.reader(world) for page in ALL}


def picture(stage: Stage, world: World, listed: Listed, visitor: Visitor) -> None:
    """One page, in eight looks."""
    page = visitor.context.new_page()
    for language in LANGUAGES:
        speak(visitor.context, stage.stack.address, language)
        page.goto(stage.stack.address + listed.path(world))
        is_settled(page)
        page.wait_for_load_state("networkidle")
        stage.camera.take(page, listed.name, language)
    page.close()
