"""A small crash run. `make crash` does the same with many clients; see tests/live/crash.py."""

import pytest
from channels.db import database_sync_to_async

from .crash import Crash, Plan
from .organisation import Organisation
from .private_redis import PrivateRedis

pytestmark = pytest.mark.django_db(transaction=True)


async def test_killing_the_server_loses_doubles_and_disorders_nothing() -> None:
    plan = Plan(clients=20, discussions=4, posts=400, kills=2, heartbeat=1)
    organisation = await database_sync_to_async(Organisation.make)(plan.clients, plan.discussions)
    report = await Crash(plan, organisation, None).run()
    assert report.is_clean, report
    assert (report.stored, report.kills) == (plan.posts, plan.kills)
    assert len(report.catch_ups) >= plan.clients


async def test_killing_and_emptying_redis_loses_doubles_and_disorders_nothing(
    redis: PrivateRedis,
) -> None:
    plan = Plan(
        clients=20,
        discussions=4,
        posts=200,
        kills=1,
        redis_kills=1,
        redis_flushes=1,
        server="uvicorn",
        heartbeat=1,
    )
    organisation = await database_sync_to_async(Organisation.make)(plan.clients, plan.discussions)
    report = await Crash(plan, organisation, redis).run()
    assert report.is_clean, report
    assert (report.stored, report.redis_deaths) == (plan.posts, 1)
