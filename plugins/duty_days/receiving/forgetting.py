"""What is kept of strangers goes by itself: names and numbers after some months, addresses after a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from core.api.data import option
from core.api.declare import SettingsForm, _, options
from core.api.work import STATION_ZONE
from plugins.duty_days.models import Booking, PaperSheet, Visitor

KEEP_VISITORS: Final = options.Number(
    key="duty_days.keep_visitors",
    title=_("Names and telephone numbers of people received"),
    hint=_(
        "After so many months they are erased; what they came about and what was answered stays. 0 keeps them for ever."
    ),
    default=24,
    highest=1200,
    unit=_("months"),
)
SETTINGS: Final = SettingsForm(
    key="duty_days",
    title=_("Duty days"),
    lead=_("How long it stays known who was received on duty days."),
    options=(KEEP_VISITORS,),
)
SHEETS_WAIT: Final = timedelta(days=14)
_PAST_ORM: Final = {"synchronize_session": False}


def forget(session: Session, at: datetime) -> None:
    """Every night: what has served its time goes. Nothing of it is audited, so nothing of it is left there."""
    months = option(session, KEEP_VISITORS)
    if months:
        before = at.astimezone(STATION_ZONE).date() - relativedelta(months=months)
        session.execute(delete(Visitor).where(Visitor.day < before), execution_options=_PAST_ORM)
    day_ago = at - timedelta(days=1)
    session.execute(
        update(Booking).where(Booking.booked_at < day_ago, Booking.address_digest != "").values(address_digest=""),
        execution_options=_PAST_ORM,
    )
    session.execute(delete(PaperSheet).where(PaperSheet.at < at - SHEETS_WAIT), execution_options=_PAST_ORM)
