"""The test host with a base page of its own in the place of Wagtail's."""

from tests.host.settings import *
from tests.host.settings import INSTALLED_APPS as HOST_APPS

# The newsroom is a page type of Wagtail's own page, as most hosts have them.
INSTALLED_APPS = [
    "tests.testapp.custom_page",
    *(app for app in HOST_APPS if app != "tests.testapp.newsroom"),
]
WAGTAIL_PAGE_MODEL = "custom_page.BasePage"
