"""Whether many people may see many discussions, asked at once, is what each is told alone."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from discussions.live.reading import read_seen
from discussions.models import Discussion
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


def test_pairs_asked_at_once_are_answered_as_one_by_one(
    cast: Cast, hub: Hub, admin_user: User
) -> None:
    people = [admin_user, *(person for name, person in cast if name != "anonymous")]
    discussions = [hub.discussion, hub.team_discussion, hub.update.primary_discussion]
    numbers = [*(each.pk for each in discussions), 987_654]
    pairs = [(person.pk, number) for person in people for number in numbers]
    alone = {pair: read_seen([pair])[pair] for pair in pairs}
    assert read_seen(pairs) == alone
    for person in people:
        seen = set(Discussion.objects.visible_to(person).values_list("pk", flat=True))
        assert {number for number in numbers if alone[person.pk, number]} == seen & set(numbers)


def test_many_people_cost_no_more_queries_than_two(cast: Cast, hub: Hub) -> None:
    number = hub.discussion.pk

    def queries(*people: User) -> int:
        with CaptureQueriesContext(connection) as captured:
            read_seen([(person.pk, number) for person in people])
        return len(captured)

    two = queries(cast.employee, cast.owner)
    assert queries(cast.employee, cast.owner, cast.member, cast.outsider) == two == 1
