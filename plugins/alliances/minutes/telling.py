"""Whom minutes are told about: those they go to, who wrote them, who runs the station."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, day_in_words, notify, tell_staff
from core.api.declare import LazyText, _
from plugins.alliances.models.circulation import Comment, Recipient
from plugins.alliances.models.minutes import Amendment, Minutes

LONGEST_EXCERPT = 120


def circulated(session: Session, minutes: Minutes, recipients: Sequence[Recipient], at: datetime) -> None:
    """Those who have an account are told to read, or to sign; the others get a link from the station."""
    time = sum(step.kind == "circulated" for step in minutes.steps)
    for recipient, person_id, account_id in _with_account(session, recipients):
        recipient.told = True
        notify(
            session,
            key=f"alliances.minutes_circulated:{minutes.id}:{time}",
            title=_asks(recipient, minutes),
            body=_until(minutes),
            link=page_of(recipient),
            at=at,
            person_id=person_id,
            account_id=account_id,
            station_id=minutes.station_id,
        )
    session.flush()


def commented(session: Session, minutes: Minutes, said: Comment, at: datetime) -> None:
    """Who runs the station is told that there is a comment."""
    tell_staff(
        session,
        minutes.station,
        key=f"alliances.minutes_comment:{said.id}",
        title=_("%(name)s comments on the minutes of: %(meeting)s", name=said.name, meeting=minutes.meeting.title),
        body=said.words[:LONGEST_EXCERPT],
        link=f"/p/alliances/minutes/{minutes.id}/comments",
        at=at,
    )


def signed_off(session: Session, minutes: Minutes, at: datetime) -> None:
    """Who runs the station is told that the minutes wait to be issued."""
    tell_staff(
        session,
        minutes.station,
        key=f"alliances.minutes_signed:{minutes.id}:{minutes.signed_version}",
        title=_("Everybody has signed off the minutes of: %(meeting)s", meeting=minutes.meeting.title),
        body=_("They wait to be issued."),
        link=f"/p/alliances/meetings/{minutes.meeting_id}/minutes",
        at=at,
    )


def issued(session: Session, minutes: Minutes, at: datetime) -> None:
    """Those they went to are told that they are final."""
    _tell_readers(
        session,
        minutes,
        f"alliances.minutes_issued:{minutes.id}",
        _("The minutes are issued: %(meeting)s", meeting=minutes.meeting.title),
        "",
        at,
    )


def amended(session: Session, minutes: Minutes, amendment: Amendment, at: datetime) -> None:
    """Those they went to are told what was amended."""
    _tell_readers(
        session,
        minutes,
        f"alliances.minutes_amended:{amendment.id}",
        _("The minutes are amended: %(meeting)s", meeting=minutes.meeting.title),
        amendment.words[:LONGEST_EXCERPT],
        at,
    )


def page_of(recipient: Recipient) -> str:
    """Where somebody with an account reads, comments and signs."""
    return f"/p/alliances/minutes/read/{recipient.id}"


def _tell_readers(
    session: Session, minutes: Minutes, key: str, title: LazyText, body: LazyText | str, at: datetime
) -> None:
    from plugins.alliances.minutes.circulating import recipients_of  # late: it tells people itself

    for recipient, person_id, account_id in _with_account(session, recipients_of(session, minutes)):
        notify(
            session,
            key=key,
            title=title,
            body=body,
            link=page_of(recipient),
            at=at,
            person_id=person_id,
            account_id=account_id,
            station_id=minutes.station_id,
        )


def _with_account(session: Session, recipients: Sequence[Recipient]) -> list[tuple[Recipient, int | None, int | None]]:
    """Those who can be told in the platform, with their person or their account; those who were struck off are not."""
    people = {one.deputy.person_id for one in recipients if one.deputy is not None}
    query = select(Account.person_id).where(Account.person_id.in_(people), Account.is_active)
    with_account = set(session.scalars(query)) if people else set()
    found: list[tuple[Recipient, int | None, int | None]] = []
    for one in recipients:
        account_id = one.participant.account_id if one.participant is not None else None
        if account_id is not None:
            found.append((one, None, account_id))
        elif one.deputy is not None and one.deputy.person_id in with_account:
            found.append((one, one.deputy.person_id, None))
    return found


def _asks(recipient: Recipient, minutes: Minutes) -> LazyText:
    if recipient.signs:
        return _("Please sign off the minutes of: %(meeting)s", meeting=minutes.meeting.title)
    return _("Please read the minutes of: %(meeting)s", meeting=minutes.meeting.title)


def _until(minutes: Minutes) -> LazyText | str:
    if minutes.comments_until is None:
        return ""
    return _("Comments are asked for until %(day)s.", day=day_in_words(minutes.comments_until))
