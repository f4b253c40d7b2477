"""The record of a meeting of 200 items with 2,000 versions: what opening it costs, and comparing two of its versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.pages import Asked
from bench.rows import Row
from core.accounts.models import Account
from core.app import create_app
from core.settings import Settings
from core.stations.models import Station
from core.testing.signing import cookie_of
from plugins.alliances.meetings.testing import make_meeting
from plugins.alliances.models.writing import Document, Passage, PassageVersion
from plugins.alliances.writing.placing import APART
from plugins.alliances.writing.service import document_of

ITEMS, VERSIONS = 200, 2000
WARM_UP, TURNS = 5, 40
SAID = (
    "\u6211\u4eec\u540c\u610f\u5f00\u5c55**\u514d\u8015\u64ad\u79cd**\u8bd5\u9a8c\uff0c"
    "\u4ea9\u4ea7\u63d0\u9ad8%(n)s\u516c\u65a4\u3002\n\n- \u519c\u673a\u4e09\u53f0\n- \u79cd\u5b50\u4e00\u5428"
)


def measure(settings: Settings) -> list[Row]:
    """The rows of the page of the record, and of comparing its first version with its last."""
    app = create_app(settings)
    database = app.extensions["lianzhan"].database
    with database.writing("bench") as session:
        document = _filled(session)
        meeting, number = document.meeting_id, document.id
        office = session.scalars(select(Account).where(Account.username == "office")).one()
        cookie = cookie_of(app, office)
    rows = [
        *_rows(app, "record", f"/p/alliances/meetings/{meeting}/record", cookie),
        *_rows(app, "compare", f"/p/alliances/documents/{number}/compare?one={ITEMS}&other={VERSIONS}", cookie),
        *_rows(app, "versions", f"/p/alliances/documents/{number}/versions", cookie),
    ]
    database.dispose()
    return rows


def _rows(app: Flask, name: str, path: str, cookie: str) -> Iterator[Row]:
    asked = Asked(app, app.extensions["lianzhan"].database.engine, path, cookie, None)
    costs = [asked.cpu_ms() for _turn in range(WARM_UP + TURNS)][WARM_UP:]
    yield Row(f"text:{name}:{ITEMS}x{VERSIONS}:cpu_ms", median(costs), "ms")
    yield Row(f"text:{name}:{ITEMS}x{VERSIONS}:sql", asked.statements(), "statements")


def _filled(session: Session) -> Document:
    """A record whose items were each written ten times."""
    station = session.scalars(select(Station).order_by(Station.id)).first()
    if station is None:
        raise RuntimeError("the demonstration has no station")
    document = document_of(session, make_meeting(session, station, title="Two hundred items").id, "record")
    began = datetime.now(UTC) - timedelta(days=1)
    passages = [
        Passage(document=document, position=place * APART, heading=f"{place}", words="", version=0, removed=False)
        for place in range(ITEMS)
    ]
    session.add_all(passages)
    session.flush()
    versions = []
    for number in range(1, VERSIONS + 1):
        passage = passages[(number - 1) % ITEMS]
        passage.words, passage.version = SAID % {"n": number}, number
        versions.append(
            {
                "document_id": document.id,
                "passage_id": passage.id,
                "number": number,
                "heading": passage.heading,
                "speaker": "",
                "words": passage.words,
                "position": passage.position,
                "removed": False,
                "deed": "added" if number <= ITEMS else "written",
                "account_id": None,
                "at": began + timedelta(seconds=number),
            }
        )
    document.latest = VERSIONS
    session.execute(insert(PassageVersion), versions)
    return document
