"""The marked document: every line is there, what it is stands beside it, and text stays text."""

from datetime import date
from html.parser import HTMLParser

from models.draft import Deadline, DraftHeading, DraftItem, DraftPlan, Leftover, SourceLine, SourceText
from report.marked import marked_page

SOURCE = SourceText(
    (
        SourceLine("IV. TỔ CHỨC THỰC HIỆN", 1),
        SourceLine("1. Sở Y tế", 2),
        SourceLine("- Rà soát <script>alert(1)</script> trước ngày 20/11/2026.", 3),
        SourceLine("", 4),
        SourceLine("Yêu cầu các đơn vị nghiêm túc thực hiện./.", 5, page=2),
    ),
    "txt",
)
DRAFT = DraftPlan(
    number="1/KH-UBND",
    title="Về <b>an toàn</b>",
    items=(
        DraftItem(
            "IV.1",
            "Rà soát",
            ("Sở Y tế",),
            ("Sở Nội vụ",),
            deadline=Deadline("date", date(2026, 11, 19)),
            lines=(3, 3),
            confidence=0.5,
        ),
    ),
    headings=(DraftHeading("IV", "TỔ CHỨC THỰC HIỆN", (1, 1)), DraftHeading("IV.1", "Sở Y tế", (2, 2))),
    leftovers=(Leftover("Yêu cầu các đơn vị …", (5, 5), "câu kết"),),
)


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_every_line_stands_on_the_page_with_what_it_is() -> None:
    page = marked_page(SOURCE, DRAFT)
    shown = Text()
    shown.feed(page)
    text = " ".join(shown.words)
    for line in SOURCE.lines:
        assert line.text in text
    assert "đề mục" in text
    assert "không phải nhiệm vụ: câu kết" in text
    assert "hạn 19/11/2026" in text
    assert "phối hợp: Sở Nội vụ" in text
    assert "trang 2" in text
    assert 'class="item unsure"' in page


def test_words_of_the_document_are_never_markup() -> None:
    shown = Text()
    shown.feed(marked_page(SOURCE, DRAFT))
    assert "script" not in shown.tags
