"""`lianzhan audit verify`: also against a backup that was made before somebody cut the end and moved the head."""

from pathlib import Path

from sqlalchemy import delete, update

from core.audit.models import AuditEntry, AuditHead
from core.database import Database
from core.testing import make_person
from core.testing.serving import lianzhan


def test_what_the_chain_itself_cannot_tell_a_backup_tells(database_url: str, tmp_path: Path) -> None:
    database, given = Database(database_url), {"LIANZHAN_DATABASE_URL": database_url, "LANGUAGE": "en"}
    for _one in range(5):
        with database.writing("a test") as session:
            make_person(session)
    backup = tmp_path / "kept.zip"
    assert lianzhan("db", "backup", str(backup), data_dir=tmp_path, more=given).returncode == 0
    same = lianzhan("audit", "verify", "--backup", str(backup), data_dir=tmp_path, more=given)
    assert same.returncode == 0, same.stderr
    assert "knows the same up to entry 5" in same.stdout
    with database.writing() as session:
        last = session.get_one(AuditEntry, 3)
        session.execute(delete(AuditEntry).where(AuditEntry.id > last.id))
        session.execute(update(AuditHead).values(last_id=last.id, chained=last.chained))
    database.dispose()
    assert lianzhan("audit", "verify", data_dir=tmp_path, more=given).returncode == 0
    cut = lianzhan("audit", "verify", "--backup", str(backup), data_dir=tmp_path, more=given)
    assert cut.returncode == 1
    assert "cut off together with its head" in cut.stderr


def test_a_file_that_is_no_backup_is_said_to_be_none(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "notes.zip").write_text("notes")
    given = {"LIANZHAN_DATABASE_URL": database_url, "LANGUAGE": "en"}
    told = lianzhan("audit", "verify", "--backup", str(tmp_path / "notes.zip"), data_dir=tmp_path, more=given)
    assert told.returncode == 1
    assert "is no backup" in told.stderr
