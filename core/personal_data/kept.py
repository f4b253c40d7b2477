"""What is kept about a person, table by table: the core's own, and what plugins declare of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, func, inspect, literal, or_, select, union_all
from sqlalchemy.orm import Session

from core.accounts.models import Account, Device, Grant, RecoveryCode, Slip
from core.announcements.models import Announcement, Reporter
from core.audit.models import AuditEntry
from core.clock import STATION_ZONE
from core.deputies.models import Deputy, Mandate, MandateEvent, Placement
from core.files.models import StoredFile
from core.groups.models import GroupMember
from core.notices.models import Delivery, Notice, Wish
from core.people.models import Person
from core.personal_data.models import CorrectionRequest
from core.plugin_host.declarations import PersonalData
from core.plugin_host.host import host_of
from core.profiles.models import OwnDeed, Profile
from core.stations.models import Staff
from core.terms.models import TermChangeHandover, TermChangeItem
from core.words import lazy as _

_SINCE, _UNTIL, _STATION = _("Since"), _("Until"), _("Station")


def _deputy_of(person_id: int) -> Any:
    return select(Deputy.id).where(Deputy.person_id == person_id)


CORE = (
    PersonalData(
        model=Person,
        title=_("Person"),
        belongs=lambda person_id: Person.id == person_id,
        shown={
            "name": _("Full name"),
            "phone": _("Telephone"),
            "gender": _("Gender"),
            "ethnicity": _("Ethnicity"),
            "birth": _("Born"),
            "party": _("Party"),
            "education": _("Education"),
            "employer_text": _("Employer and post"),
            "employer.name": _("Enterprise"),
        },
        # The name is replaced by the erasure itself: it is told apart by its number.
        erased={
            "phone": None,
            "initials": "",
            "gender": "",
            "ethnicity": "",
            "birth": "",
            "party": "",
            "education": "",
            "employer_text": "",
            "employer_id": None,
        },
    ),
    PersonalData(
        model=Deputy,
        title=_("Deputy"),
        shown={
            "region_code": _("Region"),
            "speciality": _("Speciality"),
            "phone_public": _("Telephone shown to everybody"),
            "is_shown": _("Shown on public pages"),
            "note": _("Note"),
        },
        erased={"speciality": "", "phone_public": False, "is_shown": False, "note": ""},
    ),
    PersonalData(
        model=Mandate,
        title=_("Mandates"),
        shown={
            "congress.name": _("Congress"),
            "term.number": _("Term"),
            "level": _("Level"),
            "constituency": _("District or unit"),
            "delegation": _("Delegation"),
            "state": _("State"),
            "begins": _SINCE,
            "ends": _UNTIL,
        },
    ),
    PersonalData(
        model=MandateEvent,
        title=_("What became of mandates"),
        shown={"day": _("Day"), "state": _("State"), "reason": _("Reason")},
        erased={"reason": ""},
        belongs=lambda person_id: MandateEvent.mandate_id.in_(
            select(Mandate.id).where(Mandate.deputy_id.in_(_deputy_of(person_id)))
        ),
    ),
    PersonalData(
        model=Placement,
        title=_("Stations"),
        shown={
            "station.name": _STATION,
            "begins": _SINCE,
            "ends": _UNTIL,
            "reason": _("Reason"),
            "end_reason": _("Reason of the end"),
        },
        erased={"reason": "", "end_reason": ""},
    ),
    PersonalData(
        model=GroupMember,
        title=_("Deputy groups"),
        shown={"group.name": _("Deputy group"), "is_convener": _("Convener"), "begins": _SINCE, "ends": _UNTIL},
    ),
    PersonalData(
        model=Staff,
        title=_("Station staff"),
        shown={"station.name": _STATION, "role": _("Role"), "begins": _SINCE, "ends": _UNTIL},
    ),
    PersonalData(
        model=Profile,
        title=_("Public page"),
        shown={
            "email": _("E-mail"),
            "email_public": _("E-mail shown to everybody"),
            "wechat": _("WeChat"),
            "wechat_public": _("WeChat shown to everybody"),
            "hours": _("Hours"),
            "words": _("Own words"),
            "duties": _("Duties"),
            "agreed_on": _("Agreed on"),
        },
        rows_go=True,
    ),
    PersonalData(
        model=OwnDeed,
        title=_("Deeds"),
        shown={"day": _("Day"), "text": _("Text"), "link": _("Address")},
        rows_go=True,
    ),
    PersonalData(
        model=Announcement,
        title=_("Reports to voters proposed"),
        shown={"title": _("Title"), "day": _("Day"), "state": _("State")},
    ),
    PersonalData(
        model=Reporter,
        title=_("Reports to voters"),
        shown={"announcement.title": _("Title"), "announcement.day": _("Day")},
    ),
    PersonalData(model=TermChangeItem, title=_("Term changes"), shown={"part": _("State")}),
    PersonalData(model=TermChangeHandover, title=_("Handed over by a term change"), shown={"plugin": _("Plugin")}),
    PersonalData(
        model=StoredFile,
        title=_("Files"),
        shown={"name": _("Name"), "kind": _("Kind"), "size": _("Size in bytes"), "created_at": _("Kept since")},
        rows_go=True,
        belongs=lambda person_id: StoredFile.person_id == person_id,
    ),
    PersonalData(
        model=Account,
        title=_("Account"),
        shown={"username": _("User name"), "name": _("Name"), "is_active": _("Active"), "created_at": _SINCE},
        erased={"password_hash": None, "totp_secret": None, "is_active": False},
    ),
    PersonalData(
        model=Grant,
        title=_("Roles"),
        shown={"role": _("Role"), "region_code": _("Region"), "organ": _("State organ")},
        rows_go=True,
    ),
    PersonalData(
        model=Device,
        title=_("Phones signed in"),
        shown={"system": _("System"), "browser": _("Browser"), "created_at": _SINCE, "seen_on": _("Last seen")},
        rows_go=True,
    ),
    PersonalData(model=Slip, title=_("Slips"), shown={}, rows_go=True),
    PersonalData(model=RecoveryCode, title=_("Recovery codes"), shown={}, rows_go=True),
    PersonalData(model=Notice, title=_("Notices"), shown={"at": _("Day"), "read_at": _("Read on")}, rows_go=True),
    PersonalData(model=Delivery, title=_("Mails sent"), shown={"at": _("Day"), "ended_at": _("Sent on")}, rows_go=True),
    PersonalData(
        model=Wish,
        title=_("How I am told"),
        shown={"mail": _("E-mail address"), "mail_confirmed_at": _("Confirmed on"), "is_on": _("Mails wanted")},
        rows_go=True,
    ),
    PersonalData(
        model=CorrectionRequest,
        title=_("Requests to put something right"),
        shown={"at": _("Day"), "words": _("Request"), "answer": _("Answer")},
        rows_go=True,
    ),
)
"""The core's tables, in the order of the copy; :mod:`tests.house.test_personal_data` finds one that is missing."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one table keeps about a person."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def declared(session: Session) -> list[PersonalData]:
    """What the core's tables and those of the active plugins keep about people."""
    return [*CORE, *host_of(session).personal_data()]


