"""What leaves the house: sent once where that can be known, again where it is safe, and shown where nobody knows."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core.accounts.models import Account
from core.clock import now
from core.jobs.tasks import myself
from core.notices.carrying import Carrying, claim, mark, take_over
from core.notices.mail import MailServer
from core.notices.models import Delivery, Robot
from core.notices.outcomes import SENT
from core.notices.service import notify, post
from core.platform import Platform
from core.testing.factories import make_account, make_station
from core.testing.outside import Groups, Mails, answering, hanging_up, wait_for
from core.testing.serving import COMMAND, environment
from core.words import lazy
from tests.core.notices.outside import WAIT, deliveries, robot, wants_mails

Carry = Callable[[Callable[[], object]], None]


def account_with(platform: Platform, address: str) -> Account:
    with platform.database.writing() as session:
        account = make_account(session)
    wants_mails(platform, account, address)
    return account


def tell(platform: Platform, account: Account, number: int = 1, **more: object) -> None:
    with platform.database.writing() as session:
        notify(
            session,
            account_id=account.id,
            key=f"tests.greeting:{number}",
            title=lazy("Hello"),
            body=lazy("Number %(n)s", n=number),
            link="/notices/",
            at=now(),
            **more,  # type: ignore[arg-type]
        )


def say(platform: Platform, *keys: str, lines: int = 1) -> None:
    """So many messages in the group of each of these robots."""
    with platform.database.writing() as session:
        for key in keys:
            station = make_station(session)
            found = session.get_one(Robot, int(key))
            found.station_id = station.id
            session.flush()
            for line in range(lines):
                post(session, station, key=f"tests.list:{key}.{line}", title=lazy("List"), at=now())


def states(platform: Platform) -> list[str]:
    return [one.state for one in deliveries(platform)]


@pytest.mark.usefixtures("on_both")
def test_a_mail_arrives_with_a_link_and_one_message_id(platform: Platform, mails: Mails, carry: Carry) -> None:
    account = account_with(platform, "li@example.org")
    tell(platform, account)
    carry(lambda: states(platform) == ["sent"])
    (mail,) = mails.taken
    assert (mail["From"], mail["To"], mail["Subject"]) == ("platform@example.org", "li@example.org", "Hello")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().split() == ["Number", "1", f"{platform.settings.public_url}/notices/"]
    assert deliveries(platform)[0].message_id == mail["Message-ID"]


def test_a_mail_whose_connection_broke_after_it_was_taken_is_sent_again_under_its_message_id(
    platform: Platform, mails: Mails, carry: Carry
) -> None:
    account = account_with(platform, "li@example.org")
    mails.hangs_up.add("li@example.org")
    tell(platform, account)
    carry(lambda: states(platform) == ["sent"])
    assert len(mails.taken) == 2
    assert len(set(mails.ids_to("li@example.org"))) == 1


def test_a_mail_refused_for_good_is_not_tried_again_and_one_refused_for_now_is(
    platform: Platform, mails: Mails, carry: Carry
) -> None:
    gone, full = account_with(platform, "gone@example.org"), account_with(platform, "full@example.org")
    mails.answers = {"gone@example.org": "550 no such user", "full@example.org": "452 mailbox full"}
    tell(platform, gone)
    tell(platform, full)
    carry(lambda: states(platform)[0] == "failed" and deliveries(platform)[1].attempts >= 2)
    mails.answers = {}
    carry(lambda: states(platform) == ["failed", "sent"])
    assert deliveries(platform)[0].attempts == 1
    assert "550" in str(deliveries(platform)[0].error)


def test_slow_and_failing_recipients_hold_up_nobody(
    platform: Platform, mails: Mails, groups: Groups, carry: Carry
) -> None:
    slow = [account_with(platform, f"slow{number}@example.org") for number in range(4)]
    mails.slow = {f"slow{number}@example.org" for number in range(4)}
    hangs, well = robot(platform, "hangs"), robot(platform, "well")
    released = threading.Event()
    groups.answers["hangs"] = lambda _handler: released.wait(9)
    for number in range(5):
        for account in slow:
            tell(platform, account, number)
    say(platform, str(hangs.id), lines=5)
    quick = account_with(platform, "quick@example.org")
    tell(platform, quick)
    say(platform, str(well.id))
    carry(lambda: mails.ids_to("quick@example.org") and groups.through("well"))
    assert [mail["To"] for mail in mails.taken] == ["quick@example.org"]  # the others are still being waited for
    assert len(groups.through("hangs")) == 1
    mails.slow.clear()
    released.set()


def test_a_server_that_is_away_is_asked_again_later_and_later(platform: Platform, mails: Mails, carry: Carry) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = MailServer("127.0.0.1", nobody.getsockname()[1], "", "", False, False, "platform@example.org")
    account = account_with(platform, "li@example.org")
    tell(platform, account)
    carrying = Carrying(platform, WAIT)
    carrying._server = away
    wait_for(lambda: deliveries(platform)[0].attempts == 3)
    carrying.stop(5)
    last = deliveries(platform)[0]
    assert last.state == "waiting"
    assert last.next_at - now() > WAIT
    carry(lambda: states(platform) == ["sent"])
    assert mails.ids_to("li@example.org") == [last.message_id]


def test_what_tells_of_something_over_is_given_up(platform: Platform, mails: Mails, carry: Carry) -> None:
    account = account_with(platform, "li@example.org")
    tell(platform, account, good_until=now() - timedelta(seconds=1))
    carry(lambda: states(platform) == ["given_up"])
    assert mails.taken == []


def test_who_forgets_their_address_gets_nothing_that_was_still_on_its_way(platform: Platform, mails: Mails) -> None:
    account = account_with(platform, "li@example.org")
    tell(platform, account)
    with platform.database.writing() as session:
        from core.notices.wishes import forget_address, wish_of

        forget_address(session, wish_of(session, account.id))
    carrying = Carrying(platform, WAIT)
    wait_for(lambda: states(platform) == ["failed"])
    carrying.stop(5)
    assert mails.taken == []


@pytest.mark.usefixtures("on_both")
def test_a_group_hears_it_once(platform: Platform, groups: Groups, carry: Carry) -> None:
    say(platform, str(robot(platform, "k").id))
    carry(lambda: states(platform) == ["sent"])
    assert groups.through("k") == ["List"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (hanging_up, "uncertain"),
        (answering(502, {}), "uncertain"),
        (answering(200, "what?"), "uncertain"),
        (answering(200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "failed"),
        (answering(404, {}), "failed"),
        (answering(200, {"errcode": 45009, "errmsg": "too often"}), "waiting"),
        (answering(429, {}), "waiting"),
    ],
)
def test_an_answer_of_a_group_decides_whether_it_is_tried_again(
    platform: Platform, groups: Groups, carry: Carry, answer: Callable[..., None], state: str
) -> None:
    groups.answers["k"] = answer
    say(platform, str(robot(platform, "k").id))
    carry(lambda: states(platform) == [state] and deliveries(platform)[0].attempts)
    if state == "waiting":
        carry(lambda: len(groups.through("k")) > 1)  # it is tried again
    else:
        say(platform, str(robot(platform, "other").id))  # a later one goes, so the worker has looked again
        carry(lambda: groups.through("other"))
        assert len(groups.through("k")) == 1


def test_a_group_that_takes_no_more_rests_and_then_hears_the_rest(
    platform: Platform, groups: Groups, carry: Carry
) -> None:
    groups.answers["k"] = answering(429, {})
    say(platform, str(robot(platform, "k").id), lines=3)
    carry(lambda: len(groups.said) >= 2)
    del groups.answers["k"]
    groups.said.clear()
    carry(lambda: states(platform) == ["sent"] * 3)
    assert len(groups.said) == 3


def left_by_a_dead_process(platform: Platform) -> list[Delivery]:
    """Claimed by a process that is gone."""
    claimed = [delivery for delivery, _to in claim(platform, MailServer.of(platform.settings))]
    process = subprocess.Popen([sys.executable, "-c", ""])
    holder = myself().rsplit("/", 2)[0] + f"/{process.pid}/1"
    process.wait()
    with platform.database.writing() as session:
        session.execute(update(Delivery).values(holder=holder))
    return claimed


@pytest.mark.usefixtures("on_both")
def test_what_a_dead_process_held_is_sent_again_as_mail_and_shown_as_uncertain_of_a_group(
    platform: Platform, mails: Mails, groups: Groups, carry: Carry
) -> None:
    account = account_with(platform, "li@example.org")
    tell(platform, account)
    say(platform, str(robot(platform, "k").id))
    mail, _message = left_by_a_dead_process(platform)
    carry(lambda: states(platform) == ["sent", "uncertain"])
    assert mails.ids_to("li@example.org") == [mail.message_id]
    assert groups.said == []


def test_a_process_that_was_only_asleep_still_says_how_it_ended(platform: Platform) -> None:
    say(platform, str(robot(platform, "k").id))
    ((delivery, _to),) = claim(platform, None)
    with platform.database.writing() as session:
        session.execute(update(Delivery).values(state="uncertain", ended_at=now()))
    mark(platform, delivery, SENT, now(), WAIT)
    assert states(platform) == ["sent"]


def test_of_two_workers_one_has_a_delivery(platform: Platform) -> None:
    say(platform, str(robot(platform, "k").id))
    taken: list[int] = []
    both = [threading.Thread(target=lambda: taken.extend(one.id for one, _to in claim(platform, None))) for _ in "ab"]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(taken) == 1
    take_over(platform)
    assert states(platform) == ["sending"]


@pytest.fixture
def worker(platform: Platform, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Real workers."""
    started: list[subprocess.Popen[bytes]] = []
    settings = platform.settings

    def start() -> subprocess.Popen[bytes]:
        more = {
            "LIANZHAN_DATABASE_URL": settings.database_url,
            "LIANZHAN_MAIL_URL": settings.mail_url,
            "LIANZHAN_MAIL_FROM": settings.mail_from,
            "LIANZHAN_ROBOTS_GO_TO": settings.robots_go_to,
        }
        with (tmp_path / "worker.log").open("ab") as told:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [*COMMAND, "worker"], env=environment(tmp_path, more), stdout=told, stderr=told
            )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_worker_killed_in_the_middle_leaves_a_mail_to_the_next_and_a_group_to_people(
    platform: Platform, mails: Mails, groups: Groups, worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    mails.slow = {"li@example.org"}
    groups.answers["k"] = lambda _handler: time.sleep(8)
    tell(platform, account_with(platform, "li@example.org"))
    say(platform, str(robot(platform, "k").id))
    first = worker()
    wait_for(lambda: states(platform) == ["sending", "sending"] and groups.said)
    first.send_signal(signal.SIGKILL)
    first.wait()
    mails.slow = set()
    worker()
    wait_for(lambda: states(platform) == ["sent", "uncertain"])
    assert len(groups.said) == 1
    assert len(set(mails.ids_to("li@example.org"))) == 1
    log = (tmp_path / "worker.log").read_text()
    assert "key=k" not in log
    assert "li@example.org" not in log
    assert "qyapi" not in log
    assert any(json.loads(line)["event"] == "message" for line in log.splitlines() if line.startswith("{"))
