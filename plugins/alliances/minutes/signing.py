"""Signing minutes off: each leading member agrees to one very text; another text asks again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugins.alliances.minutes import telling
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.minutes.errors import (
    NotCirculated,
    PaperWithoutReason,
    SignedOffAlready,
    SignOffNotEntitled,
    SignOffOfAnotherText,
)
from plugins.alliances.minutes.reading import text_digest
from plugins.alliances.models.circulation import Recipient, SignOff
from plugins.alliances.models.minutes import Minutes, MinutesStep
from plugins.alliances.models.writing import Document


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands who is asked to sign off."""

    recipient: Recipient
    sign_off: SignOff | None
    """Theirs of this very text."""
    earlier: SignOff | None
    """Theirs of an earlier text, where the text was changed since."""


def sign(
    session: Session,
    recipient: Recipient,
    *,
    how: str,
    seen: str | None = None,
    name: str = "",
    reason: str = "",
    account_id: int | None = None,
    at: datetime,
) -> SignOff:
    """One who is asked signs the text as it stands; `seen` is the digest of the text that was read.

    `how` is ``link``, ``account`` or ``paper`` (noted by the writer, with a reason). Who signs last makes it signed off.
    Raises NotCirculated, SignOffNotEntitled, SignOffOfAnotherText, SignedOffAlready, PaperWithoutReason.
    """
    minutes = recipient.minutes
    if not recipient.signs:
        raise SignOffNotEntitled
    if not minutes.is_out:
        raise NotCirculated
    if how == "paper" and not reason.strip():
        raise PaperWithoutReason
    # Nobody writes while it is signed, and of two who sign at once the second one knows of the first.
    session.execute(select(Document.id).where(Document.id == minutes.document_id).with_for_update())
    digest = text_digest(session, minutes)
    if seen is not None and seen != digest:
        raise SignOffOfAnotherText
    if any(one.digest == digest for one in recipient.sign_offs):
        raise SignedOffAlready
    signed = SignOff(
        recipient=recipient,
        digest=digest,
        signed_at=at,
        how=how,
        name=name.strip() or recipient.title,
        reason=reason.strip(),
        account_id=account_id,
    )
    session.add(signed)
    session.flush()
    _finish(session, minutes, digest, account_id, at)
    return signed


def standings(recipients: Sequence[Recipient], digest: str) -> list[Standing]:
    """Those of them who are asked to sign off, and whether they have signed the text of this digest."""
    return [_standing(one, one.sign_offs, digest) for one in recipients if one.signs]


def missing(found: Sequence[Standing]) -> list[str]:
    """Who has not signed this text yet."""
    return [one.recipient.title for one in found if one.sign_off is None]


def _standing(recipient: Recipient, signed: Sequence[SignOff], digest: str) -> Standing:
    this = next((one for one in signed if one.digest == digest), None)
    return Standing(recipient, this, signed[-1] if signed and this is None else None)


def _finish(session: Session, minutes: Minutes, digest: str, account_id: int | None, at: datetime) -> None:
    """Everybody has signed: who issues minutes is told."""
    if missing(standings(recipients_of(session, minutes), digest)):
        return
    minutes.signed_version = minutes.document.latest
    if minutes.state != "signed_off":
        minutes.state = "signed_off"
        minutes.steps.append(MinutesStep(kind="signed_off", account_id=account_id, at=at))
    session.flush()
    telling.signed_off(session, minutes, at)
