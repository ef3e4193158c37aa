"""What development and production share. docs/operations.md lists every environment variable."""

from pathlib import Path

from ..connections import caches, channel_layers
from ..environment import text

SITE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(text("DATA_DIR", str(SITE_DIR.parent.parent / "var" / "site"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
ROOT_URLCONF = "intranet.urls"
ASGI_APPLICATION = "intranet.asgi.application"

INSTALLED_APPS = [
    "daphne",
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
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
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
        # The pages of errors: a plugin has no say in those of its host, the site has its own.
        "DIRS": [SITE_DIR / "intranet" / "templates"],
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

REDIS_URL = text("REDIS_URL")
CHANNEL_LAYERS = channel_layers(REDIS_URL)
CACHES = caches(REDIS_URL)

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "strategy_hub:login"
LOGIN_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
# No request leaves the site: not for portraits, not for news of releases.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False

LANGUAGE_CODE = text("LANGUAGE_CODE", "en-gb")
TIME_ZONE = text("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(DATA_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(text("MEDIA_ROOT", str(DATA_DIR / "media")))
# On a machine of one's own the demo may be built, and the site itself serves the images of
# Wagtail's own library; elsewhere the web server has them.
IS_OWN_MACHINE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Wagtail's editor sends more fields than Django's default of 1,000 allows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
WAGTAIL_SITE_NAME = text("SITE_NAME", "Strategy hub")
WAGTAILADMIN_BASE_URL = text("WAGTAILADMIN_BASE_URL", "http://127.0.0.1:8000")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILMEDIA = {"MEDIA_MODEL": "strategy_hub.HubMedia"}

# Videos, posters and captions: outside MEDIA_ROOT, served by the gated view alone.
STRATEGY_HUB: dict[str, object] = {
    "NAME": WAGTAIL_SITE_NAME,
    "PRIVATE_ROOT": text("PRIVATE_ROOT", str(DATA_DIR / "private")),
    "FILE_SENDER": text("FILE_SENDER", "view"),
}
