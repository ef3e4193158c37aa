"""For production: behind a TLS proxy, on PostgreSQL and Redis. DEBUG cannot be turned on here."""

from urllib.parse import urlsplit

from ..connections import databases
from ..environment import flag, number, required, text, words
from .base import *
from .base import DATA_DIR, STORAGES

DEBUG = False
SECRET_KEY = required("SECRET_KEY", "50 random characters or more, kept secret.")
WAGTAILADMIN_BASE_URL = required("WAGTAILADMIN_BASE_URL", "for example https://hub.example.com")
ALLOWED_HOSTS = words("ALLOWED_HOSTS") or [urlsplit(WAGTAILADMIN_BASE_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", WAGTAILADMIN_BASE_URL)

DATABASES = databases(
    text("DATABASE_URL"), data_dir=DATA_DIR, pool_size=number("DATABASE_POOL_SIZE", 10)
)
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

# The proxy ends TLS and must set X-Forwarded-Proto itself, whatever the client sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)/$"]
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31_536_000)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# HSTS for the other hosts of the domain is theirs to decide; ours is set above.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "strategy-hub@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": text("LOG_LEVEL", "INFO")},
}
