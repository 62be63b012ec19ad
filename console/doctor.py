"""``dondoc doctor``: looks at every part and says what to do."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from config.clock import Clock
from config.office import Office, load_office
from config.settings import Settings, load_settings, strange_names
from console.up import answers
from models.errors import DondocError
from store.database import current_revision, head_revision
from store.sealing import open_with_key


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, worth knowing, or wrong, and what to do.

    ``finding_id`` (DD-D05) leads to the line of deploy/RUNBOOK.md about it, and never means another thing.
    """

    finding_id: str
    severity: str
    what: str
    todo: str = ""


MARKS = {"ok": "✓ tốt ", "note": "• lưu ý", "wrong": "✗ SAI "}


def examine() -> int:
    """Print a line per finding and return 0, or 1 where something is wrong."""
    found = list(findings())
    for one in found:
        known = "" if one.severity == "ok" else f"[{one.finding_id}] "
        print(f"{MARKS[one.severity]}  {known}{one.what}" + (f"\n         → {one.todo}" if one.todo else ""))
    wrong = sum(f.severity == "wrong" for f in found)
    print(f"{len(found)} mục đã kiểm tra, {wrong} mục sai." if wrong else "Mọi thứ dùng được.")
    return 1 if wrong else 0


def findings() -> Iterator[Finding]:
    """Yield what is found, settings first; wrong settings end it, for nothing else can be judged."""
    try:
        settings = load_settings()
        office = load_office(settings)
    except DondocError as fault:
        yield Finding("DD-D01", "wrong", str(fault))
        return
    yield Finding("DD-D01", "ok", f"cấu hình; dữ liệu ở {settings.home.resolve()}")
    # Those of the developers are read elsewhere.
    strange = [
        n for n in strange_names(os.environ) if not n.startswith(("DONDOC_TEST_", "DONDOC_NO_INSTALL"))
    ]
    if strange:
        todo = "sửa tên; các tên hợp lệ ở deploy/env.template"
        yield Finding(
            "DD-D17", "note", f"biến môi trường không phải cấu hình nào: {', '.join(strange)}", todo
        )
    year = (settings.today or Clock().today()).year
    if office.calendar.is_confirmed(year):
        yield Finding("DD-D02", "ok", f"lịch làm việc năm {year} đã xác nhận")
    else:
        todo = "sửa holidays.toml khi có thông báo nghỉ lễ chính thức"
        yield Finding("DD-D02", "note", f"lịch làm việc năm {year} chưa được xác nhận đủ", todo)
    for look in (_home, _database, _data_key, _contacts):
        yield from look(settings)
    yield from _mornings(settings, office)
    for look in (_mailbox, _prefect, _fonts, _tools):
        yield from look(settings)


def _home(settings: Settings) -> Iterator[Finding]:
    where = settings.home if settings.home.exists() else settings.home.absolute().parent
    if not os.access(where, os.W_OK):
        yield Finding("DD-D03", "wrong", f"không ghi được vào {where}", "cấp quyền ghi hoặc đặt DONDOC_HOME")
        return
    free = shutil.disk_usage(where).free / 1e9
    if free < 1:
        yield Finding("DD-D04", "wrong", f"ổ đĩa chỉ còn {free:.1f} GB", "dọn ổ đĩa")
    else:
        yield Finding("DD-D04", "ok", f"còn {free:.0f} GB ổ đĩa")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        have = current_revision(open_with_key(settings))
    except Exception as fault:  # noqa: BLE001 - whatever the driver raises is what the operator must read
        todo = "kiểm tra DONDOC_DATABASE_URL và máy chủ cơ sở dữ liệu"
        yield Finding("DD-D05", "wrong", f"không mở được cơ sở dữ liệu: {type(fault).__name__}", todo)
        return
    head = head_revision()
    if have == head:
        yield Finding("DD-D05", "ok", f"cơ sở dữ liệu ở phiên bản {head}")
    elif have is None:
        yield Finding("DD-D05", "note", "cơ sở dữ liệu còn trống", "chạy dondoc migrate, hoặc dondoc up")
    else:
        yield Finding(
            "DD-D05", "wrong", f"cơ sở dữ liệu ở phiên bản {have}, cần {head}", "chạy dondoc migrate"
        )


def _data_key(settings: Settings) -> Iterator[Finding]:
    """Yield whether the key at hand opens the addresses and secrets that the database holds."""
    from store.sealed_rows import has_good_key

    engine = open_with_key(settings)
    if current_revision(engine) != head_revision():
        return
    if not has_good_key(engine):
        todo = "đặt lại DONDOC_DATA_KEY hoặc tệp data.key đã dùng; khóa cũ ghi ở DONDOC_OLD_DATA_KEYS"
        yield Finding("DD-D19", "wrong", "khóa dữ liệu thiếu hoặc sai: không đọc được địa chỉ liên hệ", todo)
    elif not settings.data_keys():
        yield Finding(
            "DD-D19", "note", "chưa có khóa dữ liệu", "tự tạo khi lưu địa chỉ đầu tiên; cất một bản riêng"
        )
    else:
        yield Finding("DD-D19", "ok", "khóa dữ liệu mở được địa chỉ đã lưu")


