"""An import of deputies makes their accounts, quickly, and without a single password."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from core.access import Reach
from core.accounts import slips, waiting
from core.accounts.models import Account, Grant, Slip
from core.accounts.paper import slips_pdf
from core.accounts.service import hashed
from core.accounts.waiting import Awaiting
from core.database import Database
from core.testing import make_deputy, make_station
from core.testing.serving import lianzhan

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DATA = Path("core/demo/data")
DEPUTIES = 150


def test_the_command_makes_an_account_for_every_serving_deputy(database_url: str, tmp_path: Path) -> None:
    more = {"LIANZHAN_DATABASE_URL": database_url}
    told = [
        lianzhan(
            "import",
            kind,
            str(DATA / f"xinyi-{kind}.xlsx"),
            "--region",
            "320381",
            *further,
            data_dir=tmp_path,
            more=more,
        )
        for kind, further in (("stations", ()), ("deputies", ("--term", "county=18", "--level", "\u5e02=county")))
    ]
    database = Database(database_url)
    with database.reading() as session:
        made = session.scalar(select(func.count()).select_from(Account))
        assert made, told[-1].stdout + told[-1].stderr
        assert session.scalar(select(func.count()).where(Account.password_hash.is_not(None))) == 0
        assert session.scalar(select(func.count()).select_from(Grant)) == made
        assert session.execute(waiting.awaiting(Reach(everything=True))).all()
    database.dispose()


def test_slips_are_made_without_hashing_a_password(database: Database) -> None:
    """Accounts, tokens, paper and rows of many deputies cost a fraction of their passwords."""
    with database.writing() as session:
        station = make_station(session)
        for _number in range(DEPUTIES):
            make_deputy(session, station=station, since=date(2026, 1, 1))
    begun = time.process_time()  # what others do on this machine meanwhile does not count
    hashed("what a password would cost")
    a_hash = time.process_time() - begun
    begun = time.process_time()
    with database.reading() as session:
        holders = [Awaiting(*row) for row in session.execute(waiting.awaiting(Reach(everything=True)))]
        tokens = slips.tokens_for(session, "a-key-that-only-tests-know", "a form", holders)
    made = slips_pdf(holders, tokens, "https://lianzhan.example.cn", NOW, 60)
    paper = time.process_time()
    with database.writing() as session:
        slips.hand_out(session, holders, tokens, NOW, days=60)
    written = time.process_time()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Slip)) == DEPUTIES
    assert made.startswith(b"%PDF")
    assert written - begun < DEPUTIES * a_hash / 4, "an argon2 hash for each would take longer"
    assert written - paper < DEPUTIES * a_hash / 10, "the write transaction must be short"
