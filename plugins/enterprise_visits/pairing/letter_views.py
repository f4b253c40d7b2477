"""Handing out letters: of one deputy, of one enterprise, or of everybody of a station, a chain or a region."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import send_file
from sqlalchemy.orm import joinedload

from core.api.data import Chain, Deputy, Enterprise, Region, Station, record
from core.api.web import _, begin_write, now, reads_first, render, requires, session, today
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.contacts import links
from plugins.enterprise_visits.contacts.views import addresses_to_print
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import letters
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.pairing.forms import LettersForm
from plugins.enterprise_visits.pairing.places import PAIR, region_asked, trail


@bp.at_station.route("/pairing/letters", methods=["GET", "POST"])
@reads_first
@requires(PAIR, on=Station)
def letters_of_station(station: Station) -> Any:
    """The letters of a station."""
    return _letters(areas.of_station(station), Station, station.id)


@bp.route("/pairing/chains/<id:chain>/letters", methods=["GET", "POST"])
@reads_first
@requires(PAIR, on=Chain)
def letters_of_chain(chain: Chain) -> Any:
    """The letters of a chain."""
    return _letters(areas.of_chain(chain), Chain, chain.id)


@bp.route("/pairing/regions/<region>/letters", methods=["GET", "POST"])
@reads_first
@requires(PAIR)
def letters_of_region(region: str) -> Any:
    """The letters of a region."""
    area = region_asked(region, PAIR)
    return _letters(area, Region, area.region_code)


@bp.post("/deputies/<id:deputy>/letter")
@reads_first
@requires(PAIR, on=Deputy, loading=(joinedload(Deputy.person),))
def letter_to_deputy(deputy: Deputy) -> Any:
    """The letter that tells a deputy their enterprises."""
    rows = letters.of_one(session(), "deputy", deputy.id, today())
    return _file(rows, "deputy", deputy.person.name, Deputy, deputy.id)


@bp.post("/enterprises/<id:enterprise>/letter")
@reads_first
@requires(PAIR, on=Enterprise)
def letter_to_enterprise(enterprise: Enterprise) -> Any:
    """The letter that tells an enterprise its deputies."""
    rows = letters.of_one(session(), "enterprise", enterprise.id, today())
    return _file(rows, "enterprise", enterprise.name, Enterprise, enterprise.id)


def _letters(area: Area, model: type[Any], key: Any) -> Any:
    form = LettersForm()
    if form.validate_on_submit():
        rows = None
        with form.attempt():
            rows = letters.of_area(session(), area, form.to.data, today())
        if rows:
            return _file(rows, form.to.data, area.name, model, key)
    return render(
        "enterprise_visits/pairing/letters.html",
        area=area,
        trail=trail(area, below=True),
        form=form,
    )


def _file(rows: Any, to: str, name: str, model: type[Any], key: Any) -> Any:
    """The file; what left with it is written down before its first byte goes."""
    found = links.to_print(session(), _enterprises(rows), now()) if to == "enterprise" else {}
    content = letters.printed(rows, to, name, today(), addresses_to_print(found))
    writing = begin_write()
    links.printed(writing, found)
    facts = {"list": "pairing_letters", "rows": len(rows), "whole_numbers": True, "format": "pdf", "asked": {"to": to}}
    record(writing, "export", writing.get_one(model, key), facts)
    return send_file(BytesIO(content), "application/pdf", download_name=f"{name}-{_('Letters')}.pdf")


def _enterprises(rows: Any) -> list[Any]:
    """A row of each enterprise."""
    return list({row.enterprise_id: row for row in rows}.values())
