"""Archives: what is checked before a stranger's workbook is opened, and what its parts say of themselves."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers import expat

from core.errors import DomainError
from core.imports.reading.problems import EncryptedWorkbook, NotAWorkbook, UnsafeWorkbook, WorkbookTooLarge
from core.imports.reading.sheets import Merge

_MOST_UNPACKED: Final = 768 * 2**20
_MOST_UNPACKED_PART: Final = 96 * 2**20
_SUSPICIOUS_RATIO: Final = 200
_SUSPICIOUS_SIZE: Final = 32 * 2**20
_MERGES = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_NUMBER = re.compile(rb'\b(min|max|hidden|width)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Extras:
    """What a part says outside of its rows, where reading row by row does not come past it in time."""

    merges: tuple[Merge, ...] = ()
    hidden_columns: frozenset[int] = frozenset()


def inspected(data: bytes) -> Mapping[str, Extras]:
    """Refuse what is no sane workbook; the merged cells and hidden columns of each of its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _refuse_at_sight(parts)
            return {part.filename.lstrip("/"): _inspect(archive, part) for part in parts if _is_xml(part)}
    except DomainError:
        raise
    except Exception as error:
        # BadZipFile, zlib.error, and what else a damaged archive raises.
        raise NotAWorkbook from error


def unpacked_size(data: bytes) -> int:
    """How much a workbook says it unpacks into; 0 for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return 0


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels", ".vml"))


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return "worksheets/" in part.filename


def _refuse_at_sight(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise EncryptedWorkbook
    if "xl/workbook.xml" not in {part.filename.lstrip("/") for part in parts}:
        raise NotAWorkbook
    total = sum(part.file_size for part in parts)
    bombs = (
        part.file_size > _SUSPICIOUS_SIZE and part.file_size > _SUSPICIOUS_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    swollen = (part.file_size > _MOST_UNPACKED_PART for part in parts if not _is_sheet(part))
    if total > _MOST_UNPACKED or any(bombs) or any(swollen):
        raise WorkbookTooLarge(megabytes=total // 2**20)


def _inspect(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Extras:
    with archive.open(part) as stream:
        start = stream.read(64 * 1024)
        _refuse_definitions(start)
        if not _is_sheet(part):
            return Extras()
        found: dict[Merge, None] = {}
        kept = start
        while kept:
            for left, top, right, bottom in _MERGES.findall(kept):
                found[Merge(int(top), int(bottom), index_of(left), index_of(right))] = None
            # A reference may lie across two pieces: carry what follows the last tag on.
            tail = kept[kept.rfind(b"<") :] if b"<" in kept else b""
            if len(tail) > 4096:
                tail = b""
            piece = stream.read(2**20)
            kept = tail + piece if piece else b""
    return Extras(tuple(sorted(found)), _hidden_columns(start))


def _hidden_columns(start: bytes) -> frozenset[int]:
    """Columns are described before the rows."""
    hidden: set[int] = set()
    for tag in _COLUMNS.findall(start.partition(b"sheetData")[0]):
        facts = dict(_NUMBER.findall(tag))
        if facts.get(b"hidden") in {b"1", b"true"} or facts.get(b"width") == b"0":
            first, last = (
                int(facts.get(end, b"0")) if facts.get(end, b"0").isdigit() else 0 for end in (b"min", b"max")
            )
            hidden.update(range(max(first, 1) - 1, min(last, 500)))
    return frozenset(hidden)


def _refuse_definitions(start: bytes) -> None:
    """Refuse a document type: entities are how a small part becomes a large one."""

    class Seen(Exception):
        pass

    def refuse(*_: Any) -> None:
        raise UnsafeWorkbook

    def enough(*_: Any) -> None:
        raise Seen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = enough
    try:
        parser.Parse(start, False)
    except Seen:
        return
    except expat.ExpatError as error:
        raise NotAWorkbook from error


def index_of(letters: bytes | str) -> int:
    """The number of a column from its letters: 0 for A."""
    index = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        index = index * 26 + letter - 64
    return index - 1
