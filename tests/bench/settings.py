"""The test host on PostgreSQL and Redis, with what a production site turns on."""

import os

from intranet.connections import caches, channel_layers, databases
from tests.host.settings import *
from tests.host.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES, WORK_DIR

PREFIX = "strategy-hub-bench"
DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/7")

_database = databases(DATABASE_URL, data_dir=WORK_DIR, pool_size=10)
# The server that DATABASE_URL names, but never its database: the benchmark drops its own.
_database["default"]["NAME"] = "strategy_hub_bench"
DATABASES = _database  # type: ignore[assignment]  # the host's are described more closely
_layer = channel_layers(REDIS_URL)
_layer["default"]["CONFIG"]["prefix"] = PREFIX
CHANNEL_LAYERS = _layer
CACHES = caches(REDIS_URL)
CACHES["default"]["KEY_PREFIX"] = PREFIX
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.floor"]
ROOT_URLCONF = "tests.bench.urls"
# The turnkey site speaks several languages.
MIDDLEWARE = [*MIDDLEWARE]
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.middleware.common.CommonMiddleware"),
    "django.middleware.locale.LocaleMiddleware",
)
TEMPLATES = [
    *TEMPLATES,
    {
        "NAME": "floor",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
    },
]
# A benchmark posts faster than a person, and one person opens all its sockets.
STRATEGY_HUB = {"POST_RATE": (10**9, 600), "SOCKETS_PER_USER": 100}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
