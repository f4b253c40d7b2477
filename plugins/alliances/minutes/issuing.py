"""Issuing minutes, which makes them final; amending them afterwards; proving that nobody touched them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.api.data import STATION_ZONE
from core.api.declare import LazyText, _
from plugins.alliances.minutes import telling
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.minutes.errors import (
    AmendmentDayImpossible,
    AmendmentWithoutReason,
    AmendmentWordless,
    IssueDayImpossible,
    IssueNumberImpossible,
    IssueNumberTaken,
    MinutesIssued,
    NobodySigns,
    NotCirculated,
    NotIssued,
    NotSignedOff,
)
from plugins.alliances.minutes.paper import Signed, content, digest_of, final, read_back
from plugins.alliances.minutes.reading import draft_of, passages_of, sections_of
from plugins.alliances.minutes.signing import Standing, missing, standings
from plugins.alliances.models.minutes import MOST_NUMBER, Amendment, Minutes, MinutesStep
from plugins.alliances.writing import service as writing


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree with what was issued."""

    minutes_id: int
    sentence: LazyText


def next_number(session: Session, station_id: int, year: int) -> int:
    """The number after the last one of the year at this station."""
    query = select(func.max(Minutes.issue_number)).where(Minutes.station_id == station_id, Minutes.issue_year == year)
    return (session.scalar(query) or 0) + 1


def issue(
    session: Session,
    minutes: Minutes,
    *,
    number: int,
    issued_on: date,
    issuer: str,
    account_id: int | None,
    today: date,
    at: datetime,
) -> None:
    """Make signed minutes final: the text is locked, and its digest kept.

    Raises MinutesIssued, NotCirculated, NotSignedOff, IssueDayImpossible, IssueNumberImpossible, IssueNumberTaken.
    """
    if minutes.is_issued:
        raise MinutesIssued
    if not minutes.is_out:
        raise NotCirculated
    if not minutes.meeting.day <= issued_on <= today:
        raise IssueDayImpossible
    if not 1 <= number <= MOST_NUMBER:
        raise IssueNumberImpossible(most=MOST_NUMBER)
    writing.open_for_writing(session, minutes.document)  # nobody writes between what is read here and the issue
    draft = draft_of(session, minutes)
    found = standings(recipients_of(session, minutes), digest_of(content(draft)))
    if not found:
        raise NobodySigns
    if names := missing(found):
        raise NotSignedOff(names=str(_(", ")).join(names))
    _take_number(session, minutes, number, issued_on.year)
    text = final(
        replace(
            draft,
            signed=[_signed(one) for one in found],
            issue_year=issued_on.year,
            issue_number=number,
            issued_on=issued_on,
            issuer=issuer,
        )
    )
    minutes.state, minutes.issued_on, minutes.issuer, minutes.issued_by = "issued", issued_on, issuer, account_id
    minutes.final = text
    minutes.digest = minutes.newest_digest = digest_of(text)
    minutes.meeting.issued_on = issued_on
    minutes.steps.append(MinutesStep(kind="issued", words=f"{issued_on.year}-{number}", account_id=account_id, at=at))
    writing.close(session, minutes.document)
    session.flush()
    telling.issued(session, minutes, at)


def amend(
    session: Session,
    minutes: Minutes,
    *,
    words: str,
    reason: str,
    day: date,
    account_id: int | None,
    today: date,
    at: datetime,
) -> Amendment:
    """A further amendment of issued minutes. Raises NotIssued, AmendmentWordless, AmendmentWithoutReason, AmendmentDayImpossible."""
    if not minutes.is_issued or minutes.issued_on is None:
        raise NotIssued
    if not words.strip():
        raise AmendmentWordless
    if not reason.strip():
        raise AmendmentWithoutReason
    session.execute(select(Minutes.id).where(Minutes.id == minutes.id).with_for_update())  # one amends at a time
    session.expire(minutes, ["amendments"])
    before = minutes.amendments[-1] if minutes.amendments else None
    first = before.day if before else minutes.issued_on
    if not first <= day <= today:
        raise AmendmentDayImpossible(first=first.isoformat())
    amendment = Amendment(
        number=before.number + 1 if before else 1,
        day=day,
        words=words.strip(),
        reason=reason.strip(),
        account_id=account_id,
        at=at,
        digest="",
    )
    amendment.digest = _digest_of_amendment(amendment, before.digest if before else minutes.digest)
    minutes.amendments.append(amendment)
    minutes.newest_digest = amendment.digest
    session.flush()
    telling.amended(session, minutes, amendment, at)
    return amendment


