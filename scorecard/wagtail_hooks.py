"""What the scorecard adds to Wagtail's admin. The viewsets register their models' permissions."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .models import Actual, CauseEffectLink
from .permissions import FigurePolicy, LinkPolicy
from .viewsets import StrategyViewSetGroup

register_permission_policy(Actual, FigurePolicy(Actual))
register_permission_policy(CauseEffectLink, LinkPolicy(CauseEffectLink))
register_snippet(StrategyViewSetGroup)
