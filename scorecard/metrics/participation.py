"""Who is there: counted in distinct people from the weekly roll-ups."""

from django.utils.translation import gettext_lazy as _

from .facts import Facts
from .groups import Group
from .registry import (
    ACTS_OF_THE_WEEKS,
    UNSEEN_THEMES,
    WITHOUT_A_PLACE,
    Figure,
    Metric,
    register_metric,
)


def _reach(facts: Facts, group: Group) -> Figure:
    reached = facts.presence(group).reached
    return Figure.share(reached, facts.headcount.people, people=reached)


def _voice(facts: Facts, group: Group) -> Figure:
    voices = facts.presence(group).voices
    return Figure.share(voices, facts.headcount.people, people=voices)


def _listening(facts: Facts, group: Group) -> Figure:
    presence = facts.presence(group)
    return Figure.share(presence.listeners, presence.reached, people=presence.listeners)


def _breadth(facts: Facts, group: Group) -> Figure:
    presence = facts.presence(group)
    return Figure.share(presence.units, facts.headcount.units, people=presence.reached)


REACH = register_metric(
    Metric(
        name="reach",
        label=_("Reach"),
        definition=_(
            "The share of people who took part in any way: reading, watching, supporting, writing,"
            " answering. Where reading is not stored, only the visible ways count."
        ),
        formula=_("people who took part ÷ everybody with a place in the organisation"),
        unit="%",
        window=ACTS_OF_THE_WEEKS,
        exclusions=(
            UNSEEN_THEMES,
            WITHOUT_A_PLACE,
            _("Acts outside of themes."),
        ),
        compute=_reach,
        reveals=("reached",),
    )
)
VOICE = register_metric(
    Metric(
        name="voice",
        label=_("Voice"),
        definition=_("The share of people who said something: wrote a post or contributed."),
        formula=_("people who wrote ÷ everybody with a place in the organisation"),
        unit="%",
        window=ACTS_OF_THE_WEEKS,
        exclusions=(
            UNSEEN_THEMES,
            WITHOUT_A_PLACE,
            _("Whoever read, watched, supported or reacted, and wrote nothing."),
        ),
        compute=_voice,
        reveals=("voices",),
    )
)
LISTENING = register_metric(
    Metric(
        name="listening",
        label=_("Listening"),
        definition=_(
            "Of the people who took part, the share who read, watched or supported without"
            " writing. A valid way to take part."
        ),
        formula=_("people who took part and did not write ÷ people who took part"),
        unit="%",
        window=ACTS_OF_THE_WEEKS,
        exclusions=(
            UNSEEN_THEMES,
            WITHOUT_A_PLACE,
            _("Whoever did not take part at all."),
        ),
        compute=_listening,
        reveals=("listeners", "reached"),
    )
)
BREADTH = register_metric(
    Metric(
        name="breadth",
        label=_("Breadth"),
        definition=_("The share of organisational units from which anybody took part."),
        formula=_("units with at least one person who took part ÷ units with people"),
        unit="%",
        window=ACTS_OF_THE_WEEKS,
        exclusions=(
            UNSEEN_THEMES,
            _("Units without people."),
            _("People without a unit."),
        ),
        compute=_breadth,
        reveals=("reached",),
    )
)
