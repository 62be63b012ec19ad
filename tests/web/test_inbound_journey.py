"""A digest goes out by SMTP, an answer and a return come back by IMAP, and a person records what was said."""

import re
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import select

from config.settings import Settings
from models.agency import Contact
from models.obligation import Obligation
from store.database import reading, writing
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.mailroom import MailTally, read_mailbox
from tests.cast import Cast
from tests.notify.imap_house import ImapHouse, open_imap_house
from tests.notify.post_office import PostOffice, open_post_office
from tests.notify.replies import gmail_reply, outlook_reply, returned
from tests.web.conftest import TODAY, Browser, Furniture


@pytest.fixture(scope="module")
def house() -> Iterator[ImapHouse]:
    with open_imap_house() as house:
        yield house


@pytest.fixture(scope="module")
def smtp() -> Iterator[PostOffice]:
    with open_post_office(PostOffice()) as office:
        yield office


def test_an_answer_becomes_a_report_in_the_journal_and_a_return_is_seen(
    lead: Browser,
    furniture: Furniture,
    cast: Cast,
    engine: Engine,
    settings: Settings,
    house: ImapHouse,
    smtp: PostOffice,
) -> None:
    names = {"Văn thư An Bình": "anbinh", "Văn thư Bình Minh": "binhminh", "Văn thư Châu Sơn": "chauson"}
    with writing(engine) as session:
        for contact in session.exec(select(Contact).where(Contact.name.in_(names))):  # type: ignore[attr-defined]
            contact.channel = smtp.url(f"{names[contact.name]}@xa.example.vn")
            session.add(contact)
    office = settings.model_copy(
        update={"imap_url": SecretStr(house.url), "reply_to": "tra-loi+{ma}@so.example.vn"}
    )
    cast.look(TODAY)
    compose_digests(engine, office, cast.office, today=TODAY, now=cast.at(TODAY, 8))
    deliver_due(engine, office, now=cast.at(TODAY, 8))
    mails = {str(mail["To"]).partition("@")[0]: mail for mail in smtp.mails}
    assert set(mails) == set(names.values())
    # One answers by Gmail with a file, one by Outlook, and one letter comes back.
    pdf = {"Danh sách hộ.pdf": b"%PDF-1.7 danh sach"}
    house.put(
        gmail_reply(mails["anbinh"], "Đã lập xong danh sách 312 hộ.", files=pdf),
        outlook_reply(mails["binhminh"], "Mới làm được 2 thôn."),
        returned(mails["chauson"], status="5.1.1"),
        at=cast.at(TODAY, 10),
    )
    now = cast.at(TODAY, 11)
    assert read_mailbox(engine, office, now=now) == MailTally(answers=2, bounces=1)

    listed = lead.get("/thu-den").text
    assert "312 hộ" in listed and "2 thôn" in listed and "Kính gửi" not in listed
    page = next(at for at in re.findall(r'href="(/thu-den/\d+)"', listed) if "312 hộ" in lead.get(at).text)
    shown = lead.get(page).text
    chosen = re.search(r'name="phan_viec" value="(\d+)" checked', shown)
    assert chosen and int(chosen[1]) == furniture.asked
    said = re.search(r'<textarea name="noi_dung"[^>]*>([^<]+)</textarea>', shown)
    assert said
    form = {"viec": "ghi-nhan", "phan_viec": chosen[1], "bao": "reported", "noi_dung": said[1]}
    assert "1 báo cáo" in lead.text_after(lead.send(page, form))

    owed = lead.get(f"/phan-viec/{furniture.asked}").text
    for words in ("312 hộ", "Danh sách hộ.pdf", "thư trả lời", "Đã báo cáo, chờ xác nhận"):
        assert words in owed, words
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.asked).status == "reported"
    # The letter that came back stands with its reason, and the mailbox is empty.
    assert "địa chỉ thư không tồn tại (5.1.1)" in lead.get("/thu").text
    assert house.count() == 0
