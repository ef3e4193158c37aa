"""The hub's own options. Every app declares its own in its `conf.py`; all read STRATEGY_HUB."""

from discussions.conf import HubSettings

hub_settings = HubSettings(
    {
        # Name shown in the header and in page titles.
        "NAME": "Strategy hub",
        # Directives that replace those of the same name in the hub's Content-Security-Policy …
        "CSP_HUB": {},
        # … and in the one that Wagtail's admin gets.
        "CSP_ADMIN": {},
    }
)
