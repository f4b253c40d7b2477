"""What an address asks of a list, for its export: the same words as on the list itself."""

from __future__ import annotations

from flask import request

from core.clock import today
from core.congresses.models import LEVELS
from core.deputies import lists as deputies
from core.deputies.models import MANDATE_STATES
from core.enterprises import service as enterprises
from core.stations import service as stations
from core.stations.models import STATES, TIERS
from core.web.listing import asked_number, asked_one_of, asked_text

UNPLACED = "none"


def deputies_wanted() -> deputies.Wanted:
    """The deputies the address asks for."""
    return deputies.Wanted(
        words=asked_text(),
        station=asked_number("station"),
        at=asked_text("at"),
        unplaced=request.args.get("station") == UNPLACED,
        level=asked_one_of("level", LEVELS),
        state=asked_one_of("state", MANDATE_STATES),
        term=asked_number("term"),
        delegation=asked_text("delegation"),
        group=asked_number("group"),
    )


def enterprises_wanted() -> enterprises.Wanted:
    """The enterprises the address asks for."""
    return enterprises.Wanted(asked_text(), asked_number("chain"), asked_number("segment"), asked_text("scale"))


def stations_wanted() -> stations.Wanted:
    """The stations the address asks for."""
    return stations.Wanted(
        asked_text(),
        asked_one_of("tier", TIERS),
        asked_one_of("state", (*STATES, stations.SHORT)),
        asked_number("chain"),
        today(),
    )
