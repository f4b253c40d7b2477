"""A term change is put into force or taken back, and the process is killed: it has happened whole, or not at all."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from random import Random

from sqlalchemy import func, select

from bench.soak.kills import Tally, kill
from core.audit.service import verify
from core.clock import now, today
from core.congresses.models import Term
from core.database import Database
from core.deputies.models import Mandate, MandateEvent, Placement
from core.platform import Platform
from core.regions.models import Region
from core.settings import Settings
from core.terms import service
from core.terms.models import TermChange, TermChangeItem
from core.testing.factories import make_deputy, make_station
from core.testing.serving import environment

COUNTY = "320382"
"""Not that of the demonstration: what others do there must not be touched."""
DEPUTIES = 240
"""Of the old term; every fourth goes, and as many come."""
STATES = ("draft", "applied")


class Terms:
    """The storm on term changes."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("term changes")
        self._settings, self._random = settings, random
        self._database = Database(settings.database_url)
        self._change = self._prepare()
        self._before = {"draft": self._looks("draft")}
        self._takes_s = self._undisturbed("apply")
        self._before["applied"] = self._looks("applied")
        self._undisturbed("revert")
        self.tally.half_done += self._looks("draft") != self._before["draft"]

    def round(self) -> None:
        """Apply or take back, kill, and look: the roll is that of before or that of afterwards, in every table."""
        step = "apply" if self._state() == "draft" else "revert"
        running = self._start(step)
        self._wait_for_its_beginning(running)
        time.sleep(self._random.uniform(0, 0.3) * self._takes_s)
        if running.poll() is None:
            kill([running.pid], self._settings.data_dir / "lianzhan.db", self._random, self.tally)
        told, _errors = running.communicate(timeout=120)
        state = self._state()
        wanted = STATES[step == "apply"]
        if b"committed" in told:
            self.tally.promised += 1
            self.tally.lost += state != wanted
        self.tally.half_done += self._looks(state) != self._before[state]
        with self._database.reading() as session:
            self.tally.broken_chains += not verify(session).is_intact

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()

    def _prepare(self) -> int:
        """A county with deputies of the old term, and the new ones beside them."""
        with self._database.writing("soak") as session:
            station = make_station(session, "Station of another county", region=COUNTY)
            old = [make_deputy(session, f"Old {number}", station=station) for number in range(DEPUTIES)]
            change = service.start(
                session, session.get_one(Region, COUNTY), {"county": 19}, today() - timedelta(days=1), now()
            )
            term = session.scalars(select(Term).where(Term.is_coming)).one()
            new = [make_deputy(session, f"New {number}", mandates=(), region=COUNTY) for number in range(DEPUTIES // 4)]
            for deputy in [*(one for number, one in enumerate(old) if number % 4), *new]:
                deputy.mandates.append(
                    Mandate(level="county", congress_id=term.congress_id, term_id=term.id, state="elected")
                )
            return change.id

    def _undisturbed(self, step: str) -> float:
        running = self._start(step)
        self._wait_for_its_beginning(running)
        begun = time.monotonic()
        told, errors = running.communicate(timeout=300)
        if b"committed" not in told:
            raise RuntimeError(errors.decode())
        return time.monotonic() - begun

    def _wait_for_its_beginning(self, running: subprocess.Popen[bytes]) -> None:
        """To start Python takes longer than the change itself: it is the change that is to be hit."""
        assert running.stdout is not None  # noqa: S101 - for the type
        running.stdout.readline()

    def _start(self, step: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bench.soak.terms", step, str(self._change)],
            env=environment(self._settings.data_dir),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _state(self) -> str:
        with self._database.reading() as session:
            return session.get_one(TermChange, self._change).state

    def _looks(self, state: str) -> dict[str, object]:
        """What a term change leaves, counted table by table."""
        with self._database.reading() as session:
            session.connection()  # one look: what is read below is of one moment
            mandates = session.execute(select(Mandate.state, Mandate.begins, Mandate.ends)).tuples()
            placed = session.execute(select(Placement.begins, Placement.ends, Placement.end_reason)).tuples()
            return {
                "state": state,
                "mandates": Counter(mandates),
                "events": session.scalar(select(func.count(MandateEvent.id))),
                "placements": Counter(placed),
                "terms": Counter(session.execute(select(Term.number, Term.is_coming, Term.begins, Term.ends)).tuples()),
                "items": session.scalar(select(func.count()).select_from(TermChangeItem)),
            }


def main() -> None:
    """One step in one transaction; it is said when it is committed."""
    step, number = sys.argv[1], int(sys.argv[2])
    platform = Platform.from_environ()
    platform.host.rehearse()
    print("begins", flush=True)
    with platform.database.writing("soak") as session:
        change = session.get_one(TermChange, number)
        if step == "apply":
            service.apply(session, change, now(), today())
        else:
            service.revert(session, change)
    print("committed", flush=True)


if __name__ == "__main__":
    main()
