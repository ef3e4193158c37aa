"""The only place that answers "may this person …?" about discussions. The default is no.

A discussion's audience is its page's audience: Wagtail's page privacy is the one rule. A refused
thing looks like a missing one, so callers turn every "no" about seeing into a 404.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from guardian.conf import settings as guardian
from wagtail.models import PageViewRestriction

from .naming import ANONYMOUS_USERNAME, is_anonymous_colleague
from .restrictions import Covers, IsRefused, IsRefusedBySource
from .statements import AnyMember, Slot, Statement

if TYPE_CHECKING:
    from .models import Attachment, Discussion, Post, Unsealing

APPROVE_UNSEALING = "strategy_discussions.approve_unsealing"

# Which discussions a person moderates, as one SQL condition on discussions: the same answer for one
# of them and for a queue over all of them.
ModeratorRule = Callable[[Any], Q]
_moderator_rules: list[ModeratorRule] = []

# From the number of a person (or an expression for it) to the discussions in which they answer for
# the page, as one SQL condition. It is written down once, for everybody.
AnswererRule = Callable[[Any], Q]
_answerer_rules: list[AnswererRule] = []

# Why nothing may be added to the discussion now, as a sentence; None where it may.
PostingRule = Callable[["Discussion"], str | None]
_posting_rules: list[PostingRule] = []


def register_moderator_rule(rule: ModeratorRule) -> None:
    """Let an app above name more moderators, such as the facilitator of a discussion's theme."""
    if rule not in _moderator_rules:
        _moderator_rules.append(rule)


def register_answerer_rule(rule: AnswererRule) -> None:
    """Let an app above say whose replies are *the* answer, such as the owner's of a theme."""
    if rule not in _answerer_rules:
        _answerer_rules.append(rule)


def register_posting_rule(rule: PostingRule) -> None:
    """Let an app above close discussions for a reason of its own, such as a question's window."""
    if rule not in _posting_rules:
        _posting_rules.append(rule)


def visible_pages(person: Any, *, prefix: str = "") -> Q:
    """One SQL condition: live pages under no restriction that `person` does not pass.

    Args:
        person: a user; anonymous and deactivated ones pass no restriction. Or an `F`: the column
            with the number of somebody active, in each row another.
        prefix: lookup path to the page from the model being filtered, such as ``"page__"``.

    A shared password never counts here: sockets, digests and exports have nowhere to ask for it.
    """
    path = f"{prefix}path"
    return Q(~IsRefused(path, person), ~IsRefusedBySource(path, person), **{f"{prefix}live": True})


def may_see_page(person: Any, page: Any) -> bool:
    """Whether `person` may see a published `page`: the same rule as for sets, for one page."""
    base = page._meta.get_field("path").model
    return bool(base._default_manager.filter(visible_pages(person), pk=page.pk).exists())


def audience(page: Any) -> Q:
    """One SQL condition on users: who passes every restriction that covers the live `page`.

    The same rule as `visible_pages`, asked the other way round.
    """
    if not page.live:
        return Q(pk__in=[])
    allowed = Q(is_active=True)
    above_or_here = PageViewRestriction.objects.filter(
        Covers("page_id", page.path, page.steplen)
    ).exclude(restriction_type=PageViewRestriction.LOGIN)
    for restriction in above_or_here:
        if restriction.restriction_type == PageViewRestriction.PASSWORD:
            return Q(pk__in=[])
        through_group = restriction.groups.through.objects.filter(
            pageviewrestriction=restriction, group__user=OuterRef("pk")
        )
        allowed &= Q(is_superuser=True) | Q(Exists(through_group))
    return allowed


def people_who_see(page: Any) -> QuerySet[Any]:
    """The audience of a page, without accounts that are nobody's."""
    return active_people().filter(audience(page))


@dataclass(frozen=True)
class AudienceChange:
    """Who begins and who ceases to see something that goes from one page to another."""

    gaining: Any
    losing: Any
    # Everybody on the network, without signing in.
    public_before: bool
    public_after: bool

    @property
    def is_none(self) -> bool:
        same = self.public_before == self.public_after
        return same and not self.gaining.exists() and not self.losing.exists()


def holding(permission: str) -> Q:
    """One SQL condition on people: who was given a permission, in person or through a group.

    Each person may match more than once. Superusers, who are given nothing, are not among them.

    Args:
        permission: as for `has_perm`, such as `strategy_discussions.approve_unsealing`.
    """
    label, codename = permission.split(".")
    given = Permission.objects.filter(content_type__app_label=label, codename=codename)
    return Q(groups__permissions__in=given) | Q(user_permissions__in=given)


