from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

ON_OWN_MACHINE = [
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
]

urlpatterns = [
    path("", include("strategy_hub.healthz")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("hub/", include("strategy_hub.urls")),
    *(ON_OWN_MACHINE if getattr(settings, "IS_OWN_MACHINE", False) else ()),
    path("", include(wagtail_urls)),
]
