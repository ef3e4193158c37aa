"""The smallest host that the plugin runs in. DATABASE_URL and REDIS_URL choose the services."""

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

import dj_database_url

DATABASE_URL = os.environ.get("DATABASE_URL")
REDIS_URL = os.environ.get("REDIS_URL")

SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
ROOT_URLCONF = "tests.host.urls"
ASGI_APPLICATION = "tests.host.asgi.application"
WAGTAIL_SITE_NAME = "Test host"
LOGIN_URL = "strategy_hub:login"
LOGIN_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = "strategy_hub:login"
# Nothing leaves the site: the admin's policy would refuse both.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_BASE_URL = "http://testserver"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

INSTALLED_APPS = [
    "daphne",
    "tests.testapp.newsroom",
    "strategy_hub",
    "scorecard",
    "themes",
    "discussions",
    "guardian",
    "csp",
    "wagtailmedia",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "channels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "strategy_hub.middleware.ContentSecurityPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

WORK_DIR = Path(tempfile.mkdtemp(prefix="strategy-hub-tests-"))
atexit.register(shutil.rmtree, WORK_DIR, ignore_errors=True)
if DATABASE_URL and not DATABASE_URL.startswith("sqlite:"):
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
    if pool := int(os.environ.get("STRATEGY_TEST_POOL", "0")):
        # As a production site has it: a new connection costs more than most questions.
        DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": pool}}
else:
    # A file, not memory: servers under test and threads each open their own connection.
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": (DATABASE_URL or f"sqlite:///{WORK_DIR}/db.sqlite3").removeprefix("sqlite:///"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            "TEST": {"NAME": WORK_DIR / "test.sqlite3"},
        }
    }

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None}],
            # Of one process alone, so that parallel workers do not hear each other; a test whose
            # servers are to hear each other names one for them.
            "prefix": os.environ.get("STRATEGY_TEST_PREFIX", f"strategy-hub-tests-{os.getpid()}"),
        },
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

STATIC_URL = "/static/"
MEDIA_ROOT = Path(os.environ.get("STRATEGY_TEST_MEDIA", WORK_DIR / "media"))
MEDIA_URL = "/media/"
WAGTAILMEDIA = {"MEDIA_MODEL": "strategy_hub.HubMedia"}
# Nothing here looks for pages, and every test makes some.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
}
# What servers under test are told by the test that starts them.
STRATEGY_HUB: dict[str, object] = json.loads(os.environ.get("STRATEGY_TEST_OPTIONS", "{}"))
