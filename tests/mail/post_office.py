"""A real mail server: takes letters over SMTP and keeps them, as long as nobody holds it up."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from scripts.local import ports


class PostOffice:
    """`letters` is what it took. `answers` are given, one a letter, instead of taking it; while
    it is `held`, a letter is taken and its sender waits to hear so."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: list[str] = []
        self.port = ports.any_free()
        self._open = threading.Event()
        self._open.set()

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to one person."""
        return [letter for letter in self.letters if letter["To"] == address]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody hears that their letter was taken, before the block ends."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one, or answer otherwise."""
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        while not self._open.is_set():
            await asyncio.sleep(0.02)
        return "250 OK"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """One that is open while the block runs."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
