"""Days, instants and code words as people read them on the pages."""

from collections.abc import Sequence
from datetime import date, datetime

import pendulum

from config.clock import ZONE
from models.reading import ReadingStep
from rules import lineage, origins, phrases
from rules.civil import day_of
from rules.deadlines import names, reporting
from rules.wording import day_words

PLAN_STATES = {
    "draft": "Dự thảo, chờ rà soát",
    "active": "Đang theo dõi",
    "closed": "Đã kết thúc",
    "merged": "Đã nhận vào kế hoạch được sửa đổi",
    "dropped": "Dự thảo đã xóa",
}
ITEM_ROLES = {"lead": "chủ trì", "do": "thực hiện", "support": "phối hợp"}
PARTS = {"owner": "chủ trì / thực hiện", "coordinator": "phối hợp"}
DEADLINE_KINDS = {
    "date": "có ngày",
    "recurring": "định kỳ",
    "ongoing": "thường xuyên",
    "event": "theo sự kiện",
    "none": "không xác định thời hạn",
}
PROVENANCES = origins.PROVENANCES
origin_words = origins.origin_words
deadline_rule_words = names.deadline_rule_words
REPORT_PERIODS = reporting.PERIOD_NAMES
MESSAGE_STATES = phrases.MESSAGE_STATES
EXTENSION_STATES = {"asked": "Chờ quyết định", "granted": "Đã gia hạn", "refused": "Không chấp thuận"}
SAYS = {"acknowledged": "Tiếp nhận", "in_progress": "Đang thực hiện", "reported": "Đã hoàn thành"}
VIA = {"web": "trang web", "link": "đường dẫn trong thư", "mail": "thư trả lời", "api": "phần mềm khác"}
SIDES = {
    "lead": "cơ quan chủ trì kế hoạch",
    "agency": "cơ quan được giao",
    "operator": "người vận hành",
    "system": "hệ thống",
}
# What lower work says of the work above, and how loudly.
LOWER_FLAGS = lineage.FLAG_NAMES
LOWER_TONES = {"done_above": "stop", "late_below": "stop", "gone_above": "ask", "all_done": "ask"}
WHY_ITEM = {
    "issuer": "giao cho cơ quan ban hành kế hoạch này",
    "lead": "giao cho cơ quan thường trực của kế hoạch này",
    "coordinator": "có cơ quan của kế hoạch này phối hợp",
    "words": "nội dung gần giống",
    "": "",
}

EVENTS = {
    "plan.ingested": "nạp văn bản, lập dự thảo",
    "plan.edited": "sửa thông tin kế hoạch",
    "plan.due-set": "ấn định hạn",
    "plan.due-cleared": "bỏ hạn",
    "plan.items-dropped": "bỏ mục khỏi theo dõi",
    "plan.items-restored": "lấy lại mục đã bỏ",
    "plan.item-edited": "sửa một mục",
    "plan.group-opened": "mở hoặc gộp một khối cơ quan",
    "plan.item-split": "tách một mục",
    "plan.items-joined": "gộp hai mục",
    "plan.item-added-at-review": "thêm một mục khi rà soát",
    "plan.items-looked-at": "xác nhận đã xem các mục cần xem",
    "plan.items-to-look-at": "đưa lại vào các mục cần xem",
    "plan.event-recorded": "ghi ngày sự kiện",
    "plan.day-set-by-lead": "ấn định hạn cho việc đang theo dõi",
    "plan.periods-set": "chọn cách tính kỳ báo cáo",
    "plan.ladder-set": "đổi bậc thang nhắc việc của kế hoạch",
    "office.rules-changed": "lịch hoặc bậc thang chung đã đổi, tính lại các lần nhắc",
    "plan.activated": "kích hoạt, giao phần việc",
    "plan.closed": "kết thúc theo dõi",
    "plan.reopened": "theo dõi trở lại",
    "plan.mirror-linked": "liên kết hai mặt của một việc",
    "plan.mirror-unlinked": "bỏ liên kết hai mặt của một việc",
    "plan.mirror-left": "để riêng hai mục giống nhau",
    "plan.carries-out": "ghi kế hoạch này thực hiện mục nào của kế hoạch cấp trên",
    "plan.carries-none": "ghi kế hoạch này không thực hiện kế hoạch nào đã đề xuất",
    "plan.lower-linked": "một kế hoạch cấp dưới thực hiện một mục của kế hoạch này",
    "plan.broken-down": "cơ quan phân rã phần việc cho đơn vị trực thuộc (dự thảo)",
    "plan.breakdown-changed": "sửa dự thảo phân rã",
    "plan.breakdown-dropped": "xóa dự thảo phân rã",
    "plan.child-days-moved": "dời hạn của đơn vị theo gia hạn của phần việc cấp trên",
    "rollup.frozen": "chốt bảng tổng hợp",
    "plan.amends-set": "ghi văn bản này sửa đổi kế hoạch nào",
    "plan.amended": "nhận văn bản sửa đổi",
    "plan.merged": "các thay đổi được nhận vào kế hoạch",
    "plan.item-amended": "sửa một nhiệm vụ theo văn bản sửa đổi",
    "plan.item-added": "thêm một nhiệm vụ theo văn bản sửa đổi",
    "plan.item-withdrawn": "rút một nhiệm vụ theo văn bản sửa đổi",
    "api-token.made": "cấp khóa API",
    "api-token.revoked": "thu hồi khóa API",
    "webhook.added": "thêm địa chỉ nhận sự kiện",
    "webhook.changed": "đổi sự kiện của địa chỉ nhận",
    "webhook.switched-on": "bật địa chỉ nhận sự kiện",
    "webhook.switched-off": "tắt địa chỉ nhận sự kiện",
    "webhook.worn-out": "tự tắt địa chỉ không nhận sự kiện nhiều ngày",
    "webhook.secret-renewed": "đổi khóa ký của địa chỉ nhận sự kiện",
    "webhook.removed": "gỡ địa chỉ nhận sự kiện",
    "webhook.tested": "gửi sự kiện thử",
    "webhook.resent": "gửi lại một sự kiện",
    "user.added": "thêm tài khoản",
    "office.changed": "sửa lịch làm việc hoặc bậc thang nhắc việc",
    "user.changed": "sửa tài khoản",
    "user.bound": "gắn tài khoản của cơ quan",
    "user.locked": "tài khoản phải chờ vì sai mật khẩu nhiều lần",
    "user.password-set": "đặt mật khẩu",
    "user.sessions-ended": "kết thúc phiên đăng nhập",
    "user.signed-in": "đăng nhập",
    "plan.lead-replaced": "đổi cơ quan thường trực theo cơ quan kế tục",
    "plan.issuer-replaced": "đổi cơ quan ban hành theo cơ quan kế tục",
    "agency.added": "thêm cơ quan vào danh bạ",
    "agency.edited": "sửa thông tin cơ quan",
    "agency.confirmed": "xác nhận cơ quan",
    "agency.alias-added": "thêm tên gọi khác của cơ quan",
    "agency.alias-removed": "bỏ tên gọi khác của cơ quan",
    "agency.replaced": "thay cơ quan, chuyển việc chưa xong",
    "agency.merged": "gộp cơ quan chưa xác nhận",
    "group.member-added": "thêm thành viên vào khối",
    "group.member-ended": "kết thúc tư cách thành viên khối",
    "contact.added": "thêm người liên hệ",
    "contact.edited": "sửa người liên hệ",
    "contact.away": "ghi kỳ vắng mặt của người liên hệ",
    "contact.back": "người liên hệ đã trở lại",
    "contact.activated": "gửi thư lại cho người liên hệ",
    "contact.deactivated": "ngừng gửi thư cho người liên hệ",
    "contacts.imported": "nạp liên hệ từ bảng",
    "agencies.imported": "nạp cơ quan từ bảng",
    "contact.fallbacks": "sửa kênh dự phòng của người liên hệ",
    "contact.quiet": "đặt giờ yên lặng của người liên hệ",
    "contact.tested": "gửi thư thử cho người liên hệ",
    "calendar.made": "tạo địa chỉ lịch",
    "calendar.revoked": "thu hồi địa chỉ lịch",
    "link.revoked": "thu hồi đường dẫn báo cáo",
    "message.resent": "gửi lại thư",
    "contact.summaries-declined": "người liên hệ ngừng nhận thư tổng hợp",
    "contact.summaries-taken": "người liên hệ nhận lại thư tổng hợp",
    "inbound.taken": "ghi nhận thư trả lời thành báo cáo",
    "inbound.left": "để lại thư trả lời",
}


