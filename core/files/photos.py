"""Photos: looked at before they are opened, turned upright, and written anew with nothing but the picture in them."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Final

from core.files.errors import NotAPhoto, PhotoDamaged, PhotoTooManyPixels, PhotoTooSmall

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS: Final = 50_000_000
"""Decoded at once; a lock lets one photo at a time be decoded in a process."""
MOST_PIXELS_SCALED: Final = 210_000_000
"""Of a plain JPEG, which is decoded at a fraction of its size."""
LEAST_SIDE: Final = 48
FULL, LARGE, SMALL = 2560, 1280, 320
"""The longest sides that are kept: enough for a printed page, for a screen, for a line in a list."""
_QUALITY = 85
_decoding = threading.Lock()


def rendered(data: bytes, name: str) -> tuple[bytes, bytes, bytes, tuple[int, int]]:
    """The photo upright in three sizes, as JPEG without any word about place, time or camera; and its width and height.

    Raises NotAPhoto, PhotoTooManyPixels, PhotoTooSmall, PhotoDamaged.
    """
    import pillow_heif
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # ours are checked below, before anything is decoded, and with a sentence
    pillow_heif.register_heif_opener()
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception as problem:
        raise (PhotoDamaged if _begins_as_photo(data) else NotAPhoto)(name=name) from problem
    with opened, _decoding:
        _check_size(opened, name)
        try:
            picture = _upright(opened)
        except Exception as problem:
            raise PhotoDamaged(name=name) from problem
        full = _within(picture, FULL)
        large, small = _within(full, LARGE), _within(full, SMALL)
        return _jpeg(full), _jpeg(large), _jpeg(small), full.size


def _check_size(opened: Image, name: str) -> None:
    width, height = opened.size
    is_plain_jpeg = opened.format in ("JPEG", "MPO") and not opened.info.get("progressive")
    if width * height > (MOST_PIXELS_SCALED if is_plain_jpeg else MOST_PIXELS):
        raise PhotoTooManyPixels(name=name, width=width, height=height)
    if min(width, height) < LEAST_SIDE:
        raise PhotoTooSmall(name=name, width=width, height=height, least=LEAST_SIDE)


def _upright(opened: Image) -> Image:
    """The picture as it is meant to be seen: scaled, in the colours of screens, on white, turned by its EXIF."""
    from PIL import ImageOps

    opened.draft("RGB", (FULL, FULL))  # a JPEG is read at a fraction that is still large enough
    opened.load()
    turn = opened.getexif().get(0x0112, 1)
    picture = _flat(_within(opened, FULL))
    picture.getexif()[0x0112] = turn
    return ImageOps.exif_transpose(picture)


def _flat(picture: Image) -> Image:
    """In RGB, its profile applied, what was transparent white; a new picture that carries nothing else."""
    from PIL import Image

    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    is_transparent = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    plain = Image.new("RGB", picture.size, "white")
    if is_transparent:
        shown = picture.convert("RGBA")
        plain.paste(shown, mask=shown.getchannel("A"))
    else:
        plain.paste(_in_screen_colours(picture, profile) if profile else picture.convert("RGB"))
    return plain


def _in_screen_colours(picture: Image, profile: bytes) -> Image:
    """As sRGB, which a picture without profile is taken for; phones photograph in wider colours."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        converted = None  # a profile that does not fit: the colours are shown as they are
    return converted or picture.convert("RGB")


def _within(picture: Image, side: int) -> Image:
    """No longer than this on either side."""
    from PIL import Image

    if max(picture.size) <= side:
        return picture
    scale = side / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    if picture.mode in ("P", "PA", "1"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I")
    smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    smaller.info.update({key: value for key, value in picture.info.items() if key in ("icc_profile", "transparency")})
    return smaller


def _jpeg(picture: Image) -> bytes:
    """A picture made here, which carries nothing but pixels."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=picture.width > SMALL)
    return out.getvalue()


def _begins_as_photo(data: bytes) -> bool:
    heif = data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
    return (
        heif
        or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
    )
