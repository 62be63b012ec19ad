"""Contacts from a sheet: shown row by row first, stored just as shown, kept nowhere afterwards."""

import io
from collections.abc import Sequence
from datetime import time, timedelta

import httpx
import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from config.settings import Settings
from models.agency import Contact
from models.journal import AuditEvent
from rules.contact_sheet import COLUMNS, FIRST
from store.database import reading, writing
from tests.cast import Cast
from tests.web.conftest import TODAY, Browser, Furniture
from web.kept_sheets import FOLDER, drop, fetch, keep

AT = "/danh-ba/nap-lien-he"
SECRET = "mailtos://gui:mat-khau-rieng@may.vn:587/?to=moi@noivu.tinh.vn"
ROWS = [
    ("so-noi-vu", "", "Đầu mối Sở Nội vụ", "", "outbox://so-noi-vu"),
    ("so-noi-vu", "Sở Nội vụ", "Giám đốc", "Thủ trưởng", SECRET),
    ("", "UBND xã An Bình", "Văn thư An Bình", "", "outbox://an-binh-moi"),
    ("so-noi-vu", "Sở Tài chính", "Nhầm dòng", "", "outbox://nham"),
    ("so-la", "", "Ai đó", "", "outbox://x"),
    ("so-tai-chinh", "", '=HYPERLINK("http://x")', "", "=1+1"),
]


