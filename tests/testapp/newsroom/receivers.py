from typing import Any

from django.dispatch import receiver

from themes.models import Contribution
from themes.signals import contribution_received

from .models import Clipping
from .rules import story_of


@receiver(contribution_received)
def keep_clipping(contribution: Contribution, **rest: Any) -> None:
    if story := story_of(contribution.post.discussion.page):
        Clipping.objects.create(contribution=contribution, story=story)
