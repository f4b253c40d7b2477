"""Documents: recognised by their content, looked through for programs, never opened by us."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from core.files.errors import (
    DocumentActive,
    DocumentDamaged,
    DocumentEmpty,
    DocumentLocked,
    NotADocument,
    OldDocument,
)

PDF, OFD, TEXT = "application/pdf", "application/ofd", "text/plain; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    f"{_OFFICE}wordprocessingml.document",
    f"{_OFFICE}spreadsheetml.sheet",
    f"{_OFFICE}presentationml.presentation",
)
ENDINGS: Final = {PDF: ".pdf", OFD: ".ofd", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx", TEXT: ".txt"}
ACCEPT: Final = ",".join(ENDINGS.values())

_MOST_UNPACKED = 256 * 2**20
_MOST_PARTS = 10_000
_MOST_XML = 4 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def checked(data: bytes, name: str) -> tuple[bytes, str, str]:
    """The content to keep, its media type, and the ending its name must have.

    Raises NotADocument, OldDocument, DocumentDamaged, DocumentLocked, DocumentActive, and DocumentEmpty for a text
    without a letter.
    """
    if data.startswith(b"%PDF-"):
        _check_pdf(data, name)
        return data, PDF, ENDINGS[PDF]
    if data.startswith(b"PK\x03\x04"):
        media_type = _check_archive(data, name)
        return data, media_type, ENDINGS[media_type]
    if data.startswith(_OLE):
        raise (DocumentLocked if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data else OldDocument)(name=name)
    text = _as_text(data)
    if text is None:
        raise NotADocument(name=name)
    if not any(map(str.isalnum, text)):
        raise DocumentEmpty(name=name)
    return text.encode(), TEXT, ENDINGS[TEXT]


# --- PDF ----------------------------------------------------------------------------------------

_ESCAPED_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE_NAMES = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
_FILTERED_ONCE = re.compile(rb"/Filter\s*(?:/(?:FlateDecode|Fl)\b|\[\s*/(?:FlateDecode|Fl)\s*\])")
_LONGEST_HEAD = 2000
_MOST_BEHIND = 1024
_MOST_STREAMS = 100_000
_MOST_ESCAPED = 100_000


@dataclass(frozen=True, slots=True)
class _Stream:
    """Where a stream's bytes lie, and what its object says of them."""

    head: bytes
    begins: int
    ends: int


def _check_pdf(data: bytes, name: str) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in data:
        raise DocumentDamaged(name=name)
    if len(data[end:].strip(b"\0\r\n\t ")) > _MOST_BEHIND or b"PK\x05\x06" in data[end:]:
        raise DocumentActive(name=name)  # something else hangs on behind the end
    streams = list(islice(_streams(data), _MOST_STREAMS))
    objects = _without(data, streams)
    if len(streams) == _MOST_STREAMS or objects.count(b"#") > _MOST_ESCAPED:
        raise DocumentLocked(name=name)  # nobody writes it so, unless to keep us busy
    objects = _names(objects)
    if b"/Encrypt" in objects:
        raise DocumentLocked(name=name)
    if any(_ACTIVE_NAMES.search(part) for part in chain([objects], _packed_objects(data, streams, name))):
        raise DocumentActive(name=name)


def _packed_objects(data: bytes, streams: list[_Stream], name: str) -> Iterator[bytes]:
    left = _MOST_UNPACKED // 4
    for stream in streams:
        if b"/ObjStm" in stream.head:
            objects = _unpacked(data, stream, left, name)
            left -= len(objects)
            yield objects


def _names(part: bytes) -> bytes:
    """With the signs of names that were written as numbers (``/J#61vaScript``) as what they mean."""
    return _ESCAPED_SIGN.sub(lambda found: bytes([int(found[1], 16)]), part)


def _streams(data: bytes) -> Iterator[_Stream]:
    at = 0
    while (word := data.find(b"stream", at)) >= 0:
        begins = word + len(b"stream")
        head = data[max(at, word - _LONGEST_HEAD) : word].rstrip()
        if not head.endswith(b">>"):
            at = begins
            continue
        end = data.find(b"endstream", begins)
        at = end + len(b"endstream") if end >= 0 else len(data)
        yield _Stream(_names(head[head.rfind(b"obj") + 1 :]), begins, at)


