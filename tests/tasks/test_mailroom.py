"""The mailbox read from a real IMAP server: each letter stored once, tied to what it answers, then moved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from config.mailbox import ASIDE_FOLDER, READ_FOLDER, read_mailbox_url
from config.settings import Settings
from models.agency import Contact
from models.errors import PassingFailure
from models.inbound import InboundFile, InboundMail
from models.journal import StatusChange
from models.reminder import Message
from notify.mailbox import FetchedLetter, open_mailbox
from store.bounces import latest_bounces
from store.database import reading, writing
from store.leading import undelivered
from store.messages import resend
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.mailroom import MailTally, read_mailbox, take_in
from tests.cast import Cast, item
from tests.notify.imap_house import ImapHouse, open_imap_house
from tests.notify.post_office import PostOffice, open_post_office
from tests.notify.replies import gmail_reply, outlook_reply, returned
from tests.tasks.post_room import delivered

DAY = date(2026, 11, 23)
DUE = date(2026, 11, 16)
WORDS = "Mục IV.2 đã xong 12/14 đơn vị."
PDF = b"%PDF-1.7 bao cao"


@pytest.fixture(scope="module")
def server() -> Iterator[ImapHouse]:
    with open_imap_house() as house:
        yield house


@pytest.fixture(scope="module")
def smtp() -> Iterator[PostOffice]:
    with open_post_office(PostOffice()) as office:
        yield office


@pytest.fixture
def house(server: ImapHouse) -> ImapHouse:
    server.empty()
    return server


@pytest.fixture
def office_settings(settings: Settings, house: ImapHouse) -> Settings:
    return settings.model_copy(update={"imap_url": SecretStr(house.url)})


@pytest.fixture
def sent(cast: Cast, smtp: PostOffice) -> EmailMessage:
    """A real digest of two items, as the mail server of Sở Nội vụ received it."""
    smtp.mails.clear()
    cast.settle_province()
    with writing(cast.engine) as session:
        for contact in session.exec(select(Contact).where(Contact.name == "Đầu mối Sở Nội vụ")):
            contact.channel = smtp.url("vanthu@snv.example.vn")
            session.add(contact)
    cast.tracked_plan(
        item("Rà soát danh sách cán bộ", "Sở Nội vụ", due=DUE, ref="IV.1"),
        item("Bố trí biên chế", "Sở Nội vụ", due=DUE, ref="IV.2"),
    )
    cast.look(DAY)
    compose_digests(cast.engine, cast.settings, cast.office, today=DAY, now=cast.at(DAY, 8))
    deliver_due(cast.engine, cast.settings, now=cast.at(DAY, 8))
    (mail,) = smtp.mails
    return mail


def read(cast: Cast, settings: Settings, *, hour: int = 15) -> MailTally:
    return read_mailbox(cast.engine, settings, now=cast.at(DAY, hour))


def letters(cast: Cast) -> list[InboundMail]:
    with reading(cast.engine) as session:
        return list(session.exec(select(InboundMail).order_by(col(InboundMail.id))))


def the_message(cast: Cast) -> Message:
    with reading(cast.engine) as session:
        return session.exec(select(Message).where(Message.kind == "agency-digest")).one()


@pytest.mark.parametrize("compose", [gmail_reply, outlook_reply])
def test_an_answer_is_tied_to_its_letter_its_agency_and_the_item_it_names(
    compose: object, cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(compose(sent, WORDS, files={"Báo cáo.pdf": PDF, "virus.exe": b"MZ\x00"}), at=cast.at(DAY, 14))  # type: ignore[operator]
    assert read(cast, office_settings) == MailTally(answers=1)
    (row,) = letters(cast)
    message = the_message(cast)
    assert (row.message_id, row.agency_id, row.state) == (message.id, message.agency_id, "new")
    owed = cast.obligations(1, "Sở Nội vụ")
    assert row.obligation_id == owed[1].id
    assert row.text.startswith(WORDS) and "Kính gửi" not in row.text and "0000" not in row.text
    assert "virus.exe" in row.text.split("\n")[-1]
    assert row.received_at == cast.at(DAY, 14)
    with reading(cast.engine) as session:
        (file,) = session.exec(select(InboundFile)).all()
        assert (file.filename, file.media_type, file.size) == ("Báo cáo.pdf", "application/pdf", len(PDF))
        assert {c.to_status for c in session.exec(select(StatusChange))} == {"assigned"}
    assert "vanthu@snv" not in repr(row)
    assert (house.count(), house.count(READ_FOLDER)) == (0, 1)


def test_a_letter_read_twice_is_stored_once(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    answer = gmail_reply(sent, WORDS)
    house.put(answer, answer)
    assert read(cast, office_settings) == MailTally(answers=1, known=1)
    house.put(answer)
    assert read(cast, office_settings) == MailTally(known=1)
    assert len(letters(cast)) == 1
    assert read(cast, office_settings) == MailTally()


def test_a_letter_stays_where_the_database_is_out_of_reach(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(gmail_reply(sent, WORDS))
    with cast.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbound_mail RENAME TO away")
    with pytest.raises(SQLAlchemyError):
        read(cast, office_settings)
    assert house.count() == 1
    with cast.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO inbound_mail")
    assert read(cast, office_settings) == MailTally(answers=1)


def without(mail: bytes, *names: str) -> bytes:
    head, _, body = mail.partition(b"\r\n\r\n")
    kept, skips = [], False
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            skips = line.partition(b":")[0].decode().lower() in names
        if not skips:
            kept.append(line)
    return b"\r\n".join(kept) + b"\r\n\r\n" + body


def test_without_references_the_quoted_link_the_plus_address_or_the_subject_tells(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    message = the_message(cast)
    by_link = without(gmail_reply(sent, WORDS), "in-reply-to", "references")
    bare = EmailMessage()
    bare["Message-ID"], bare["Subject"] = "<a@b.vn>", "báo cáo"
    bare["To"] = f"don-doc+{message.reference[1:].partition('@')[0]}@localhost"
    bare.set_content(WORDS)
    by_subject = EmailMessage()
    by_subject["Message-ID"], by_subject["Subject"] = "<c@b.vn>", f"RE: Trả lời: {sent['Subject']}"
    by_subject.set_content(WORDS)
    stranger = EmailMessage()
    stranger["Message-ID"], stranger["Subject"] = "<d@b.vn>", "Mời họp"
    stranger.set_content("Kính mời.")
    house.put(by_link, bytes(bare), bytes(by_subject), bytes(stranger))
    assert read(cast, office_settings) == MailTally(answers=4)
    found = [(row.message_id, row.agency_id) for row in letters(cast)]
    # A subject can be written by anybody: it tells the agency, and not the message.
    assert found == [
        (message.id, message.agency_id),
        (message.id, message.agency_id),
        (None, message.agency_id),
        (None, None),
    ]
    assert letters(cast)[3].obligation_id is None


def test_a_programs_answer_is_recorded_and_waits_for_nobody(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(b"Auto-Submitted: auto-replied\r\n" + gmail_reply(sent, "Tôi nghỉ đến 30/11."))
    assert read(cast, office_settings) == MailTally(automatic=1)
    (row,) = letters(cast)
    assert row.state == "left" and "tự động" in row.decided_by and not row.is_bounce


def test_a_returned_letter_marks_its_message_and_the_lead_hears(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(returned(sent), at=cast.at(DAY, 9))
    assert read(cast, office_settings) == MailTally(bounces=1)
    message = the_message(cast)
    assert message.bounced_at == cast.at(DAY, 9)
    assert message.outcome == "Thư bị trả lại ngày 23/11/2026: địa chỉ thư không tồn tại (5.1.1)."
    (row,) = letters(cast)
    assert (row.is_bounce, row.state, row.message_id) == (True, "left", message.id)
    with reading(cast.engine) as session:
        told = undelivered(session, plan_ids=[1], now=cast.at(DAY, 16))
        assert told == [("Sở Nội vụ", message.outcome)]
        assert set(latest_bounces(session, message.agency_id or 0)) == {message.contact_id}


def test_a_returned_letter_is_sent_again_under_its_reference_once_the_address_is_mended(
    cast: Cast, sent: EmailMessage, smtp: PostOffice, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(returned(sent))
    read(cast, office_settings)
    with writing(cast.engine) as session:
        now = cast.at(DAY, 16)
        resend(session, the_message(cast).id or 0, by="chuyenvien", now=now, not_before_at=now)
    assert the_message(cast).bounced_at is None
    deliver_due(cast.engine, cast.settings, now=cast.at(DAY, 16) + timedelta(minutes=1))
    assert [str(m["Message-ID"]) for m in smtp.mails] == [str(sent["Message-ID"])] * 2


def test_an_address_that_refuses_for_good_gives_way_to_the_contacts_next_channel(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    with writing(cast.engine) as session:
        session.get_one(Contact, the_message(cast).contact_id).fallbacks = ["outbox://du-phong"]
    house.put(returned(sent))
    assert read(cast, office_settings) == MailTally(bounces=1)
    message = the_message(cast)
    assert (message.state, message.channel_rank, message.bounced_at) == ("queued", 1, None)
    assert "Chuyển sang kênh dự phòng 1." in message.outcome
    # A report of the same return that comes late moves nothing any more.
    house.put(returned(sent))
    read(cast, office_settings)
    deliver_due(cast.engine, cast.settings, now=cast.at(DAY, 16))
    (entry,) = (one for one in delivered(cast.engine) if one.mailbox == "du-phong")
    assert entry.reference == str(sent["Message-ID"])


def test_a_full_box_is_no_reason_to_leave_a_channel(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    with writing(cast.engine) as session:
        session.get_one(Contact, the_message(cast).contact_id).fallbacks = ["outbox://du-phong"]
    house.put(returned(sent, status="4.2.2"))
    read(cast, office_settings)
    assert the_message(cast).state == "sent" and the_message(cast).bounced_at is not None


def test_a_delay_marks_nothing(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(returned(sent, status="4.4.1", action="delayed"))
    assert read(cast, office_settings) == MailTally(bounces=1)
    assert the_message(cast).bounced_at is None


def test_letters_that_are_broken_or_too_big_do_not_stop_the_others(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(300))
    big = b"Message-ID: <big@x.vn>\r\nSubject: to\r\nIn-Reply-To: " + str(sent["Message-ID"]).encode()
    big += b"\r\n\r\n" + b"x" * 50_000
    house.put(nested.encode(), b"\xff\xfe\x00 no letter", big, gmail_reply(sent, WORDS))
    small = office_settings.model_copy(update={"upload_limit": 20_000})
    assert read(cast, small) == MailTally(answers=4)
    assert house.count() == 0
    large = letters(cast)[2]
    assert "quá lớn" in large.text and "xxx" not in large.text
    assert large.message_id == the_message(cast).id


def test_a_letter_made_to_do_harm_is_stored_with_the_reason_and_set_aside(
    cast: Cast, house: ImapHouse, office_settings: Settings
) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1500))
    harm = FetchedLetter("1", nested.encode(), None, True)
    now = cast.at(DAY, 15)
    assert take_in(cast.engine, office_settings, harm, now=now) == "aside"
    assert take_in(cast.engine, office_settings, harm, now=now) == "aside"
    (row,) = letters(cast)
    assert row.state == "new" and "lồng nhau" in row.text
    house.put(b"Subject: x\r\n\r\ny")
    with open_mailbox(read_mailbox_url(house.url)) as box:
        (uid,) = box.waiting(10)
        box.put_away(uid, was_read=False)
    assert (house.count(), house.count(ASIDE_FOLDER)) == (0, 1)


def test_tcvn3_words_are_read(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    typed = "§· rµ so¸t xong danh s¸ch, cßn 2 ®¬n vÞ ch­a göi b¸o c¸o."
    house.put(
        b"Message-ID: <t@x.vn>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
        + typed.encode("latin-1")
    )
    read(cast, office_settings)
    assert letters(cast)[0].text == "Đã rà soát xong danh sách, còn 2 đơn vị chưa gửi báo cáo."


def test_a_server_that_is_away_is_a_passing_failure_without_its_password(
    cast: Cast, office_settings: Settings
) -> None:
    for url in (
        "imap://don-doc:sai-mat-khau@127.0.0.1:9/INBOX",
        office_settings.imap_url.get_secret_value()[:-6] + "/x",
    ):
        wrong = office_settings.model_copy(update={"imap_url": SecretStr(url)})
        with pytest.raises(PassingFailure) as told:
            read(cast, wrong)
        assert "mat-khau" not in str(told.value)


def test_without_a_mailbox_nothing_is_read(cast: Cast, settings: Settings) -> None:
    assert read(cast, settings) == MailTally()


def test_the_servers_clock_is_not_believed_beyond_ours(
    cast: Cast, sent: EmailMessage, house: ImapHouse, office_settings: Settings
) -> None:
    house.put(gmail_reply(sent, WORDS), at=datetime(2027, 1, 1, tzinfo=UTC))
    read(cast, office_settings)
    assert letters(cast)[0].received_at == cast.at(DAY, 15)
    assert replace(MailTally(), known=2).total == 2
