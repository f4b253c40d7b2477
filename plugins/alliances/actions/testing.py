"""Samples for tests: an action item of the station's own deputy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from plugins.alliances.actions.service import agree
from plugins.alliances.joining.testing import deputy_at
from plugins.alliances.models import Action, Alliance, Member


def make_action(session: Session, station: Station, **more: Any) -> Action:
    """Something to be done by a deputy placed at the station, or by a `member` or an `owner` (a key) given."""
    alliance: Alliance | None = more.pop("alliance", None)
    member: Member | None = more.pop("member", None)
    if "owner" not in more:
        more["owner"] = f"member:{member.id}" if member is not None else f"deputy:{deputy_at(session, station)}"
    told: dict[str, Any] = {
        "words": "Bring the seed",
        "at": datetime.now(UTC),
        "alliance_id": alliance.id if alliance else None,
    } | more
    return agree(session, station, **told)


SAMPLES = (UrlSample(parameter="action", make=make_action),)
