"""The import as its user sees it: what it stores, what it leaves alone, what it says."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry

from discussions import actions
from discussions.models import Post, Vote
from discussions.signals import post_published
from scorecard.models import Participation, WeeklyActivity
from tests.cast import Cast, Hub
from themes.models import Contribution

pytestmark = pytest.mark.django_db

COMMENTS = """\
timestamp,comment-id,author-id,moderated,comment-body
1726860676783,1,0,1,Shorter forms
1726860685220,2,0,0,Not looked at yet
1726866816977,3,1,-1,Rejected elsewhere
"""
VOTES = """\
timestamp,comment-id,voter-id,vote
1726860676784,1,0,1
1726860676785,1,1,0
1726860676786,1,2,-1
1726860676787,1,2,1
"""
BAD_ROW = "1726866816978,4,1,1,\n"

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "town-hall"
    folder.mkdir()
    (folder / "comments.csv").write_text(COMMENTS)
    (folder / "votes.csv").write_text(VOTES)
    return folder


@pytest.fixture
def run(hub: Hub, folder: Path) -> Run:
    """Import the folder's files into the question and return what is printed."""

    def run(*, votes: bool = True, **options: Any) -> str:
        out = StringIO()
        arguments: dict[str, Any] = {"votes": folder / "votes.csv"} if votes else {}
        call_command(
            "import_contributions",
            hub.question_page.slug,
            folder / "comments.csv",
            stdout=out,
            stderr=StringIO(),
            **arguments | options,
        )
        return out.getvalue()

    return run


def post_with(identity: str) -> Post:
    return Post.objects.get(submission_key=f"import:town-hall:{identity}")


def test_accepted_statements_are_published_and_routed(run: Run, cast: Cast) -> None:
    run()
    post = post_with("1")
    assert (post.body, post.kind, post.state) == ("Shorter forms", "answer", "visible")
    assert post.created_at.isoformat() == "2024-09-20T19:31:16.783000+00:00"
    contribution = Contribution.objects.get()
    assert (contribution.post, contribution.owner) == (post, cast.owner)
    assert contribution.received_at == post.created_at


def test_rejected_and_pending_statements_are_stored_out_of_sight(run: Run, cast: Cast) -> None:
    run()
    assert post_with("2").state == "pending"
    hidden = post_with("3")
    assert hidden.state == "hidden"
    assert hidden.state_reason == "Rejected by the moderators of town-hall."
    assert hidden.published_at is None
    assert list(Post.objects.visible_to(cast.employee)) == [post_with("1")]


def test_a_pending_statement_becomes_a_contribution_when_it_is_approved(
    run: Run, cast: Cast
) -> None:
    run()
    actions.approve_post(post_with("2"), actor=cast.facilitator)
    assert Contribution.objects.filter(post=post_with("2")).exists()


def test_the_last_votes_are_stored_and_counted(run: Run) -> None:
    out = run()
    post = post_with("1")
    assert (post.support_count, post.pass_count, post.disagree_count) == (2, 1, 0)
    assert "4 read, 3 count (the last of each of 3 voters), 3 stored" in out
    assert "Support: 2, Pass: 1, Disagree: 0" in out


def test_support_reaches_the_ledger_and_its_roll_ups(run: Run) -> None:
    run()
    support = Participation.Kind.SUPPORT
    assert Participation.objects.filter(kind=support).count() == 2
    assert WeeklyActivity.objects.get(kind=support).acts == 2


def test_a_post_takes_one_number_for_all_its_votes(run: Run, hub: Hub) -> None:
    run()
    hub.discussion.refresh_from_db()
    discussion = hub.question_page.primary_discussion
    assert discussion.last_seq == 4  # three statements, and the votes on one of them
    assert post_with("1").changed_seq == 4


def test_importing_again_changes_nothing(run: Run) -> None:
    run()
    before = list(Post.objects.order_by("pk").values())
    people = User.objects.count()
    out = run()
    assert list(Post.objects.order_by("pk").values()) == before
    assert User.objects.count() == people
    assert "3 read, 0 stored, 3 already there, 0 rejected" in out
    assert "0 stored, 3 already there" in out


def test_a_longer_export_brings_only_what_is_new(run: Run, folder: Path) -> None:
    run()
    with (folder / "comments.csv").open("a") as file:
        file.write("1726866816999,5,1,1,One more\n")
    with (folder / "votes.csv").open("a") as file:
        file.write("1726866817000,1,1,1\n1726866817001,5,0,1\n")
    out = run()
    assert "4 read, 1 stored, 3 already there" in out
    assert "4 count" in out
    assert "2 stored, 2 already there" in out
    assert post_with("1").support_count == 3
    assert post_with("1").pass_count == 0


def test_a_statement_moderated_here_stays_as_it_was_decided_here(run: Run, cast: Cast) -> None:
    run()
    actions.hide_post(post_with("1"), actor=cast.facilitator, reason="Names a colleague.")
    run()
    assert post_with("1").state == "hidden"
    assert post_with("1").state_reason == "Names a colleague."


