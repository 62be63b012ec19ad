"""The list of plans, taking in a document, and the document as received."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.account import User
from models.document import SourceDocument
from models.draft import DraftPlan, SourceLine, SourceText
from models.plan import Plan
from models.reading import Tell
from store.accounts import open_session
from store.database import reading, writing
from store.drafts import store_draft
from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture, TestClient
from web.app import create_app
from web.forms import SESSION_COOKIE


def plan_ids(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return [p.id or 0 for p in session.exec(select(Plan))]


@pytest.fixture
def taking_in(
    settings: Settings, clock: Clock, office: Office, engine: Engine, furniture: Furniture, cast: Cast
) -> Any:
    """The lead's browser over an application whose reader stores every text as a draft of one item."""

    def ingest(data: bytes, filename: str, by: str, tell: Tell) -> int:
        with writing(engine) as session:
            text = data.decode()
            return store_draft(
                session,
                draft=DraftPlan(title=text, items=(item(text, "Sở Nội vụ"),)),
                source=SourceText((SourceLine(text, 1),), "txt"),
                data=data,
                filename=filename,
                media_type="text/plain",
                now=cast.at(TODAY),
                by=by,
            )

    with writing(engine) as session:
        user = session.exec(select(User).where(User.username == "chuyenvien")).one()
        token = open_session(session, user_id=user.id or 0, now=cast.at(TODAY, 0), hours=30)
    with TestClient(create_app(settings, clock, office, ingest=ingest)) as client:
        client.cookies.set(SESSION_COOKIE, token)
        yield Browser(client)


def test_a_document_becomes_a_draft_under_its_own_name(
    taking_in: Browser, engine: Engine, furniture: Furniture
) -> None:
    sent = {"van_ban": ("C:\\tạm\\Kế hoạch số 5.txt", "Rà soát hồ sơ".encode(), "text/plain")}
    answer = taking_in.send("/ke-hoach", files=sent)
    new = max(plan_ids(engine))
    assert answer.headers["location"] == f"/ke-hoach/{new}"
    assert "Đã đọc văn bản, chưa gửi gì cho ai" in taking_in.text_after(answer)
    with reading(engine) as session:
        document = session.exec(select(SourceDocument).order_by(SourceDocument.id.desc())).first()  # type: ignore[union-attr]
        assert document is not None
        assert (document.filename, document.received_by) == ("Kế hoạch số 5.txt", "chuyenvien")


def test_a_document_that_cannot_be_read_stores_nothing_and_says_why(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    before = plan_ids(engine)
    answer = lead.send("/ke-hoach", files={"van_ban": ("quet.pdf", b"%PDF-1.4 nothing", "application/pdf")})
    assert answer.status_code == 422
    assert "Tệp này không có chữ nào đọc được." in answer.text
    assert "trang 1" in answer.text and "Gửi bản quét rõ hơn." in answer.text
    assert plan_ids(engine) == before


def test_a_form_without_a_file_is_told_so(lead: Browser) -> None:
    answer = lead.send("/ke-hoach")
    assert answer.status_code == 422 and "Chưa chọn tệp" in answer.text


def test_the_list_shows_state_and_counts(lead: Browser, furniture: Furniture) -> None:
    html = lead.get("/ke-hoach").text
    assert "Dự thảo, chờ rà soát" in html and "Đang theo dõi" in html
    assert html.index(f"/ke-hoach/{furniture.draft_plan}") < html.index(f"/ke-hoach/{furniture.active_plan}")


def test_only_the_lead_is_offered_the_upload(sign_in: Callable[[str], Browser]) -> None:
    assert "Nạp văn bản" in sign_in("lead").get("/ke-hoach").text
    assert "Nạp văn bản" not in sign_in("leader").get("/ke-hoach").text


def test_the_documents_text_has_an_anchor_on_every_line(lead: Browser, furniture: Furniture) -> None:
    html = lead.get(f"/ke-hoach/{furniture.draft_plan}/van-ban").text
    assert all(f'id="L{n}"' in html for n in (1, 2, 3))
    assert 'href="#L1"' in lead.get(f"/ke-hoach/{furniture.draft_plan}").text


def test_the_document_is_given_as_it_was_received_and_only_to_be_saved(
    taking_in: Browser, engine: Engine
) -> None:
    data = "<script>alert(1)</script> Rà soát".encode()
    taking_in.send("/ke-hoach", files={"van_ban": ('kế "hoạch".html', data, "text/html")})
    answer = taking_in.get(f"/ke-hoach/{max(plan_ids(engine))}/van-ban/goc")
    assert answer.content == data
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''k%E1%BA%BF" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_plan_that_is_not_there_is_404(lead: Browser) -> None:
    for at in ("/ke-hoach/999", "/ke-hoach/999/van-ban", "/ke-hoach/999/van-ban/goc", "/ke-hoach/abc"):
        assert lead.get(at).status_code == 404


def test_a_plan_above_the_limit_is_refused_before_it_is_kept(
    lead: Browser, engine: Engine, tmp_path: Path
) -> None:
    before = plan_ids(engine)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(41 * 1024 * 1024)
    with huge.open("rb") as file:
        answer = lead.send("/ke-hoach", files={"van_ban": ("huge.txt", file, "text/plain")})
    assert answer.status_code == 413 and "quá 40 MB" in answer.text
    assert plan_ids(engine) == before
