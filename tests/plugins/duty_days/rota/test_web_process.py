"""A web process never carries CP-SAT: 87 MB and most of a second that no page may cost."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from core.access import Role
from core.app import create_app
from core.clock import today
from core.database import Database
from core.settings import Settings
from core.testing import make_account, make_station
from core.testing.databases import migrate
from core.testing.pages import Page
from core.testing.serving import Served, serving
from core.testing.signing import cookie_of
from plugins.duty_days.testing import make_duty_day


def test_asking_for_a_rota_looking_at_it_and_its_months_brings_no_solver_into_a_web_process(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/lianzhan.db")
    migrate(database)
    with database.writing() as session:
        station = make_station(session, "North Mill", deputies=9)
        for number in range(12):
            make_duty_day(session, station, today() + timedelta(days=7 + 30 * number))
        keeper = make_account(session, "keeper", role=Role.MANAGER, station=station)
        home = f"/stations/{station.id}/p/duty_days"
    database.dispose()
    app = create_app(Settings.from_environ({"LIANZHAN_DATA_DIR": str(tmp_path)}))
    cookie = cookie_of(app, keeper)
    app.extensions["lianzhan"].database.dispose()
    with serving(tmp_path, "--web-only") as served:
        visitor = _Visitor(served.url, cookie)
        form = visitor.open(f"{home}/rota").form("/rota")
        proposal = visitor.open(form.action, {**form.values, "span": ["year"]})
        assert "/proposals/" in proposal.url
        for view in ("", "?view=calendar"):
            visitor.open(f"{home}/manage{view}")
        processes = _maps(served)
        assert any("sqlite" in files for files in processes)
        assert not any("ortools" in files for files in processes)


class _Visitor:
    """Somebody with a browser that carries a session."""

    def __init__(self, url: str, cookie: str) -> None:
        self._url = url
        self._browser = urllib.request.build_opener()
        self._browser.addheaders = [("Cookie", f"session={cookie}")]

    def open(self, path: str, typed: dict[str, list[str]] | None = None) -> Page:
        """The page, or the one that the answer to a form leads to."""
        sent = urlencode(typed, doseq=True).encode() if typed else None
        with self._browser.open(self._url + path, sent, timeout=30) as answer:
            return Page(answer.read().decode(), answer.url.removeprefix(self._url))


def _maps(served: Served) -> list[str]:
    """The files in the memory of each process of the server."""
    server = served.process.pid
    workers = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [Path(f"/proc/{pid}/maps").read_text() for pid in (str(server), *workers)]
