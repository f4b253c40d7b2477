"""Who wants mails, which groups have a robot, and what is on its way to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.accounts.models import Account
from core.clock import now
from core.notices.models import Delivery, Robot, Wish
from core.platform import Platform

WAIT = timedelta(seconds=0.3)


def wants_mails(platform: Platform, account: Account, address: str) -> None:
    """Confirm an address."""
    with platform.database.writing() as session:
        session.add(Wish(account_id=account.id, mail=address, mail_asked_at=now(), mail_confirmed_at=now()))


def robot(platform: Platform, key: str, **values: Any) -> Robot:
    """A robot of a group, of the whole country."""
    url = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"
    with platform.database.writing() as session:
        made = Robot(**({"region_code": "3"} | values), name=f"Group {key}", service="wecom", secret_url=url)
        session.add(made)
    return made


def deliveries(platform: Platform) -> list[Delivery]:
    """Every delivery, in order."""
    from sqlalchemy import select

    with platform.database.reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))
