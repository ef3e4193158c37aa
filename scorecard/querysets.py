from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Placement  # noqa: F401  (named in the annotations below)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def on(self, day: date) -> PlacementQuerySet:
        """Placements in force on `day`; both their first and their last day count."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> PlacementQuerySet:
        """Placements in force on at least one of the days."""
        return self.filter(Q(ends=None) | Q(ends__gte=first), starts__lte=last)
