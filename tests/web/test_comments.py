"""The exchange between lead and agency on the pages, and the journal that tells everything."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.journal import Comment
from models.obligation import Obligation
from store.database import reading, writing
from store.links import issue_link
from tests.cast import Cast
from tests.web.conftest import KEY, SCRIPT, TODAY, Browser, Furniture


@pytest.fixture
def link(engine: Engine, furniture: Furniture, cast: Cast) -> str:
    """A report link of Sở Nội vụ."""
    with writing(engine) as session:
        token = issue_link(
            session, agency_id=furniture.own_agency, message_id=None, now=cast.at(TODAY, 0), days=14, key=KEY
        )
    return f"/r/{token}"


def said(engine: Engine) -> list[tuple[int, str, str, str]]:
    with reading(engine) as session:
        return [(c.obligation_id, c.actor_role, c.actor, c.text) for c in session.exec(select(Comment))]


def test_both_sides_read_what_the_other_wrote(
    lead: Browser, officer: Browser, visitor: Browser, engine: Engine, furniture: Furniture, link: str
) -> None:
    at = f"/phan-viec/{furniture.own}"
    assert "Đã gửi trao đổi." in lead.text_after(
        lead.send(f"{at}/trao-doi", {"trao_doi": "Đề nghị gửi trước danh sách"}, page=at)
    )
    officer.send(f"{at}/trao-doi", {"trao_doi": "Thứ Năm gửi"}, page=at)
    form = {"viec_chung": "trao-doi", "phan_viec": furniture.own, "trao_doi": "Đã gửi", "nguoi_bao_cao": "Hà"}
    answer = visitor.send(link, form)
    assert "Đã gửi trao đổi tới cơ quan chủ trì" in visitor.text_after(answer)
    assert said(engine) == [
        (furniture.own, "lead", "Người lead", "Đề nghị gửi trước danh sách"),
        (furniture.own, "agency", "Người agency", "Thứ Năm gửi"),
        (furniture.own, "agency", "Hà (Sở Nội vụ)", "Đã gửi"),
    ]
    for page in (lead.get(at), officer.get(at), visitor.get(f"{link}?viec={furniture.own}")):
        assert all(text in page.text for _, _, _, text in said(engine))
    assert "Trao đổi (3)" in officer.get("/viec").text
    assert "Trao đổi với cơ quan chủ trì kế hoạch (3)" in visitor.get(link).text


def test_markup_in_a_comment_is_shown_as_text(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    at = f"/phan-viec/{furniture.own}"
    html = lead.text_after(lead.send(f"{at}/trao-doi", {"trao_doi": SCRIPT}, page=at))
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_comment_that_cannot_be_taken_comes_back_as_typed(
    lead: Browser, visitor: Browser, engine: Engine, furniture: Furniture, link: str
) -> None:
    at, long = f"/phan-viec/{furniture.own}", "dài " * 600
    answer = lead.send(f"{at}/trao-doi", {"trao_doi": long}, page=at)
    assert answer.status_code == 409 and "dài hơn 2000" in answer.text and long.strip() in answer.text
    form = {"viec_chung": "trao-doi", "phan_viec": furniture.own, "trao_doi": long}
    answer = visitor.send(link, form)
    assert answer.status_code == 409 and "dài hơn 2000" in answer.text and long.strip() in answer.text
    assert said(engine) == []


def test_nobody_comments_on_work_that_is_not_theirs(
    sign_in: Callable[[str], Browser], visitor: Browser, engine: Engine, furniture: Furniture, link: str
) -> None:
    officer = sign_in("agency")
    for key in (furniture.foreign, 99999):
        sent = {"trao_doi": "Xin chào"}
        assert officer.send(f"/phan-viec/{key}/trao-doi", sent, page="/tai-khoan").status_code == 404
        form = sent | {"viec_chung": "trao-doi", "phan_viec": key}
        assert visitor.send(link, form).status_code == 404
    at = f"/phan-viec/{furniture.own}/trao-doi"
    for role in ("leader", "operator"):
        browser = sign_in(role)
        assert browser.send(at, {"trao_doi": "x"}, page="/tai-khoan").status_code == 403
        assert "Gửi trao đổi" not in browser.get(f"/phan-viec/{furniture.own}").text
    assert said(engine) == []


def test_work_is_refused_with_a_reason_through_the_link(
    visitor: Browser, engine: Engine, furniture: Furniture, link: str
) -> None:
    form = {"viec_chung": "tu-choi", "phan_viec": furniture.own, "ban": 0, "nguoi_bao_cao": "Hà"}
    bare = visitor.send(link, form)
    assert bare.status_code == 409 and "Phải ghi lý do" in bare.text and 'value="Hà"' in bare.text
    stale = visitor.send(link, form | {"ly_do": "Không thuộc chức năng", "ban": 5})
    assert stale.status_code == 409 and "Không thuộc chức năng" in stale.text
    html = visitor.text_after(visitor.send(link, form | {"ly_do": "Không thuộc chức năng"}))
    assert "Đã gửi đề nghị không nhận việc" in html and "Đề nghị không nhận" in html
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own).status == "refused"
    foreign = form | {"phan_viec": furniture.foreign, "ly_do": "x"}
    assert visitor.send(link, foreign).status_code == 404


def test_the_journal_tells_everything_and_the_documents_stand_together(
    lead: Browser, officer: Browser, furniture: Furniture
) -> None:
    html = lead.get(f"/phan-viec/{furniture.own_reported}").text
    journal = html.split('id="nhat-ky"')[1]
    assert journal.index("Đã báo cáo, chờ xác nhận") < journal.index("Giao việc")
    assert f"/tep/{furniture.own_file}" in html.split('id="tai-lieu"')[1].split("</section>")[0]
    asked = lead.get(f"/phan-viec/{furniture.asked}").text
    assert "Chờ số liệu" in asked.split('id="nhat-ky"')[1]


def test_the_page_says_who_may_do_what_next(sign_in: Callable[[str], Browser], furniture: Furniture) -> None:
    html = sign_in("leader").get(f"/phan-viec/{furniture.own_reported}").text
    steps = html.split('aria-label="Bước tiếp theo"')[1].split("</dl>")[0]
    assert "không phải làm gì lúc này" in steps and "xác nhận hoàn thành, trả lại để bổ sung" in steps
    asked = sign_in("lead").get(f"/phan-viec/{furniture.asked}").text
    assert "xét đề nghị gia hạn" in asked.split('aria-label="Bước tiếp theo"')[1].split("</dl>")[0]
