"""Who does what on which theme: django-guardian's object permissions, and no second table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from .theme import Theme


class ThemeUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Theme, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("theme permission of a person")
        verbose_name_plural = _("theme permissions of people")


class ThemeGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Theme, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("theme permission of a group")
        verbose_name_plural = _("theme permissions of groups")
