"""Every change of state in `scorecard`. Nothing else writes its tables."""

from .freezing import freeze_period, unfreeze_period
from .initiatives import link_contribution
from .measures import record_actual, record_actuals
from .organisation import add_unit, move_unit, place_person
from .participation import record_participation, record_participations
from .rollups import rebuild_rollups
from .strategy_map import link_objectives, unlink_objectives
from .uploads import drop_upload, keep_upload, record_upload

__all__ = [
    "add_unit",
    "drop_upload",
    "freeze_period",
    "keep_upload",
    "link_contribution",
    "link_objectives",
    "move_unit",
    "place_person",
    "rebuild_rollups",
    "record_actual",
    "record_actuals",
    "record_participation",
    "record_participations",
    "record_upload",
    "unfreeze_period",
    "unlink_objectives",
]
