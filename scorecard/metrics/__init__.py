"""The metrics, each declared once. Every screen, export and answer takes its numbers from here."""

from . import campaigns, clocks, participation, response
from .campaigns import CampaignFacts
from .facts import Facts
from .groups import ALL, Group
from .registry import Cell, Figure, Metric, all_metrics, get_metric

__all__ = [
    "ALL",
    "CampaignFacts",
    "Cell",
    "Facts",
    "Figure",
    "Group",
    "Metric",
    "all_metrics",
    "campaigns",
    "clocks",
    "get_metric",
    "participation",
    "response",
]
