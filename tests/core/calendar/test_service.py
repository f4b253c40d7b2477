"""The calendar of working days: what is published, what is guessed, and counting deadlines out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.calendar import service
from core.calendar.notice import NoticeDayImpossible, NoticeNotUnderstood, NoticeOfAnotherYear, read_notice
from core.calendar.years import Source, YearOutOfReach, known
from core.database import Database

NOTICE_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        (date(2026, 2, 14), True, "spring"),  # a Saturday that is worked
        (date(2026, 2, 16), False, "spring"),
        (date(2026, 3, 2), True, ""),
        (date(2026, 3, 7), False, ""),
        (date(2026, 10, 8), True, ""),
    ],
)
def test_a_published_year_is_certain(session: Session, day: date, working: bool, name: str) -> None:
    assert service.is_working_day(session, day) == service.Answer(working, provisional=False, name=name)


def test_a_year_without_a_notice_is_guessed_and_says_so(session: Session) -> None:
    assert service.is_working_day(session, date(2027, 5, 1)) == service.Answer(
        working=False, provisional=True, name="labour"
    )
    assert service.is_working_day(session, date(2027, 2, 8)).provisional
    assert service.is_working_day(session, date(2027, 2, 6)).working is False  # a Saturday


def test_years_nobody_can_speak_of_are_refused(session: Session) -> None:
    for year in (2003, 2101):
        with pytest.raises(YearOutOfReach):
            service.is_working_day(session, date(year, 6, 1))


def test_deadlines_count_working_days_past_holidays_and_days_worked_for_them(session: Session) -> None:
    # From 12 February: Friday 13th, Saturday 14th (worked), then the festival, then Tuesday 24th.
    assert service.add_working_days(session, date(2026, 2, 12), 3) == service.Due(date(2026, 2, 24), provisional=False)
    assert service.add_working_days(session, date(2026, 2, 12), 0).day == date(2026, 2, 12)
    assert service.next_working_day(session, date(2026, 10, 1)).day == date(2026, 10, 8)
    assert service.next_working_day(session, date(2026, 10, 9)).day == date(2026, 10, 9)


def test_a_deadline_that_passes_through_a_guessed_year_is_provisional(session: Session) -> None:
    assert service.add_working_days(session, date(2026, 12, 28), 3) == service.Due(
        date(2026, 12, 31), provisional=False
    )
    assert service.add_working_days(session, date(2026, 12, 28), 4).provisional


def test_every_day_of_ten_years_is_worked_as_the_state_council_said(session: Session) -> None:
    from chinese_calendar import is_workday  # type: ignore[import-untyped]

    day, wrong = date(2017, 1, 1), []
    while day.year < 2027:
        if service.is_working_day(session, day).working != is_workday(day):
            wrong.append(day)
        day += timedelta(1)
    assert wrong == []


def test_the_notice_as_it_is_published_is_understood() -> None:
    assert read_notice(NOTICE_2026, 2026) == known(2026).days


def test_a_notice_read_in_a_browser_with_full_width_and_other_signs_is_understood() -> None:
    text = "（一）元旦：１月１日放假，共1天。\n（二）劳动节：5月1日至3日放假，共3天，4月25日（星期六）上班。"
    found = read_notice(text, 2026)
    assert [day.isoformat() for day in found] == ["2026-01-01", "2026-04-25", "2026-05-01", "2026-05-02", "2026-05-03"]
    assert found[date(2026, 4, 25)].is_working


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NoticeNotUnderstood),
        ("各省、自治区、直辖市人民政府：经国务院批准，现将安排通知如下。", NoticeNotUnderstood),
        ("一、元旦：1月1日（周三）放假。", NoticeOfAnotherYear),
        ("一、元旦：2月30日放假。", NoticeDayImpossible),
        ("一、元旦：1月5日至1日放假。", NoticeDayImpossible),
        ("一、春节：1月1日至12月31日放假。", NoticeDayImpossible),
        ("一、元旦：1月1日放假。二、国庆节：2019年10月1日至7日放假。", NoticeDayImpossible),
    ],
)
def test_a_notice_that_cannot_be_is_refused_with_a_sentence(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_notice(text, 2026)


def test_a_notice_makes_the_year_provisional_until_it_is_confirmed(database: Database, on_both: str) -> None:
    with database.writing() as session:
        service.enter_notice(session, 2027, "一、元旦：1月1日（周五）至3日（周日）放假。1月9日（周六）上班。")
        assert service.is_working_day(session, date(2027, 1, 9)) == service.Answer(True, True, "new_year")
    with database.writing() as session:
        service.confirm(session, 2027, is_published=True)
    with database.reading() as session:
        assert service.is_working_day(session, date(2027, 1, 9)) == service.Answer(True, False, "new_year")
        assert service.is_working_day(session, date(2027, 5, 3)) == service.Answer(True, False)


def test_a_new_year_that_begins_in_december_is_entered_in_both_years(session: Session) -> None:
    service.enter_notice(session, 2027, "一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。")
    assert service.is_working_day(session, date(2026, 12, 31)) == service.Answer(False, False, "new_year")
    assert service.is_working_day(session, date(2026, 10, 1)).name == "national"
    assert service.is_working_day(session, date(2027, 1, 2)).provisional


def test_days_are_entered_and_taken_back(session: Session) -> None:
    service.enter(session, 2027, date(2027, 2, 5), date(2027, 2, 11), "holiday", "spring")
    service.enter(session, 2027, date(2027, 2, 20), date(2027, 2, 20), "worked", "spring")
    assert not service.is_working_day(session, date(2027, 2, 9)).working
    assert service.is_working_day(session, date(2027, 2, 20)).working
    service.enter(session, 2027, date(2027, 2, 9), date(2027, 2, 9), "ordinary")
    assert service.is_working_day(session, date(2027, 2, 9)).working
    service.forget(session, 2027)
    assert service.calendar(session).year(2027).source is Source.GUESSED


def test_correcting_one_day_of_a_published_year_keeps_the_others(session: Session) -> None:
    service.enter(session, 2026, date(2026, 9, 3), date(2026, 9, 3), "holiday", "victory")
    year = service.calendar(session).year(2026)
    assert year.is_published
    assert len(year.days) == len(known(2026).days) + 1


@pytest.mark.parametrize(
    ("first", "last", "kind", "refusal"),
    [
        (date(2027, 1, 3), date(2027, 1, 1), "holiday", service.SpanTurnedRound),
        (date(2027, 1, 1), date(2027, 3, 1), "holiday", service.SpanTurnedRound),
        (date(2026, 12, 31), date(2027, 1, 1), "holiday", service.SpanAcrossYears),
        (date(2027, 1, 4), date(2027, 1, 4), "worked", service.WorkedAnyway),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, first: date, last: date, kind: service.Kind, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        service.enter(session, 2027, first, last, kind)


def test_asking_a_thousand_days_costs_one_statement(database: Database) -> None:
    with database.writing() as session:
        service.enter(session, 2027, date(2027, 2, 5), date(2027, 2, 5), "holiday")
    with database.reading() as session:
        service.is_working_day(session, date(2027, 1, 1))
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_r: asked.append(statement))
    with database.reading() as session:
        for offset in range(1000):
            service.is_working_day(session, date(2026, 1, 1) + timedelta(offset))
    assert len(asked) == 1
