"""What of a file is new here. Reads the database and writes nothing: it is the dry run as well."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from discussions.models import Discussion, Post, Vote

from .people import CHUNK, People, find_people
from .rejections import Rejection
from .statements import PersonRef, Statement, Statements
from .votes import VoteRow, Votes

# What a submission key can hold of an id as it is, after a source of 30 characters.
PLAIN_ID = re.compile(r"[!-\"$-~][!-~]{0,39}")


@dataclass
class Plan:
    """An import that has been compared with what is here.

    `posts` holds the statements that are here already, by id; storing adds the others.
    """

    discussion: Discussion
    source: str
    people: People
    new: list[Statement] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)
    votes: list[VoteRow] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    vote_rejections: list[Rejection] = field(default_factory=list)
    newcomers: list[str] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    statement_rows: int = 0
    vote_rows: int = 0
    present_votes: int = 0

    @property
    def states(self) -> Counter[str]:
        """How many statements are, or will be, in each state."""
        here = Counter(post.state for post in self.posts.values())
        return here + Counter(row.state for row in self.new if row.id not in self.posts)

    @property
    def stands(self) -> Counter[int]:
        return Counter(int(vote.value) for vote in self.votes)

    @property
    def voters(self) -> int:
        return len({vote.voter for vote in self.votes})


def make_plan(
    discussion: Discussion, source: str, statements: Statements, votes: Votes | None
) -> Plan:
    """Compare what was read with what is here; rows that can't be stored here join the rejected."""
    refs = {row.author for row in statements.accepted}
    if votes:
        refs |= {row.voter for row in votes.accepted}
    plan = Plan(discussion, source, find_people(source, _unite(refs)))
    _sort_out_statements(plan, statements)
    if votes:
        _sort_out_votes(plan, votes)
    names = [row.author.name for row in plan.new] + [row.voter.name for row in plan.votes]
    plan.newcomers = [name for name in dict.fromkeys(names) if name not in plan.people.accounts]
    plan.present_votes = _count_present_votes(plan)
    return plan


def submission_key(source: str, statement: str) -> str:
    """Names a statement for good: ``import:<source>:<id>``, or ``#`` and a digest of a long id."""
    if not PLAIN_ID.fullmatch(statement):
        statement = "#" + hashlib.sha256(statement.encode()).hexdigest()[:32]
    return key_prefix(source) + statement


def key_prefix(source: str) -> str:
    return f"import:{source}:"


def _unite(refs: set[PersonRef]) -> list[PersonRef]:
    """One reference per name: a username in one file may be a plain name in the other."""
    by_name: dict[str, PersonRef] = {}
    for ref in refs:
        if ref.name not in by_name or ref.may_be_username or ref.is_address:
            by_name[ref.name] = ref
    return list(by_name.values())


def _sort_out_statements(plan: Plan, statements: Statements) -> None:
    stored = _stored_posts(plan.source, [row.id for row in statements.accepted])
    columns = statements.columns
    reject = partial(Rejection, statements.file)
    rejections = list(statements.rejections)
    for row in statements.accepted:
        post = stored.get(row.id)
        if row.author.name in plan.people.ambiguous:
            reason = _("More than one account answers to this name.")
            rejections.append(reject(row.row, columns["author"], reason, row.author.name))
        elif post and post.discussion_id != plan.discussion.pk:
            reason = _("Imported already, into the discussion “%(title)s”.") % {
                "title": post.discussion.title
            }
            rejections.append(reject(row.row, columns.get("id", ""), reason, row.id))
        else:
            plan.authors.add(row.author.name)
            if post:
                plan.posts[row.id] = post
            else:
                plan.new.append(row)
    plan.rejections = sorted(rejections, key=attrgetter("row"))
    plan.statement_rows = statements.row_count


def _stored_posts(source: str, ids: list[str]) -> dict[str, Post]:
    """Posts that an earlier import of the source has stored, by the id they have there."""
    keys = {submission_key(source, identity): identity for identity in ids}
    wanted = list(keys)
    found: dict[str, Post] = {}
    for start in range(0, len(wanted), CHUNK):
        posts = Post.objects.filter(submission_key__in=wanted[start : start + CHUNK])
        for post in posts.select_related("discussion"):
            found[keys[str(post.submission_key)]] = post
    return found


def _sort_out_votes(plan: Plan, votes: Votes) -> None:
    statements = {*plan.posts, *(row.id for row in plan.new)}
    columns = votes.columns
    reject = partial(Rejection, votes.file)
    rejections = list(votes.rejections)
    for row in votes.accepted:
        if row.statement not in statements:
            reason = _("The statement was rejected, and its votes with it.")
            rejections.append(reject(row.row, columns["statement"], reason, row.statement))
        elif row.voter.name in plan.people.ambiguous:
            reason = _("More than one account answers to this name.")
            rejections.append(reject(row.row, columns["voter"], reason, row.voter.name))
        else:
            plan.votes.append(row)
    plan.vote_rejections = sorted(rejections, key=attrgetter("row"))
    plan.vote_rows = votes.row_count


def _count_present_votes(plan: Plan) -> int:
    """Votes that a second import would leave alone: the same stand, or a later one here."""
    stored: dict[tuple[int, int], Any] = {
        (post, person): (value, cast_at)
        for post, person, value, cast_at in Vote.objects.filter(
            post__discussion=plan.discussion
        ).values_list("post", "person", "value", "cast_at")
    }
    present = 0
    for row in plan.votes:
        post, person = plan.posts.get(row.statement), plan.people.accounts.get(row.voter.name)
        if post and person and (here := stored.get((post.pk, person.pk))):
            value, cast_at = here
            present += value == row.value or cast_at > row.cast_at
    return present
