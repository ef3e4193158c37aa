"""Length and size of a video or sound, read from the file itself with the extra ``video``."""

import logging
from typing import IO, NamedTuple

logger = logging.getLogger(__name__)


class MediaSize(NamedTuple):
    """Seconds, and pixels; zero or None where the file does not say."""

    duration: float = 0
    width: int | None = None
    height: int | None = None


def measure(file: IO[bytes]) -> MediaSize:
    """What the file says of itself; nothing if MediaInfo is not installed or finds no media."""
    try:
        from pymediainfo import MediaInfo
    except ImportError:
        return MediaSize()
    file.seek(0)
    try:
        tracks = MediaInfo.parse(file).tracks
    except (OSError, RuntimeError):
        logger.warning("The length of a media file cannot be read.", exc_info=True)
        return MediaSize()
    finally:
        file.seek(0)
    milliseconds = [float(track.duration) for track in tracks if track.duration]
    picture = next((track for track in tracks if track.track_type == "Video"), None)
    return MediaSize(
        duration=max(milliseconds, default=0) / 1000,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
    )
