from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from .access import moderated_by, visible_pages, written_by

if TYPE_CHECKING:
    from .models import (  # noqa: F401  (named in the annotations below)
        Attachment,
        Covenant,
        Discussion,
        Post,
        Readership,
        Unsealing,
    )

Person = AbstractBaseUser | AnonymousUser


# Later than anything that waits: databases disagree about the least of a time and nothing.
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def _earliest(rows: Any, time: str) -> Coalesce:
    """The earliest `time` of `rows` of a subquery, or never."""
    return Coalesce(models.Subquery(rows.order_by(time).values(time)[:1]), models.Value(_NEVER))


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, person: Any) -> DiscussionQuerySet:
        """Discussions on live pages whose restrictions, ancestors' included, `person` passes."""
        return self.filter(visible_pages(person, prefix="page__"))

    def moderated_by(self, person: Any) -> DiscussionQuerySet:
        """Those that `person` moderates, among those they may see."""
        return self.visible_to(person).filter(moderated_by(person))

    def with_workload(self) -> DiscussionQuerySet:
        """Those where something waits for a moderator or an answer, longest waiting first.

        Beside the stored counts each has `unanswered`, its visible questions that nobody but their
        author has replied to, and `waiting_since`, the time of the oldest thing that waits.
        """
        from .models import Post, Report

        here = Post.objects.filter(discussion=models.OuterRef("pk"))
        others = Post.objects.filter(parent=models.OuterRef("pk"), state="visible")
        answered = models.Exists(others.exclude(author=models.OuterRef("author")))
        questions = here.filter(~answered, kind="question", state="visible").order_by()
        reports = Report.objects.filter(post__discussion=models.OuterRef("pk"), outcome="open")
        waits = (
            _earliest(here.filter(state="pending"), "created_at"),
            _earliest(reports.filter(post__state="visible"), "reported_at"),
            _earliest(questions, "created_at"),
        )
        number = questions.values("discussion").annotate(number=models.Count("pk"))
        count = models.Subquery(number.values("number"), output_field=models.IntegerField())
        return (
            self.annotate(unanswered=Coalesce(count, 0), waiting_since=Least(*waits))
            .filter(waiting_since__lt=_NEVER)
            .order_by("waiting_since", "pk")
        )

    def listed_for(self, person: Any) -> DiscussionQuerySet:
        """What the admin lists: the discussions that `person` may see."""
        return self.visible_to(person).select_related("page")


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: Any) -> PostQuerySet:
        """Published posts in discussions that `person` may see. Hidden ones show as tombstones."""
        return self.published().filter(visible_pages(person, prefix="discussion__page__"))

    def written_by(self, person: Any) -> PostQuerySet:
        """What `person` wrote, under their name or anonymously. For their own eyes alone."""
        return self.filter(written_by(person))

    def published(self) -> PostQuerySet:
        return self.filter(published_at__isnull=False)

    def listed_for(self, person: Any) -> PostQuerySet:
        """What the admin lists: visible posts, and where `person` moderates the others as well."""
        from .models import Discussion

        seen = Discussion.objects.visible_to(person)
        moderated = Discussion.objects.moderated_by(person)
        shown = Q(state="visible", discussion__in=seen) | Q(discussion__in=moderated)
        return self.filter(shown).select_related("author", "discussion__page")

    def waiting_for(self, person: Any) -> PostQuerySet:
        """What `person` has to judge: posts held for review or reported, longest waiting first.

        In the discussions that they moderate and see, without their own posts: nobody judges
        themselves. `waiting_since` says when the first held or reported it.
        """
        from .models import Discussion, Report

        busy = Q(pending_count__gt=0) | Q(reported_count__gt=0)
        reports = Report.objects.filter(post=models.OuterRef("pk"), outcome="open")
        first = models.Subquery(reports.order_by("reported_at").values("reported_at")[:1])
        return (
            self.filter(discussion__in=Discussion.objects.moderated_by(person).filter(busy))
            .exclude(written_by(person))
            .annotate(reported_since=first)
            .filter(Q(state="pending") | Q(state="visible", reported_since__isnull=False))
            .annotate(waiting_since=Coalesce("reported_since", "created_at"))
            .order_by("waiting_since", "pk")
        )

    def changed_after(self, number: int) -> PostQuerySet:
        """Published posts whose latest change is above `number`, oldest change first."""
        return self.published().filter(changed_seq__gt=number).order_by("changed_seq")

    def in_tree_order(self) -> PostQuerySet:
        """Newest conversation first; inside one, replies below what they answer, oldest first."""
        return self.order_by("-root_seq", "path")

    def conversations(self) -> PostQuerySet:
        """The first post of each."""
        return self.published().filter(depth=0)

    def unanswered(self) -> PostQuerySet:
        """Conversations, still shown, in which their author is alone and has no answer."""
        return self.conversations().filter(state="visible", replied_at=None, answered_at=None)

    def answered(self) -> PostQuerySet:
        """Conversations with an answer by who answers for the page, or with a decision."""
        return self.conversations().filter(answered_at__isnull=False)

    def from_place(self, post: Post) -> PostQuerySet:
        """What comes at or after `post` in tree order (a keyset page: no counting, no offset)."""
        return self.filter(
            Q(root_seq__lt=post.root_seq) | Q(root_seq=post.root_seq, path__gte=post.path)
        )

    def before_place(self, post: Post) -> PostQuerySet:
        return self.filter(
            Q(root_seq__gt=post.root_seq) | Q(root_seq=post.root_seq, path__lt=post.path)
        )

    def for_display(self) -> PostQuerySet:
        return self.select_related("author", "parent__author", "badge_by")


