"""Every picture anew, from real processes, real films and a real browser; or those of some scenes
by their names: `make screens ARGS=every_page`."""

import sys

from docs.screens.product import product


def main(names: list[str]) -> None:
    """Play the scenes in the order in which a newcomer meets them."""
    with product() as stage:
        from docs.screens import scenes  # its imports need Django to be set up

        for scene in scenes.ALL:
            if not names or scene.__name__ in names:
                scene(stage)
        stage.camera.finish(everything=not names)


if __name__ == "__main__":
    main(sys.argv[1:])
