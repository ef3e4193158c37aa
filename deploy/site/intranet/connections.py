"""The two services that the site talks to, each chosen by one address."""

from pathlib import Path
from typing import Any

import dj_database_url

# WAL lets people read while somebody writes; IMMEDIATE takes the write lock when a transaction
# begins, so two writers wait for each other instead of failing half-way ("database is locked").
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def databases(url: str, *, data_dir: Path, pool_size: int = 0) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for `url`; without one, an SQLite file in `data_dir`.

    A `pool_size` above 0 keeps that many PostgreSQL connections per process (psycopg's pool). It
    takes the place of persistent connections, which ASGI servers must not use: each request may
    run in another thread.
    """
    config: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data_dir}/db.sqlite3"))
    config["CONN_MAX_AGE"] = 0
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS | config.get("OPTIONS", {})
    elif config["ENGINE"].endswith("postgresql") and pool_size:
        pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
        config["OPTIONS"] = config.get("OPTIONS", {}) | {"pool": pool}
        config["CONN_HEALTH_CHECKS"] = True
    return {"default": config}


def channel_layers(url: str) -> dict[str, dict[str, Any]]:
    """Redis in pub/sub mode for `url`; without one, memory, which serves a single process."""
    if not url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    # redis-py 8 sets a socket timeout of its own, which closes a subscription that is merely quiet.
    host = {"address": url, "socket_timeout": None}
    return {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [host], "prefix": "strategy-hub"},
        }
    }


def caches(url: str) -> dict[str, dict[str, Any]]:
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "strategy-hub",
        }
    }
