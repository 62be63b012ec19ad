"""How the mornings are judged: by what was stored and by the hour."""

from datetime import date, datetime, time

import pytest

from config.clock import instant
from rules.mornings import Judgement, MorningFacts, judge_mornings, missed_days

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
BEFORE = instant(date(2026, 11, 2), time(8))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(day, time(hour, minute))


def done(day: date, **more: object) -> MorningFacts:
    return MorningFacts(day, at(day, 7), at(day, 7, 3), **more)  # type: ignore[arg-type]


def judged(
    newest: MorningFacts | None,
    success: MorningFacts | None,
    now: datetime,
    *,
    is_working: bool = True,
    since: datetime | None = BEFORE,
) -> Judgement:
    return judge_mornings(newest, success, now=now, is_working=is_working, tracked_since=since)


def test_a_morning_that_ended_well_today_is_fine() -> None:
    found = judged(done(MONDAY, sent=12), done(MONDAY, sent=12), at(MONDAY, 15))
    assert (found.severity, found.words) == (
        "ok",
        "buổi sáng gần nhất xong lúc 07:03 ngày 23/11/2026, gửi 12 thư",
    )


def test_a_failed_morning_is_told_with_its_cause() -> None:
    failed = done(MONDAY, failure="Gửi thư: OperationalError")
    found = judged(failed, done(FRIDAY), at(MONDAY, 7, 30))
    assert found.severity == "wrong"
    assert "bị lỗi: Gửi thư: OperationalError" in found.words
    assert "dondoc morning" in found.todo


@pytest.mark.parametrize(("hour", "minute", "severity"), [(8, 59, "ok"), (9, 0, "wrong"), (17, 0, "wrong")])
def test_by_nine_of_a_working_day_one_must_have_ended(hour: int, minute: int, severity: str) -> None:
    found = judged(done(FRIDAY), done(FRIDAY), at(MONDAY, hour, minute))
    assert found.severity == severity
    assert ("đã quá 09:00" in found.words) == (severity == "wrong")


def test_on_a_day_off_no_morning_is_awaited() -> None:
    saturday = date(2026, 11, 21)
    assert judged(done(FRIDAY), done(FRIDAY), at(saturday, 15), is_working=False).severity == "ok"


def test_without_a_plan_no_morning_is_awaited() -> None:
    assert judged(None, None, at(MONDAY, 15), since=None).severity == "note"


def test_a_plan_of_today_is_awaited_from_tomorrow_on() -> None:
    assert judged(None, None, at(MONDAY, 15), since=at(MONDAY, 10)).severity == "note"
    assert judged(None, None, at(date(2026, 11, 24), 15), since=at(MONDAY, 10)).severity == "wrong"


def test_a_morning_that_runs_right_now_is_not_called_dead() -> None:
    running = MorningFacts(MONDAY, at(MONDAY, 7), None)
    assert judged(running, done(FRIDAY), at(MONDAY, 7, 2)).severity == "ok"


def test_a_morning_that_never_ended_is_told() -> None:
    killed = MorningFacts(MONDAY, at(MONDAY, 7), None)
    for now in (at(MONDAY, 9), at(date(2026, 11, 24), 6)):
        found = judged(killed, done(FRIDAY), now)
        assert found.severity == "wrong"
        assert "lúc 07:00 ngày 23/11/2026 bắt đầu nhưng không kết thúc" in found.words


def test_a_morning_made_up_for_another_day_names_both_days() -> None:
    late = MorningFacts(FRIDAY, at(MONDAY, 8), at(MONDAY, 8, 1))
    assert "lúc 08:01 ngày 23/11/2026 (cho ngày 20/11/2026)" in judged(late, late, at(MONDAY, 8, 30)).words


def test_a_morning_made_up_for_friday_does_not_stand_for_mondays() -> None:
    late = MorningFacts(FRIDAY, at(MONDAY, 8), at(MONDAY, 8, 1))
    assert judged(late, late, at(MONDAY, 10)).severity == "wrong"


def test_a_working_day_without_a_good_morning_is_missed_from_nine_on() -> None:
    def missed(now: datetime, *good: date) -> list[date]:
        return missed_days(set(good), first=FRIDAY, now=now, is_working=lambda day: day.weekday() < 5)

    assert missed(at(MONDAY, 8, 59), FRIDAY) == []
    assert missed(at(MONDAY, 9), FRIDAY) == [MONDAY]
    assert missed(at(MONDAY, 9), MONDAY) == [FRIDAY]
    assert missed(at(date(2026, 11, 19), 12)) == []
