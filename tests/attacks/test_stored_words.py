"""Words that are code to somebody: stored wherever a person or a document can bring them, shown as text."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import openpyxl
import pytest
from docx import Document
from sqlalchemy import Engine
from sqlmodel import select

from models.account import User
from models.agency import Agency, Contact
from models.assignment import Assignment
from models.journal import Comment, ProgressReport
from models.obligation import Obligation
from models.plan import Plan
from notify.letter import Letter
from notify.mail import as_mail
from rules.file_kinds import KINDS, clean_name
from store.database import reading, writing
from tests.cast import Cast
from tests.web.conftest import PASSWORD, ROLES, TODAY, Browser, Furniture
from tests.web.visits import report_link, visits
from web.plans import download

# What would run, load or break out, were it not written as text.
HTML = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>&lt;b&gt;{{7*7}}</textarea></title>"
FORMULA = "=cmd|'/c calc'!A1"


class Tags(HTMLParser):
    """Gathers what a browser would build of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        at = str(dict(attrs).get("src", ""))
        # Our own scripts, and a letter in a frame that may do nothing.
        is_ours = (tag == "script" and at.startswith("/static/")) or (
            tag == "iframe" and at.startswith("/thu/") and dict(attrs).get("sandbox") is not None
        )
        if (
            tag in ("script", "iframe", "object", "embed", "base", "meta")
            and not is_ours
            and (tag != "meta" or "http-equiv" in names)
        ) or any(name.startswith("on") for name in names):
            self.strange.append(f"{tag} {sorted(names)}")
        if any((value or "").strip().lower().startswith(("javascript:", "data:")) for _, value in attrs):
            self.strange.append(f"{tag} {attrs}")
        if tag == "img" and dict(attrs).get("src") == "x":
            self.strange.append("img")


@pytest.fixture
def poisoned(engine: Engine, furniture: Furniture, units_mail: object, cast: Cast) -> Furniture:
    """The furnished office with such words in every text that people or documents bring."""
    with writing(engine) as session:
        for plan in session.exec(select(Plan)):
            plan.title, plan.number = HTML, f"1{HTML}"[:60]
            session.add(plan)
        for item in session.exec(select(Assignment)):
            item.text, item.deliverable = f"{FORMULA} {HTML}", HTML
            session.add(item)
        for agency in session.exec(select(Agency)):
            agency.name = f"{FORMULA} {agency.name} {HTML}"
            session.add(agency)
        for contact in session.exec(select(Contact)):
            contact.name = HTML
            session.add(contact)
        told = {"at": cast.at(TODAY), "reported_on": TODAY, "says": "in_progress"}
        session.add(
            ProgressReport(
                obligation_id=furniture.own, text=f"{FORMULA} {HTML}", reporter=HTML, product=HTML, **told
            )
        )
        session.add(
            Comment(
                obligation_id=furniture.own, at=cast.at(TODAY), actor=HTML, actor_role="agency", text=HTML
            )
        )
    return furniture


def test_no_page_runs_what_was_stored(
    sign_in: Callable[[str], Browser], visitor: Browser, poisoned: Furniture, engine: Engine, cast: Cast
) -> None:
    browsers = {username: sign_in(role) for role, username in ROLES.items()} | {"": visitor}
    shown = 0
    seen_paths: set[str] = set()
    for username, addresses in visits(poisoned, report_link(engine, cast, poisoned.own_agency)).items():
        for at in addresses:
            # What the lead has seen, leaders and operators see alike.
            if at in seen_paths and username in ("lanhdao", "vanhanh"):
                continue
            seen_paths.add(at)
            answer = browsers[username].client.get(at)
            if "html" not in answer.headers["content-type"]:
                continue
            seen = Tags()
            seen.feed(answer.text)
            assert seen.strange == [], (at, seen.strange)
            shown += "&lt;script&gt;alert(2)" in answer.text
    assert shown > 15


