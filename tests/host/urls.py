from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from .views import wait

urlpatterns = [
    path("test/wait/", wait),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("strategy_hub.healthz")),
    path("hub/", include("strategy_hub.urls")),
    path("", include(wagtail_urls)),
]