class ReadershipQuerySet(models.QuerySet["Readership"]):
    def muted(self) -> ReadershipQuerySet:
        return self.filter(level="muted")

    def following(self) -> ReadershipQuerySet:
        return self.filter(level="following")

    def unread_by_page(self, person: Any, page_ids: Iterable[int]) -> dict[int, int]:
        """Posts that `person` has not seen in the primary discussions of these pages, by page.

        One query for the whole set. Pages with nothing new are left out, and so are those whose
        discussion the person has muted or never opened: to a newcomer everything is new.
        The pages must be ones that `person` may see.
        """
        unread = F("discussion__post_count") - F("seen_count")
        rows = self.filter(
            person=person,
            discussion__page__in=page_ids,
            discussion__is_primary=True,
            discussion__post_count__gt=F("seen_count"),
            seen_at__isnull=False,
        ).exclude(level="muted")
        return dict(rows.values_list("discussion__page_id", unread))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def usable_in(
        self, post: Post | None, *, author: Any, discussion: Discussion
    ) -> AttachmentQuerySet:
        """What `author` may show in a post: what they uploaded there for it, and what it has."""
        fresh = Q(post=None, uploader=author, discussion=discussion)
        return self.filter(fresh | Q(post=post) if post else fresh)

    def uploaded_since(self, since: datetime, *, uploader: Any) -> AttachmentQuerySet:
        return self.filter(uploader=uploader, created_at__gte=since)

    def unused_before(self, before: datetime) -> AttachmentQuerySet:
        """Uploads that no post has taken, from before a moment."""
        return self.filter(post=None, created_at__lt=before)


class CovenantQuerySet(models.QuerySet["Covenant"]):
    def unrecorded(self, person: Any) -> CovenantQuerySet:
        """The version in force, if there is one and no list says that `person` has accepted it."""
        from .models import Covenant, CovenantAcceptance

        newer = Covenant.objects.filter(number__gt=models.OuterRef("number"))
        accepted = CovenantAcceptance.objects.filter(
            covenant=models.OuterRef("pk"), person=person.pk
        )
        return self.filter(~models.Exists(newer), ~models.Exists(accepted))

    def asking(self, person: Any) -> CovenantQuerySet:
        """The version in force, if there is one and `person` has not accepted it.

        What was accepted with an anonymous post is on the record under its seal.
        """
        from .models import SealedAuthor

        sealed = SealedAuthor.objects.filter(covenant=models.OuterRef("pk"), person=person.pk)
        return self.unrecorded(person).filter(~models.Exists(sealed))


class UnsealingQuerySet(models.QuerySet["Unsealing"]):
    def visible_to(self, person: Any) -> UnsealingQuerySet:
        """Those about posts that `person` sees and did not write. The caller checks permissions."""
        return self.filter(visible_pages(person, prefix="post__discussion__page__")).exclude(
            written_by(person, author="post__author", post="post")
        )

    def for_display(self) -> UnsealingQuerySet:
        return self.select_related(
            "post__discussion__page", "post__author", "requested_by", "decided_by"
        )

    def newest_first(self) -> UnsealingQuerySet:
        """What waits comes before what is decided."""
        return self.order_by(models.Case(models.When(outcome="open", then=0), default=1), "-pk")

    def waiting_for(self, person: Any) -> UnsealingQuerySet:
        """What `person` can decide: what waits, and was asked by somebody else."""
        return self.visible_to(person).filter(outcome="open").exclude(requested_by=person)
