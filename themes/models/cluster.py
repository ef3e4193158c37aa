from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import ClusterQuerySet
from .contribution import Contribution
from .question import Question

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Cluster(models.Model):
    """Answers to a question that say something similar, put together so as to be answered together.

    A help for those who answer, and nobody else sees it: what becomes of a contribution stands on
    its own trail.
    """

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="clusters", verbose_name=_("question")
    )
    name = models.CharField(_("name"), max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"))

    if TYPE_CHECKING:
        question_id: int
        members: RelatedManager["ClusterMember"]

    objects = ClusterQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cluster of contributions")
        verbose_name_plural = _("clusters of contributions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class ClusterMember(models.Model):
    """A contribution in the one cluster that it is in."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="members")
    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="cluster_member"
    )

    if TYPE_CHECKING:
        cluster_id: int
        contribution_id: int

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("member of a cluster")
        verbose_name_plural = _("members of a cluster")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.contribution_id} in {self.cluster_id}"