def sheet(rows: Sequence[tuple[object, ...]] = ROWS, columns: Sequence[str] = COLUMNS) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in (columns, *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def upload(browser: Browser, content: bytes) -> httpx.Response:
    return browser.send(AT, files={"bang": ("lien-he.xlsx", content)})


def hidden(answer: httpx.Response) -> dict[str, str]:
    return {name: answer.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("tep", "dau")}


def contacts(engine: Engine) -> set[tuple[str, str]]:
    with reading(engine) as session:
        return {(c.name, c.channel) for c in session.exec(select(Contact)) if c.is_active}


def test_a_dry_run_tells_every_row_and_stores_nothing(lead: Browser, engine: Engine) -> None:
    before = contacts(engine)
    shown = upload(lead, sheet())
    assert shown.status_code == 200 and contacts(engine) == before
    for words in (
        "Thêm: <strong>1</strong>",
        "Sửa: <strong>1</strong>",
        "Giữ nguyên: <strong>1</strong>",
        "Không nhận: <strong>3</strong>",
        "Đổi kênh.",
        "Mã “so-noi-vu” là của “Sở Nội vụ”, không phải “Sở Tài chính”.",
        "Không có cơ quan mang mã “so-la”.",
        "••••@noivu.tinh.vn",
    ):
        assert words in shown.text, words
    assert "mat-khau-rieng" not in shown.text and "moi@" not in shown.text


def test_what_was_shown_is_stored_and_the_sheet_is_thrown_away(
    lead: Browser, engine: Engine, settings: Settings
) -> None:
    answer = lead.send(f"{AT}/xac-nhan", hidden(upload(lead, sheet())), page=AT)
    assert "thêm 1, sửa 1, không nhận 3 dòng" in lead.text_after(answer)
    found = contacts(engine)
    assert ("Giám đốc", SECRET) in found and ("Văn thư An Bình", "outbox://an-binh-moi") in found
    assert not any("HYPERLINK" in name for name, _ in found)
    assert list((settings.home / FOLDER).iterdir()) == []
    with reading(engine) as session:
        (event,) = session.exec(select(AuditEvent).where(AuditEvent.what == "contacts.imported"))
        assert event.detail == {"added": 1, "changed": 1}
    again = upload(lead, sheet())
    assert "Không có dòng nào để lưu" in again.text


FURTHER_ROWS: list[tuple[object, ...]] = [
    (
        "so-noi-vu",
        "",
        "Đầu mối Sở Nội vụ",
        "",
        "outbox://so-noi-vu",
        "outbox://phu-mot",
        "",
        "outbox://phu-hai",
    ),
    ("so-tai-chinh", "", "Kế toán", "", "outbox://moi", *[""] * 4, time(21), time(6, 30), "không"),
    ("so-y-te", "", "Văn thư", "", "outbox://y-te-moi", "khong-phai-kenh"),
    ("so-y-te", "", "Trực", "", "outbox://truc", *[""] * 4, "tối", "6:00"),
]


def further(engine: Engine, name: str) -> tuple[object, ...]:
    with reading(engine) as session:
        row = session.exec(select(Contact).where(Contact.name == name)).one()
        return row.fallbacks, row.quiet_from, row.quiet_to, row.takes_summaries


def test_further_channels_quiet_hours_and_summaries_are_shown_and_stored(
    lead: Browser, engine: Engine
) -> None:
    shown = upload(lead, sheet(FURTHER_ROWS))
    for words in (
        "dự phòng 1: ",
        "••••mot",
        "yên lặng 21:00–06:30",
        "không nhận thư tổng hợp",
        "Đổi kênh dự phòng.",
        "Cột “Kênh dự phòng 1”: ",
        "Cột “Yên lặng từ”: “tối” không phải là giờ, ghi dạng 21:00.",
    ):
        assert words in shown.text, words
    assert "phu-mot" not in shown.text
    assert lead.send(f"{AT}/xac-nhan", hidden(shown), page=AT).status_code == 303
    assert further(engine, "Đầu mối Sở Nội vụ") == (
        ["outbox://phu-mot", "outbox://phu-hai"],
        None,
        None,
        True,
    )
    assert further(engine, "Kế toán") == ([], "21:00", "06:30", False)
    # A sheet without these columns, and one with empty ones, leave them as they are.
    names = ("Đầu mối Sở Nội vụ", "Kế toán")
    before = [further(engine, name) for name in names]
    old = [(code, "", name, "Thủ trưởng", channel) for code, _, name, _, channel, *_ in FURTHER_ROWS[:2]]
    for columns in (FIRST, COLUMNS):
        seen = upload(lead, sheet(old, columns))
        if columns == FIRST:
            assert seen.text.count("Đổi vai trò.") == 2
            lead.send(f"{AT}/xac-nhan", hidden(seen), page=AT)
        else:
            assert "Giữ nguyên: <strong>2</strong>" in seen.text
        assert [further(engine, name) for name in names] == before


def test_a_registry_that_changed_meanwhile_is_shown_anew(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    seen = hidden(upload(lead, sheet()))
    with writing(engine) as session:
        session.add(Contact(agency_id=furniture.own_agency, name="Chen ngang", channel=SECRET))
    before = contacts(engine)
    answer = lead.send(f"{AT}/xac-nhan", seen, page=AT)
    assert answer.status_code == 409 and "đã thay đổi từ lúc xem thử" in answer.text
    assert contacts(engine) == before
    assert lead.send(f"{AT}/xac-nhan", hidden(answer), page=AT).status_code == 303
    assert ("Giám đốc", SECRET) in contacts(engine)


@pytest.mark.parametrize("digest", ["", "0" * 64, "../../dondoc.db", "x" * 64])
def test_a_sheet_that_was_not_uploaded_is_not_stored(lead: Browser, digest: str) -> None:
    answer = lead.send(f"{AT}/xac-nhan", {"tep": digest, "dau": "x"}, page=AT)
    assert answer.status_code == 409 and "không còn giữ" in answer.text


def test_a_sheet_is_for_who_uploaded_it_and_for_an_hour(cast: Cast, settings: Settings) -> None:
    now = cast.at(TODAY)
    digest = keep(settings.home, 1, b"bang", now=now)
    assert fetch(settings.home, 1, digest, now=now + timedelta(minutes=59)) == b"bang"
    assert fetch(settings.home, 2, digest, now=now) is None
    assert fetch(settings.home, 1, digest, now=now + timedelta(minutes=61)) is None
    paths = list((settings.home / FOLDER).iterdir())
    assert {oct(p.stat().st_mode)[-3:] for p in paths if p.suffix == ""} == {"600"}
    other = keep(settings.home, 2, b"khac", now=now + timedelta(hours=2))
    assert {p.name.split(".")[0] for p in (settings.home / FOLDER).iterdir()} == {f"2-{other}"}
    drop(settings.home, 2, other)
    assert list((settings.home / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff", 422, "không phải bảng tính"),
        (b"", 422, "không có nội dung"),
        (b"cot la;khac\n1;2\n", 409, "Bảng thiếu cột"),
        (b"x" * (2 * 1024 * 1024 + 1), 413, "quá"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_reason(
    lead: Browser, content: bytes, status: int, said: str
) -> None:
    answer = upload(lead, content)
    assert answer.status_code == status and said in answer.text


def test_the_template_lists_todays_agencies(lead: Browser) -> None:
    answer = lead.get(f"{AT}/mau.xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert ("so-noi-vu", "Sở Nội vụ") in {(r[0], r[1]) for r in sheet.iter_rows(values_only=True)}
