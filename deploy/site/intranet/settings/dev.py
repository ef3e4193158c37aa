"""For the demo and for development: one process, SQLite, memory; nothing to install beside it."""

from demo.content import load

from ..connections import databases
from ..environment import flag, text, words
from .base import *
from .base import DATA_DIR, INSTALLED_APPS, STATIC_ROOT, STRATEGY_HUB

DEBUG = flag("DEBUG", default=True)
IS_OWN_MACHINE = True
# Known to everybody: good for a machine of one's own and for nothing else.
SECRET_KEY = text("SECRET_KEY", "development-only-" + "0" * 40)
# Listening to the whole network, it may be called by any name; otherwise by these alone.
LOOPBACK = "localhost,127.0.0.1,[::1]"
HOST = text("HOST", "127.0.0.1")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", LOOPBACK if HOST in LOOPBACK else "*")

INSTALLED_APPS = ["demo", *INSTALLED_APPS]
# The organisation of the demo gives its name to the header, the titles and the admin.
WAGTAIL_SITE_NAME = text("SITE_NAME", load("hub")["name"])
STRATEGY_HUB = {
    **STRATEGY_HUB,
    "NAME": WAGTAIL_SITE_NAME,
    # What answers name in the demo, besides units.
    "SPECIFIC_NAMES": ("Porto", "R290", "low flow", "field app", "E71"),
}
DATABASES = databases(text("DATABASE_URL"), data_dir=DATA_DIR)
# Found where the apps have them; the folder for collected ones stays empty, but is asked for.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