def test_a_change_of_mind_here_outlives_another_import(run: Run, folder: Path, cast: Cast) -> None:
    (folder / "votes.csv").write_text(
        "timestamp,comment-id,username,vote\n1726860676784,1,employee,-1\n"
    )
    run()
    actions.support_post(post_with("1"), actor=cast.employee)
    run()
    post = post_with("1")
    assert (post.support_count, post.disagree_count) == (1, 0)


def test_a_dry_run_says_the_same_and_stores_nothing(
    run: Run, hub: Hub, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25):
        out = run(dry_run=True)
    assert "3 read, 3 to store, 0 already there, 0 rejected; by 2 people" in out
    assert "3 to store" in out and "3 new accounts to store" in out
    assert "nothing was stored" in out
    assert not Post.objects.exists()
    assert not User.objects.filter(username__startswith="import-").exists()
    assert hub.question_page.primary_discussion.last_seq == 0


def test_a_dry_run_after_the_import_finds_everything_there(run: Run) -> None:
    run()
    out = run(dry_run=True)
    assert "0 to store, 3 already there, 0 rejected; by 2 people" in out
    assert "0 to store, 3 already there, 0 rejected\n" in out
    assert "0 new accounts" in out


def test_good_rows_go_in_and_each_bad_one_is_reported(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    with (folder / "comments.csv").open("a") as file:
        file.write(BAD_ROW)
    with (folder / "votes.csv").open("a") as file:
        file.write("1726860676784,4,0,1\n")
    report = tmp_path / "rejected.csv"
    out = run(report=report)
    assert Post.objects.count() == 3
    assert "comments.csv, row 5, column “comment-body”: Write something first." in out
    assert "votes.csv, row 6, column “comment-id”: No statement with this id" in out
    assert report.read_text().splitlines() == [
        "file,row,column,reason,value",
        "comments.csv,5,comment-body,Write something first.,",
        "votes.csv,6,comment-id,No statement with this id was accepted.,4",
    ]


def test_all_or_nothing_stores_nothing_when_a_row_is_bad(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    with (folder / "comments.csv").open("a") as file:
        file.write(BAD_ROW)
    report = tmp_path / "rejected.csv"
    with pytest.raises(CommandError, match="Nothing was stored"):
        run(all_or_nothing=True, report=report)
    assert not Post.objects.exists()
    assert not User.objects.filter(username__startswith="import-").exists()
    assert "Write something first." in report.read_text()


def test_all_or_nothing_stores_nothing_when_something_fails_midway(run: Run) -> None:
    seen: list[Post] = []

    def fail_late(post: Post, **kwargs: Any) -> None:
        seen.append(post)
        raise RuntimeError("the disk is full")

    post_published.connect(fail_late)
    try:
        with pytest.raises(RuntimeError):
            run(all_or_nothing=True)
    finally:
        post_published.disconnect(fail_late)
    assert seen
    assert not Post.objects.exists()
    assert not User.objects.filter(username__startswith="import-").exists()


def test_all_or_nothing_stores_everything_when_every_row_is_good(run: Run) -> None:
    run(all_or_nothing=True)
    assert (Post.objects.count(), Vote.objects.count()) == (3, 3)


def test_people_from_elsewhere_get_accounts_that_nobody_can_use(run: Run) -> None:
    run()
    person = User.objects.get(username="import-town-hall-0")
    assert person.get_full_name() == "Participant 0"
    assert not person.is_active
    assert not person.has_usable_password()
    # The author of the first statement and its first voter are one person.
    assert post_with("1").author == person
    assert Vote.objects.filter(person=person, post=post_with("1")).exists()


def test_a_number_from_elsewhere_is_nobody_here(run: Run) -> None:
    User.objects.create_user("0", "zero@example.com")
    run()
    assert post_with("1").author.get_username() == "import-town-hall-0"


def test_a_known_address_is_the_person_here(run: Run, folder: Path, cast: Cast) -> None:
    (folder / "comments.csv").write_text(
        "email,date,answer\n"
        "Employee@Example.com,2024-01-01,Mine\nemployee@example.com,2024-01-02,Mine too\n"
        "stranger@example.org,2024-01-03,From outside\n"
    )
    out = run(votes=False)
    assert Post.objects.filter(author=cast.employee).count() == 2
    stranger = Post.objects.get(body="From outside").author
    assert stranger.get_username().startswith("import-town-hall-stranger")
    assert "@" not in stranger.get_full_name()
    assert "1 new accounts stored, 1 recognised as people here" in out


def test_an_address_of_two_accounts_is_rejected(run: Run, folder: Path, cast: Cast) -> None:
    User.objects.create_user("double", "employee@example.com")
    (folder / "comments.csv").write_text(
        "email,date,answer\nemployee@example.com,2024-01-01,Mine\n"
    )
    out = run(votes=False)
    assert not Post.objects.exists()
    assert "More than one account answers to this name." in out


def test_of_two_accounts_with_an_address_the_active_one_is_meant(
    run: Run, folder: Path, cast: Cast
) -> None:
    User.objects.create_user("former", "employee@example.com", is_active=False)
    (folder / "comments.csv").write_text(
        "email,date,answer\nemployee@example.com,2024-01-01,Mine\n"
    )
    run(votes=False)
    assert Post.objects.get().author == cast.employee


def test_the_same_ids_from_another_source_are_other_statements(run: Run) -> None:
    run()
    run(source="second-round")
    assert Post.objects.count() == 6
    assert User.objects.filter(username="import-second-round-0").exists()


def test_a_statement_is_imported_into_one_question_only(run: Run, hub: Hub, folder: Path) -> None:
    run()
    out = StringIO()
    team = str(hub.team_question_page.pk)
    call_command("import_contributions", team, folder / "comments.csv", stdout=out)
    assert Post.objects.count() == 3
    assert out.getvalue().count("Imported already, into the discussion “Faster offers”.") == 3


def test_a_closed_question_still_takes_an_import(run: Run, hub: Hub, cast: Cast) -> None:
    actions.close_discussion(hub.question_page.primary_discussion, actor=cast.facilitator)
    run()
    assert Post.objects.count() == 3


def test_script_in_a_statement_is_text(run: Run, folder: Path) -> None:
    with (folder / "comments.csv").open("a") as file:
        file.write("1726866816999,6,<script>alert(1)</script>,1,<script>alert(2)</script>\n")
    run()
    post = post_with("6")
    assert post.body == "<script>alert(2)</script>"
    assert "<script" not in post.body_html
    assert post.author.get_username().isascii()


def test_the_history_of_the_page_names_the_import(run: Run, hub: Hub, cast: Cast) -> None:
    run(actor="owner")
    entry = PageLogEntry.objects.get(action="strategy_themes.import")
    assert entry.user == cast.owner
    assert entry.page_id == hub.question_page.pk
    assert entry.message == "Imported 3 statements and 3 votes from town-hall"


def test_who_imports_must_moderate_the_discussion(run: Run) -> None:
    with pytest.raises(CommandError, match="does not moderate"):
        run(actor="employee")
    with pytest.raises(CommandError, match="Nobody has the username"):
        run(actor="nobody")
    assert not Post.objects.exists()


def test_an_unknown_question_is_refused_with_those_there_are(hub: Hub, folder: Path) -> None:
    with pytest.raises(CommandError, match=f"{hub.question_page.pk} {hub.question_page.slug}"):
        call_command("import_contributions", "somewhere", folder / "comments.csv")
    with pytest.raises(CommandError, match="No question campaign"):
        call_command("import_contributions", str(hub.theme_page.pk), folder / "comments.csv")


def test_a_slug_that_two_questions_share_is_refused(hub: Hub, folder: Path) -> None:
    type(hub.team_question_page).objects.update(slug="same")
    with pytest.raises(CommandError, match="Several question campaigns"):
        call_command("import_contributions", "same", folder / "comments.csv")


def test_a_source_that_is_no_short_name_is_refused(run: Run) -> None:
    with pytest.raises(CommandError, match="--source is up to 30"):
        run(source="Town Hall!")


def test_an_unknown_layout_stores_nothing(run: Run, folder: Path) -> None:
    (folder / "comments.csv").write_text("Antwort,Wer\nMehr,ann\n")
    with pytest.raises(CommandError, match="Its columns are: Antwort, Wer"):
        run(votes=False)
    assert not User.objects.filter(username__startswith="import-").exists()


def test_the_name_of_a_telling_file_is_the_source(hub: Hub, tmp_path: Path) -> None:
    path = tmp_path / "Pulse 2026_Q1.csv"
    path.write_text("author,date,answer\nann,2024-01-01,Hello\n")
    call_command("import_contributions", hub.question_page.slug, path)
    assert Post.objects.get().author.get_username() == "import-pulse-2026-q1-ann"


def test_all_votes_of_a_post_cost_a_handful_of_queries(
    hub: Hub, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="An idea")
    voters = [User(username=f"voter{number}") for number in range(200)]
    User.objects.bulk_create(voters)
    rows = [
        actions.ImportedVote(post, voter, 1 - index % 3, post.created_at)
        for index, voter in enumerate(User.objects.filter(username__startswith="voter"))
    ]
    with django_assert_max_num_queries(30):
        done = actions.import_votes(hub.discussion, rows)
    assert done == actions.VotesImported(new=200)
    post.refresh_from_db()
    assert (post.support_count, post.pass_count, post.disagree_count) == (67, 67, 66)


def test_votes_on_posts_of_another_discussion_are_refused(hub: Hub, cast: Cast) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="An idea")
    row = actions.ImportedVote(post, cast.colleague, 1, post.created_at)
    with pytest.raises(ValueError, match="is not of discussion"):
        actions.import_votes(hub.team_discussion, [row])
    assert not Vote.objects.exists()
