from .absence import Absence
from .bulk import BulkItem, BulkStep
from .cluster import Cluster, ClusterMember
from .contribution import Contribution
from .event import ContributionEvent
from .pages import QuestionPage, QuestionPageMixin, ThemeIndexPage, ThemePage, ThemePageMixin
from .permissions import ThemeGroupPermission, ThemeUserPermission
from .question import Question
from .register import RegisterEntry, RegisterEvent
from .team import Invitation, Team
from .team_page import ThemeTeamPage, ThemeTeamPageMixin
from .theme import Theme

__all__ = [
    "Absence",
    "BulkItem",
    "BulkStep",
    "Cluster",
    "ClusterMember",
    "Contribution",
    "ContributionEvent",
    "Invitation",
    "Question",
    "QuestionPage",
    "QuestionPageMixin",
    "RegisterEntry",
    "RegisterEvent",
    "Team",
    "Theme",
    "ThemeGroupPermission",
    "ThemeIndexPage",
    "ThemePage",
    "ThemePageMixin",
    "ThemeTeamPage",
    "ThemeTeamPageMixin",
    "ThemeUserPermission",
]
