"""Parts of a page that are remembered under what they show, and can show nothing else."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import mark_safe

LOAD = "{% load i18n strategy_fragments %}"


def part(names: str, body: str) -> Template:
    return Template(f"{LOAD}{{% remembered {names} %}}{body}{{% endremembered %}}")


def show(template: Template, **context: Any) -> str:
    return str(template.render(Context(context)))


class Spy:
    """Counts how often a template asks for it."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def word(self) -> str:
        self.asked += 1
        return "word"


def test_a_part_is_rendered_once_for_the_same_values() -> None:
    template = part("word=word", "{{ word }} {% now 'u' %}")
    first = show(template, word="Hello")
    assert first.startswith("Hello ")
    assert show(template, word="Hello") == first


def test_another_value_is_another_part() -> None:
    template = part("word=word", "{{ word }}")
    assert [show(template, word=word) for word in ("a", "b", "a")] == ["a", "b", "a"]


def test_a_part_finds_nothing_of_the_page_but_its_values() -> None:
    spy = Spy()
    template = part("word=word", "{{ word }}{{ other.word }}{{ request.user }}{{ csrf_token }}")
    page = {"other": spy, "request": {"user": "ada"}, "csrf_token": "t"}
    assert show(template, word="mine", **page) == "mine"
    assert spy.asked == 0


def test_what_is_equal_but_shown_otherwise_is_another_part() -> None:
    template = part("one=one", "{{ one }}")
    assert [show(template, one=one) for one in (1, True, 1)] == ["1", "True", "1"]
    words = ("<b>", mark_safe("<b>"), "<b>")
    assert [show(template, one=word) for word in words] == ["&lt;b&gt;", "<b>", "&lt;b&gt;"]


def test_another_language_is_another_part() -> None:
    template = part("", "{% translate 'Yes' %}")
    assert show(template) == "Yes"
    with translation.override("de"):
        assert show(template) == "Ja"


@pytest.mark.parametrize("changing", [User(pk=1, username="ada"), Spy(), (User(pk=1),)])
def test_what_may_change_is_refused(changing: Any) -> None:
    """A row of the database is equal to what it was before its columns changed."""
    with pytest.raises(TypeError, match="may change"):
        show(part("one=one", "{{ one }}"), one=changing)


def test_a_record_that_may_change_is_refused() -> None:
    @dataclass(unsafe_hash=True)
    class Open:
        word: str

    @dataclass(frozen=True)
    class Frozen:
        word: str

    template = part("one=one", "{{ one.word }}")
    assert show(template, one=Frozen("a")) == "a"
    with pytest.raises(TypeError, match="may change"):
        show(template, one=Open("a"))


def test_whoever_works_on_the_templates_sees_what_they_do(settings: Any) -> None:
    settings.DEBUG = True
    template = part("", "{% now 'u' %}")
    assert show(template) != show(template)


def test_the_tag_takes_named_values_alone() -> None:
    with pytest.raises(TemplateSyntaxError, match="named values"):
        part("word", "")
