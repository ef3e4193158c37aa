"""Putting answers to a question together, by their words and by hand, to answer them together."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..models import BulkStep, Cluster, ClusterMember, Contribution, Question
from .bulk import MOST, choose_many

# Each is compared with each other.
MOST_GROUPED = 2_000


def cluster_answers(question: Question, *, actor: Any, at: datetime | None = None) -> list[Cluster]:
    """Group what waits for an answer and is in no cluster yet, the oldest `MOST_GROUPED` of it.

    What is in a cluster already stays there, with what somebody has called it.

    Raises:
        PermissionDenied: not one of the people of the theme.
    """
    # Here, so that only processes which group something load scikit-learn.
    from ..clustering import group_texts

    _check_may(actor, question)
    at = at or timezone.now()
    with transaction.atomic():
        # One grouping at a time: of two, the second finds the rest.
        Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        waiting = Contribution.objects.awaiting_decision().filter(
            question=question, cluster_member=None
        )
        rows = list(
            waiting.order_by("received_at", "pk").values_list("pk", "post__body")[:MOST_GROUPED]
        )
        groups = group_texts([text for _pk, text in rows])
        clusters = Cluster.objects.bulk_create(
            Cluster(question=question, name=group.name[:120], made_by=actor, made_at=at)
            for group in groups
        )
        ClusterMember.objects.bulk_create(
            ClusterMember(cluster=cluster, contribution_id=rows[place][0])
            for cluster, group in zip(clusters, groups, strict=True)
            for place in group.members
        )
    return clusters


def name_cluster(cluster: Cluster, name: str, *, actor: Any) -> None:
    """Raises:
    PermissionDenied: not one of the people of the theme.
    ValidationError: code `name`, when it is empty or too long.
    """
    _check_may(actor, cluster.question)
    name = " ".join(name.split())
    most = Cluster._meta.get_field("name").max_length or 0
    if not 0 < len(name) <= most:
        message = _("Give it a name of %(most)d letters at most.")
        raise ValidationError(message % {"most": most}, code="name")
    cluster.name = name
    cluster.save(update_fields=["name"])


def move_members(
    cluster: Cluster, contributions: Collection[int], *, to: Cluster | None, actor: Any
) -> int:
    """Put members into another cluster of the question, or into none; an empty cluster goes.

    Returns:
        How many have moved.

    Raises:
        PermissionDenied: not one of the people of the theme.
        ValidationError: code `none`, when nothing of it is a member; code `to`, for a cluster of
            another question.
    """
    _check_may(actor, cluster.question)
    if to and to.question_id != cluster.question_id:
        raise ValidationError(_("Choose another cluster of this question."), code="to")
    with transaction.atomic():
        chosen = cluster.members.filter(contribution__in=contributions)
        number = chosen.update(cluster=to) if to else chosen.delete()[0]
        if not number:
            raise ValidationError(_("Choose contributions of the cluster first."), code="none")
        if not cluster.members.exists():
            cluster.delete()
    return number


def dissolve_cluster(cluster: Cluster, *, actor: Any) -> None:
    """Its members are in none from now on. Nothing else becomes of them.

    Raises:
        PermissionDenied: not one of the people of the theme.
    """
    _check_may(actor, cluster.question)
    cluster.delete()


def choose_cluster(cluster: Cluster, kind: BulkStep.Kind, *, actor: Any) -> BulkStep:
    """As `choose_many`, for those of its members that wait for a decision, the oldest `MOST`.

    Raises:
        PermissionDenied: not one of the people of the theme.
        ValidationError: as `choose_many`.
    """
    _check_may(actor, cluster.question)
    waiting = Contribution.objects.awaiting_decision().filter(cluster_member__cluster=cluster)
    if kind == BulkStep.Kind.THANK:
        waiting = waiting.filter(thanked_at=None)
    elif kind == BulkStep.Kind.REVIEW:
        waiting = waiting.exclude(state=Contribution.State.IN_REVIEW)
    chosen = waiting.order_by("received_at", "pk")[:MOST].latest_events()
    return choose_many(kind, chosen, actor=actor)


def _check_may(actor: Any, question: Question) -> None:
    if not access.may_triage(actor, question):
        raise PermissionDenied
