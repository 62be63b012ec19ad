"""What the báo cáo of a period and the thông báo kết luận say, gathered from the database."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from config.settings import Settings
from models.errors import Refused
from models.plan import Plan
from report.filling import BLANK
from report.letters import MEDIA_TYPE, Letterhead
from report.period_papers import (
    NOTICE,
    PERIOD,
    Conclusion,
    ConclusionNotice,
    LateItem,
    PeriodReport,
    conclusion_notice,
    most_late,
    period_report,
)
from rules.periods import Period, previous_period
from store.boards import Filters, obligation_rows, rollup_by_agency
from store.obligation_rows import ObligationRow
from store.pastlate import LateThen, late_then
from store.plans import get_plan, plans
from store.rollups import Question, answer
from store.waiting import asking_count
from tasks.papers import Paper, letterhead, plan_name, plan_words, require_confirmed, template_path

ALL_PLANS = "các kế hoạch đang theo dõi"
# Obligations that the page of conclusions offers; more than a meeting can go through.
MOST_OFFERED = 200
# What a lead takes to a leader: refused or turned back, asked for more time, or late.
_CONTESTED = frozenset({"refused", "returned"})


def period_paper(
    session: Session,
    settings: Settings,
    *,
    period: Period,
    today: date,
    fresh_days: int,
    plan_id: int | None = None,
) -> Paper:
    """Return the báo cáo of a period, over one plan or all that are tracked.

    A period that still runs is counted as of today. Raises Refused for a period to come, for a plan that
    is not in force, and where cells do not sum.
    """
    plan = get_plan(session, plan_id) if plan_id is not None else None
    if plan is not None:
        require_confirmed(plan)
    question = Question("agency", plan_id, period)
    as_of = question.day_counted(None, today)
    before = previous_period(period)
    now = answer(session, question, as_of=as_of, today=today, fresh_days=fresh_days)
    earlier = Question("agency", plan_id, before)
    then = answer(session, earlier, as_of=before.last_on, today=today, fresh_days=fresh_days)
    late = most_late([_late(one) for one in late_then(session, day=as_of, plan_id=plan_id)])
    head, recipient = _who(session, plan)
    asking = asking_count(session, part="owner", plan_id=plan_id)
    bodies = len({one.agency for one in late})
    proposals = (
        (
            bodies,
            f"Đề nghị {recipient} chỉ đạo {bodies} cơ quan, đơn vị có nhiệm vụ quá hạn khẩn trương "
            "hoàn thành.",
        ),
        (
            now.owners.sum.no_deadline,
            f"Ấn định thời hạn cho {now.owners.sum.no_deadline} phần việc chưa có thời hạn.",
        ),
        (asking, f"Quyết định {asking} đề nghị gia hạn của các cơ quan, đơn vị."),
    )
    facts = PeriodReport(
        letterhead=head,
        recipient=recipient,
        plan=plan_words(plan) if plan else ALL_PLANS,
        plan_name=plan_name(plan) if plan else ALL_PLANS,
        rollup=now.owners,
        before=then.owners,
        period=period,
        period_before=before,
        late=late,
        proposals=tuple(words for count, words in proposals if count),
        as_of=as_of,
        today=today,
    )
    whose = f"ke-hoach-{plan_id}" if plan_id is not None else "tat-ca"
    content = period_report(facts, template_path(settings, PERIOD))
    return content, f"BC-ky_{whose}_{period.first_on:%Y%m%d}-{period.last_on:%Y%m%d}.docx", MEDIA_TYPE


def _late(one: LateThen) -> LateItem:
    place = f"{one.plan_label}, mục {one.ref}" if one.ref else one.plan_label
    return LateItem(one.text, place, one.agency_name, one.due_on, one.days_late)


def _who(session: Session, plan: Plan | None) -> tuple[Letterhead, str]:
    """Return who signs and who is reported to; over all plans those of the most of them."""
    if plan is not None:
        return letterhead(session, plan), plan.reports_to or plan.issuer or "cấp có thẩm quyền"
    heads = Counter(letterhead(session, one) for one in plans(session) if one.state == "active")
    if not heads:
        raise Refused("Chưa có kế hoạch nào đang theo dõi.", hint="Kích hoạt một kế hoạch trước.")
    # Of heads that are equally many the one of the newest plan: counting keeps the order.
    head = heads.most_common(1)[0][0]
    return head, head.superior or "cấp có thẩm quyền"


def offered_items(session: Session, plan: Plan, *, today: date) -> list[ObligationRow]:
    """Return what a follow-up meeting is about: the owners' work that is late or contested.

    Contested is what was refused or turned back, and what waits for a decision on more time.
    """
    own = Filters(plan_id=plan.id, part="owner")
    rows = {row.obligation_id: row for row in obligation_rows(session, today=today, filters=own)}
    asking = Filters(plan_id=plan.id, part="owner", asks_for_time=True)
    asked = {row.obligation_id for row in obligation_rows(session, today=today, filters=asking)}
    return [
        row
        for row in rows.values()
        if row.standing.name == "overdue" or row.status in _CONTESTED or row.obligation_id in asked
    ][:MOST_OFFERED]


def notice_paper(
    session: Session,
    settings: Settings,
    plan: Plan,
    conclusions: Sequence[Conclusion],
    *,
    today: date,
    leader: str = "",
    meeting: str = "",
    met_on: date | None = None,
) -> Paper:
    """Return the thông báo kết luận of a plan's follow-up meeting; what is not said is left blank.

    Raises Refused for a plan that is not in force, without items, and for a new day before the meeting.
    """
    require_confirmed(plan)
    met = met_on or today
    if not conclusions:
        raise Refused("Chưa chọn nhiệm vụ nào để kết luận.", hint="Đánh dấu ít nhất một nhiệm vụ.")
    for one in conclusions:
        if one.due_on is not None and one.due_on < met:
            raise Refused(
                f"Thời hạn mới {one.due_on:%d/%m/%Y} trước ngày họp {met:%d/%m/%Y}.", hint="Sửa lại ngày."
            )
    counts = rollup_by_agency(session, today=today, plan_id=plan.id).sum
    facts = ConclusionNotice(
        letterhead=letterhead(session, plan),
        plan=plan_words(plan),
        plan_name=plan_name(plan),
        counts=counts,
        leader=leader or BLANK,
        meeting=meeting or f"cuộc họp kiểm điểm tình hình thực hiện {plan_name(plan)}",
        met_on=met,
        conclusions=tuple(conclusions),
        today=today,
    )
    content = conclusion_notice(facts, template_path(settings, NOTICE))
    return content, f"TB-ket-luan_ke-hoach-{plan.id}_{today:%Y%m%d}.docx", MEDIA_TYPE


def basis_of(row: ObligationRow) -> str:
    """Return what a conclusion is about: the item's words, its place and its day."""
    place = f"mục {row.ref} {row.plan_label}" if row.ref else row.plan_label
    due = f", thời hạn {row.due_on:%d/%m/%Y}" if row.due_on else ""
    text = row.text if len(row.text) <= 160 else row.text[:159].rstrip() + "…"
    return f"{text} ({place}{due})"
