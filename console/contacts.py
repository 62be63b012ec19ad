"""Commands about contacts: shown masked; further channels, quiet hours, trials; and the key of it all."""

import getpass
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from sqlmodel import select

from console.desk import Desk
from models.agency import Agency
from models.errors import NotFound, Refused
from rules.contacts import ROLE_NAMES, masked
from store.contacts import all_contacts, get_contact, set_fallbacks, set_quiet
from store.database import reading, writing
from store.sealed_rows import reseal
from tasks.addresses import address_check
from tasks.trying import try_contact


def show_contacts(desk: Desk, agency: str) -> None:
    """Print an agency's contacts; addresses by their kind and end only."""
    table = Table()
    for title in ("Số", "Người", "Vai trò", "Kênh", "Yên lặng", "Nhận thư"):
        table.add_column(title, overflow="fold")
    with reading(desk.engine) as session:
        agency_id = _agency_id(desk, agency)
        for one in all_contacts(session, agency_id):
            channels = [masked(one.channel), *(f"{n}. {masked(c)}" for n, c in enumerate(one.fallbacks, 1))]
            quiet = f"{one.quiet_from}–{one.quiet_to}" if one.quiet_from else "–"
            role = next((name for key, name in ROLE_NAMES.items() if key == one.role), one.role)
            table.add_row(
                str(one.id), one.name, role, "\n".join(channels), quiet, "có" if one.is_active else "không"
            )
    Console().print(table)


def change_fallbacks(desk: Desk, agency: str, number: int, *, add: bool, drop: Sequence[int]) -> None:
    """Drop further channels of a contact, add one that is asked for, and say how many there are."""
    if not add and not drop:
        raise Refused("Chưa nói thêm hay bỏ kênh nào.", hint="Dùng --add hoặc --drop 1.")
    added = _ask_address() if add else ""
    with writing(desk.engine) as session:
        agency_id = _agency_id(desk, agency)
        count = len(get_contact(session, agency_id, number).fallbacks)
        if any(not 1 <= one <= count for one in drop):
            raise NotFound("Người này không có kênh dự phòng đó.", hint="Xem: dondoc contacts list.")
        row = set_fallbacks(
            session,
            agency_id,
            number,
            places=[None if n in drop else n for n in range(1, count + 1)],
            added=added,
            check_channel=address_check(desk.settings),
            by=desk.by,
            now=desk.clock.now(),
        )
        kept = len(row.fallbacks)
    print(f"Người liên hệ {number} có {kept} kênh dự phòng.")


def _ask_address() -> str:
    """Return the address that is typed or piped in: it may hold a password, so it stands in no command."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return getpass.getpass("Địa chỉ kênh: ").strip()


def change_quiet(desk: Desk, agency: str, number: int, *, start: str, end: str) -> None:
    """Set or take away the quiet hours of a contact and say so."""
    with writing(desk.engine) as session:
        row = set_quiet(
            session,
            _agency_id(desk, agency),
            number,
            quiet_from=start,
            quiet_to=end,
            by=desk.by,
            now=desk.clock.now(),
        )
        said = (
            f"không gửi từ {row.quiet_from} đến {row.quiet_to}" if row.quiet_from else "không có giờ yên lặng"
        )
    print(f"Người liên hệ {number}: {said}.")


def send_trial(desk: Desk, agency: str, number: int, *, channel: int) -> None:
    """Queue a trial message for one channel of a contact and say from when it goes out."""
    with writing(desk.engine) as session:
        try_contact(
            session,
            desk.settings,
            desk.office,
            _agency_id(desk, agency),
            number,
            by=desk.by,
            now=desk.clock.now(),
            channel_rank=channel,
        )
    print("Đã viết thư thử; bộ gửi gửi đi trong giờ làm việc. Kết quả ở trang Thư.")


def reseal_all(desk: Desk) -> None:
    """Store every secret anew under the newest key and say how many rows that were."""
    print(f"Đã niêm phong lại {reseal(desk.engine)} dòng bằng khóa dữ liệu mới nhất.")
    print("Khóa cũ trong DONDOC_OLD_DATA_KEYS chỉ còn cần cho các bản sao lưu trước đây.")


def _agency_id(desk: Desk, code: str) -> int:
    with reading(desk.engine) as session:
        found = session.exec(select(Agency.id).where(Agency.code == code)).first()
    if found is None:
        raise NotFound(f"Không có cơ quan mang mã “{code}”.", hint="Xem: dondoc registry list")
    return found
