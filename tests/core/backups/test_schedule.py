"""The night's backup, what is kept of the nights, and the administrators' page."""

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.backups import archive, keeping
from core.backups.models import BackupRun
from core.backups.options import NIGHTLY
from core.backups.service import default_file
from core.backups.tasks import MAKE, ask, ask_at_night
from core.clock import now
from core.database import Database
from core.jobs.models import Task
from core.jobs.tasks import carry_next
from core.options.service import decide
from core.platform import Platform
from core.settings import Settings
from core.testing import SignedIn, make_account, page_of
from core.testing.factories import make_photo

EVENING = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
"""Eight in the evening at the stations."""


@pytest.fixture
def platform(app: Flask) -> Platform:
    found: Platform = app.extensions["lianzhan"]
    assert found.host is not None
    return found


@pytest.fixture
def administrator(signed_in: SignedIn) -> FlaskClient:
    return signed_in("administrator")


def kept(*days_ago: int, label: str = "nightly") -> list[keeping.Kept]:
    found = []
    for ago in days_ago:
        at = EVENING - timedelta(days=ago)
        found.append(keeping.Kept(Path(f"{label}-{at:%Y%m%d-%H%M%S}.zip"), label, at, 1))
    return found


def test_of_a_year_of_nights_the_newest_of_days_weeks_and_months_stay() -> None:
    nights = kept(*range(365))
    gone = keeping.spare(nights, daily=7, weekly=4, monthly=6)
    stay = [one for one in nights if one not in gone]
    assert [(EVENING - one.at).days for one in stay[:7]] == list(range(7))
    assert len(stay) <= 7 + 4 + 6
    assert len({(one.day.year, one.day.month) for one in stay}) == 6
    assert keeping.spare(stay, daily=7, weekly=4, monthly=6) == []


def test_the_newest_is_never_removed_and_nothing_made_by_hand() -> None:
    old = kept(400)
    assert keeping.spare(old, daily=1, weekly=0, monthly=0) == []
    by_hand = kept(*range(50), label="lianzhan") + kept(*range(50), label="before-restore")
    assert keeping.spare(by_hand, daily=1, weekly=0, monthly=0) == []


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    for name in (
        "nightly-20261101-020000.zip",
        "holiday.zip",
        "nightly-2026.zip",
        ".nightly-20261101-020000.zip.7.part",
    ):
        (tmp_path / name).write_bytes(b"x")
    assert [one.name for one in keeping.kept_in(tmp_path)] == ["nightly-20261101-020000.zip"]
    assert keeping.kept_in(tmp_path / "nowhere") == []


def test_a_night_asks_once_and_a_failure_is_tried_again_after_an_hour(database: Database) -> None:
    with database.writing() as session:
        assert keeping.is_due(session, EVENING)
        ask_at_night(session, EVENING)
        ask_at_night(session, EVENING)
        assert len(session.scalars(select(Task).where(Task.kind == MAKE)).all()) == 1
        failed = BackupRun(reason="schedule", started_at=EVENING, finished_at=EVENING, file_name="a", error="No room.")
        session.add(failed)
        session.flush()
        assert not keeping.is_due(session, EVENING + timedelta(minutes=30))
        assert keeping.is_due(session, EVENING + timedelta(hours=2))
        session.add(BackupRun(reason="schedule", started_at=EVENING, finished_at=EVENING, file_name="b", size=9))
        session.flush()
        assert not keeping.is_due(session, EVENING + timedelta(hours=5))
        assert keeping.is_due(session, EVENING + timedelta(hours=12))
        decide(session, NIGHTLY, value=False)
        assert not keeping.is_due(session, EVENING + timedelta(hours=12))


def test_what_is_asked_for_is_made_verified_and_written_down(platform: Platform, database: Database) -> None:
    with database.writing() as session:
        make_photo(session, platform.files)
        ask(session, now(), reason="schedule")
    assert carry_next(platform)
    (made,) = keeping.kept_in(platform.settings.backup_dir)
    assert made.label == "nightly"
    with database.reading() as session:
        run = session.scalars(select(BackupRun)).one()
        task = session.scalars(select(Task).where(Task.kind == MAKE)).one()
        standing = keeping.standing(session, now())
    assert (run.file_name, run.size, run.error, run.reason) == (made.name, made.size, None, "schedule")
    assert task.state == "done"
    assert archive.read(made.path).audit_head == run.audit_head
    assert standing.good is not None
    assert standing.failed is None
    assert not standing.is_late


