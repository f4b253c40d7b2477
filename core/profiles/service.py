"""Profiles: how a deputy decides what strangers see, and tells of what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from core import audit, hookspecs
from core.access import Reach
from core.deputies.models import Deputy
from core.errors import DomainError
from core.files.service import Prepared, forget, keep
from core.plugin_host.asking import ask
from core.plugin_host.declarations import Deed
from core.profiles.models import OwnDeed, Profile, RegionDuties
from core.profiles.shown import Told
from core.regions.models import Region
from core.words import lazy as _

if TYPE_CHECKING:
    from core.files.store import Store

MOST_DEEDS: Final = 200


class ConsentNotRecorded(DomainError):
    """Somebody else wanted to show more of a deputy, without saying when the deputy agreed."""

    code = "consent_not_recorded"
    field = "told_on"
    message = _(
        "This would show strangers more of %(name)s than before. Ask %(name)s first, and enter the day on which the deputy agreed."
    )


class ConsentToCome(DomainError):
    """Nobody has agreed tomorrow."""

    code = "consent_to_come"
    field = "told_on"
    message = _("This day is still to come. Enter the day on which the deputy agreed.")


class NoPhoneToShow(DomainError):
    """The switch is on, and no number is kept."""

    code = "no_phone_to_show"
    field = "phone_public"
    message = _("No telephone number is kept yet. Ask the office to enter it, or switch this off.")


class NoEmailToShow(DomainError):
    """The switch is on, and no address is kept."""

    code = "no_email_to_show"
    field = "email"
    message = _("Enter the e-mail address that is to be shown, or switch it off.")


class NoWechatToShow(DomainError):
    """The switch is on, and no WeChat ID is kept."""

    code = "no_wechat_to_show"
    field = "wechat"
    message = _("Enter the WeChat ID that is to be shown, or switch it off.")


class NoPhotoToShow(DomainError):
    """The switch is on, and there is no photo."""

    code = "no_photo_to_show"
    field = "photo_public"
    message = _("There is no photo yet. Choose one first, or switch this off.")


_EMPTY: Final[dict[str, type[DomainError]]] = {
    "phone_public": NoPhoneToShow,
    "email_public": NoEmailToShow,
    "wechat_public": NoWechatToShow,
    "photo_public": NoPhotoToShow,
}


class DeedToCome(DomainError):
    """A deed is done."""

    code = "deed_to_come"
    field = "day"
    message = _("This day is still to come. What is planned is announced as a report to voters; deeds are done.")


class TooManyDeeds(DomainError):
    """A page nobody reads to its end."""

    code = "too_many_deeds"
    message = _("There are already %(most)s entries. Remove old ones before you add another.", most=MOST_DEEDS)


class NobodyToPrint(DomainError):
    """A station without a deputy strangers may know of."""

    code = "nobody_to_print"
    status = 404
    message = _("Nobody who serves at %(station)s agreed to be shown, so there is no card to print.")


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What the form of somebody shows who has said nothing yet."""

    email: str = ""
    email_public: bool = False
    wechat: str = ""
    wechat_public: bool = False
    hours: str = ""
    photo_public: bool = False
    words: str = ""
    duties: str = ""
    is_listed: bool = True


UNSAID: Final = Unsaid()


_OF_DEPUTY = (
    select(Profile)
    .where(Profile.deputy_id == bindparam("deputy"))
    .options(joinedload(Profile.photo), joinedload(Profile.deeds))
)


def profile_of(session: Session, deputy: Deputy) -> Profile | None:
    """What is kept of a deputy's profile, with photo and deeds; None where nobody has written anything yet."""
    return session.scalars(_OF_DEPUTY, {"deputy": deputy.id}).unique().one_or_none()


def kept_profile(session: Session, deputy: Deputy) -> Profile:
    """The deputy's profile, begun where there is none."""
    found = profile_of(session, deputy)
    if found is None:
        found = Profile(deputy=deputy)
        session.add(found)
        session.flush()
    return found


@dataclass(frozen=True, slots=True)
class Deeds:
    """What a deputy has done: the entries, newest first, and how many there are of each kind."""

    entries: Sequence[Told | Deed]
    counts: Sequence[tuple[str, int]]


def deeds(session: Session, deputy: Deputy, told: Sequence[Told], day: date) -> Deeds:
    """What the deputy tells, and what plugins know from their records."""
    known = ask(hookspecs.deputy_deeds, session, deputy, day)
    counts = Counter(str(deed.kind) for deed in known)
    every: list[Told | Deed] = [*told, *known]
    entries = sorted(every, key=lambda deed: deed.day, reverse=True)
    return Deeds(entries, counts.most_common())


