import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings.production")
django_application = get_asgi_application()

from strategy_hub.asgi import with_websockets  # noqa: E402  (models load first)

application = with_websockets(django_application)