def test_no_cell_of_an_exported_table_is_a_formula(
    sign_in: Callable[[str], Browser], poisoned: Furniture, engine: Engine
) -> None:
    lead, officer = sign_in("lead"), sign_in("agency")
    found = 0
    for browser, at in (
        (lead, "/bang.xlsx"),
        (lead, "/tong-hop.xlsx"),
        (lead, "/tong-hop.xlsx?theo=cap&ky=2026-11"),
        (lead, f"/ke-hoach/{poisoned.active_plan}/tong-hop.xlsx"),
        (lead, "/danh-ba/nap-co-quan/mau.xlsx"),
        (lead, "/danh-ba/nap-lien-he/mau.xlsx"),
        (officer, "/viec.xlsx"),
    ):
        answer = browser.get(at)
        assert answer.status_code == 200, at
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        for sheet in book.worksheets:
            assert "=" not in sheet.title
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                assert cell.data_type != "f", (at, cell.coordinate, cell.value)
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
                    assert cell.quotePrefix, (at, cell.coordinate)
                    found += 1
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            assert not any("externalLink" in name or "vba" in name.lower() for name in parts.namelist())
    assert found > 3


def test_words_in_papers_are_text_and_no_part_of_the_template(lead: Browser, poisoned: Furniture) -> None:
    at = f"/ke-hoach/{poisoned.active_plan}"
    for path in (f"{at}/phu-luc", f"{at}/bao-cao", f"{at}/cong-van"):
        answer = lead.send(path, {"co_quan": str(poisoned.own_agency)}, page=at)
        assert answer.status_code == 200, (path, answer.text[:300])
        contents = [answer.content]
        if answer.headers["content-type"] == "application/zip":
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                assert all(re.fullmatch(r"[\w .()-]+\.docx", n) and ".." not in n for n in archive.namelist())
                contents = [archive.read(name) for name in archive.namelist()]
        for content in contents:
            text = "".join(
                node.text or "" for node in Document(io.BytesIO(content)).element.iter() if node.text
            )
            assert "<script>alert(2)</script>" in text and "{{7*7}}" in text, path
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                assert b"<script" not in parts.read("word/document.xml")


def test_a_subject_or_an_address_cannot_add_a_header_to_a_letter() -> None:
    def data(subject: str = "Việc", recipient: str = "c@d.vn") -> bytes:
        letter = Letter("<a.1@b.vn>", subject, "chữ", "<p>chữ</p>", datetime(2026, 11, 23, tzinfo=UTC))
        return as_mail(letter, sender=("A", "a@b.vn"), recipient=recipient)

    for evil in ("Việc\r\nBcc: la@example.net", "a\nBcc: la@example.net", "a\r\n\r\n<script>", "x" * 5_000):
        mail = message_from_bytes(data(evil), policy=policy.default)
        assert mail["Bcc"] is None and mail["To"] == "c@d.vn" and mail.is_multipart()
        assert not mail.defects and mail["Subject"][:1] == evil[:1]
    for evil in ("c@d.vn\r\nBcc: la@example.net", "c@d.vn\nX: y"):
        with pytest.raises(ValueError):
            data(recipient=evil)


