"""``dondoc due`` and ``dondoc event``: a preview first, then the day."""

from datetime import date

import pytest

from config.clock import Clock
from console.dates import due_days, event_days
from console.desk import Desk
from console.plans import Changes, review_plan
from models.draft import Deadline, DraftItem, Rhythm
from models.errors import NotFound, Refused
from tests.cast import Cast, item

TODAY = date(2026, 11, 10)


def waiting(raw: str, ref: str) -> DraftItem:
    return DraftItem(
        ref=ref,
        text="Góp ý dự thảo",
        owners=("Sở Nội vụ",),
        deadline=Deadline(kind="event", raw=raw, provenance="item"),
        lines=(1, 1),
    )


@pytest.fixture
def desk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("COLUMNS", "200")
    return Desk(cast.settings, cast.engine, cast.office, Clock(TODAY), "chuyên viên")


@pytest.fixture
def plan_id(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(
        waiting("trong vòng 03 ngày kể từ ngày nhận được hướng dẫn", "IV.1"),
        waiting("ngay sau khi nhận được hướng dẫn", "IV.2"),
        item("Kiện toàn tổ công tác", "Sở Nội vụ", "Sở Tài chính", ref="IV.3"),
        item("Báo cáo", "Sở Nội vụ", due=date(2026, 12, 1), ref="IV.4"),
    )


def days(cast: Cast, plan_id: int) -> list[date | None]:
    return [o.due_on for o in cast.obligations(plan_id)]


def test_a_day_is_shown_first_and_written_when_sure(
    cast: Cast, desk: Desk, plan_id: int, capsys: pytest.CaptureFixture[str]
) -> None:
    due_days(desk, str(plan_id), items="", on="", agencies=[], is_sure=False)
    assert "Kiện toàn tổ công tác" in capsys.readouterr().out
    known = {"items": "3", "on": "30/11/2026"}
    due_days(desk, str(plan_id), **known, agencies=[], is_sure=False)
    shown = capsys.readouterr().out
    assert "Sở Tài chính" in shown and "30/11/2026" in shown and "Chưa ghi gì" in shown
    assert days(cast, plan_id) == [None, None, None, None, date(2026, 12, 1)]
    due_days(desk, str(plan_id), **known, agencies=["so-tai-chinh"], is_sure=True)
    assert "Đã ấn định hạn 30/11/2026 cho 1 phần việc của 1 mục" in capsys.readouterr().out
    assert days(cast, plan_id)[2:4] == [None, date(2026, 11, 30)]
    due_days(desk, str(plan_id), **known, agencies=[], is_sure=True)
    assert days(cast, plan_id)[2:4] == [date(2026, 11, 30)] * 2
    due_days(desk, str(plan_id), items="", on="", agencies=[], is_sure=False)
    assert "Không có phần việc nào" in capsys.readouterr().out


def test_the_days_of_an_event_are_shown_first_and_written_when_sure(
    cast: Cast, desk: Desk, plan_id: int, capsys: pytest.CaptureFixture[str]
) -> None:
    event_days(desk, str(plan_id), items="", on="", dues=[], is_sure=False)
    assert capsys.readouterr().out.count("nhận được hướng dẫn") == 2
    event_days(desk, str(plan_id), items="1,2", on="09/11/2026", dues=[], is_sure=False)
    shown = capsys.readouterr().out
    assert "12/11/2026" in shown and "--due 2=NGÀY" in shown and "Chưa ghi gì" in shown
    with pytest.raises(Refused, match="chưa có hạn"):
        event_days(desk, str(plan_id), items="1,2", on="09/11/2026", dues=[], is_sure=True)
    assert days(cast, plan_id)[:2] == [None, None]
    event_days(desk, str(plan_id), items="1,2", on="09/11/2026", dues=["2=11/11/2026"], is_sure=True)
    assert "hạn của 2 mục, 2 phần việc" in capsys.readouterr().out
    assert days(cast, plan_id)[:2] == [date(2026, 11, 12), date(2026, 11, 11)]
    event_days(desk, str(plan_id), items="", on="", dues=[], is_sure=False)
    assert "09/11/2026, hạn 12/11/2026" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"items": "4"}, "không có phần việc nào đang mở mà chưa có hạn"),
        ({"items": "3", "on": ""}, "Chưa ghi ngày"),
        ({"items": "9"}, "Không có mục số 9"),
        ({"items": "3", "on": "01/11/2026", "is_sure": True}, "đã qua"),
    ],
)
def test_a_day_that_cannot_be_set_is_one_sentence(
    options: dict[str, object], said: str, desk: Desk, plan_id: int
) -> None:
    known: dict[str, object] = {"on": "30/11/2026", "agencies": [], "is_sure": False}
    with pytest.raises(Refused, match=said):
        due_days(desk, str(plan_id), **(known | options))  # type: ignore[arg-type]


def test_an_agency_that_has_nothing_of_it_is_named(desk: Desk, plan_id: int) -> None:
    with pytest.raises(NotFound, match="Sở Y tế"):
        due_days(desk, str(plan_id), items="3", on="30/11/2026", agencies=["Sở Y tế"], is_sure=True)


def test_a_due_day_for_an_item_that_was_not_chosen_is_refused(desk: Desk, plan_id: int) -> None:
    for wrong in ("4=11/11/2026", "x=11/11/2026", "11/11/2026"):
        with pytest.raises(Refused, match="không nói về mục nào"):
            event_days(desk, str(plan_id), items="1,2", on="09/11/2026", dues=[wrong], is_sure=True)


def test_a_plan_is_told_at_review_how_its_periods_are_counted(
    cast: Cast, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.settle_province()
    draft = cast.draft(item("Báo cáo hằng tháng", "Sở Nội vụ", rhythm=Rhythm("month")))
    review_plan(desk, str(draft), Changes(periods="nd09"))
    assert "Kỳ báo cáo tính từ ngày 15 đến ngày 14" in capsys.readouterr().out
    cast.activate(draft)
    assert days(cast, draft) == [date(2026, 11, 16), date(2026, 12, 14)]
