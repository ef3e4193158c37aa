from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemesConfig(AppConfig):
    name = "themes"
    label = "strategy_themes"
    verbose_name = _("Strategic themes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from discussions.access import (
            register_answerer_rule,
            register_moderator_rule,
            register_posting_rule,
        )
        from discussions.answer_fields import register_fields_rule
        from discussions.kinds import register_asking_rule

        from . import (
            receivers,  # noqa: F401  (connects its receivers)
            shell,
        )
        from .access import answered_by_role, moderated_by_role
        from .answer_form import fields_of_question, register_fields
        from .badges import register_badges
        from .window import asks_a_question, why_question_is_closed

        register_badges()
        shell.register()
        register_moderator_rule(moderated_by_role)
        register_answerer_rule(answered_by_role)
        register_posting_rule(why_question_is_closed)
        register_asking_rule(asks_a_question)
        register_fields()
        register_fields_rule(fields_of_question)
