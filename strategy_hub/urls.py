"""All addresses of the hub, for the host to mount at once: ``path("hub/", include(…))``.

The four apps keep their own namespaces side by side, so that a lower one can name its own
addresses without knowing where it is mounted.
"""

from django.contrib.auth import views as auth_views
from django.urls import include, path

from .views import files, notifications

login = auth_views.LoginView.as_view(template_name="strategy_hub/login.html")
logout = auth_views.LogoutView.as_view(next_page="strategy_hub:login")

hub_patterns = [
    path("login/", login, name="login"),
    path("logout/", logout, name="logout"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.mark_all_read, name="mark_all_read"),
    path(
        "notifications/snapshot/",
        notifications.notification_snapshot,
        name="notification_snapshot",
    ),
    path("notifications/<int:notification_id>/", notifications.notification, name="notification"),
    path("files/<path:name>", files.private_file, name="private_file"),
]

urlpatterns = [
    path("", include((hub_patterns, "strategy_hub"))),
    path("discussions/", include("discussions.urls")),
    path("scorecard/", include("scorecard.urls")),
    path("", include("themes.urls")),
]
