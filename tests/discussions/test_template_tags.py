"""The tags that every template of the hub shares."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.template import Context, Template

from discussions import badges, icons, shell


def render(source: str, **context: Any) -> str:
    return Template("{% load strategy_discussions %}" + source).render(Context(context)).strip()


@pytest.fixture
def ada() -> User:
    return User(pk=7, username="ada", first_name="Ada María", last_name="Lovelace")


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty registries, so that what other apps register doesn't show here."""
    monkeypatch.setattr(shell, "_slots", {})
    monkeypatch.setattr(shell, "_nav", {})
    monkeypatch.setattr(badges, "_badges", {})


class ThanksForm(forms.Form):
    message = forms.CharField(help_text="Emma reads this.")
    until = forms.DateField(required=False)
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    tell = forms.BooleanField(label="Tell the supporters", required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def test_a_person_shows_by_full_name(ada: User) -> None:
    assert render("{{ p|display_name }}", p=ada) == "Ada María Lovelace"


def test_a_person_without_a_name_shows_by_user_name() -> None:
    assert render("{{ p|display_name }}", p=User(username="ada")) == "ada"


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_nobody_in_particular_shows_as_somebody(nobody: Any) -> None:
    assert render("{{ p|display_name }}", p=nobody) == "Somebody"


@pytest.mark.parametrize(
    ("first", "last", "letters"),
    [
        ("Ada María", "Lovelace", "AL"),
        ("Plato", "", "P"),
        ("ødegård", "ñandú", "ØÑ"),
        ("(Kim)", "Lee", "L"),
        ("王", "小明", "王小"),
    ],
)
def test_initials_are_of_the_first_and_the_last_word(first: str, last: str, letters: str) -> None:
    assert render("{{ p|initials }}", p=User(first_name=first, last_name=last)) == letters


def test_a_name_that_is_only_signs_has_no_initials() -> None:
    assert render("{{ p|initials }}", p=User(first_name="***")) == ""


def test_an_avatar_by_itself_says_whose_it_is(ada: User) -> None:
    html = render("{% avatar p %}", p=ada)
    assert 'role="img" aria-label="Ada María Lovelace"' in html
    assert 'data-hue="2"' in html


def test_an_avatar_beside_the_name_is_silent(ada: User) -> None:
    html = render('{% person p note="Owner of Growth" %}', p=ada)
    assert "aria-label" not in html
    assert 'aria-hidden="true"' in html
    assert '<bdi class="person__name">Ada María Lovelace</bdi>' in html
    assert '<span class="person__note">Owner of Growth</span>' in html


def test_markup_in_a_name_or_note_stays_text() -> None:
    mallory = User(first_name="<script>alert(1)</script>", username="m")
    html = render('{% person p note=note %}{% avatar p size="large" %}', p=mallory, note="<b>")
    assert "<script" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("name", icons.ICONS)
def test_every_icon_draws_without_style_or_colour_of_its_own(name: str) -> None:
    html = render("{% icon name %}", name=name)
    assert html.startswith('<svg class="icon')
    assert 'aria-hidden="true"' in html
    assert "style" not in html
    assert "#" not in html


def test_an_icon_with_a_label_speaks_for_itself() -> None:
    html = render('{% icon "bell" label=words %}', words='3 "new"')
    assert 'role="img" aria-label="3 &quot;new&quot;"' in html
    assert "aria-hidden" not in html


def test_icons_that_point_along_the_line_turn_round_in_right_to_left_pages() -> None:
    assert "icon--directed" in render('{% icon "arrow" %}')
    assert "icon--directed" not in render('{% icon "check" %}')


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


def test_a_field_ties_label_help_and_errors_to_its_control() -> None:
    form = ThanksForm({"message": ""})
    html = render("{% field f.message %}", f=form)
    assert '<label class="field__label" for="id_message">' in html
    assert 'id="id_message_helptext"' in html
    assert 'id="id_message_error"' in html
    assert 'aria-describedby="id_message_helptext id_message_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_optional_fields_are_marked_in_a_mixed_form() -> None:
    form = ThanksForm()
    assert "(optional)" in render("{% field f.until %}", f=form)
    assert "(optional)" not in render("{% field f.message %}", f=form)


def test_a_form_of_optional_fields_marks_none_of_them() -> None:
    class FilterForm(forms.Form):
        text = forms.CharField(required=False)

    assert "(optional)" not in render("{% field f.text %}", f=FilterForm())


def test_choices_are_a_fieldset_with_a_legend() -> None:
    html = render("{% field f.answer %}", f=ThanksForm({"answer": ""}))
    assert '<legend class="field__label">' in html
    assert '<fieldset class="field" aria-describedby="id_answer_error">' in html


def test_a_checkbox_stands_before_its_label() -> None:
    html = render("{% field f.tell %}", f=ThanksForm())
    assert html.index("<input") < html.index("<label")


def test_a_hidden_field_has_no_label() -> None:
    html = render("{% field f.key %}", f=ThanksForm())
    assert html == '<input type="hidden" name="key" id="id_key">'


def test_what_was_typed_comes_back_as_text() -> None:
    html = render("{% field f.message %}", f=ThanksForm({"message": '"><script>'}))
    assert "<script>" not in html


def test_a_post_shows_its_registered_badge(registries: None) -> None:
    badges.register_badge(badges.Badge("growth.accepted", "Accepted", "positive"))
    html = render("{% post_badge post %}", post=SimpleNamespace(badge="growth.accepted"))
    assert html == '<span class="badge" data-tone="positive">Accepted</span>'


def test_a_post_without_a_badge_shows_none() -> None:
    assert render("{% post_badge post %}", post=SimpleNamespace(badge="")) == ""


def test_a_badge_whose_app_is_gone_shows_its_code(registries: None) -> None:
    html = render("{% post_badge post %}", post=SimpleNamespace(badge="gone.code"))
    assert html == '<span class="badge" data-tone="neutral">gone.code</span>'


def test_an_empty_slot_shows_nothing(registries: None) -> None:
    assert render('{% slot "nobody.fills.this" %}') == ""


def test_a_slot_shows_what_apps_put_there_in_their_order(registries: None, ada: User) -> None:
    template = "strategy_discussions/includes/person.html"
    avatar = "strategy_discussions/includes/avatar.html"
    shell.register_slot(shell.Slot("x", avatar, lambda page: {"person": ada, "hue": 1}, order=20))
    shell.register_slot(shell.Slot("x", template, lambda page: {"person": page["guest"]}, order=10))
    html = render('{% slot "x" %}', guest=User(username="guest"))
    assert html.index("guest") < html.index("AL")


def test_a_slot_whose_app_has_nothing_to_show_is_skipped(registries: None) -> None:
    shell.register_slot(shell.Slot("x", "no/such/template.html", lambda page: None))
    assert render('{% slot "x" %}') == ""


def test_an_app_that_registers_twice_fills_a_slot_once(registries: None, ada: User) -> None:
    for _time in range(2):
        shell.register_slot(
            shell.Slot(
                "x", "strategy_discussions/includes/person.html", lambda page: {"person": ada}
            )
        )
    assert render('{% slot "x" %}').count("Ada María Lovelace") == 1


def test_a_slot_keeps_the_context_of_the_page_and_leaves_it_alone(registries: None) -> None:
    shell.register_slot(
        shell.Slot(
            "x",
            "strategy_discussions/includes/badge.html",
            lambda page: {"badge": badges.Badge("a", page["word"])},
        )
    )
    html = render('{% slot "x" %}|{{ badge }}|{{ word }}', word="here", badge="mine")
    assert html.endswith("|mine|here")
    assert ">here</span>" in html
