"""What a county clerk sees first: what needs somebody, and where; and the health says what to do next."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from core.administration import health, scheduled
from core.administration.counts import counts
from core.audit import checks
from core.audit.service import verify
from core.database import Database
from core.jobs.models import JobRun, Task
from core.options.service import decide, option
from core.options.site import SITE_TITLE
from core.plugin_host.models import PluginFailure
from core.testing import make_account, make_region, make_station, page_of, sign_in
from core.watch import beats
from core.watch.models import ProcessBeat

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def administrator(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        account = make_account(session, role="administrator")
    client.set_cookie("language", "en")
    return sign_in(client, account)


def found(app: Flask, database: Database, at: datetime = NOW) -> dict[str, health.Finding]:
    with database.reading() as session:
        told = health.findings(session, app.extensions["lianzhan"], counts(session, at), at)
    return {finding.key: finding for finding in told}


def test_the_overview_leads_to_everything_an_administrator_decides(administrator: FlaskClient) -> None:
    links = {link.split("?")[0] for link in page_of(administrator.get("/administration/")).links}
    assert {
        "/accounts/",
        "/administration/permissions/",
        "/administration/settings/",
        "/calendar/",
        "/admin/plugins",
        "/administration/jobs",
        "/administration/health",
        "/audit/",
    } <= links


def test_an_office_sees_only_the_ways_it_may_go(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
    links = page_of(sign_in(client, office).get("/administration/")).links
    assert "/administration/health" not in links
    assert "/calendar/" in links


def test_a_job_that_failed_the_last_time_is_counted_until_it_runs_well(database: Database, on_both: str) -> None:
    with database.writing() as session:
        for day, error in ((1, "ValueError"), (2, "OSError")):
            due = NOW - timedelta(days=3 - day)
            session.add(JobRun(owner="core", job="tidy", due_at=due, started_at=due, finished_at=due, error=error))
    with database.reading() as session:
        assert counts(session, NOW).failed_jobs == 1
    with database.writing() as session:
        session.add(JobRun(owner="core", job="tidy", due_at=NOW, started_at=NOW, finished_at=NOW))
    with database.reading() as session:
        assert counts(session, NOW).failed_jobs == 0


def test_jobs_are_listed_with_what_comes_next_those_that_failed_first(app: Flask, database: Database) -> None:
    with database.writing() as session:
        session.add(JobRun(owner="core", job="tidy", due_at=NOW, started_at=NOW, finished_at=NOW, error="OSError"))
    with database.reading() as session:
        listed = scheduled.scheduled(session, app.extensions["lianzhan"], NOW)
    assert (listed[0].key, listed[0].state) == ("core.tidy", "failed")
    assert all(NOW < each.next_due <= NOW + (each.every or timedelta(days=1)) for each in listed)
    assert "core.verify_audit" in {each.key for each in listed}


def test_a_job_is_run_now_once(administrator: FlaskClient, database: Database) -> None:
    form = page_of(administrator.get("/administration/jobs")).form("/core.tidy/run")
    assert form.submit(administrator).status_code == 303
    assert administrator.post("/administration/jobs/core.tidy/run", data=_fresh(form.values)).status_code == 409
    with database.reading() as session:
        (run,) = session.scalars(select(JobRun).where(JobRun.job == "tidy"))
    assert run.is_open


def _fresh(values: dict[str, list[str]]) -> dict[str, list[str]]:
    return values | {"once": ["another filling-in"]}


def test_a_job_nobody_declares_is_not_found(administrator: FlaskClient) -> None:
    form = page_of(administrator.get("/administration/jobs")).form("/core.tidy/run")
    assert administrator.post("/administration/jobs/core.nothing/run", data=form.values).status_code == 404


def test_everything_that_needs_somebody_says_what_to_do(app: Flask, database: Database) -> None:
    with database.writing() as session:
        session.add(ProcessBeat(kind="worker", place="here/1", started_at=NOW, beat_at=NOW - timedelta(hours=1)))
        session.add(
            PluginFailure(
                plugin="looms", hook="x", error="E", place="p", trace="", digest="d", count=1, first_at=NOW, last_at=NOW
            )
        )
        session.add(Task(kind="x.y", title="T", state="failed", created_at=NOW, finished_at=NOW))
    told = found(app, database)
    assert told["worker"].sign == "late"
    assert told["scheduler"].sign == "late"
    assert told["plugins"].sign == "soon"
    assert told["tasks"].sign == "soon"
    assert told["backup"].sign == "late"
    assert [
        key for key, finding in told.items() if finding.sign in ("late", "soon") and not str(finding.next_step)
    ] == []


def test_a_process_that_runs_is_heard_of_and_takes_its_sign_along(app: Flask, database: Database, on_both: str) -> None:
    with beats.beating(database, "worker"):
        for _try in range(200):
            with database.reading() as session:
                if session.scalar(select(ProcessBeat.kind)):
                    break
        with database.reading() as session:
            at = beats.latest(session)["worker"]
        assert at is not None
        assert found(app, database, at)["worker"].sign == "done"
    with database.reading() as session:
        assert beats.latest(session) == {"scheduler": None, "worker": None}


def test_a_broken_audit_is_red_with_the_number_of_the_entry(app: Flask, database: Database, on_both: str) -> None:
    from core.audit.models import AuditEntry

    with database.writing() as session:
        make_region(session)
    with database.writing() as session:
        session.get_one(AuditEntry, 2).actor = "somebody else"
    with database.writing() as session:
        checks.keep(session, verify(session), NOW)
    told = found(app, database)["audit"]
    assert told.sign == "late"
    assert "entry 2" in str(told.words)


def test_a_monitoring_system_reads_the_same_numbers(administrator: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        session.add(JobRun(owner="core", job="tidy", due_at=NOW, started_at=NOW, finished_at=NOW, error="OSError"))
    told = administrator.get("/metrics").get_data(as_text=True)
    assert "\nlianzhan_jobs_failed 1.0\n" in told
    assert "\nlianzhan_worker_up 0.0\n" in told
    assert "lianzhan_backup_age_seconds" not in told


def test_being_ready_says_who_is_silent_and_stays_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"status": "ok", "failed_plugins": [], "silent": ["scheduler", "worker"]},
    )


def test_the_calendar_of_next_year_is_asked_for_from_november_on(app: Flask, database: Database) -> None:
    assert "calendar" not in found(app, database, datetime(2026, 6, 1, tzinfo=UTC))
    assert "2027" in str(found(app, database)["calendar"].words)


def test_a_public_address_without_https_is_red(app: Flask, database: Database) -> None:
    platform = app.extensions["lianzhan"]
    import dataclasses

    platform.settings = dataclasses.replace(platform.settings, public_url="http://stations.example.cn")
    assert found(app, database)["address"].sign == "late"


@pytest.mark.parametrize(
    "page",
    [
        "/administration/",
        "/administration/health",
        "/administration/jobs",
        "/administration/settings/",
        "/administration/settings/site",
        "/administration/permissions/",
        "/administration/permissions/stations",
        "/calendar/2026",
        "/calendar/2027",
        "/audit/",
        "/audit/?what=looked&who=a&kind=deputy&since=2026-01-01",
    ],
)
def test_a_page_asks_eight_statements_at_most(administrator: FlaskClient, database: Database, page: str) -> None:
    with database.writing("another") as session:
        make_station(session, deputies=3)
        decide(session, SITE_TITLE, "Ours")
    administrator.get(page)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_r: asked.append(statement))
    assert administrator.get(page).status_code == 200
    assert len(asked) <= 8, "\n".join(asked)


def test_what_is_decided_on_the_settings_page_stands_on_every_page(administrator: FlaskClient, app: Flask) -> None:
    form = page_of(administrator.get("/administration/settings/site")).form("/settings/site")
    assert form.submit(administrator, {"site-title": "Xinyi", "site-contact": "Room 7"}).status_code == 303
    page = app.test_client().get("/").get_data(as_text=True)
    assert "Xinyi" in page
    assert "Room 7" in page
    page_of(administrator.get("/administration/settings/site")).form("/reset").submit(administrator)
    assert "Xinyi" not in app.test_client().get("/").get_data(as_text=True)


def test_a_setting_that_is_too_long_comes_back_with_what_was_typed(administrator: FlaskClient) -> None:
    form = page_of(administrator.get("/administration/settings/site")).form("/settings/site")
    answer = form.submit(administrator, {"site-title": "x" * 21})
    assert answer.status_code == 422
    assert "x" * 21 in answer.get_data(as_text=True)


def test_an_office_decides_for_its_region_what_is_regional_and_nothing_else(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        make_region(session, "320382")
        make_region(session, "320381102")
        office = make_account(session, role="office", region="320381")
    sign_in(client, office)
    form = page_of(client.get("/administration/settings/site")).form("/settings/site")
    assert "site-title" not in form.names()
    assert form.submit(client, {"site-contact": "Room 8", "site-title": "Mine"}).status_code == 303
    with database.reading() as session:
        assert option(session, SITE_TITLE) == ""
    assert "Room 8" in client.get("/").get_data(as_text=True)
    assert client.get("/administration/settings/?region=320382").status_code == 403
    assert client.get("/administration/settings/?region=320381102").status_code == 200


def test_settings_of_the_whole_platform_are_not_an_offices(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_region(session, "320381")
        decide(session, SITE_TITLE, "Ours")
        office = make_account(session, role="office", region="320381")
    assert sign_in(client, office).get("/administration/settings/backups").status_code == 404
