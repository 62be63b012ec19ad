"""A furnished office for the pages: accounts of every role, a plan in force, a draft, a letter, a link."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import select
from starlette.testclient import TestClient

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.account import User
from models.agency import Agency, Contact
from models.errors import BadDocument
from models.reading import Tell
from rules.naming import agency_key
from store.accounts import add_user, open_session
from store.database import open_database, reading, writing
from store.extensions import ask_extension
from store.inbound import Answered, NewLetter, keep_letter
from store.inbound_lists import files_of
from store.links import issue_link
from store.messages import NewMessage, put_in_outbox, put_words, queue_message
from store.obligations import ReportInput, UploadedFile, attachments, move, reports
from store.plans import draft_items
from tests.cast import Cast, item
from tests.conftest import TEST_KEY
from tests.databases import Kind, Template, databases, migrated
from web.app import create_app
from web.forms import SESSION_COOKIE

TODAY = date(2026, 11, 23)
KEY = TEST_KEY
PASSWORD = "mật khẩu để thử"
SCRIPT = "<script>alert('x')</script>"
# One account of every role; the agency officer belongs to Sở Nội vụ.
ROLES = {"lead": "chuyenvien", "leader": "lanhdao", "operator": "vanhanh", "agency": "sonoivu"}


@dataclass(frozen=True)
class Furniture:
    """What stands in the furnished database, by its id."""

    active_plan: int
    draft_plan: int
    draft_item: int
    draft_group: int
    own: int
    own_reported: int
    asked: int
    extension: int
    foreign: int
    own_file: int
    foreign_file: int
    message: int
    mail: int
    mail_file: int
    own_agency: int
    foreign_agency: int
    own_unit: int


@dataclass
class Browser:
    """One person's browser; forms are sent with the token of a page that was really shown."""

    client: TestClient

    def get(self, address: str) -> httpx.Response:
        return self.client.get(address, follow_redirects=False)

    def token(self, page: str) -> str:
        found = re.search(r'name="ma_bieu_mau" value="([0-9a-f]+)"', self.get(page).text)
        assert found, f"no form on {page}"
        return found.group(1)

    def send(
        self, address: str, data: dict[str, Any] | None = None, *, page: str = "", files: Any = None
    ) -> httpx.Response:
        """Submit a form that stands on ``page`` (the address itself where none is named)."""
        fields = {"ma_bieu_mau": self.token(page or address)} | (data or {})
        return self.client.post(address, data=fields, files=files, follow_redirects=False)

    def text_after(self, answer: httpx.Response) -> str:
        """Return the page to which a 303 leads."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"]).text


def _furnish(cast: Cast) -> Furniture:
    cast.settle_province()
    active = cast.tracked_plan(
        item("Rà soát danh sách cán bộ", "Sở Nội vụ", due=date(2026, 11, 16), ref="IV.1"),
        item("Bố trí kinh phí", "Sở Tài chính", due=date(2026, 11, 16), ref="IV.2"),
        item("Tổng hợp khen thưởng", "Sở Nội vụ", due=date(2026, 11, 23), ref="IV.3"),
        item("Lập danh sách hộ", "UBND các xã, phường", due=date(2026, 11, 27), ref="IV.4"),
        item(f"Phổ biến {SCRIPT} tới cán bộ", "Sở Nội vụ", ref="IV.5"),
        item("Theo dõi, hướng dẫn", "Sở Y tế", kind="ongoing", ref="IV.6"),
        title=f"Kế hoạch có chữ lạ {SCRIPT}",
    )
    draft = cast.draft(
        item(f"Nội dung {SCRIPT} trong dự thảo", "Sở Nội vụ", ref="V.1"),
        item("Rà soát địa bàn", "UBND các xã, phường", ref="V.2"),
        item("Gửi báo cáo", "Sở Tài chính", due=date(2026, 12, 4), ref="V.3"),
    )
    own, own_reported = cast.obligations(active, "Sở Nội vụ")[:2]
    (foreign,) = cast.obligations(active, "Sở Tài chính")
    asked = cast.obligations(active, "UBND xã An Bình")[0]
    for one in (own_reported, foreign):
        _report_with_file(cast, one.id or 0)
    with writing(cast.engine) as session:
        agency = {a.code: a.id or 0 for a in session.exec(select(Agency))}
        name = "Phòng Công chức"
        unit = Agency(
            code="phong-cong-chuc",
            name=name,
            folded=agency_key(name),
            parent_id=agency["so-noi-vu"],
            kind="don-vi",
        )
        session.add(unit)
        for role, username in ROLES.items():
            add_user(
                session,
                username=username,
                password=PASSWORD,
                display_name=f"Người {role}",
                role=role,  # type: ignore[arg-type]
                agency_id=agency["so-noi-vu"] if role == "agency" else None,
            )
    with reading(cast.engine) as session:
        items = draft_items(session, draft)
        files = [
            attachments(session, [r.id or 0 for r in reports(session, one.id or 0)])[0].id or 0
            for one in (own_reported, foreign)
        ]
    letter_id = _letter(cast, agency["so-noi-vu"])
    mail_id, mail_file = _answer(cast, letter_id, agency["so-noi-vu"], own.id or 0)
    return Furniture(
        active_plan=active,
        draft_plan=draft,
        draft_item=items[0].assignment.id or 0,
        draft_group=items[1].owners[0].id or 0,
        own=own.id or 0,
        own_reported=own_reported.id or 0,
        asked=asked.id or 0,
        extension=_request_for_time(cast, asked.id or 0),
        foreign=foreign.id or 0,
        own_file=files[0],
        foreign_file=files[1],
        message=letter_id,
        mail=mail_id,
        mail_file=mail_file,
        own_agency=agency["so-noi-vu"],
        foreign_agency=agency["so-tai-chinh"],
        own_unit=unit.id or 0,
    )


def _report_with_file(cast: Cast, obligation_id: int) -> None:
    with writing(cast.engine) as session:
        move(
            session,
            obligation_id=obligation_id,
            target="reported",
            actor="Người báo cáo",
            actor_role="agency",
            now=cast.at(date(2026, 11, 20)),
            today=date(2026, 11, 20),
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            report=ReportInput(
                "reported",
                f"Đã xong {SCRIPT}",
                "Người báo cáo",
                files=(UploadedFile("Báo cáo số 1.txt", "text/plain", b"xong"),),
            ),
        )


def _request_for_time(cast: Cast, obligation_id: int) -> int:
    with writing(cast.engine) as session:
        request = ask_extension(
            session,
            obligation_id=obligation_id,
            proposed_on=date(2026, 12, 11),
            reason=f"Chờ số liệu {SCRIPT}",
            by="Văn thư An Bình",
            now=cast.at(date(2026, 11, 20)),
            today=date(2026, 11, 20),
        )
        return request.id or 0


def _letter(cast: Cast, agency_id: int) -> int:
    now = cast.at(TODAY, 7)
    with writing(cast.engine) as session:
        contact = session.exec(select(Contact).where(Contact.agency_id == agency_id)).one()
        row = queue_message(
            session,
            NewMessage("agency-digest", contact.id or 0, agency_id, TODAY, "localhost", now),
            now=now,
        )
        assert row is not None
        token = issue_link(session, agency_id=agency_id, message_id=row.id, now=now, days=14, key=KEY)
        address = f"http://127.0.0.1:8000/r/{token}"
        put_words(
            session,
            row,
            subject="Việc của Sở Nội vụ",
            text=f"Kính gửi,\n{SCRIPT}\nBáo cáo tại {address}.",
            html=f'<p>Kính gửi</p><a href="{address}">Báo cáo</a>',
        )
    put_in_outbox(
        cast.engine,
        mailbox="so-noi-vu",
        reference=row.reference,
        subject=row.subject,
        body=f"{SCRIPT} Báo cáo tại {address}.",
        at=now,
    )
    return row.id or 0


def _answer(cast: Cast, letter_id: int, agency_id: int, obligation_id: int) -> tuple[int, int]:
    """Store an answer to a letter, with a file; return both ids."""
    with writing(cast.engine) as session:
        new = NewLetter(
            reference="<tra-loi@snv.example.vn>",
            answered=Answered(letter_id, agency_id),
            subject=f"Re: Việc của Sở Nội vụ {SCRIPT}",
            text=f"Đã làm được một nửa {SCRIPT}",
            received_at=cast.at(TODAY, 9),
            obligation_id=obligation_id,
            files=(UploadedFile("Danh sách.txt", "text/plain", b"mot nua"),),
        )
        mail_id = keep_letter(session, new, now=cast.at(TODAY, 9)) or 0
        return mail_id, files_of(session, mail_id)[0].id or 0


@pytest.fixture(scope="session")
def furnished_database(
    tmp_path_factory: pytest.TempPathFactory, database_kind: Kind, office: Office
) -> Template[Furniture]:
    """A furnished database that each test copies, because hashing four passwords takes longer."""

    def furnish(url: str) -> Furniture:
        migrated(url)
        engine = open_database(url)
        settings = Settings(_env_file=None, home=tmp_path_factory.mktemp("home"), secret_key=KEY)
        furniture = _furnish(Cast(engine, settings, office))
        engine.dispose()
        return furniture

    return databases.template(
        "furnished", database_kind, lambda: tmp_path_factory.mktemp("furnished"), furnish
    )


@pytest.fixture
def first_database(request: pytest.FixtureRequest, empty_database: Template[None]) -> Template[Any]:
    """A furnished office where the test asks for ``furniture``, an empty one where it does not."""
    is_furnished = "furniture" in request.fixturenames
    found: Template[Any] = request.getfixturevalue("furnished_database") if is_furnished else empty_database
    return found


@pytest.fixture
def clock() -> Clock:
    """The day of the tests."""
    return Clock(TODAY)


@pytest.fixture
def furniture(first_database: Template[Furniture]) -> Furniture:
    """What stands in this test's database."""
    return first_database.filled


