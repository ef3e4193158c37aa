from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from ..querysets import CovenantQuerySet


class Covenant(models.Model):
    """One version of what people here promise one another before they write.

    The newest version is in force. A version that was published is what people have accepted, so it
    never changes: a better one is a new version, and everybody is asked again.
    """

    number = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    text = RichTextField(
        _("text"),
        features=["bold", "italic", "link", "ol", "ul", "h3"],
        help_text=_("Short: people read it once, before their first post."),
    )
    change = models.CharField(
        _("what is new"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for those who have accepted the version before."),
    )
    published_at = models.DateTimeField(_("published"), editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = CovenantQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the covenant")
        verbose_name_plural = _("versions of the covenant")
        ordering = ["-number"]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()


class CovenantAcceptance(models.Model):
    """The record that one person has accepted one version, and when."""

    covenant = models.ForeignKey(
        Covenant, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_acceptances",
        verbose_name=_("person"),
    )
    accepted_at = models.DateTimeField(_("accepted"))

    if TYPE_CHECKING:
        covenant_id: int
        person_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("acceptance of the covenant")
        verbose_name_plural = _("acceptances of the covenant")
        ordering = ["-accepted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["covenant", "person"], name="covenant_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.covenant}: {self.person}"


def _refuse() -> NoReturn:
    raise TypeError("Versions of the covenant are the record: they are added, never changed.")
