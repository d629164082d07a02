"""The web server: Daphne, with bounds on everything a client can make it hold, and a polite end.

    python -m dashboard.server -b 127.0.0.1 -p 8000 asgi:application

Application code touches three names only, and all do nothing under any other ASGI server:
`on_start` (a coroutine to run when the sockets listen), `on_drain` (one to run when the
server has been told to stop and every connection is still open) and `on_refusal` (what to answer
where the server refuses a request that the application never sees).
"""

from dashboard.server.hooks import on_drain, on_refusal, on_start

__all__ = ["on_drain", "on_refusal", "on_start"]
