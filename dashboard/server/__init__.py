"""The web server: Daphne, with bounds on everything a client can make it hold, and a polite end.

    python -m dashboard.server -b 127.0.0.1 -p 8000 asgi:application

Application code touches two names only, and both do nothing under any other ASGI server:
`on_start` (a coroutine to run when the sockets listen) and `on_drain` (one to run when the
server has been told to stop and every connection is still open).
"""

from dashboard.server.hooks import on_drain, on_start

__all__ = ["on_drain", "on_start"]
