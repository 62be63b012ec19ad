"""The report page without an account."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.journal import Attachment, ProgressReport, StatusChange
from models.obligation import Obligation
from models.reminder import ReportLink
from models.tables import metadata
from store.database import reading, writing
from store.links import issue_link, revoke_link
from tests.cast import Cast
from tests.web.conftest import KEY, TODAY, Browser, Furniture

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def link(engine: Engine, furniture: Furniture, cast: Cast) -> str:
    """The address of a link for Sở Nội vụ that is good for fourteen days from this morning."""
    return address_of(engine, furniture.own_agency, cast.at(TODAY, 0), 14)


def address_of(engine: Engine, agency_id: int, now: datetime, days: int) -> str:
    with writing(engine) as session:
        return f"/r/{issue_link(session, agency_id=agency_id, message_id=None, now=now, days=days, key=KEY)}"


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with engine.connect() as connection:
        return {t.name: [tuple(r) for r in connection.execute(t.select())] for t in metadata.sorted_tables}


def report(furniture: Furniture, **changes: object) -> dict[str, object]:
    return {
        "phan_viec": furniture.own,
        "ban": 0,
        "bao": "reported",
        "noi_dung": "Đã gửi danh sách.",
        "nguoi_bao_cao": "Văn thư",
        "san_pham": "12/BC-SNV",
    } | changes


def test_opening_the_link_changes_nothing(visitor: Browser, link: str, engine: Engine) -> None:
    before = everything(engine)
    for at in (link, f"{link}?viec=1", link):
        assert visitor.get(at).status_code == 200
    assert everything(engine) == before


def test_the_link_shows_its_agency_and_nothing_of_others(visitor: Browser, link: str) -> None:
    shown = visitor.get(link).text
    assert "Rà soát danh sách cán bộ" in shown and "Sở Nội vụ" in shown
    assert "Bố trí kinh phí" not in shown and "Sở Tài chính" not in shown
    assert "/bang" not in shown and "/ke-hoach" not in shown


def test_the_chosen_item_is_opened(visitor: Browser, link: str, furniture: Furniture) -> None:
    shown = visitor.get(f"{link}?viec={furniture.own}").text
    opened = shown.split(f'id="viec-{furniture.own}"')[1].split("</li>")[0]
    assert "<details open>" in opened and shown.count("<details open>") == 1


def test_a_report_is_stored_and_the_page_comes_again_with_thanks(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine
) -> None:
    answer = visitor.send(link, report(furniture), files={"tep": ("bao cao.docx", PDF, "application/msword")})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert "Đã ghi nhận: đã hoàn thành. Xin cảm ơn." in visitor.get(link).text
    assert "Xin cảm ơn." not in visitor.get(link).text
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own).status == "reported"
        (told,) = session.exec(
            select(ProgressReport).where(ProgressReport.obligation_id == furniture.own)
        ).all()
        assert (told.via, told.reporter, told.product, told.reported_on) == (
            "link",
            "Văn thư",
            "12/BC-SNV",
            TODAY,
        )
        (file,) = session.exec(select(Attachment).where(Attachment.report_id == told.id)).all()
        assert (file.filename, file.media_type) == ("bao cao.docx.pdf", "application/pdf")
        last = session.exec(select(StatusChange).order_by(StatusChange.id.desc())).first()  # type: ignore[union-attr]
        assert last is not None and last.actor == "Văn thư (Sở Nội vụ)" and last.actor_role == "agency"


def test_acknowledging_needs_no_words(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine
) -> None:
    answer = visitor.send(link, {"phan_viec": furniture.own, "ban": 0, "bao": "acknowledged"})
    assert answer.status_code == 303
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own).acknowledged_on == TODAY


def test_everything_new_is_acknowledged_at_once(
    visitor: Browser, link: str, engine: Engine, furniture: Furniture
) -> None:
    assert "Tiếp nhận cả 2 việc" in visitor.get(link).text
    answer = visitor.send(link, {"viec_chung": "tiep-nhan"})
    assert "Đã tiếp nhận 2 việc" in visitor.text_after(answer)
    with reading(engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.agency_id == furniture.own_agency)).all()
        assert sorted(r.status for r in rows) == ["acknowledged", "acknowledged", "reported"]
        foreign = session.exec(select(Obligation).where(Obligation.agency_id != furniture.own_agency)).all()
        assert not any(r.status == "acknowledged" for r in foreign)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"noi_dung": ""}, "Phải có nội dung báo cáo"),
        ({"bao": ""}, "Chưa chọn tình trạng"),
        ({"bao": "done"}, "Chưa chọn tình trạng"),
        ({"ban": 7}, "vừa được người khác cập nhật"),
    ],
)
def test_a_report_that_cannot_be_taken_comes_back_with_what_was_typed(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine, changes: dict[str, object], said: str
) -> None:
    before = everything(engine)
    answer = visitor.send(link, report(furniture, **changes))
    assert answer.status_code == 409
    assert said in answer.text and 'value="12/BC-SNV"' in answer.text
    assert everything(engine) == before


def test_a_file_of_another_kind_is_refused_with_the_words_kept(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine
) -> None:
    before = everything(engine)
    answer = visitor.send(
        link, report(furniture), files={"tep": ("bao-cao.pdf", b"MZ\x90\x00", "application/pdf")}
    )
    assert answer.status_code == 422
    assert "không thuộc loại được nhận" in answer.text and "Đã gửi danh sách." in answer.text
    assert everything(engine) == before


def test_a_file_without_a_word_beside_it_is_not_dropped_in_silence(
    visitor: Browser, link: str, furniture: Furniture
) -> None:
    answer = visitor.send(
        link, {"phan_viec": furniture.own, "ban": 0, "bao": "acknowledged"}, files={"tep": ("a.pdf", PDF)}
    )
    assert answer.status_code == 409 and "chưa có nội dung báo cáo" in answer.text


def test_another_agencys_item_cannot_be_reported_through_the_link(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine
) -> None:
    before = everything(engine)
    for guessed in (furniture.foreign, 999999):
        assert visitor.send(link, report(furniture, phan_viec=guessed)).status_code == 404
    assert everything(engine) == before


def test_what_was_reported_already_cannot_be_reported_again(
    visitor: Browser, link: str, furniture: Furniture
) -> None:
    answer = visitor.send(link, report(furniture, phan_viec=furniture.own_reported, ban=1))
    assert answer.status_code == 409 and "vừa đổi tình trạng" in answer.text


def test_a_forged_an_expired_and_a_revoked_link_show_a_calm_page(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    expired = address_of(engine, furniture.own_agency, cast.at(date(2026, 11, 1)), 14)
    revoked = address_of(engine, furniture.own_agency, cast.at(TODAY, 0), 14)
    with writing(engine) as session:
        newest = session.exec(select(ReportLink).order_by(ReportLink.id.desc())).first()  # type: ignore[union-attr]
        assert newest is not None
        revoke_link(session, newest.id or 0, by="chuyenvien", now=cast.at(TODAY, 0))
    before = everything(engine)
    cases = (
        ("/r/khong-phai", 403, "không đúng"),
        (expired, 410, "đã hết hạn"),
        (revoked, 410, "đã bị thu hồi"),
    )
    for at, code, said in cases:
        shown = visitor.get(at)
        assert shown.status_code == code and said in shown.text, at
        assert "Đường dẫn không dùng được" in shown.text
        assert "Sở Nội vụ" not in shown.text and "Rà soát" not in shown.text
    assert everything(engine) == before


def test_a_form_opened_before_its_link_was_revoked_stores_nothing(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    fields = report(furniture) | {"ma_bieu_mau": visitor.token(link)}
    with writing(engine) as session:
        for row in session.exec(select(ReportLink)).all():
            revoke_link(session, row.id or 0, by="chuyenvien", now=cast.at(TODAY, 0))
    before = everything(engine)
    sent = visitor.client.post(link, data=fields, follow_redirects=False)
    assert sent.status_code == 410 and "đã bị thu hồi" in sent.text
    assert everything(engine) == before


def test_the_link_gives_nothing_away_to_other_sites(visitor: Browser, link: str) -> None:
    headers = visitor.get(link).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_a_link_whose_last_day_has_come_still_opens(
    visitor: Browser, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    almost = cast.at(TODAY, 0) + timedelta(days=1) - timedelta(days=14)
    assert visitor.get(address_of(engine, furniture.own_agency, almost, 14)).status_code == 200


def test_the_form_works_in_a_browser_that_keeps_no_cookies(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine
) -> None:
    page = visitor.get(link)
    assert "set-cookie" not in page.headers
    fields = report(furniture) | {"ma_bieu_mau": visitor.token(link)}
    visitor.client.cookies.clear()
    assert visitor.client.post(link, data=fields, follow_redirects=False).status_code == 303


def test_the_form_of_one_link_does_not_serve_another(
    visitor: Browser, link: str, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    other = address_of(engine, furniture.foreign_agency, cast.at(TODAY, 0), 14)
    assert visitor.send(other, report(furniture), page=link).status_code == 403