def decide(
    session: Session,
    deputy: Deputy,
    *,
    in_person: bool,
    today: date,
    told_on: date | None = None,
    is_shown: bool,
    phone_public: bool,
    **facts: Any,
) -> Profile:
    """Keep what strangers see from now on. Others than the deputy say when the deputy agreed to what is shown newly.

    Raises :class:`ConsentNotRecorded`, :class:`ConsentToCome`, and where nothing is behind a switch.
    """
    profile = kept_profile(session, deputy)
    before = _switched_on(deputy, profile)
    deputy.is_shown, deputy.phone_public = is_shown, phone_public
    for fact, value in facts.items():
        setattr(profile, fact, value)
    after = _switched_on(deputy, profile)
    if empty := next((switch for switch, value in after.items() if not value), None):
        raise _EMPTY[empty]
    more = sorted(one for one, value in after.items() if before.get(one) != value)
    if not in_person and told_on and told_on > today:
        raise ConsentToCome
    if more and not in_person and told_on is None:
        raise ConsentNotRecorded(name=deputy.person.name)
    if in_person or told_on:
        profile.agreed_on, profile.agreed_in_person = (today, True) if in_person else (told_on, False)
    _publish_photo(deputy, profile)
    if before != after:
        said = {"shown": more, "hidden": sorted(before.keys() - after), "in_person": in_person}
        audit.record(session, "consent", deputy, said | ({"told_on": str(told_on)} if told_on else {}))
    session.flush()
    return profile


def _switched_on(deputy: Deputy, profile: Profile) -> dict[str, Any]:
    """The switches that are on, each with what it shows: another number is another thing to agree to."""
    behind = (
        ("is_shown", deputy.is_shown, True),
        ("photo_public", profile.photo_public, profile.photo_id),
        ("phone_public", deputy.phone_public, deputy.person.phone),
        ("email_public", profile.email_public, profile.email),
        ("wechat_public", profile.wechat_public, profile.wechat),
    )
    return {switch: value for switch, is_on, value in behind if is_on}


def _publish_photo(deputy: Deputy, profile: Profile) -> None:
    """Strangers reach the picture itself only while it is shown."""
    if profile.photo is not None:
        profile.photo.is_public = profile.photo_public and deputy.is_shown


def take_photo(  # noqa: PLR0913 - by name
    session: Session,
    files: Store,
    deputy: Deputy,
    prepared: Prepared,
    *,
    is_public: bool,
    in_person: bool,
    today: date,
    told_on: date | None = None,
    account_id: int | None = None,
) -> Profile:
    """Put this photo in the place of the present one. Raises :class:`ConsentNotRecorded`, :class:`ConsentToCome`."""
    if is_public and not in_person and told_on is None:
        raise ConsentNotRecorded(name=deputy.person.name)
    if told_on and told_on > today:
        raise ConsentToCome
    profile = kept_profile(session, deputy)
    old, scope = profile.photo, deputy.scope()
    profile.photo = keep(
        session,
        files,
        prepared,
        scope=type(scope)(region_code=scope.region_code, person_id=scope.person_id),
        public=is_public and deputy.is_shown,
        account_id=account_id,
    )
    if is_public != profile.photo_public or is_public:
        said = {"shown" if is_public else "hidden": ["photo_public"], "in_person": in_person}
        audit.record(session, "consent", deputy, said | ({"told_on": str(told_on)} if told_on else {}))
    profile.photo_public = is_public
    if is_public:
        profile.agreed_on, profile.agreed_in_person = (today, True) if in_person else (told_on, False)
    session.flush()
    if old is not None:
        forget(session, old)
    return profile


def remove_photo(session: Session, deputy: Deputy) -> None:
    """Take the photo away; the seal with the family name stands in its place."""
    profile = kept_profile(session, deputy)
    old, profile.photo, profile.photo_public = profile.photo, None, False
    session.flush()
    if old is not None:
        forget(session, old)


def add_deed(session: Session, deputy: Deputy, *, day: date, text: str, link: str, today: date) -> OwnDeed:
    """The deputy tells of something done. Raises :class:`DeedToCome`, :class:`TooManyDeeds`."""
    if day > today:
        raise DeedToCome
    if (session.scalar(select(func.count()).where(OwnDeed.deputy_id == deputy.id)) or 0) >= MOST_DEEDS:
        raise TooManyDeeds
    kept_profile(session, deputy)
    deed = OwnDeed(deputy=deputy, day=day, text=text, link=link)
    session.add(deed)
    session.flush()
    return deed


def regions_with_duties(session: Session, reach: Reach) -> dict[str, str]:
    """What regions within reach say of the duties of their deputies, by code."""
    query = select(RegionDuties.region_code, RegionDuties.text).join(Region, Region.code == RegionDuties.region_code)
    return dict(session.execute(query.where(Region.in_reach(reach))).all())


def say_duties(session: Session, region_code: str, text: str) -> None:
    """Keep what a region says of the duties of its deputies; empty: what every deputy does."""
    found = session.scalars(select(RegionDuties).where(RegionDuties.region_code == region_code)).one_or_none()
    if text and found is not None:
        found.text = text
    elif text:
        session.add(RegionDuties(region_code=region_code, text=text))
    elif found is not None:
        session.delete(found)
    session.flush()
