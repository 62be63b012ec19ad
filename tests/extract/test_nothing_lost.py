"""Every word of the implementation part is in an item, a heading or a leftover, however it is written."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract import draft_plan
from extract.lines import clean
from extract.reading import read_document
from extract.words import bare, words_of
from models.draft import DraftPlan, SourceLine, SourceText
from models.errors import BadDocument
from tests.extract.paper import CALENDAR, FOLDER, source, under

SHARED = Path(__file__).resolve().parents[3] / "shared" / "plans"
_SECTION = re.compile(
    r"^\W*(?:[ivxhc]+|\d)[.]\s*(?:to|tô) chuc (?:trien khai )?thuc hien|^\W*[ivx]+[.]\s*phan cong thuc hien"
)
# Printed numbers and letters of divisions enter references, not texts.
_MARK = re.compile(r"\d{1,2}|[ivxh]+|[a-zđ]")

WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "bullets": lambda text: re.sub(
        r"^(\s*)- ", r"\1• ", re.sub(r"^(\s*)\+ ", r"\1o ", text, flags=re.M), flags=re.M
    ),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "old tones": lambda text: text.replace("hòa", "hoà").replace("Ủy", "Uỷ").replace("thủy", "thuỷ"),
    "page breaks": lambda text: re.sub(r"(?m)^(?!.*\t)(.{90,}?,) (?=[a-zà-ỹ])", r"\1\n\n7\n\n", text),
    "no markup": lambda text: re.sub(r"(?m)^#+ ", "", text.replace("*", "")),
    "more markup": lambda text: re.sub(r"(?m)^(\d+\. .{3,60})$", r"**\1**", text),
    "lines rejoined": lambda text: re.sub(r"(?m)([^\W\d_],?) *\n(?=[a-zà-ỹđ]{2,} )", r"\1 ", text),
    "scan slips": lambda text: text.replace("ệ", "ê").replace("ử", "ừ").replace("- ", "~ "),
    "tables as markdown": lambda text: re.sub(
        r"(?m)^(.*\t.*)$", lambda row: "| " + row[1].replace("\t", " | ") + " |", text
    ),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
}


def section(lines: tuple[SourceLine, ...]) -> list[SourceLine]:
    """The lines from the title of the implementation section to the end of the body."""
    plain = [bare(clean(line.text)) for line in lines]
    joined = [f"{text} {plain[i + 1] if i + 1 < len(plain) else ''}" for i, text in enumerate(plain)]
    starts = [i for i, text in enumerate(joined) if _SECTION.match(text) and len(plain[i]) < 60]
    if not starts:
        return []
    end = next(
        (
            i
            for i in range(starts[-1], len(lines))
            if plain[i].startswith("noi nhan") or plain[i].endswith("./.")
        ),
        len(lines) - 1,
    )
    return list(lines[starts[-1] : end + plain[end].endswith("./.")])


def lost(text: SourceText, draft: DraftPlan) -> Counter[str]:
    """The words of the section that stand nowhere in the draft."""
    wanted = section(text.lines)
    if not wanted:
        return Counter()
    first, last = wanted[0].number, wanted[-1].number
    pieces = [(i.text, i.lines) for i in draft.items] + [(h.text, h.lines) for h in draft.headings]
    pieces += [(left.text, left.lines) for left in draft.leftovers]
    found = Counter(w for words, (a, b) in pieces if b >= first and a <= last for w in words_of(words))
    missing = Counter(w for line in wanted for w in words_of(clean(line.text))) - found
    return Counter({word: n for word, n in missing.items() if not _MARK.fullmatch(word)})


PAPERS = sorted(FOLDER.iterdir())


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_no_word_of_a_made_up_document_is_lost(path: Path, way: str) -> None:
    text = read_document(WRITTEN[way](path.read_text("utf-8")).encode(), path.name)
    assert not lost(text, draft_plan(text, CALENDAR))


@pytest.mark.needs("shared")
@pytest.mark.parametrize("way", WRITTEN)
def test_no_word_of_a_real_plan_is_lost(way: str) -> None:
    sections = 0
    for path in sorted(SHARED.glob("[0-9]*.txt")):
        text = read_document(WRITTEN[way](path.read_text("utf-8")).encode(), path.name)
        sections += bool(section(text.lines))
        assert not lost(text, draft_plan(text, CALENDAR)), path.name
    assert sections >= 10


_WORDS = st.sampled_from(
    [
        "Sở",
        "Y",
        "tế",
        "chủ",
        "trì",
        "phối",
        "hợp",
        "với",
        "các",
        "sở",
        "ban",
        "ngành",
        "xây",
        "dựng",
        "kế",
        "hoạch",
        "trước",
        "ngày",
        "20/11/2026",
        "hằng",
        "năm",
        "báo",
        "cáo",
        "kết",
        "quả",
        "về",
        "UBND",
        "tỉnh",
        "(qua",
        "Sở",
        "Nội",
        "vụ)",
        ";",
        ",",
        ".",
        ":",
        "trong",
        "đó",
        "thời",
        "gian:",
        "Cơ",
        "quan",
        "chủ",
        "trì:",
        "Đơn",
        "vị",
        "phối",
        "hợp:",
        "100%",
        "đề",
        "nghị",
        "giao",
        "yêu",
        "cầu",
        "Trung",
        "tâm",
        "Kiểm",
        "soát",
        "bệnh",
        "tật",
        "tỉnh",
        "liên",
        "quan",
        "nếu",
        "có",
        "vướng",
        "mắc",
    ]
)
_LINES = st.builds(
    lambda mark, words: f"{mark} {' '.join(words)}".strip(),
    st.sampled_from(["", "-", "+", "*", "1.", "2.", "1.1.", "a)", "b)"]),
    st.lists(_WORDS, min_size=1, max_size=25),
)


@given(st.lists(_LINES, min_size=1, max_size=12))
@example(["1. chủ trì:"])
def test_no_word_is_lost_whatever_the_section_holds(lines: list[str]) -> None:
    text = "1. Sở Y tế\n\n- Tổng hợp báo cáo.\n\n" + "\n\n".join(lines)
    whole = (
        "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\n"
        f"IV. TỔ CHỨC THỰC HIỆN\n\n{text}\n\nNơi nhận:\n- Như trên;"
    )
    paper = source(whole)
    assert not lost(paper, draft_plan(paper, CALENDAR))


@given(st.text(max_size=300), st.sampled_from(PAPERS), st.integers(0, 4000), st.integers(0, 4000))
def test_whatever_the_text_only_bad_document_is_raised(noise: str, path: Path, start: int, end: int) -> None:
    words = path.read_text("utf-8")
    for text in (noise, words[start:], words[:end] + noise + words[start:]):
        with suppress(BadDocument):
            draft_plan(source(text), CALENDAR)


def test_items_stand_where_their_words_stand() -> None:
    draft = under(
        "1. Sở Y tế\n\n- Kiểm tra các cơ sở trên địa bàn tỉnh trước ngày\n20/11/2026.\n\n2. "
        "Sở Tài chính\n\n- Bố trí."
    )
    assert [item.lines for item in draft.items] == [(10, 11), (15, 15)]
