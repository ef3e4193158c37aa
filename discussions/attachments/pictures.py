"""Pictures are decoded within bounds and written anew: what isn't picture (where it was taken, by
which camera, what hides behind it) stays behind."""

from io import BytesIO
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from ..conf import hub_settings
from .types import FileType

# Pillow's decoders by content type. MPO is what many phones write: a JPEG with a second picture.
DECODERS = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
}
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 88},
    "GIF": {"optimize": True},
}
# The colours of a picture depend on these; everything else that a file says of itself is dropped.
KEPT = ("icc_profile", "transparency")


class Picture(NamedTuple):
    content: "ContentFile[bytes]"
    width: int
    height: int


def cleaned(file: IO[bytes], kind: FileType) -> Picture:
    """The picture in `file`, upright, within the size that is kept, and nothing but the picture.

    Raises:
        ValidationError: code `picture_size` before anything is decoded, `picture` if it cannot be.
    """
    decoders = DECODERS[kind.content_type]
    try:
        with Image.open(file, formats=decoders) as image:
            frames = getattr(image, "n_frames", 1) if decoders[0] != "JPEG" else 1
            _check_size(image, frames)
            if frames > 1:
                return _written(_moving(image), decoders[0])
            return _written([_still(image, decoders[0])], decoders[0])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except ValidationError:
        raise
    except Exception as error:  # whatever a broken file leads the decoder to
        raise ValidationError(
            _("This picture is damaged and cannot be read. Save it anew and try again."),
            code="picture",
        ) from error


def _check_size(image: Image.Image, frames: int) -> None:
    pixels = image.width * image.height
    if pixels > hub_settings.PICTURE_MAX_PIXELS:
        raise _too_large()
    is_endless = frames > hub_settings.ANIMATION_MAX_FRAMES
    if is_endless or (frames > 1 and pixels * frames > hub_settings.ANIMATION_MAX_PIXELS):
        raise ValidationError(
            _("This animation is too long or too large. Shorten it, or attach a still picture."),
            code="picture_size",
        )


def _too_large() -> ValidationError:
    message = _("This picture has more than %(millions)d million pixels. Make it smaller first.")
    millions = hub_settings.PICTURE_MAX_PIXELS // 1_000_000
    return ValidationError(message % {"millions": millions}, code="picture_size")


def _still(image: Image.Image, encoder: str) -> Image.Image:
    side = hub_settings.PICTURE_SIDE
    if encoder == "JPEG":
        image.draft(None, (side, side))
    upright = ImageOps.exif_transpose(image)
    if encoder == "JPEG" and upright.mode not in ("L", "RGB"):
        # Profiles of print colours make no sense for screen colours.
        upright.info.pop("icc_profile", None)
        upright = upright.convert("RGB")
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _bare(upright)


def _moving(image: Image.Image) -> list[Image.Image]:
    return [_bare(frame.copy(), "duration", "loop") for frame in ImageSequence.Iterator(image)]


def _bare(image: Image.Image, *also: str) -> Image.Image:
    info = image.info
    image.info = {name: info[name] for name in (*KEPT, *also) if name in info}
    return image


def _written(frames: list[Image.Image], encoder: str) -> Picture:
    first, rest = frames[0], frames[1:]
    options = SAVE_OPTIONS[encoder].copy()
    if profile := first.info.get("icc_profile"):
        options["icc_profile"] = profile
    if rest:
        options |= {
            "save_all": True,
            "append_images": rest,
            "duration": [frame.info.get("duration") or 100 for frame in frames],
            "loop": first.info.get("loop", 0),
        }
    target = BytesIO()
    first.save(target, encoder, **options)
    return Picture(ContentFile(target.getvalue()), first.width, first.height)
