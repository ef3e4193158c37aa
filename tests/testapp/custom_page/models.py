from django.db import models
from wagtail.models import AbstractPage


class BasePage(AbstractPage):
    """A host's own base page, without the fields that Wagtail's has beyond the abstract one."""

    review_by = models.DateField(null=True, blank=True)
