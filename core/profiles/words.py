"""What is said of a deputy in a line, and how the facts go into a vCard."""

from __future__ import annotations

from collections.abc import Iterator

from core.congresses.words import level_title, level_titles, place_title, term_title
from core.content_lines import escaped, written
from core.profiles.shown import Seat, Shown, lines
from core.words import lazy as _


def seat_title(seat: Seat) -> str:
    """The congress and term of a mandate; where the roster did not say which, its level."""
    if seat.congress is None:
        return str(_("%(level)s congress", level=level_title(seat.level)))
    return lines([place_title(seat.level, seat.congress), term_title(seat.term) if seat.term else ""])


def office_title(shown: Shown) -> str:
    """What the deputy is: deputy of which levels."""
    return str(_("%(levels)s deputy", levels=level_titles(shown.levels))) if shown.levels else str(_("Former deputy"))


def summary(shown: Shown) -> str:
    """The deputy in a line, for previews: office, districts, stations. Never a number."""
    return lines([office_title(shown), *shown.districts[:2], *(station.name for station in shown.stations[:2])])


def vcard(shown: Shown, url: str) -> str:
    """The contact card for address books (RFC 2426): what the deputy agreed to show, and nothing else."""
    return written(_vcard_lines(shown, url))


def _vcard_lines(shown: Shown, url: str) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"N:{escaped(shown.name)};;;;"
    yield f"FN:{escaped(shown.name)}"
    yield f"TITLE:{escaped(office_title(shown))}"
    if shown.stations:
        yield f"ORG:{escaped(shown.stations[0].name)}"
    if shown.phone:
        yield f"TEL;TYPE=WORK,VOICE:{shown.phone}"
    if shown.email:
        yield f"EMAIL;TYPE=INTERNET:{escaped(shown.email)}"
    if shown.wechat:
        yield f"X-WECHAT:{escaped(shown.wechat)}"
    note = lines([*(station.name for station in shown.stations), shown.hours])
    if note:
        yield f"NOTE:{escaped(note)}"
    yield f"URL:{url}"
    yield "END:VCARD"
