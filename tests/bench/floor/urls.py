from django.urls import path

from . import views

urlpatterns = [
    path("<int:topic_id>/", views.thread),
    path("<int:topic_id>/reply/", views.reply),
]
