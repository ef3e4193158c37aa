"""Setting the hub up: groups with their permissions, and the first pages. Twice is as once."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from discussions.models.pages import BasePage
from themes.models import ThemeIndexPage

from ..models import HubHomePage, UpdateIndexPage

COLLECTION = "Strategy hub"
EXECUTIVES = "Executives"


@dataclass(frozen=True)
class GroupPlan:
    """What one group may do. Pages are named by the type at the head of their section."""

    name: str
    section: type[Any]
    on_pages: tuple[str, ...]
    on_media: tuple[str, ...] = ("add_media",)
    permissions: tuple[str, ...] = ()
    # Every permission that these apps offer in Wagtail's group form.
    offered_by: tuple[str, ...] = ()


# Who may unseal anonymous posts is said by hand, one person at a time: two of them together learn
# a name that was promised to nobody.
GIVEN_BY_HAND = {
    "strategy_discussions.request_unsealing",
    "strategy_discussions.approve_unsealing",
}

GROUPS = (
    # Tell: post an update without asking anybody.
    GroupPlan(EXECUTIVES, UpdateIndexPage, ("add", "change", "publish")),
    # Write the themes and the questions below them.
    GroupPlan("Theme editors", ThemeIndexPage, ("add", "change", "publish")),
    # Draft questions; an editor publishes them.
    GroupPlan("Facilitators", ThemeIndexPage, ("add", "change")),
    # Keep everything: all pages, all media, the unrouted queue, the scorecard.
    GroupPlan(
        "Strategy office",
        HubHomePage,
        ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        on_media=("add_media", "change_media"),
        permissions=("strategy_themes.handle_unrouted",),
        offered_by=("strategy_discussions", "strategy_themes", "strategy_scorecard"),
    ),
)


@dataclass
class SetupReport:
    """What a run made, and what it found in place already; sentences for the person who ran it."""

    made: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def note(self, text: str, is_new: bool) -> None:
        (self.made if is_new else self.found).append(text)


class NoPlaceForPages(Exception):
    """There is no default site to put the pages under, and no parent was named."""


@transaction.atomic
def set_up_hub(
    *, parent: Any = None, with_pages: bool = True, as_site_root: bool = False
) -> SetupReport:
    """Make the groups, their permissions and the first pages; what is there already stays.

    Args:
        parent: page to put a new hub home below; default: the root page of the default site.
        with_pages: False leaves the page tree alone; permissions then cover the pages there are.
        as_site_root: put a new hub home at the top of the tree and show it as the default site.

    Raises:
        NoPlaceForPages: a home is to be made, no parent was named and there is no default site.
    """
    report = SetupReport()
    if with_pages:
        _make_pages(report, parent, as_site_root)
    collection = _make_collection(report)
    for plan in GROUPS:
        group, is_new = Group.objects.get_or_create(name=plan.name)
        report.note(_("Group “%(name)s”") % {"name": plan.name}, is_new)
        _grant_permissions(report, group, plan)
        _grant_on_pages(report, group, plan)
        _grant_on_media(report, group, plan, collection)
    return report


def _make_pages(report: SetupReport, parent: Any, as_site_root: bool) -> None:
    home = HubHomePage.objects.order_by("path").first()
    report.note(_("Hub home page"), home is None)
    if home is None:
        above = BasePage.get_first_root_node() if as_site_root else parent or _default_parent()
        home = _add_page(above, HubHomePage(title=_("Strategy hub")), slug="hub")
        if as_site_root:
            _show_as_site(report, home)
    sections = (
        (UpdateIndexPage, _("Updates"), "updates", _("List of updates")),
        (ThemeIndexPage, _("Themes"), "themes", _("List of themes")),
    )
    for model, title, slug, name in sections:
        is_missing = not model.objects.descendant_of(home).exists()
        report.note(name, is_missing)
        if is_missing:
            _add_page(home, model(title=title), slug=slug)


def _default_parent() -> Any:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise NoPlaceForPages
    return site.root_page


def _add_page(parent: Any, page: Any, *, slug: str) -> Any:
    # Where the slug is taken, Wagtail makes one from the title that is not.
    if not parent.get_children().filter(slug=slug).exists():
        page.slug = slug
    page.show_in_menus = True
    parent.add_child(instance=page)
    page.save_revision(clean=False).publish()
    return page


def _show_as_site(report: SetupReport, home: Any) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    site.root_page_id = home.pk
    site.save()
    report.note(_("The default site shows the hub"), True)


def _make_collection(report: SetupReport) -> Any:
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=COLLECTION).first()
    report.note(_("Collection “%(name)s”") % {"name": COLLECTION}, collection is None)
    return collection or root.add_child(name=COLLECTION)


def _grant_permissions(report: SetupReport, group: Group, plan: GroupPlan) -> None:
    wanted = {"wagtailadmin.access_admin", *plan.permissions, *_offered(plan.offered_by)}
    has = {
        f"{label}.{codename}"
        for label, codename in group.permissions.values_list("content_type__app_label", "codename")
    }
    for name in sorted(wanted):
        label, codename = name.split(".")
        is_new = name not in has
        if is_new:
            group.permissions.add(
                Permission.objects.get(content_type__app_label=label, codename=codename)
            )
        _note_grant(report, plan, name, is_new)


def _offered(labels: tuple[str, ...]) -> set[str]:
    """What the `register_permissions` hooks of `labels` put in Wagtail's group form.

    But for what is given by hand.
    """
    if not labels:
        return set()
    rows = (
        row
        for hook in hooks.get_hooks("register_permissions")
        for row in hook().values_list("content_type__app_label", "codename")
    )
    offered = {f"{label}.{codename}" for label, codename in rows if label in labels}
    return offered - GIVEN_BY_HAND


def _grant_on_pages(report: SetupReport, group: Group, plan: GroupPlan) -> None:
    for page in plan.section.objects.order_by("path"):
        permissions = _page_permissions(plan.on_pages)
        for permission in permissions:
            _row, is_new = GroupPagePermission.objects.get_or_create(
                group=group, page_id=page.pk, permission=permission
            )
            _note_grant(report, plan, f"{permission.codename}, “{page.title}”", is_new)


def _page_permissions(types: tuple[str, ...]) -> list[Permission]:
    model = BasePage._meta.model_name
    return list(
        Permission.objects.filter(
            content_type__app_label=BasePage._meta.app_label,
            content_type__model=model,
            codename__in=[f"{kind}_{model}" for kind in types],
        ).order_by("codename")
    )


def _grant_on_media(report: SetupReport, group: Group, plan: GroupPlan, collection: Any) -> None:
    # Media permissions hang on wagtailmedia's own model, whichever model stores the files.
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailmedia",
        content_type__model="media",
        codename__in=plan.on_media,
    )
    for permission in permissions.order_by("codename"):
        _row, is_new = GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
        _note_grant(report, plan, f"{permission.codename}, “{collection.name}”", is_new)


def _note_grant(report: SetupReport, plan: GroupPlan, what: str, is_new: bool) -> None:
    text = _("“%(group)s” may: %(permission)s") % {"group": plan.name, "permission": what}
    report.note(text, is_new)
