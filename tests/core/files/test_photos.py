"""Photos: what is kept of them, and what is refused with a sentence."""

import io
import struct
import zlib

import pytest
from PIL import Image

from core.files.errors import (
    FileRefused,
    NotAPhoto,
    PhotoDamaged,
    PhotoEmpty,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTooSmall,
)
from core.files.service import MOST_PHOTO_MB, prepare_photo
from core.testing.factories import photo_bytes


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def exif(turn: int = 1) -> bytes:
    """What a phone writes: where it was, with what, and which side is up."""
    found = Image.Exif()
    found[0x0112] = turn
    found[0x010F] = "Orchard Phones"
    found.get_ifd(0x8825).update({1: "N", 2: (34.0, 22.0, 7.0), 3: "E", 4: (118.0, 21.0, 9.0)})
    return found.tobytes()


def quarters(**options: object) -> bytes:
    """A picture whose upper left quarter is red."""
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("red", (0, 0, 200, 100))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, **options)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "MPO"])
def test_photos_of_phones_and_cameras_become_a_jpeg_without_any_word_in_it(kind: str) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    given = photo_bytes(1600, 1200, kind, exif=exif())
    assert b"Orchard" in given
    prepared = prepare_photo(given, "IMG_0001.heic")
    assert (prepared.media_type, prepared.name, prepared.width, prepared.height) == (
        "image/jpeg",
        "IMG_0001.jpg",
        1600,
        1200,
    )
    for data in (prepared.data, prepared.large, prepared.small):
        kept = opened(data)
        assert kept.format == "JPEG"
        assert dict(kept.getexif()) == {}
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert b"Orchard" not in data
        assert b"Exif" not in data
        assert b"ICC_PROFILE" not in data


def test_three_sizes_are_kept() -> None:
    prepared = prepare_photo(photo_bytes(4000, 3000), "a.jpg")
    assert [opened(one).size for one in (prepared.data, prepared.large, prepared.small)] == [
        (2560, 1920),
        (1280, 960),
        (320, 240),
    ]


def test_a_small_photo_is_not_blown_up() -> None:
    prepared = prepare_photo(photo_bytes(200, 100), "a.jpg")
    assert prepared.data == prepared.large == prepared.small


@pytest.mark.parametrize(
    ("turn", "red_at"), [(1, "left top"), (3, "right bottom"), (6, "right top"), (8, "left bottom")]
)
def test_a_photo_taken_sideways_stands_upright(turn: int, red_at: str) -> None:
    kept = opened(prepare_photo(quarters(exif=exif(turn)), "a.jpg").data)
    assert kept.size == ((400, 200) if turn in (1, 3) else (200, 400))
    across, down = red_at.split()
    at = (
        kept.width // 4 if across == "left" else kept.width * 3 // 4,
        kept.height // 4 if down == "top" else kept.height * 3 // 4,
    )
    red, green, _blue = kept.getpixel(at)  # type: ignore[misc]
    assert red > 200
    assert green < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "I;16", "1", "CMYK"])
def test_every_kind_of_pixel_is_taken_and_what_was_transparent_is_white(mode: str) -> None:
    picture = Image.new(mode, (300, 200), 0)
    out = io.BytesIO()
    picture.save(out, "JPEG" if mode == "CMYK" else "PNG")
    kept = opened(prepare_photo(out.getvalue(), "a.png").data)
    assert kept.mode == "RGB"
    if mode in ("RGBA", "LA"):
        assert min(kept.getpixel((10, 10))) > 250  # type: ignore[type-var, arg-type]


def test_the_colours_of_a_phone_are_shown_as_they_were() -> None:
    from PIL import ImageCms

    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    assert prepare_photo(photo_bytes(icc_profile=grey.tobytes()), "a.jpg").data  # one that does not fit harms nothing
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    kept = opened(prepare_photo(photo_bytes(icc_profile=srgb.tobytes()), "a.jpg").data)
    assert "icc_profile" not in kept.info


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


WHOLE = photo_bytes(800, 600, quality=95)
REFUSED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "empty": (b"", PhotoEmpty),
    "a program for Windows": (b"MZ\x90\0" + b"\0" * 500, NotAPhoto),
    "a program for Linux": (b"\x7fELF" + b"\0" * 500, NotAPhoto),
    "a script": (b"#!/bin/sh\nrm -rf /\n", NotAPhoto),
    "a page": (b"<html><script>alert(1)</script></html>", NotAPhoto),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", NotAPhoto),
    "a document": (b"%PDF-1.7\n%%EOF", NotAPhoto),
    "cut in the middle": (WHOLE[: len(WHOLE) // 2], PhotoDamaged),
    "cut after its head": (WHOLE[:200], PhotoDamaged),
    "only the first signs of one": (b"\xff\xd8\xff", PhotoDamaged),
    "a PNG cut short": (photo_bytes(700, 600, "PNG")[:1500], PhotoDamaged),
    "a PNG that lies about itself": (huge_png(800, 600), PhotoDamaged),
    "one pixel": (photo_bytes(1, 1), PhotoTooSmall),
    "a line": (photo_bytes(2000, 3), PhotoTooSmall),
    "30000 by 30000": (huge_png(30_000, 30_000), PhotoTooManyPixels),
    "too many bytes": (WHOLE + b"\0" * MOST_PHOTO_MB * 2**20, PhotoTooLarge),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_is_refused_with_a_sentence(what: str) -> None:
    data, why = REFUSED[what]
    with pytest.raises(why) as refused:
        prepare_photo(data, "holiday.jpg")
    assert type(refused.value) is why
    assert "holiday.jpg" in str(refused.value)
    assert "hoose" in str(refused.value)
    assert refused.value.field == "photo"


def test_a_photo_that_is_also_an_archive_loses_the_archive() -> None:
    import zipfile

    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as archive:
        archive.writestr("evil.class", b"not a picture")
    kept = prepare_photo(WHOLE + behind.getvalue(), "a.jpg").data
    assert b"PK" not in kept[-1000:]
    assert b"evil.class" not in kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.png", "passwd.jpg"),
        ("C:\\Users\\me\\photo.PNG", "photo.jpg"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "gpj.jpg"),
        ("", "photo.jpg"),
        ("....", "photo.jpg"),
        ('a"b\r\nSet-Cookie: x.jpg', "a b Set-Cookie x.jpg"),
        ("驻站照片 2026.heic", "驻站照片 2026.jpg"),
        ("x" * 400 + ".jpg", "x" * 96 + ".jpg"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(given: str, kept: str) -> None:
    assert prepare_photo(WHOLE, given).name == kept