def _contacts(settings: Settings) -> Iterator[Finding]:
    from sqlmodel import col, select

    from models.agency import Contact
    from store.database import reading
    from store.sealed_rows import has_good_key
    from tasks.addresses import address_check

    engine, check_channel = open_with_key(settings), address_check(settings)
    if current_revision(engine) != head_revision() or not has_good_key(engine):
        return
    with reading(engine) as session:
        found = session.exec(select(Contact).where(col(Contact.is_active))).all()
    channels = [channel for one in found for channel in (one.channel, *one.fallbacks)]
    bad = 0
    for channel in channels:
        try:
            check_channel(channel)
        except DondocError:
            bad += 1
    if bad:
        yield Finding(
            "DD-D06", "wrong", f"{bad}/{len(channels)} địa chỉ liên hệ không dùng được", "sửa trong danh bạ"
        )
    elif channels:
        yield Finding("DD-D06", "ok", f"{len(channels)} địa chỉ liên hệ đúng dạng")
    else:
        yield Finding(
            "DD-D06", "note", "chưa có địa chỉ liên hệ nào", "nạp danh bạ: dondoc registry load TỆP.toml"
        )
    if any(c.startswith("mailto") for c in channels) and not settings.public_url:
        todo = "đặt DONDOC_PUBLIC_URL thành địa chỉ mà các cơ quan mở được"
        yield Finding("DD-D07", "wrong", f"đường dẫn trong thư trỏ về {settings.base_url}", todo)
    if any(c.startswith("mailto") for c in channels) and settings.mail_from.endswith("@localhost>"):
        yield Finding("DD-D08", "note", "thư đi từ địa chỉ @localhost", "đặt DONDOC_MAIL_FROM")


def _mornings(settings: Settings, office: Office) -> Iterator[Finding]:
    """Yield how the last morning ended, and whether messages have waited too long since."""
    from rules.civil import day_of
    from rules.mornings import judge_mornings
    from store.database import reading
    from store.runs import morning_facts, newest_run, newest_success, overdue_messages, tracked_since

    engine = open_with_key(settings)
    if current_revision(engine) != head_revision():
        return
    now = Clock(settings.today).now()
    since = now - timedelta(days=1)
    while not office.calendar.is_working(day_of(since)):
        since -= timedelta(days=1)
    with reading(engine) as session:
        told = judge_mornings(
            morning_facts(newest_run(session)),
            morning_facts(newest_success(session)),
            now=now,
            # On a demonstration's fixed day no morning comes by itself, so none is awaited.
            is_working=settings.today is None and office.calendar.is_working(day_of(now)),
            tracked_since=tracked_since(session),
        )
        waiting, oldest = overdue_messages(session, since=since)
    yield Finding("DD-D09", told.severity, told.words, told.todo)
    if oldest is not None:
        todo = "xem trang Thư (/thu?tinh_trang=queued) và kênh liên hệ; dondoc up phải đang chạy"
        yield Finding(
            "DD-D10", "wrong", f"{waiting} thư chờ quá lâu, cũ nhất từ {day_of(oldest):%d/%m/%Y}", todo
        )
    if not settings.ping_url:
        yield Finding(
            "DD-D11",
            "note",
            "không ai được báo khi buổi sáng im lặng",
            "đặt DONDOC_PING_URL (xem docs/prefect.md)",
        )


def _mailbox(settings: Settings) -> Iterator[Finding]:
    from console.mailbox import waiting_letters

    try:
        waiting = waiting_letters(settings)
    except DondocError as fault:
        yield Finding("DD-D18", "wrong", fault.sentence, fault.hint)
        return
    if waiting is None:
        todo = "đặt DONDOC_IMAP_URL nếu muốn nhận trả lời qua thư (docs/mail-in.md)"
        yield Finding("DD-D18", "note", "chưa đặt hộp thư nhận trả lời", todo)
    else:
        yield Finding("DD-D18", "ok", f"hộp thư nhận trả lời mở được, {waiting} thư chờ đọc")


def _prefect(settings: Settings) -> Iterator[Finding]:
    if answers(f"{settings.prefect_api}/health"):
        yield Finding("DD-D12", "ok", f"Prefect trả lời ở {settings.prefect_api}")
    else:
        yield Finding("DD-D12", "note", f"Prefect không trả lời ở {settings.prefect_api}", "chạy dondoc up")


def _fonts(settings: Settings) -> Iterator[Finding]:
    if shutil.which("fc-list") is None:
        yield Finding(
            "DD-D13", "note", "không kiểm tra được phông chữ (thiếu fontconfig)", _apt("fontconfig")
        )
        return
    listed = subprocess.run(
        ["fc-list", ":lang=vi", "family"], capture_output=True, text=True, timeout=30, check=False
    ).stdout
    if "Liberation Serif" in listed or "Times New Roman" in listed:
        yield Finding("DD-D13", "ok", "có phông chữ Việt đủ dấu (Liberation Serif hoặc Times New Roman)")
    else:
        yield Finding(
            "DD-D13", "note", "thiếu phông chữ Việt đủ dấu để in văn bản", _apt("fonts-liberation2")
        )


def _tools(settings: Settings) -> Iterator[Finding]:
    from extract.reading import find_tools

    tools = find_tools()
    rows: list[tuple[str, object, str, str]] = [
        (
            "DD-D14",
            tools.tesseract,
            "đọc bản quét (Tesseract, tiếng Việt)",
            "tesseract-ocr tesseract-ocr-vie",
        ),
        ("DD-D15", tools.pdftoppm, "tách trang PDF quét (pdftoppm)", "poppler-utils"),
        ("DD-D16", tools.soffice, "đọc tệp .doc (LibreOffice)", "libreoffice-writer-nogui"),
    ]
    for finding_id, path, what, package in rows:
        yield (
            Finding(finding_id, "ok", what)
            if path
            else Finding(finding_id, "note", f"chưa {what}", _apt(package))
        )


def _apt(package: str) -> str:
    return f"sudo apt-get install -y {package}"
