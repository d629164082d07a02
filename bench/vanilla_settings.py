"""Settings of the peer that tutorials make: the core layer, with what redis-py 8 needs."""

from proyecto.settings import *  # noqa: F403
from proyecto.settings import REDIS_URL

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None, "max_connections": 10_000}],
            "capacity": 10_000,
            "prefix": "vanilla",
        },
    },
}
