"""The link in a summary: GET shows, POST declines, by a person's hand or a mail program's."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.agency import Contact
from models.reminder import Message
from store.database import reading, writing
from store.summaries import decline_token
from tests.web.conftest import KEY, Browser, Furniture

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def at(furniture: Furniture) -> Iterator[str]:
    yield f"/thu-tong-hop/{decline_token(furniture.message, key=KEY)}"


def takes(engine: Engine, furniture: Furniture) -> bool:
    with reading(engine) as session:
        message = session.get_one(Message, furniture.message)
        return session.get_one(Contact, message.contact_id).takes_summaries


def test_looking_changes_nothing_and_a_button_does(
    visitor: Browser, at: str, engine: Engine, furniture: Furniture
) -> None:
    assert "Ngừng nhận thư tổng hợp" in visitor.get(at).text
    assert takes(engine, furniture)
    assert "Bạn sẽ không nhận" in visitor.text_after(visitor.send(at, {"viec": "ngung"}))
    assert not takes(engine, furniture)
    visitor.send(at, {"viec": "nhan"})
    assert takes(engine, furniture)


def test_a_mail_program_declines_with_one_click_and_twice_is_once(
    visitor: Browser, at: str, engine: Engine, furniture: Furniture
) -> None:
    for _ in range(2):
        answer = visitor.client.post(at, data=ONE_CLICK, follow_redirects=False)
        assert (answer.status_code, answer.text) == (200, "OK")
    assert not takes(engine, furniture)
    with reading(engine) as session:
        others = session.exec(select(Contact).where(Contact.takes_summaries == False)).all()  # noqa: E712
        assert len(others) == 1


@pytest.mark.parametrize("data", [{}, {"viec": "ngung"}, {"List-Unsubscribe": "khac"}])
def test_other_posts_without_our_forms_token_are_refused(
    data: dict[str, str], visitor: Browser, at: str, engine: Engine, furniture: Furniture
) -> None:
    assert visitor.client.post(at, data=data, follow_redirects=False).status_code == 403
    assert takes(engine, furniture)


def test_a_forged_link_opens_nothing(visitor: Browser, furniture: Furniture) -> None:
    forged = decline_token(furniture.message, key="another-key-of-the-same-length-xx")
    for token in (forged, "x", decline_token(99_999, key=KEY)):
        assert visitor.get(f"/thu-tong-hop/{token}").status_code == 403
        assert visitor.client.post(f"/thu-tong-hop/{token}", data=ONE_CLICK).status_code == 403


def test_the_contacts_page_tells_who_takes_none(
    lead: Browser, visitor: Browser, at: str, engine: Engine, furniture: Furniture
) -> None:
    with writing(engine) as session:
        message = session.get_one(Message, furniture.message)
        session.get_one(Contact, message.contact_id).takes_summaries = False
    assert "không nhận thư tổng hợp" in lead.get(f"/danh-ba/co-quan/{furniture.own_agency}").text
