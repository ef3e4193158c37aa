"""The scorecard's own options, in the dictionary that all apps share (STRATEGY_HUB)."""

from discussions.conf import HubSettings

hub_settings = HubSettings(
    {
        # Figures about fewer people than this are withheld. Never below `disclosure.FLOOR`.
        "K_ANONYMITY": 10,
        # False: who read or watched what is not stored at all (a works council may ask for it).
        "STORE_VIEWS": True,
        # Weeks that the figures about participation look back.
        "FIGURES_WEEKS": 12,
        # Names of places and products, beside those of units, that make an answer specific …
        "SPECIFIC_NAMES": (),
        # … and words that name a step; see `specificity`.
        "STEP_WORDS": (
            "first",
            "then",
            "next",
            "before",
            "after",
            "instead",
            "until",
            "as soon as",
            "step",
        ),
    }
)
