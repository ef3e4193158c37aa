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
        # Whose public holidays are no working days: a country, "NZ", or a part of one, "NZ-WGN", as
        # the library `holidays` knows them. Empty: weekends alone are free.
        "HOLIDAYS": "",
    }
)
