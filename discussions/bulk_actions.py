"""Moderation of many at once, in Wagtail's lists: the same actions, and the same checks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from . import access, actions
from .models import Discussion, Post


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ModerationBulkAction(BulkAction):
    """One act on everything chosen that the person moderates; the rest is named and left alone."""

    template_name = "strategy_discussions/admin/bulk_confirm.html"
    act: Callable[..., Any]
    explanation: Promise

    def get_queryset(self, model: Any, object_ids: Any) -> list[Any]:
        found = self._listed().filter(pk__in=object_ids)
        chosen = sorted(found, key=lambda one: (self.discussion_of(one).pk, one.pk))
        if not chosen:
            raise Http404
        return chosen

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        return self._listed().values_list("pk", flat=True)

    def check_perm(self, obj: Any) -> bool:
        return access.moderates(self.request.user, self.discussion_of(obj))

    def discussion_of(self, obj: Any) -> Discussion:
        raise NotImplementedError

    def get_execution_context(self) -> dict[str, Any]:
        words = self.cleaned_form.cleaned_data if self.cleaned_form else {}
        return {"actor": self.request.user, "words": words}

    @classmethod
    def execute_action(
        cls, objects: Any, *, actor: Any, words: dict[str, str], **kwargs: Any
    ) -> tuple[int, int]:
        for one in objects:
            cls.act(one, actor=actor, **words)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext("Done for %(count)d.", "Done for %(count)d.", num_parent_objects)
        return message % {"count": num_parent_objects}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"title": self.display_name, "explanation": self.explanation}

    def _listed(self) -> Any:
        return self.model.objects.listed_for(self.request.user)


class PostBulkAction(ModerationBulkAction):
    models = [Post]

    def discussion_of(self, obj: Post) -> Discussion:
        return obj.discussion

    def check_perm(self, obj: Post) -> bool:
        """Nobody judges what they wrote themselves."""
        return super().check_perm(obj) and not access.wrote(self.request.user, obj)


class DiscussionBulkAction(ModerationBulkAction):
    models = [Discussion]

    def discussion_of(self, obj: Discussion) -> Discussion:
        return obj


class ApprovePosts(PostBulkAction):
    display_name = _("Approve")
    aria_label = _("Approve the selected posts")
    explanation = _("Those that wait for review are shown; others stay as they are.")
    action_type = "approve"
    action_priority = 10
    act = staticmethod(actions.approve_post)


class HidePosts(PostBulkAction):
    display_name = _("Hide")
    aria_label = _("Hide the selected posts")
    explanation = _("Each author is told why, and readers see the reason in the post's place.")
    action_type = "hide"
    action_priority = 20
    classes = {"serious"}
    form_class = ReasonForm
    act = staticmethod(actions.hide_post)


class RestorePosts(PostBulkAction):
    display_name = _("Show again")
    aria_label = _("Show the selected posts again")
    explanation = _("Those that are hidden are shown again, and their authors are told.")
    action_type = "restore"
    action_priority = 30
    act = staticmethod(actions.restore_post)


class CloseDiscussions(DiscussionBulkAction):
    display_name = _("Close")
    aria_label = _("Close the selected discussions")
    explanation = _("Nobody can add anything; everything stays readable.")
    action_type = "close"
    action_priority = 10
    act = staticmethod(actions.close_discussion)


class ReopenDiscussions(DiscussionBulkAction):
    display_name = _("Open again")
    aria_label = _("Open the selected discussions again")
    explanation = _("Everybody who sees them can write in them again.")
    action_type = "reopen"
    action_priority = 20
    act = staticmethod(actions.reopen_discussion)

    def check_perm(self, obj: Discussion) -> bool:
        """What was merged goes on elsewhere."""
        return super().check_perm(obj) and obj.continued_in_id is None


BULK_ACTIONS = (ApprovePosts, HidePosts, RestorePosts, CloseDiscussions, ReopenDiscussions)
