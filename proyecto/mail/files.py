"""Mails as files, one each, for a machine without a mail server.

A file is named after its Message-ID: whoever wants to know whether a mail has left can look, and
the same letter handed over twice is one file.
"""

import os
import re
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SUFFIX = ".eml"
LONGEST_NAME = 200


class Files(BaseEmailBackend):
    """Django's mail backend that keeps each mail, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written."""
        for message in email_messages:
            raw = message.message()
            put(file_of(raw["Message-ID"]), raw.as_bytes())
        return len(email_messages)


def kept(message_id: str) -> bool:
    """Whether the mail with this Message-ID was written."""
    return file_of(message_id).exists()


def file_of(message_id: str) -> Path:
    """Where it lies, or would."""
    name = re.sub(r"[^\w.@-]", "-", message_id.strip(" <>"), flags=re.ASCII)
    return folder() / (name[:LONGEST_NAME] + SUFFIX)


def folder() -> Path:
    """Where they all lie."""
    return Path(settings.EMAIL_FILE_PATH)


def put(file: Path, content: bytes) -> None:
    """Write a file that only this account may read: letters hold links that sign."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{uuid.uuid4().hex}.part")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
