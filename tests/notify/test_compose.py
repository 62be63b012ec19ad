"""Digests laid out: HTML and text say the same, and a plan's words are never markup."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from config.settings import SHIPPED
from models.errors import BadSettings
from models.standing import Standing
from notify.compose import agency_digest, escalation_letter, lead_digest
from rules.escalation import HEAD, ISSUER, LEAD, Level
from rules.rollup import CountedObligation, count
from rules.wording import DigestFacts, DigestWords, RemindedItem, word_digest
from rules.wording_escalation import EscalatedItem, EscalationFacts, EscalationWords, word_escalation
from rules.wording_lead import LeadFacts, LeadItem, LeadWords, PlanCounts, word_lead_digest

TODAY = date(2026, 11, 23)
FOLDERS = (SHIPPED / "templates",)
LINK = "https://don-doc.example.vn/r/abc.def-1_2"


class Reader(HTMLParser):
    """Collects what a person reads in an HTML mail, and the addresses of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html.partition("<body")[2].partition(">")[2])
    return reader


def item(text: str = "Rà soát nhân lực", days_late: int = 3) -> RemindedItem:
    due = date(2026, 11, 23 - days_late)
    return RemindedItem(
        "12/KH-UBND",
        "II.1",
        text,
        "owner",
        "dated",
        "assigned",
        due,
        Standing("overdue", days_late),
        "overdue",
        2,
    )


def words(*items: RemindedItem, is_ordered: bool = True) -> DigestWords:
    return word_digest(DigestFacts("Sở Nội vụ", is_ordered, TODAY, items or (item(),), 3, 1))


def lead_words() -> LeadWords:
    late = LeadItem(
        "Sở Tài chính", "12/KH-UBND", "II.1", "Rà soát", "dated", date(2026, 11, 20), Standing("overdue", 3)
    )
    rollup = count(
        [
            CountedObligation("Sở Nội vụ", "dated", "done", TODAY, TODAY, TODAY),
            CountedObligation("Sở Tài chính", "dated", "assigned", date(2026, 11, 20), None, None),
        ],
        today=TODAY,
    )
    plan = PlanCounts("12/KH-UBND", "Phòng, chống dịch", rollup, "https://don-doc.example.vn/bang?ke_hoach=1")
    return word_lead_digest(
        LeadFacts("Sở Y tế", TODAY, (plan,), (late,), (), (late,), (("UBND xã An Bình", 2),), ())
    )


@pytest.mark.parametrize("is_ordered", [True, False])
def test_html_and_text_say_the_same_words(is_ordered: bool) -> None:
    text, html = agency_digest(
        words(item(), item("Tổng kết", 1), is_ordered=is_ordered), link=LINK, folders=FOLDERS
    )
    said = read(html).words
    # The text writes "label: address" where the HTML has a button with the address below it.
    assert sorted(w.rstrip(":") for w in said) == sorted(w.rstrip(":") for w in text.split())


def test_the_report_link_stands_once_as_a_button_and_once_in_plain_sight() -> None:
    text, html = agency_digest(words(), link=LINK, folders=FOLDERS)
    assert text.count(LINK) == 1
    assert read(html).links == [LINK]
    assert read(html).words.count(LINK) == 1


def test_words_of_a_plan_are_never_markup() -> None:
    nasty = 'Rà soát <img src="http://x/"> & <b>"nhân lực"</b> {{ 7 * 7 }}'
    text, html = agency_digest(words(item(nasty)), link=LINK, folders=FOLDERS)
    assert nasty in text
    assert "img" not in read(html).tags
    assert "<b>" not in html
    assert " ".join(nasty.split()) in " ".join(read(html).words)


def test_html_has_no_scripts_no_outside_pictures_and_is_at_most_600_wide() -> None:
    _, html = agency_digest(words(), link=LINK, folders=FOLDERS)
    assert not read(html).tags & {"script", "img", "link", "form", "iframe"}
    # One table of 600 for Outlook, which does not know the other's bound.
    assert html.count('width="600"') == 1 and "max-width:600px" in html


