"""Facts of made-up papers, with every letter of Vietnamese somewhere in them."""

from datetime import date

from models.standing import RollupCounts
from report.letters import AnnexRow, CourseReport, Letterhead, OverdueItem, UrgingLetter
from report.period_papers import Conclusion, ConclusionNotice, LateItem, PeriodReport
from rules.periods import period_named
from rules.rollup import Rollup

TODAY = date(2026, 11, 23)
HEAD = Letterhead("Ủy ban nhân dân tỉnh Lam Giang", "Sở Y tế", "Lam Giang")
PLAN = "Kế hoạch số 12/KH-UBND ngày 02/11/2026 của Ủy ban nhân dân tỉnh Lam Giang"
# Every vowel with every tone, and đ.
LETTERS = (
    "a à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ e è é ẻ ẽ ẹ ê ề ế ể ễ ệ i ì í ỉ ĩ ị o ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ "
    "ơ ờ ớ ở ỡ ợ u ù ú ủ ũ ụ ư ừ ứ ử ữ ự y ỳ ý ỷ ỹ ỵ đ"
)
ALL_LETTERS = LETTERS + " " + LETTERS.upper()


def overdue(number: int, text: str = "Rà soát, lập danh sách cán bộ & gửi về <Sở Y tế>") -> OverdueItem:
    """Return an overdue item that was reminded of twice."""
    reminders = ((1, date(2026, 11, 17)), (2, date(2026, 11, 20)))
    return OverdueItem("12/KH-UBND", f"IV.{number}", text, date(2026, 11, 16), 7, reminders)


def letter(count: int = 2, *, recipient: str = "Sở Nội vụ", code: str = "so-noi-vu") -> UrgingLetter:
    """Return a letter about that many items; the last one holds every letter."""
    items = (*(overdue(n) for n in range(1, count)), overdue(count, ALL_LETTERS))
    subject = "đôn đốc thực hiện Kế hoạch số 12/KH-UBND"
    return UrgingLetter(HEAD, recipient, code, True, (PLAN,), subject, items, date(2026, 11, 30), TODAY)


def course() -> CourseReport:
    """Return a report on a plan of two agencies, one of them late."""
    late = RollupCounts(done_on_time=2, done_late=1, open_overdue=3, open=3)
    calm = RollupCounts(done_on_time=4, open_in_time=1, open=1, fresh=1)
    sums = RollupCounts(done_on_time=6, done_late=1, open_in_time=1, open_overdue=3, open=4, fresh=1)
    rollup = Rollup(TODAY, (("Sở Nội vụ", late), ("Sở Tài chính", calm)), sums)
    proposals = (f"Đề nghị chỉ đạo các cơ quan chậm. {ALL_LETTERS}",)
    return CourseReport(
        HEAD, "Ủy ban nhân dân tỉnh Lam Giang", PLAN, "Kế hoạch số 12/KH-UBND", rollup, proposals, TODAY
    )


def annex_rows(count: int = 3) -> list[AnnexRow]:
    """Return rows of a phụ lục; the last one holds every letter."""
    rows = [
        AnnexRow(str(n), "Rà soát, lập danh sách", "Sở Nội vụ", "Sở Tài chính", "27/11/2026", "Báo cáo")
        for n in range(1, count)
    ]
    return [*rows, AnnexRow(str(count), ALL_LETTERS, "Sở Y tế", "", "Thường xuyên", "")]


def period_course() -> PeriodReport:
    """Return a report of the fourth quarter on two agencies, with one item late."""
    quarter, before = period_named("2026-Q4"), period_named("2026-Q3")
    late = RollupCounts(done_on_time=2, done_late=1, open_overdue=3, open=3, carried_over=1, newly_given=5)
    calm = RollupCounts(done_on_time=4, open_in_time=1, open=1, fresh=1, newly_given=5)
    sums = RollupCounts(
        done_on_time=6,
        done_late=1,
        open_in_time=1,
        open_overdue=3,
        open=4,
        fresh=1,
        carried_over=1,
        newly_given=10,
    )
    then = RollupCounts(done_on_time=3, done_late=1, newly_given=4)
    item = LateItem(ALL_LETTERS, "12/KH-UBND, mục IV.1", "Sở Nội vụ", date(2026, 11, 16), 7)
    return PeriodReport(
        letterhead=HEAD,
        recipient="Ủy ban nhân dân tỉnh Lam Giang",
        plan=PLAN,
        plan_name="Kế hoạch số 12/KH-UBND",
        rollup=Rollup(TODAY, (("Sở Nội vụ", late), ("Sở Tài chính", calm)), sums, period=quarter),
        before=Rollup(date(2026, 9, 30), (("Sở Nội vụ", then),), then, period=before),
        period=quarter,
        period_before=before,
        late=(item,),
        proposals=("Đề nghị chỉ đạo các cơ quan chậm.",),
        as_of=TODAY,
        today=TODAY,
    )


def notice() -> ConclusionNotice:
    """Return a notice of two conclusions; the second is left for a person to write."""
    done = Conclusion(
        "Hoàn thành việc rà soát, lập danh sách cán bộ và gửi về Sở Y tế",
        f"Rà soát, lập danh sách (mục IV.1 12/KH-UBND, thời hạn 16/11/2026) {ALL_LETTERS}",
        "Sở Nội vụ",
        date(2026, 12, 4),
    )
    return ConclusionNotice(
        letterhead=HEAD,
        plan=PLAN,
        plan_name="Kế hoạch số 12/KH-UBND",
        counts=RollupCounts(done_on_time=6, open_overdue=2, open=2),
        leader="Giám đốc Sở Y tế",
        meeting="cuộc họp kiểm điểm tình hình thực hiện Kế hoạch số 12/KH-UBND",
        met_on=date(2026, 11, 20),
        conclusions=(done, Conclusion("", "Bố trí kinh phí (mục IV.2 12/KH-UBND)", "Sở Tài chính")),
        today=TODAY,
    )
