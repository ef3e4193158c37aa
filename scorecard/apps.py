from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScorecardConfig(AppConfig):
    name = "scorecard"
    label = "strategy_scorecard"
    verbose_name = _("Balanced scorecard")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (
            initiatives,
            receivers,  # noqa: F401  (connects its receivers)
            shell,
        )

        shell.register()
        initiatives.fill_register()
