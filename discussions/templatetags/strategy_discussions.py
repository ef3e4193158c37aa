"""The tags that every template of the hub shares: people, icons, fields, slots, navigation."""

from collections import ChainMap
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.template.context import Context, RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..actions import open_discussion
from ..badges import Badge, get_badge
from ..conf import hub_settings
from ..icons import DIRECTED, ICONS
from ..kinds import Kind, PostKind, get_kind
from ..naming import display_name, is_anonymous_colleague
from ..rendering import PostLook, render_posts
from ..shell import NavItem, hub_name, nav_items, slots_named
from ..views.thread import Viewer, visit_context
from ..views.visits import visit_of, visit_on

register = template.Library()

AVATAR_HUES = 6


register.filter("display_name", display_name)
register.filter("is_anonymous_colleague", is_anonymous_colleague)


@register.filter
def initials(person: Any) -> str:
    """Up to two letters that stand for `person`: first letters of the first and last word."""
    words = [word for word in display_name(person).split() if word[0].isalnum()]
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper()


@register.inclusion_tag("strategy_discussions/includes/avatar.html")
def avatar(person: Any, size: str = "", alone: bool = True) -> dict[str, Any]:
    """A disc with the initials of `person`, or a mask. `alone=False` beside the name."""
    masked = person is not None and is_anonymous_colleague(person)
    # Whoever wrote it, all anonymous posts look alike, and like nobody's.
    hue = 0 if masked else (getattr(person, "pk", None) or 0) % AVATAR_HUES + 1
    return {"person": person, "size": size, "hue": hue, "alone": alone, "is_masked": masked}


