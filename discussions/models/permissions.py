"""Who moderates which discussion: django-guardian's object permissions with direct foreign keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from .discussion import Discussion


class DiscussionUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Discussion, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("discussion permission of a person")
        verbose_name_plural = _("discussion permissions of people")


class DiscussionGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Discussion, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("discussion permission of a group")
        verbose_name_plural = _("discussion permissions of groups")
