"""Days on the pages: what waits for an event, what has no day, and how periods are counted."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.assignment import Assignment
from models.draft import Deadline, DraftItem, Rhythm
from models.obligation import Obligation
from models.plan import Plan
from store.database import reading
from tests.cast import Cast, item
from tests.web.conftest import Browser, Furniture

RECEIPT = "trong vòng 05 ngày làm việc kể từ ngày nhận được hướng dẫn"


def waiting(text: str, raw: str = RECEIPT, *owners: str, ref: str = "IV.1") -> DraftItem:
    deadline = Deadline(kind="event", raw=raw, provenance="item")
    return DraftItem(ref=ref, text=text, owners=owners or ("Sở Nội vụ",), deadline=deadline, lines=(1, 1))


@pytest.fixture
def plan(cast: Cast, furniture: Furniture) -> int:
    return cast.tracked_plan(
        waiting("Góp ý dự thảo"),
        waiting("Báo cáo nhanh", "ngay sau khi nhận được hướng dẫn", "Sở Tài chính", ref="IV.2"),
        item("Kiện toàn tổ công tác", "Sở Nội vụ", "Sở Tài chính", ref="IV.3"),
        item("Báo cáo hằng tháng", "Sở Nội vụ", ref="IV.4", rhythm=Rhythm("month")),
    )


def ids(engine: Engine, plan_id: int) -> dict[str, int]:
    """Return the plan's items by their number in the document."""
    with reading(engine) as session:
        rows = session.exec(select(Assignment).where(Assignment.plan_id == plan_id))
        return {r.ref: r.id or 0 for r in rows}


def owed(engine: Engine, item_id: int) -> list[Obligation]:
    with reading(engine) as session:
        query = select(Obligation).where(Obligation.assignment_id == item_id).order_by(Obligation.id)  # type: ignore[arg-type]
        return list(session.exec(query))


def test_the_plan_page_shows_what_waits_and_what_has_no_day(lead: Browser, plan: int) -> None:
    shown = lead.get(f"/ke-hoach/{plan}").text
    assert "Chờ sự kiện" in shown and "“nhận được hướng dẫn”" in shown
    assert "Chưa có hạn" in shown and "2 phần việc" in shown
    assert shown.count('name="ky"') == 2 and "Nghị định 09/2019/NĐ-CP" in shown


def test_the_days_of_an_event_are_shown_before_they_are_written(
    lead: Browser, engine: Engine, plan: int
) -> None:
    at, found = f"/ke-hoach/{plan}/han", ids(engine, plan)
    first, second = found["IV.1"], found["IV.2"]
    preview = lead.get(f"{at}?viec=su-kien&muc={first}&muc={second}&ngay=20/11/2026").text
    assert "thứ Sáu, 20/11/2026" in preview
    # Five working days after 20/11, of which 24/11 is none.
    assert 'value="30/11/2026"' in preview
    assert "Chữ không nêu bao nhiêu ngày" in preview
    assert owed(engine, first)[0].due_on is None
    sent = {
        "viec": "su-kien",
        "ngay": "20/11/2026",
        "muc": [str(first), str(second)],
        f"han_{first}": "01/12/2026",
        f"han_{second}": "",
    }
    stopped = lead.send(at, sent, page=f"/ke-hoach/{plan}")
    assert stopped.status_code == 409 and "chưa có hạn" in stopped.text
    assert 'value="01/12/2026"' in stopped.text, "what was typed is still there"
    sent[f"han_{second}"] = "23/11/2026"
    shown = lead.text_after(lead.send(at, sent, page=f"/ke-hoach/{plan}"))
    assert "Đã ghi sự kiện ngày 20/11/2026: hạn của 2 mục, 2 phần việc." in shown
    assert "sự kiện ngày 20/11/2026, hạn 01/12/2026" in shown
    (one,) = owed(engine, first)
    assert (one.due_on, one.first_due_on, one.kind) == (date(2026, 12, 1), date(2026, 12, 1), "event")
    page = lead.get(f"/phan-viec/{one.id}").text
    assert "tính theo sự kiện ngày 20/11/2026" in page and "sự kiện ngày 20/11/2026: hạn 01/12/2026" in page


