from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ActualsUpload(models.Model):
    """A file of actuals between its upload and the word of its person to record it; one each."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("content"))
    all_or_nothing = models.BooleanField(_("all or nothing"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("upload of actuals")
        verbose_name_plural = _("uploads of actuals")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