def findings_of(session: Session, minutes: Minutes) -> list[Finding]:
    """What does not agree with what was issued; nothing where all is as it was."""
    return [Finding(minutes.id, sentence) for sentence in _findings(session, minutes)]


def _findings(session: Session, minutes: Minutes) -> Iterator[LazyText]:
    if not minutes.is_issued:
        if minutes.digest or minutes.final is not None:
            yield _("They were issued, and are said to be a draft.")
        return
    if minutes.final is None or digest_of(minutes.final) != minutes.digest:
        yield _("The final text does not agree with its digest.")
    else:
        yield from _beneath(session, minutes, minutes.final)
    before = minutes.digest
    for place, one in enumerate(minutes.amendments, 1):
        if one.number != place or one.digest != _digest_of_amendment(one, before):
            yield _(
                "Amendment %(number)s does not agree with its digest, or one before it is missing.", number=one.number
            )
            return
        before = one.digest
    if before != minutes.newest_digest:
        yield _("The last amendment is missing.")


def _beneath(session: Session, minutes: Minutes, text: dict[str, Any]) -> Iterator[LazyText]:
    """What stands beside the final text, which is whole itself, and says something else."""
    issue = text["issue"]
    said = (issue["year"], issue["number"], issue["on"], issue["by"])
    issued_on = minutes.issued_on.isoformat() if minutes.issued_on else None
    if said != (minutes.issue_year, minutes.issue_number, issued_on, minutes.issuer):
        yield _("Number, day or issuer are not those of the final text.")
    if sections_of(passages_of(session, minutes)) != list(read_back(text, minutes.digest, ()).sections):
        yield _("The text beneath was changed after the issue.")


def verify(session: Session) -> tuple[int, list[Finding]]:
    """All minutes that were issued: how many there are, and what does not agree with what was issued."""
    was_issued = or_(Minutes.state == "issued", Minutes.digest != "", Minutes.final.is_not(None))
    numbers = session.scalars(select(Minutes.id).where(was_issued).order_by(Minutes.id)).all()
    found: list[Finding] = []
    for number in numbers:
        found += findings_of(session, session.get_one(Minutes, number))
    return len(numbers), found


def _take_number(session: Session, minutes: Minutes, number: int, year: int) -> None:
    """Give the minutes their number, which nobody else gets, also at this very moment. Raises IssueNumberTaken."""
    taken = select(Minutes.id).where(
        Minutes.station_id == minutes.station_id, Minutes.issue_year == year, Minutes.issue_number == number
    )
    station_id = minutes.station_id
    if session.scalar(taken) is None:
        try:
            with session.begin_nested():
                minutes.issue_year, minutes.issue_number = year, number
                session.flush()
        except IntegrityError:  # two issue at once, and the other one was first
            pass
        else:
            return
    raise IssueNumberTaken(number=number, year=year, next=next_number(session, station_id, year))


def _signed(one: Standing) -> Signed:
    if one.sign_off is None:
        raise LookupError(one.recipient.title)
    day = one.sign_off.signed_at.astimezone(STATION_ZONE).date()
    return Signed(one.recipient.title, one.sign_off.name, day)


def _digest_of_amendment(amendment: Amendment, before: str) -> str:
    return digest_of(
        {
            "before": before,
            "number": amendment.number,
            "day": amendment.day.isoformat(),
            "words": amendment.words,
            "reason": amendment.reason,
        }
    )
