"""What an open page of a discussion shows: read from the page, then kept up by frames.

The rules are those of docs/live-protocol.md, as thread.js and pins.js follow them.
"""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import RequestFactory

from discussions.access import takes_posts
from discussions.models import Discussion
from discussions.rendering import render_rules
from discussions.views.thread import thread_context

POSTS = re.compile(r'<ol class="posts" data-posts>(.*)</ol>\s*<div class="empty"', re.S)
PINS = re.compile(r"<ol data-pins-list>(.*?)</ol>", re.S)
PIN_OF_POST = re.compile(r"<template data-pin>(.*?)</template>", re.S)
COUNT = re.compile(r"<span data-post-count>\s*(\d+)")


class Screen:
    def __init__(self, discussion: Discussion) -> None:
        self.discussion = discussion.pk
        self.loaded = 0
        self.load()

    def load(self) -> None:
        """Open the page, or open it again, as somebody to whom nothing on it belongs."""
        discussion = Discussion.objects.select_related("page").get(pk=self.discussion)
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        context = {**thread_context(discussion, request), "request": request}
        html = get_template("strategy_discussions/includes/discussion.html").render(context)
        count, posts = COUNT.search(html), POSTS.search(html)
        assert count
        assert posts
        self.head = context["data"]["head"]
        self.count = int(count[1])
        self.open = takes_posts(discussion)
        self.rules = render_rules(discussion)
        parts = re.split(r'(?=<li class="post[ "])', posts[1])[1:]
        self.posts = {int(_data("post", part)): _tidy(part) for part in parts}
        pins = re.split(r'(?=<li class="pins__post")', _first(PINS, html))[1:]
        self.pins = {int(_data("pin-of", part)): _tidy(part) for part in pins}
        self._left: dict[int, int] = {}
        self.loaded += 1

    def hear(self, frame: Any) -> None:
        if frame["type"] == "reload":
            self.load()
            return
        assert frame["after"] <= self.head, "a gap is never applied"
        for post in frame["posts"]:
            self._take(post)
        for number in frame["removed"]:
            self._left[number] = frame["head"]
            self.posts.pop(number, None)
            self.pins.pop(number, None)
        if frame["head"] >= self.head:
            self.head, self.count = frame["head"], frame["post_count"]
            self.open, self.rules = frame["open"], frame["rules"]

    def _take(self, post: Any) -> None:
        number, html = post["id"], _tidy(post["html"])
        if post["changed_seq"] <= self._left.get(number, 0):
            return
        known = self.posts.get(number)
        if known and int(_data("changed", known)) >= post["changed_seq"]:
            return
        self.posts[number] = html
        self.pins.pop(number, None)
        if pin := _first(PIN_OF_POST, html):
            self.pins[number] = _tidy(pin)

    def shows(self) -> dict[str, Any]:
        """Everything on it, the posts and pins in their order."""
        posts = sorted(self.posts.values(), key=_place)
        pins = sorted(self.pins.values(), key=lambda pin: float(_data("at", pin)))
        return {
            "head": self.head,
            "count": self.count,
            "open": self.open,
            "rules": self.rules,
            "posts": posts,
            "pins": pins,
        }


def _place(html: str) -> tuple[int, str]:
    return -int(_data("root", html)), _data("path", html)


def _data(name: str, html: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', html)
    assert found, (name, html)
    return found[1]


def _first(pattern: re.Pattern[str], html: str) -> str:
    found = pattern.search(html)
    return found[1] if found else ""


def _tidy(html: str) -> str:
    """Without what is laid on for a reader: what they may do, and what is new to them."""
    html = re.sub(r"\s(hidden|disabled)(?=[\s>])", " ", html)
    return re.sub(r"\s*([<>])\s*", r"\1", " ".join(html.split()))