def is_about(told: PersonalData, person_id: int) -> ColumnElement[bool]:
    """The condition under which a row of the table is the person's."""
    if told.belongs is not None:
        return told.belongs(person_id)
    deputies = _deputy_of(person_id)
    accounts = select(Account.id).where(Account.person_id == person_id)
    leads: Mapping[str, Any] = {"person": None, "deputy": deputies, "account": accounts}
    found = []
    for column in inspect(told.model).local_table.columns:
        for key in column.foreign_keys:
            target = key.target_fullname.partition(".")[0]
            if target in leads:
                among = leads[target]
                found.append(column == person_id if among is None else column.in_(among))
    return or_(*found) if found else false()


def about(session: Session, person: Person) -> list[Kept]:
    """All that is kept about a person, and who looked at it; tables without a row are left out."""
    found = [_kept(session, told, person.id) for told in declared(session)]
    looked = list(_looked(session, person))
    head = [str(_("When")), str(_("Who")), str(_("What"))]
    return [kept for kept in [*found, Kept(str(_("Who looked or took a copy")), head, looked)] if kept.rows]


def _kept(session: Session, told: PersonalData, person_id: int) -> Kept:
    rows = session.scalars(select(told.model).where(is_about(told, person_id))) if told.shown else ()
    values = [[_in_words(_at_path(row, path)) for path in told.shown] for row in rows]
    return Kept(str(told.title), [str(words) for words in told.shown.values()], values)


def _looked(session: Session, person: Person) -> Iterator[Sequence[str]]:
    entries = session.scalars(
        select(AuditEntry)
        .where(is_entry_about(session, person), AuditEntry.action.in_(("reveal_phone", "copy", "export")))
        .order_by(AuditEntry.id)
    )
    for entry in entries:
        yield [_in_words(entry.at), entry.actor, _ACTIONS.get(entry.action, entry.action)]


_ACTIONS = {"reveal_phone": "telephone", "copy": "copy"}


def is_entry_about(session: Session, person: Person) -> ColumnElement[bool]:
    """The condition under which an entry of the audit is about one of the person's rows."""
    clauses = []
    for told in declared(session):
        mapper = inspect(told.model)
        ids = select(_as_named(mapper.primary_key)).where(is_about(told, person.id))
        clauses.append((AuditEntry.subject_kind == mapper.local_table.name) & AuditEntry.subject_id.in_(ids))
    return or_(*clauses)


def _as_named(key: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """A primary key as the audit names it: its parts with commas between."""
    name: ColumnElement[str] = cast(key[0], String)
    for part in key[1:]:
        name = name + "," + cast(part, String)
    return name


def counted(session: Session, person: Person, among: Sequence[PersonalData]) -> list[tuple[PersonalData, int]]:
    """How many rows each table keeps about the person, in one statement; tables without a row are left out."""
    parts = [
        select(literal(number).label("place"), func.count().label("rows"))
        .select_from(told.model)
        .where(is_about(told, person.id))
        for number, told in enumerate(among)
    ]
    found = session.execute(union_all(*parts)).all() if parts else []
    return [(among[place], rows) for place, rows in sorted(map(tuple, found)) if rows]


def _at_path(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name) if row is not None else None
    return row


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return value.astimezone(STATION_ZONE).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
