"""The themes' own options, in the dictionary that all apps share (STRATEGY_HUB)."""

from discussions.conf import HubSettings

hub_settings = HubSettings(
    {
        # Working days within which a contribution is thanked for …
        "THANKS_DUE_DAYS": 2,
        # … and decided about; both count from the day after it came.
        "DECISION_DUE_DAYS": 15,
        # So many working days before the last one, and on it, an answer is "due soon".
        "DUE_SOON_DAYS": 1,
        # Working days overdue after which the deputies are asked to help …
        "DEPUTY_ESCALATION_DAYS": 1,
        # … and working days from then on until the strategy office is.
        "OFFICE_ESCALATION_DAYS": 2,
        # Days after which an invitation to a team expires.
        "INVITATION_DAYS": 14,
        # So many days before a question closes, those who have not seen it are reminded of it.
        "QUESTION_REMINDER_DAYS": 3,
        # Whose public holidays are no working days: a country, "NZ", or a part of one, "NZ-WGN", as
        # the library `holidays` knows them. Empty: weekends alone are free.
        "HOLIDAYS": "",
    }
)
