"""What a digest says: urgency first, days in words, softer words for bodies that are asked."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.standing import RollupCounts, Standing
from rules.rollup import CountedObligation, count
from rules.standing import standing
from rules.wording import (
    DigestFacts,
    DigestWords,
    RemindedItem,
    day_words,
    left_words,
    shorten,
    word_digest,
)
from rules.wording_lead import LIST_ROWS, TABLE_ROWS, LeadFacts, LeadItem, PlanCounts, word_lead_digest

TODAY = date(2026, 11, 23)


def reminded(
    due_on: date | None = None,
    *,
    rule: str = "before-5",
    status: str = "acknowledged",
    kind: str = "",
    ref: str = "II.1",
    text: str = "Rà soát nhân lực",
    number: int = 1,
    part: str = "owner",
) -> RemindedItem:
    kind = kind or ("dated" if due_on else "undated")
    where = standing(kind=kind, status=status, due_on=due_on, reported_on=None, today=TODAY)
    return RemindedItem("12/KH-UBND", ref, text, part, kind, status, due_on, where, rule, number)


def digest(
    *items: RemindedItem, is_ordered: bool = True, other_open: int = 0, other_overdue: int = 0
) -> DigestWords:
    return word_digest(DigestFacts("Sở Nội vụ", is_ordered, TODAY, items, other_open, other_overdue))


def everything(words: DigestWords) -> str:
    lines = [getattr(words, f.name) for f in fields(words) if f.name not in ("sections", "comments")]
    lines += words.comments
    for section in words.sections:
        lines.append(section.heading)
        for item in section.items:
            lines += [getattr(item, f.name) for f in fields(item)]
    return "\n".join(lines)


def asks(words: DigestWords) -> list[str]:
    return [item.ask for section in words.sections for item in section.items]


def test_the_subject_counts_by_urgency_and_names_the_day() -> None:
    words = digest(reminded(TODAY - timedelta(days=3)), reminded(TODAY), reminded(TODAY - timedelta(days=1)))
    assert words.subject == "[Đôn đốc] Sở Nội vụ: 2 việc quá hạn, 1 việc đến hạn hôm nay (23/11/2026)"


def test_items_stand_by_urgency_and_the_latest_first() -> None:
    words = digest(
        reminded(None, ref="5"),
        reminded(TODAY + timedelta(days=40), ref="4"),
        reminded(TODAY, ref="2"),
        reminded(TODAY - timedelta(days=1), ref="1b"),
        reminded(TODAY + timedelta(days=2), ref="3"),
        reminded(TODAY - timedelta(days=9), ref="1a"),
    )
    assert [s.urgency for s in words.sections] == ["overdue", "due_today", "due_soon", "upcoming", "undated"]
    places = [item.place for s in words.sections for item in s.items]
    assert [p.rpartition(" ")[2] for p in places] == ["1a", "1b", "2", "3", "4", "5"]


def test_an_item_tells_its_day_its_delay_and_its_reminder() -> None:
    item = digest(reminded(date(2026, 11, 20), rule="overdue", number=3)).sections[0].items[0]
    assert item.place == "12/KH-UBND, mục II.1"
    assert item.when == "Hạn: thứ Sáu, 20/11/2026"
    assert item.left == "quá hạn 3 ngày"
    assert item.reminder == "nhắc lần 3"


@pytest.mark.parametrize(
    ("item", "ask"),
    [
        (reminded(TODAY, rule="due-day"), "Cần làm: báo cáo kết quả"),
        (reminded(TODAY, rule="due-day", status="assigned"), "Cần làm: tiếp nhận, báo cáo kết quả"),
        (reminded(TODAY + timedelta(days=9), rule="assigned", status="assigned"), "Cần làm: tiếp nhận"),
        (reminded(TODAY + timedelta(days=9), rule="unacknowledged", status="assigned"), "Cần làm: tiếp nhận"),
        (reminded(None, rule="check-in"), "Cần làm: cho biết tình hình thực hiện"),
        (reminded(None, rule="stale", kind="ongoing"), "Cần làm: cho biết tình hình thực hiện"),
        (
            reminded(TODAY - timedelta(days=2), rule="overdue"),
            "Cần làm: báo cáo kết quả, hoặc nêu rõ vướng mắc",
        ),
        (
            reminded(TODAY - timedelta(days=2), rule="assigned", status="assigned"),
            "Cần làm: tiếp nhận, báo cáo kết quả, hoặc nêu rõ vướng mắc",
        ),
        (reminded(TODAY, status="returned"), "Cần làm: bổ sung rồi báo cáo kết quả"),
    ],
)
def test_what_is_asked_follows_the_rule_and_the_status(item: RemindedItem, ask: str) -> None:
    assert asks(digest(item)) == [ask]


@pytest.mark.parametrize("status", ["assigned", "acknowledged", "in_progress", "returned"])
@pytest.mark.parametrize("rule", ["assigned", "unacknowledged", "before-3", "due-day", "overdue", "check-in"])
@pytest.mark.parametrize("due_on", [None, TODAY, TODAY - timedelta(days=4)])
def test_a_body_that_is_asked_is_never_ordered(status: str, rule: str, due_on: date | None) -> None:
    words = digest(reminded(due_on, rule=rule, status=status), is_ordered=False, other_open=2)
    said = everything(words).lower()
    assert "trân trọng đề nghị" in said
    for hard in ("yêu cầu", "cần làm", "được giao", "phải "):
        assert hard not in said


def test_a_body_that_is_ordered_is_told_so() -> None:
    assert "Yêu cầu cơ quan" in digest(reminded(TODAY)).opening


def test_a_coordinator_sees_that_it_supports() -> None:
    assert digest(reminded(TODAY, part="coordinator")).sections[0].items[0].place.endswith("(phối hợp)")


def test_what_else_is_open_is_counted_in_one_sentence() -> None:
    assert digest(reminded(TODAY)).others == ""
    assert digest(reminded(TODAY), other_open=4, other_overdue=1).others == (
        "Ngoài các việc trên, cơ quan còn 4 việc đang theo dõi, trong đó 1 việc quá hạn."
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 23), "thứ Hai, 23/11/2026"), (date(2026, 11, 22), "Chủ nhật, 22/11/2026")],
)
def test_a_day_is_written_with_its_weekday(day: date, words: str) -> None:
    assert day_words(day) == words


def test_an_undated_item_says_why_it_has_no_day() -> None:
    whens = [
        digest(reminded(None, kind=kind)).sections[0].items[0].when
        for kind in ("undated", "ongoing", "event")
    ]
    assert whens == ["Không xác định thời hạn", "Việc thường xuyên", "Chờ sự kiện, chưa có ngày"]


def test_the_days_left_are_counted_in_words() -> None:
    assert left_words(Standing("due_soon", 5)) == "còn 5 ngày"
    assert left_words(Standing("ongoing")) == ""


def test_a_long_text_ends_after_a_clause_with_an_ellipsis() -> None:
    text = "Rà soát, bổ sung kế hoạch tuyển dụng của đơn vị; phối hợp với các sở, ngành tổ chức thực hiện"
    assert shorten(text, 70) == "Rà soát, bổ sung kế hoạch tuyển dụng của đơn vị…"


@given(st.text(max_size=400), st.integers(20, 300))
def test_a_shortened_text_fits_on_one_line_and_starts_like_the_whole(text: str, width: int) -> None:
    short = shorten(text, width)
    assert len(short) <= width
    assert "\n" not in short
    assert " ".join(text.split()).startswith(short.removesuffix("…").rstrip())


@given(
    st.lists(
        st.builds(
            reminded,
            st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
            status=st.sampled_from(["assigned", "in_progress", "returned"]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_every_item_stands_in_exactly_one_section(items: list[RemindedItem]) -> None:
    words = digest(*items)
    assert sum(len(s.items) for s in words.sections) == len(items)
    counted = [int(part.split()[0]) for part in words.subject.split(": ")[1].rpartition(" (")[0].split(", ")]
    assert counted == [len(s.items) for s in words.sections]


def late_item(n: int = 0) -> LeadItem:
    due = TODAY - timedelta(days=n + 1)
    return LeadItem(f"Cơ quan {n}", "12/KH-UBND", "II.1", "Rà soát", "dated", due, Standing("overdue", n + 1))


def counted(*rows: tuple[str, str, date | None, date | None]) -> PlanCounts:
    obligations = [
        CountedObligation(name, "dated" if due else "undated", status, due, due, reported)
        for name, status, due, reported in rows
    ]
    return PlanCounts("12/KH-UBND", "Phòng, chống dịch", count(obligations, today=TODAY), "http://x/bang")


def test_the_lead_reads_the_official_classes_with_their_sums_and_rates() -> None:
    plan = counted(
        ("Sở Nội vụ", "done", TODAY, TODAY),
        ("Sở Nội vụ", "done", date(2026, 11, 2), date(2026, 11, 5)),
        ("Sở Tài chính", "assigned", date(2026, 11, 1), None),
        ("Sở Tài chính", "assigned", None, None),
    )
    table = word_lead_digest(LeadFacts("Sở Y tế", TODAY, (plan,))).tables[0]
    assert table.columns == (
        "Tổng số",
        "Hoàn thành đúng hạn",
        "Hoàn thành quá hạn",
        "Chưa hoàn thành trong hạn",
        "Chưa hoàn thành quá hạn",
        "Không xác định thời hạn",
        "Thường xuyên",
    )
    assert [(r.name, r.numbers) for r in table.rows] == [
        ("Sở Tài chính", (2, 0, 0, 0, 1, 1, 0)),
        ("Sở Nội vụ", (2, 1, 1, 0, 0, 0, 0)),
    ]
    assert table.total.numbers == (4, 1, 1, 0, 1, 1, 0)
    assert table.rates == (
        "Đúng hạn trên số đã hoàn thành: 50 % (theo thời hạn giao ban đầu: 50 %)",
        "Đúng hạn trên số đã đến hạn: 33,3 %",
        "Có báo cáo trong 30 ngày gần nhất trên số chưa hoàn thành: 0 %",
    )


def test_the_lead_sees_the_twenty_latest_and_how_many_more() -> None:
    facts = LeadFacts("Sở Y tế", TODAY, (), overdue=tuple(late_item(n) for n in range(LIST_ROWS + 3)))
    words = word_lead_digest(facts)
    assert words.lists[0].heading == "Quá hạn (23 việc)"
    assert len(words.lists[0].lines) == LIST_ROWS
    assert words.lists[0].omitted == "và 3 mục nữa, xem bảng theo dõi."
    assert "23 việc quá hạn" in words.subject


def test_the_lead_learns_whom_nobody_can_reach() -> None:
    facts = LeadFacts("Sở Y tế", TODAY, (), unreachable=(("UBND xã An Bình", 2),), refused=(("A", "550"),))
    told = {one.heading: one.lines for one in word_lead_digest(facts).lists}
    assert told["Chưa có địa chỉ liên hệ, nên chưa nhắc được (1 cơ quan)"] == (
        ("UBND xã An Bình", "2 việc chờ nhắc"),
    )
    assert told["Thư không gửi được (1 cơ quan)"] == (("A", "550"),)


def test_a_large_table_is_cut_but_its_sum_is_not() -> None:
    plan = counted(*((f"Xã {n:03}", "assigned", date(2026, 11, 1), None) for n in range(TABLE_ROWS + 5)))
    table = word_lead_digest(LeadFacts("Sở Y tế", TODAY, (plan,))).tables[0]
    assert len(table.rows) == TABLE_ROWS
    assert table.total.numbers[0] == TABLE_ROWS + 5
    assert table.omitted == "Còn 5 cơ quan nữa, 5 cơ quan có việc quá hạn."


def test_empty_lists_are_left_out() -> None:
    plan = counted(("Sở Nội vụ", "assigned", TODAY, None))
    words = word_lead_digest(LeadFacts("Sở Y tế", TODAY, (plan,)))
    assert words.lists == ()
    assert words.subject.endswith("không có việc quá hạn")


def test_a_plan_without_done_work_has_no_rate() -> None:
    plan = replace(counted(), rollup=count([], today=TODAY))
    assert plan.rollup.sum == RollupCounts()
    assert "–" in word_lead_digest(LeadFacts("Sở Y tế", TODAY, (plan,))).tables[0].rates[0]


def test_coordinators_work_stands_last_in_a_section_of_its_own() -> None:
    words = digest(
        reminded(TODAY - timedelta(days=3), ref="1", part="coordinator"),
        reminded(TODAY + timedelta(days=3), ref="2", part="coordinator"),
        reminded(TODAY + timedelta(days=40), ref="3"),
    )
    assert [s.heading for s in words.sections] == ["Còn trong hạn (1 việc)", "Phối hợp thực hiện (2 việc)"]
    assert words.sections[-1].urgency == "overdue"
    assert words.subject.endswith("1 việc còn trong hạn, 2 việc phối hợp (23/11/2026)")


def test_work_that_came_back_says_why() -> None:
    back = replace(reminded(TODAY + timedelta(days=9), rule="turned-back", status="returned"), reason="Thiếu")
    (one,) = digest(back).sections[0].items
    assert one.ask == "Cần làm: bổ sung rồi báo cáo kết quả"
    assert one.note == "Ý kiến của cơ quan chủ trì kế hoạch: Thiếu"
    again = replace(back, status="in_progress", reason="")
    (other,) = digest(again).sections[0].items
    assert (other.ask, other.note) == ("Cần làm: tiếp tục thực hiện rồi báo cáo kết quả", "")
