"""Commands about accounts and the registry of agencies."""

import getpass
import sys
from pathlib import Path
from typing import cast, get_args

from rich.console import Console
from rich.table import Table
from sqlmodel import select

from console.desk import Desk, parse_day
from console.reading import read_file
from models.account import UserRole
from models.agency import Agency
from models.errors import BadSettings, NotFound, Refused
from store.accounts import add_user as store_user
from store.audit import note
from store.contacts import contacts_of
from store.database import reading, writing
from store.drafts import rematch_drafts
from store.registry import agencies, load_registry
from store.seeding import seed_province

ROLES = get_args(UserRole)


def add_user(desk: Desk, username: str, *, role: str, name: str, agency: str) -> None:
    """Ask for a password twice and store the account."""
    if role not in ROLES:
        raise Refused(f"Không có vai trò “{role}”.", hint=f"Chọn một trong: {', '.join(ROLES)}.")
    password = _ask_password()
    with writing(desk.engine) as session:
        agency_id = None
        if agency:
            found = session.exec(select(Agency).where(Agency.code == agency)).first()
            if found is None:
                raise NotFound(f"Không có cơ quan mang mã “{agency}”.", hint="Xem: dondoc registry list")
            agency_id = found.id
        if role == "agency" and agency_id is None:
            raise Refused("Vai trò agency cần --agency.", hint="Xem mã ở: dondoc registry list")
        store_user(
            session,
            username=username,
            password=password,
            role=cast(UserRole, role),
            display_name=name or username,
            agency_id=agency_id,
        )
        note(session, what="user.added", by=desk.by, now=desk.clock.now(), username=username, role=role)
    print(f"Đã thêm tài khoản {username} ({role}).")


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Mật khẩu (từ 10 ký tự): ")
    if first != getpass.getpass("Nhập lại: "):
        raise Refused("Hai lần nhập không giống nhau.", hint="Chạy lại lệnh.")
    return first


def load_registry_file(desk: Desk, file: Path) -> None:
    """Store agencies, groups and contacts from a TOML file; every address is checked before."""
    from tasks.addresses import address_check

    try:
        # Windows editors put a mark before the text.
        text = read_file(file).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadSettings(
            f"Tệp {file.name} không phải chữ UTF-8.", hint="Lưu lại với mã hóa UTF-8 rồi nạp."
        ) from fault
    with writing(desk.engine) as session:
        count = load_registry(session, text, check_channel=address_check(desk.settings))
        rematch_drafts(session)
    print(f"Đã nạp {count} cơ quan từ {file.name}.")


def seed_registry(desk: Desk, province: str, *, on: str) -> None:
    """Store the bodies of a province from the shipped catalogue and say how many of each."""
    with writing(desk.engine) as session:
        tally = seed_province(session, province, parse_day(on) if on else None)
        rematch_drafts(session)
    print(
        f"Đã lập danh bạ {tally.province}: thêm {tally.added} cơ quan (đã có {tally.kept}), "
        f"{tally.groups} khối; {tally.districts} đơn vị cấp huyện, {tally.communes} cấp xã qua các thời kỳ."
    )
    print("Bước tiếp: thêm địa chỉ liên hệ bằng dondoc registry load TỆP.toml.")


def show_registry(desk: Desk) -> None:
    """Print every agency; addresses are personal data and stay out, only their number is shown."""
    table = Table()
    for title in ("Mã", "Tên", "Loại", "Địa chỉ liên hệ"):
        table.add_column(title, overflow="fold")
    with reading(desk.engine) as session:
        for agency in agencies(session):
            count = len(contacts_of(session, agency.id or 0))
            table.add_row(agency.code, agency.name, agency.kind, str(count) if count else "chưa có")
    Console().print(table)
