"""The videos lie in the repository as files, so they are looked at as files."""

import struct

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from demo.content import ASSETS, load
from demo.pages import VIDEO_SECONDS
from demo.videos.stories import stories
from strategy_hub.webvtt import validate_webvtt

SLUGS = [story.slug for story in stories()]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_video_can_be_played_before_it_has_loaded_whole(slug):
    data = (ASSETS / f"{slug}.mp4").read_bytes()
    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"avc1" in data and b"mp4a" in data


@pytest.mark.parametrize("slug", SLUGS)
def test_a_video_is_small_and_as_long_as_its_page_says(slug):
    data = (ASSETS / f"{slug}.mp4").read_bytes()
    assert len(data) < 3 * 1024 * 1024
    header = data.index(b"mvhd") + 4
    scale, length = struct.unpack(">II", data[header + 12 : header + 20])
    assert 20 <= length / scale <= 45
    assert length / scale == pytest.approx(VIDEO_SECONDS[slug], abs=0.5)


@pytest.mark.parametrize("slug", SLUGS)
def test_captions_hold_every_sentence_in_order_and_in_time(slug):
    captions = (ASSETS / f"{slug}.vtt").read_text(encoding="utf-8")
    validate_webvtt(ContentFile(captions.encode(), name=f"{slug}.vtt"))
    cues = [block.split("\n") for block in captions.strip().split("\n\n")[1:]]
    (story,) = (one for one in stories() if one.slug == slug)
    assert [" ".join(cue[2:]) for cue in cues] == [line.caption for line in story.lines]
    times = [_seconds(part) for cue in cues for part in cue[1].split(" --> ")]
    assert times == sorted(times)
    assert times[-1] <= VIDEO_SECONDS[slug]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_transcript_says_what_the_captions_say(slug):
    transcript = (ASSETS / f"{slug}.txt").read_text(encoding="utf-8").split()
    (story,) = (one for one in stories() if one.slug == slug)
    assert transcript == " ".join(line.caption for line in story.lines).split()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_poster_has_the_size_of_the_video(slug):
    with Image.open(ASSETS / f"{slug}.jpg") as poster:
        assert poster.size == (1280, 720)


def test_every_update_has_its_video():
    assert [row["slug"] for row in load("hub")["update"]] == SLUGS


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