def test_a_failure_is_a_sentence_on_the_page_and_the_earlier_backup_stays(
    platform: Platform, database: Database, administrator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    with database.writing() as session:
        ask(session, now(), reason="schedule")
    assert carry_next(platform)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1))
    with database.writing() as session:
        ask(session, now(), reason="by_hand")
    assert carry_next(platform)
    assert len(keeping.kept_in(platform.settings.backup_dir)) == 1
    page = page_of(administrator.get("/backups/")).text
    assert "LIANZHAN_BACKUP_DIR" in page
    with database.reading() as session:
        task = session.scalars(select(Task).order_by(Task.id.desc())).first()
        assert task is not None
        assert task.state == "failed"


def test_old_nights_go_only_after_a_new_backup_is_good(platform: Platform, database: Database) -> None:
    folder = platform.settings.backup_dir
    folder.mkdir(parents=True)
    for ago in range(1, 40):
        (folder / f"nightly-{now() - timedelta(days=ago):%Y%m%d-%H%M%S}.zip").write_bytes(b"PK")
    with database.writing() as session:
        ask(session, now(), reason="schedule")
    assert carry_next(platform)
    left = keeping.kept_in(folder)
    assert 8 <= len(left) <= 7 + 4 + 6
    assert archive.read(left[0].path)


def test_a_backup_that_was_cut_off_is_said_so_by_the_next(platform: Platform, database: Database) -> None:
    with database.writing() as session:
        session.add(BackupRun(reason="schedule", started_at=EVENING, file_name="nightly-20261110-120000.zip"))
        ask(session, now(), reason="by_hand")
    assert carry_next(platform)
    with database.reading() as session:
        cut, good = session.scalars(select(BackupRun).order_by(BackupRun.id)).all()
    assert cut.finished_at is not None
    assert not cut.is_good
    assert good.is_good


def test_an_administrator_asks_for_one_sees_it_and_takes_it_away_which_is_written_down(
    platform: Platform, database: Database, administrator: FlaskClient, tmp_path: Path
) -> None:
    page = page_of(administrator.get("/backups/"))
    answer = page.form("/backups/").submit(administrator)
    assert answer.status_code == 303
    assert answer.location.startswith("/jobs/tasks/")
    assert "/jobs/tasks/" in administrator.get("/backups/").text
    assert carry_next(platform)
    (made,) = keeping.kept_in(platform.settings.backup_dir)
    page = page_of(administrator.get("/backups/"))
    answer = page.form(f"/backups/{made.name}/download").submit(administrator)
    assert answer.status_code == 200
    taken = tmp_path / "taken.zip"
    taken.write_bytes(answer.data)
    answer.close()
    assert zipfile.is_zipfile(taken)
    assert archive.read(taken) == archive.read(made.path)
    assert "no-store" in answer.headers["Cache-Control"]
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "download")).all()
    assert [entry.facts for entry in entries] == [{"file": made.name}]
    assert entries[0].account_id is not None


@pytest.mark.parametrize("name", ["..%2Fsecret-key", "nightly-20261101-020000.zip", "secret-key", "%00", "..", "a.zip"])
def test_nothing_but_backups_of_the_folder_is_handed_out(name: str, administrator: FlaskClient, app: Flask) -> None:
    from core.testing.signing import csrf_token

    answer = administrator.post(f"/backups/{name}/download", data={"csrf_token": csrf_token(app)})
    assert answer.status_code in (404, 405)


def test_an_audit_head_lies_in_every_backup(platform: Platform, database: Database) -> None:
    with database.writing() as session:
        make_account(session, role="office")
        ask(session, now(), reason="by_hand")
    carry_next(platform)
    (made,) = keeping.kept_in(platform.settings.backup_dir)
    with database.reading() as session:
        known = session.scalars(select(AuditEntry.chained)).all()
    assert archive.read(made.path).audit_head in known


def test_two_backups_of_one_second_have_names_of_their_own_and_are_both_read(settings: Settings) -> None:
    at = datetime(2026, 11, 21, 20, 0, 5, tzinfo=UTC)
    settings.backup_dir.mkdir(parents=True)
    for _one in range(11):
        default_file(settings, at).write_bytes(b"PK")
    newest, *_between, oldest = keeping.kept_in(settings.backup_dir)
    assert (newest.name, oldest.name) == ("lianzhan-20261121-200005-11.zip", "lianzhan-20261121-200005.zip")
    assert (newest.at, newest.label) == (oldest.at, oldest.label) == (at, "lianzhan")