def no_ingest(data: bytes, filename: str, by: str, tell: Tell) -> int:
    """Refuse every document, as the reader does with one that it cannot read."""
    raise BadDocument("Tệp này không có chữ nào đọc được.", hint="Gửi bản quét rõ hơn.", place="trang 1")


@pytest.fixture
def app(settings: Settings, engine: Engine, clock: Clock, office: Office) -> Iterator[FastAPI]:
    """The application over this test's database (furnished where the test asks for ``furniture``)."""
    made = create_app(settings, clock, office, ingest=no_ingest)
    yield made
    # Before the database goes, whose end a document that is still being read would be told.
    readings = made.state.desk.readings
    assert all(readings.wait(key, 30) for key in readings.steps())


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[Browser]:
    """A browser in which nobody is signed in."""
    with TestClient(app) as client:
        yield Browser(client)


@pytest.fixture
def sign_in(
    app: FastAPI, engine: Engine, furniture: Furniture, cast: Cast
) -> Iterator[Callable[[str], Browser]]:
    """Give a browser in which somebody of that role is signed in."""
    opened: list[TestClient] = []

    def as_role(role: str) -> Browser:
        client = TestClient(app)
        opened.append(client)
        with writing(engine) as session:
            user = session.exec(select(User).where(User.username == ROLES[role])).one()
            token = open_session(session, user_id=user.id or 0, now=cast.at(TODAY, 0), hours=30)
        client.cookies.set(SESSION_COOKIE, token)
        return Browser(client)

    yield as_role
    for client in opened:
        client.close()


@pytest.fixture
def lead(sign_in: Callable[[str], Browser]) -> Browser:
    """The lead officer's browser."""
    return sign_in("lead")


@pytest.fixture
def units_mail(cast: Cast, furniture: Furniture) -> Any:
    """What a unit of Sở Nội vụ answers about work that was broken down for it: a ``UnitsMail``."""
    # Imported here: it needs the furniture of this module.
    from tests.web.units_mail import answered_below

    return answered_below(cast, furniture)


@pytest.fixture
def officer(sign_in: Callable[[str], Browser]) -> Browser:
    """The browser of the officer of Sở Nội vụ."""
    return sign_in("agency")
