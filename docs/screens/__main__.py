"""Every picture anew, from real processes, real films and a real browser."""

from docs.screens.product import product


def main() -> None:
    """Play the scenes in the order in which a newcomer meets them."""
    with product() as stage:
        from docs.screens import scenes  # its imports need Django to be set up

        for scene in scenes.ALL:
            scene(stage)


if __name__ == "__main__":
    main()