def active_people() -> QuerySet[Any]:
    """Everybody who can sign in."""
    people = get_user_model()._default_manager.filter(is_active=True)
    name_field = get_user_model().USERNAME_FIELD
    people = people.exclude(**{name_field: ANONYMOUS_USERNAME})
    # An account that guardian makes to give permissions to those who have not signed in.
    if name := guardian.ANONYMOUS_USER_NAME:
        people = people.exclude(**{name_field: name})
    return people


def audience_change(before: Any, after: Any) -> AudienceChange:
    """The difference between the audiences of two pages, as querysets of people."""
    people = active_people()
    nobody = AnonymousUser()
    return AudienceChange(
        gaining=people.filter(audience(after)).exclude(audience(before)),
        losing=people.filter(audience(before)).exclude(audience(after)),
        public_before=may_see_page(nobody, before),
        public_after=may_see_page(nobody, after),
    )


def why_closed(discussion: "Discussion") -> str | None:
    """Why nothing may be added to an open discussion now, in the words of the rule that says so."""
    return next((reason for rule in _posting_rules if (reason := rule(discussion))), None)


def takes_posts(discussion: "Discussion") -> bool:
    """Whether anything may be added now: the same for everybody who is signed in and sees it."""
    return discussion.is_open and why_closed(discussion) is None


def may_see_discussion(person: Any, discussion: "Discussion") -> bool:
    from .models import Discussion

    if person.is_active:
        return _seeing(bool(person.is_superuser)).holds(person=person.pk, discussion=discussion.pk)
    return Discussion.objects.visible_to(person).filter(pk=discussion.pk).exists()


@lru_cache
def _seeing(passes_groups: bool) -> Statement:
    from .models import Discussion

    seen = Discussion.objects.visible_to(AnyMember(passes_groups)).filter(pk=Slot("discussion"))
    return Statement(lambda: seen.values_list("pk"))


@dataclass(frozen=True)
class Powers:
    """What one person may do in a discussion that they may see."""

    post: bool = False
    moderate: bool = False
    # Why an open discussion takes no post now, in the words of the rule that says so.
    why_not: str = ""
    # Before the first post, the covenant in force has to be accepted.
    asked_covenant: bool = False
    # Whether they may leave their name away.
    be_anonymous: bool = False


def moderated_by(person: Any) -> Q:
    """One SQL condition on discussions: those that `person` moderates, seen or not."""
    from .models import DiscussionGroupPermission, DiscussionUserPermission

    if not (person.is_authenticated and person.is_active):
        return Q(pk__in=[])
    if person.is_superuser:
        return Q(pk__isnull=False)
    held = {"content_object": OuterRef("pk"), "permission__codename": "moderate_discussion"}
    condition = Q(Exists(DiscussionUserPermission.objects.filter(**held, user=person)))
    condition |= Q(Exists(DiscussionGroupPermission.objects.filter(**held, group__user=person)))
    for rule in _moderator_rules:
        condition |= rule(person)
    return condition


def powers_in(
    discussion: "Discussion",
    person: Any,
    *,
    moderate: bool | None = None,
    asked: bool | None = None,
) -> Powers:
    """For screens that have checked already that `person` sees the discussion.

    Args:
        moderate, asked: whether they moderate it and are asked for the covenant, where the screen
            knows both already.
    """
    if not (person.is_authenticated and person.is_active):
        return Powers()
    from .models import Covenant

    why_not = why_closed(discussion) if discussion.is_open else None
    if moderate is None or asked is None:
        this = type(discussion)._default_manager.filter(pk=discussion.pk)
        moderate, asked = this.values_list(
            Case(When(moderated_by(person), then=Value(True)), default=Value(False)),
            Exists(Covenant.objects.asking(person)),
        ).get()
    return Powers(
        post=discussion.is_open and why_not is None,
        why_not=str(why_not or ""),
        moderate=moderate,
        asked_covenant=asked,
        be_anonymous=discussion.allows_anonymous and not stands_by_name(person, discussion),
    )


def moderates(person: Any, discussion: "Discussion") -> bool:
    """For callers that have checked already that `person` sees the discussion."""
    moderated = type(discussion)._default_manager.filter(moderated_by(person), pk=discussion.pk)
    return moderated.exists()


def answers_for(person: Any, discussion: "Discussion") -> bool:
    """Whether a reply by `person` is the answer that a conversation waits for. One query."""
    return _answering.holds(person=person.pk, discussion=discussion.pk)


def stands_by_name(person: Any, discussion: "Discussion") -> bool:
    """Whether `person` moderates there or gives the answers, and so never writes anonymously.

    Otherwise their post would come back to them, to be judged or answered. One query.
    """
    from .models import Discussion

    here = Discussion.objects.filter(pk=discussion.pk)
    return here.filter(moderated_by(person) | _answered_by(person.pk)).exists()


def _answered_by(person_id: Any) -> Q:
    answered = Q(pk__in=[])
    for rule in _answerer_rules:
        answered |= rule(person_id)
    return answered