NAMES = (
    *("../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\a\\b.pdf", "a/b/c.pdf", "....//x"),
    *(
        'a"; filename="b.html',
        "a\r\nSet-Cookie: x=y",
        "a\nb",
        "\x00a.pdf",
        "a\x00.exe",
        "\u202egpj.exe",
        "\u2066x",
    ),
    *(
        "x" * 5_000,
        "ế" * 500,
        "CON",
        "nul.txt",
        ".htaccess",
        "...",
        "",
        " ",
        "a.pdf ",
        "a.html",
        "%2e%2e%2fa",
        "~",
    ),
    *("\ud800.pdf", "a\u2028b", "\ufeffa", "-rf", "|id", "$(id)", "a;b", "<svg onload=alert(1)>.pdf"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_leads_nowhere_and_adds_no_header(name: str) -> None:
    kept = clean_name(name, "pdf")
    assert kept.endswith(".pdf") and len(kept) < 140 and not set(kept) & set('/\\\0\r\n<>:"|?*\u202e\u2066')
    assert not kept.startswith("..")
    for one in (kept, name):
        headers = download(b"x", one, KINDS["pdf"]).headers
        told = headers["content-disposition"]
        assert told.startswith("attachment; filename=") and "\n" not in told and "\r" not in told
        assert told.count('"') == 2 and told.isascii() and "set-cookie" not in headers


def test_an_uploaded_name_is_offered_harmlessly(officer: Browser, furniture: Furniture) -> None:
    at = f"/phan-viec/{furniture.own}"
    form = {"chuyen_sang": "in_progress", "noi_dung": "Đang làm", "ban": "1"}
    page = officer.get(at).text
    form["ban"] = re.search(r'name="ban" value="(\d+)"', page)[1]  # type: ignore[index]
    name = '../../\u202e<img src=x onerror=alert(1)>"; filename="a.html'
    answer = officer.send(at, form, files={"tep": (name, b"<script>alert(1)</script> x", "text/html")})
    assert answer.status_code == 303, answer.text
    shown = officer.get(at).text
    (number,) = re.findall(r'href="/tep/(\d+)"', shown)[-1:]
    headers = officer.get(f"/tep/{number}").headers
    assert headers["content-type"].startswith("text/plain") and "attachment" in headers["content-disposition"]
    assert "sandbox" in headers["content-security-policy"] and "<img src=x" not in shown


@pytest.mark.usefixtures("units_mail")
def test_private_pages_are_kept_by_no_cache(
    sign_in: Callable[[str], Browser], visitor: Browser, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    browsers = {username: sign_in(role) for role, username in ROLES.items()} | {"": visitor}
    for username, addresses in visits(furniture, report_link(engine, cast, furniture.own_agency)).items():
        for at in [*addresses, f"/tep/{furniture.own_file}", "/bang.xlsx"][:: 8 if username else 1]:
            answer = browsers[username].get(at)
            assert "no-store" in answer.headers["cache-control"], at
            assert answer.headers["x-content-type-options"] == "nosniff", at


def test_one_persons_kept_page_is_never_given_to_another(
    sign_in: Callable[[str], Browser], furniture: Furniture
) -> None:
    lead, leader = sign_in("lead"), sign_in("leader")
    for _ in range(2):
        for browser, own, other in (
            (lead, "Người lead", "Người leader"),
            (leader, "Người leader", "Người lead<"),
        ):
            shown = browser.get("/bang").text
            assert own in shown and other not in shown
    assert lead.token("/bang") != leader.token("/bang")


def test_more_fields_than_a_form_has_change_nothing_else(
    sign_in: Callable[[str], Browser], furniture: Furniture, engine: Engine
) -> None:
    """Mass assignment: names of columns sent along are read by nobody."""

    def users() -> list[tuple[str, str, int | None, bool]]:
        with reading(engine) as session:
            return [(u.username, u.role, u.agency_id, u.is_active) for u in session.exec(select(User))]

    before = users()
    officer = sign_in("agency")
    more = {
        **{"role": "operator", "vai_tro": "operator", "agency_id": "3", "co_quan": "3", "is_active": "0"},
        **{
            "user_id": "1",
            "due_on": "2030-01-01",
            "han": "2030-01-01",
            "status": "done",
            "actor_role": "lead",
        },
    }
    new = "một mật khẩu khác hẳn"
    officer.send("/tai-khoan", {"cu": PASSWORD, "moi": new, "nhac_lai": new} | more)
    at = f"/phan-viec/{furniture.own_reported}"
    for target in ("done", "returned", "withdrawn", "suspended"):
        form = {"chuyen_sang": target, "ban": "2", "noi_dung": "x", "ly_do": "x"} | more
        assert officer.send(at, form, page="/tai-khoan").status_code in (403, 409)
    officer.send("/viec/lien-he", {"ten": "A", "kenh": "mailto://a@snv.example.vn"} | more)
    assert users() == before
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own_reported).status == "reported"
        theirs = session.exec(select(Contact).where(Contact.agency_id == furniture.foreign_agency)).all()
    assert len(theirs) == 1
