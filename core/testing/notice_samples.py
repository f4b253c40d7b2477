"""Samples of notices: a group of a station, and a message to it that nobody knows to have arrived."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.notices.models import Delivery, Robot
from core.plugin_host.declarations import UrlSample
from core.stations.models import Station

AT = datetime(2026, 11, 1, tzinfo=UTC)


def _robot(session: Session, station: Station) -> Robot:
    found = session.scalars(select(Robot).where(Robot.station_id == station.id)).first()
    if found is None:
        url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0000-sample"
        found = Robot(
            station_id=station.id, region_code=station.region_code, name="Group", service="wecom", secret_url=url
        )
        session.add(found)
        session.flush()
    return found


def _delivery(session: Session, station: Station) -> Delivery:
    robot = _robot(session, station)
    found = session.scalars(select(Delivery).where(Delivery.robot_id == robot.id)).first()
    if found is None:
        found = Delivery(
            robot_id=robot.id, station_id=station.id, region_code=station.region_code, key="samples.list:1"
        )
        found.title, found.body, found.at, found.next_at = "List", "", AT, AT
        session.add(found)
    found.state, found.ended_at = "uncertain", AT
    session.flush()
    return found


SAMPLES = (UrlSample(parameter="notice_robot", make=_robot), UrlSample(parameter="notice_delivery", make=_delivery))
