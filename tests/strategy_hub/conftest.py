from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection

from strategy_hub.models import HubMedia
from tests.cast import Hub

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHalf the year is over.\n"


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> Path:
    """Private files of this test alone."""
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "PRIVATE_ROOT": tmp_path / "private"}
    return tmp_path / "private"


@pytest.fixture
def make_media(db: None) -> Callable[..., HubMedia]:
    # A transactional test before this one has emptied the tables.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")

    def make(data: bytes = b"0123456789", name: str = "talk.mp4", **fields: Any) -> HubMedia:
        media = HubMedia(title="Talk", type="video", duration=12, **fields)
        media.file.save(name, ContentFile(data), save=False)
        media.thumbnail.save("talk.jpg", ContentFile(b"\xff\xd8poster"), save=False)
        media.save()
        return media

    return make


@pytest.fixture
def filmed(hub: Hub, make_media: Callable[..., HubMedia]) -> Hub:
    """The hub, with a video, a poster and captions on its update."""
    hub.update.video = make_media()
    hub.update.captions.save("talk.vtt", ContentFile(CAPTIONS), save=False)
    hub.update.transcript = "<p>Half the year is over.</p>"
    hub.update.save()
    return hub
