"""The form by which more time is asked for: on the page of the obligation and behind a report link."""

from dataclasses import dataclass

from starlette.datastructures import FormData

from models.errors import Refused
from models.extension import Extension
from rules.status import OPEN
from store.database import writing
from store.extensions import ask_extension
from store.obligation_rows import ObligationRow
from web.desk import Desk, civil_date, field


@dataclass(frozen=True, slots=True)
class TypedRequest:
    """What a person typed in a form about more time that could not be taken."""

    form: str = ""
    day: str = ""
    reason: str = ""
    number: str = ""


def read_request(form: FormData, kind: str) -> TypedRequest:
    """Return what was typed in the form of that kind: xin, chap-thuan or tu-choi."""
    return TypedRequest(kind, field(form, "ngay"), field(form, "ly_do"), field(form, "so_van_ban"))


def can_ask(row: ObligationRow, requests: list[Extension]) -> bool:
    """Return whether the agency is offered the form: open and dated, and nothing asked is undecided."""
    is_open = row.plan_state == "active" and row.status in OPEN and row.due_on is not None
    return is_open and not any(r.state == "asked" for r in requests)


def store_request(desk: Desk, form: FormData, *, obligation_id: int, by: str) -> None:
    """Store an agency's request as the form holds it; raises Refused where a rule forbids it."""
    proposed_on = civil_date(form, "ngay")
    if proposed_on is None:
        raise Refused("Chưa ghi ngày đề nghị gia hạn đến.", hint="Nhập ngày/tháng/năm rồi gửi lại.")
    with writing(desk.engine) as session:
        ask_extension(
            session,
            obligation_id=obligation_id,
            proposed_on=proposed_on,
            reason=field(form, "ly_do"),
            by=by,
            now=desk.now,
            today=desk.today,
        )
