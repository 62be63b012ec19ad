"""``dondoc import table``, ``dondoc import agencies`` and ``dondoc import contacts``."""

from datetime import date
from pathlib import Path

import pytest

from config.clock import Clock
from console.desk import Desk
from console.tables import TableFacts, import_agency_sheet, import_contact_sheet, import_tracking_table
from models.errors import Refused
from store.contacts import contacts_of
from store.database import reading
from store.plans import draft_items, plans
from store.registry import agency_by_code, find_name
from tests.cast import Cast

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "bang-theo-doi.xlsx"
FACTS = TableFacts("Bảng năm 2026", "05/01/2026", "", "Sở Y tế", by_document=False)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    cast.settle_province()
    return Desk(cast.settings, cast.engine, cast.office, Clock(date(2026, 11, 23)), "chuyên viên")


def test_a_table_is_printed_as_it_is_read_and_stored_but_for_a_dry_run(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    import_tracking_table(desk, SAMPLE, columns="=I", sheet=1, facts=FACTS, dry_run=True)
    text = " ".join(capsys.readouterr().out.split())
    assert "tiêu đề ở dòng 6–6" in text and "B = Nhiệm vụ, nội dung" in text and "7 nhiệm vụ" in text
    assert "I = Ghi chú" not in text and "Chưa có trong danh bạ: Văn phòng UBND tỉnh." in text
    with reading(desk.engine) as session:
        assert plans(session) == []
    import_tracking_table(desk, SAMPLE, columns="", sheet=1, facts=FACTS, dry_run=False)
    assert "dondoc review 1" in capsys.readouterr().out
    with reading(desk.engine) as session:
        (plan,) = plans(session)
        assert (plan.title, plan.issued_on) == ("Bảng năm 2026", date(2026, 1, 5))
        assert len(draft_items(session, plan.id or 0)) == 7
    with pytest.raises(Refused, match="không đúng"):
        import_tracking_table(desk, SAMPLE, columns="noi-dung=3", sheet=1, facts=FACTS, dry_run=True)


def test_agencies_are_added_with_their_parent(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "co-quan.csv"
    file.write_text("Tên cơ quan,Viết tắt,Trực thuộc\nChi cục Dân số,CCDS,Sở Y tế\n", "utf-8")
    import_agency_sheet(desk, file, dry_run=True)
    assert "thêm 1" in capsys.readouterr().out
    with reading(desk.engine) as session:
        assert find_name(session, "CCDS", on=None).agency_id is None
    import_agency_sheet(desk, file, dry_run=False)
    with reading(desk.engine) as session:
        row = agency_by_code(session, "chi-cuc-dan-so")
        assert row.parent_id == agency_by_code(session, "so-y-te").id and row.is_confirmed
        assert find_name(session, "CCDS", on=None).agency_id == row.id
    with pytest.raises(Refused, match="Không có dòng nào"):
        import_agency_sheet(desk, file, dry_run=False)


def test_contacts_are_shown_masked_and_stored_but_for_a_dry_run(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lien-he.csv"
    file.write_text(
        "Mã cơ quan;Người liên hệ;Kênh liên hệ;Kênh dự phòng 1;Yên lặng từ;Yên lặng đến;Thư tổng hợp\n"
        "so-noi-vu;Phó phòng;outbox://rieng-mot;outbox://rieng-hai;21:00:00;06:00;không\n"
        "so-noi-vu;Trực ban;outbox://truc;;21:00;;\n",
        "utf-8",
    )
    import_contact_sheet(desk, file, dry_run=True)
    text = capsys.readouterr().out
    assert "thêm 1" in text and "không nhận 1" in text and "chưa lưu gì" in text
    assert "rieng" not in text and "••••mot" in text and "••••hai" in text and "“Yên" in text
    with reading(desk.engine) as session:
        key = agency_by_code(session, "so-noi-vu").id or 0
        assert "Phó phòng" not in [c.name for c in contacts_of(session, key)]
    import_contact_sheet(desk, file, dry_run=False)
    with reading(desk.engine) as session:
        (row,) = [c for c in contacts_of(session, key) if c.name == "Phó phòng"]
    assert (row.channel, row.fallbacks) == ("outbox://rieng-mot", ["outbox://rieng-hai"])
    assert (row.quiet_from, row.quiet_to, row.takes_summaries) == ("21:00", "06:00", False)
    with pytest.raises(Refused, match="Không có dòng nào"):
        import_contact_sheet(desk, file, dry_run=False)
