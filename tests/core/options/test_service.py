"""Options: decided for the platform or a region, kept in memory, and the same for every process from the next request on."""

from datetime import time

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.access import Role
from core.audit.models import AuditEntry
from core.database import Database
from core.options import option
from core.options.kinds import Choice, Number, Roles, Switch, Text, Time
from core.options.models import OptionValue
from core.options.service import OptionNotRegional, OptionUnfit, decide, inherited
from core.words import lazy as _

TITLE = Text(key="test.title", title=_("Title"), default="LianZhan", length=10)
CONTACT = Text(key="test.contact", title=_("Contact"), regional=True)
DAYS = Number(key="test.days", title=_("Days"), default=30, lowest=1, highest=90)
SORT = Choice(key="test.sort", title=_("Sort"), default="a", choices=(("a", _("A")), ("b", _("B"))))
STRICT = Switch(key="test.strict", title=_("Strict"))
SECOND = Roles(key="test.second", title=_("Second factor"))
NIGHTLY = Time(key="test.nightly", title=_("Every night at"), default=time(3, 30))


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (TITLE, "Xinyi"),
        (DAYS, 90),
        (SORT, "b"),
        (STRICT, True),
        (SECOND, frozenset({Role.OFFICE, Role.LEADER})),
        (NIGHTLY, time(2, 5)),
    ],
)
def test_every_kind_gives_its_default_then_what_was_decided(
    declared: object, value: object, database: Database, on_both: str
) -> None:
    with database.writing("test") as session:
        assert option(session, declared) == declared.default  # type: ignore[arg-type, attr-defined]
        decide(session, declared, value)  # type: ignore[arg-type]
        assert option(session, declared) == value  # type: ignore[arg-type]
    with database.reading() as session:
        assert option(session, declared) == value  # type: ignore[arg-type]


def test_a_region_decides_for_itself_and_all_below_it(session: Session) -> None:
    decide(session, CONTACT, "the city's office")
    decide(session, CONTACT, "the county's office", region_code="320381")
    assert option(session, CONTACT) == "the city's office"
    assert option(session, CONTACT, "320381102") == "the county's office"
    assert option(session, CONTACT, "320382") == "the city's office"
    assert inherited(session, CONTACT, "320381") == "the city's office"


def test_what_holds_anyway_is_not_written_down(session: Session) -> None:
    decide(session, DAYS, 40)
    decide(session, DAYS, 30)
    decide(session, CONTACT, "", region_code="320381")
    assert session.scalars(select(OptionValue)).all() == []


def test_an_option_of_the_platform_is_not_decided_for_a_region(session: Session) -> None:
    with pytest.raises(OptionNotRegional):
        decide(session, TITLE, "Mine", region_code="320381")
    assert option(session, TITLE, "320381") == "LianZhan"


@pytest.mark.parametrize(
    ("declared", "value"), [(TITLE, "longer than ten"), (DAYS, 0), (DAYS, True), (SORT, "c"), (NIGHTLY, "noon")]
)
def test_a_value_that_does_not_fit_is_refused(declared: object, value: object, session: Session) -> None:
    with pytest.raises(OptionUnfit):
        decide(session, declared, value)  # type: ignore[arg-type]


def test_a_default_that_does_not_fit_is_the_developers_mistake() -> None:
    with pytest.raises(ValueError, match="default"):
        Number(key="test.number", title=_("Number"), default=5, lowest=10)


def test_a_value_of_an_earlier_version_that_no_longer_fits_gives_the_default(session: Session) -> None:
    decide(session, SORT, "b")
    narrower = Choice(key=SORT.key, title=SORT.title, default="a", choices=(("a", _("A")),))
    assert option(session, narrower) == "a"


def test_another_process_knows_it_with_its_next_request(database: Database, on_both: str) -> None:
    elsewhere = Database(database.url.render_as_string(hide_password=False))
    with elsewhere.reading() as there:
        assert option(there, TITLE) == "LianZhan"
    with database.writing("test") as session:
        decide(session, TITLE, "Xinyi")
    with elsewhere.reading() as there:
        assert option(there, TITLE) == "Xinyi"
    elsewhere.dispose()


def test_what_is_rolled_back_was_never_decided(database: Database) -> None:
    with database.session(writes=True) as session:
        decide(session, TITLE, "Xinyi")
        assert option(session, TITLE) == "Xinyi"
        session.rollback()
    with database.reading() as session:
        assert option(session, TITLE) == "LianZhan"


def test_a_session_asks_once_however_many_options_are_read(database: Database) -> None:
    with database.reading() as session:
        option(session, TITLE)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_r: asked.append(statement))
    with database.reading() as session:
        for declared in (TITLE, DAYS, SORT, STRICT):
            option(session, declared)  # type: ignore[arg-type]
    assert len(asked) == 1


def test_deciding_is_audited(database: Database) -> None:
    with database.writing("the clerk") as session:
        decide(session, DAYS, 60)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.actor, entry.action, entry.subject_kind) == ("the clerk", "create", "option_value")
    assert (entry.facts or {})["value"] == 60
