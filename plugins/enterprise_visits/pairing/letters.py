"""Letters to hand over: which deputies look after an enterprise, and which enterprises a deputy looks after; A4, a page each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files as resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person, Station, day_in_words
from core.api.declare import DomainError
from core.api.declare import _ as _l
from core.api.paper import pdf, qr_svg
from core.api.web import _, phone_words
from plugins.enterprise_visits.models import Pairing
from plugins.enterprise_visits.pairing.area import Area

TEMPLATE: Final = Path(str(resources("plugins.enterprise_visits.pairing") / "documents" / "letters.typ"))
MOST: Final = 400
"""So many letters are printed at once."""


class NoLetters(DomainError):
    """Nobody is paired: there is nothing to say."""

    code = "pairing_no_letters"
    message = _l("Nobody is paired here today, so there is no letter to print.")


class TooManyLetters(DomainError):
    """More letters than are printed at once."""

    code = "pairing_too_many_letters"
    message = _l("Letters for more than %(most)s at once are too many. Print them station by station.")


def of_area(session: Session, area: Area, to: str, day: date) -> Sequence[Any]:
    """Today's pairs of an area, in the order of whom the letters go to. Raises NoLetters, TooManyLetters."""
    found = session.execute(_ordered(_pairs(day).where(area.pairings()), to)).all()
    if not found:
        raise NoLetters
    if len({_whose(row, to) for row in found}) > MOST:
        raise TooManyLetters(most=MOST)
    return found


def of_one(session: Session, to: str, number: int, day: date) -> Sequence[Any]:
    """Today's pairs of a deputy or an enterprise. Raises NoLetters."""
    of = Pairing.deputy_id if to == "deputy" else Pairing.enterprise_id
    found = session.execute(_ordered(_pairs(day).where(of == number), to)).all()
    if not found:
        raise NoLetters
    return found


def printed(
    rows: Sequence[Any], to: str, subject: str, day: date, addresses: Mapping[int, str] = MappingProxyType({})
) -> bytes:
    """The letters as PDF. Takes a moment: call it before the write transaction.

    `addresses` are those at which the contacts of enterprises speak for them: a letter shows its own as a code.
    """
    by: dict[int, list[Any]] = {}
    for row in rows:
        by.setdefault(_whose(row, to), []).append(row)
    heads = (
        [_("Enterprise"), _("Address"), _("Contact")]
        if to == "deputy"
        else [_("Deputy"), _("Speciality"), _("Telephone")]
    )
    return pdf(
        TEMPLATE,
        {
            "title": _("Your enterprises") if to == "deputy" else _("Your deputies"),
            "subject": subject,
            "heads": heads,
            "letters": [
                _to_deputy(of) if to == "deputy" else _to_enterprise(of, addresses.get(whose, ""))
                for whose, of in by.items()
            ],
            "date": day_in_words(day),
            "made": _("Made on %(day)s", day=day_in_words(day)),
            "page-words": _("Page {n} of {m}"),
            "language": "en" if _("Monday") == "Monday" else "zh",
        },
    )


def _to_deputy(rows: Sequence[Any]) -> dict[str, Any]:
    first = rows[0]
    return {
        "greeting": _("%(name)s:", name=first.deputy),
        "opening": _(
            "You are paired with these enterprises. Please visit them, explain the policies that concern them, and take up what troubles them."
        ),
        "columns": [4, 4, 3],
        "rows": [
            [row.enterprise, row.address, " ".join(filter(None, [row.contact_name, _grouped(row.contact_phone)]))]
            for row in rows
        ],
        "closing": _("What you cannot answer yourself, bring to the station: it sees to it that somebody does."),
        "sender": _sender(rows),
    }


def _to_enterprise(rows: Sequence[Any], address: str) -> dict[str, Any]:
    first = rows[0]
    return {
        "greeting": _("%(name)s:", name=first.enterprise),
        "opening": _(
            "These deputies of the people's congress look after your enterprise. They visit you, explain policies, and take up what troubles you."
        ),
        "columns": [3, 4, 4],
        "rows": [[row.deputy, row.speciality, _grouped(row.phone) if row.phone_public else ""] for row in rows],
        "closing": _("Tell them openly what you need. You may also turn to the station at any time."),
        "sender": _sender(rows),
        "code": qr_svg(address, one_of_many=True) if address else "",
        "code-words": _(
            "Scan this code to confirm visits and to tell of difficulties, without an account; what you wish is read by the congress office alone. The code is meant for your enterprise only."
        ),
    }


def _sender(rows: Sequence[Any]) -> str:
    """The station the pairs belong to; where there are several, all of them."""
    return str(_(", ")).join(dict.fromkeys(row.station for row in rows if row.station))


def _grouped(number: str | None) -> str:
    return phone_words(number) if number else ""


def _whose(row: Any, to: str) -> int:
    return int(row.deputy_id if to == "deputy" else row.enterprise_id)


def _pairs(day: date) -> Select[Any]:
    columns: Iterable[Any] = (
        Pairing.deputy_id,
        Person.name.label("deputy"),
        Person.phone,
        Deputy.phone_public,
        Deputy.speciality,
        Pairing.enterprise_id,
        Enterprise.name.label("enterprise"),
        Enterprise.address,
        Enterprise.contact_name,
        Enterprise.contact_phone,
        Station.name.label("station"),
    )
    return (
        select(*columns)
        .select_from(Pairing)
        .join(Deputy, Deputy.id == Pairing.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .join(Enterprise, Enterprise.id == Pairing.enterprise_id)
        .outerjoin(Station, Station.id == Pairing.station_id)
        .where(Pairing.open_on(day))
    )


def _ordered(query: Select[Any], to: str) -> Select[Any]:
    deputy, enterprise = (Deputy.sort_key, Deputy.id), (Enterprise.sort_key, Enterprise.id)
    return query.order_by(*deputy, *enterprise) if to == "deputy" else query.order_by(*enterprise, *deputy)