@register.inclusion_tag("strategy_discussions/includes/person.html", name="person")
def person_tag(person: Any, note: str = "", size: str = "") -> dict[str, Any]:
    return {"person": person, "note": note, "size": size}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon as inline SVG: decoration, unless a `label` makes it stand for itself.

    Raises:
        KeyError: no icon has this name.
    """
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="20" height="20" {}>{}</svg>',
        " icon--directed" if name in DIRECTED else "",
        SafeString(role),
        SafeString(ICONS[name]),
    )


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str) -> SafeString:
    """What apps above have put in the place `name`; empty where they have nothing to show.

    Each template sees the page's whole context with its own laid over it.
    """
    outer: Any = context.template
    engine = outer.engine
    page = ChainMap(*reversed(context.dicts))
    parts = []
    for entry in slots_named(name):
        own = entry.context(page)
        if own is not None:
            template = engine.get_template(entry.template)
            with context.push(**own):
                parts.append(template.render(context))
    return SafeString("".join(parts))


@register.inclusion_tag("strategy_discussions/includes/badge.html")
def post_badge(post: Any) -> dict[str, Badge | None]:
    """The badge of `post`, such as the decision on it; nothing if it has none."""
    return {"badge": get_badge(post.badge)}


@register.inclusion_tag("strategy_discussions/includes/kind.html")
def post_kind(post: Any) -> dict[str, PostKind | None]:
    """The kind of `post` as a word on it; nothing on a comment, which is the rule."""
    return {"kind": get_kind(post.kind) if post.kind != Kind.COMMENT else None}


@register.simple_tag
def badge_address(post: Any) -> str:
    """Where one reads more about the badge of `post`; empty if there is nothing more."""
    badge = get_badge(post.badge)
    return badge.address_for(post.pk) if badge else ""


@register.inclusion_tag("strategy_discussions/includes/field.html", name="field")
def field_tag(field: BoundField) -> dict[str, Any]:
    """A form field with label, control, help and errors, tied together for assistive technology.

    Where a form mixes the two, the optional fields say so; required ones are the rule.
    """
    is_mixed = any(other.required for other in field.form.fields.values())
    return {
        "field": field,
        "is_check": isinstance(field.field.widget, CheckboxInput),
        "is_optional": is_mixed and not field.field.required,
    }


@register.simple_tag(takes_context=True)
def site_name(context: Context) -> str:
    """The name of the hub; without one, that of the Wagtail site or of the installation."""
    request = context.get("request")
    if name := hub_name():
        return name
    site = Site.find_for_request(request) if request else None
    return (site.site_name if site else "") or getattr(settings, "WAGTAIL_SITE_NAME", "")


@register.simple_tag(takes_context=True)
def hub_navigation(context: RequestContext) -> tuple[tuple[NavItem, str, str, int], ...]:
    """The header links: each with its address, its `aria-current` and how much waits there.

    `aria-current` is page, true or empty. "true" marks the section that the page is in: the link
    with the longest address that begins the path of the request.
    """
    request = context.get("request")
    if not hasattr(request, "user"):
        return ()
    pairs = nav_items(request)
    around = [(len(path), path) for _item, address in pairs if (path := _begins(request, address))]
    nearest = max(around)[1] if around else None
    return tuple(
        (
            item,
            address,
            _current(request, address, nearest),
            item.count(request) if item.count else 0,
        )
        for item, address in pairs
    )


@register.simple_tag
def nav_count(waiting: int) -> SafeString:
    """How much waits behind a link of the header, as a small number beside its words."""
    return format_html(' <span class="count">{}</span>', waiting) if waiting else SafeString("")


def _begins(request: Any, address: str) -> str:
    """The path of an address that the request lies at or below; everything lies below the root."""
    path = urlsplit(address).path
    if path == "/":
        return path if request.path == path else ""
    folder = path if path.endswith("/") else f"{path}/"
    return path if request.path == path or request.path.startswith(folder) else ""


def _current(request: Any, address: str, nearest: str | None) -> str:
    path = urlsplit(address).path
    if path != nearest:
        return ""
    return "page" if request.path == path else "true"


@register.filter
def depth_shown(post: Any) -> int:
    """How far a post is indented: its depth, up to the deepest that is shown."""
    return int(min(post.depth, hub_settings.DEPTH_SHOWN))


@register.inclusion_tag("strategy_discussions/includes/discussion.html", takes_context=True)
def discussion(context: Context, page: Any) -> dict[str, Any]:
    """The live discussion of a page. The page has been served, so its audience is checked.

    A preview is served to editors, who need not be of that audience: it shows no discussion.
    """
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {"is_preview": True}
    visit = visit_on(request.user, page)
    if visit is None:
        visit = visit_of(request.user, open_discussion(page))
    # Who asks about its page, such as for the window of a question, need not read it again.
    visit.discussion.page = page
    thread = visit_context(visit, request)
    return {**thread, "request": request, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def post_fragments(posts: list[PostLook], viewer: Viewer) -> SafeString:
    """Posts as live frames bring them, with what belongs to the viewer laid on."""
    return render_posts(posts, viewer.towards)


@register.simple_tag
def live_path() -> str:
    """Where the socket of a page connects to."""
    return str(hub_settings.SOCKET_PATH)


@register.simple_tag
def script_words() -> dict[str, Any]:
    """What scripts say, in the language of the page; `%s` stands for a name or a number."""
    return {
        "posts": {"one": _("%s post"), "many": _("%s posts")},
        "newPost": _("New post by %s"),
        "newPosts": {"one": _("%s new post"), "many": _("%s new posts")},
        "fold": {"one": _("Fold %s reply"), "many": _("Fold %s replies")},
        "unfold": {"one": _("Show %s reply"), "many": _("Show %s replies")},
        "gone": _("This discussion is no longer available to you. Reload the page to ask again."),
        "failed": _("That did not work. Try again in a moment."),
        "offline": _("No connection. Your text is kept; post it again when you are back online."),
        "draftKept": _("Draft kept."),
        "namedNow": _(
            "This draft was to be anonymous, and posts here bear names now. Posted as it is, it"
            " bears yours."
        ),
        "answering": _("Answering %s"),
        "wrote": _("%s wrote:"),
        "watching": {"one": _("%s watching"), "many": _("%s watching")},
        "writing": {"one": _("%s writing"), "many": _("%s writing")},
        "live-on": _("Live"),
        "live-off": _("Not connected; trying again"),
        "live-connecting": _("Connecting"),
    }
