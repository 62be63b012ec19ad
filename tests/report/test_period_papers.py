"""The báo cáo of a period and the thông báo kết luận, read back as Word."""

from dataclasses import replace

import pytest

from config.office import Office
from config.word_forms import FOLDER
from extract import draft_plan
from extract.reading import read_document
from models.errors import Refused
from models.standing import RollupCounts
from report.period_papers import NOTICE, PERIOD, Conclusion, conclusion_notice, most_late, period_report
from tests.cast import Cast
from tests.report.test_letters import grid, opened, words
from tests.report.word_facts import TODAY, notice, period_course


def test_a_periods_report_counts_it_and_compares_it_with_the_one_before() -> None:
    document = opened(period_report(period_course(), FOLDER / PERIOD))
    text = words(document)
    assert "Tình hình thực hiện Kế hoạch số 12/KH-UBND quý IV/2026" in text
    assert "(từ 01/10/2026 đến 31/12/2026), số liệu tính đến hết ngày 23/11/2026" in text
    assert "trong kỳ: 11 (chuyển từ kỳ trước sang 1, giao mới trong kỳ 10)" in text
    assert "2. So với quý III/2026" in text
    compared = {row[0]: row[1:] for row in grid(document, 1)}
    assert compared["Tổng số phần việc theo dõi"] == ["11", "4", "+7"]
    assert compared["Hoàn thành quá hạn"] == ["1", "1", "0"]
    assert compared["Tỷ lệ đúng hạn trên số đã đến hạn"] == ["60 %", "75 %", "−15 điểm %"]
    assert grid(document, 2)[1] == ["1", "Sở Nội vụ", "6", "2", "1", "0", "3", "0", "33,3 %"]
    assert grid(document, 3)[1][2:] == ["12/KH-UBND, mục IV.1", "Sở Nội vụ", "16/11/2026", "7"]
    # The last proposal is a person's.
    assert "1. Đề nghị chỉ đạo các cơ quan chậm.\n2. ……" in text
    assert text.rstrip("…\n").count("./.") == 1


def test_a_period_without_anything_late_and_without_a_period_before_says_so() -> None:
    facts = period_course()
    empty = replace(facts.before, rows=(), sum=RollupCounts())
    document = opened(period_report(replace(facts, before=empty, late=()), FOLDER / PERIOD))
    assert "Không có nhiệm vụ nào quá hạn." in words(document)
    assert [row[-1] for row in grid(document, 1)[-2:]] == ["–", "–"]


def test_a_long_list_of_late_work_says_how_many_more_there_are() -> None:
    facts = period_course()
    many = tuple(replace(facts.late[0], days_late=n) for n in range(230))
    document = opened(period_report(replace(facts, late=most_late(many)), FOLDER / PERIOD))
    rows = grid(document, 3)
    assert len(rows) == 201 and rows[1][-1] == "229"
    assert "Ngoài ra còn 30 nhiệm vụ quá hạn khác." in words(document)


def test_counts_that_do_not_sum_are_not_printed() -> None:
    facts = period_course()
    wrong = replace(facts.rollup, sum=replace(facts.rollup.sum, done_late=9))
    with pytest.raises(Refused, match="không khớp tổng"):
        period_report(replace(facts, rollup=wrong), FOLDER / PERIOD)


def test_a_notice_says_who_concluded_what_and_leaves_blank_what_nobody_said() -> None:
    document = opened(conclusion_notice(notice(), FOLDER / NOTICE))
    text = words(document)
    assert "THÔNG BÁO\nKết luận của Giám đốc Sở Y tế tại cuộc họp" in text
    assert "Ngày 20/11/2026, Giám đốc Sở Y tế đã chủ trì" in text
    rows = grid(document, 1)
    assert rows[1][3:] == ["Sở Nội vụ", "04/12/2026"]
    assert rows[2] == ["2", "………", "Bố trí kinh phí (mục IV.2 12/KH-UBND)", "Sở Tài chính", "………"]


def test_the_reader_of_documents_finds_in_a_notice_what_it_assigns(cast: Cast) -> None:
    facts = notice()
    second = Conclusion("Bố trí đủ kinh phí cho đợt hai", "mục IV.2", "Sở Tài chính", TODAY)
    content = conclusion_notice(replace(facts, conclusions=(facts.conclusions[0], second)), FOLDER / NOTICE)
    office: Office = cast.office
    draft = draft_plan(read_document(content, "tb.docx"), office.calendar)
    assert (draft.form, draft.lead_agency) == ("thông báo", "Sở Y tế")
    found = [(one.text, one.owners, one.deadline.due_on) for one in draft.items[:2]]
    assert found == [(one.text, (one.agency,), one.due_on) for one in (facts.conclusions[0], second)]
