import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.host.settings")
django_application = get_asgi_application()

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler  # noqa: E402  (models load first)

from strategy_hub.asgi import with_websockets  # noqa: E402  (as above)

application = with_websockets(ASGIStaticFilesHandler(django_application))
