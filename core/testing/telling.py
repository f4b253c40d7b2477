"""What people were told: read from the rows that services write, and that mails and groups are sent from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from core.accounts.models import Account
from core.database import Database
from core.deputies.models import Deputy
from core.notices.models import Delivery, Notice
from core.people.models import Person
from core.stations.models import Station
from core.words import unpacked

Channel = Literal["platform", "mail", "group"]
"""By which way something is told: read after signing in, as a mail, or in the chat group of a station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing told by one way to one recipient, in the language spoken at this moment."""

    channel: Channel
    key: str
    title: str
    body: str
    link: str
    at: datetime
    person_id: int | None = None
    account_id: int | None = None
    station_id: int | None = None
    state: str = "sent"
    """How far it got; what goes by mail or to a group is ``waiting`` until a worker has sent it."""

    @property
    def kind(self) -> str:
        """What kind of thing is told: ``duty_days.reminder``."""
        return self.key.partition(":")[0]


class Told:
    """A notifier that records: whom the platform has told what, by which way, since the test began or :meth:`forget`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: set[tuple[str, int]] = set()

    def all(self, kind: str = "") -> list[Message]:
        """Everything told, oldest first of each way; with a kind, only what is of this kind or of this plugin."""
        found = [message for _row, message in self._rows()]
        return [one for one in found if kind in ("", one.kind, one.kind.partition(".")[0])]

    def to(self, whom: Person | Deputy | Account | Station, kind: str = "") -> list[Message]:
        """What a person, a deputy or the holder of an account was told; of a station: what its groups were told."""
        return [one for one in self.all(kind) if _is_for(one, whom)]

    def by(self, channel: Channel, kind: str = "") -> list[Message]:
        """What was told by this way."""
        return [one for one in self.all(kind) if one.channel == channel]

    def forget(self) -> None:
        """Begin anew: what was told so far is not shown any more."""
        self._seen |= {row for row, _message in self._rows()}

    def _rows(self) -> list[tuple[tuple[str, int], Message]]:
        with self._database.reading() as session:
            notices = session.scalars(select(Notice).order_by(Notice.id)).all()
            sent = session.scalars(select(Delivery).order_by(Delivery.id)).all()
            rows = [(("notice", one.id), _read_here(one)) for one in notices]
            rows += [(("delivery", one.id), _sent_out(one)) for one in sent]
        return [(row, message) for row, message in rows if row not in self._seen]


def _read_here(notice: Notice) -> Message:
    return Message(
        channel="platform",
        key=notice.key,
        title=str(unpacked(notice.title)),
        body=str(unpacked(notice.body)),
        link=notice.link,
        at=notice.at,
        person_id=notice.person_id,
        account_id=notice.account_id,
    )


def _sent_out(delivery: Delivery) -> Message:
    person = delivery.account.person_id if delivery.account else None
    return Message(
        channel="mail" if delivery.channel == "mail" else "group",
        key=delivery.key,
        title=str(unpacked(delivery.title)),
        body=str(unpacked(delivery.body)),
        link=delivery.link,
        at=delivery.at,
        person_id=person,
        account_id=delivery.account_id,
        station_id=delivery.station_id,
        state=delivery.state,
    )


def _is_for(message: Message, whom: Person | Deputy | Account | Station) -> bool:
    if isinstance(whom, Station):
        return message.channel == "group" and message.station_id == whom.id
    if isinstance(whom, Account):
        of_person = whom.person_id is not None and message.person_id == whom.person_id
        return of_person or message.account_id == whom.id
    return message.person_id == (whom.person_id if isinstance(whom, Deputy) else whom.id)
