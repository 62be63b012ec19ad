"""What stands in the heads of letters that a server receives: threads, answers, declining."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

import pytest
from sqlmodel import select

from models.agency import Contact
from store.database import writing
from store.summaries import contact_of_token
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tests.cast import Cast, item
from tests.notify.post_office import PostOffice, open_post_office

DAYS = (date(2026, 11, 23), date(2026, 11, 30))
MORE = {"mail_from": "Đôn đốc <dd@so.example.vn>", "reply_to": "tra-loi+{ma}@so.example.vn"}


@dataclass
class Post:
    cast: Cast
    office: PostOffice

    def send(self, day: date, **settings: object) -> dict[str, EmailMessage]:
        """Write and send a day's letters; return them by the recipient's name."""
        self.office.mails.clear()
        changed = self.cast.settings.model_copy(update=MORE | settings)
        self.cast.look(day)
        now = self.cast.at(day, 8)
        compose_digests(self.cast.engine, changed, self.cast.office, today=day, now=now)
        deliver_due(self.cast.engine, changed, now=now)
        return {str(mail["To"]).partition("@")[0]: mail for mail in self.office.mails}


@pytest.fixture(scope="module")
def smtp() -> Iterator[PostOffice]:
    with open_post_office(PostOffice()) as office:
        yield office


@pytest.fixture
def post(cast: Cast, smtp: PostOffice) -> Post:
    cast.settle_province()
    with writing(cast.engine) as session:
        for contact in session.exec(select(Contact)).all():
            name = contact.channel.removeprefix("outbox://")
            contact.channel = smtp.url(f"{name}@noi.example.vn")
            session.add(contact)
    cast.tracked_plan(item("Rà soát", "Sở Nội vụ", due=date(2026, 11, 16), ref="IV.1"))
    return Post(cast, smtp)


def test_letters_of_a_plan_stand_together_and_answers_name_their_letter(post: Post) -> None:
    first = post.send(DAYS[0])["so-noi-vu"]
    second = post.send(DAYS[1])["so-noi-vu"]
    root = first["References"]
    assert root == first["In-Reply-To"] and str(root).startswith("<viec.a")
    assert str(first["Reply-To"]) == f"tra-loi+{str(first['Message-ID'])[1:].partition('@')[0]}@so.example.vn"
    assert second["References"] == root and second["Message-ID"] != first["Message-ID"]


def test_a_summary_can_be_declined_and_a_letter_about_own_work_cannot(post: Post) -> None:
    mails = post.send(DAYS[0], public_url="https://dondoc.example.vn")
    assert mails["so-noi-vu"]["List-Unsubscribe"] is None
    summary = mails["so-y-te"]
    assert str(summary["References"]).startswith("<tong-hop.a")
    address = str(summary["List-Unsubscribe"]).strip("<>")
    assert address.startswith("https://dondoc.example.vn/thu-tong-hop/")
    assert summary["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        body = summary.get_body((kind,))
        assert body is not None and address in body.get_content()
    with writing(post.cast.engine) as session:
        token = address.rpartition("/")[2]
        contact = contact_of_token(session, token, key=post.cast.settings.signing_key)
        contact.takes_summaries = False
        session.add(contact)
    assert "so-y-te" not in post.send(DAYS[1])


def test_one_click_is_not_offered_over_an_open_way(post: Post) -> None:
    summary = post.send(DAYS[0], public_url="http://dondoc.example.vn")["so-y-te"]
    assert summary["List-Unsubscribe"] is not None and summary["List-Unsubscribe-Post"] is None


def test_without_a_mailbox_no_answer_is_asked_for(post: Post) -> None:
    assert post.send(DAYS[0], reply_to="")["so-noi-vu"]["Reply-To"] is None


def test_what_leaders_must_hear_goes_out_though_everybody_declined(post: Post) -> None:
    with writing(post.cast.engine) as session:
        for contact in session.exec(select(Contact)).all():
            contact.takes_summaries = False
            session.add(contact)
    assert "so-y-te" not in post.send(DAYS[0])
    relayed = post.send(date(2026, 12, 16))["so-y-te"].get_body(("plain",))
    assert relayed is not None and "đề nghị trình lãnh đạo" in relayed.get_content()
