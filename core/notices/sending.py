"""What people decide about messages: robots of groups, and what becomes of one that nobody knows to have arrived."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core import audit
from core.access import Reach
from core.errors import DomainError
from core.notices.models import TROUBLED, Delivery, Robot
from core.notices.robots import service_of
from core.stations.models import Station
from core.words import lazy as _
from core.words import packed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class NothingToDecide(DomainError):
    """It is on its way, or somebody has decided already."""

    code = "nothing_to_decide"
    status = 409
    message = _("Somebody has decided about this message already, or it has been sent meanwhile. See below.")


class RobotOfNobody(DomainError):
    """A robot speaks for a station or for a region."""

    code = "robot_of_nobody"
    field = "station"
    message = _("Choose the station or the region whose group it is.")


def deliveries_in(reach: Reach, state: str = "") -> Select[Any]:
    """Messages within reach; `state` may be ``troubled`` for all that somebody may want to look at."""
    query = select(Delivery).where(Delivery.in_reach(reach))
    if state == "troubled":
        query = query.where(Delivery.state.in_(TROUBLED))
    elif state:
        query = query.where(Delivery.state == state)
    return query.options(joinedload(Delivery.account), joinedload(Delivery.robot), joinedload(Delivery.station))


def send_again(session: Session, delivery: Delivery, at: datetime) -> None:
    """Send it once more, because somebody says so. Raises NothingToDecide."""
    _decide(session, delivery)
    delivery.state, delivery.holder, delivery.next_at, delivery.ended_at = "waiting", "", at, None
    delivery.good_until = None  # whoever asks knows that it is late
    audit.record(session, "send_again", delivery, {"channel": delivery.channel, "attempts": delivery.attempts})
    session.flush()


def it_arrived(session: Session, delivery: Delivery, at: datetime) -> None:
    """Somebody looked into the group: it is there. Raises NothingToDecide."""
    _decide(session, delivery)
    delivery.state, delivery.holder, delivery.ended_at, delivery.error = "sent", "", at, None
    audit.record(session, "it_arrived", delivery, {"channel": delivery.channel})
    session.flush()


def save_robot(
    session: Session, robot: Robot, *, name: str, url: str, sign: str, is_on: bool, station: Station | None, region: str
) -> None:
    """Keep a robot; an empty address or signature leaves what is kept. Raises UnknownRobot, RobotOfNobody."""
    if station is None and not region:
        raise RobotOfNobody
    if url or not robot.secret_url:
        robot.service, robot.secret_url = service_of(url), url
    robot.secret_sign = sign or robot.secret_sign or ""
    robot.name, robot.is_on = name, is_on
    robot.station_id = station.id if station else None
    robot.region_code = station.region_code if station else region
    session.add(robot)
    session.flush()


def try_out(session: Session, robot: Robot, at: datetime) -> Delivery:
    """Say something in the group, so that everybody sees that it works."""
    delivery = Delivery(
        robot_id=robot.id,
        station_id=robot.station_id,
        region_code=robot.region_code,
        key=f"notices.try_out:{at.isoformat()}",
        title=packed(_("This is LianZhan: the group hears of duty days from here.")),
        body="",
        at=at,
        next_at=at,
    )
    robot.rests_until = None
    session.add(delivery)
    session.flush()
    return delivery


def _decide(session: Session, delivery: Delivery) -> None:
    """Of two who decide at once, the second finds that it is decided."""
    session.refresh(delivery, with_for_update={"of": Delivery})
    if delivery.state not in TROUBLED:
        raise NothingToDecide
