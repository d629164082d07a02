"""Handing letters over, each once: to the mail server, or to the folder of files.

A mail server can't be asked whether it had a letter before the worker was lost. Such a letter is
left, not sent again: nobody minds a missing greeting as much as one that comes twice. The window is
small: the server is reached before the letter counts as begun. Files can be asked.
"""

import smtplib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from proyecto.mail import files
from proyecto.progress.models import Effect
from workers.outcomes import NotDone, Rejected, Transient

NOOP_IS_ANSWERED = 250
# Replies of a server below this, from 400 on, are "not now".
FOR_GOOD = 500


class Postman:
    """One connection for all letters of `run`. Use it as a context manager."""

    def __init__(self, run: Any) -> None:
        self.run = run
        self._connection: Any = get_connection()

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *problem: object) -> None:
        self._connection.close()

    def deliver(self, key: str, letter: EmailMessage) -> dict[str, Any] | None:
        """Hand a letter over, if that was not done before; what is known of it: `to`, `message_id`,
        `at`. None where nobody knows whether an attempt that was lost did so.

        Raises Transient when it may work later, Rejected when the server will not have it.
        """
        if not Effect.objects.filter(key=key, state=Effect.State.DONE).exists():
            self._reach()
        result: dict[str, Any] | None = self.run.effect(
            key,
            partial(self._hand_over, letter),
            kind="mail",
            ask=self._asker(letter),
            facts={"to": letter.to[0], "subject": str(letter.subject)},
            unknown="leave",
        )
        return result

    def _reach(self) -> None:
        """A server that answers, before anything is begun."""
        if not isinstance(self._connection, EmailBackend):
            return
        try:
            if not self._answers():
                self._connection.close()
                self._connection.open()
        except smtplib.SMTPAuthenticationError as problem:
            raise Transient("mail_login", repr(problem)) from problem
        except OSError as problem:
            raise Transient("mail_away", repr(problem)) from problem

    def _answers(self) -> bool:
        open_one = self._connection.connection
        try:
            return open_one is not None and open_one.noop()[0] == NOOP_IS_ANSWERED
        except OSError:
            return False

    def _hand_over(self, letter: EmailMessage) -> dict[str, Any]:
        try:
            self._connection.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as problem:
            code, words = next(iter(problem.recipients.values()))
            raise NotDone(_refusal(letter, code, words)) from problem
        except smtplib.SMTPResponseException as problem:
            raise NotDone(_refusal(letter, problem.smtp_code, problem.smtp_error)) from problem
        except smtplib.SMTPException as problem:
            # The line went dead: it may have it, or not.
            raise Transient("mail_unknown", repr(problem)) from problem
        return _receipt(letter)

    def _asker(self, letter: EmailMessage) -> Callable[[], dict[str, Any] | None] | None:
        if not isinstance(self._connection, files.Files):
            return None
        return lambda: _receipt(letter) if files.kept(letter.extra_headers["Message-ID"]) else None


def _receipt(letter: EmailMessage) -> dict[str, Any]:
    return {
        "to": letter.to[0],
        "message_id": letter.extra_headers["Message-ID"],
        "at": timezone.now().isoformat(timespec="seconds"),
    }


def _refusal(letter: EmailMessage, code: int, words: bytes | str) -> Rejected | Transient:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    answer = f"{code} {' '.join(said.split())}"[:300]
    if code < FOR_GOOD:
        return Transient("mail_later", answer, answer=answer)
    return Rejected("mail_refused", to=letter.to[0], answer=answer)
