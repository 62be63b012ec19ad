"""What leaders read: sorted by level, the latest first, asked and never ordered."""

from datetime import date, timedelta

import pytest

from models.standing import Standing
from rules.escalation import HEAD, ISSUER, LEAD, LEVELS, Level
from rules.wording_escalation import (
    EscalatedItem,
    EscalationFacts,
    relayed_line,
    word_escalation,
    worded_in_digest,
)

TODAY = date(2026, 11, 23)


def late(days: int, level: Level = HEAD, *, number: int = 4, is_relayed: bool = False) -> EscalatedItem:
    return EscalatedItem(
        level=level,
        agency="Sở Nội vụ",
        plan="12/KH-UBND",
        ref=f"II.{days}",
        text="Rà soát nhân lực",
        kind="dated",
        due_on=TODAY - timedelta(days=days),
        standing=Standing("overdue", days),
        number=number,
        is_relayed=is_relayed,
    )


def test_the_latest_work_stands_first_under_the_nearest_level() -> None:
    items = (late(16, LEAD), late(8), late(9), late(30, ISSUER))
    words = word_escalation(EscalationFacts("Sở Nội vụ", TODAY, items))
    assert [[i.place.rpartition(".")[2] for i in level.items] for level in words.levels] == [
        ["9", "8"],
        ["16"],
        ["30"],
    ]
    assert words.subject == "[Đôn đốc] Kính trình lãnh đạo Sở Nội vụ: 4 việc quá hạn kéo dài (23/11/2026)"
    assert "thứ Hai, 23/11/2026" in words.opening


def test_the_letter_of_an_urgent_plan_is_marked() -> None:
    words = word_escalation(EscalationFacts("Sở Y tế", TODAY, (late(3),), is_urgent=True))
    assert words.subject.startswith("[HỎA TỐC] [Đôn đốc] ")


@pytest.mark.parametrize("is_own", [True, False])
def test_the_button_leads_where_the_reader_may_go(is_own: bool) -> None:
    words = word_escalation(EscalationFacts("Sở Nội vụ", TODAY, (late(9),), is_own=is_own, link_days=7))
    assert words.button == ("Xem và báo cáo" if is_own else "Mở bảng theo dõi")
    assert ("7 ngày" in words.footer) == is_own


def test_a_leader_reads_whose_work_it_is_where_it_is_anothers() -> None:
    own = word_escalation(EscalationFacts("Sở Nội vụ", TODAY, (late(9),))).levels[0].items[0]
    foreign = word_escalation(EscalationFacts("Sở Y tế", TODAY, (late(9, LEAD),))).levels[0].items[0]
    assert (own.note, foreign.note) == ("", "Cơ quan thực hiện: Sở Nội vụ")
    assert foreign.reminder == "đã nhắc 4 lần"
    assert foreign.left == "quá hạn 9 ngày"


@pytest.mark.parametrize("level", LEVELS)
def test_nobody_is_ordered_and_a_relay_says_to_whom(level: Level) -> None:
    words = word_escalation(
        EscalationFacts("Sở Y tế", TODAY, (late(9, level), late(8, level, is_relayed=True)))
    )
    told = "\n".join([words.opening, words.levels[0].ask, *(i.ask for i in words.levels[0].items)])
    assert "yêu cầu" not in told.lower()
    assert told.count("Kính đề nghị lãnh đạo Sở Y tế") == 1
    relayed = worded_in_digest(late(8, level, is_relayed=True), reader="Sở Y tế")
    assert relayed.ask.startswith("Đề nghị trình ")
    assert worded_in_digest(late(8, level), reader="Sở Y tế").ask.startswith("Kính đề nghị lãnh đạo Sở Y tế ")


def test_a_line_of_the_roll_up_says_how_often_it_was_urged() -> None:
    line = relayed_line(late(17, LEAD, number=6, is_relayed=True))
    assert line.startswith(
        "quá hạn 17 ngày, đã nhắc 6 lần, đề nghị trình lãnh đạo cơ quan chủ trì kế hoạch. "
    )
    silent = word_escalation(EscalationFacts("Sở Y tế", TODAY, (late(9, LEAD, number=0),)))
    assert silent.levels[0].items[0].reminder == "chưa nhắc được lần nào"
