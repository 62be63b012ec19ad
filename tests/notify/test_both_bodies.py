"""Every kind of letter says the same in plain text and in HTML: numbers, days, words, links."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from html.parser import HTMLParser

import pytest

from config.settings import SHIPPED
from models.standing import Standing
from notify import compose
from rules.escalation import HEAD, ISSUER, LEAD
from rules.rollup import CountedObligation, count
from rules.wording import DigestFacts, RemindedItem, word_digest
from rules.wording_comments import CommentItem
from rules.wording_escalation import EscalatedItem, EscalationFacts, word_escalation
from rules.wording_lead import LeadFacts, LeadItem, PlanCounts, WordedRow, word_lead_digest
from rules.wording_refusal import RefusalFacts, word_refusal
from rules.wording_trial import word_trial

DAY = date(2026, 11, 23)
FOLDERS = (SHIPPED / "templates",)
LINK = "https://don-doc.example.vn/r/abc.def-1_2"
BOARD = "https://don-doc.example.vn/bang?ke_hoach=1"
DECLINE = "https://don-doc.example.vn/thu-tong-hop/MQ.abc"
# Words that are both markup and Vietnamese, and a number that no other field holds.
NASTY = 'Rà soát <b>"nhân lực"</b> & 417 đơn vị (giai đoạn 2)'

ITEM = RemindedItem(
    "12/KH-UBND",
    "II.1",
    NASTY,
    "owner",
    "dated",
    "returned",
    date(2026, 11, 20),
    Standing("overdue", 3),
    "overdue",
    2,
    reason="Thiếu phụ lục 9.",
)
UPWARDS = tuple(
    EscalatedItem(
        level,
        "Sở Nội vụ",
        "12/KH-UBND",
        f"II.{n}",
        NASTY,
        "dated",
        date(2026, 10, n),
        Standing("overdue", 30 + n),
        n,
    )
    for n, level in enumerate((HEAD, LEAD, ISSUER), 5)
)
SAID = CommentItem("Sở Nội vụ", "12/KH-UBND", "II.1", "Rà soát", date(2026, 11, 19), "Còn 2 xã & 1 phường.")
LATE = LeadItem(
    "Sở Tài chính", "12/KH-UBND", "II.1", NASTY, "dated", date(2026, 11, 20), Standing("overdue", 3)
)


def digest(**changes: object) -> tuple[object, str, str]:
    items = (ITEM, replace(ITEM, ref="II.2", part="coordinator"), replace(ITEM, ref="II.3", due_on=DAY))
    facts = replace(
        DigestFacts("Sở Nội vụ", True, DAY, items, 8, 4, escalated=UPWARDS, comments=(SAID,)), **changes
    )
    words = word_digest(facts)
    return words, *compose.agency_digest(words, link=LINK, folders=FOLDERS)


def lead() -> tuple[object, str, str]:
    counted = [
        CountedObligation("Sở Nội vụ", "dated", "done", DAY, DAY, DAY),
        *[CountedObligation("Sở Tài chính", "dated", "assigned", date(2026, 11, 20), None, None)] * 13,
    ]
    plan = PlanCounts("12/KH-UBND", "Phòng dịch", count(counted, today=DAY), BOARD, 31, 17)
    facts = LeadFacts(
        "Sở Y tế",
        DAY,
        (plan,),
        overdue=(LATE,),
        overdue_support=(replace(LATE, ref="II.4"),),
        waiting=(replace(LATE, reported_on=date(2026, 11, 21)),),
        unreachable=(("UBND xã An Bình", 6),),
        refused=(("Sở Nội vụ", "Thư bị trả lại ngày 23/11/2026: hộp thư đầy (5.2.2)."),),
        escalated=UPWARDS,
        comments=(SAID,),
        other_plans=14,
        totals={"overdue": 29},
    )
    words = word_lead_digest(facts)
    return words, *compose.lead_digest(words, folders=FOLDERS, decline=DECLINE)


def escalation() -> tuple[object, str, str]:
    words = word_escalation(EscalationFacts("Sở Nội vụ", DAY, UPWARDS, is_own=True))
    return words, *compose.escalation_letter(words, link=LINK, folders=FOLDERS)


def refusal() -> tuple[object, str, str]:
    words = word_refusal(
        RefusalFacts(
            "Sở Y tế",
            "Sở Nội vụ",
            "12/KH-UBND",
            "II.1",
            NASTY,
            "dated",
            DAY,
            "Không thuộc 1 lĩnh vực.",
            DAY,
            BOARD,
        )
    )
    return words, *compose.refusal_letter(words, folders=FOLDERS)


def trial() -> tuple[object, str, str]:
    words = word_trial("Sở Nội vụ")
    return words, *compose.trial_letter(words, folders=FOLDERS)


LETTERS: dict[str, Callable[[], tuple[object, str, str]]] = {
    "agency_digest": digest,
    "agency_digest, asked": lambda: digest(is_ordered=False, is_urgent=True),
    "agency_digest, short": lambda: digest(items=(ITEM,), escalated=(), comments=(), other_open=0),
    "lead_digest": lead,
    "escalation_letter": escalation,
    "refusal_letter": refusal,
    "trial_letter": trial,
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links |= {value or "" for name, value in attrs if name == "href"}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@dataclass(frozen=True)
class Facts:
    """What a reader takes from a body: its words in one line, its links, days, and other numbers."""

    words: str
    links: frozenset[str]
    days: Counter[str]
    numbers: Counter[str]


def facts_of(body: str, *, is_html: bool) -> Facts:
    reader = _Reader()
    reader.feed(body.partition("<body")[2].partition(">")[2] if is_html else "")
    words = " ".join(("".join(reader.said) if is_html else body).split())
    links = reader.links if is_html else set(re.findall(r"https?://\S+", words))
    bare = re.sub(r"https?://\S+", " ", words)
    days = Counter(re.findall(r"\d{2}/\d{2}/\d{4}", bare))
    numbers = Counter(re.findall(r"\d+", re.sub(r"\d{2}/\d{2}/\d{4}", " ", bare)))
    return Facts(words, frozenset(links), days, numbers)


def leaves(value: object) -> Iterator[str]:
    """Return every piece of wording, but for the subject, code words and what only one body lays out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, WordedRow):
        yield value.name
    elif isinstance(value, tuple):
        for one in value:
            yield from leaves(one)
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in ("subject", "urgency", "level"):
                yield from leaves(getattr(value, one.name))


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_both_bodies_hold_the_same_facts(kind: str) -> None:
    words, text, html = LETTERS[kind]()
    plain, marked = facts_of(text, is_html=False), facts_of(html, is_html=True)
    assert plain.links == marked.links
    assert plain.days == marked.days
    assert plain.numbers == marked.numbers
    for piece in filter(None, leaves(words)):
        wanted = " ".join(piece.split())
        assert wanted in plain.words, piece
        assert wanted in marked.words, piece