FLAGS = {
    "no_owner": "chưa rõ cơ quan",
    "owner_guessed": "cơ quan do chương trình suy ra",
    "ocr": "đọc bằng OCR",
    "no_lead": "chưa rõ ai chủ trì",
    "outside_section": "nằm ngoài phần tổ chức thực hiện",
    "deadline_question": "thời hạn cần hỏi lại",
    "deadline_guessed": "thời hạn suy ra",
    "long": "câu rất dài",
    "by_hand": "thêm khi rà soát",
    "looked": "đã xem",
}


def flag_words(flags: Sequence[str]) -> str:
    """Return the signs that the reader left on an item, as people read them."""
    return ", ".join(FLAGS.get(flag, flag) for flag in flags)


READING_STAGES = {
    "waiting": "đang chờ đến lượt",
    "opening": "đang mở tệp",
    "pages": "đang đọc",
    "recognising": "đang đọc bằng OCR",
    "finding": "đang tìm nhiệm vụ",
    "storing": "đang lưu dự thảo",
}


def reading_step(step: ReadingStep) -> str:
    """Return how far a reading has come: "đang đọc trang 3/12 bằng OCR"."""
    if not step.pages:
        return READING_STAGES[step.stage]
    by_sight = " bằng OCR" if step.stage == "recognising" else ""
    return f"đang đọc trang {step.page}/{step.pages}{by_sight}"


def day(value: date | None) -> str:
    """Return a civil day as dd/mm/yyyy, or a dash."""
    return f"{value:%d/%m/%Y}" if value else "–"


def iso_day(value: str) -> str:
    """Return a civil day kept as text (an occurrence) as dd/mm/yyyy."""
    return day(date.fromisoformat(value))


def weekday_day(value: date | None) -> str:
    """Return a civil day with its weekday: "thứ Hai, 23/11/2026", or a dash."""
    return day_words(value) if value else "–"


def moment(value: datetime | None) -> str:
    """Return a UTC instant as wall-clock time in Asia/Ho_Chi_Minh: "14:05, 23/11/2026", or a dash."""
    if value is None:
        return "–"
    local = pendulum.instance(value).in_timezone(ZONE)
    return f"{local.hour:02d}:{local.minute:02d}, {day_of(value):%d/%m/%Y}"


def size(value: int) -> str:
    """Return a number of bytes as people read it: "12 KB", "3,4 MB"."""
    if value < 1024 * 1024:
        return f"{max(round(value / 1024), 1)} KB"
    return f"{value / 1024 / 1024:.1f} MB".replace(".0 ", " ").replace(".", ",")


def thousands(value: int) -> str:
    """Return a whole number with points between thousands, as Vietnamese tables print it."""
    return f"{value:,}".replace(",", ".")
