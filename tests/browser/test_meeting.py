"""A meeting on real screens: a deputy answers the invitation on a phone and checks in; who runs it sees both."""

from __future__ import annotations

import hmac
from datetime import timedelta

from flask import Flask
from playwright.sync_api import expect

from core.api.data import Deputy, Station
from core.clock import now, today
from core.database import Database
from core.momentary import make_code
from core.testing import Opening, SignedIn, make_deputy, make_station
from plugins.alliances.meetings import service
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.models import Meeting


def plan(database: Database) -> tuple[Station, int, Deputy]:
    """A station, a meeting of today, and a deputy who is asked to it."""
    with database.writing() as session:
        station = make_station(session, "农机站")
        deputy = make_deputy(session, "谭明", station=station)
        wish = Plan(title="秋种推进会", day=today(), place="会议室")
        meeting: Meeting = service.plan(session, station, wish, account_id=None, at=now())
        service.add(session, meeting, title="种子供应")
        service.invite(session, meeting, Guests(deputies=[deputy.id]), at=now() - timedelta(days=1))
        return station, meeting.id, deputy


def test_a_deputy_answers_on_a_phone_checks_in_and_the_manager_sees_it(
    app: Flask, database: Database, signed_in: SignedIn, open_page: Opening
) -> None:
    station, meeting, deputy = plan(database)
    phone = open_page(signed_in("deputy", deputy=deputy))
    desk = open_page(signed_in("manager", station=station), size="desk")

    phone.goto("/start")
    phone.locator("main").get_by_role("link", name="秋种推进会").first.click()
    expect(phone.locator("main")).to_contain_text("种子供应")
    phone.get_by_role("button", name="不能参加").click()
    expect(phone.locator("#errors")).to_be_visible()
    phone.get_by_role("button", name="能到").click()
    expect(phone.locator("main")).to_contain_text("能参加")
    desk.goto(f"/p/alliances/meetings/{meeting}/participants")
    expect(desk.locator("main")).to_contain_text("能参加1人")

    desk.goto(f"/p/alliances/meetings/{meeting}/code")
    expect(desk.locator("#large svg")).to_be_visible()
    expect(desk.locator("#large")).to_contain_text("尚未登记")
    secret = app.extensions["lianzhan"].settings.secret_key
    code = make_code(hmac.digest(secret.encode(), b"alliances.check_in", "sha256"), str(meeting), now())
    phone.goto(f"/p/alliances/meetings/here?code={code}")
    phone.get_by_role("button", name="我已到会").click()
    expect(phone.locator("main")).to_contain_text("到会")
    expect(desk.locator("#large")).to_contain_text("到会1人")
