"""Who may do what on the pages: one table.

An agency officer's rights hold for the obligations of the officer's own agency only (``reaches``).
"""

from typing import Literal, get_args

from models.account import UserRole
from models.errors import NotAllowed
from rules.status import Actor

Action = Literal[
    "see_board",
    "see_overview",
    "see_rollups",
    "freeze_rollup",
    "see_plans",
    "write_papers",
    "upload_plan",
    "review_plan",
    "activate_plan",
    "close_plan",
    "set_dates",
    "amend_plan",
    "see_obligation",
    "move_obligation",
    "ask_extension",
    "decide_extension",
    "see_own_work",
    "break_down",
    "acknowledge_own_work",
    "comment_obligation",
    "manage_own_contacts",
    "manage_unit_contacts",
    "keep_calendars",
    "see_messages",
    "manage_messages",
    "read_incoming",
    "see_registry",
    "edit_registry",
    "manage_users",
    "manage_api_tokens",
    "manage_webhooks",
    "see_audit",
    "edit_office_rules",
    "keep_own_account",
]

# What people read for each role.
ROLE_NAMES: dict[UserRole, str] = {
    "operator": "Người vận hành",
    "lead": "Chuyên viên chủ trì",
    "agency": "Cán bộ cơ quan",
    "leader": "Lãnh đạo",
}

# What people read for each action, after "không được …".
ACTION_NAMES: dict[Action, str] = {
    "see_board": "xem bảng theo dõi chung",
    "see_overview": "xem trang tổng quan",
    "see_rollups": "xem bảng tổng hợp",
    "freeze_rollup": "chốt bảng tổng hợp",
    "see_plans": "xem kế hoạch và văn bản gốc",
    "write_papers": "lập công văn đôn đốc, báo cáo, phụ lục, thông báo kết luận",
    "upload_plan": "nạp kế hoạch mới",
    "review_plan": "rà soát, sửa kế hoạch",
    "activate_plan": "kích hoạt kế hoạch",
    "close_plan": "kết thúc theo dõi kế hoạch",
    "set_dates": "ghi ngày sự kiện, ấn định hạn của việc đang theo dõi",
    "amend_plan": "nhận văn bản sửa đổi vào kế hoạch",
    "see_obligation": "xem phần việc",
    "move_obligation": "cập nhật phần việc",
    "ask_extension": "xin gia hạn thay cơ quan",
    "decide_extension": "quyết định gia hạn",
    "see_own_work": "mở trang việc của cơ quan",
    "break_down": "phân rã phần việc cho đơn vị trực thuộc",
    "acknowledge_own_work": "tiếp nhận việc thay cơ quan",
    "comment_obligation": "trao đổi về phần việc",
    "manage_own_contacts": "sửa người liên hệ của cơ quan mình",
    "manage_unit_contacts": "sửa người liên hệ của đơn vị trực thuộc",
    "keep_calendars": "tạo địa chỉ lịch",
    "see_messages": "xem thư đã gửi",
    "manage_messages": "gửi lại thư, thu hồi đường dẫn báo cáo",
    "read_incoming": "đọc và ghi nhận thư trả lời của các cơ quan, đơn vị",
    "see_registry": "xem danh bạ cơ quan",
    "edit_registry": "sửa danh bạ cơ quan",
    "manage_users": "quản lý tài khoản",
    "manage_api_tokens": "cấp và thu hồi khóa API",
    "manage_webhooks": "quản lý các địa chỉ nhận sự kiện",
    "see_audit": "xem nhật ký chung",
    "edit_office_rules": "sửa lịch làm việc và bậc thang nhắc việc",
    "keep_own_account": "đổi mật khẩu của mình",
}

_READERS: frozenset[UserRole] = frozenset({"lead", "leader", "operator"})
_LEAD: frozenset[UserRole] = frozenset({"lead"})
_AGENCY: frozenset[UserRole] = frozenset({"agency"})

