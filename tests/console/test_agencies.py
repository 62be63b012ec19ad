"""``dondoc registry replace``: shown first, done once, nothing without a yes."""

from pathlib import Path

import pytest

from tests.cast import Cast, item
from tests.console.terminal import dondoc

WORDS = ("registry", "replace", "so-noi-vu", "so-tai-chinh", "--from", "20/11/2026")


@pytest.fixture
def home(cast: Cast) -> Path:
    cast.settle_province()
    cast.tracked_plan(item("Rà soát", "Sở Nội vụ"), number="07/KH-UBND")
    cast.tracked_plan(item("Việc khác", "Sở Nội vụ"), number="08/KH-UBND")
    return cast.settings.home


def holders(cast: Cast, plan: int) -> list[int]:
    return [o.agency_id for o in cast.obligations(plan)]


def test_it_is_shown_asked_for_and_done_once(cast: Cast, home: Path) -> None:
    before = holders(cast, 1)
    asked = dondoc(home, *WORDS, stdin="\n")
    assert asked.returncode == 0, asked.stderr
    assert "07/KH-UBND" in asked.stdout and "Ngày cuối của cơ quan cũ: 19/11/2026" in asked.stdout
    assert "Chưa chuyển gì." in asked.stdout and holders(cast, 1) == before
    assert "Chưa chuyển gì." in dondoc(home, *WORDS).stdout
    done = dondoc(home, *WORDS, "--yes")
    assert "Đã chuyển 2 phần việc từ Sở Nội vụ sang Sở Tài chính." in done.stdout, done.stderr
    assert holders(cast, 1) != before
    assert "Không còn gì để chuyển." in dondoc(home, *WORDS, "--yes").stdout


def test_a_plan_alone_moves_by_scope(cast: Cast, home: Path) -> None:
    done = dondoc(home, *WORDS, "--scope", "lĩnh vực A", "--plan", "08/KH-UBND", stdin="c\n")
    assert "Đã chuyển 1 phần việc" in done.stdout, done.stderr
    assert holders(cast, 1) != holders(cast, 2)


def test_faults_are_sentences(home: Path) -> None:
    for words, said in (
        (("so-la", "so-y-te"), "Không có cơ quan mang mã hay tên “so-la”"),
        (("so-noi-vu", "so-noi-vu"), "không thể thay chính nó"),
        (("so-noi-vu", "so-y-te", "--scope", "x"), "phải chọn phần việc hoặc kế hoạch"),
        (("so-noi-vu", "so-y-te", "--from", "01/01/2027"), "chưa tới"),
    ):
        done = dondoc(home, "registry", "replace", *words)
        assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr
