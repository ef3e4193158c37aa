"""Pages are the host's: nothing of ours is tied to Wagtail's own page model (Wagtail 8)."""

import pytest

from .leaks import LAYERS, ROOT, files_of, imports_standard_page, names_standard_page

HINT = "Run tests/architecture/free_migrations.py on it; CONTRIBUTING says why."


@pytest.mark.parametrize("app", LAYERS)
def test_migrations_follow_the_base_page_of_the_host(app: str) -> None:
    tied = [
        path.name
        for path in sorted((ROOT / app / "migrations").glob("*.py"))
        if names_standard_page(path.read_text())
    ]
    assert tied == [], HINT


@pytest.mark.parametrize(
    "line", ['to="wagtailcore.Page"', "bases=('wagtailcore.page', models.Model)"]
)
def test_a_migration_tied_to_wagtails_page_would_be_noticed(line: str) -> None:
    assert names_standard_page(line)


@pytest.mark.parametrize("app", LAYERS)
def test_code_takes_the_base_page_from_the_swapper(app: str) -> None:
    tied = [
        str(path.relative_to(ROOT))
        for path in files_of(app, ".py")
        if imports_standard_page(path.read_text())
    ]
    assert tied == []


def test_an_import_of_wagtails_page_would_be_noticed() -> None:
    assert imports_standard_page("from wagtail.models import Page, Site")


def test_an_import_for_the_type_checker_alone_is_allowed() -> None:
    source = "if TYPE_CHECKING:\n    from wagtail.models import Page\n"
    assert not imports_standard_page(source)