def _without(data: bytes, streams: list[_Stream]) -> bytes:
    """Only the objects themselves: in pictures and fonts, any bytes may stand."""
    starts = [0, *(one.ends for one in streams)]
    ends = [*(one.begins for one in streams), len(data)]
    return b"".join(data[start:end] for start, end in zip(starts, ends, strict=True))


def _unpacked(data: bytes, stream: _Stream, most: int, name: str) -> bytes:
    """The objects in a stream."""
    packed = data[stream.begins : stream.ends].lstrip(b"\r\n")
    if b"/Filter" not in stream.head:
        return _names(packed)
    if not _FILTERED_ONCE.search(stream.head) or b"/Predictor" in stream.head or most <= 0:
        raise DocumentLocked(name=name)  # nobody writes it so, unless to hide something
    try:
        return _names(zlib.decompressobj().decompress(packed, most))
    except zlib.error as problem:
        raise DocumentDamaged(name=name) from problem


# --- Word, Excel, OFD ----------------------------------------------------------------------------

_MAIN_PARTS = {
    "wordprocessingml.document.main+xml": DOCX,
    "spreadsheetml.sheet.main+xml": XLSX,
    "presentationml.presentation.main+xml": PPTX,
}
_ACTIVE_PARTS = re.compile(
    r"vbaproject\.bin|vbadata\.xml|activex/|macrosheets/|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|jar|hta|lnk)$"
)
_AWAY = re.compile(r"(?i)^(?:https?|ftp|file)://[^/]|^\\\\")


def _check_archive(data: bytes, name: str) -> str:
    """The media type of an office document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_shape(archive, data, name)
            media_type = _media_type(archive, name)
            _check_parts(archive, name)
            if archive.testzip() is not None:
                raise DocumentDamaged(name=name)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError, OSError) as problem:
        raise DocumentDamaged(name=name) from problem
    return media_type


def _check_shape(archive: zipfile.ZipFile, data: bytes, name: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentLocked(name=name)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise DocumentDamaged(name=name)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or min((part.header_offset for part in parts), default=1) != 0:
        raise DocumentActive(name=name)  # two contents under one name, or something else before the archive
    if len(data) - data.rfind(b"PK\x05\x06") != 22 + len(archive.comment) or len(archive.comment) > 1024:
        raise DocumentActive(name=name)  # something else behind it


def _media_type(archive: zipfile.ZipFile, name: str) -> str:
    names = set(archive.namelist())
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" not in names:
        raise NotADocument(name=name)
    types = [element.get("ContentType", "") for element in _xml(archive, "[Content_Types].xml", name)]
    if any("macroEnabled" in one or "vbaProject" in one for one in types):
        raise DocumentActive(name=name)
    for ending, media_type in _MAIN_PARTS.items():
        if any(one.endswith(ending) for one in types):
            return media_type
    raise NotADocument(name=name)


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """No program inside, and nothing that is fetched from elsewhere when the document is opened."""
    for part in archive.namelist():
        if _ACTIVE_PARTS.search(part.lower()):
            raise DocumentActive(name=name)
        if part.lower().endswith(".rels"):
            for relation in _xml(archive, part, name):
                kind = relation.get("Type", "").rpartition("/")[2]
                target = relation.get("Target", "")
                if relation.get("TargetMode") == "External" and kind != "hyperlink" and _AWAY.search(target):
                    raise DocumentActive(name=name)


def _xml(archive: zipfile.ZipFile, part: str, name: str) -> list[ElementTree.Element]:  # type: ignore[name-defined]  # it hands on the standard one
    if archive.getinfo(part).file_size > _MOST_XML:
        raise DocumentDamaged(name=name)
    try:
        return list(ElementTree.fromstring(archive.read(part)))
    except (ElementTree.ParseError, DefusedXmlException) as problem:
        raise DocumentDamaged(name=name) from problem


# --- plain text ---------------------------------------------------------------------------------

_PROGRAM_BEGINS = ("#!", "<?php", "<script", "<html", "<!doctype", "<svg", "<?xml", "@echo")


def _as_text(data: bytes) -> str | None:
    """The text in this file as UTF-8 or in the encoding of Chinese Windows; None where it is no plain text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = all(sign.isprintable() or sign in "\t\r\n\f\N{ZERO WIDTH NO-BREAK SPACE}\u3000" for sign in text)
        begins = text.lstrip().lower()[:20]
        return text if plain and not begins.startswith(_PROGRAM_BEGINS) else None
    return None
