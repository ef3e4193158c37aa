from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .objective import Objective


class CauseEffectLink(models.Model):
    """On the strategy map, progress on the cause drives the effect. The links form no cycle."""

    cause = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="effect_links", verbose_name=_("cause")
    )
    effect = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="cause_links", verbose_name=_("effect")
    )

    if TYPE_CHECKING:
        cause_id: int
        effect_id: int

    class Meta:
        verbose_name = _("cause-effect link")
        verbose_name_plural = _("cause-effect links")
        constraints = [
            models.UniqueConstraint(fields=["cause", "effect"], name="cause_effect_once"),
            models.CheckConstraint(
                condition=~models.Q(cause=models.F("effect")),
                name="cause_is_not_its_own_effect",
                violation_error_message=_("An objective cannot cause itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause.code} → {self.effect.code}"

    def clean(self) -> None:
        super().clean()
        if self.cause_id is None or self.effect_id is None:
            return
        others = CauseEffectLink.objects.exclude(pk=self.pk)
        if closes_cycle(others.values_list("cause_id", "effect_id"), self.cause_id, self.effect_id):
            raise ValidationError(
                _("%(effect)s already drives %(cause)s, so this link would close a circle."),
                code="cycle",
                params={"cause": self.cause.code, "effect": self.effect.code},
            )


def closes_cycle(links: Iterable[tuple[int, int]], cause: int, effect: int) -> bool:
    """Whether a link from `cause` to `effect` would lead back to `cause`, given the `links`."""
    effects: dict[int, set[int]] = {}
    for start, end in links:
        effects.setdefault(start, set()).add(end)
    seen: set[int] = set()
    ahead = [effect]
    while ahead:
        objective = ahead.pop()
        if objective == cause:
            return True
        if objective not in seen:
            seen.add(objective)
            ahead.extend(effects.get(objective, ()))
    return False
