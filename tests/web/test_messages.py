"""The pages about messages."""

from sqlalchemy import Engine

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.reminder import Message
from rules.sending import may_send
from store.database import reading, writing
from store.lookups import links_of_message
from tests.web.conftest import Browser, Furniture, TestClient, no_ingest
from web.app import create_app
from web.forms import SESSION_COOKIE
from web.messages import linked


def test_messages_are_listed_and_filtered_by_state(lead: Browser, furniture: Furniture) -> None:
    assert "Việc của Sở Nội vụ" in lead.get("/thu").text
    assert "Việc của Sở Nội vụ" in lead.get("/thu?tinh_trang=queued").text
    empty = lead.get("/thu?tinh_trang=refused").text
    assert "Việc của Sở Nội vụ" not in empty and "Không có thư nào ở tình trạng này" in empty


def test_a_message_shows_its_text_but_not_the_key_of_its_link(lead: Browser, furniture: Furniture) -> None:
    page, letter = lead.get(f"/thu/{furniture.message}").text, lead.get(f"/thu/{furniture.message}/html").text
    assert "Kính gửi" in page and "Kính gửi" in letter
    for shown in (page, letter):
        assert "/r/…" in shown and "/r/W" not in shown


def test_in_a_demonstration_the_link_can_be_followed(
    settings: Settings, clock: Clock, office: Office, lead: Browser, furniture: Furniture
) -> None:
    demo = create_app(settings.model_copy(update={"demo": True}), clock, office, ingest=no_ingest)
    with TestClient(demo) as client:
        client.cookies.set(SESSION_COOKIE, lead.client.cookies[SESSION_COOKIE])
        shown = client.get(f"/thu/{furniture.message}").text
    address = shown.split('href="http://127.0.0.1:8000')[1].split('"')[0]
    assert address.startswith("/r/")
    assert lead.get(address).status_code == 200


def test_the_letter_is_framed_without_any_right(lead: Browser, furniture: Furniture) -> None:
    page = lead.get(f"/thu/{furniture.message}").text
    assert f'sandbox="" title="Thư ở dạng HTML" src="/thu/{furniture.message}/html">' in page
    assert lead.get(f"/thu/{furniture.message}/html").headers["x-frame-options"] == "SAMEORIGIN"


def test_a_mailbox_of_the_demonstration_is_read(lead: Browser, furniture: Furniture) -> None:
    assert "so-noi-vu (1)" in lead.get("/thu/hop-thu").text
    assert "Báo cáo tại" in lead.get("/thu/hop-thu?hop=so-noi-vu").text
    assert "còn trống" in lead.get("/thu/hop-thu?hop=khong-co").text


def test_a_messages_links_are_revoked(
    lead: Browser, visitor: Browser, engine: Engine, furniture: Furniture
) -> None:
    with reading(engine) as session:
        text = session.get_one(Message, furniture.message).body_text
    link = "/r/" + text.split("/r/")[1].rstrip(".")
    assert visitor.get(link).status_code == 200
    at = f"/thu/{furniture.message}"
    assert "Đã thu hồi" in lead.text_after(lead.send(f"{at}/thu-hoi", page=at))
    assert visitor.get(link).status_code == 410
    with reading(engine) as session:
        assert all(one.revoked_at for one in links_of_message(session, furniture.message))


def test_a_refused_message_is_queued_again_for_working_hours(
    lead: Browser, engine: Engine, furniture: Furniture, office: Office
) -> None:
    at = f"/thu/{furniture.message}"
    early = lead.send(f"{at}/gui-lai", page=at)
    assert early.status_code == 409 and "Chỉ gửi lại được thư đã bị từ chối" in early.text
    with writing(engine) as session:
        row = session.get_one(Message, furniture.message)
        row.state, row.outcome = "refused", "Hộp thư không tồn tại."
        session.add(row)
    assert "Hộp thư không tồn tại." in lead.get(at).text
    lead.send(f"{at}/gui-lai", page=at)
    with reading(engine) as session:
        row = session.get_one(Message, furniture.message)
        assert row.state == "queued" and row.not_before_at is not None
        assert may_send(row.not_before_at, office.calendar)


def test_an_urgent_message_is_queued_again_at_once(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = f"/thu/{furniture.message}"
    with writing(engine) as session:
        row = session.get_one(Message, furniture.message)
        row.state, row.is_urgent = "refused", True
        session.add(row)
    assert "để gửi ngay" in lead.text_after(lead.send(f"{at}/gui-lai", page=at))
    with reading(engine) as session:
        assert session.get_one(Message, furniture.message).state == "queued"


def test_a_set_aside_message_says_where_its_words_went(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    with writing(engine) as session:
        row = session.get_one(Message, furniture.message)
        row.state, row.outcome = "superseded", "Đã gộp vào thư ngày 09/11/2026."
        session.add(row)
    for at in (f"/thu/{furniture.message}", "/thu?tinh_trang=superseded"):
        html = lead.get(at).text
        assert "Đã gộp vào thư sau" in html and "Đã gộp vào thư ngày 09/11/2026." in html
        assert "gui-lai" not in html


def test_a_message_that_is_not_there_is_404(lead: Browser) -> None:
    for at in ("/thu/999", "/thu/999/html"):
        assert lead.get(at).status_code == 404


def test_addresses_in_a_text_become_links_and_the_rest_stays_text() -> None:
    shown = linked('Xem <b> https://a.example/x?y=1&z="2. Rồi thôi')
    assert shown == (
        'Xem &lt;b&gt; <a href="https://a.example/x?y=1&amp;z=" rel="noreferrer">https://a.example/x?y=1&amp;z=</a>'
        "&#34;2. Rồi thôi"
    )
