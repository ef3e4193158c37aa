import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from strategy_hub.webvtt import MAX_BYTES, validate_webvtt

CUE = b"00:01.000 --> 00:02.500\nHello\n"


@pytest.mark.parametrize(
    "data",
    [
        b"WEBVTT\n\n" + CUE,
        b"\xef\xbb\xbfWEBVTT\n\n" + CUE,
        b"WEBVTT - with a title\r\n\r\n01:00:01.000 --> 01:00:02.500 align:start\r\nHello\r\n",
        "WEBVTT\n\n00:01.000 --> 00:02.500\nGrüße, 世界\n".encode(),
    ],
)
def test_captions_that_a_browser_shows_pass(data):
    file = ContentFile(data)

    validate_webvtt(file)

    assert file.read() == data  # still to be stored, from its beginning


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "header"),
        (b"1\n00:00:01,000 --> 00:00:02,500\nSubRip\n", "header"),
        (b"WEBVTTX\n\n" + CUE, "header"),
        (b"WEBVTT\n\nno times at all\n", "cues"),
        (b"WEBVTT\n\n00:01 --> 00:02\nno milliseconds\n", "cues"),
        (b"WEBVTT\n\n\xff\xfe" + CUE, "encoding"),
        (b"WEBVTT\n\n" + CUE + b" " * MAX_BYTES, "too_large"),
    ],
)
def test_captions_that_a_browser_refuses_are_refused(data, code):
    with pytest.raises(ValidationError) as caught:
        validate_webvtt(ContentFile(data))

    assert caught.value.code == code
