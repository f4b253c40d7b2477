"""Slips on paper: A4, eight to a page, to be cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from core.accounts.slips import grouped
from core.accounts.waiting import Awaiting
from core.clock import STATION_ZONE, day_in_words
from core.documents.service import pdf, qr_svg
from core.words import lazy as _

PAPER: Final = Path(__file__).parent / "documents" / "slips.typ"


def slips_pdf(
    holders: Sequence[Awaiting], tokens: Mapping[int, str], public_url: str, at: datetime, days: int
) -> bytes:
    """A slip for each of these people, with the token that lets them in, valid for so many days."""
    until = (at + timedelta(days=days)).astimezone(STATION_ZONE).date()
    data: dict[str, Any] = {
        "title": _("Slips to sign in with"),
        "heading": _("Your way into LianZhan"),
        "scan": _("Scan the code with your phone."),
        "confirm": _("Enter the last four digits of your telephone number."),
        "stay": _("Done: this phone stays signed in."),
        "by_hand": _("Without scanning: open"),
        "then": _("and type"),
        "until": _(
            "Valid until %(day)s, for one phone. Keep it to yourself; a new slip makes this one useless.",
            day=day_in_words(until),
        ),
        "address": f"{_short(public_url)}/activate",
        "slips": [_slip(one, tokens[one.person_id], public_url) for one in holders],
    }
    return pdf(PAPER, data)


def _slip(holder: Awaiting, token: str, public_url: str) -> dict[str, Any]:
    note = "" if holder.has_number else _("No telephone number on the roll: have the office enter it first.")
    return {
        "name": holder.name,
        "station": holder.station or "",
        "note": note,
        "code": qr_svg(f"{public_url}/activate/{token}", one_of_many=True),
        "token": grouped(token),
    }


def _short(public_url: str) -> str:
    """The address as people type it: what a browser adds by itself is left out."""
    parts = urlsplit(public_url)
    return f"{parts.netloc}{parts.path}" if parts.scheme == "https" else public_url
