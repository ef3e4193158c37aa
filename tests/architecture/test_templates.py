import pytest

from .leaks import LAYERS, ROOT, files_of
from .markup import inline_code, untranslated

TEMPLATES = [path for app in LAYERS for path in files_of(app, ".html")]
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]


def test_there_are_templates_to_look_at() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_holds_no_inline_script_style_or_handler(path) -> None:
    assert inline_code(path.read_text()) == []


@pytest.mark.parametrize(
    "template",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        "<button onclick='go()'>",
        '<a href="javascript:void(0)">',
        '<p {% if x %}style="width: {{ width }}%"{% endif %}>',
    ],
)
def test_inline_code_would_be_noticed(template: str) -> None:
    assert inline_code(template)


def test_a_module_of_its_own_is_no_inline_script() -> None:
    assert not inline_code(
        '<script type="module" src="{% static "strategy_hub/js/x.js" %}"></script>'
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_word_of_a_template_can_be_translated(path) -> None:
    assert untranslated(path.read_text()) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Post it</p>",
        '<img alt="A chart">',
        "<p>{{ count }} posts</p>",
        "{% if x %}Yes{% endif %}",
    ],
)
def test_an_untranslatable_word_would_be_noticed(template: str) -> None:
    assert untranslated(template)


@pytest.mark.parametrize(
    "template",
    [
        '{% translate "Post it" %}',
        "{% blocktranslate count n=n %}One{% plural %}{{ n }} posts{% endblocktranslate %}",
        '<a class="button" href="{{ address }}">{{ title }} →</a>',
        "{# A remark #}",
    ],
)
def test_translated_words_and_marks_are_fine(template: str) -> None:
    assert untranslated(template) == []
