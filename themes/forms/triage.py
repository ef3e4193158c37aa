"""What a cluster is called, and where what is taken out of it goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Cluster


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give it a name.")},
    )


class MoveForm(forms.Form):
    to: Any = forms.ModelChoiceField(
        queryset=None, label=_("Into"), required=False, empty_label=_("No cluster")
    )

    def __init__(self, data: Any = None, *, cluster: Cluster) -> None:
        super().__init__(data, auto_id="move_%s")
        others = Cluster.objects.filter(question=cluster.question_id).exclude(pk=cluster.pk)
        field: Any = self.fields["to"]
        field.queryset = others.order_by("name", "pk")
