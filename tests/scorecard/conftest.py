import pytest
from django.contrib.auth.models import User

from tests.cast import Cast, Hub

from .build import KEEPERS, Strategy, give, make_strategy


@pytest.fixture
def strategy(cast: Cast, hub: Hub) -> Strategy:
    return make_strategy(cast.owner, hub.theme)


@pytest.fixture
def keeper(cast: Cast) -> User:
    """The member of the strategy office who keeps the scorecard."""
    return give(cast.office, *KEEPERS)
