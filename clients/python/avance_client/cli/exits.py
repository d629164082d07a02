"""With which number the command ends, for scripts. In docs/clients.md."""

from avance_client.errors import (
    ApiError,
    AvanceError,
    Forbidden,
    NetworkError,
    NotAvance,
    NotFound,
    NotSignedIn,
    TooMany,
    Unavailable,
)

DONE = 0
FAILED = 1
USAGE = 2
CANCELLED = 3
NOT_ALLOWED = 4
NOT_FOUND = 5
NETWORK = 6
REFUSED = 7
INTERRUPTED = 130

BY_STATE = {"SUCCESS": DONE, "FAILURE": FAILED, "REVOKED": CANCELLED}
BY_ERROR: tuple[tuple[type[AvanceError], int], ...] = (
    (NotSignedIn, NOT_ALLOWED),
    (Forbidden, NOT_ALLOWED),
    (NotFound, NOT_FOUND),
    (NetworkError, NETWORK),
    (NotAvance, NETWORK),
    (Unavailable, NETWORK),
    (TooMany, NETWORK),
    (ApiError, REFUSED),
)


def exit_of(problem: AvanceError) -> int:
    """For an error."""
    return next((code for kind, code in BY_ERROR if isinstance(problem, kind)), REFUSED)
