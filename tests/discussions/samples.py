"""Small files of every kind that may be attached, and of some that may not."""

import zipfile
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

SECRET = b"Taken at the reactor"
OOXML_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
ODF_KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00"


def picture(encoder: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, encoder, **options)
    return target.getvalue()


def photo() -> bytes:
    """A JPEG as a phone writes it: lying on its side, with a place, a comment and a profile."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture("JPEG", exif=exif, comment=SECRET, icc_profile=profile)


def animation(frames: int = 3, size: tuple[int, int] = (40, 30), encoder: str = "GIF") -> bytes:
    target = BytesIO()
    first, *rest = [Image.new("RGB", size, (number * 40, 0, 0)) for number in range(frames)]
    comment = {"comment": SECRET} if encoder == "GIF" else {}
    first.save(target, encoder, save_all=True, append_images=rest, duration=80, loop=0, **comment)
    return target.getvalue()


def archive(**parts: bytes | str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def office(extension: str, **more: bytes | str) -> bytes:
    """A document of Office Open XML, with `more` parts."""
    return archive(**{"[Content_Types].xml": "<Types/>", OOXML_PARTS[extension]: "<body/>"}, **more)


def open_document(extension: str, **more: bytes | str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{ODF_KINDS[extension]}"
    return archive(mimetype=media_type, **{"content.xml": "<body/>"}, **more)
