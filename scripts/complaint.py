"""What goes wrong on a person's machine is said in a sentence that tells what to do, never in a
traceback."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.language import _


class Complaint(Exception):
    """Something that the person can put right; its text is the sentence that they read."""


@contextmanager
def complaints_end_the_program() -> Iterator[None]:
    """Print what stops us and leave with 1; a Ctrl-C leaves with 130 and no words."""
    try:
        yield
    except Complaint as complaint:
        sentence = str(complaint)
    except OSError as error:
        sentence = sentence_for(error)
    except KeyboardInterrupt:
        sys.exit(130)
    else:
        return
    sys.stderr.write(f"\n{sentence}\n")
    sys.exit(1)


def sentence_for(error: OSError) -> str:
    """A sentence for the faults of a disk that people meet; others are bugs and are raised."""
    where = error.filename or ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full {where}. Make some room and try again.").format(where=where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _(
            "This account may not write to {where}.\n"
            "Move the folder to a place of yours, or give it to your account (chown),"
            " and try again."
        ).format(where=where)
    raise error
