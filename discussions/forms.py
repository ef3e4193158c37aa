from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds import Kind


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


class PostForm(forms.Form):
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A NUL is reported by `clean_body` with the other unreadable characters.
        self.fields["body"].validators = []


class EditForm(forms.Form):
    body = forms.CharField(
        label=_("Your post"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].validators = []


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The author and everybody who sees the post can read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
