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
    }
)
