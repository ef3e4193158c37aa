from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyHubConfig(AppConfig):
    name = "strategy_hub"
    label = "strategy_hub"
    verbose_name = _("Strategy hub")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from discussions.access import register_answerer_rule
        from discussions.live.people import register_snapshot
        from themes.scope import register_theme_rule

        from . import (
            checks,  # noqa: F401  (registers its checks)
            receivers,  # noqa: F401  (connects its receivers)
            shell,
        )
        from .access import answered_by_executive
        from .bell import snapshots_by_id
        from .updates import theme_of_update

        shell.register()
        register_snapshot("notifications", snapshots_by_id)
        register_theme_rule(theme_of_update)
        register_answerer_rule(answered_by_executive)
