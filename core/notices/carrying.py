"""The worker's hands for what leaves the house: mails, and messages to groups.

A delivery is a row. It is claimed before anything is sent and marked afterwards, so a process may die at any moment:
of a mail the next one sends it again, under the same Message-ID; of a group's message nobody knows whether it arrived,
and it is shown as uncertain until somebody has looked into the group. One slow or failing recipient holds up nobody
else: each delivery has a thread of its own and a limit of time, each robot one at a time, and what fails waits twice as
long each time.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from core.clock import now
from core.errors import Busy
from core.jobs.holders import is_gone, myself
from core.notices import mail, robots
from core.notices.mail import MailServer
from core.notices.models import Delivery, Robot, Wish
from core.notices.outcomes import End, Outcome
from core.notices.service import kind_of
from core.notices.wishes import CONFIRM, code_of
from core.plugin_host.failures import describe
from core.watch.logs import log
from core.words import LazyText, packed, speak, unpacked
from core.words import lazy as _

if TYPE_CHECKING:
    from core.platform import Platform

LOOK_S: Final = 1.0
"""How often is looked for what is due."""
AT_ONCE: Final = {"mail": 6, "robot": 6}
"""How many are on their way at the same time, each to somebody else."""
LONGEST_WAIT: Final = timedelta(hours=2)
GIVE_UP: Final = timedelta(days=2)
"""What could not be sent for so long is not tried any more."""
LEASE: Final = timedelta(minutes=10)
"""No sending takes so long: who holds one longer, on another machine, is gone."""
_TOO_LATE = _("It could not be sent before what it tells of was over.")
_TOO_OLD = _("It could not be sent for two days. %(why)s")
_CUT_OFF = _("The process that sent it was cut off: it may have arrived. Look into the group.")
_NO_ADDRESS = _("There is no confirmed address any more, or no mails are wanted.")


class Carrying:
    """A thread that looks for what is due, and the threads that send it, beside the worker's jobs and tasks."""

    def __init__(self, platform: Platform, first_wait: timedelta = timedelta(minutes=1)) -> None:
        from core.platform import catalog

        self._platform = platform
        self._first_wait = first_wait
        self._server = MailServer.of(platform.settings)
        self._words = catalog()
        self._stopping, self._free = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._at_hand: dict[int, Delivery] = {}
        self._thread = threading.Thread(target=self._look, name="messages", daemon=True)
        self._thread.start()

    def stop(self, patience_s: float) -> None:
        """Begin nothing more; what is on its way may end within that time."""
        until = time.monotonic() + patience_s
        self._stopping.set()
        self._free.set()
        self._thread.join(patience_s)
        while self._at_hand and time.monotonic() < until:
            time.sleep(0.05)

    def _look(self) -> None:
        while not self._stopping.is_set():
            self._free.clear()
            try:
                take_over(self._platform)
                begun = self._begin()
            except Exception as problem:  # noqa: BLE001 - a database that is away for a while; the next look comes
                log.error("messages_not_looked_for", error=type(problem).__name__)  # noqa: TRY400 - structlog
                begun = 0
            self._free.wait(0 if begun else LOOK_S)

    def _begin(self) -> int:
        with self._lock:
            at_hand = list(self._at_hand.values())
        claimed = claim(self._platform, self._server, at_hand)
        for delivery, address in claimed:
            with self._lock:
                self._at_hand[delivery.id] = delivery
            threading.Thread(target=self._carry, args=(delivery, address), name="message", daemon=True).start()
        return len(claimed)

    def _carry(self, delivery: Delivery, address: str) -> None:
        try:
            with speak(self._words):
                outcome = self._sent(delivery, address)
        except Exception as problem:  # noqa: BLE001 - a mistake of ours costs this one message
            # Its class and its place, not its words: they may hold personal data.
            failure = describe("core", f"message by {delivery.channel}", problem)
            log.error("message_failed", delivery=delivery.id, error=failure.error, place=failure.place)  # noqa: TRY400 - structlog
            outcome = Outcome(End.REFUSED if delivery.robot_id is None else End.UNKNOWN, None, type(problem).__name__)
        while not self._marked(delivery, outcome):
            if self._stopping.wait(1):
                break
        with self._lock:
            del self._at_hand[delivery.id]
        self._free.set()

    def _sent(self, delivery: Delivery, address: str) -> Outcome:
        settings = self._platform.settings
        if delivery.robot is not None:
            text = in_full(delivery, settings.public_url)
            return robots.send(delivery.robot, text, now(), settings.robots_go_to)
        if self._server is None or not address:
            return Outcome(End.REFUSED, _NO_ADDRESS)
        text = in_full(delivery, settings.public_url, with_title=False)
        title = str(unpacked(delivery.title))
        message = mail.mail(self._server, address, title, text, delivery.message_id, delivery.at)
        return mail.send(self._server, message)

    def _marked(self, delivery: Delivery, outcome: Outcome) -> bool:
        log.info("message", delivery=delivery.id, channel=delivery.channel, end=outcome.end, detail=outcome.detail)
        try:
            mark(self._platform, delivery, outcome, now(), self._first_wait)
        except (Busy, SQLAlchemyError) as problem:
            log.warning("message_not_marked", delivery=delivery.id, error=type(problem).__name__)
            return False
        return True


