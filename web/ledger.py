"""The đôn đốc ledger of a plan, and the plan's own rungs of the ladder."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from models.errors import BadSettings, Refused
from models.plan import Plan
from rules.rungs import COORDINATOR, CoordinatorRules, LadderRules, adapted
from store.accounts import Person
from store.database import reading, writing
from store.ledger import count_reminders, ledger_rows
from store.plans import get_plan
from store.replanning import set_plan_ladder
from web.desk import Allowed, DeskDep, FormDep, field, number_in_address
from web.render import go, page

router = APIRouter()
PER_PAGE = 200
# What each rung is called; the coordinators' stand under "coordinator.".
RUNGS: dict[str, str] = {
    "before": "Nhắc trước hạn (ngày làm việc)",
    "on_day": "Nhắc đúng ngày đến hạn",
    "overdue_first": "Quá hạn: nhắc lần đầu sau (ngày làm việc)",
    "overdue_every": "Quá hạn: sau đó cứ mấy ngày làm việc",
    "unacknowledged_after": "Chưa tiếp nhận: nhắc sau (ngày làm việc)",
    "check_in_days": "Việc chưa có hạn: hỏi tình hình sau (ngày)",
    "stale_days": "Việc thường xuyên: nhắc khi không báo cáo (ngày)",
    "escalate_head": "Báo thủ trưởng cơ quan khi quá hạn (ngày làm việc)",
    "escalate_lead": "Báo lãnh đạo cơ quan chủ trì khi quá hạn (ngày làm việc)",
    "escalate_issuer": "Báo cơ quan ban hành khi quá hạn (ngày làm việc)",
    "coordinator.before": "Phối hợp: nhắc trước hạn (ngày làm việc)",
    "coordinator.on_day": "Phối hợp: nhắc đúng ngày đến hạn",
    "coordinator.overdue_first": "Phối hợp: quá hạn, nhắc lần đầu sau (ngày làm việc)",
    "coordinator.overdue_every": "Phối hợp: sau đó cứ mấy ngày làm việc",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung as the form shows it: its field, its words, the office's value, the plan's own or ""."""

    name: str
    label: str
    office: str
    own: str

    @property
    def is_choice(self) -> bool:
        """Return whether the rung is only on or off."""
        return self.name.endswith("on_day")


def rungs(plan: Plan, office: LadderRules) -> list[Rung]:
    """Return every rung with the office's value and the plan's own."""
    own = plan.ladder or {}
    ladder = adapted(office, own)
    found = []
    for name, label in RUNGS.items():
        shown = _shown(_value(ladder, name)) if _has(own, name) else ""
        found.append(Rung(name, label, _shown(_value(office, name)), shown))
    return found


def _value(ladder: LadderRules, name: str) -> object:
    part, _, inner = name.rpartition(".")
    found: LadderRules | CoordinatorRules = ladder.coordinator if part else ladder
    value: object = getattr(found, inner)
    return value


def _has(own: dict[str, object], name: str) -> bool:
    part, _, inner = name.rpartition(".")
    table = own.get(COORDINATOR, {}) if part else own
    return isinstance(table, dict) and inner in table


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@router.post("/ke-hoach/{plan_id}/bac-thang")
def change_ladder(
    request: Request,
    desk: DeskDep,
    plan_id: int,
    person: Annotated[Person, Depends(Allowed("review_plan"))],
    form: FormDep,
) -> Response:
    """Give the plan rungs of its own; what is left blank is the office's."""
    try:
        with writing(desk.engine) as session:
            set_plan_ladder(
                session,
                plan_id=plan_id,
                overrides=_overrides(form),
                by=person.username,
                now=desk.now,
                calendar=desk.office.calendar,
                ladder=desk.office.ladder,
            )
    except BadSettings as fault:
        raise Refused(fault.sentence, hint="Sửa mục đó rồi lưu lại; chưa có gì thay đổi.") from fault
    said = "Đã lưu bậc thang nhắc việc của kế hoạch; các lần nhắc sắp tới được tính lại, thời hạn giữ nguyên."
    return go(request, f"/ke-hoach/{plan_id}/dien-tap", said)


def _overrides(form: FormData) -> dict[str, object]:
    found: dict[str, object] = {}
    inner: dict[str, object] = {}
    for name in RUNGS:
        if not (text := field(form, name)):
            continue
        part, _, key = name.rpartition(".")
        (inner if part else found)[key] = _typed(key, text)
    return found | ({COORDINATOR: inner} if inner else {})


def _typed(name: str, text: str) -> object:
    """Return a rung as typed: a number where it is one; anything else is refused by the rules, by name."""
    if name == "on_day":
        return {"có": True, "không": False}.get(text, text)
    parts = [_number(part) for part in text.replace(";", ",").split(",") if part.strip()]
    if name == "before":
        return parts
    return parts[0] if len(parts) == 1 else text


def _number(text: str) -> object:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text


@router.get("/ke-hoach/{plan_id}/so-don-doc")
def plan_ledger(
    request: Request, desk: DeskDep, plan_id: int, person: Annotated[Person, Depends(Allowed("see_plans"))]
) -> Response:
    """Show every reminder of a plan, the newest first, and what became of its message."""
    number = max(number_in_address(request, "trang") or 1, 1)
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        total = count_reminders(session, plan_id)
        last = max(-(-total // PER_PAGE), 1)
        number = min(number, last)
        rows = ledger_rows(session, plan_id=plan_id, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return page(request, "ledger.html", plan=plan, ledger=rows, total=total, number=number, last=last)