def test_a_wrong_day_is_put_right_from_the_same_place(lead: Browser, engine: Engine, plan: int) -> None:
    at, found = f"/ke-hoach/{plan}/han", ids(engine, plan)
    first = found["IV.1"]
    for event_on, due_on in (("20/11/2026", "27/11/2026"), ("24/11/2026", "01/12/2026")):
        sent = {"viec": "su-kien", "ngay": event_on, "muc": str(first), f"han_{first}": due_on}
        lead.text_after(lead.send(at, sent, page=f"/ke-hoach/{plan}"))
    preview = lead.get(f"{at}?viec=su-kien&muc={first}&ngay=25/11/2026").text
    assert "Đang ghi: sự kiện ngày 24/11/2026, hạn 01/12/2026" in preview
    (one,) = owed(engine, first)
    assert (one.due_on, one.first_due_on) == (date(2026, 12, 1), date(2026, 11, 27))


def test_the_lead_chooses_the_agencies_that_get_a_day(lead: Browser, engine: Engine, plan: int) -> None:
    at, key = f"/ke-hoach/{plan}/han", ids(engine, plan)["IV.3"]
    chosen, other = owed(engine, key)
    preview = lead.get(f"{at}?viec=an-dinh&muc={key}&ngay=12/12/2026").text
    assert "thứ Bảy, 12/12/2026" in preview and "ngày nghỉ" in preview
    assert preview.count('name="pv"') == preview.count(" checked") == 2
    assert owed(engine, key)[0].due_on is None
    sent = {"viec": "an-dinh", "ngay": "12/12/2026", "muc": str(key), "pv": str(chosen.id)}
    shown = lead.text_after(lead.send(at, sent, page=f"/ke-hoach/{plan}"))
    assert "Đã ấn định hạn 12/12/2026 cho 1 phần việc" in shown
    first, second = owed(engine, key)
    assert (first.due_on, first.kind, second.due_on) == (date(2026, 12, 12), "dated", None)
    assert "do cơ quan chủ trì ấn định" in lead.get(f"/phan-viec/{first.id}").text
    assert f'name="pv" value="{other.id}"' in lead.get(f"{at}?viec=an-dinh&muc={key}&ngay=14/12/2026").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("viec=su-kien&ngay=20/11/2026", "Chưa chọn mục nào"),
        ("viec=su-kien&muc={first}", "Chưa ghi ngày của sự kiện"),
        ("viec=su-kien&muc={first}&ngay=31/11/2026", "không phải là ngày"),
        ("viec=su-kien&muc={first}&ngay=20/11/0026", "không hợp lý"),
        ("viec=su-kien&muc={undated}&ngay=20/11/2026", "không chờ sự kiện nào"),
        ("viec=an-dinh&muc={undated}", "Chưa ghi hạn"),
        ("viec=an-dinh&ngay=12/12/2026", "Chưa chọn mục nào"),
        ("viec=an-dinh&muc=x&ngay=12/12/2026", "không đúng"),
    ],
)
def test_a_choice_that_cannot_be_shown_says_why_beside_the_lists(
    query: str, said: str, lead: Browser, engine: Engine, plan: int
) -> None:
    found = ids(engine, plan)
    asked = query.format(first=found["IV.1"], undated=found["IV.3"])
    answer = lead.get(f"/ke-hoach/{plan}/han?{asked}")
    assert answer.status_code == 409 and said in answer.text and "Chờ sự kiện" in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ngay": "20/11/2026"}, "đã qua"),
        ({"pv": ""}, "không đúng"),
        ({"viec": "khac"}, "Chưa chọn thao tác"),
    ],
)
def test_a_day_that_cannot_be_written_changes_nothing(
    changes: dict[str, str], said: str, lead: Browser, engine: Engine, plan: int
) -> None:
    key = ids(engine, plan)["IV.3"]
    (one, _) = owed(engine, key)
    sent = {"viec": "an-dinh", "ngay": "12/12/2026", "muc": str(key), "pv": str(one.id)} | changes
    answer = lead.send(f"/ke-hoach/{plan}/han", sent, page=f"/ke-hoach/{plan}")
    assert answer.status_code == 409 and said in answer.text
    assert owed(engine, key)[0].due_on is None