def test_the_lead_reads_the_same_counts_in_both_parts() -> None:
    text, html = lead_digest(lead_words(), folders=FOLDERS)
    said = " ".join(read(html).words)
    assert "Tổng cộng (2 cơ quan) 2 1 0 0 1 0 0" in said
    assert (
        "Tổng cộng (2 cơ quan): Tổng số 2; Hoàn thành đúng hạn 1; Hoàn thành quá hạn 0; "
        "Chưa hoàn thành trong hạn 0; Chưa hoàn thành quá hạn 1; Không xác định thời hạn 0; Thường xuyên 0\n"
    ) in text
    for shared in (
        "Đúng hạn trên số đã đến hạn: 50 %",
        "Sở Tài chính: quá hạn 3 ngày",
        "UBND xã An Bình: 2 việc",
    ):
        assert shared in " ".join(text.split())
        assert bare(shared) in bare(said)


def bare(text: str) -> str:
    """Return the words without colons, which layout puts here and there."""
    return " ".join(text.replace(":", " ").split())


def test_an_offices_own_template_stands_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "agency-digest.txt").write_text("Riêng: {{ words.subject }} {{ link }}", "utf-8")
    text, html = agency_digest(words(), link=LINK, folders=(tmp_path, *FOLDERS))
    assert text == f"Riêng: {words().subject} {LINK}\n"
    assert "Kính gửi: Sở Nội vụ" in html


@pytest.mark.parametrize(
    "template", ["{{ words.khong_co }}", "{% for x in %}", "{{ words.__class__.mro() }}"]
)
def test_a_faulty_template_is_named_with_its_place(tmp_path: Path, template: str) -> None:
    (tmp_path / "agency-digest.txt").write_text(template, "utf-8")
    with pytest.raises(BadSettings, match=r"agency-digest\.txt"):
        agency_digest(words(), link=LINK, folders=(tmp_path, *FOLDERS))


def escalated(level: Level = HEAD, agency: str = "Sở Nội vụ", *, is_relayed: bool = False) -> EscalatedItem:
    late = Standing("overdue", 9)
    due = date(2026, 11, 14)
    return EscalatedItem(
        level, agency, "12/KH-UBND", "II.1", "Rà soát <nhân lực>", "dated", due, late, 3, is_relayed
    )


def leaders(*items: EscalatedItem, is_own: bool = True) -> EscalationWords:
    return word_escalation(EscalationFacts("Sở Nội vụ", TODAY, items, is_own))


def test_a_letter_to_leaders_says_the_same_in_both_parts() -> None:
    words = leaders(escalated(), escalated(LEAD, "Sở Tài chính"), escalated(ISSUER, "Sở X", is_relayed=True))
    text, html = escalation_letter(words, link=LINK, folders=FOLDERS)
    assert sorted(w.rstrip(":") for w in read(html).words) == sorted(w.rstrip(":") for w in text.split())
    assert read(html).links == [LINK]
    assert "Rà soát <nhân lực>" in text and "<nhân" not in html
    assert not read(html).tags & {"script", "img", "link", "form", "iframe"}


def test_a_digest_says_in_both_parts_why_work_came_back_and_what_to_submit() -> None:
    back = replace(item("Tổng kết"), status="returned", reason="Thiếu biểu 2")
    facts = DigestFacts("Sở Nội vụ", True, TODAY, (back,), escalated=(escalated(is_relayed=True),))
    text, html = agency_digest(word_digest(facts), link=LINK, folders=FOLDERS)
    assert sorted(w.rstrip(":") for w in read(html).words) == sorted(w.rstrip(":") for w in text.split())
    assert "Thiếu biểu 2" in text and "đề nghị trình lãnh đạo" in text
