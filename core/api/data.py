"""What a plugin's models and services stand on: its Base, the core's models, scope in queries, its own hooks. Knows no Flask."""

from sqlalchemy.orm import Session

from core.access import Reach, Scope, Viewer, visible_to
from core.accounts.models import Account
from core.audit import record
from core.calendar.service import Answer, Calendar, Due, add_working_days, calendar, is_working_day, next_working_day
from core.calendar.years import YearOutOfReach
from core.chains.models import Chain, Segment
from core.clock import STATION_ZONE, day_in_words
from core.congresses.models import Congress, Term
from core.congresses.words import LEVEL_TITLES
from core.database import Day, Instant, UniqueWhere, plugin_base, plugin_registry, prepared
from core.deputies.models import SERVING, Deputy, Mandate, Placement
from core.employers.service import employer_unsettled
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.figures.service import stations_within
from core.files.models import StoredFile
from core.files.service import Prepared, forget, keep, prepare_document, prepare_photo
from core.files.store import Store
from core.groups.models import DeputyGroup, GroupMember
from core.jobs.models import Task
from core.jobs.tasks import cancel as cancel_task
from core.jobs.tasks import enqueue
from core.liaison.models import Liaison, Organ
from core.mandates.service import serving_deputies
from core.momentary import (
    CodeFromTheFuture,
    CodeTooOld,
    NotACode,
    check_moment,
    half_minute,
    make_code,
    read_code,
    said_by_code,
)
from core.notices.service import notify, post, tell_staff
from core.options import option
from core.people.models import Person
from core.plugin_host.asking import announce, ask, ask_first, blame, is_on, on_at, refusals
from core.regions.models import Region
from core.stations.models import Staff, Station

__all__ = [
    "LEVEL_TITLES",
    "SERVING",
    "STATION_ZONE",
    "Account",
    "Answer",
    "Calendar",
    "Chain",
    "CodeFromTheFuture",
    "CodeTooOld",
    "Congress",
    "Day",
    "Deputy",
    "DeputyGroup",
    "Due",
    "Enterprise",
    "EnterpriseSegment",
    "GroupMember",
    "Instant",
    "Liaison",
    "Mandate",
    "NotACode",
    "Organ",
    "Person",
    "Placement",
    "Prepared",
    "Reach",
    "Region",
    "Scope",
    "Segment",
    "Session",
    "Staff",
    "Station",
    "Store",
    "StoredFile",
    "Task",
    "Term",
    "UniqueWhere",
    "Viewer",
    "YearOutOfReach",
    "add_working_days",
    "announce",
    "ask",
    "ask_first",
    "blame",
    "calendar",
    "cancel_task",
    "check_moment",
    "day_in_words",
    "employer_unsettled",
    "enqueue",
    "forget",
    "half_minute",
    "is_on",
    "is_working_day",
    "keep",
    "make_code",
    "next_working_day",
    "notify",
    "on_at",
    "option",
    "plugin_base",
    "plugin_registry",
    "post",
    "prepare_document",
    "prepare_photo",
    "prepared",
    "read_code",
    "record",
    "refusals",
    "said_by_code",
    "serving_deputies",
    "stations_within",
    "tell_staff",
    "visible_to",
]
