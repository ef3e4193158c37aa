from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .covenant import Covenant
from .post import Post


class SealedAuthor(models.Model):
    """Who wrote an anonymous post. `discussions.access` reads it, and nothing else does.

    It stands in no admin, and nothing leads to it from a post or a person. What would tell on the
    writer stands here too: the key of their form, and the covenant that they accepted with it.
    """

    post = models.OneToOneField(
        Post, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("post")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    # NULL is "no key", as on posts: keys of one person are unique.
    submission_key = models.CharField(  # noqa: DJ001
        _("submission key"), max_length=80, null=True, editable=False
    )
    covenant = models.ForeignKey(
        Covenant,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version of the covenant accepted with the post"),
    )

    if TYPE_CHECKING:
        post_id: int
        person_id: int

    # Wagtail's index of references would list the person's posts to whoever looks them up.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sealed author")
        verbose_name_plural = _("sealed authors")
        constraints = [
            models.UniqueConstraint(fields=["person", "submission_key"], name="sealed_stored_once")
        ]

    def __str__(self) -> str:
        return str(_("Sealed"))