def test_another_plans_work_cannot_be_given_a_day_here(
    lead: Browser, engine: Engine, plan: int, furniture: Furniture
) -> None:
    sent = {"viec": "an-dinh", "ngay": "12/12/2026", "pv": str(furniture.own)}
    assert lead.send(f"/ke-hoach/{plan}/han", sent, page=f"/ke-hoach/{plan}").status_code == 404


def test_at_review_the_event_and_the_periods_are_set_too(
    lead: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    draft = cast.draft(waiting("Góp ý"), item("Báo cáo", "Sở Nội vụ", rhythm=Rhythm("month"), ref="IV.2"))
    key = ids(engine, draft)["IV.1"]
    shown = lead.get(f"/ke-hoach/{draft}").text
    assert "Chờ sự kiện" in shown and "Kỳ báo cáo" in shown and "Chưa có hạn</h2>" not in shown
    sent = {"viec": "su-kien", "ngay": "20/11/2026", "muc": str(key), f"han_{key}": "27/11/2026"}
    shown = lead.text_after(lead.send(f"/ke-hoach/{draft}/han", sent, page=f"/ke-hoach/{draft}"))
    assert "tính theo sự kiện ngày 20/11/2026" in shown and "thứ Sáu, 27/11/2026" in shown
    chosen = lead.send(f"/ke-hoach/{draft}/ky-bao-cao", {"ky": "nd09"}, page=f"/ke-hoach/{draft}")
    assert "Đã lưu cách tính kỳ báo cáo" in lead.text_after(chosen)
    with reading(engine) as session:
        assert session.get_one(Plan, draft).report_periods == "nd09"
    assert (
        lead.send(f"/ke-hoach/{draft}/ky-bao-cao", {"ky": "x"}, page=f"/ke-hoach/{draft}").status_code == 409
    )


def test_an_occurrence_names_its_period(lead: Browser, engine: Engine, plan: int) -> None:
    (first, *_) = owed(engine, ids(engine, plan)["IV.4"])
    for at in (f"/phan-viec/{first.id}", f"/bang?ke_hoach={plan}&phan_loai=tat-ca"):
        assert "kỳ báo cáo tháng 11/2026: 01/11–30/11" in lead.get(at).text


def test_an_ongoing_duty_of_which_nothing_is_heard_says_so(
    lead: Browser, officer: Browser, cast: Cast, furniture: Furniture
) -> None:
    plan_id = cast.tracked_plan(
        item("Theo dõi, hướng dẫn", "Sở Nội vụ", kind="ongoing"), on=date(2026, 10, 1)
    )
    (one,) = cast.obligations(plan_id)
    for page in (
        lead.get(f"/phan-viec/{one.id}"),
        lead.get(f"/bang?ke_hoach={plan_id}&phan_loai=tat-ca"),
        officer.get("/viec"),
    ):
        assert "chưa cập nhật 53 ngày" in page.text
    at = f"/bang?ke_hoach={plan_id}&phan_loai=chua-cap-nhat"
    listed = lead.get(at).text
    assert "thường xuyên, chưa cập nhật" in listed and f"/phan-viec/{one.id}" in listed
    cast.move(one, "in_progress", on=date(2026, 11, 20), text="Vẫn làm đều.")
    assert f"/phan-viec/{one.id}" not in lead.get(at).text
    assert "chưa cập nhật" not in lead.get(f"/phan-viec/{one.id}").text


def test_others_read_the_lists_without_the_forms(sign_in: Callable[[str], Browser], plan: int) -> None:
    shown = sign_in("leader").get(f"/ke-hoach/{plan}").text
    assert "Chờ sự kiện" in shown and "Xem trước hạn" not in shown and 'name="ngay"' not in shown
    assert sign_in("leader").get(f"/ke-hoach/{plan}/han").status_code == 403
