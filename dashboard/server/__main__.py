"""python -m dashboard.server"""

import os

# Daphne reads it at import. Django gives each request its own thread besides, so these are only
# for what is explicitly sent to the pool (files, mostly).
os.environ.setdefault("ASGI_THREADS", "8")

from dashboard.server.command import main

main()