@Statement
def _answering() -> Any:
    from .models import Discussion

    answered = _answered_by(Slot("person"))
    return Discussion.objects.filter(answered, pk=Slot("discussion")).values_list("pk")


def may_post(person: Any, discussion: "Discussion") -> bool:
    """Signed-in people who may see an open discussion may write in it."""
    return may_see_discussion(person, discussion) and powers_in(discussion, person).post


def may_moderate(person: Any, discussion: "Discussion") -> bool:
    return may_see_discussion(person, discussion) and moderates(person, discussion)


def may_edit_post(person: Any, post: "Post") -> bool:
    """Authors edit their own visible posts while the discussion is open."""
    return wrote(person, post) and post.is_visible and may_post(person, post.discussion)


def wrote(person: Any, post: "Post") -> bool:
    """Whether `person` is who really wrote the post: for their own powers, and their own eyes."""
    from .models import SealedAuthor

    if post.author_id == person.pk or not person.is_authenticated:
        return bool(post.author_id == person.pk)
    if not is_anonymous_colleague(post.author):
        return False
    return SealedAuthor.objects.filter(post=post, person=person).exists()


def written_by(person: Any, *, author: str = "author", post: str = "pk") -> Q:
    """One SQL condition: what `person` really wrote. For their own powers, and their own eyes.

    Args:
        author, post: lookup paths to the named author and to the post, from what is filtered.

    Each side names an author, so a database finds both along one index.
    """
    from .models import SealedAuthor

    people = get_user_model()
    shared = people._default_manager.filter(**{people.USERNAME_FIELD: ANONYMOUS_USERNAME})
    sealed = SealedAuthor.objects.filter(person=person.pk)
    anonymously = {author: Subquery(shared.values("pk")[:1]), f"{post}__in": sealed.values("post")}
    return Q(**{author: person.pk}) | Q(**anonymously)


def wrote_sealed(person_id: Any) -> Exists:
    """Whether a post is an anonymous one of this person, with every post. For their own eyes."""
    from .models import SealedAuthor

    return Exists(SealedAuthor.objects.filter(post=OuterRef("pk"), person=person_id))


def writer_of(post: "Post") -> Any:
    """Who really wrote a post: for what reaches them alone, and for counting people. Never shown.

    Where a post is not anonymous that is its author, without a query more.
    """
    from .models import SealedAuthor

    if not is_anonymous_colleague(post.author):
        return post.author
    sealed = SealedAuthor.objects.select_related("person").filter(post=post).first()
    return sealed.person if sealed else post.author


def may_request_unsealing(person: Any, post: "Post | None" = None) -> bool:
    """Whether `person` may ask who wrote anonymous posts, or this one, which is not theirs."""
    if not (person.is_active and person.has_perm("strategy_discussions.request_unsealing")):
        return False
    if post is None:
        return True
    is_others = is_anonymous_colleague(post.author) and not wrote(person, post)
    return is_others and may_see_discussion(person, post.discussion)


def may_decide_unsealing(person: Any) -> bool:
    """Whether `person` may approve or refuse what another one asked for."""
    return bool(person.is_active and person.has_perm(APPROVE_UNSEALING))


def people_who_decide_unsealing(unsealing: "Unsealing") -> QuerySet[Any]:
    """Those who may decide about a request: neither who asked for it nor who wrote the post."""
    post = unsealing.post
    people = people_who_see(post.discussion.page).filter(
        holding(APPROVE_UNSEALING) | Q(is_superuser=True)
    )
    return people.exclude(pk__in=[unsealing.requested_by_id, writer_of(post).pk]).distinct()


def may_fetch_attachment(person: Any, attachment: "Attachment") -> bool:
    """A file's audience is its post's; before it is posted, it is its uploader's alone.

    What is out of sight (hidden, withdrawn, waiting for review) stays so for all but its author and
    the moderators.
    """
    post = attachment.post
    if post is None:
        is_own = attachment.uploader_id == person.pk
        return is_own and may_see_discussion(person, attachment.discussion)
    if not may_see_discussion(person, post.discussion):
        return False
    if post.is_visible or wrote(person, post):
        return True
    return powers_in(post.discussion, person).moderate


def may_report(person: Any, post: "Post") -> bool:
    """Every reader but its author may ask the moderators to look at a visible post."""
    is_other = person.is_authenticated and not wrote(person, post)
    return is_other and post.is_visible and may_see_discussion(person, post.discussion)


def knows_writer(person: Any, unsealing: "Unsealing") -> bool:
    """Whether `person` is one of the two who have unsealed the post together."""
    two = {unsealing.requested_by_id, unsealing.decided_by_id}
    return unsealing.is_approved and person.pk in two


def may_publish_covenant(person: Any) -> bool:
    return bool(person.is_active and person.has_perm("strategy_discussions.add_covenant"))
