"""Length and size of uploaded media are read from the file, where it says them."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from strategy_hub.models import HubMedia

pytestmark = pytest.mark.django_db
VIDEO = Path(__file__).resolve().parents[2] / "deploy/site/demo/assets/line-three.mp4"


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path}


def store(content: bytes, **fields: Any) -> HubMedia:
    media = HubMedia(title="Talk", type="video", **fields)
    media.file = ContentFile(content, name="talk.mp4")
    media.save()
    stored: HubMedia = HubMedia.objects.get(pk=media.pk)
    return stored


def test_a_video_says_its_own_length_and_size() -> None:
    media = store(VIDEO.read_bytes())
    assert media.duration == pytest.approx(43, abs=0.2)
    assert (media.width, media.height) == (1280, 720)
    media.file.close()


def test_what_an_editor_entered_stays() -> None:
    media = store(VIDEO.read_bytes(), duration=12, width=640, height=360)
    assert (media.duration, media.width, media.height) == (12, 640, 360)


def test_a_file_that_is_no_video_is_stored_without_a_length() -> None:
    media = store(b"moving pictures")
    assert (media.duration, media.width) == (0, None)


def test_without_the_extra_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymediainfo", None)
    assert store(VIDEO.read_bytes()).duration == 0
