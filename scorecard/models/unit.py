from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from ..querysets import PlacementQuerySet


class OrgUnit(MP_Node):
    """An organisational unit; units form a tree."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)

    node_order_by = ["name"]

    class Meta:
        verbose_name = _("organisational unit")
        verbose_name_plural = _("organisational units")

    def __str__(self) -> str:
        return str(self.name)


class Placement(models.Model):
    """A person's place in the organisation from one day to another. Days do not overlap."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="strategy_placements",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="placements", verbose_name=_("unit")
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(
        _("to"), null=True, blank=True, help_text=_("Last day; empty: until now.")
    )

    if TYPE_CHECKING:
        person_id: int
        unit_id: int

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["person", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="placement_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.UniqueConstraint(fields=["person", "starts"], name="placement_one_per_start"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ends=None), name="placement_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.unit}"

    def clean(self) -> None:
        super().clean()
        if self.person_id is None or self.starts is None:
            return
        others = Placement.objects.filter(person_id=self.person_id).exclude(pk=self.pk)
        clash = (
            others.between(self.starts, self.ends)
            if self.ends
            else others.exclude(ends__lt=self.starts)
        )
        if other := clash.select_related("unit").first():
            raise ValidationError(
                _("In these days the person has a place in %(unit)s already (from %(starts)s)."),
                code="overlap",
                params={"unit": other.unit, "starts": other.starts},
            )