def test_a_row_of_a_table_has_the_same_numbers_in_both() -> None:
    words, text, html = lead()
    for table in words.tables:  # type: ignore[attr-defined]
        for row in (*table.rows, table.total):
            assert row.line in text
            assert " ".join([row.name, *map(str, row.numbers)]) in facts_of(html, is_html=True).words


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_a_fact_that_one_body_loses_is_noticed(kind: str) -> None:
    _, text, html = LETTERS[kind]()
    whole = facts_of(html, is_html=True)
    found = re.search(r">[^<]*?(\d+)[^<]*<", html.partition("<body")[2])
    if found is None:
        assert not whole.numbers and not facts_of(text, is_html=False).numbers
        return
    without = html.replace(found[0], "><", 1)
    changed = facts_of(without, is_html=True)
    assert (changed.numbers, changed.days, changed.words) != (whole.numbers, whole.days, whole.words)


def test_every_kind_of_letter_and_every_template_is_among_them() -> None:
    kinds = {
        name
        for name in vars(compose)
        if name.endswith(("_digest", "_letter")) and not name.startswith("word")
    }
    assert kinds == {kind.partition(",")[0] for kind in LETTERS}
    names = {kind.partition(",")[0].removesuffix("_letter").replace("_", "-") for kind in LETTERS}
    shipped = {path.stem for path in FOLDERS[0].glob("*.txt")} | {
        path.stem for path in FOLDERS[0].glob("*.html") if not path.name.startswith("_")
    }
    assert shipped == names