TABLE: dict[Action, frozenset[UserRole]] = {
    "see_board": _READERS,
    "see_overview": _READERS,
    "see_rollups": _READERS,
    "freeze_rollup": _LEAD,
    "see_plans": _READERS,
    "write_papers": _LEAD,
    "upload_plan": _LEAD,
    "review_plan": _LEAD,
    "activate_plan": _LEAD,
    "close_plan": _LEAD,
    "set_dates": _LEAD,
    "amend_plan": _LEAD,
    "see_obligation": _READERS | _AGENCY,
    "move_obligation": _LEAD | _AGENCY,
    "ask_extension": _AGENCY,
    # An agency for its own units only, of whose obligations it is the lead (``side_of``).
    "decide_extension": _LEAD | _AGENCY,
    "see_own_work": _AGENCY,
    "break_down": _AGENCY,
    "acknowledge_own_work": _AGENCY,
    "comment_obligation": _LEAD | _AGENCY,
    "manage_own_contacts": _AGENCY,
    # Of the agency's own units alone (store.own_units.own_unit).
    "manage_unit_contacts": _AGENCY,
    "keep_calendars": _LEAD | _AGENCY,
    "see_messages": frozenset({"lead", "operator"}),
    "manage_messages": frozenset({"lead", "operator"}),
    # What agencies write is for the desk that decides on it, as their reports are; what units write about
    # the work that an agency broke down for them is for that agency (rules.incoming.sides).
    "read_incoming": _LEAD | _AGENCY,
    "see_registry": frozenset({"lead", "operator"}),
    "edit_registry": frozenset({"lead", "operator"}),
    "manage_users": frozenset({"operator"}),
    "manage_api_tokens": frozenset({"operator"}),
    "manage_webhooks": frozenset({"operator"}),
    "see_audit": frozenset({"operator"}),
    "edit_office_rules": frozenset({"operator"}),
    "keep_own_account": frozenset(ROLE_NAMES),
}

# What the lead does to plans of its own, and never to those by which agencies break their work down.
LEADS_ALONE: frozenset[Action] = frozenset(
    {"review_plan", "activate_plan", "close_plan", "set_dates", "amend_plan"}
)

_SIDES: dict[str, Actor] = {"lead": "lead", "agency": "agency"}


def may(role: str, action: Action) -> bool:
    """Return whether this role may do this; an unknown role may nothing."""
    return role in TABLE[action]


def require(role: str, action: Action) -> None:
    """Raise NotAllowed, naming the action and who may do it, unless this role may."""
    if may(role, action):
        return
    who = ", ".join(name for key, name in ROLE_NAMES.items() if key in TABLE[action])
    raise NotAllowed(
        f"Tài khoản của bạn không được {ACTION_NAMES[action]}.",
        hint=f"Việc này dành cho: {who}. Nếu cần, liên hệ người vận hành.",
    )


def reaches(role: str, own_agency_id: int | None, agency_id: int, child_lead_id: int | None = None) -> bool:
    """Return whether this role sees that agency's obligations: an agency officer only the own ones.

    ``child_lead_id`` is the agency that broke one of its obligations down into this one, where one did: its
    officer sees what its units do.
    """
    if role in _READERS:
        return True
    return role == "agency" and own_agency_id is not None and own_agency_id in (agency_id, child_lead_id)


def side(role: str) -> Actor | None:
    """Return on whose side this role moves obligations, or None where it only reads."""
    return _SIDES.get(role)


def side_of(
    role: str, own_agency_id: int | None, agency_id: int, child_lead_id: int | None = None
) -> Actor | None:
    """Return on whose side a person moves this agency's obligation, or None where the person only reads.

    What an agency broke down for its own units it leads itself: its officer confirms, and the lead of the
    plan above only reads.
    """
    if not reaches(role, own_agency_id, agency_id, child_lead_id):
        return None
    if role != "agency":
        return side(role) if child_lead_id is None else None
    return "agency" if own_agency_id == agency_id else "lead"


# A table that misses a name must not import.
assert set(TABLE) == set(ACTION_NAMES) == set(get_args(Action))  # noqa: S101
assert set(ROLE_NAMES) == set(get_args(UserRole))  # noqa: S101
