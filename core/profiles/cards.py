"""Contact cards to print: what the deputies agreed to show, and the code that leads to their pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Final

from core.documents.service import pdf, qr_svg
from core.files.store import Store
from core.profiles.shown import Serves, Shown
from core.profiles.words import office_title
from core.web.filters import phone
from core.words import lazy as _

TEMPLATE: Final = Path(str(resources("core.profiles") / "documents" / "cards.typ"))
ON_A_SHEET: Final = 10
"""Cards of 90 by 54 mm on a sheet of A4."""


def cards(
    every: Sequence[Shown], address: Callable[[Shown], str], files: Store, *, sheet: bool, language: str = "zh"
) -> bytes:
    """The cards as PDF: each on a page of its size, or on sheets of A4, ten on each. Takes a moment."""
    photos: dict[str, list[int]] = {}
    data = {
        "cards": [_card(shown, address(shown), files, photos) for shown in every],
        "photos": photos,
        "sheet": sheet,
        "scan": str(_("My page")),
        "title": str(_("Contact cards")),
        "language": language,
    }
    return pdf(TEMPLATE, data)


def _card(shown: Shown, address: str, files: Store, photos: dict[str, list[int]]) -> dict[str, Any]:
    station = shown.stations[0] if shown.stations else None
    return {
        "name": shown.name,
        "office": office_title(shown),
        "place": station.name if station else str(_("Deputies' stations")),
        "lines": [line for line in _lines(shown, station) if line],
        "address": address,
        "code": qr_svg(address),
        "photo": _photo(shown, files, photos),
    }


def _lines(shown: Shown, station: Serves | None) -> Sequence[str]:
    wechat = str(_("WeChat ID")) + f" {shown.wechat}" if shown.wechat else ""
    hours = shown.hours or (station.duty_words if station else "")
    return [phone(shown.phone), shown.email, wechat, hours, station.address if station else ""]


def _photo(shown: Shown, files: Store, photos: dict[str, list[int]]) -> str | None:
    """The name under which the data hold the photo; nothing where there is none, or its bytes are gone."""
    if shown.photo is None:
        return None
    path = files.path(shown.photo.digest_of("small"))
    if not path.is_file():
        return None
    photos.setdefault(str(shown.id), list(path.read_bytes()))
    return str(shown.id)
