"""Periods counted from something that comes for sure, and from what may never come."""

from datetime import date

import pytest

from rules.deadline import read_deadline
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()


def kind_of(phrase: str) -> str:
    return read_deadline(
        f"Báo cáo {phrase}.", issued_on=date(2026, 3, 2), event_on=None, calendar=CALENDAR
    ).kind


@pytest.mark.parametrize(
    "phrase",
    [
        "trong vòng 24 giờ kể từ khi phát hiện ca bệnh",
        "trong vòng 48 giờ kể từ khi phát hiện ổ dịch tại địa phương",
        "trong 24 giờ sau khi xảy ra sự cố",
        "chậm nhất 02 giờ kể từ khi xuất hiện cháy rừng",
        "không quá 03 ngày kể từ ngày phát sinh vướng mắc",
        "trong vòng 05 ngày kể từ khi có trường hợp ngộ độc",
    ],
)
def test_a_period_from_what_may_never_happen_sets_no_deadline(phrase: str) -> None:
    assert kind_of(phrase) == "none"


@pytest.mark.parametrize(
    "phrase",
    [
        "trong vòng 10 ngày kể từ ngày nhận được đề nghị",
        "trong vòng 05 ngày kể từ khi nhận được thông báo về ổ dịch",
        "trong vòng 05 ngày kể từ khi bão tan",
        "chậm nhất 03 ngày sau khi nước rút",
        "trong vòng 30 ngày kể từ khi kết thúc đợt dịch",
        "trong vòng 07 ngày kể từ khi có hướng dẫn",
        "trong vòng 15 ngày kể từ ngày học sinh nhập học",
    ],
)
def test_a_period_from_an_act_or_the_course_of_things_hangs_on_that_event(phrase: str) -> None:
    assert kind_of(phrase) == "event"


def test_a_period_from_the_signing_keeps_its_day_whatever_else_the_sentence_says() -> None:
    phrase = (
        "trong vòng 10 ngày kể từ ngày ban hành Kế hoạch này, trong vòng 24 giờ kể từ khi phát hiện ca bệnh"
    )
    assert kind_of(phrase) == "date"


def test_a_rhythm_beside_an_unsure_period_remains() -> None:
    assert kind_of("trong vòng 24 giờ kể từ khi phát hiện ca bệnh, tổng hợp hằng tháng") == "recurring"
