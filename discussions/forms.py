from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .answer_fields import TEXT, AnswerField, all_fields, fields_asked_for, known_fields
from .kinds import Kind
from .models import Discussion, Post

PREFIX = "answer_"


@dataclass(frozen=True)
class Draft:
    """What stands in the form for a post: nothing yet, or what was typed and what is wrong with it.

    Pages show this and no form, which takes longer to make than all the rest of it.
    """

    body: str = ""
    kind: str = Kind.COMMENT.value
    parent: Any = None
    submission_key: str = field(default_factory=lambda: uuid4().hex)
    anonymous: bool = False
    covenant: Any = None
    errors: tuple[str, ...] = ()

    @classmethod
    def of(cls, form: "PostForm") -> "Draft":
        """What was sent, as it was sent."""
        typed = {name: form[name].value() for name in form.fields}
        errors = [*form.non_field_errors(), *(error for each in form for error in each.errors)]
        return cls(
            body=typed["body"] or "",
            kind=typed["kind"] or "",
            parent=typed["parent"],
            submission_key=typed["submission_key"] or "",
            anonymous=bool(typed["anonymous"]),
            covenant=typed["covenant"],
            errors=tuple(map(str, errors)),
        )


class AnswerFieldsForm(forms.Form):
    """What an answer holds besides its text: a box for each of `fields`."""

    def __init__(
        self,
        *args: Any,
        fields: Sequence[AnswerField] = (),
        values: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in fields:
            box = self.fields[PREFIX + one.code] = _box_for(one)
            box.initial = (values or {}).get(one.code, "")

    @property
    def answer_boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def has_answer_boxes(self) -> bool:
        return any(name.startswith(PREFIX) for name in self.fields)

    @property
    def answer_values(self) -> dict[str, str]:
        """What stands in the boxes, by the codes of their fields."""
        return {
            name.removeprefix(PREFIX): self.cleaned_data.get(name, "")
            for name in self.fields
            if name.startswith(PREFIX)
        }


def _box_for(one: AnswerField) -> forms.Field:
    words: Any = {"label": one.label, "help_text": one.help_text, "required": False}
    if one.choices:
        return forms.ChoiceField(choices=[("", _("Not said")), *one.choices], **words)
    box = forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 2}), **words)
    # A NUL is reported by the action with the other unreadable characters.
    box.validators = []
    return box


class PostForm(AnswerFieldsForm):
    """What a person writes. Length and characters are checked by the action, for every road in."""

    body = forms.CharField(
        label=_("Your post"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-composer-text": ""}),
    )
    # Which kinds may be chosen, and where, is checked by the action as well.
    kind = forms.CharField(label=_("Kind"), required=False)
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    submission_key = forms.CharField(required=False, max_length=80)
    # Checked by the action as well, and kept in the form where it is refused.
    anonymous = forms.BooleanField(label=_("Post anonymously"), required=False)
    # Number of the version that the writer accepts with this post.
    covenant = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, discussion: Discussion, **kwargs: Any) -> None:
        asked = fields_asked_for(discussion)
        written = args[0] if args else {}
        # Also what was filled while the page asked for it.
        codes = [one.code for one in all_fields() if one in asked or written.get(PREFIX + one.code)]
        super().__init__(
            *args,
            fields=known_fields(codes),
            auto_id=f"discussion-{discussion.pk}-%s",
            **kwargs,
        )
        # A NUL is reported by `clean_body` with the other unreadable characters.
        self.fields["body"].validators = []


class EditForm(AnswerFieldsForm):
    body = forms.CharField(
        label=_("Your post"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        values = post.answer_values
        asked = fields_asked_for(post.discussion) if values else []
        fields = [one for one in all_fields() if one in asked or one.code in values]
        body = values.get(TEXT, post.body)
        super().__init__(*args, fields=fields, values=values, initial={"body": body}, **kwargs)
        self.fields["body"].validators = []


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The author and everybody who sees the post can read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
