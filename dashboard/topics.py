"""What pages are told besides runs: notices, queues and workers, lines of a log.

Each is a topic: a class that the hub makes one of, and asks at three occasions. A message of its
name (`proyecto.progress.teller.say`) is a nudge that may be lost, so a topic looks at the truth
too, every other second.
"""

import logging
from typing import TYPE_CHECKING, Any

from dashboard.log_topic import LogTopic
from dashboard.notice_feed import NoticeFeed
from dashboard.onlookers import Onlookers
from dashboard.subscriber import Subscriber
from dashboard.system.canary import Canary
from dashboard.system.topic import System
from dashboard.topic import Topic
from dashboard.waiting_topic import WaitingTopic

if TYPE_CHECKING:
    from dashboard.hub import Hub

log = logging.getLogger(__name__)

KINDS: tuple[type[Topic], ...] = (
    NoticeFeed,
    LogTopic,
    Onlookers,
    WaitingTopic,
    System,
    Canary,
)


class Topics:
    """One of each, for one hub."""

    def __init__(self, hub: "Hub") -> None:
        self._all = {kind.name: kind(hub) for kind in KINDS}

    async def hear(self, message: dict[str, Any]) -> None:
        """A message that is no event of a run. What can't be done with it is found by `look`."""
        topic = self._all.get(message["topic"])  # unknown: a newer worker's
        if topic is None:
            return
        try:
            await topic.hear(message["body"])
        except Exception as error:  # noqa: BLE001 - the hub's receiver goes on
            log.warning("%s not heard: %s: %s", topic.name, type(error).__name__, error)

    async def look(self) -> None:
        """Let each find what no message told."""
        for topic in self._all.values():
            try:
                await topic.look()
            except Exception as error:  # noqa: BLE001 - the others look all the same
                log.warning("%s did not look: %s: %s", topic.name, type(error).__name__, error)

    async def greet(self, socket: Subscriber) -> None:
        """Give a socket the whole state of what its page shows. Of what fails it may hear later."""
        for topic in self._all.values():
            try:
                await topic.greet(socket)
            except Exception as error:  # noqa: BLE001 - the others greet it all the same
                log.warning("%s did not greet: %s: %s", topic.name, type(error).__name__, error)

    async def watch(self, socket: Subscriber, name: str, have: Any) -> None:
        """A page began to show something of one topic, or ended it."""
        topic = self._all.get(name)
        if topic is not None:
            await topic.watch(socket, have)
