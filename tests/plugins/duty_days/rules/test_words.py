"""Which words of rosters are understood, which are the beginning of a rule, and which stay words."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from plugins.duty_days.rules.rhythms import (
    LAST,
    Dates,
    LunarDates,
    Rhythm,
    Weekdays,
    Weekly,
    WeekOfMonth,
    day_of_month,
    nth_weekday,
)
from plugins.duty_days.rules.words import heard, understood

EVEN = (2, 4, 6, 8, 10, 12)


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("每月10日", day_of_month(10)),
        ("每月１０日", day_of_month(10)),
        (" 每月 15 号 ", day_of_month(15)),
        ("每月的1日", day_of_month(1)),
        ("每个月31号", day_of_month(31)),
        ("每月五日", day_of_month(5)),
        ("每月十日", day_of_month(10)),
        ("每月十五日", day_of_month(15)),
        ("每月二十日", day_of_month(20)),
        ("每月二十八日", day_of_month(28)),
        ("每月三十一日", day_of_month(31)),
        ("每月10日、20日", day_of_month(10, 20)),
        ("每月1、15日", day_of_month(1, 15)),
        ("每月5日和25日", day_of_month(5, 25)),
        ("每月最后一天", Dates((LAST,))),
        ("接待日：每月15日", day_of_month(15)),
        ("每月15日为代表接待日", day_of_month(15)),
        ("每月第一个星期一", nth_weekday(1, 0)),
        ("每月第二个星期三", nth_weekday(2, 2)),
        ("每月第3个周五", nth_weekday(3, 4)),
        ("每月第四个礼拜天", nth_weekday(4, 6)),
        ("每月第五个星期日", nth_weekday(5, 6)),
        ("每月首个周一", nth_weekday(1, 0)),
        ("每月最后一个星期五", nth_weekday(LAST, 4)),
        ("每月第一、三个周五", Weekdays((1, 3), (4,))),
        ("每月第一周的星期一", WeekOfMonth(1, 0)),
        ("每月第一周星期一", WeekOfMonth(1, 0)),
        ("每月最后一周周五", WeekOfMonth(LAST, 4)),
        ("每周一", Weekly((0,))),
        ("每周二、四", Weekly((1, 3))),
        ("每周二和周四", Weekly((1, 3))),
        ("每周一至周五", Weekly((0, 1, 2, 3, 4))),
        ("每季度第一个月10日", Dates((10,), (1, 4, 7, 10))),
        ("每季度最后一个月第二个周三", Weekdays((2,), (2,), (3, 6, 9, 12))),
        ("双月15日", Dates((15,), EVEN)),
        ("每年5月10日", Dates((10,), (5,))),
        ("农历逢三逢八", LunarDates((3, 8, 13, 18, 23, 28))),
        ("农历逢3、8", LunarDates((3, 8, 13, 18, 23, 28))),
        ("农历初一、十五", LunarDates((1, 15))),
        ("农历每月初十、廿五", LunarDates((10, 25))),
        ("公历逢5逢10", Dates((5, 10, 15, 20, 25, 30))),
    ],
)
def test_words_of_rosters_are_understood(words: str, rhythm: Rhythm) -> None:
    assert understood(words) == rhythm


@pytest.mark.parametrize(
    ("place", "words", "kind"),
    [
        ("xinyi", "每月固定一天", "dates"),
        ("fucheng", "每月10日", "dates"),
        ("jinsha", "半天走访，半天接待", ""),
        ("pingtanjie", "每月15日", "dates"),
        ("dongyaofang", "每月轮流", "dates"),
        ("wugang", "每周一次", "weekly"),
        ("qingyunpu", "每季度", "months"),
        ("zunyi", "逢集日", "digits"),
        ("guangling", "每月第一周的星期一", "week_of_month"),
        ("yuan", "活动月", "months"),
    ],
)
def test_the_rhythms_of_the_places_we_know_are_at_least_the_beginning_of_a_rule(
    place: str, words: str, kind: str
) -> None:
    said = heard(words)
    assert said is not None, place
    assert said.kind == kind


@pytest.mark.parametrize(
    ("words", "kind", "values"),
    [
        ("逢3逢8", "digits", {"digits": (3, 8)}),
        ("逢三逢八", "digits", {"digits": (3, 8)}),
        ("每月逢1、6日", "digits", {"digits": (1, 6)}),
        ("逢集日", "digits", {}),
        ("赶场天", "digits", {}),
        ("每5天一集", "every_days", {"every": 5}),
        ("每两周周三", "weekly", {"every": 2, "weekdays": (2,)}),
        ("工作日", "weekly", {"weekdays": (0, 1, 2, 3, 4)}),
        ("每季度一次", "months", {"months": (3, 6, 9, 12)}),
        ("每年5月", "months", {"months": (5,)}),
    ],
)
def test_what_is_missing_is_asked_for_and_no_rule_is_made_meanwhile(
    words: str, kind: str, values: dict[str, Any]
) -> None:
    said = heard(words)
    assert said is not None
    assert (said.kind, dict(said.values), said.rhythm) == (kind, values, None)
    assert understood(words) is None


@pytest.mark.parametrize(
    ("words", "beside"),
    [
        ("每月10日（遇节假日顺延）", {"policy": "next"}),
        ("每月10日,遇法定节假日提前", {"policy": "previous"}),
        ("每月10日上午", {"half": "morning"}),
        ("每月10日上午9:00-11:30", {"half": "morning", "begins": time(9), "ends": time(11, 30)}),
        ("每月10日上午接待，下午走访", {"half": "both"}),
    ],
)
def test_what_stands_beside_a_rhythm_is_filled_in_and_looked_at_before_it_counts(
    words: str, beside: dict[str, Any]
) -> None:
    said = heard(words)
    assert said is not None
    assert said.rhythm == day_of_month(10)
    assert {name: getattr(said, name) for name in beside} == beside
    assert understood(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "每月0日",
        "每月32日",
        "每月第六个星期一",
        "每月10",
        "every 10th",
        "每月10日左右",
        "电话预约",
        "每月" + "1" * 500 + "日",
        "每" * 60,
    ],
)
def test_words_that_say_something_else_stay_words(words: str) -> None:
    assert heard(words) is None
    assert understood(words) is None
