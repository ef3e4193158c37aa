"""A small rolling restart. `make crash` does the same with 2,000 sockets."""

import pytest
from channels.db import database_sync_to_async

from .organisation import Organisation
from .private_redis import PrivateRedis
from .rolling import Plan, Rolling

pytestmark = pytest.mark.django_db(transaction=True)


async def test_two_servers_are_restarted_in_turn_and_nobody_loses_anything(
    redis: PrivateRedis,
) -> None:
    plan = Plan(clients=40)
    organisation = await database_sync_to_async(Organisation.make)(plan.clients, plan.discussions)
    report = await Rolling(plan, organisation, redis).run()
    assert report.is_clean, report
    assert report.stored > 0
    assert report.goodbyes >= plan.clients
    assert max(report.seconds_to_end) < 30
