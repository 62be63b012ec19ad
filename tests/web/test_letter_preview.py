"""The page that shows letters before they are written."""

import html
import re

from sqlalchemy import Engine
from sqlmodel import func, select

from models.reminder import Message, Reminder, ReportLink
from store.database import reading
from tests.web.conftest import SCRIPT, Browser, Furniture

AT = "/thu/mau"


def rows(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return [
            session.exec(select(func.count()).select_from(t)).one() for t in (Message, Reminder, ReportLink)
        ]


def test_the_messages_page_leads_to_it(lead: Browser) -> None:
    assert f'href="{AT}"' in lead.get("/thu").text
    assert "Xem thư" in lead.get(AT).text


def test_a_letter_is_shown_as_html_in_a_frame_and_as_text(
    lead: Browser, furniture: Furniture, engine: Engine
) -> None:
    before = rows(engine)
    page = lead.get(f"{AT}?co_quan=Sở Nội vụ&ngay=2026-11-25").text
    assert "Rà soát danh sách cán bộ" in page and "Kính gửi" in page
    (source,) = re.findall(r'<iframe class="letter" sandbox="" [^>]*src="([^"]+)"', page)
    letter = lead.get(html.unescape(source))
    assert letter.status_code == 200 and "Rà soát danh sách cán bộ" in letter.text
    assert "sandbox" in letter.headers["content-security-policy"]
    assert SCRIPT not in letter.text and SCRIPT not in page
    assert rows(engine) == before


def test_the_leads_digest_is_shown_too(lead: Browser, furniture: Furniture) -> None:
    page = lead.get(f"{AT}?co_quan=Sở Y tế").text
    assert "Thư tổng hợp" in page and "/lead-digest/html" in page


def test_a_letter_that_is_written_already_is_linked(lead: Browser, furniture: Furniture) -> None:
    page = lead.get(f"{AT}?co_quan={furniture.own_agency}").text
    assert f'href="/thu/{furniture.message}"' in page and "đã viết" in page


def test_where_nothing_is_to_be_written_the_next_day_is_linked(lead: Browser, furniture: Furniture) -> None:
    page = lead.get(f"{AT}?co_quan={furniture.foreign_agency}").text
    assert "không có thư nào" in page


def test_what_is_not_there_is_said_in_a_sentence(lead: Browser, furniture: Furniture) -> None:
    for asked, sentence in (
        ("co_quan=Sở Không Có", "Không rõ cơ quan"),
        ("co_quan=Sở Nội vụ&ngay=2026-11-20", "Chỉ xem trước được thư của hôm nay"),
        ("co_quan=Sở Nội vụ&ngay=2199-01-01", "Chỉ xem trước được thư của hôm nay"),
        ("co_quan=Sở Nội vụ&ngay=hom-nay", "không phải là ngày"),
    ):
        answer = lead.get(f"{AT}?{asked}")
        assert (answer.status_code, sentence in answer.text) == (409, True), (asked, answer.text[-1500:])
    own = furniture.own_agency
    for path in (f"{own}/2026-11-25/la/html", "9999/2026-11-25/agency-digest/html", f"{own}/x/y/html"):
        assert lead.get(f"{AT}/{path}").status_code == 404, path
