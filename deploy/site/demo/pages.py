"""The pages of the hub: themes, questions, updates with their videos, and a private section."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils.html import format_html_join
from wagtail.models import Collection, PageViewRestriction

from discussions.models import Discussion
from strategy_hub.actions.setup import COLLECTION, set_up_hub
from strategy_hub.models import HubHomePage, HubMedia, UpdateIndexPage, UpdatePage
from themes.actions import set_theme_people
from themes.models import QuestionPage, ThemeIndexPage, ThemePage

from .content import ASSETS, load
from .people import People
from .working_days import WorkingDays

VIDEO_WIDTH, VIDEO_HEIGHT = 1280, 720
VIDEO_SECONDS = {"warm-by-evening": 42.0, "line-three": 43.0}
# Minutes after the offices open at which editors publish.
PUBLISHED = 25
# … and at which a question closes: nobody writes later in the day.
LAST_MINUTE = 661


class Pages:
    """Builds the pages and keeps those with a discussion, by slug."""

    def __init__(self, people: People, days: WorkingDays) -> None:
        self.people, self.days = people, days
        self.plan = load("hub")
        self.by_slug: dict[str, Any] = {}

    def discussion(self, slug: str) -> Discussion:
        discussion: Discussion = self.by_slug[slug].primary_discussion
        return discussion

    def theme_slug(self, slug: str) -> str:
        """The theme that the talk on a page belongs to."""
        rows = [*self.plan["question"], *self.plan["update"]]
        rows += [self.plan["team"], self.plan["theme_team"]]
        return next((row["theme"] for row in rows if row["slug"] == slug), slug)

    def opened(self) -> Iterator[tuple[str, int]]:
        """Every page with a discussion, and how many working days ago it was published."""
        for row in self.plan["theme"]:
            yield row["slug"], row["opened"]
        for row in self.plan["question"]:
            yield row["slug"], row["opens"]
        for row in (*self.plan["update"], self.plan["team"], self.plan["theme_team"]):
            yield row["slug"], row["day"]

    def insiders(self, slug: str) -> set[str] | None:
        """User names of those who alone see a page; None where everybody does."""
        if slug == self.plan["team"]["slug"]:
            return set(load("people")["groups"][self.plan["team"]["group"]])
        row = self.plan["theme_team"]
        if slug == row["slug"]:
            return {row["maker"], *(invited["who"] for invited in row["invited"])}
        return None

    def make_frame(self) -> None:
        """The hub's own pages and groups, as its set-up command makes them."""
        set_up_hub(as_site_root=True)

    def word_frame(self) -> None:
        home = HubHomePage.objects.get()
        home.title, home.vision = self.plan["name"], self.plan["vision"]
        themes, updates = ThemeIndexPage.objects.get(), UpdateIndexPage.objects.get()
        themes.title = self.plan["themes"]["title"]
        themes.introduction = self.plan["themes"]["introduction"]
        updates.title = self.plan["updates"]["title"]
        updates.introduction = self.plan["updates"]["introduction"]
        for page in (home, themes, updates):
            self._publish(page, by="clara")

    def make_themes(self) -> None:
        index = ThemeIndexPage.objects.get()
        for row in self.plan["theme"]:
            page = ThemePage(
                title=row["title"], slug=row["slug"], statement=row["statement"], why=row["why"]
            )
            self._add(index, page, day=row["opened"], by="clara")
            set_theme_people(
                page.theme,
                owners=self.people.named(row["owners"]),
                deputies=self.people.named(row["deputies"]),
                facilitators=self.people.named(row["facilitators"]),
                actor=self.people.admin,
            )

    def make_questions(self) -> None:
        for row in self.plan["question"]:
            page = QuestionPage(
                title=row["title"],
                slug=row["slug"],
                prompt=row["prompt"],
                background=row["background"],
                example_answer=row["example"],
                opens_at=self.days.at(row["opens"], 0),
                closes_at=self.days.at(row["closes"], LAST_MINUTE),
                target_voices=row["voices"],
                target_units=row["units"],
                answer_fields=row.get("fields", []),
                allows_anonymous="anonymous" in row,
            )
            self._add(self.by_slug[row["theme"]], page, day=row["opens"], by="jonas")

    def make_updates(self) -> None:
        index = UpdateIndexPage.objects.get()
        for row in self.plan["update"]:
            page = self._update(row, row["executive"])
            page.video = self._video(row)
            page.transcript = _paragraphs(_text(row["slug"], "txt"))
            page.captions.save(
                f"{row['slug']}.vtt", ContentFile(_file(row["slug"], "vtt")), save=False
            )
            self._add(index, page, day=row["day"], by=row["executive"])

    def make_team_section(self) -> None:
        """A section that only one group may see; what is said in it reaches the owner as well."""
        row = self.plan["team"]
        home = HubHomePage.objects.get()
        index = UpdateIndexPage(title=row["index"], introduction=row["introduction"])
        self._add(home, index, day=row["day"], by="clara")
        PageViewRestriction.objects.filter(page_id=index.pk).delete()
        restriction = PageViewRestriction.objects.create(
            page_id=index.pk, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.set([Group.objects.get(name=row["group"])])
        self._add(index, self._update(row, row["author"]), day=row["day"], by="clara")

    def _update(self, row: dict[str, Any], speaker: str) -> UpdatePage:
        return UpdatePage(
            title=row["title"],
            slug=row["slug"],
            executive=self.people[speaker],
            published_on=self.days.day(row["day"]),
            summary=row["summary"],
            body=row["body"],
            theme=self.by_slug[row["theme"]].theme,
        )

    def _video(self, row: dict[str, Any]) -> HubMedia:
        slug = row["slug"]
        media = HubMedia(
            title=row["title"],
            type="video",
            duration=VIDEO_SECONDS[slug],
            width=VIDEO_WIDTH,
            height=VIDEO_HEIGHT,
            uploaded_by_user=self.people[row["executive"]],
            collection=Collection.objects.get(name=COLLECTION),
        )
        media.file.save(f"{slug}.mp4", ContentFile(_file(slug, "mp4")), save=False)
        media.thumbnail.save(f"{slug}.jpg", ContentFile(_file(slug, "jpg")), save=False)
        media.save()
        return media

    def _add(self, parent: Any, page: Any, *, day: int, by: str) -> None:
        page.first_published_at = self.days.at(day, PUBLISHED)
        parent.add_child(instance=page)
        self._publish(page, by=by)
        self.by_slug[page.slug] = page

    def _publish(self, page: Any, *, by: str) -> None:
        person = self.people[by]
        page.save_revision(user=person, clean=False).publish(user=person)


def _file(slug: str, ending: str) -> bytes:
    return (ASSETS / f"{slug}.{ending}").read_bytes()


def _text(slug: str, ending: str) -> str:
    return _file(slug, ending).decode()


def _paragraphs(text: str) -> str:
    rows = ((part.strip(),) for part in text.split("\n\n") if part.strip())
    return str(format_html_join("", "<p>{}</p>", rows))
