"""What the reading of a part has gathered so far; every word goes to an item, a heading or a leftover."""

from dataclasses import dataclass, field

from extract.lines import Paragraph
from extract.outline import ref_of
from models.draft import Deadline, DraftHeading, Leftover, Role

# Why words are in no item, in the words that the reviewing officer sees.
CLOSING = "lời kết, không giao việc cụ thể"
INTRODUCES = "câu dẫn, chỉ giới thiệu các ý bên dưới"
NO_DOER = "không nêu cơ quan thực hiện"
CONDUCT = "quy tắc chung cho người dân, cơ sở; không giao cho cơ quan nào"
LABEL_DOER = "dòng nêu cơ quan chủ trì, thực hiện của nhiệm vụ"
LABEL_PARTNER = "dòng nêu cơ quan phối hợp của nhiệm vụ"
LABEL_TIME = "dòng nêu thời gian của nhiệm vụ"
LABEL_PRODUCT = "dòng nêu sản phẩm của nhiệm vụ"
LABEL_OTHER = "dòng nêu điều kiện (kinh phí, địa điểm …) của nhiệm vụ"
DETAIL = "chi tiết của nhiệm vụ phía trên"
NOTE = "ghi chú của văn bản"
REPEATED = "trùng với một dòng trong bảng phân công"
CONTACT = "thông tin liên hệ"
PAGE = "số trang"
DOTS = "dấu chấm lược bỏ trong văn bản gốc"
TABLE_HEAD = "dòng tiêu đề của bảng"
TABLE_OTHER = "dòng của bảng không giao nhiệm vụ"
OUTSIDE = "ngoài phần tổ chức thực hiện, không giao việc có thời hạn"
FORMULA = "điều khoản thi hành"


@dataclass(slots=True)
class Found:
    """An assignment on its way: as DraftItem, but still open to labels that follow it."""

    ref: str
    text: str
    owners: tuple[str, ...]
    coordinators: tuple[str, ...] = ()
    role: Role = "do"
    time_text: str = ""
    deadline: Deadline | None = None
    lines: tuple[int, int] = (0, 0)
    page: int = 1
    surety: float = 1.0
    flags: list[str] = field(default_factory=list)
    deliverable: str = ""
    details: str = ""
    source: Paragraph | None = None
    is_row: bool = False
    has_doer_line: bool = False
    # The coordinators that labelled lines name.
    labelled: tuple[str, ...] = ()

    def add_coordinators(self, names: tuple[str, ...]) -> None:
        """Add bodies to work with, identical wordings once."""
        self.coordinators = tuple(dict.fromkeys((*self.coordinators, *names)))


@dataclass(slots=True)
class Collected:
    """Items, headings and leftovers of the implementation parts, in the order they were met."""

    items: list[Found] = field(default_factory=list)
    headings: list[DraftHeading] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    # Tasks without any doer: they may still count outside the section, else they are left over.
    waiting: list[Found] = field(default_factory=list)

    def heading(self, paragraph: Paragraph, text: str = "") -> None:
        """Record a heading, or a lead-in that orders nothing by itself."""
        self.headings.append(DraftHeading(ref_of(paragraph), text or paragraph.text, paragraph.lines))
        self.seen.add(id(paragraph))

    def leave(self, paragraph: Paragraph, reason: str, text: str | None = None) -> None:
        """Record words that are in no item, and why."""
        words = paragraph.text if text is None else text
        if words.strip():
            self.leftovers.append(Leftover(words.strip(), paragraph.lines, reason))
        self.seen.add(id(paragraph))
