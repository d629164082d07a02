"""Where things are in the HTTP API; docs/http-api.md."""

from urllib.parse import quote

RUNS = "/runs"
UPLOADS = "/uploads/"
REPORTS = "/reports"
ME = "/me"


def run(run_id: str) -> str:
    """One run."""
    return f"{RUNS}/{quote(run_id, safe='')}"


def cancel(run_id: str) -> str:
    """Where its end is asked for."""
    return f"{run(run_id)}/cancel"


def retry(run_id: str) -> str:
    """Where it is asked for again."""
    return f"{run(run_id)}/retry"


def report(report_id: int) -> str:
    """One report."""
    return f"{REPORTS}/{report_id}"
