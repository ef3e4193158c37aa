"""The talk, acted out: every post, support, reading and step through the action it belongs to."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from discussions.actions import create_post, hide_post, import_post, import_votes
from discussions.actions.importing import ImportedVote
from discussions.models import Post, Vote
from scorecard.actions.participation import record_participations
from scorecard.models import Participation
from strategy_hub.actions.notifications import mark_all_read
from themes import actions
from themes.models import Contribution
from themes.people import people_of
from themes.scope import scope_of

from .pages import Pages
from .people import People
from .talk import Step, Thread
from .timeline import Act, Reading, Saying, Stepping, Support
from .working_days import WorkingDays

# What happened on later days than this one is still unread.
READ_UNTIL_DAY = 4


class Replay:
    def __init__(self, people: People, pages: Pages, days: WorkingDays) -> None:
        self.people, self.pages, self.days = people, pages, days
        self.discussions = {slug: pages.discussion(slug) for slug, _day in pages.opened()}
        self.posts: dict[tuple[int, int], Post] = {}
        self.contributions: dict[int, Contribution] = {}
        self.by_key: dict[str, Contribution] = {}
        self.readings: list[Reading] = []

    def run(self, acts: Iterable[Act]) -> None:
        everything_read = False
        for act in acts:
            if not everything_read and act.at > self.days.at(READ_UNTIL_DAY, 600):
                everything_read = True
                self._read_notifications()
            match act:
                case Saying():
                    self._say(act)
                case Support():
                    self._support(act)
                case Stepping():
                    self._step(act)
                case Reading():
                    self.readings.append(act)
        self._count_readings()

    def hide(self, threads: Iterable[Thread]) -> None:
        """Last of all, since hiding happens now: the moderator has just seen it."""
        for thread in threads:
            for number, said in enumerate(thread.posts):
                if said.hidden_by:
                    post = self.posts[id(thread), number]
                    post.refresh_from_db()
                    hide_post(post, actor=self.people[said.hidden_by], reason=said.hidden_because)

    def say_anonymously(self, questions: Iterable[dict[str, Any]]) -> None:
        """Now, like hiding: what is imported with an earlier time always bears a name."""
        for question in questions:
            for said in question.get("anonymous", ()):
                create_post(
                    self.discussions[question["slug"]],
                    author=self.people[said["who"]],
                    body=said["body"],
                    kind=said["kind"],
                    anonymous=True,
                )

    def put_together(self, questions: Iterable[dict[str, Any]]) -> None:
        """What waits under each question, by an owner of its theme."""
        for row in questions:
            question = self.pages.by_slug[row["slug"]].question
            owner = people_of([question.theme])[question.theme_id].owners[0]
            actions.cluster_answers(question, actor=owner)

    def answer_with_fields(self, questions: Iterable[dict[str, Any]]) -> None:
        """Now, since the form asks for them now."""
        for question in questions:
            for said in question.get("answers", ()):
                fields = {code: said[code] for code in question["fields"] if code in said}
                create_post(
                    self.discussions[question["slug"]],
                    author=self.people[said["who"]],
                    body=said["body"],
                    kind=Post.Kind.ANSWER,
                    answer_values=fields,
                )

    def _say(self, act: Saying) -> None:
        thread, said = act.thread, act.said
        parent = None if said.parent is None else self.posts[id(thread), said.parent]
        post, _is_new = import_post(
            self.discussions[thread.discussion],
            author=self.people[said.who],
            body=said.body.strip(),
            kind=said.kind,
            written_at=act.at,
            state=Post.State.VISIBLE,
            submission_key=f"demo:{thread.discussion}:{thread.day}:{said.who}:{len(self.posts)}",
            parent=parent,
        )
        self.posts[id(thread), act.number] = post
        if parent is None:
            contribution = Contribution.objects.get(post=post)
            self.contributions[id(thread)] = contribution
            if thread.key:
                self.by_key[thread.key] = contribution

    def _support(self, act: Support) -> None:
        post = self.posts[id(act.thread), act.number]
        rows = (
            ImportedVote(post, self.people[who], Vote.Value.SUPPORT, at) for who, at in act.votes
        )
        import_votes(post.discussion, rows)

    def _step(self, act: Stepping) -> None:
        step = act.step
        contribution = self.contributions[id(act.thread)]
        actor = self.people[step.options["by"]] if "by" in step.options else contribution.owner
        # What is done was begun; not everybody says so at the time.
        if step.verb == "done" and contribution.state == Contribution.State.ACCEPTED:
            actions.start_work(contribution, actor=actor, at=act.at)
        take, words = STEPS[step.verb]
        take(contribution, actor=actor, at=act.at, **{words: step.words}, **self._extras(step))

    def _extras(self, step: Step) -> dict[str, Any]:
        options = step.options
        if "into" in options:
            return {"into": self.by_key[options["into"]]}
        if "until" in options:
            return {"until": self.days.day(-int(options["until"]))}
        if "to" in options:
            return {"to": self.people[options["to"]]}
        return {}

    def _count_readings(self) -> None:
        """All at once: one by one, as browsers report them, they would take most of the time."""
        scopes = {slug: scope_of(self.pages.by_slug[slug]) for slug in self.discussions}
        entries = []
        for reading in self.readings:
            person, page = self.people[reading.who], self.pages.by_slug[reading.page]
            day = timezone.localdate(reading.at)
            scope = scopes[reading.page]
            entries.append(
                Participation(
                    person=person,
                    kind=Participation.Kind.READ,
                    theme=scope.theme if scope else None,
                    question=scope.question if scope else None,
                    occurred_at=reading.at,
                    # As the ledger names it itself, so that another look on that day adds nothing.
                    key=f"read:{person.pk}:{page.pk}:{day}",
                )
            )
        record_participations(entries)

    def _read_notifications(self) -> None:
        for person in self.people.by_name.values():
            mark_all_read(actor=person)


# The action of each step, and what it calls the words that come with it.
STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "thank": (actions.thank_contribution, "message"),
    "review": (actions.start_review, "note"),
    "accept": (actions.accept_contribution, "reason"),
    "decline": (actions.decline_contribution, "reason"),
    "park": (actions.park_contribution, "reason"),
    "merge": (actions.merge_contribution, "reason"),
    "start": (actions.start_work, "note"),
    "done": (actions.complete_contribution, "outcome"),
    "reassign": (actions.reassign_contribution, "note"),
    "pause": (actions.pause_clock, "reason"),
}