def in_full(delivery: Delivery, public_url: str, *, with_title: bool = True) -> str:
    """What is said, with its title and where it leads, in the language spoken here."""
    title, body = str(unpacked(delivery.title)), str(unpacked(delivery.body))
    parts = [title if with_title or not body else "", body, f"{public_url}{delivery.link}" if delivery.link else ""]
    return "\n".join(part for part in parts if part) + ("" if with_title else "\n")


def take_over(platform: Platform) -> None:
    """See to what a process left that is gone, and to what would come too late."""
    at = now()
    with platform.database.reading() as session:
        left = session.execute(
            select(Delivery.id, Delivery.holder, Delivery.began_at, Delivery.robot_id).where(
                Delivery.state == "sending", Delivery.holder != myself()
            )
        ).all()
        late = session.scalar(select(Delivery.id).where(_is_late(at)).limit(1))
    gone = [one for one in left if is_gone(one.holder) or (one.began_at or at) < at - LEASE]
    if not gone and late is None:
        return
    with platform.database.writing(actor="worker") as session:
        for one in gone:
            theirs = (Delivery.id == one.id, Delivery.state == "sending", Delivery.holder == one.holder)
            again: dict[str, Any] = {"state": "waiting", "holder": "", "next_at": at}
            if one.robot_id is not None:  # its holder stays: should it live after all, it may still say how it ended
                again = {"state": "uncertain", "ended_at": at, "error": packed(_CUT_OFF)}
            session.execute(update(Delivery).where(*theirs).values(**again))
        too_late = {"state": "given_up", "ended_at": at, "error": packed(_TOO_LATE)}
        session.execute(update(Delivery).where(_is_late(at)).values(**too_late))


def claim(
    platform: Platform, server: MailServer | None, at_hand: Sequence[Delivery] = ()
) -> list[tuple[Delivery, str]]:
    """Take what is due into this process' hands, with the addresses of mails.

    One of each recipient at a time, those first that were not tried yet: who is slow or does not answer waits for
    themselves.
    """
    chosen = _chosen(platform, at_hand, with_mails=server is not None)
    if not chosen:
        return []
    with platform.database.writing(actor="worker") as session:
        mine = {"state": "sending", "holder": myself(), "began_at": now(), "attempts": Delivery.attempts + 1}
        waiting = update(Delivery).where(Delivery.id.in_(chosen), Delivery.state == "waiting")
        claimed = session.scalars(
            waiting.values(**mine).returning(Delivery.id).execution_options(synchronize_session=False)
        ).all()
        options = (joinedload(Delivery.robot), joinedload(Delivery.account))
        deliveries = session.scalars(select(Delivery).where(Delivery.id.in_(claimed)).options(*options)).all()
        of_mails = [one.account_id for one in deliveries if one.account_id is not None]
        wishes = {one.account_id: one for one in session.scalars(select(Wish).where(Wish.account_id.in_(of_mails)))}
        taken = []
        for delivery in sorted(deliveries, key=lambda one: (one.next_at, one.id)):
            wish = wishes.get(delivery.account_id or 0)
            if delivery.robot_id is None and not delivery.message_id and server is not None:
                delivery.message_id = f"<{uuid.uuid4().hex}@{server.domain}>"
            taken.append((delivery, _address(delivery, wish)))
        session.flush()
        for delivery, _to in taken:
            _fill_in_code(platform, delivery, wishes.get(delivery.account_id or 0))
    return taken


