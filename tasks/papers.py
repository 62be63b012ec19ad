"""What the Word papers of the pages and of ``dondoc letter`` say, gathered from the database."""

from datetime import date
from pathlib import Path

from sqlmodel import Session

from config.settings import SHIPPED, Settings
from models.agency import Agency
from models.assignment import Assignment, AssignmentParty
from models.errors import Refused
from models.plan import Plan
from report.letters import (
    ANNEX,
    COURSE,
    MEDIA_TYPE,
    URGING,
    ZIP_TYPE,
    AnnexRow,
    CourseReport,
    Letterhead,
    OverdueItem,
    UrgingLetter,
    annex,
    course_report,
    letter_name,
    letters_archive,
    urging_letter,
)
from rules.status import OPEN
from store.boards import Filters, obligation_rows, rollup_by_agency
from store.ledger import sent_reminders
from store.obligation_rows import ObligationRow
from store.plans import ReviewItem, draft_items, get_plan
from store.waiting import asking_count

# Working days that a body has for its answer where the lead names no day.
ANSWER_DAYS = 5
_WITHOUT_DAY = {
    "recurring": "Định kỳ",
    "ongoing": "Thường xuyên",
    "event": "Theo sự kiện",
    "none": "Không xác định thời hạn",
}
# A paper to be downloaded: its bytes, its file name, its media type.
Paper = tuple[bytes, str, str]


def template_path(settings: Settings, name: str) -> Path:
    """Return the office's own Word template of that name, or the shipped one where it has none."""
    own = settings.office_folder / "word" / name
    return own if own.exists() else SHIPPED / "templates" / "word" / name


def urging_paper(
    session: Session,
    settings: Settings,
    *,
    today: date,
    answer_by: date,
    plan_id: int | None = None,
    agency_id: int | None = None,
) -> Paper:
    """Return the công văn đôn đốc to every body that is late: one .docx, or a zip where there are several.

    Raises Refused where nobody is late, and for a day to answer by that is not ahead.
    """
    if answer_by <= today:
        raise Refused(
            f"Ngày trả lời {answer_by:%d/%m/%Y} không ở phía trước.", hint="Chọn một ngày sau hôm nay."
        )
    found = urging_letters(session, today=today, answer_by=answer_by, plan_id=plan_id, agency_id=agency_id)
    if not found:
        raise Refused("Không có việc quá hạn nào để đôn đốc.", hint="Xem bảng theo dõi, phân loại “Quá hạn”.")
    template = template_path(settings, URGING)
    if len(found) == 1:
        return urging_letter(found[0], template), letter_name(found[0]), MEDIA_TYPE
    return letters_archive(found, template), f"CV-don-doc_{today:%Y%m%d}.zip", ZIP_TYPE


def urging_letters(
    session: Session,
    *,
    today: date,
    answer_by: date,
    plan_id: int | None = None,
    agency_id: int | None = None,
) -> list[UrgingLetter]:
    """Return a letter for each body and each lead whose work it is late with, in the bodies' order.

    Only what the body has still to do is urged: what it has reported waits for the lead.
    """
    filters = Filters(
        plan_id=plan_id, agency_id=agency_id, standings=frozenset({"overdue"}), statuses=OPEN, part="owner"
    )
    rows = [r for r in obligation_rows(session, today=today, filters=filters) if r.plan_state == "active"]
    plans = {key: get_plan(session, key) for key in {row.plan_id for row in rows}}
    heads = {key: letterhead(session, plan) for key, plan in plans.items()}
    piles: dict[tuple[str, int, Letterhead], list[ObligationRow]] = {}
    for row in rows:
        piles.setdefault((row.agency_name, row.agency_id, heads[row.plan_id]), []).append(row)
    told = sent_reminders(session, [row.obligation_id for row in rows])
    found = []
    for (_, _, head), pile in sorted(piles.items(), key=lambda one: (one[0][0], one[0][1], str(one[0][2]))):
        named = [plans[key] for key in dict.fromkeys(row.plan_id for row in pile)]
        found.append(
            UrgingLetter(
                letterhead=head,
                recipient=pile[0].agency_name,
                recipient_code=pile[0].agency_code,
                is_ordered=pile[0].is_ordered,
                plans=tuple(map(plan_words, named)),
                subject=f"đôn đốc thực hiện {plan_name(named[0]) if len(named) == 1 else 'nhiệm vụ quá hạn'}",
                items=tuple(_overdue(row, told.get(row.obligation_id, [])) for row in pile),
                answer_by=answer_by,
                today=today,
            )
        )
    return found


