"""The place in a form where files are attached."""

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat

from ..attachments.types import ACCEPT
from ..conf import hub_settings

register = template.Library()


@register.inclusion_tag("strategy_discussions/includes/attach.html")
def attach_files(discussion_id: int) -> dict[str, Any]:
    """For a form that is posted as multipart/form-data and has one text field."""
    return {
        "pk": discussion_id,
        "accept": ACCEPT,
        "limit": hub_settings.ATTACHMENT_MAX_BYTES,
        "limit_words": filesizeformat(hub_settings.ATTACHMENT_MAX_BYTES),
        "most": hub_settings.ATTACHMENTS_PER_POST,
    }