def mark(platform: Platform, delivery: Delivery, outcome: Outcome, at: datetime, first_wait: timedelta) -> None:
    """Write down how an attempt ended, unless somebody has decided about the delivery meanwhile."""
    values = _after(delivery, outcome, at, first_wait)
    still = (Delivery.state == "sending") | (Delivery.state == "uncertain")
    mine = (Delivery.id == delivery.id, Delivery.holder == myself(), Delivery.attempts == delivery.attempts, still)
    with platform.database.writing(actor="worker") as session:
        session.execute(update(Delivery).where(*mine).values(**values))
        if delivery.robot_id is not None and outcome.end is not End.SENT:
            rests = min(first_wait, LONGEST_WAIT)
            session.execute(update(Robot).where(Robot.id == delivery.robot_id).values(rests_until=at + rests))


def _after(delivery: Delivery, outcome: Outcome, at: datetime, first_wait: timedelta) -> dict[str, Any]:
    why = packed(outcome.why)
    if outcome.end is End.SENT:
        return {"state": "sent", "ended_at": at, "error": None}
    if outcome.end is End.UNKNOWN:
        return {"state": "uncertain", "ended_at": at, "error": why}
    if outcome.end is End.REFUSED:
        return {"state": "failed", "ended_at": at, "error": why}
    if delivery.at < at - GIVE_UP:
        reason = outcome.why if isinstance(outcome.why, LazyText) else ""
        return {"state": "given_up", "ended_at": at, "error": packed(_TOO_OLD.with_facts(why=reason))}
    waits = min(first_wait * 2 ** min(delivery.attempts - 1, 20), LONGEST_WAIT)
    return {"state": "waiting", "holder": "", "next_at": at + waits, "error": why}


def _chosen(platform: Platform, at_hand: Sequence[Delivery], *, with_mails: bool) -> list[int]:
    at = now()
    is_due = (Delivery.state == "waiting", Delivery.next_at <= at, Delivery.good_until.is_(None) | ~_is_over(at))
    in_order = (func.min(Delivery.attempts), func.min(Delivery.next_at))
    room = Counter(AT_ONCE)
    room.subtract(one.channel for one in at_hand)
    accounts = [one.account_id for one in at_hand if one.account_id is not None]
    busy = [one.robot_id for one in at_hand if one.robot_id is not None]
    awake = (Robot.is_on, or_(Robot.rests_until.is_(None), Robot.rests_until <= at), Robot.id.not_in(busy))
    chosen: list[int] = []
    with platform.database.reading() as session:
        if with_mails and room["mail"] > 0:
            mails = select(func.min(Delivery.id)).where(*is_due, Delivery.account_id.not_in(accounts))
            chosen += session.scalars(mails.group_by(Delivery.account_id).order_by(*in_order).limit(room["mail"]))
        if room["robot"] > 0:
            messages = select(func.min(Delivery.id)).join(Delivery.robot).where(*is_due, *awake)
            chosen += session.scalars(messages.group_by(Delivery.robot_id).order_by(*in_order).limit(room["robot"]))
    return chosen


def _is_over(at: datetime) -> ColumnElement[bool]:
    return Delivery.good_until < at


def _is_late(at: datetime) -> ColumnElement[bool]:
    return (Delivery.state == "waiting") & Delivery.good_until.is_not(None) & _is_over(at)


def _address(delivery: Delivery, wish: Wish | None) -> str:
    """Where a mail goes now; empty where it is not wanted any more."""
    if wish is None or delivery.account is None or not delivery.account.is_active:
        return ""
    if kind_of(delivery.key) == CONFIRM:
        is_this = wish.mail_asked_at is not None and delivery.key.endswith(wish.mail_asked_at.isoformat())
        return wish.mail if is_this and wish.mail_confirmed_at is None else ""
    return wish.mail if wish.wants(kind_of(delivery.key)) else ""


def _fill_in_code(platform: Platform, delivery: Delivery, wish: Wish | None) -> None:
    """The code that confirms an address stands in no row: it is worked out here, after the last flush."""
    if wish is None or kind_of(delivery.key) != CONFIRM:
        return
    from sqlalchemy.orm.attributes import set_committed_value

    code = code_of(platform.settings.secret_key, wish)
    set_committed_value(delivery, "body", packed(_("Your code: %(code)s", code=code)))