def course_paper(session: Session, settings: Settings, plan: Plan, *, today: date, fresh_days: int) -> Paper:
    """Return the báo cáo on how a plan is carried out; raises Refused for one not in force."""
    require_confirmed(plan)
    plan_id = plan.id or 0
    rollup = rollup_by_agency(session, today=today, plan_id=plan_id, fresh_days=fresh_days)
    head = letterhead(session, plan)
    recipient = plan.reports_to or plan.issuer or "cấp có thẩm quyền"
    late = sum(1 for _, counts in rollup.rows if counts.open_overdue)
    asked = asking_count(session, part="owner", plan_id=plan_id)
    proposals = (
        (
            late,
            f"Đề nghị {recipient} chỉ đạo {late} cơ quan, đơn vị có nhiệm vụ quá hạn khẩn trương hoàn thành.",
        ),
        (
            rollup.sum.no_deadline,
            f"Ấn định thời hạn cho {rollup.sum.no_deadline} phần việc chưa có thời hạn.",
        ),
        (asked, f"Quyết định {asked} đề nghị gia hạn của các cơ quan, đơn vị."),
    )
    facts = CourseReport(
        letterhead=head,
        recipient=recipient,
        plan=plan_words(plan),
        plan_name=plan_name(plan),
        rollup=rollup,
        proposals=tuple(words for count, words in proposals if count),
        today=today,
    )
    content = course_report(facts, template_path(settings, COURSE))
    return content, f"BC-tinh-hinh_ke-hoach-{plan_id}_{today:%Y%m%d}.docx", MEDIA_TYPE


def annex_paper(session: Session, settings: Settings, plan: Plan) -> Paper:
    """Return the phụ lục phân công nhiệm vụ of a plan; raises Refused for one that nobody has confirmed."""
    require_confirmed(plan)
    kept = [one for one in draft_items(session, plan.id or 0) if not one.assignment.is_dropped]
    rows = [_annex_row(number, one) for number, one in enumerate(kept, 1)]
    content = annex(plan_words(plan), rows, template_path(settings, ANNEX))
    return content, f"PL-phan-cong_ke-hoach-{plan.id}.docx", MEDIA_TYPE


def letterhead(session: Session, plan: Plan) -> Letterhead:
    """Return who signs papers about a plan: its lead agency under its issuer, or the issuer itself."""
    lead = session.get(Agency, plan.lead_agency_id) if plan.lead_agency_id is not None else None
    name, issuer = (lead.name if lead else plan.lead_name) or "", plan.issuer or ""
    is_other = name and name.casefold() != issuer.casefold()
    return Letterhead(issuer if is_other else "", name or issuer or "……………………", plan.place or "")


def plan_name(plan: Plan) -> str:
    """Return a plan in short: "Kế hoạch số 12/KH-UBND", or its title where the number is blank."""
    form = plan.form[:1].upper() + plan.form[1:]
    return f"{form} số {plan.number}" if plan.number else f"{form} “{plan.title}”"


def plan_words(plan: Plan) -> str:
    """Return a plan as papers cite it: form, number, day, issuer, and what it is about."""
    day = f" ngày {plan.issued_on:%d/%m/%Y}" if plan.issued_on else ""
    issuer = f" của {plan.issuer}" if plan.issuer else ""
    title = f" “{plan.title}”" if plan.number and plan.title else ""
    return f"{plan_name(plan)}{day}{issuer}{title}"


def require_confirmed(plan: Plan) -> None:
    """Raise Refused for a plan that was never in force: no paper is written about a draft."""
    if plan.state not in ("active", "closed"):
        raise Refused(
            "Kế hoạch này chưa được kích hoạt nên chưa lập được văn bản.", hint="Rà soát và kích hoạt trước."
        )


def _overdue(row: ObligationRow, told: list[tuple[int, date]]) -> OverdueItem:
    assert row.due_on is not None  # noqa: S101 - what has no day is never overdue
    return OverdueItem(row.plan_label, row.ref, row.text, row.due_on, row.standing.days, tuple(told))


def _annex_row(number: int, one: ReviewItem) -> AnnexRow:
    row = one.assignment
    return AnnexRow(
        number=row.ref or str(number),
        text=row.text,
        owners=_names(one.owners),
        coordinators=_names(one.coordinators),
        when=_when(row),
        deliverable=row.deliverable,
    )


def _names(parties: list[AssignmentParty]) -> str:
    return "; ".join(party.name for party in parties)


def _when(row: Assignment) -> str:
    if row.due_on is not None:
        return f"{row.due_on:%d/%m/%Y}"
    return row.deadline_raw or _WITHOUT_DAY.get(row.deadline_kind, _WITHOUT_DAY["none"])
