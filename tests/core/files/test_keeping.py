"""Keeping: bytes under their digest, rows with the transaction, and sweeping what neither names."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Scope
from core.clock import now
from core.database import Database
from core.files import service
from core.files.models import StoredFile
from core.files.store import Store
from core.testing.factories import make_photo, photo_bytes


@pytest.fixture
def files(tmp_path: Path) -> Store:
    return Store(tmp_path / "files")


def age(files: Store, *, days: int) -> None:
    """Let everything have been put there so long ago."""
    then = (now() - timedelta(days=days)).timestamp()
    for file in files.folder.glob("??/??/*"):
        os.utime(file, (then, then))


def test_bytes_lie_under_their_digest_for_their_owner_alone(files: Store) -> None:
    digest = files.put(b"minutes")
    path = files.path(digest)
    assert path.relative_to(files.folder).parts == (digest[:2], digest[2:4], digest)
    assert path.read_bytes() == b"minutes"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == [digest]


def test_the_same_bytes_lie_there_once(files: Store) -> None:
    assert files.put(b"minutes") == files.put(b"minutes")
    assert len(list(files.digests())) == 1


def test_what_is_damaged_in_its_place_is_put_there_anew(files: Store) -> None:
    digest = files.put(b"minutes")
    files.path(digest).write_bytes(b"min")
    files.put(b"minutes")
    assert files.path(digest).read_bytes() == b"minutes"


@pytest.mark.parametrize("name", ["", "..", "../../secret-key", "A" * 64, "g" * 64, "a" * 63, "/etc/passwd"])
def test_what_is_no_digest_leads_nowhere(files: Store, name: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        files.path(name)


def test_a_disk_that_is_full_leaves_nothing_half_written(files: Store) -> None:
    def full(out: object) -> None:
        out.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="space"):
        files.put_as("a" * 64, full, 9)
    assert list(files.folder.glob("??/??/*")) == []


def test_a_kept_file_is_found_in_every_size(session: Session, files: Store) -> None:
    file = make_photo(session, files)
    assert {files.path(digest).is_file() for digest in file.digests} == {True}
    assert files.path(file.digest_of("full")).stat().st_size == file.size
    assert len(file.token) == 24


def test_the_sweep_takes_what_no_row_names_and_nothing_else(session: Session, files: Store) -> None:
    kept = make_photo(session, files)
    orphan = files.put(b"never acknowledged")
    (files.path(orphan).parent / "0123.part").write_bytes(b"cut off")
    stranger = files.folder / "readme.txt"
    stranger.write_text("put here by hand")
    age(files, days=2)
    assert service.sweep(session, files, now()) == 2
    assert {files.path(digest).is_file() for digest in kept.digests} == {True}
    assert not files.path(orphan).exists()
    assert stranger.exists()


def test_the_sweep_leaves_an_upload_that_is_still_running(session: Session, files: Store) -> None:
    fresh = files.put(b"its row is about to be committed")
    assert service.sweep(session, files, now()) == 0
    assert files.path(fresh).exists()


def test_an_old_orphan_that_is_given_again_is_fresh(session: Session, files: Store) -> None:
    orphan = files.put(b"given twice")
    age(files, days=2)
    files.put(b"given twice")
    assert service.sweep(session, files, now()) == 0
    assert files.path(orphan).exists()


def test_bytes_go_with_the_last_row_that_names_them(session: Session, files: Store) -> None:
    prepared = service.prepare_photo(photo_bytes(300, 200), "a.jpg")
    one, two = (service.keep(session, files, prepared, scope=Scope(region_code="320381")) for _time in range(2))
    assert one.token != two.token
    service.forget(session, one)
    age(files, days=2)
    assert service.sweep(session, files, now()) == 0
    service.forget(session, two)
    assert service.sweep(session, files, now()) == 1
    assert list(files.digests()) == []


def test_what_is_rolled_back_leaves_no_row(database: Database, files: Store) -> None:
    with database.session(writes=True) as session:
        make_photo(session, files)
        session.rollback()
    with database.reading() as session:
        assert session.scalars(select(StoredFile)).all() == []
    age(files, days=2)
    with database.reading() as session:
        assert service.sweep(session, files, now()) > 0
    assert list(files.digests()) == []


def test_a_photo_costs_the_write_transaction_nothing_when_it_was_laid_down_before(
    session: Session, files: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = service.prepare_photo(photo_bytes(300, 200), "a.jpg")
    service.lay_down(files, prepared)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    service.keep(session, files, prepared, scope=Scope(region_code="320381"))
    assert synced == []


def test_sweeping_and_giving_at_once_lose_nothing(session: Session, files: Store) -> None:
    """Whatever is given while the sweep runs is there afterwards."""
    import threading

    for number in range(60):
        files.put(str(number).encode())
    age(files, days=2)
    given: list[str] = []
    giving = threading.Thread(target=lambda: given.extend(files.put(str(number).encode()) for number in range(60)))
    giving.start()
    service.sweep(session, files, now())
    giving.join()
    assert all(files.path(digest).is_file() for digest in given)


def test_bytes_are_streamed_from_where_they_come(files: Store) -> None:
    digest = files.digest(b"from a backup")
    files.put_as(digest, lambda out: out.write(io.BytesIO(b"from a backup").read()), 13)
    assert files.path(digest).read_bytes() == b"from a backup"
