from .activity import WeeklyActivity, WeeklyPresence
from .freeze import Freeze, FrozenPart
from .initiative import Initiative, InitiativeContribution, InitiativeObjective, Milestone
from .link import CauseEffectLink
from .measure import Actual, Measure, MeasureWeight, Target
from .objective import Objective, ObjectiveTheme, ObjectiveWeight
from .participation import Participation
from .scorecard import Perspective, PerspectiveWeight, Scorecard
from .unit import OrgUnit, Placement
from .upload import ActualsUpload

__all__ = [
    "Actual",
    "ActualsUpload",
    "CauseEffectLink",
    "Freeze",
    "FrozenPart",
    "Initiative",
    "InitiativeContribution",
    "InitiativeObjective",
    "Measure",
    "MeasureWeight",
    "Milestone",
    "Objective",
    "ObjectiveTheme",
    "ObjectiveWeight",
    "OrgUnit",
    "Participation",
    "Perspective",
    "PerspectiveWeight",
    "Placement",
    "Scorecard",
    "Target",
    "WeeklyActivity",
    "WeeklyPresence",
]
